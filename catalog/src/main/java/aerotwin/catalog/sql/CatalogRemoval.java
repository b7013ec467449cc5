package aerotwin.catalog.sql;

import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException;

import aerotwin.catalog.MappedCatalog;
import aerotwin.catalog.Registry;
import aerotwin.catalog.Session;

/** DROP CATALOG. */
final class CatalogRemoval {
    private CatalogRemoval() { }

    /** Remove a catalog; one with more than an empty default schema only with {@code cascade}. */
    static void run(String catalog, boolean cascade) {
        MappedCatalog schemas = (MappedCatalog) Session.catalogs().catalog(catalog);
        if (catalog.equalsIgnoreCase(Session.catalogs().currentCatalog().name())) {
            throw SqlException.of("Catalog '" + catalog + "' is the current one; USE CATALOG another before.");
        }
        try {
            String[][] all = schemas.listUserSchemas();
            if (!cascade && all.length > 0) {
                requireOnlyDefault(catalog, all);
            }
            for (String[] schema : all) {
                schemas.dropNamespace(schema, cascade);
            }
        } catch (NonEmptyNamespaceException full) {
            throw notEmpty(catalog);
        } catch (NoSuchNamespaceException gone) {
            throw SqlException.of("Catalog '" + catalog + "' changed while it was dropped; drop it again.");
        }
        Registry.drop(catalog);
    }

    private static void requireOnlyDefault(String catalog, String[][] schemas) {
        for (String[] schema : schemas) {
            if (!schema[0].equals(Registry.DEFAULT_SCHEMA)) {
                throw notEmpty(catalog);
            }
        }
    }

    private static RuntimeException notEmpty(String catalog) {
        return SqlException.of(
            "[CATALOG_NOT_EMPTY] Catalog '" + catalog + "' is not empty; DROP CATALOG ... CASCADE drops all of it.");
    }
}
