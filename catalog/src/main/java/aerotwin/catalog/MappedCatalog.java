package aerotwin.catalog;

import java.util.Arrays;

import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;

/**
 * A catalog whose schemas lie in the session's own catalog under the names that {@link Names} tells. So any number
 * of catalogs share one metastore, and Delta sees tables of the one catalog it knows.
 */
public final class MappedCatalog extends MappedViews implements FunctionCatalog {
    @Override
    public Identifier[] listFunctions(String[] namespace) throws NoSuchNamespaceException {
        if (isInformation(namespace)) {
            return new Identifier[0];
        }
        // Spark lists built-in functions and those of extensions too, in each schema.
        String schema = physical(existing(namespace))[0];
        return Arrays.stream(Session.functions().listFunctions(new String[] {schema}))
            .filter(found -> found.namespace()[0].equals(schema)
                && Session.metastore().externalCatalog().functionExists(schema, found.name()))
            .map(found -> Identifier.of(namespace, found.name()))
            .toArray(Identifier[]::new);
    }

    @Override
    public UnboundFunction loadFunction(Identifier identifier) throws NoSuchFunctionException {
        if (identifier.namespace().length != 1) {
            throw new NoSuchFunctionException(identifier);
        }
        return Session.functions().loadFunction(names.physical(identifier));
    }

    @Override
    public boolean functionExists(Identifier identifier) {
        return identifier.namespace().length == 1
            && Session.functions().functionExists(names.physical(identifier));
    }

    @Override
    protected boolean isEmpty(String[] namespace) throws NoSuchNamespaceException {
        return listRelations(namespace).length == 0 && Volumes.list(name(), namespace[0]).isEmpty();
    }
}
