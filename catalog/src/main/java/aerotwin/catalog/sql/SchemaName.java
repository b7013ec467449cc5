package aerotwin.catalog.sql;

import java.util.List;
import java.util.Set;

/** The name of a schema in the statements that say that it is one, USE SCHEMA apart, which Spark reads as Databricks. */
final class SchemaName {
    private static final Set<String> LISTED = Set.of("TABLES", "VIEWS", "VOLUMES");

    private SchemaName() { }

    /** The first token of the name, or -1 if this is another statement. */
    static int at(List<Token> tokens) {
        int at = afterWords(tokens);
        return at < tokens.size() && at >= 0 && tokens.get(at).isName() ? at : -1;
    }

    private static int afterWords(List<Token> tokens) {
        if (is(tokens, 0, "SHOW") && tokens.size() > 1 && LISTED.stream().anyMatch(tokens.get(1)::is)) {
            return is(tokens, 2, "IN") || is(tokens, 2, "FROM") ? 3 : -1;
        }
        int at = is(tokens, 0, "COMMENT") && is(tokens, 1, "ON") ? 2 : 1;
        boolean known = List.of("CREATE", "DROP", "ALTER", "DESCRIBE", "DESC", "COMMENT").stream()
            .anyMatch(word -> is(tokens, 0, word));
        if (!known || !is(tokens, at, "SCHEMA") && !is(tokens, at, "DATABASE")) {
            return -1;
        }
        at++;
        if (is(tokens, at, "IF")) {
            return is(tokens, at + 1, "NOT") ? at + 3 : at + 2;
        }
        return is(tokens, at, "EXTENDED") ? at + 1 : at;
    }

    private static boolean is(List<Token> tokens, int at, String word) {
        return at < tokens.size() && tokens.get(at).is(word);
    }
}
