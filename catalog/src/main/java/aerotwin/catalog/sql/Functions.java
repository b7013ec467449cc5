package aerotwin.catalog.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.spark.sql.connector.catalog.CatalogPlugin;

import aerotwin.catalog.MappedCatalog;
import aerotwin.catalog.Names;
import aerotwin.catalog.Session;

/** Spark makes, drops and describes functions of its own catalog only, so their names there are put in. */
final class Functions {
    /** The tokens of a name, from first to last, and what to put in their place. */
    record Span(int from, int to, String replacement) { }

    private Functions() { }

    /** The name in CREATE, DROP or DESCRIBE FUNCTION, if its catalog is not Spark's own. */
    static Optional<Span> definedName(List<Token> tokens) {
        int at = afterWords(tokens);
        if (at < 0 || at >= tokens.size() || !tokens.get(at).isName()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>(List.of(tokens.get(at).name()));
        int last = at;
        while (last + 2 < tokens.size() && tokens.get(last + 1).is(".") && tokens.get(last + 2).isName()) {
            last += 2;
            parts.add(tokens.get(last).name());
        }
        boolean described = tokens.get(0).is("DESCRIBE") || tokens.get(0).is("DESC");
        if (parts.size() > 3 || described && parts.size() == 1) {
            // A bare name that is described is most often one of Spark's built-in functions.
            return Optional.empty();
        }
        String[] full = Name.of(parts).qualified(3, "function");
        CatalogPlugin catalog = Session.catalogs().isCatalogRegistered(full[0])
            ? Session.catalogs().catalog(full[0]) : null;
        if (!(catalog instanceof MappedCatalog)) {
            return Optional.empty();
        }
        String physical = full[0].equals("hive_metastore") ? full[1] : Names.physical(full[0], full[1]);
        return Optional.of(new Span(at, last, SqlException.quoted("spark_catalog", physical, full[2])));
    }

    /** Where the name stands, or -1 if this is another statement. */
    private static int afterWords(List<Token> tokens) {
        int at = 0;
        if (is(tokens, at, "CREATE")) {
            at = is(tokens, 1, "OR") && is(tokens, 2, "REPLACE") ? 3 : 1;
        } else if (is(tokens, at, "DROP") || is(tokens, at, "DESCRIBE") || is(tokens, at, "DESC")) {
            at = 1;
        }
        if (at == 0 || !is(tokens, at, "FUNCTION")) {
            return -1;
        }
        at++;
        if (is(tokens, at, "EXTENDED")) {
            return at + 1;
        }
        if (is(tokens, at, "IF")) {
            return is(tokens, at + 1, "NOT") ? at + 3 : at + 2;
        }
        return at;
    }

    private static boolean is(List<Token> tokens, int at, String word) {
        return at < tokens.size() && tokens.get(at).is(word);
    }
}
