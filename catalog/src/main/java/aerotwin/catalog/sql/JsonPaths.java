package aerotwin.catalog.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.spark.sql.catalyst.analysis.UnresolvedAlias;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetJsonObject;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.SemiStructuredExtract;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;

import aerotwin.catalog.Session;

import scala.Option;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;

/** {@code column:path} of JSON texts: Spark has it for VARIANT only. */
final class JsonPaths {
    /** The function that a path becomes until the type of its column is known. */
    static final String FUNCTION = "__json_path";

    private static final Pattern WRITTEN = Pattern.compile("[\\w`\\])'\"]\\s*:\\s*[A-Za-z_\\[`]");
    private static final Pattern LAST = Pattern.compile("(\\w+)['\"`\\]\\[\\d]*$");

    private JsonPaths() { }

    /** Whether a statement may have such a path. */
    static boolean areIn(String text) {
        return WRITTEN.matcher(text).find();
    }

    /** The plan, not resolved yet, with calls of {@link #FUNCTION} in the place of paths. */
    static LogicalPlan called(LogicalPlan plan) {
        if (plan instanceof UnresolvedWith with) {
            List<Tuple3<String, SubqueryAlias, Option<Object>>> relations = new ArrayList<>();
            Session.list(with.cteRelations())
                .forEach(one -> relations.add(new Tuple3<>(one._1(), (SubqueryAlias) called(one._2()), one._3())));
            return with.copy(called(with.child()), Session.seq(relations), with.allowRecursion());
        }
        LogicalPlan own = (LogicalPlan) plan.mapExpressions(function(JsonPaths::called));
        return (LogicalPlan) own.withNewChildren(
            Session.seq(Session.list(own.children()).stream().map(JsonPaths::called).toList()));
    }

    private static Expression called(Expression expression) {
        if (expression instanceof PlanExpression<?> subquery) {
            return withPlan(subquery);
        }
        if (expression instanceof UnresolvedAlias unnamed && path(unnamed.child()) != null) {
            Matcher last = LAST.matcher(path(unnamed.child()));
            String name = last.find() ? last.group(1) : path(unnamed.child());
            return new Alias(called(unnamed.child()), name, NamedExpression.newExprId(), Session.seq(List.of()),
                Option.empty(), Session.seq(List.of()));
        }
        Expression changed = (Expression) expression.mapChildren(function(JsonPaths::called));
        if (!(changed instanceof SemiStructuredExtract extract)) {
            return changed;
        }
        return new UnresolvedFunction(Session.seq(List.of(FUNCTION)),
            Session.seq(List.of(extract.child(), text(extract.field()))), false, Option.empty(), Option.empty(),
            Session.seq(List.of()), false);
    }

    @SuppressWarnings("unchecked")
    private static Expression withPlan(PlanExpression<?> subquery) {
        PlanExpression<LogicalPlan> query = (PlanExpression<LogicalPlan>) subquery;
        return query.withNewPlan(called(query.plan()));
    }

    private static String path(Expression expression) {
        if (expression instanceof Cast cast) {
            return path(cast.child());
        }
        return expression instanceof SemiStructuredExtract extract ? extract.field() : null;
    }

    /** What a path is once the type of its column is known. */
    static Expression resolved(Expression column, Expression path) {
        String written = path.toString();
        return column.dataType() instanceof StringType
            ? new GetJsonObject(column, text(written.startsWith("$") ? written : "$." + written))
            : new SemiStructuredExtract(column, written);
    }

    private static Literal text(String value) {
        return Literal.create(value, DataTypes.StringType);
    }

    private static <T> AbstractFunction1<T, T> function(UnaryOperator<T> of) {
        return new AbstractFunction1<>() {
            @Override
            public T apply(T one) {
                return of.apply(one);
            }
        };
    }
}
