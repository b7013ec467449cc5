package aerotwin.catalog.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import org.apache.spark.sql.catalyst.analysis.UnresolvedAlias;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias$;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;

import aerotwin.catalog.Session;

import scala.Option;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;

/**
 * Queries of metric views, with the views and their measures written out. Spark does so itself for a plain
 * {@code GROUP BY}; not for HAVING, ROLLUP or DISTINCT.
 */
final class MetricQueries {
    private static final Pattern CALL = Pattern.compile("\\b(measure|agg)\\s*\\(|\\bselect\\s+distinct\\b",
        Pattern.CASE_INSENSITIVE);
    private static final Set<String> FUNCTIONS = Set.of("measure", "agg");

    private final ParserInterface parser;
    private final Map<List<String>, Optional<MetricView>> known = new HashMap<>();

    private MetricQueries(ParserInterface parser) {
        this.parser = parser;
    }

    /** Whether a statement may be one of these. */
    static boolean areIn(String text) {
        return CALL.matcher(text).find();
    }

    /** The plan without metric views. It is one that is not resolved yet. */
    static LogicalPlan writtenOut(LogicalPlan plan, ParserInterface parser) {
        return new MetricQueries(parser).expanded(plan, Set.of());
    }

    /** {@code local} are the names of common table expressions, in lower case. */
    private LogicalPlan expanded(LogicalPlan plan, Set<String> local) {
        if (plan instanceof UnresolvedWith with) {
            return expandedWith(with, local);
        }
        if (plan instanceof UnresolvedRelation relation) {
            return view(relation, local)
                .<LogicalPlan>map(view -> alias(relation, expanded(view.relation(), Set.of())))
                .orElse(plan);
        }
        List<MetricView> views = new ArrayList<>();
        Session.list(plan.children()).forEach(child -> collect(child, local, views));
        LogicalPlan own = (LogicalPlan) plan.mapExpressions(function(one -> expanded(one, views, local)));
        List<LogicalPlan> children = Session.list(own.children()).stream().map(child -> expanded(child, local)).toList();
        return (LogicalPlan) own.withNewChildren(Session.seq(children));
    }

    private LogicalPlan expandedWith(UnresolvedWith with, Set<String> local) {
        Set<String> names = new HashSet<>(local);
        List<Tuple3<String, SubqueryAlias, Option<Object>>> relations = new ArrayList<>();
        for (Tuple3<String, SubqueryAlias, Option<Object>> one : Session.list(with.cteRelations())) {
            relations.add(new Tuple3<>(one._1(), (SubqueryAlias) expanded(one._2(), Set.copyOf(names)), one._3()));
            names.add(one._1().toLowerCase(Locale.ROOT));
        }
        return with.copy(expanded(with.child(), names), Session.seq(relations), with.allowRecursion());
    }

    private static LogicalPlan alias(UnresolvedRelation relation, LogicalPlan plan) {
        List<String> name = Session.list(relation.multipartIdentifier());
        return SubqueryAlias$.MODULE$.apply(name.get(name.size() - 1), plan);
    }

    /** The metric views that the columns of a plan may come from. */
    private void collect(LogicalPlan plan, Set<String> local, List<MetricView> views) {
        if (plan instanceof UnresolvedRelation relation) {
            view(relation, local).ifPresent(views::add);
        }
        Session.list(plan.children()).forEach(child -> collect(child, local, views));
    }

    private Optional<MetricView> view(UnresolvedRelation relation, Set<String> local) {
        List<String> name = Session.list(relation.multipartIdentifier());
        if (name.size() == 1 && local.contains(name.get(0).toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        return known.computeIfAbsent(name, asked -> MetricView.find(asked, parser));
    }

    private Expression expanded(Expression expression, List<MetricView> views, Set<String> local) {
        if (expression instanceof PlanExpression<?> subquery) {
            return withPlan(subquery, local);
        }
        if (expression instanceof UnresolvedFunction call && isMeasure(call)) {
            Optional<Expression> found = measure(call, views);
            if (found.isPresent()) {
                return found.get();
            }
        }
        Expression changed = (Expression) expression.mapChildren(function(child -> expanded(child, views, local)));
        if (changed instanceof UnresolvedAlias unnamed && changed != expression) {
            String name = ((UnresolvedAlias) expression).child().sql().replace("`", "")
                .replaceAll("(?i)\\bmeasure\\(", "measure(");
            return new Alias(unnamed.child(), name, NamedExpression.newExprId(), Session.seq(List.of()), Option.empty(),
                Session.seq(List.of()));
        }
        return changed;
    }

    @SuppressWarnings("unchecked")
    private Expression withPlan(PlanExpression<?> subquery, Set<String> local) {
        PlanExpression<LogicalPlan> query = (PlanExpression<LogicalPlan>) subquery;
        return query.withNewPlan(expanded(query.plan(), local));
    }

    private static boolean isMeasure(UnresolvedFunction call) {
        List<String> name = Session.list(call.nameParts());
        List<Expression> arguments = Session.list(call.arguments());
        return name.size() == 1 && FUNCTIONS.contains(name.get(0).toLowerCase(Locale.ROOT)) && arguments.size() == 1
            && arguments.get(0) instanceof UnresolvedAttribute;
    }

    private Optional<Expression> measure(UnresolvedFunction call, List<MetricView> views) {
        List<String> parts = Session.list(((UnresolvedAttribute) call.arguments().head()).nameParts());
        String name = parts.get(parts.size() - 1).toLowerCase(Locale.ROOT);
        for (MetricView view : views) {
            Expression found = view.measures().get(name);
            if (found != null && call.filter().isDefined()) {
                throw SqlException.of("MEASURE(" + name + ") FILTER is not runnable locally; filter in the measure's "
                    + "definition, or with WHERE.");
            }
            if (found != null) {
                List<MetricView> below = new ArrayList<>();
                collect(view.relation(), Set.of(), below);
                return Optional.of(expanded(found, below, Set.of()));
            }
        }
        return Optional.empty();
    }

    private static <T> AbstractFunction1<T, T> function(java.util.function.UnaryOperator<T> of) {
        return new AbstractFunction1<>() {
            @Override
            public T apply(T one) {
                return of.apply(one);
            }
        };
    }
}
