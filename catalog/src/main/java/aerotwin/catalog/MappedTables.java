package aerotwin.catalog;

import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.Changelog;
import org.apache.spark.sql.connector.catalog.ChangelogContext;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.StagingTableCatalog;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalogCapability;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.connector.catalog.TableSummary;
import org.apache.spark.sql.connector.catalog.TableWritePrivilege;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

import aerotwin.catalog.information.InformationSchema;
import aerotwin.catalog.sql.SqlException;

/** The tables of a mapped catalog: those of the session's own catalog under other names. */
abstract class MappedTables extends MappedSchemas implements StagingTableCatalog {
    @Override
    public Set<TableCatalogCapability> capabilities() {
        return EnumSet.allOf(TableCatalogCapability.class);
    }

    @Override
    public boolean useNullableQuerySchema() {
        return Session.tables().useNullableQuerySchema();
    }

    /** The names of a schema's tables and views, temporary views not among them. */
    public Identifier[] listRelations(String[] namespace) throws NoSuchNamespaceException {
        if (isInformation(namespace)) {
            return InformationSchema.list(namespace);
        }
        return Arrays.stream(Session.tables().listTables(physical(existing(namespace))))
            .filter(found -> found.namespace().length == 1)
            .map(found -> Identifier.of(namespace, found.name()))
            .toArray(Identifier[]::new);
    }

    @Override
    public TableSummary[] listTableSummaries(String[] namespace) throws NoSuchNamespaceException {
        return Arrays.stream(listTables(namespace))
            .map(found -> TableSummary.of(found, TableSummary.MANAGED_TABLE_TYPE))
            .toArray(TableSummary[]::new);
    }

    /** A table or view. Throws if there is neither. */
    public Table load(Identifier identifier) throws NoSuchTableException {
        if (identifier.namespace().length != 1) {
            throw new NoSuchTableException(identifier);
        }
        if (isInformation(identifier.namespace())) {
            return InformationSchema.load(name(), identifier);
        }
        return Relations.readable(Session.tables().loadTable(names.physical(identifier)));
    }

    @Override
    public Table loadTable(Identifier identifier) throws NoSuchTableException {
        Table found = load(identifier);
        if (Relations.isView(found)) {
            throw new NoSuchTableException(identifier);
        }
        return found;
    }

    @Override
    public Table loadTable(Identifier identifier, Set<TableWritePrivilege> privileges)
            throws NoSuchTableException {
        return loadTable(identifier);
    }

    @Override
    public Table loadTable(Identifier identifier, String version) throws NoSuchTableException {
        return Session.tables().loadTable(names.physical(identifier), version);
    }

    @Override
    public Table loadTable(Identifier identifier, long timestamp) throws NoSuchTableException {
        return Session.tables().loadTable(names.physical(identifier), timestamp);
    }

    @Override
    public Changelog loadChangelog(Identifier identifier, ChangelogContext context, CaseInsensitiveStringMap options)
            throws NoSuchTableException {
        return Session.tables().loadChangelog(names.physical(identifier), context, options);
    }

    @Override
    public void invalidateTable(Identifier identifier) {
        Session.tables().invalidateTable(names.physical(identifier));
    }

    /** Whether there is a table or view of this name. */
    protected boolean exists(Identifier identifier) {
        if (isInformation(identifier.namespace())) {
            return InformationSchema.has(identifier);
        }
        return identifier.namespace().length == 1 && Session.tables().tableExists(names.physical(identifier));
    }

    @Override
    public boolean tableExists(Identifier identifier) {
        try {
            return exists(identifier) && !Relations.isView(load(identifier));
        } catch (NoSuchTableException goneSince) {
            return false;
        }
    }

    @Override
    public Table createTable(Identifier identifier, TableInfo table)
            throws TableAlreadyExistsException, NoSuchNamespaceException {
        return made(identifier, Session.tables().createTable(target(identifier), table));
    }

