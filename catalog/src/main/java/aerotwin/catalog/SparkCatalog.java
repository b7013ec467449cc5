package aerotwin.catalog;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

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
        return super.createTable(identifier, Constraints.asProperties(identifier, table));
    }

    @Override
    public StagedTable stageCreate(Identifier identifier, TableInfo table)
            throws TableAlreadyExistsException, NoSuchNamespaceException {
        return super.stageCreate(identifier, Constraints.asProperties(identifier, table));
    }

    @Override
    public StagedTable stageReplace(Identifier identifier, TableInfo table)
            throws NoSuchTableException, NoSuchNamespaceException {
        return super.stageReplace(identifier, Constraints.asProperties(identifier, table));
    }

    @Override
    public StagedTable stageCreateOrReplace(Identifier identifier, TableInfo table) throws NoSuchNamespaceException {
        return super.stageCreateOrReplace(identifier, Constraints.asProperties(identifier, table));
    }

    @Override
    public Table alterTable(Identifier identifier, TableChange... changes) {
        if (Arrays.stream(changes).noneMatch(Constraints::isOfKey)) {
            return super.alterTable(identifier, changes);
        }
        Map<String, String> properties = new HashMap<>(loadTable(identifier).properties());
        return super.alterTable(identifier, Arrays.stream(changes)
            .map(change -> Constraints.asProperty(identifier, change, properties))
            .toArray(TableChange[]::new));
    }
}
