package aerotwin.catalog.sql;

import static aerotwin.catalog.sql.Statement.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.apache.spark.sql.Row;

import aerotwin.catalog.Session;

/**
 * The rows of a query take the place of those that match one of them, in one commit: each row of the query comes twice in a
 * MERGE, once to delete what it replaces and once to be inserted.
 *
 * @param target the table
 * @param alias what the condition calls it
 * @param source what the condition calls the query
 * @param query whose rows are inserted
 * @param byName whether columns go to those of the same name, else to those in the same place
 * @param evolves whether columns that the table does not have are added
 */
record ReplacingMerge(Name target, String alias, String source, String query, boolean byName, boolean evolves) {
    private static final String INSERTED = "__inserted";

    /**
     * Replace the rows that match one of the query's.
     *
     * @param condition when they do, or null if they do when they are equal in the columns {@code using}
     * @param using columns in which null equals nothing
     * @return how many rows that changed, and how many were inserted
     */
    List<Row> run(String condition, List<String> using) {
        String table = SqlException.quoted(target.parts().toArray(String[]::new));
        String[] columns = Session.active().table(table).schema().names();
        String[] given = Session.active().sql(query).schema().names();
        List<String> into = new ArrayList<>(Arrays.asList(byName ? given : columns));
        if (!byName && evolves && given.length > columns.length) {
            into.addAll(Arrays.asList(given).subList(columns.length, given.length));
        }
        if (into.size() != given.length) {
            throw SqlException.of("[INSERT_COLUMN_ARITY_MISMATCH] Cannot write to " + String.join(".", target.parts())
                + ": the table has " + columns.length + " columns (" + String.join(", ", columns) + "), the query "
                + given.length + " (" + String.join(", ", given) + ").");
        }
        List<String> equal = using.stream().map(column -> alias + "." + SqlException.quoted(column) + " = " + source + "."
            + SqlException.quoted(given[position(into, column)])).toList();
        String matched = condition == null ? String.join(" AND ", equal) : condition;
        String values = Arrays.stream(given).map(column -> source + "." + SqlException.quoted(column))
            .collect(Collectors.joining(", "));
        String names = into.stream().map(SqlException::quoted).collect(Collectors.joining(", "));
        Row done = Plans.run("MERGE " + (evolves ? "WITH SCHEMA EVOLUTION " : "") + "INTO " + table + " AS " + alias
            + " USING (SELECT __query.*, " + INSERTED + " FROM (" + query + ") AS __query LATERAL VIEW"
            + " explode(array(false, true)) AS " + INSERTED + ") AS " + source
            + " ON NOT " + source + "." + INSERTED + " AND (" + matched + ") WHEN MATCHED THEN DELETE"
            + " WHEN NOT MATCHED AND " + source + "." + INSERTED + " THEN INSERT (" + names + ") VALUES (" + values + ")")
            .get(0);
        return List.of(row(done.getAs("num_affected_rows"), done.getAs("num_inserted_rows")));
    }

    private static int position(List<String> columns, String column) {
        for (int at = 0; at < columns.size(); at++) {
            if (columns.get(at).equalsIgnoreCase(column)) {
                return at;
            }
        }
        throw SqlException.of("[UNRESOLVED_COLUMN] REPLACE USING (" + column + "): it must be one of the columns that the query "
            + "fills: " + String.join(", ", columns) + ".");
    }
}
