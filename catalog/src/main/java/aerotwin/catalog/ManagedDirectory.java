package aerotwin.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.catalog.CatalogStorageFormat;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableInfo;

import scala.Option;

/**
 * Where a new managed table lies. Its name is that of its directory, unless files lie there already: those of a
 * statement that was cut off, or that is writing just now. Then it gets a directory of its own beside, as Unity Catalog
 * gives one to every table; Delta would refuse.
 */
final class ManagedDirectory {
    /** A property whose value says so. */
    private static final String OWN = TableCatalog.PROP_IS_MANAGED_LOCATION;
    private static final String DELTA = "delta";
    private static final Pattern NAME = Pattern.compile("\\w+-[0-9a-f]{8}");

    private ManagedDirectory() { }

    /** A table that is not there yet, with a directory of its own if it needs one. */
    static TableInfo chosen(Identifier identifier, TableInfo table) {
        Map<String, String> given = table.properties();
        boolean placed = given.containsKey(TableCatalog.PROP_LOCATION) || given.containsKey(TableCatalog.PROP_EXTERNAL);
        if (placed || !isDelta(table) || Names.isPath(identifier) || identifier.namespace().length != 1) {
            return table;
        }
        Path usual = new Path(Session.metastore().defaultTablePath(inMetastore(identifier)));
        if (isFree(usual)) {
            return table;
        }
        Map<String, String> properties = new HashMap<>(given);
        String own = usual.getName() + "-" + UUID.randomUUID().toString().substring(0, 8);
        properties.put(TableCatalog.PROP_LOCATION, new Path(usual.getParent(), own).toString());
        properties.put(OWN, "true");
        return new TableInfo.Builder()
            .withPartitions(table.partitions())
            .withColumns(table.columns())
            .withProperties(properties)
            .build();
    }

    /** Whether a table is to be Delta's, as it is if nothing else is said. */
    static boolean isDelta(TableInfo table) {
        return table.properties().getOrDefault(TableCatalog.PROP_PROVIDER, DELTA).equalsIgnoreCase(DELTA);
    }

    /** Whether {@link #chosen} gave the table a directory. */
    static boolean isOwn(TableInfo table) {
        return table.properties().containsKey(OWN);
    }

    /** Delta takes a table with a place for an external one: have the metastore know that it is managed. */
    static void settle(Identifier identifier) {
        CatalogTable entry = entry(identifier);
        Session.metastore().alterTable(
            Relations.entry(entry, CatalogTableType.MANAGED(), entry.storage(), entry.tracksPartitionsInCatalog()));
    }

    /** The directory of its own that a table has, if it has one. */
    static Optional<Path> of(Identifier identifier) {
        if (identifier.namespace().length != 1 || !Session.metastore().externalCatalog()
                .tableExists(identifier.namespace()[0], identifier.name())) {
            return Optional.empty();
        }
        CatalogTable entry = entry(identifier);
        return entry.tableType().equals(CatalogTableType.MANAGED()) && entry.storage().locationUri().isDefined()
            ? Optional.of(new Path(entry.location())).filter(path -> NAME.matcher(path.getName()).matches())
            : Optional.empty();
    }

    /** Remove what is left of a table that was dropped: the metastore deletes the usual directory only. */
    static void delete(Path directory) {
        try {
            files(directory).delete(directory, true);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The metastore takes a table that it renames for one in the usual directory: have it know the right one. */
    static void keep(Identifier renamed, Path directory) {
        CatalogTable entry = entry(renamed);
        CatalogStorageFormat old = entry.storage();
        CatalogStorageFormat storage = new CatalogStorageFormat(Option.apply(directory.toUri()), old.inputFormat(),
            old.outputFormat(), old.serde(), old.compressed(), old.properties(), old.serdeName());
        Session.metastore().alterTable(
            Relations.entry(entry, entry.tableType(), storage, entry.tracksPartitionsInCatalog()));
    }

    private static CatalogTable entry(Identifier identifier) {
        return Session.metastore().externalCatalog().getTable(identifier.namespace()[0], identifier.name());
    }

    private static TableIdentifier inMetastore(Identifier identifier) {
        return new TableIdentifier(identifier.name(), Option.apply(identifier.namespace()[0]));
    }

    private static boolean isFree(Path directory) {
        try {
            FileSystem files = files(directory);
            return !files.exists(directory) || files.listStatus(directory).length == 0;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static FileSystem files(Path directory) throws IOException {
        return directory.getFileSystem(Session.active().sessionState().newHadoopConf());
    }
}
