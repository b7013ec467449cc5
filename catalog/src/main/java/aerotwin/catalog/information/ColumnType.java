package aerotwin.catalog.information;

import java.util.Locale;
import java.util.Map;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.VarcharType;

/** A column's type in the words and numbers of information_schema.columns. */
record ColumnType(DataType type) {
    /** Databricks' name of a type and its bits, for numbers with a binary precision. */
    private record Binary(String name, int bits, boolean integral) { }

    private static final Map<String, Binary> BINARY = Map.of(
        "tinyint", new Binary("BYTE", 8, true), "smallint", new Binary("SHORT", 16, true),
        "int", new Binary("INT", 32, true), "bigint", new Binary("LONG", 64, true),
        "float", new Binary("FLOAT", 24, false), "double", new Binary("DOUBLE", 53, false));

    /** As in a definition. */
    String full() {
        return type.catalogString();
    }

    /** Without parameters: STRING, LONG, DECIMAL, STRUCT, ... */
    String name() {
        Binary binary = BINARY.get(full());
        if (binary != null) {
            return binary.name();
        }
        return full().split("[<(]")[0].toUpperCase(Locale.ROOT);
    }

    /** The largest number of characters of a VARCHAR; a STRING has none that is told. */
    Long characters() {
        if (type instanceof VarcharType) {
            return (long) ((VarcharType) type).length();
        }
        return null;
    }

    /** Bits of a number, digits of a decimal. */
    Integer precision() {
        Binary binary = BINARY.get(full());
        if (binary != null) {
            return binary.bits();
        }
        return type instanceof DecimalType ? (Integer) ((DecimalType) type).precision() : null;
    }

    /** What the precision counts: 2 for bits, 10 for digits. */
    Integer radix() {
        if (BINARY.containsKey(full())) {
            return 2;
        }
        return type instanceof DecimalType ? (Integer) 10 : null;
    }

    /** Digits after the decimal point. */
    Integer scale() {
        Binary binary = BINARY.get(full());
        if (binary != null) {
            return binary.integral() ? (Integer) 0 : null;
        }
        return type instanceof DecimalType ? (Integer) ((DecimalType) type).scale() : null;
    }

    /** Digits of a second: none of a date, three documented for timestamps. */
    Integer timePrecision() {
        if (type instanceof DateType) {
            return 0;
        }
        return type instanceof TimestampType || type instanceof TimestampNTZType ? (Integer) 3 : null;
    }
}
