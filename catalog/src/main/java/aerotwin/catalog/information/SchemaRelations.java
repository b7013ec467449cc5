package aerotwin.catalog.information;

import static aerotwin.catalog.information.Relation.row;

import java.util.Map;

import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;

import aerotwin.catalog.Registry;

/** Catalogs and schemas. */
final class SchemaRelations {
    static final String CHANGES = "created timestamp, created_by string, last_altered timestamp, last_altered_by string";

    private SchemaRelations() { }

    static Map<String, Relation> all() {
        return Map.of(
            "catalogs", Relation.of("catalog_name string, catalog_owner string, comment string, " + CHANGES,
                scope -> scope.catalogs().map(SchemaRelations::catalog)),
            "information_schema_catalog_name", Relation.of("catalog_name string",
                scope -> scope.catalogs().map(Relation::row)),
            "schemata", Relation.of(
                "catalog_name string, schema_name string, schema_owner string, comment string, " + CHANGES,
                scope -> scope.schemas().map(SchemaRelations::schema)));
    }

    private static Object[] catalog(String name) {
        Map<String, String> known = Registry.properties(name);
        return row(name, known.get(SupportsNamespaces.PROP_OWNER), known.get(SupportsNamespaces.PROP_COMMENT),
            null, null, null, null);
    }

    private static Object[] schema(Place place) {
        Map<String, String> known;
        try {
            known = place.catalog().loadNamespaceMetadata(new String[] {place.schema()});
        } catch (NoSuchNamespaceException droppedSince) {
            known = Map.of();
        }
        return row(place.catalogName(), place.schema(), known.get(SupportsNamespaces.PROP_OWNER),
            known.get(SupportsNamespaces.PROP_COMMENT), null, null, null, null);
    }
}
