package aerotwin.catalog;

import java.util.HashMap;
import java.util.Map;

import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.connector.catalog.constraints.Check;
import org.apache.spark.sql.connector.catalog.constraints.Constraint;

/**
 * Keys of tables, which Delta does not know. They are not enforced, here as on Databricks, and kept as table
 * properties; a CHECK becomes Delta's own, which is.
 */
final class Constraints {
    /** Before the name of a key in a property's name. */
    static final String KEY = "aerotwin.constraint.";

    private static final String CHECK = "delta.constraints.";

    private Constraints() { }

    /** The table with its constraints as properties. */
    static TableInfo asProperties(TableInfo table) {
        Constraint[] constraints = table.constraints();
        if (constraints == null || constraints.length == 0) {
            return table;
        }
        Map<String, String> properties = new HashMap<>(table.properties());
        for (Constraint one : constraints) {
            properties.put(property(one), definition(one));
        }
        return new TableInfo.Builder()
            .withPartitions(table.partitions())
            .withColumns(table.columns())
            .withProperties(properties)
            .build();
    }

    /** A change of a table, one of constraints as one of properties. */
    static TableChange asProperty(TableChange change, Map<String, String> properties) {
        if (change instanceof TableChange.AddConstraint) {
            Constraint added = ((TableChange.AddConstraint) change).constraint();
            return TableChange.setProperty(property(added), definition(added));
        }
        if (change instanceof TableChange.DropConstraint) {
            String name = ((TableChange.DropConstraint) change).name();
            return TableChange.removeProperty(properties.containsKey(KEY + name) ? KEY + name : CHECK + name);
        }
        return change;
    }

    private static String property(Constraint constraint) {
        return (constraint instanceof Check ? CHECK : KEY) + constraint.name();
    }

    private static String definition(Constraint constraint) {
        return constraint instanceof Check ? ((Check) constraint).predicateSql() : constraint.toDDL();
    }
}
