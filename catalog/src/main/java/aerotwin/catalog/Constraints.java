package aerotwin.catalog;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.connector.catalog.constraints.Check;
import org.apache.spark.sql.connector.catalog.constraints.Constraint;
import org.apache.spark.sql.connector.catalog.constraints.ForeignKey;
import org.apache.spark.sql.connector.catalog.constraints.PrimaryKey;
import org.apache.spark.sql.connector.catalog.constraints.Unique;
import org.apache.spark.sql.connector.expressions.NamedReference;

/** Turns Spark's constraints into what Delta keeps: a CHECK into Delta's own, a key into a property ({@link Key}). */
final class Constraints {
    private static final String CHECK = "delta.constraints.";

    private Constraints() { }

    /** The table with its constraints as properties, and clustered as Delta says it. */
    static TableInfo asProperties(Identifier identifier, TableInfo table) {
        return Clustering.ofDelta(withoutConstraints(identifier, table));
    }

    private static TableInfo withoutConstraints(Identifier identifier, TableInfo table) {
        Constraint[] constraints = table.constraints();
        if (constraints == null || constraints.length == 0) {
            return table;
        }
        Map<String, String> properties = new HashMap<>(table.properties());
        for (Constraint one : constraints) {
            properties.put(property(one), definition(identifier, one));
        }
        return new TableInfo.Builder()
            .withPartitions(table.partitions())
            .withColumns(table.columns())
            .withProperties(properties)
            .build();
    }

    /** Whether a change concerns a constraint. */
    static boolean isOfKey(TableChange change) {
        return change instanceof TableChange.AddConstraint || change instanceof TableChange.DropConstraint;
    }

    /** A change of a table, one of constraints as one of properties. */
    static TableChange asProperty(Identifier identifier, TableChange change, Map<String, String> properties) {
        if (change instanceof TableChange.AddConstraint) {
            Constraint added = ((TableChange.AddConstraint) change).constraint();
            return TableChange.setProperty(property(added), definition(identifier, added));
        }
        if (change instanceof TableChange.DropConstraint) {
            String key = Key.PROPERTY + ((TableChange.DropConstraint) change).name();
            String check = CHECK + ((TableChange.DropConstraint) change).name();
            return TableChange.removeProperty(properties.containsKey(key) ? key : check);
        }
        return change;
    }

    private static String property(Constraint constraint) {
        return (constraint instanceof Check ? CHECK : Key.PROPERTY) + constraint.name();
    }

    private static String definition(Identifier table, Constraint constraint) {
        if (constraint instanceof Check) {
            return ((Check) constraint).predicateSql();
        }
        if (constraint instanceof PrimaryKey) {
            List<String> columns = columns(((PrimaryKey) constraint).columns());
            return new Key(Key.Kind.PRIMARY, columns, null, List.of(), constraint.rely()).definition();
        }
        if (constraint instanceof Unique) {
            List<String> columns = columns(((Unique) constraint).columns());
            return new Key(Key.Kind.UNIQUE, columns, null, List.of(), constraint.rely()).definition();
        }
        ForeignKey key = (ForeignKey) constraint;
        return new Key(Key.Kind.FOREIGN, columns(key.columns()), parent(table, key.referencedTable()),
            parentColumns(key), constraint.rely()).definition();
    }

    private static List<String> parentColumns(ForeignKey key) {
        List<String> named = columns(key.referencedColumns());
        return named.equals(List.of(Key.PRIMARY_OF_PARENT)) ? List.of() : named;
    }

    private static List<String> columns(NamedReference[] references) {
        return Arrays.stream(references).map(one -> String.join(".", one.fieldNames())).toList();
    }

    /** Catalog, schema and name of the table that a key refers to; what it leaves out is that of its own table. */
    private static List<String> parent(Identifier table, Identifier referenced) {
        String[] own = Names.split(table.namespace()[0])
            .filter(names -> Registry.isKnown(names[0]))
            .orElse(new String[] {CatalogManager.SESSION_CATALOG_NAME(), table.namespace()[0]});
        String[] given = referenced.namespace();
        String schema = given.length > 0 ? given[given.length - 1] : own[1];
        return List.of(given.length > 1 ? given[0] : own[0], schema, referenced.name());
    }
}
