package aerotwin.catalog.information;

import org.apache.spark.sql.connector.catalog.Identifier;

import aerotwin.catalog.MappedCatalog;

/** A schema, or a table or view in it; {@code identifier} is null for the schema itself. */
record Place(MappedCatalog catalog, String schema, Identifier identifier) {
    String catalogName() {
        return catalog.name();
    }
}
