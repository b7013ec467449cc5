package aerotwin.catalog;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.NoSuchViewException;
import org.apache.spark.sql.catalyst.analysis.ViewAlreadyExistsException;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Relation;
import org.apache.spark.sql.connector.catalog.RelationCatalog;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.V1Table$;
import org.apache.spark.sql.connector.catalog.View;

import scala.Option;

/** The views of a mapped catalog: views of the metastore. */
abstract class MappedViews extends MappedTables implements RelationCatalog {
    @Override
    public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
        Set<String> views = Arrays.stream(listViews(namespace)).map(Identifier::name).collect(Collectors.toSet());
        return Arrays.stream(listRelations(namespace))
            .filter(found -> !views.contains(found.name()))
            .toArray(Identifier[]::new);
    }

    @Override
    public Identifier[] listViews(String[] namespace) throws NoSuchNamespaceException {
        if (isInformation(namespace)) {
            return new Identifier[0];
        }
        String physical = physical(existing(namespace))[0];
        return Session.list(Session.metastore().listViews(physical, "*")).stream()
            .filter(found -> found.database().isDefined())
            .map(found -> Identifier.of(namespace, found.table()))
            .toArray(Identifier[]::new);
    }

    @Override
    public Relation loadRelation(Identifier identifier) throws NoSuchTableException {
        Table found = load(identifier);
        return Relations.isView(found) ? Relations.view(Relations.entry(found)) : found;
    }

    @Override
    public View loadView(Identifier identifier) throws NoSuchViewException {
        try {
            Table found = load(identifier);
            if (Relations.isView(found)) {
                return Relations.view(Relations.entry(found));
            }
        } catch (NoSuchTableException neither) {
            throw new NoSuchViewException(identifier);
        }
        throw new NoSuchViewException(identifier);
    }

    @Override
    public boolean tableExists(Identifier identifier) {
        return super.tableExists(identifier);
    }

    @Override
    public Table loadTable(Identifier identifier) throws NoSuchTableException {
        return super.loadTable(identifier);
    }

    @Override
    public boolean viewExists(Identifier identifier) {
        try {
            return exists(identifier) && Relations.isView(load(identifier));
        } catch (NoSuchTableException goneSince) {
            return false;
        }
    }

    @Override
    public View createView(Identifier identifier, View view)
            throws ViewAlreadyExistsException, NoSuchNamespaceException {
        existing(identifier.namespace());
        if (exists(identifier)) {
            throw new ViewAlreadyExistsException(identifier);
        }
        Session.metastore().createTable(entry(identifier, view), false, false);
        return view;
    }

    @Override
    public View replaceView(Identifier identifier, View view) throws NoSuchViewException {
        loadView(identifier);
        Session.metastore().alterTable(entry(identifier, view));
        return view;
    }

    @Override
    public boolean dropView(Identifier identifier) {
        if (!viewExists(identifier)) {
            return false;
        }
        Session.metastore().dropTable(inMetastore(identifier), true, false);
        return true;
    }

    @Override
    public void renameView(Identifier from, Identifier to) throws NoSuchViewException, ViewAlreadyExistsException {
        Session.metastore().renameTable(inMetastore(from), inMetastore(renamed(from, to)));
    }

    private CatalogTable entry(Identifier identifier, View view) {
        return V1Table$.MODULE$.toCatalogTable(
            Session.catalogs().v2SessionCatalog(), names.physical(identifier), view);
    }

    private TableIdentifier inMetastore(Identifier identifier) {
        Identifier physical = names.physical(identifier);
        return new TableIdentifier(physical.name(), Option.apply(physical.namespace()[0]),
            Option.apply(CatalogManager.SESSION_CATALOG_NAME()));
    }
}
