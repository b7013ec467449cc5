package aerotwin.catalog;

import java.util.Arrays;

import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.connector.expressions.ClusterByTransform;
import org.apache.spark.sql.connector.expressions.Transform;

/** CLUSTER BY: Spark's DataFrame writers say it in a class of Spark's, of which Delta knows only its own. */
final class Clustering {
    private Clustering() { }

    /** The table with Delta's class in the place of Spark's. */
    static TableInfo ofDelta(TableInfo table) {
        if (Arrays.stream(table.partitions()).noneMatch(ClusterByTransform.class::isInstance)) {
            return table;
        }
        Transform[] partitions = Arrays.stream(table.partitions()).map(Clustering::ofDelta).toArray(Transform[]::new);
        return new TableInfo.Builder()
            .withPartitions(partitions)
            .withColumns(table.columns())
            .withProperties(table.properties())
            .build();
    }

    private static Transform ofDelta(Transform transform) {
        return transform instanceof ClusterByTransform clustering
            ? new org.apache.spark.sql.delta.skipping.clustering.temp.ClusterByTransform(clustering.columnNames())
            : transform;
    }
}
