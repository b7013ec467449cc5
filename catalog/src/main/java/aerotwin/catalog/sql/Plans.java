package aerotwin.catalog.sql;

import java.util.List;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.types.StructType;

import aerotwin.catalog.Session;

import scala.Enumeration;

/** Runs statements inside of others. */
final class Plans {
    private Plans() { }

    /** The rows of a statement. */
    static List<Row> run(String text) {
        return Session.active().sql(text).collectAsList();
    }

    /** The rows of a statement that is Spark's or Delta's, not of this plugin's families. */
    static List<Row> runInner(String text) {
        DatabricksParser parser = (DatabricksParser) Session.active().sessionState().sqlParser();
        try {
            return run(parser.parseInner(text));
        } catch (ParseException malformed) {
            throw SqlException.of(malformed.getMessage());
        }
    }

    /** The rows of a plan. */
    static List<Row> run(LogicalPlan plan) {
        return Dataset.ofRows(Session.active(), plan).collectAsList();
    }

    /** The columns of a plan's result. */
    static StructType schema(LogicalPlan plan) {
        return Session.active().sessionState().executePlan(plan, defaultMode()).analyzed().schema();
    }

    private static Enumeration.Value defaultMode() {
        return CommandExecutionMode.SKIP();
    }
}