    @Override
    public Table createTable(Identifier identifier, Column[] columns, Transform[] partitions,
            Map<String, String> properties) throws TableAlreadyExistsException, NoSuchNamespaceException {
        return made(identifier, Session.tables().createTable(target(identifier), columns, partitions, properties));
    }

    @Override
    public Table createTable(Identifier identifier, StructType columns, Transform[] partitions,
            Map<String, String> properties) throws TableAlreadyExistsException, NoSuchNamespaceException {
        return made(identifier, Session.tables().createTable(target(identifier), columns, partitions, properties));
    }

    @Override
    public Table createTableLike(Identifier identifier, TableInfo table, Table source)
            throws TableAlreadyExistsException, NoSuchNamespaceException {
        return made(identifier, Session.tables().createTableLike(target(identifier), table, source));
    }

    @Override
    public Table alterTable(Identifier identifier, TableChange... changes) throws NoSuchTableException {
        Session.tables().alterTable(names.physical(identifier), changes);
        return loadTable(identifier);
    }

    @Override
    public boolean dropTable(Identifier identifier) {
        return tableExists(identifier) && Session.tables().dropTable(names.physical(identifier));
    }

    @Override
    public boolean purgeTable(Identifier identifier) {
        return tableExists(identifier) && Session.tables().purgeTable(names.physical(identifier));
    }

    @Override
    public void renameTable(Identifier from, Identifier to)
            throws NoSuchTableException, TableAlreadyExistsException {
        Session.tables().renameTable(names.physical(from), names.physical(renamed(from, to)));
    }

    @Override
    public StagedTable stageCreate(Identifier identifier, TableInfo table)
            throws TableAlreadyExistsException, NoSuchNamespaceException {
        return ManagedDirectory.isDelta(table) ? Session.tables().stageCreate(target(identifier), table)
            : files(identifier, table);
    }

    @Override
    public StagedTable stageReplace(Identifier identifier, TableInfo table)
            throws NoSuchTableException, NoSuchNamespaceException {
        return ManagedDirectory.isDelta(table) ? Session.tables().stageReplace(target(identifier), table)
            : replaced(identifier, table);
    }

    @Override
    public StagedTable stageCreateOrReplace(Identifier identifier, TableInfo table) throws NoSuchNamespaceException {
        return ManagedDirectory.isDelta(table) ? Session.tables().stageCreateOrReplace(target(identifier), table)
            : replaced(identifier, table);
    }

    private StagedTable replaced(Identifier identifier, TableInfo table) throws NoSuchNamespaceException {
        dropTable(identifier);
        try {
            return files(identifier, table);
        } catch (TableAlreadyExistsException madeSince) {
            throw new ConcurrentModificationException(madeSince);
        }
    }

    private StagedTable files(Identifier identifier, TableInfo table)
            throws TableAlreadyExistsException, NoSuchNamespaceException {
        Table made = createTable(identifier, table);
        String name = SqlException.quoted(name(), identifier.namespace()[0], identifier.name());
        return new StagedFiles(name, made, () -> dropTable(identifier));
    }

    /** Where something is to be made. Throws if its schema does not exist. */
    private Identifier target(Identifier identifier) throws NoSuchNamespaceException {
        if (!Names.isPath(identifier)) {
            existing(identifier.namespace());
        }
        return names.physical(identifier);
    }

    /** What a table is renamed to: a new name without a schema stays in the old one's. */
    protected Identifier renamed(Identifier from, Identifier to) {
        String[] namespace = to.namespace();
        if (namespace.length == 0) {
            return Identifier.of(from.namespace(), to.name());
        }
        boolean qualified = namespace.length == 2 && namespace[0].equalsIgnoreCase(name());
        return qualified ? Identifier.of(new String[] {namespace[1]}, to.name()) : to;
    }

    private Table made(Identifier identifier, Table created) {
        try {
            return loadTable(identifier);
        } catch (NoSuchTableException notYetVisible) {
            return created;
        }
    }
}
