package aerotwin.catalog.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import aerotwin.catalog.Key;
import aerotwin.catalog.Registry;
import aerotwin.catalog.Session;

/** Databricks SQL that differs from Spark's by a few words, in Spark's. */
final class Rewriting {
    private static final Pattern VERSION = Pattern.compile("v\\d+");
    private static final Pattern INSTANT = Pattern.compile("\\d{17}");
    private static final Set<String> KEY_OPTIONS = Set.of("DEFERRABLE", "INITIALLY", "DEFERRED", "TIMESERIES");

    private final String text;
    private final List<Token> tokens;
    private final StringBuilder rewritten = new StringBuilder();
    private int copied;
    private int dropped = -1;

    private Rewriting(String text) {
        this.text = text;
        this.tokens = Token.of(text);
    }

    /** The statement as Spark and Delta take it. */
    static String apply(String text) {
        return new Rewriting(text).run();
    }

    private String run() {
        if (tokens.isEmpty()) {
            return text;
        }
        boolean script = is(0, "BEGIN");
        boolean definition = is(0, "CREATE") || is(0, "REPLACE") || is(0, "ALTER");
        Optional<Functions.Span> defined = Functions.definedName(tokens);
        defined.ifPresent(this::replaceFunction);
        qualifySchema();
        for (int at = 0; at < tokens.size(); at++) {
            Optional<Functions.Span> called = defined.isPresent() && at <= defined.get().to() ? Optional.empty()
                : Functions.calledTable(tokens, at);
            Optional<Functions.Span> inner = defined.isPresent() && at > defined.get().to() && called.isEmpty()
                ? Functions.calledInBody(tokens, at) : Optional.empty();
            if (called.isPresent() || inner.isPresent()) {
                replaceFunction(called.or(() -> inner).get());
                at = called.or(() -> inner).get().to();
            } else if (is(at, "TABLE") && Functions.calledTable(tokens, at, at + 2).isPresent()) {
                // TABLE(f(x)) is f(x).
                Functions.Span name = Functions.calledTable(tokens, at, at + 2).get();
                dropped = closing(at + 1);
                replace(at, name.to(), name.replacement());
                at = name.to();
            } else if (at == dropped) {
                replace(at, at, "");
            } else if (tokens.get(at).kind() == Token.Kind.STRING && is(at + 1, ":") && joined(at) && joined(at + 1)) {
                // A path of a literal: without parentheses Spark takes it for the marker of a parameter.
                replace(at, at, "(" + tokens.get(at).text() + ")");
            } else if (script && is(at, "USE") && is(at + 1, "CATALOG")) {
                // Inside BEGIN ... END Spark knows USE x, which takes the name of a catalog too.
                replace(at + 1, at + 1, "");
            } else if (is(at, "@") && at > 0 && tokens.get(at - 1).isName() && joined(at - 1) && joined(at)) {
                replaceVersion(at);
            } else if (definition) {
                replaceInDefinition(at);
            }
        }
        return rewritten.append(text.substring(copied)).toString();
    }

    /** Of a schema that is named as a catalog Spark would think that the catalog is meant. */
    private void qualifySchema() {
        int at = SchemaName.at(tokens);
        if (at >= 0 && !is(at + 1, ".") && Registry.names().contains(tokens.get(at).name().toLowerCase(Locale.ROOT))) {
            replace(at, at, SqlException.quoted(Session.catalogs().currentCatalog().name(), tokens.get(at).name()));
        }
    }

