package aerotwin.catalog.sql;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.apache.spark.sql.types.StructType;

/**
 * INSERT INTO ... REPLACE USING (columns) and REPLACE ON condition, which open-source Delta rejects.
 * Source: Databricks' page of INSERT.
 */
final class ReplacingInsert implements Family {
    private static final StructType RESULT =
        new StructType().add("num_affected_rows", "bigint").add("num_inserted_rows", "bigint");
    private static final String TARGET = "__target";
    private static final String SOURCE = "__source";
    private static final Set<String> QUERIES = Set.of("SELECT", "WITH", "VALUES", "FROM", "TABLE");
    /** What a subquery of the condition follows, not the query whose rows are inserted. */
    private static final Set<String> OPERATORS = Set.of("IN", "EXISTS", "AND", "OR", "NOT", "ANY", "SOME", "ALL");

    @Override
    public Optional<Statement> parse(Tokens tokens) {
        int insert = tokens.comes("WITH") ? outside(tokens.all(), 0, "INSERT") : 0;
        if (insert < 0 || tokens.atEnd() || !tokens.all().get(insert).is("INSERT")) {
            return Optional.empty();
        }
        int start = tokens.all().get(insert).start();
        String tables = tokens.text().substring(0, start);
        return parse(new Tokens(tokens.text().substring(start)), tables);
    }

    private static Optional<Statement> parse(Tokens tokens, String tables) {
        tokens.expect("INSERT");
        boolean evolves = tokens.accept("WITH", "SCHEMA", "EVOLUTION");
        if (outside(tokens.all(), 0, "REPLACE") < 0 || !tokens.accept("INTO")) {
            return Optional.empty();
        }
        tokens.accept("TABLE");
        Name target = tokens.name();
        boolean aliased = tokens.accept("AS") || !tokens.comes("BY") && !tokens.comes("REPLACE") && !tokens.comes("(");
        String alias = aliased ? tokens.take().text() : TARGET;
        boolean byName = tokens.accept("BY", "NAME");
        if (tokens.accept("REPLACE", "USING")) {
            List<String> columns = new Tokens(tokens.parenthesized()).names();
            ReplacingMerge merge = new ReplacingMerge(target, alias, SOURCE, tables + tokens.rest(), byName, evolves);
            return Optional.of(new Statement(RESULT, () -> merge.run(null, columns)));
        }
        if (!tokens.accept("REPLACE", "ON")) {
            return Optional.empty();
        }
        int from = startOfQuery(tokens);
        int first = tokens.position();
        String text = tokens.text();
        String condition = text.substring(tokens.all().get(first).start(), tokens.all().get(from - 1).end());
        Tokens query = new Tokens(text.substring(tokens.all().get(from).start()));
        boolean closed = query.comes("(");
        String rows = closed ? query.parenthesized() : query.rest();
        query.accept("AS");
        String source = query.atEnd() ? SOURCE : query.take().text();
        query.expectEnd();
        ReplacingMerge merge = new ReplacingMerge(target, alias, source, tables + rows, byName, evolves);
        return Optional.of(new Statement(RESULT, () -> merge.run(condition, List.of())));
    }

    /** The token with which the query begins. */
    private static int startOfQuery(Tokens tokens) {
        List<Token> all = tokens.all();
        int depth = 0;
        for (int at = tokens.position() + 1; at < all.size(); at++) {
            Token before = all.get(at - 1);
            depth += before.is("(") ? 1 : before.is(")") ? -1 : 0;
            boolean ends = before.is(")") || before.kind() != Token.Kind.SIGN && OPERATORS.stream().noneMatch(before::is);
            boolean opens = all.get(at).is("(") && at + 1 < all.size() && (isQuery(all.get(at + 1)) || all.get(at + 1).is("("));
            if (depth == 0 && ends && (isQuery(all.get(at)) || opens)) {
                return at;
            }
        }
        throw tokens.unexpected("a condition and a query");
    }

    private static boolean isQuery(Token token) {
        return QUERIES.stream().anyMatch(token::is);
    }

    /** The first token of this word outside of parentheses, or -1. */
    private static int outside(List<Token> tokens, int from, String word) {
        int depth = 0;
        for (int at = from; at < tokens.size(); at++) {
            depth += tokens.get(at).is("(") ? 1 : tokens.get(at).is(")") ? -1 : 0;
            if (depth == 0 && tokens.get(at).is(word)) {
                return at;
            }
        }
        return -1;
    }
}
