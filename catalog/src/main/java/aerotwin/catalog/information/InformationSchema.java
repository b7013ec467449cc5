package aerotwin.catalog.information;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;

/** The relations of information_schema, by name, with Databricks' columns. */
public final class InformationSchema {
    private static final Map<String, Relation> RELATIONS = new TreeMap<>();

    static {
        List.of(SchemaRelations.all(), TableRelations.all(), KeyRelations.all(), VolumeRelations.all(),
                RoutineRelations.all())
            .forEach(RELATIONS::putAll);
    }

    private InformationSchema() { }

    /** Their names in a namespace. */
    public static Identifier[] list(String[] namespace) {
        return RELATIONS.keySet().stream().map(name -> Identifier.of(namespace, name)).toArray(Identifier[]::new);
    }

    /** Whether there is this relation. */
    public static boolean has(Identifier identifier) {
        return RELATIONS.containsKey(identifier.name().toLowerCase(Locale.ROOT));
    }

    /** The relation of a catalog. Throws if there is none of this name. */
    public static Table load(String catalog, Identifier identifier) throws NoSuchTableException {
        if (!has(identifier)) {
            throw new NoSuchTableException(identifier);
        }
        String name = identifier.name().toLowerCase(Locale.ROOT);
        return new InformationTable(catalog, name, RELATIONS.get(name));
    }
}
