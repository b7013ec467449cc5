package aerotwin.catalog.sql;

import static aerotwin.catalog.sql.Statement.effect;
import static aerotwin.catalog.sql.Statement.table;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do what, owners and tags: accepted and without effect, since there is one user here. And statements about
 * what only a workspace has, which are refused.
 */
final class GovernanceStatements implements Family {
    private static final Set<String> OBJECTS =
        Set.of("CATALOG", "SCHEMA", "DATABASE", "TABLE", "VIEW", "VOLUME", "FUNCTION", "STREAMING", "MATERIALIZED");
    private static final List<String> WORKSPACE = List.of("SHARE", "RECIPIENT", "PROVIDER", "CONNECTION",
        "STORAGE CREDENTIAL", "SERVICE CREDENTIAL", "EXTERNAL LOCATION", "SERVER", "POLICY", "CLEAN ROOM");

    @Override
    public Optional<Statement> parse(Tokens tokens) {
        if (tokens.accept("GRANT") || tokens.accept("REVOKE") || tokens.accept("DENY")) {
            tokens.rest();
            return Optional.of(effect(() -> { }));
        }
        if (tokens.accept("SHOW", "GRANTS") || tokens.accept("SHOW", "GRANT")) {
            tokens.rest();
            return Optional.of(table(List::of, "principal", "actionType", "objectType", "objectKey"));
        }
        if (tokens.accept("SET", "TAG") || tokens.accept("UNSET", "TAG")) {
            tokens.rest();
            return Optional.of(effect(() -> { }));
        }
        refuse(tokens);
        if (tokens.comes("CREATE")) {
            refuseProtection(new Tokens(tokens.text()));
            refusePython(new Tokens(tokens.text()));
        }
        return tokens.comes("ALTER") ? alter(tokens) : Optional.empty();
    }

    private static Optional<Statement> alter(Tokens tokens) {
        tokens.expect("ALTER");
        if (tokens.atEnd() || !OBJECTS.contains(tokens.take().text().toUpperCase(Locale.ROOT))) {
            return Optional.empty();
        }
        tokens.acceptAny("TABLE", "VIEW");
        tokens.acceptIfExists(false);
        tokens.name();
        boolean column = tokens.accept("ALTER", "COLUMN") || tokens.accept("CHANGE", "COLUMN");
        if (column) {
            tokens.name();
        }
        if (tokens.comes("SET", "ROW", "FILTER") || column && tokens.comes("SET", "MASK")) {
            throw unprotected(tokens);
        }
        if (tokens.accept("DROP", "ROW", "FILTER") || column && tokens.accept("DROP", "MASK")) {
            return Optional.of(effect(() -> { }));
        }
        boolean automatic = tokens.accept("CLUSTER", "BY", "AUTO");
        boolean owner = tokens.accept("OWNER", "TO") || tokens.accept("SET", "OWNER");
        boolean tags = tokens.accept("SET", "TAGS") || tokens.accept("UNSET", "TAGS");
        boolean optimization = tokens.acceptAny("ENABLE", "DISABLE", "INHERIT") && tokens.accept("PREDICTIVE");
        return owner || tags || optimization || automatic ? Optional.of(effect(() -> { })) : Optional.empty();
    }

    /** Row filters and masks in the definition of a table, before its query. */
    private static void refuseProtection(Tokens tokens) {
        tokens.expect("CREATE");
        tokens.accept("OR");
        tokens.acceptAny("REPLACE", "REFRESH");
        if (!tokens.acceptAny("TABLE", "STREAMING", "MATERIALIZED")) {
            return;
        }
        Token before = tokens.take();
        while (!tokens.atEnd() && !tokens.comes("SELECT")) {
            boolean mask = tokens.comes("MASK") && (before.isName() || before.is(")")) && tokens.nameFollows();
            if (tokens.comes("ROW", "FILTER") && (before.is("WITH") || before.is(")")) || mask) {
                throw unprotected(tokens);
            }
            before = tokens.take();
        }
    }

    private static void refusePython(Tokens tokens) {
        tokens.expect("CREATE");
        tokens.accept("OR", "REPLACE");
        tokens.accept("TEMPORARY");
        if (!tokens.accept("FUNCTION")) {
            return;
        }
        while (!tokens.atEnd() && !tokens.comes("RETURN")) {
            if (tokens.comes("LANGUAGE", "PYTHON")) {
                throw SqlException.of("CREATE FUNCTION ... LANGUAGE PYTHON is not runnable locally (line " + tokens.line()
                    + "): open-source Spark keeps functions in SQL only. In a notebook or program, spark.udf.register makes a "
                    + "function of Python for the session.");
            }
            tokens.take();
        }
    }

    private static RuntimeException unprotected(Tokens tokens) {
        return SqlException.of("Row filters and column masks are not runnable locally (line " + tokens.line() + "): nothing here "
            + "applies them, and what they hide would be shown. Leave them out of what runs locally.");
    }

    private static void refuse(Tokens tokens) {
        if (tokens.comes("SYNC")) {
            throw refused("SYNC");
        }
        for (String words : List.of("UNDROP", "SHOW USERS", "SHOW GROUPS", "SHOW TABLES DROPPED", "SHOW LOCATIONS")) {
            if (tokens.comes(words.split(" "))) {
                throw refused(words);
            }
        }
        for (String verb : List.of("PUT", "GET", "REMOVE")) {
            if (tokens.comes(verb) && tokens.all().size() > 1 && tokens.all().get(1).kind() == Token.Kind.STRING) {
                throw SqlException.of(verb + " is not runnable locally: use dbutils.fs, or the files below /Volumes.");
            }
        }
        for (String verb : List.of("CREATE", "ALTER", "DROP", "DESCRIBE", "SHOW")) {
            for (String object : WORKSPACE) {
                String[] words = (verb + " " + object + (verb.equals("SHOW") ? "S" : "")).split(" ");
                if (tokens.comes(words)) {
                    throw refused(String.join(" ", words));
                }
            }
        }
    }

    private static RuntimeException refused(String words) {
        return SqlException.of(words + " is not runnable locally: it concerns what only a workspace has.");
    }
}
