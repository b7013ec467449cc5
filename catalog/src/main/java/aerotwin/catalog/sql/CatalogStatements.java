package aerotwin.catalog.sql;

import static aerotwin.catalog.sql.Statement.effect;
import static aerotwin.catalog.sql.Statement.row;
import static aerotwin.catalog.sql.Statement.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;

import aerotwin.catalog.Registry;
import aerotwin.catalog.Session;

/** CREATE, DESCRIBE, COMMENT ON, DROP, SHOW and USE of catalogs. */
final class CatalogStatements implements Family {
    private static final Pattern ALLOWED = Pattern.compile("[^./\\s\\p{Cntrl}]{1,255}");

    @Override
    public Optional<Statement> parse(Tokens tokens) {
        if (tokens.accept("USE", "CATALOG") || tokens.accept("SET", "CATALOG")) {
            return Optional.of(use(tokens));
        }
        if (tokens.accept("SHOW", "CATALOGS")) {
            return Optional.of(show(tokens));
        }
        if (tokens.accept("CREATE", "CATALOG") || tokens.accept("CREATE", "FOREIGN", "CATALOG")) {
            return Optional.of(create(tokens));
        }
        if (tokens.accept("DROP", "CATALOG")) {
            return Optional.of(drop(tokens));
        }
        if (tokens.accept("DESCRIBE", "CATALOG") || tokens.accept("DESC", "CATALOG")) {
            return Optional.of(describe(tokens));
        }
        if (tokens.accept("COMMENT", "ON", "CATALOG")) {
            return Optional.of(comment(tokens));
        }
        return Optional.empty();
    }

    private static Statement use(Tokens tokens) {
        Name name = tokens.stringComes() ? Name.of(List.of(tokens.string())) : tokens.name();
        tokens.expectEnd();
        return effect(() -> Session.catalogs().setCurrentCatalog(existing(name)));
    }

    private static Statement show(Tokens tokens) {
        tokens.accept("LIKE");
        String pattern = tokens.stringComes() ? tokens.string() : "*";
        tokens.expectEnd();
        String regex = "(?i)" + pattern.replace("*", ".*");
        return table(() -> rows(Registry.names().stream().filter(name -> name.matches(regex)).toList()), "catalog");
    }

    private static List<Row> rows(List<String> names) {
        return names.stream().map(name -> row(name)).toList();
    }

    private static Statement create(Tokens tokens) {
        boolean unlessThere = tokens.acceptIfExists(true);
        Name name = tokens.name();
        Map<String, String> properties = new HashMap<>();
        while (!tokens.atEnd()) {
            if (tokens.accept("COMMENT")) {
                properties.put(SupportsNamespaces.PROP_COMMENT, tokens.string());
            } else if (tokens.accept("MANAGED", "LOCATION")) {
                properties.put("managed_location", tokens.string());
            } else if (tokens.accept("DEFAULT", "COLLATION")) {
                properties.put(SupportsNamespaces.PROP_COLLATION, tokens.take().name());
            } else if (tokens.acceptAny("OPTIONS", "DBPROPERTIES")) {
                tokens.parenthesized();
            } else {
                throw tokens.unexpected("COMMENT, MANAGED LOCATION or the end of the statement");
            }
        }
        return effect(() -> {
            String catalog = name.catalog();
            if (!ALLOWED.matcher(catalog).matches()) {
                throw SqlException.of("[INVALID_NAME] The name of a catalog has 1 to 255 characters and no "
                    + "period, slash or space: " + SqlException.quoted(catalog) + ".");
            }
            if (!Registry.create(catalog, properties) && !unlessThere) {
                throw SqlException.of(
                    "[CATALOG_ALREADY_EXISTS] Catalog " + SqlException.quoted(catalog) + " already exists.");
            }
        });
    }

    private static Statement drop(Tokens tokens) {
        boolean ifThere = tokens.acceptIfExists(false);
        Name name = tokens.name();
        boolean cascade = tokens.accept("CASCADE");
        tokens.accept("RESTRICT");
        tokens.expectEnd();
        return effect(() -> {
            String catalog = name.catalog();
            if (Registry.names().contains(catalog)) {
                CatalogRemoval.run(catalog, cascade);
            } else if (!ifThere) {
                existing(name);
            }
        });
    }

    private static Statement describe(Tokens tokens) {
        boolean extended = tokens.accept("EXTENDED");
        Name name = tokens.name();
        tokens.expectEnd();
        return table(() -> {
            String catalog = existing(name);
            Map<String, String> properties = Registry.properties(catalog);
            List<Row> rows = new ArrayList<>();
            rows.add(row("Catalog Name", catalog));
            rows.add(row("Comment", properties.getOrDefault(SupportsNamespaces.PROP_COMMENT, "")));
            rows.add(row("Owner", properties.getOrDefault(SupportsNamespaces.PROP_OWNER, "")));
            if (extended) {
                rows.add(row("Catalog Type", catalog.equals(Registry.SYSTEM) ? "System" : "Regular"));
            }
            return rows;
        }, "info_name", "info_value");
    }

    private static Statement comment(Tokens tokens) {
        Name name = tokens.name();
        tokens.expect("IS");
        String comment = tokens.accept("NULL") ? "" : tokens.string();
        tokens.expectEnd();
        return effect(() -> Registry.setProperty(existing(name), SupportsNamespaces.PROP_COMMENT, comment));
    }

    /** The name of a catalog that exists; raises {@link SqlException} if it does not. */
    static String existing(Name name) {
        String catalog = name.catalog();
        if (!Registry.names().contains(catalog) && !catalog.equals("spark_catalog")) {
            throw SqlException.of("[NO_SUCH_CATALOG_EXCEPTION] Catalog '" + catalog + "' was not found. There are "
                + String.join(", ", Registry.names()) + "; CREATE CATALOG " + SqlException.quoted(catalog)
                + " makes it.");
        }
        return catalog;
    }
}
