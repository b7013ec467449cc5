package aerotwin.catalog.sql;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.metricview.serde.AssetSource;
import org.apache.spark.sql.metricview.serde.Column;
import org.apache.spark.sql.metricview.serde.MeasureExpression;
import org.apache.spark.sql.metricview.serde.MetricViewFactory;
import org.apache.spark.sql.metricview.serde.SQLSource;

import aerotwin.catalog.MappedCatalog;
import aerotwin.catalog.Relations;
import aerotwin.catalog.Session;

/**
 * A metric view that is queried: its source with its dimensions as columns beside, and its measures over that, by their
 * names in lower case. Neither is resolved.
 */
record MetricView(LogicalPlan relation, Map<String, Expression> measures) {
    /** The metric view of that name, if it is one. */
    static Optional<MetricView> find(List<String> name, ParserInterface parser) {
        if (name.size() > 3) {
            return Optional.empty();
        }
        String[] full = Name.of(name).qualified(3, "view");
        CatalogPlugin catalog = Session.catalogs().isCatalogRegistered(full[0])
            ? Session.catalogs().catalog(full[0]) : null;
        if (!(catalog instanceof MappedCatalog mapped)) {
            return Optional.empty();
        }
        try {
            Table found = mapped.load(Identifier.of(new String[] {full[1]}, full[2]));
            return Relations.isMetricView(found) ? Optional.of(of(Relations.entry(found), parser)) : Optional.empty();
        } catch (NoSuchTableException none) {
            return Optional.empty();
        } catch (ParseException malformed) {
            throw SqlException.of(malformed.getMessage());
        }
    }

    private static MetricView of(CatalogTable entry, ParserInterface parser) throws ParseException {
        org.apache.spark.sql.metricview.serde.MetricView view = MetricViewFactory.fromYAML(entry.viewText().get());
        String from = view.from() instanceof AssetSource asset ? asset.name() : "(" + ((SQLSource) view.from()).sql() + ")";
        List<Column> columns = Session.list(view.select());
        String[] names = entry.schema().fieldNames();
        StringBuilder dimensions = new StringBuilder();
        Map<String, Expression> measures = new HashMap<>();
        Set<String> own = Arrays.stream(names).map(one -> one.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        for (int i = 0; i < columns.size(); i++) {
            String expression = columns.get(i).expression().expr();
            if (columns.get(i).expression() instanceof MeasureExpression) {
                measures.put(names[i].toLowerCase(Locale.ROOT), parser.parseExpression(expression));
            } else {
                dimensions.append(", ").append(expression).append(" AS ").append(SqlException.quoted(names[i]));
            }
        }
        LogicalPlan source = MetricQueries.writtenOut(parser.parsePlan("SELECT * FROM " + from), parser);
        String hidden = Arrays.stream(Plans.schema(source).fieldNames())
            .filter(name -> own.contains(name.toLowerCase(Locale.ROOT)) && !measures.containsKey(name.toLowerCase(Locale.ROOT)))
            .map(SqlException::quoted).collect(Collectors.joining(", "));
        String where = view.where().isDefined() ? " WHERE " + view.where().get() : "";
        LogicalPlan relation = parser.parsePlan("SELECT *" + (hidden.isEmpty() ? "" : " EXCEPT (" + hidden + ")") + dimensions
            + " FROM " + from + where);
        return new MetricView(relation, measures);
    }
}
