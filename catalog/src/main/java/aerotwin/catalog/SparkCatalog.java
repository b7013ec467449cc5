package aerotwin.catalog;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.delta.catalog.DeltaCatalog;

/**
 * The session's own catalog: Delta's, which also keeps keys, and does not list the schemas that are those of other
 * catalogs.
 */
public final class SparkCatalog extends DeltaCatalog {
    @Override
    public String[][] listNamespaces() throws NoSuchNamespaceException {
        return Arrays.stream(super.listNamespaces())
            .filter(namespace -> namespace.length != 1 || !Registry.isPhysical(namespace[0]))
            .toArray(String[][]::new);
    }

    @Override
    public Table createTable(Identifier identifier, TableInfo table)
            throws TableAlreadyExistsException, NoSuchNamespaceException {
        TableInfo known = prepared(identifier, table);
        Table made = super.createTable(identifier, known);
        if (!ManagedDirectory.isOwn(known)) {
            return made;
        }
        ManagedDirectory.settle(identifier);
        return loadTable(identifier);
    }

    @Override
    public StagedTable stageCreate(Identifier identifier, TableInfo table)
            throws TableAlreadyExistsException, NoSuchNamespaceException {
        TableInfo known = prepared(identifier, table);
        return settling(identifier, known, super.stageCreate(identifier, known));
    }

    @Override
    public StagedTable stageReplace(Identifier identifier, TableInfo table)
            throws NoSuchTableException, NoSuchNamespaceException {
        return super.stageReplace(identifier, Constraints.asProperties(identifier, table));
    }

    @Override
    public StagedTable stageCreateOrReplace(Identifier identifier, TableInfo table) throws NoSuchNamespaceException {
        TableInfo known = prepared(identifier, table);
        return settling(identifier, known, super.stageCreateOrReplace(identifier, known));
    }

    @Override
    public boolean dropTable(Identifier identifier) {
        return dropped(identifier, () -> super.dropTable(identifier));
    }

    @Override
    public boolean purgeTable(Identifier identifier) {
        return dropped(identifier, () -> super.purgeTable(identifier));
    }

    @Override
    public void renameTable(Identifier from, Identifier to) throws NoSuchTableException, TableAlreadyExistsException {
        Optional<Path> own = ManagedDirectory.of(from);
        super.renameTable(from, to);
        own.ifPresent(directory -> ManagedDirectory.keep(to, directory));
    }

    private static boolean dropped(Identifier identifier, BooleanSupplier drop) {
        Optional<Path> own = ManagedDirectory.of(identifier);
        boolean dropped = drop.getAsBoolean();
        own.ifPresent(ManagedDirectory::delete);
        return dropped;
    }

    private TableInfo prepared(Identifier identifier, TableInfo table) {
        TableInfo known = Constraints.asProperties(identifier, table);
        return tableExists(identifier) ? known : ManagedDirectory.chosen(identifier, known);
    }

    private static StagedTable settling(Identifier identifier, TableInfo table, StagedTable staged) {
        return ManagedDirectory.isOwn(table) ? new StagedInDirectory(identifier, staged) : staged;
    }

    @Override
    public Table alterTable(Identifier identifier, TableChange... changes) {
        Map<String, String> properties = new HashMap<>(loadTable(identifier).properties());
        if (Arrays.stream(changes).noneMatch(Constraints::isOfKey)) {
            return super.alterTable(identifier, changes);
        }
        return super.alterTable(identifier, Arrays.stream(changes)
            .map(change -> Constraints.asProperty(identifier, change, properties))
            .toArray(TableChange[]::new));
    }
}
