package aerotwin.catalog.sql;

import java.util.List;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** A statement that this plugin runs by itself: the columns of its result, and what makes the rows. */
public record Statement(StructType schema, Body body) {
    /** Does what the statement says. */
    @FunctionalInterface
    interface Body {
        List<Row> run();
    }

    /** Does something that has no result. */
    @FunctionalInterface
    interface Effect {
        void run();
    }

    /** A statement without a result. */
    static Statement effect(Effect effect) {
        return new Statement(new StructType(), () -> {
            effect.run();
            return List.of();
        });
    }

    /** A statement whose result has text columns. */
    static Statement table(Body body, String... columns) {
        StructType schema = new StructType();
        for (String column : columns) {
            schema = schema.add(column, "string");
        }
        return new Statement(schema, body);
    }

    /** A row. */
    static Row row(Object... values) {
        return RowFactory.create(values);
    }
}
