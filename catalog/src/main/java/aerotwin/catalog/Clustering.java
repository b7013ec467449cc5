package aerotwin.catalog;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.connector.expressions.ClusterByTransform;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.delta.skipping.clustering.temp.ClusterBy;

/**
 * CLUSTER BY. Spark's DataFrame writers say it in a class of Spark's, of which Delta knows only its own. And Delta clusters
 * by columns with statistics only: a clustered table has them of as many columns as on Databricks, 32, more than the
 * server's default.
 */
final class Clustering {
    private static final String INDEXED = "delta.dataSkippingNumIndexedCols";
    private static final String NAMED = "delta.dataSkippingStatsColumns";
    /** The server's setting, which Delta writes into each new table that says nothing. */
    private static final String DEFAULT = "spark.databricks.delta.properties.defaults.dataSkippingNumIndexedCols";
    private static final String USUAL = "32";

    private Clustering() { }

    /** The table with Delta's class in the place of Spark's, and with the statistics that clustering needs. */
    static TableInfo ofDelta(TableInfo table) {
        if (Arrays.stream(table.partitions()).noneMatch(Clustering::isClustering)) {
            return table;
        }
        Map<String, String> properties = new HashMap<>(table.properties());
        if (!properties.containsKey(NAMED)) {
            properties.putIfAbsent(INDEXED, USUAL);
        }
        return new TableInfo.Builder()
            .withPartitions(Arrays.stream(table.partitions()).map(Clustering::ofDelta).toArray(Transform[]::new))
            .withColumns(table.columns())
            .withProperties(properties)
            .build();
    }

    /** What is to be changed in a table before it is clustered by other columns. */
    static TableChange[] before(TableChange[] changes, Map<String, String> properties) {
        boolean clustered = Arrays.stream(changes).anyMatch(ClusterBy.class::isInstance);
        String standard = Session.active().conf().get(DEFAULT, "");
        boolean said = properties.containsKey(NAMED) || !properties.getOrDefault(INDEXED, standard).equals(standard);
        return clustered && !said
            ? new TableChange[] {TableChange.setProperty(INDEXED, USUAL)} : new TableChange[0];
    }

    private static boolean isClustering(Transform transform) {
        return transform instanceof ClusterByTransform || isOfDelta(transform);
    }

    private static boolean isOfDelta(Transform transform) {
        return transform instanceof org.apache.spark.sql.delta.skipping.clustering.temp.ClusterByTransform;
    }

    private static Transform ofDelta(Transform transform) {
        return transform instanceof ClusterByTransform clustering
            ? new org.apache.spark.sql.delta.skipping.clustering.temp.ClusterByTransform(clustering.columnNames())
            : transform;
    }
}
