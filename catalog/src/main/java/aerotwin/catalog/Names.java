package aerotwin.catalog;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.spark.sql.connector.catalog.Identifier;

/**
 * How the schemas of many catalogs are named in the one metastore there is: schema {@code raw} of catalog
 * {@code main} is {@code main__raw}.
 *
 * <p>The mapping is one to one. A metastore's names consist of letters, digits and underscores, so every other
 * character, and an underscore that could be taken for the separator, is written as {@code _u} and its four
 * hexadecimal digits. Case is not kept, as in Unity Catalog.
 */
public final class Names {
    /** Catalogs whose schemas are the metastore's own. */
    static final String HIVE = "hive_metastore";

    private static final String SEPARATOR = "__";
    private static final Pattern ESCAPED = Pattern.compile("_u([0-9a-f]{4})");
    private static final Pattern PHYSICAL = Pattern.compile("([a-z0-9]\\w*?)__(\\w+)");

    private final String catalog;

    /** The names of the schemas of a catalog. */
    Names(String catalog) {
        this.catalog = catalog.toLowerCase(Locale.ROOT);
    }

    /** The metastore's name of a schema. */
    String physical(String schema) {
        return catalog.equals(HIVE) ? schema : physical(catalog, schema);
    }

    /** The metastore's name of a schema of any catalog, hive_metastore among them. */
    public static String inMetastore(String catalog, String schema) {
        return new Names(catalog).physical(schema);
    }

    /** The metastore's name of a schema of any catalog but hive_metastore. */
    public static String physical(String catalog, String schema) {
        return encode(catalog, true) + SEPARATOR + encode(schema, false);
    }

    /** The schema that the metastore knows by this name, if it is one of this catalog. */
    Optional<String> logical(String physical) {
        if (catalog.equals(HIVE)) {
            return Registry.isPhysical(physical) ? Optional.empty() : Optional.of(physical);
        }
        return split(physical).filter(names -> names[0].equals(catalog)).map(names -> names[1]);
    }

    /** Catalog and schema behind a name of the metastore, if it has the form of such. */
    public static Optional<String[]> split(String physical) {
        Matcher match = PHYSICAL.matcher(physical.toLowerCase(Locale.ROOT));
        return match.matches()
            ? Optional.of(new String[] {decode(match.group(1)), decode(match.group(2))})
            : Optional.empty();
    }

    /** The metastore's identifier of a table, view or function; {@code delta.`/a/path`} stays as it is. */
    Identifier physical(Identifier identifier) {
        String[] namespace = identifier.namespace();
        if (namespace.length != 1 || isPath(identifier)) {
            return identifier;
        }
        return Identifier.of(new String[] {physical(namespace[0])}, identifier.name());
    }

    /** Whether this names files, as {@code delta.`/a/path`} does. */
    static boolean isPath(Identifier identifier) {
        return identifier.namespace().length == 1 && identifier.name().contains("/");
    }

    private static String encode(String name, boolean separated) {
        String lower = name.toLowerCase(Locale.ROOT);
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < lower.length(); i++) {
            char letter = lower.charAt(i);
            boolean kept = letter == '_' ? isKeptUnderscore(lower, i, separated) : isPlain(letter);
            encoded.append(kept ? String.valueOf(letter) : String.format("_u%04x", (int) letter));
        }
        return encoded.toString();
    }

    private static boolean isPlain(char letter) {
        return letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9';
    }

    /** An underscore stays unless the result could be read otherwise: as an escape, or as the separator. */
    private static boolean isKeptUnderscore(String name, int at, boolean separated) {
        boolean escape = ESCAPED.matcher(name).region(at, name.length()).lookingAt();
        boolean last = at + 1 == name.length();
        return !escape && (!separated || at > 0 && !last && isPlain(name.charAt(at + 1)));
    }

    private static String decode(String encoded) {
        return ESCAPED.matcher(encoded).replaceAll(
            match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }
}
