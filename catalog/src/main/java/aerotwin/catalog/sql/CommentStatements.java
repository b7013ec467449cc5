package aerotwin.catalog.sql;

import static aerotwin.catalog.sql.Statement.effect;

import java.util.List;
import java.util.Optional;

import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;

import aerotwin.catalog.MappedCatalog;
import aerotwin.catalog.Session;

/** COMMENT ON COLUMN, and COMMENT ON of a view, which Spark says in other words. */
final class CommentStatements implements Family {
    @Override
    public Optional<Statement> parse(Tokens tokens) {
        if (tokens.accept("COMMENT", "ON", "COLUMN")) {
            Name column = tokens.name();
            String comment = comment(tokens);
            return Optional.of(effect(() -> {
                List<String> parts = column.parts();
                if (parts.size() < 2) {
                    throw SqlException.of("COMMENT ON COLUMN names a table and a column of it: table.column.");
                }
                Plans.run("ALTER TABLE " + SqlException.quoted(parts.subList(0, parts.size() - 1).toArray(String[]::new))
                    + " ALTER COLUMN " + SqlException.quoted(parts.get(parts.size() - 1)) + " COMMENT " + comment);
            }));
        }
        if (tokens.accept("COMMENT", "ON", "TABLE") || tokens.accept("COMMENT", "ON", "VIEW")) {
            Name name = tokens.name();
            String comment = comment(tokens);
            return Optional.of(effect(() -> onRelation(name.qualified(3, "table"), comment)));
        }
        return Optional.empty();
    }

    private static void onRelation(String[] name, String comment) {
        CatalogPlugin catalog = Session.catalogs().catalog(name[0]);
        boolean view = catalog instanceof MappedCatalog mapped
            && mapped.viewExists(Identifier.of(new String[] {name[1]}, name[2]));
        Plans.runInner(view ? "ALTER VIEW " + SqlException.quoted(name) + " SET TBLPROPERTIES ('comment' = " + comment + ")"
            : "COMMENT ON TABLE " + SqlException.quoted(name) + " IS " + comment);
    }

    private static String comment(Tokens tokens) {
        tokens.expect("IS");
        String comment = tokens.accept("NULL") ? "" : tokens.string();
        tokens.expectEnd();
        return Literals.written(comment);
    }
}
