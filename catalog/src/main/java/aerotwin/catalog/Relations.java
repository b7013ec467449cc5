package aerotwin.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.spark.sql.catalyst.catalog.CatalogStorageFormat;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableSummary;
import org.apache.spark.sql.connector.catalog.V1Table;
import org.apache.spark.sql.connector.catalog.View;

/** Between the metastore's entries and the tables and views of catalogs. */
public final class Relations {
    private static final String VIEW_PROPERTIES = "view.";

    private Relations() { }

    /** Whether this is the entry of a view, a metric view among them. */
    public static boolean isView(Table table) {
        return table instanceof V1Table && entry(table).tableType().name().equals("VIEW") || isMetricView(table);
    }

    /** Whether this is the entry of a metric view. */
    public static boolean isMetricView(Table table) {
        return table instanceof V1Table && entry(table).tableType().name().equals(TableSummary.METRIC_VIEW_TABLE_TYPE);
    }

    /** The metastore's entry of a table that is not Delta's, or of a view. */
    public static CatalogTable entry(Table table) {
        return ((V1Table) table).v1Table();
    }

    /**
     * The table in a form that Spark reads through any catalog. Partitions that the metastore tracks would be looked
     * for in the session's own catalog only, so they are found in the folders instead.
     */
    static Table readable(Table table) {
        if (!(table instanceof V1Table) || isView(table) || !entry(table).tracksPartitionsInCatalog()) {
            return table;
        }
        CatalogTable old = entry(table);
        return new V1Table(entry(old, old.tableType(), old.storage(), false));
    }

    /** An entry of another type or storage, or whose partitions are tracked otherwise. */
    static CatalogTable entry(CatalogTable old, CatalogTableType type, CatalogStorageFormat storage,
            boolean tracksPartitions) {
        return new CatalogTable(old.identifier(), type, storage, old.schema(),
            old.provider(), old.partitionColumnNames(), old.bucketSpec(), old.owner(), old.createTime(),
            old.lastAccessTime(), old.createVersion(), old.properties(), old.stats(), old.viewText(), old.comment(),
            old.collation(), old.unsupportedFeatures(), tracksPartitions, old.schemaPreservesCase(), old.ignoredProperties(),
            old.viewOriginalText(), old.multipartIdentifier());
    }

    /** The view behind the metastore's entry. */
    static View view(CatalogTable entry) {
        Map<String, String> properties = new HashMap<>(Session.map(entry.properties()));
        properties.keySet().removeIf(key -> key.startsWith(VIEW_PROPERTIES));
        View.Builder view = new View.Builder();
        view.withSchema(entry.schema());
        view.withProperties(properties);
        if (entry.comment().isDefined()) {
            view.withComment(entry.comment().get());
        }
        view.withTableType(entry.tableType().name());
        view.withQueryText(entry.viewText().get())
            .withSqlConfigs(Session.map(entry.viewSQLConfigs()))
            .withQueryColumnNames(Session.list(entry.viewQueryColumnNames()).toArray(String[]::new));
        if (entry.tableType().name().equals(TableSummary.VIEW_TABLE_TYPE)) {
            view.withSchemaMode(entry.viewSchemaMode().toString());
        }
        List<String> current = Session.list(entry.viewCatalogAndNamespace());
        if (!current.isEmpty()) {
            view.withCurrentCatalog(current.get(0))
                .withCurrentNamespace(current.subList(1, current.size()).toArray(String[]::new));
        }
        return view.build();
    }
}
