package aerotwin.catalog;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;

/** Comments of schemas. The metastore keeps the one that a schema is made with; a later one is a property. */
final class Comments {
    private static final String LATER = "aerotwin.comment";

    private Comments() { }

    /** The changes in a form that the metastore keeps. */
    static NamespaceChange[] kept(NamespaceChange... changes) {
        return Arrays.stream(changes).map(Comments::kept).toArray(NamespaceChange[]::new);
    }

    private static NamespaceChange kept(NamespaceChange change) {
        if (change instanceof NamespaceChange.SetProperty) {
            NamespaceChange.SetProperty set = (NamespaceChange.SetProperty) change;
            return set.property().equals(SupportsNamespaces.PROP_COMMENT)
                ? NamespaceChange.setProperty(LATER, set.value()) : change;
        }
        return change;
    }

    /** What is known of a schema, with its latest comment. */
    static Map<String, String> latest(Map<String, String> known) {
        if (!known.containsKey(LATER)) {
            return known;
        }
        Map<String, String> result = new HashMap<>(known);
        result.put(SupportsNamespaces.PROP_COMMENT, result.remove(LATER));
        return result;
    }
}
