package aerotwin.catalog.sql;

import java.util.List;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

import aerotwin.catalog.Readable;

/** Statements that describe something: Spark and Delta answer, with the names that people use. */
final class ReadableResults {
    private ReadableResults() { }

    /** Whether a statement describes something in words. */
    static boolean isDescription(Tokens tokens) {
        return tokens.comes("DESCRIBE") || tokens.comes("DESC") || tokens.comes("EXPLAIN")
            || tokens.comes("SHOW", "CREATE") || tokens.comes("SHOW", "TABLE");
    }

    /** The statement behind a plan. */
    static Statement of(LogicalPlan plan) {
        return new Statement(Plans.schema(plan), () -> rows(Plans.run(plan)));
    }

    private static List<Row> rows(List<Row> rows) {
        return rows.stream().map(ReadableResults::readable).toList();
    }

    private static Row readable(Row row) {
        Object[] values = new Object[row.length()];
        for (int i = 0; i < values.length; i++) {
            Object value = row.get(i);
            values[i] = value instanceof String ? Readable.text((String) value) : value;
        }
        return RowFactory.create(values);
    }
}
