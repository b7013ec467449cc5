package aerotwin.catalog.sql;

import org.apache.spark.sql.catalyst.util.SparkParserUtils$;

/** Strings of SQL. */
final class Literals {
    private Literals() { }

    /** The value of a string as it is written. */
    static String value(String written) {
        return SparkParserUtils$.MODULE$.unescapeSQLString(written, false);
    }

    /** A value as it is to be written. */
    static String written(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
