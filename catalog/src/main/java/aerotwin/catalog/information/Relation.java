package aerotwin.catalog.information;

import java.util.stream.Stream;

import org.apache.spark.sql.types.StructType;

/**
 * A relation of information_schema.
 *
 * @param schema its columns
 * @param rows what makes its rows, in the order of the columns
 */
record Relation(StructType schema, Rows rows) {
    /** Makes the rows that a scope asks for; more do no harm. */
    @FunctionalInterface
    interface Rows {
        Stream<Object[]> in(Scope scope);
    }

    /** A relation by a definition such as {@code "catalog_name string, ordinal_position int"}. */
    static Relation of(String columns, Rows rows) {
        return new Relation(StructType.fromDDL(columns), rows);
    }

    /** A row. */
    static Object[] row(Object... values) {
        return values;
    }
}