    /** Where the parenthesis is closed that is opened there. */
    private int closing(int opened) {
        int depth = 0;
        for (int at = opened; at < tokens.size(); at++) {
            depth += is(at, "(") ? 1 : is(at, ")") ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        return -1;
    }

    private void replaceFunction(Functions.Span name) {
        replace(name.from(), name.to(), name.replacement());
    }

    private void replaceInDefinition(int at) {
        Optional<String> value = valueOfProperty(at);
        if (value.isPresent()) {
            replace(at + 2, at + 2, value.get());
        } else if (is(at, "MANAGED") && is(at + 1, "LOCATION") && at + 2 < tokens.size()) {
            // Schemas lie in the home, wherever a workspace would keep them.
            replace(at, at + 2, "");
        } else if (is(at, "CLUSTER") && is(at + 1, "BY") && is(at + 2, "AUTO")) {
            replace(at, at + 2, "");
        } else if (is(at, "FOREIGN") && is(at + 1, "KEY") && is(at + 2, "REFERENCES")) {
            // Of a single column these words say nothing.
            replace(at, at + 1, "");
        } else if (isOfForeignKey(at)) {
            replace(at, is(at, "MATCH") ? at + 1 : at + 3, "");
        } else if (is(at, "REFERENCES")) {
            nameParentKey(at + 1);
        } else if (tokens.get(at).kind() == Token.Kind.WORD && isKeyOption(at)) {
            replace(at, at, "");
        }
    }

    /** The value that open-source Delta has in the place of one that only Databricks' has. */
    private Optional<String> valueOfProperty(int at) {
        if (tokens.get(at).kind() != Token.Kind.STRING || !is(at + 1, "=") || at + 2 >= tokens.size()
                || tokens.get(at + 2).kind() != Token.Kind.STRING) {
            return Optional.empty();
        }
        String value = Literals.value(tokens.get(at + 2).text()).toLowerCase(Locale.ROOT);
        return switch (Literals.value(tokens.get(at).text())) {
            case "delta.autoOptimize.autoCompact" -> Set.of("auto", "legacy").contains(value)
                ? Optional.of("'true'") : Optional.empty();
            case "delta.isolationLevel" -> value.equals("writeserializable")
                ? Optional.of("'Serializable'") : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** MATCH FULL, ON UPDATE NO ACTION and ON DELETE NO ACTION are what a foreign key means anyway. */
    private boolean isOfForeignKey(int at) {
        boolean action = is(at, "ON") && (is(at + 1, "UPDATE") || is(at + 1, "DELETE")) && is(at + 2, "NO")
            && is(at + 3, "ACTION");
        return action || is(at, "MATCH") && is(at + 1, "FULL");
    }

    /** Spark fails on a foreign key without the parent's columns; the one {@link Key#PRIMARY_OF_PARENT} means none. */
    private void nameParentKey(int name) {
        int last = name;
        while (is(last + 1, ".")) {
            last += 2;
        }
        if (last < tokens.size() && tokens.get(last).isName() && !is(last + 1, "(")) {
            replace(last, last, tokens.get(last).text() + " (" + SqlException.quoted(Key.PRIMARY_OF_PARENT) + ")");
        }
    }

    /** TIMESERIES and DEFERRABLE INITIALLY DEFERRED belong to keys only; elsewhere they may be names. */
    private boolean isKeyOption(int at) {
        String word = tokens.get(at).text().toUpperCase(Locale.ROOT);
        if (!KEY_OPTIONS.contains(word)) {
            return false;
        }
        boolean timeseries = word.equals("TIMESERIES") && at > 0 && tokens.get(at - 1).isName()
            && (is(at + 1, ")") || is(at + 1, ","));
        boolean deferred = is(at, "DEFERRABLE") || is(at, "INITIALLY") && is(at + 1, "DEFERRED")
            || is(at, "DEFERRED") && is(at - 1, "INITIALLY");
        return timeseries || deferred;
    }

    private Optional<String> version(int at) {
        if (at + 1 >= tokens.size()) {
            return Optional.empty();
        }
        String wanted = tokens.get(at + 1).text();
        if (VERSION.matcher(wanted).matches()) {
            return Optional.of(" VERSION AS OF " + wanted.substring(1));
        }
        if (INSTANT.matcher(wanted).matches()) {
            return Optional.of(" TIMESTAMP AS OF to_timestamp('" + wanted + "', 'yyyyMMddHHmmssSSS')");
        }
        return Optional.empty();
    }

    /** {@code t@v1} is {@code t VERSION AS OF 1}. */
    private void replaceVersion(int at) {
        version(at).ifPresent(clause -> replace(at, at + 1, clause));
    }

    private boolean is(int at, String word) {
        return at >= 0 && at < tokens.size() && tokens.get(at).is(word);
    }

    private boolean joined(int at) {
        return at + 1 < tokens.size() && tokens.get(at).end() == tokens.get(at + 1).start();
    }

    private void replace(int from, int to, String by) {
        rewritten.append(text, copied, tokens.get(from).start()).append(by);
        copied = tokens.get(to).end();
    }
}
