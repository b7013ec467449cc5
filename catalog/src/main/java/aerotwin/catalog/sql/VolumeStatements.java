package aerotwin.catalog.sql;

import static aerotwin.catalog.sql.Statement.effect;
import static aerotwin.catalog.sql.Statement.row;
import static aerotwin.catalog.sql.Statement.table;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.apache.spark.sql.connector.catalog.SupportsNamespaces;

import aerotwin.catalog.Session;
import aerotwin.catalog.Volumes;

/** CREATE, DESCRIBE, COMMENT ON, DROP and SHOW of volumes. */
final class VolumeStatements implements Family {
    @Override
    public Optional<Statement> parse(Tokens tokens) {
        if (tokens.accept("CREATE", "VOLUME") || tokens.accept("CREATE", "EXTERNAL", "VOLUME")) {
            return Optional.of(create(tokens));
        }
        if (tokens.accept("DROP", "VOLUME")) {
            return Optional.of(drop(tokens));
        }
        if (tokens.accept("DESCRIBE", "VOLUME") || tokens.accept("DESC", "VOLUME")) {
            return Optional.of(describe(tokens));
        }
        if (tokens.accept("SHOW", "VOLUMES")) {
            return Optional.of(show(tokens));
        }
        if (tokens.accept("COMMENT", "ON", "VOLUME")) {
            return Optional.of(comment(tokens));
        }
        return Optional.empty();
    }

    private static Statement create(Tokens tokens) {
        boolean unlessThere = tokens.acceptIfExists(true);
        Name name = tokens.name();
        String comment = null;
        while (!tokens.atEnd()) {
            if (tokens.accept("COMMENT")) {
                comment = tokens.string();
            } else {
                // Where an external volume lies in a cloud means nothing here: its files are in the home.
                tokens.expect("LOCATION").string();
            }
        }
        String remark = comment;
        return effect(() -> {
            String[] full = inSchema(name);
            boolean made = Volumes.create(full[0], full[1], full[2]);
            if (!made && !unlessThere) {
                throw SqlException.of("[VOLUME_ALREADY_EXISTS] Volume " + SqlException.quoted(full)
                    + " already exists; CREATE VOLUME IF NOT EXISTS tolerates that.");
            }
            if (made && remark != null) {
                Volumes.comment(full[0], full[1], full[2], remark);
            }
        });
    }

    private static Statement drop(Tokens tokens) {
        boolean ifThere = tokens.acceptIfExists(false);
        Name name = tokens.name();
        tokens.expectEnd();
        return effect(() -> {
            String[] full = name.qualified(3, "volume");
            if (!Volumes.drop(full[0], full[1], full[2]) && !ifThere) {
                throw missing(full);
            }
        });
    }

    private static Statement describe(Tokens tokens) {
        Name name = tokens.name();
        tokens.expectEnd();
        return table(() -> {
            String[] full = existing(name);
            String comment = Volumes.comment(full[0], full[1], full[2]);
            return List.of(row(full[2], full[0], full[1], "", "/Volumes/" + String.join("/", full), "MANAGED", comment));
        }, "name", "catalog", "database", "owner", "storageLocation", "volumeType", "comment");
    }

    private static Statement show(Tokens tokens) {
        boolean named = tokens.acceptAny("IN", "FROM");
        Name schema = named ? tokens.name() : Name.of(List.of());
        tokens.accept("LIKE");
        String pattern = tokens.stringComes() ? tokens.string() : "*";
        tokens.expectEnd();
        String regex = "(?i)" + pattern.replace("*", ".*");
        return table(() -> {
            String[] full = schema.qualified(2, "schema");
            requireSchema(full);
            return Volumes.list(full[0], full[1]).stream().filter(one -> one.matches(regex))
                .map(one -> row(full[1], one)).toList();
        }, "database", "volume_name");
    }

    private static Statement comment(Tokens tokens) {
        Name name = tokens.name();
        tokens.expect("IS");
        String comment = tokens.accept("NULL") ? "" : tokens.string();
        tokens.expectEnd();
        return effect(() -> {
            String[] full = existing(name);
            Volumes.comment(full[0], full[1], full[2], comment);
        });
    }

    private static String[] existing(Name name) {
        String[] full = name.qualified(3, "volume");
        if (!Volumes.list(full[0], full[1]).contains(full[2].toLowerCase(Locale.ROOT))) {
            throw missing(full);
        }
        return full;
    }

    private static String[] inSchema(Name name) {
        String[] full = name.qualified(3, "volume");
        requireSchema(new String[] {full[0], full[1]});
        return full;
    }

    private static void requireSchema(String[] full) {
        CatalogStatements.existing(Name.of(List.of(full[0])));
        SupportsNamespaces catalog = (SupportsNamespaces) Session.catalogs().catalog(full[0]);
        if (!catalog.namespaceExists(new String[] {full[1]})) {
            throw SqlException.of("[SCHEMA_NOT_FOUND] The schema " + SqlException.quoted(full)
                + " cannot be found. CREATE SCHEMA makes it.");
        }
    }

    private static RuntimeException missing(String[] full) {
        return SqlException.of("[VOLUME_NOT_FOUND] The volume " + SqlException.quoted(full) + " cannot be found. There "
            + "are in its schema: " + String.join(", ", Volumes.list(full[0], full[1])) + ".");
    }
}
