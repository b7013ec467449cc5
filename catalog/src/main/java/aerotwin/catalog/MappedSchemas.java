package aerotwin.catalog;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

import aerotwin.catalog.sql.SqlException;

/** The schemas of a mapped catalog. */
abstract class MappedSchemas implements SupportsNamespaces {
    private static final String[] NONE = {};

    protected Names names;
    private String name;

    @Override
    public void initialize(String catalog, CaseInsensitiveStringMap options) {
        name = catalog;
        names = new Names(catalog);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String[] defaultNamespace() {
        return new String[] {Registry.DEFAULT_SCHEMA};
    }

    /** The schemas that people made, and default. */
    public String[][] listUserSchemas() {
        ensureDefault();
        return Session.list(Session.metastore().listDatabases()).stream()
            .flatMap(physical -> names.logical(physical).stream())
            .filter(schema -> !schema.equals(Registry.INFORMATION_SCHEMA))
            .map(schema -> new String[] {schema})
            .toArray(String[][]::new);
    }

    /** The schemas that are listed, information_schema among them. */
    @Override
    public String[][] listNamespaces() throws NoSuchNamespaceException {
        if (isHive()) {
            return listUserSchemas();
        }
        Stream<String> others = Arrays.stream(listUserSchemas()).map(namespace -> namespace[0]);
        return Stream.concat(others, Stream.of(Registry.INFORMATION_SCHEMA)).sorted()
            .map(schema -> new String[] {schema})
            .toArray(String[][]::new);
    }

    @Override
    public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
        return namespace.length == 0 ? listNamespaces() : new String[0][];
    }

    @Override
    public boolean namespaceExists(String[] namespace) {
        if (namespace.length != 1) {
            return false;
        }
        if (isInformation(namespace)) {
            return true;
        }
        if (namespace[0].equalsIgnoreCase(Registry.DEFAULT_SCHEMA)) {
            ensureDefault();
        }
        return Session.schemas().namespaceExists(physical(namespace));
    }

    @Override
    public Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
        if (isInformation(namespace)) {
            return Map.of();
        }
        return Comments.latest(Session.schemas().loadNamespaceMetadata(physical(existing(namespace))));
    }

    @Override
    public void createNamespace(String[] namespace, Map<String, String> properties)
            throws NamespaceAlreadyExistsException {
        if (namespace.length != 1) {
            throw SqlException.of("[NO_SUCH_CATALOG_EXCEPTION] Catalog '" + namespace[0] + "' was not found: "
                + String.join(".", namespace) + " can only be a schema of a catalog.");
        }
        if (namespaceExists(namespace)) {
            throw new NamespaceAlreadyExistsException(qualified(namespace));
        }
        if (isHive()) {
            Session.schemas().createNamespace(namespace, properties);
        } else {
            Registry.ensureSchema(name, namespace[0], properties);
        }
    }

    @Override
    public void alterNamespace(String[] namespace, NamespaceChange... changes) throws NoSuchNamespaceException {
        Session.schemas().alterNamespace(physical(existing(namespace)), Comments.kept(changes));
    }

    @Override
    public boolean dropNamespace(String[] namespace, boolean cascade)
            throws NoSuchNamespaceException, NonEmptyNamespaceException {
        String[] physical = physical(existing(namespace));
        if (isInformation(namespace)) {
            throw new UnsupportedOperationException("information_schema cannot be dropped.");
        }
        if (!cascade && !isEmpty(namespace)) {
            throw new NonEmptyNamespaceException(qualified(namespace));
        }
        boolean dropped = Session.schemas().dropNamespace(physical, cascade);
        Volumes.dropAll(name, namespace[0]);
        return dropped;
    }

    /** Whether this is the schema that tells of the catalog. */
    protected boolean isInformation(String[] namespace) {
        return namespace.length == 1 && namespace[0].equalsIgnoreCase(Registry.INFORMATION_SCHEMA) && !isHive();
    }

    /** Whether a schema has neither tables, views nor functions. */
    protected abstract boolean isEmpty(String[] namespace) throws NoSuchNamespaceException;

    /** The namespace itself. Throws if there is no such schema. */
    protected String[] existing(String[] namespace) throws NoSuchNamespaceException {
        if (!namespaceExists(namespace)) {
            throw new NoSuchNamespaceException(qualified(namespace));
        }
        return namespace;
    }

    /** The namespace with the catalog's name before it, for messages. */
    protected String[] qualified(String[] namespace) {
        String[] all = Arrays.copyOf(new String[] {name}, namespace.length + 1);
        System.arraycopy(namespace, 0, all, 1, namespace.length);
        return all;
    }

    /** The namespace in the metastore. */
    protected String[] physical(String[] namespace) {
        return namespace.length == 1 ? new String[] {names.physical(namespace[0])} : NONE;
    }

    private boolean isHive() {
        return name.equals(Names.HIVE);
    }

    private void ensureDefault() {
        if (!isHive()) {
            Registry.ensureSchema(name, Registry.DEFAULT_SCHEMA, Map.of());
        }
    }
}
