package aerotwin.catalog.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.catalog.CatalogFunction;
import org.apache.spark.sql.catalyst.catalog.SQLFunction$;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;

import aerotwin.catalog.MappedCatalog;
import aerotwin.catalog.Names;
import aerotwin.catalog.Session;

import scala.Option;

/**
 * Spark makes, drops and describes functions of its own catalog only, and calls table functions of it only, so their
 * names there are put in.
 */
final class Functions {
    /** The tokens of a name, from first to last, and what to put in their place. */
    record Span(int from, int to, String replacement) { }

    private static final List<String> BEFORE_RELATION = List.of("FROM", "JOIN", "LATERAL");

    private Functions() { }

    /** The name in CREATE, DROP or DESCRIBE FUNCTION, if its catalog is not Spark's own. */
    static Optional<Span> definedName(List<Token> tokens) {
        int at = afterWords(tokens);
        if (at < 0 || at >= tokens.size() || !tokens.get(at).isName()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        int last = lastOfName(tokens, at, parts);
        boolean described = tokens.get(0).is("DESCRIBE") || tokens.get(0).is("DESC");
        if (parts.size() > 3 || described && parts.size() == 1) {
            // A bare name that is described is most often one of Spark's built-in functions.
            return Optional.empty();
        }
        return physical(parts).map(name -> new Span(at, last, quoted(name)));
    }

    /** The name of a table function that is called in FROM, if its catalog is not Spark's own. */
    static Optional<Span> calledTable(List<Token> tokens, int at) {
        boolean listed = is(tokens, at - 1, ",") && is(tokens, at + 1, ".");
        boolean relation = at > 0 && BEFORE_RELATION.stream().anyMatch(tokens.get(at - 1)::is) || listed;
        return relation ? called(tokens, at) : Optional.empty();
    }

    /** The name of a table function at {@code at} that is called in TABLE(...) in FROM. */
    static Optional<Span> calledTable(List<Token> tokens, int table, int at) {
        boolean relation = table > 0 && BEFORE_RELATION.stream().anyMatch(tokens.get(table - 1)::is);
        return relation && is(tokens, table + 1, "(") && at < tokens.size() ? called(tokens, at) : Optional.empty();
    }

    /**
     * The name of a function that the body of another calls. Spark looks for cycles by names of two parts at most, which
     * IDENTIFIER passes by.
     */
    static Optional<Span> calledInBody(List<Token> tokens, int at) {
        if (!tokens.get(at).isName() || is(tokens, at - 1, ".")) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        int last = lastOfName(tokens, at, parts);
        if (!is(tokens, last + 1, "(") || parts.size() < 2 || parts.size() > 3) {
            return Optional.empty();
        }
        String[] full = Name.of(parts).qualified(3, "function");
        return physical(parts).filter(Functions::exists)
            .map(name -> new Span(at, last, "IDENTIFIER(" + Literals.written(SqlException.quoted(full)) + ")"));
    }

    private static boolean exists(FunctionIdentifier name) {
        return Session.metastore().databaseExists(name.database().get())
            && Session.metastore().externalCatalog().functionExists(name.database().get(), name.funcName());
    }

    private static Optional<Span> called(List<Token> tokens, int at) {
        if (!tokens.get(at).isName()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        int last = lastOfName(tokens, at, parts);
        if (!is(tokens, last + 1, "(") || parts.size() > 3) {
            return Optional.empty();
        }
        return physical(parts).filter(Functions::isOfTable).map(name -> new Span(at, last, quoted(name)));
    }

    private static boolean isOfTable(FunctionIdentifier name) {
        if (!exists(name)) {
            return false;
        }
        CatalogFunction found = Session.metastore().externalCatalog().getFunction(name.database().get(), name.funcName());
        return SQLFunction$.MODULE$.isSQLFunction(found.className()) && SQLFunction$.MODULE$
            .fromCatalogFunction(found, Session.active().sessionState().sqlParser()).isTableFunc();
    }

    private static int lastOfName(List<Token> tokens, int at, List<String> parts) {
        parts.add(tokens.get(at).name());
        int last = at;
        while (last + 2 < tokens.size() && tokens.get(last + 1).is(".") && tokens.get(last + 2).isName()) {
            last += 2;
            parts.add(tokens.get(last).name());
        }
        return last;
    }

    private static Optional<FunctionIdentifier> physical(List<String> parts) {
        String[] full = Name.of(parts).qualified(3, "function");
        CatalogPlugin catalog = Session.catalogs().isCatalogRegistered(full[0])
            ? Session.catalogs().catalog(full[0]) : null;
        if (!(catalog instanceof MappedCatalog)) {
            return Optional.empty();
        }
        String schema = Names.inMetastore(full[0], full[1]);
        return Optional.of(new FunctionIdentifier(full[2], Option.apply(schema)));
    }

    private static String quoted(FunctionIdentifier name) {
        return SqlException.quoted("spark_catalog", name.database().get(), name.funcName());
    }

    /** Where the name stands, or -1 if this is another statement. */
    private static int afterWords(List<Token> tokens) {
        int at = 0;
        if (is(tokens, at, "CREATE")) {
            at = is(tokens, 1, "OR") && is(tokens, 2, "REPLACE") ? 3 : 1;
        } else if (is(tokens, at, "DROP") || is(tokens, at, "DESCRIBE") || is(tokens, at, "DESC")) {
            at = 1;
        }
        if (at == 0 || !is(tokens, at, "FUNCTION")) {
            return -1;
        }
        at++;
        if (is(tokens, at, "EXTENDED")) {
            return at + 1;
        }
        if (is(tokens, at, "IF")) {
            return is(tokens, at + 1, "NOT") ? at + 3 : at + 2;
        }
        return at;
    }

    private static boolean is(List<Token> tokens, int at, String word) {
        return at >= 0 && at < tokens.size() && tokens.get(at).is(word);
    }
}
