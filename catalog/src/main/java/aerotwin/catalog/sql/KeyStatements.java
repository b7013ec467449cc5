package aerotwin.catalog.sql;

import static aerotwin.catalog.sql.Statement.effect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import org.apache.spark.sql.types.StructType;

import aerotwin.catalog.Key;
import aerotwin.catalog.Session;

/** ALTER TABLE ... ADD and DROP of primary and foreign keys. Anything else of ALTER TABLE is Spark's and Delta's. */
final class KeyStatements implements Family {
    @Override
    public Optional<Statement> parse(Tokens tokens) {
        if (!tokens.accept("ALTER", "TABLE")) {
            return Optional.empty();
        }
        Name table = tokens.name();
        if (tokens.accept("ADD")) {
            return add(tokens, table);
        }
        return tokens.accept("DROP") ? drop(tokens, table) : Optional.empty();
    }

    private static Optional<Statement> add(Tokens tokens, Name table) {
        String name = tokens.accept("CONSTRAINT") ? tokens.name().single("constraint") : null;
        if (tokens.accept("PRIMARY", "KEY")) {
            List<String> columns = columns(tokens);
            boolean rely = options(tokens);
            return Optional.of(effect(() -> set(table, name == null ? defaultName(table, columns, "pk") : name,
                new Key(Key.Kind.PRIMARY, columns, null, List.of(), rely))));
        }
        if (tokens.accept("FOREIGN", "KEY")) {
            List<String> columns = columns(tokens);
            Name parent = tokens.expect("REFERENCES").name();
            List<String> parentColumns = tokens.comes("(") ? columns(tokens) : List.of();
            boolean rely = options(tokens);
            return Optional.of(effect(() -> set(table, name == null ? defaultName(table, columns, "fk") : name,
                new Key(Key.Kind.FOREIGN, columns, List.of(parent.qualified(3, "table")), parentColumns, rely))));
        }
        return Optional.empty();
    }

    private static Optional<Statement> drop(Tokens tokens, Name table) {
        if (tokens.accept("PRIMARY", "KEY")) {
            boolean ifThere = dropOptions(tokens);
            return Optional.of(effect(() -> remove(table, "a primary key", ifThere,
                key -> key.getValue().kind() == Key.Kind.PRIMARY)));
        }
        if (tokens.accept("FOREIGN", "KEY")) {
            boolean ifThere = tokens.acceptIfExists(false);
            List<String> columns = columns(tokens);
            return Optional.of(effect(() -> remove(table, "a foreign key of these columns", ifThere,
                key -> key.getValue().kind() == Key.Kind.FOREIGN && key.getValue().columns().equals(columns))));
        }
        if (tokens.accept("CONSTRAINT")) {
            boolean ifThere = tokens.acceptIfExists(false);
            String name = tokens.name().single("constraint");
            tokens.acceptAny("CASCADE", "RESTRICT");
            return Optional.of(effect(() -> {
                if (keys(table).containsKey(name)) {
                    remove(table, name, ifThere, key -> key.getKey().equals(name));
                } else {
                    String text = "ALTER TABLE " + quoted(table) + " DROP CONSTRAINT " + (ifThere ? "IF EXISTS " : "");
                    Plans.runInner(text + SqlException.quoted(name));
                }
            }));
        }
        return Optional.empty();
    }

    /** Column names in parentheses; a TIMESERIES column is one of the key. */
    private static List<String> columns(Tokens tokens) {
        List<String> columns = new ArrayList<>();
        tokens.expect("(");
        do {
            columns.add(tokens.name().single("column"));
            tokens.accept("TIMESERIES");
        } while (tokens.accept(","));
        tokens.expect(")");
        return columns;
    }

    /** Read what may follow a key; whether RELY was among it. */
    private static boolean options(Tokens tokens) {
        boolean rely = false;
        while (!tokens.atEnd()) {
            if (tokens.accept("RELY")) {
                rely = true;
            } else if (!(tokens.acceptAny("NORELY", "DEFERRABLE") || tokens.accept("NOT", "ENFORCED")
                    || tokens.accept("INITIALLY", "DEFERRED") || tokens.accept("MATCH", "FULL")
                    || tokens.accept("ON", "UPDATE", "NO", "ACTION")
                    || tokens.accept("ON", "DELETE", "NO", "ACTION"))) {
                throw tokens.unexpected("NOT ENFORCED, RELY or the end of the statement");
            }
        }
        return rely;
    }

    private static boolean dropOptions(Tokens tokens) {
        boolean ifThere = tokens.acceptIfExists(false);
        tokens.acceptAny("CASCADE", "RESTRICT");
        tokens.expectEnd();
        return ifThere;
    }

    private static String defaultName(Name table, List<String> columns, String kind) {
        List<String> parts = table.parts();
        return parts.get(parts.size() - 1) + "_" + (kind.equals("pk") ? "" : String.join("_", columns) + "_") + kind;
    }

    private static void set(Name table, String name, Key key) {
        Map<String, Key> keys = keys(table);
        if (keys.containsKey(name)) {
            throw SqlException.of("[CONSTRAINT_ALREADY_EXISTS] " + quoted(table) + " has a constraint " + name + ".");
        }
        if (key.kind() == Key.Kind.PRIMARY && keys.values().stream().anyMatch(one -> one.kind() == key.kind())) {
            throw SqlException.of("[CONSTRAINT_ALREADY_EXISTS] " + quoted(table) + " has a primary key already.");
        }
        for (String column : key.columns()) {
            requireColumn(table, column, key.kind());
        }
        Plans.run("ALTER TABLE " + quoted(table) + " SET TBLPROPERTIES (" + Literals.written(Key.PROPERTY + name) + " = "
            + Literals.written(key.definition()) + ")");
    }

    private static void requireColumn(Name table, String column, Key.Kind kind) {
        StructType schema = Session.active().table(quoted(table)).schema();
        int at = schema.getFieldIndex(column).isDefined() ? schema.fieldIndex(column) : -1;
        if (at < 0) {
            throw SqlException.of("[COLUMN_NOT_FOUND] " + quoted(table) + " has no column " + column + "; it has "
                + String.join(", ", schema.fieldNames()) + ".");
        }
        if (kind == Key.Kind.PRIMARY && schema.fields()[at].nullable()) {
            throw SqlException.of("[DELTA_PRIMARY_KEY_NULLABLE] Column " + column + " of a primary key must be NOT NULL: "
                + "ALTER TABLE " + quoted(table) + " ALTER COLUMN " + column + " SET NOT NULL.");
        }
    }

    private static void remove(Name table, String what, boolean ifThere, Predicate<Map.Entry<String, Key>> wanted) {
        List<String> names = keys(table).entrySet().stream().filter(wanted).map(Map.Entry::getKey).toList();
        if (names.isEmpty() && !ifThere) {
            throw SqlException.of("[CONSTRAINT_DOES_NOT_EXIST] " + quoted(table) + " has no " + what + ".");
        }
        for (String name : names) {
            Plans.run("ALTER TABLE " + quoted(table) + " UNSET TBLPROPERTIES (" + Literals.written(Key.PROPERTY + name)
                + ")");
        }
    }

    private static Map<String, Key> keys(Name table) {
        Map<String, String> properties = new HashMap<>();
        Plans.run("SHOW TBLPROPERTIES " + quoted(table))
            .forEach(row -> properties.put(row.getString(0), row.getString(1)));
        return Key.of(properties);
    }

    private static String quoted(Name table) {
        return SqlException.quoted(table.parts().toArray(String[]::new));
    }
}
