package aerotwin.catalog.sql;

import static aerotwin.catalog.sql.Statement.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

import aerotwin.catalog.Session;

/**
 * DELETE and UPDATE with subqueries, which open-source Delta rejects, as a MERGE with the rows that they select. Whether a
 * row is among these depends on its values alone, so rows are told by their values.
 */
final class SubqueryChanges implements Family {
    private static final StructType RESULT = new StructType().add("num_affected_rows", "bigint");
    private static final String ROWS = "__rows";

    @Override
    public Optional<Statement> parse(Tokens tokens) {
        boolean delete = tokens.accept("DELETE", "FROM");
        if (!delete && !tokens.accept("UPDATE") || !hasSubquery(tokens.all())) {
            return Optional.empty();
        }
        Name table = tokens.name();
        String alias = "";
        tokens.accept("AS");
        if (!tokens.comes("SET") && !tokens.comes("WHERE")) {
            alias = tokens.take().text();
        }
        List<String[]> assignments = new ArrayList<>();
        if (!delete) {
            tokens.expect("SET");
            do {
                String column = SqlException.quoted(unqualified(tokens.name(), alias, table));
                assignments.add(new String[] {column, value(tokens.expect("="))});
            } while (tokens.accept(","));
        }
        String where = tokens.rest();
        String given = alias;
        return Optional.of(new Statement(RESULT, () -> run(table, given, assignments, where)));
    }

    private static boolean hasSubquery(List<Token> tokens) {
        for (int at = 1; at < tokens.size(); at++) {
            if (tokens.get(at).is("SELECT") && tokens.get(at - 1).is("(")) {
                return true;
            }
        }
        return false;
    }

    private static String[] unqualified(Name column, String alias, Name table) {
        List<String> parts = column.parts();
        String last = table.parts().get(table.parts().size() - 1);
        boolean qualified = parts.size() > 1 && (parts.get(0).equalsIgnoreCase(alias) || parts.get(0).equalsIgnoreCase(last));
        return parts.subList(qualified ? 1 : 0, parts.size()).toArray(String[]::new);
    }

    /** The expression up to the next comma or WHERE outside of parentheses. */
    private static String value(Tokens tokens) {
        int from = -1;
        int to = -1;
        int depth = 0;
        while (!tokens.atEnd() && (depth > 0 || !tokens.comes(",") && !tokens.comes("WHERE"))) {
            Token token = tokens.take();
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            from = from < 0 ? token.start() : from;
            to = token.end();
        }
        if (from < 0) {
            throw tokens.unexpected("an expression");
        }
        return tokens.text().substring(from, to);
    }

    private static List<Row> run(Name table, String alias, List<String[]> assignments, String where) {
        String name = SqlException.quoted(table.parts().toArray(String[]::new));
        String values = "";
        List<String> sets = new ArrayList<>();
        for (String[] one : assignments) {
            boolean computed = !one[1].equalsIgnoreCase("DEFAULT");
            values += computed ? ", (" + one[1] + ") AS __value" + sets.size() : "";
            sets.add(one[0] + " = " + (computed ? ROWS + ".__value" + sets.size() : "DEFAULT"));
        }
        StructField[] columns = Session.active().table(name).schema().fields();
        List<String> keys = new ArrayList<>();
        List<String> same = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            keys.add(comparable(columns[i], "") + " AS __key" + i);
            same.add(comparable(columns[i], "__target.") + " <=> " + ROWS + ".__key" + i);
        }
        String change = sets.isEmpty() ? "DELETE" : "UPDATE SET " + String.join(", ", sets);
        List<Row> done = Plans.run("MERGE INTO " + name + " AS __target USING (SELECT DISTINCT " + String.join(", ", keys) + values + " FROM " + name
            + " " + alias + " " + where + ") AS " + ROWS + " ON " + String.join(" AND ", same) + " WHEN MATCHED THEN " + change);
        return List.of(row(done.get(0).getLong(0)));
    }

    /** A column's value in a form that can be compared: maps and VARIANT cannot, their whole text can. */
    private static String comparable(StructField column, String before) {
        String name = before + SqlException.quoted(column.name());
        String type = column.dataType().catalogString();
        return !type.contains("map<") && !type.contains("variant") ? name
            : "to_json(struct(" + name + "), map('ignoreNullFields', 'false', 'timestampFormat', "
                + "\"yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX\"))";
    }
}
