package aerotwin.catalog.sql;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.metricview.logical.MetricViewPlaceholder;

import aerotwin.catalog.Session;

import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/** Tells of a query of a metric view that is none of its measures and groups. */
public final class MetricViewCheck extends AbstractFunction1<LogicalPlan, BoxedUnit> {
    @Override
    public BoxedUnit apply(LogicalPlan plan) {
        if (plan instanceof MetricViewPlaceholder) {
            throw SqlException.of("[UNSUPPORTED_METRIC_VIEW_USAGE] A metric view is asked for its dimensions and for "
                + "MEASURE(a measure), with GROUP BY or GROUP BY ALL; SELECT * and plain rows of it there are not.");
        }
        Session.list(plan.children()).forEach(this::apply);
        return BoxedUnit.UNIT;
    }
}
