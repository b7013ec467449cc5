package aerotwin.catalog.sql;

import java.util.List;

/** Databricks SQL that differs from Spark's by a few words, in Spark's. */
final class Rewriting {
    private Rewriting() { }

    /** The statement as Spark and Delta take it. */
    static String apply(String text) {
        List<Token> tokens = Token.of(text);
        return isScript(tokens) ? withoutCatalogWord(text, tokens) : text;
    }

    private static boolean isScript(List<Token> tokens) {
        return !tokens.isEmpty() && tokens.get(0).is("BEGIN");
    }

    /** Inside BEGIN ... END Spark knows USE x, which takes the name of a catalog too, not USE CATALOG x. */
    private static String withoutCatalogWord(String text, List<Token> tokens) {
        StringBuilder rewritten = new StringBuilder(text);
        for (int i = tokens.size() - 1; i > 0; i--) {
            Token token = tokens.get(i);
            if (token.is("CATALOG") && tokens.get(i - 1).is("USE")) {
                rewritten.replace(token.start(), token.end(), "");
            }
        }
        return rewritten.toString();
    }
}
