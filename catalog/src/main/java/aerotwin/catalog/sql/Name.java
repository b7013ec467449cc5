package aerotwin.catalog.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.apache.spark.sql.catalyst.parser.ParseException;

import aerotwin.catalog.Session;

/** A name in a statement: its parts, or an expression whose value is the name, known when the statement runs. */
final class Name {
    private final List<String> parts;
    private final String expression;

    private Name(List<String> parts, String expression) {
        this.parts = parts;
        this.expression = expression;
    }

    static Name of(List<String> parts) {
        return new Name(List.copyOf(parts), null);
    }

    static Name computed(String expression) {
        return new Name(null, expression);
    }

    /** The parts of the name. */
    List<String> parts() {
        if (expression == null) {
            return parts;
        }
        String value = (String) Session.active().sql("SELECT CAST(" + expression + " AS STRING)").head().get(0);
        if (value == null) {
            throw SqlException.of("IDENTIFIER(" + expression + ") is null; it must be a name.");
        }
        try {
            return Session.list(Session.active().sessionState().sqlParser().parseMultipartIdentifier(value));
        } catch (ParseException malformed) {
            throw SqlException.of("IDENTIFIER(" + expression + ") is '" + value + "', which is not a name.");
        }
    }

    /** The name of a catalog, in lower case. */
    String catalog() {
        return single("catalog").toLowerCase(Locale.ROOT);
    }

    /** A name of one part. */
    String single(String what) {
        List<String> found = parts();
        if (found.size() != 1) {
            throw SqlException.of("A " + what + " has a name of one part, not " + String.join(".", found) + ".");
        }
        return found.get(0);
    }

    /** The name with this many parts; what is missing is that of the current catalog and schema. */
    String[] qualified(int size, String what) {
        List<String> found = parts();
        if (found.size() > size) {
            throw SqlException.of(
                "The name of a " + what + " has at most " + size + " parts, not " + String.join(".", found) + ".");
        }
        List<String> current = new ArrayList<>();
        current.add(Session.catalogs().currentCatalog().name());
        current.addAll(List.of(Session.catalogs().currentNamespace()));
        List<String> all = new ArrayList<>(current.subList(0, size - found.size()));
        all.addAll(found);
        return all.toArray(String[]::new);
    }
}
