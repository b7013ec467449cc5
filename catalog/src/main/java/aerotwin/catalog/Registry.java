package aerotwin.catalog;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.internal.SQLConf;

/**
 * The catalogs there are. A catalog exists if the metastore has its {@code information_schema}, an empty schema
 * that carries what is known of the catalog, its comment above all; so catalogs outlive sessions and the server.
 */
public final class Registry {
    /** The schema that every catalog has and that nobody can drop. */
    public static final String INFORMATION_SCHEMA = "information_schema";
    /** The schema that every catalog is made with. */
    public static final String DEFAULT_SCHEMA = "default";
    /** The catalog whose information_schema tells of all catalogs. */
    public static final String SYSTEM = "system";

    /** Spark's own catalog, to which all others lead. */
    private static final String SESSION = "spark_catalog";
    /** Catalogs that a workspace has from the start. */
    private static final List<String> GIVEN = List.of(Names.HIVE, "main", "samples", SYSTEM, "workspace");

    private static final Map<String, Boolean> known = new TreeMap<>();
    private static volatile int version;
    private static long declaredAt;

    private Registry() { }

    /** Whether there is this catalog. */
    static synchronized boolean isKnown(String catalog) {
        return known.containsKey(catalog.toLowerCase(Locale.ROOT));
    }

    /** Whether a schema of the metastore is one of a catalog. */
    static boolean isPhysical(String schema) {
        return Names.split(schema).filter(names -> isKnown(names[0])).isPresent();
    }

    /** The names of all catalogs, sorted. */
    public static synchronized List<String> names() {
        return List.copyOf(known.keySet());
    }

    /** A number that is another one whenever a catalog has come or gone. */
    static int version() {
        return version;
    }

    /** Read the catalogs from the metastore, once in the life of the server. */
    static synchronized void load(SparkSession session) {
        if (version > 0) {
            return;
        }
        GIVEN.forEach(name -> known.put(name, true));
        for (String schema : Session.list(session.sharedState().externalCatalog().listDatabases())) {
            Names.split(schema).filter(names -> names[1].equals(INFORMATION_SCHEMA))
                .ifPresent(names -> known.put(names[0], true));
        }
        version++;
    }

    /**
     * Take in the catalogs that bundles name, one a line in {@code catalogs.txt} of the home, if that has changed. They
     * are there from then on, as a workspace would have them.
     */
    static synchronized void readDeclared(SparkSession session) {
        String home = session.sparkContext().hadoopConfiguration().get("aerotwin.home", "");
        File file = new File(home, "catalogs.txt");
        long modified = file.lastModified();
        if (modified == declaredAt) {
            return;
        }
        declaredAt = modified;
        try {
            for (String name : Files.readAllLines(file.toPath())) {
                if (name.equalsIgnoreCase(SESSION)) {
                    continue;
                }
                version += known.putIfAbsent(name.toLowerCase(Locale.ROOT), true) == null ? 1 : 0;
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Have a session know all catalogs. */
    static synchronized void enter(SparkSession session) {
        load(session);
        SQLConf conf = session.sessionState().conf();
        for (String name : known.keySet()) {
            String key = "spark.sql.catalog." + name;
            conf.setConfString(key, MappedCatalog.class.getName());
            session.sharedState().conf().set(key, MappedCatalog.class.getName());
            // Spark lists only catalogs that were used.
            session.sessionState().catalogManager().catalog(name);
        }
    }

    /** Make a catalog with its default schema and have this session know it; false if there is one already. */
    public static synchronized boolean create(String catalog, Map<String, String> properties) {
        String name = catalog.toLowerCase(Locale.ROOT);
        boolean made = !known.containsKey(name) && !name.equals(SESSION);
        if (made) {
            ensureSchema(name, INFORMATION_SCHEMA, properties);
            ensureSchema(name, DEFAULT_SCHEMA, Map.of());
            known.put(name, true);
            version++;
            // Not only SQL, which enters anew, may name it next.
            enter(Session.active());
        }
        return made;
    }

    /** What is known of a catalog: its comment, owner and properties. */
    public static Map<String, String> properties(String catalog) {
        try {
            return Comments.latest(Session.schemas().loadNamespaceMetadata(marker(catalog)));
        } catch (NoSuchNamespaceException neverChanged) {
            return Map.of();
        }
    }

    /** Set a property of a catalog. */
    public static void setProperty(String catalog, String key, String value) {
        ensureSchema(catalog, INFORMATION_SCHEMA, Map.of());
        try {
            Session.schemas().alterNamespace(marker(catalog),
                Comments.kept(NamespaceChange.setProperty(key, value)));
        } catch (NoSuchNamespaceException gone) {
            throw new IllegalStateException(gone);
        }
    }

    /** Forget a catalog whose schemas are gone. */
    public static synchronized void drop(String catalog) {
        String name = catalog.toLowerCase(Locale.ROOT);
        try {
            Session.schemas().dropNamespace(marker(name), true);
        } catch (NoSuchNamespaceException | NonEmptyNamespaceException neverMade) {
            // One of those given has no marker until it is described.
        }
        known.remove(name);
        version++;
    }

    /** Make a schema in the metastore unless it is there, in a folder that is named as people name it. */
    static void ensureSchema(String catalog, String schema, Map<String, String> properties) {
        SupportsNamespaces schemas = Session.schemas();
        String[] physical = {Names.physical(catalog, schema)};
        if (schemas.namespaceExists(physical)) {
            return;
        }
        Map<String, String> all = new HashMap<>(properties);
        all.putIfAbsent(SupportsNamespaces.PROP_LOCATION, location(catalog, schema));
        try {
            schemas.createNamespace(physical, all);
        } catch (NamespaceAlreadyExistsException anotherSessionWasFaster) {
            return;
        }
    }

    /** Where the tables of a schema lie by default. */
    static String location(String catalog, String schema) {
        String warehouse = Session.active().sessionState().conf().warehousePath();
        return warehouse + "/" + catalog.toLowerCase(Locale.ROOT) + "/" + schema.toLowerCase(Locale.ROOT);
    }

    private static String[] marker(String catalog) {
        return new String[] {Names.physical(catalog, INFORMATION_SCHEMA)};
    }
}
