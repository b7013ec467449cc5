package aerotwin.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.util.QuotingUtils;

/**
 * A primary or foreign key. Keys are told, not enforced, here as on Databricks; a table keeps each as a property.
 *
 * @param kind what it is
 * @param columns its columns
 * @param parent catalog, schema and name of the table that a foreign key refers to, else null
 * @param parentColumns the columns that a foreign key refers to; empty for those of the parent's primary key
 * @param rely whether the optimizer may rely on it
 */
public record Key(Kind kind, List<String> columns, List<String> parent, List<String> parentColumns, boolean rely) {
    /** Before the name of a key in a property's name. */
    public static final String PROPERTY = "aerotwin.constraint.";

    /** Stands for the columns of the parent's primary key where a statement has to name some. */
    public static final String PRIMARY_OF_PARENT = "*";

    private static final String SEPARATOR = " | ";

    /** Kinds of keys. */
    public enum Kind {
        PRIMARY("PRIMARY KEY"), FOREIGN("FOREIGN KEY"), UNIQUE("UNIQUE");

        /** The words of SQL for it. */
        public final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** The property's value, by which {@link #parse} makes the key again. */
    public String definition() {
        String own = kind.words + SEPARATOR + quoted(columns, ".");
        String other = parent == null ? "" : SEPARATOR + quoted(parent, ".") + SEPARATOR + quoted(parentColumns, ".");
        return own + other + (rely ? SEPARATOR + "RELY" : "");
    }

    /** The key with this definition. */
    static Key parse(String definition) {
        String[] parts = definition.split(Pattern.quote(SEPARATOR), -1);
        boolean rely = parts[parts.length - 1].equals("RELY");
        Kind kind = Arrays.stream(Kind.values()).filter(one -> one.words.equals(parts[0])).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("Not a key: " + definition));
        if (kind != Kind.FOREIGN) {
            return new Key(kind, names(parts[1]), null, List.of(), rely);
        }
        return new Key(kind, names(parts[1]), names(parts[2]), names(parts[3]), rely);
    }

    /** The keys of a table by name, from its properties. */
    public static Map<String, Key> of(Map<String, String> properties) {
        Map<String, Key> keys = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (name.startsWith(PROPERTY)) {
                keys.put(name.substring(PROPERTY.length()), parse(value));
            }
        });
        return keys;
    }

    private static String quoted(List<String> names, String separator) {
        return names.stream().map(QuotingUtils::quoteIdentifier).collect(Collectors.joining(separator));
    }

    private static List<String> names(String quoted) {
        if (quoted.isEmpty()) {
            return List.of();
        }
        try {
            return Session.list(Session.active().sessionState().sqlParser().parseMultipartIdentifier(quoted));
        } catch (ParseException malformed) {
            throw new IllegalArgumentException("Not names: " + quoted, malformed);
        }
    }
}
