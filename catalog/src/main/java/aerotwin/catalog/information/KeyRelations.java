package aerotwin.catalog.information;

import static aerotwin.catalog.information.Relation.row;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;

import aerotwin.catalog.Key;
import aerotwin.catalog.MappedCatalog;
import aerotwin.catalog.Registry;
import aerotwin.catalog.Session;

/** Primary and foreign keys. */
final class KeyRelations {
    private static final String CONSTRAINT =
        "constraint_catalog string, constraint_schema string, constraint_name string";
    private static final String TABLE = "table_catalog string, table_schema string, table_name string";

    /** A key where it stands. */
    private record Named(Relatum table, String name, Key key) {
        /** The table that it refers to, with that table's primary key. */
        Parent parent() {
            Relatum found = KeyRelations.find(key.parent());
            Map.Entry<String, Key> primary = found == null ? null : found.keys().entrySet().stream()
                .filter(one -> one.getValue().kind() == Key.Kind.PRIMARY).findFirst().orElse(null);
            List<String> columns = !key.parentColumns().isEmpty() || primary == null
                ? key.parentColumns() : primary.getValue().columns();
            return new Parent(key.parent(), primary == null ? null : primary.getKey(),
                primary == null ? List.of() : primary.getValue().columns(), columns);
        }
    }

    /** What a foreign key refers to: the table, its primary key and its columns, and the columns referred to. */
    private record Parent(List<String> table, String primary, List<String> primaryColumns, List<String> columns) {
        /** The position, from 1, in the primary key of the column that the foreign key's column at {@code at} is. */
        Integer position(int at) {
            int found = at < columns.size() ? primaryColumns.indexOf(columns.get(at)) : -1;
            return found < 0 ? null : found + 1;
        }
    }

    private KeyRelations() { }

    static Map<String, Relation> all() {
        return Map.of(
            "table_constraints", Relation.of(CONSTRAINT + ", " + TABLE + ", constraint_type string, "
                    + "is_deferrable string, initially_deferred string, enforced string, comment string",
                scope -> keys(scope).map(KeyRelations::constraint)),
            "key_column_usage", Relation.of(CONSTRAINT + ", " + TABLE + ", column_name string, "
                    + "ordinal_position int, position_in_unique_constraint int",
                scope -> keys(scope).flatMap(KeyRelations::columns)),
            "constraint_column_usage", Relation.of(TABLE + ", column_name string, " + CONSTRAINT,
                // What a key uses may be columns of another table than the one that a condition names.
                scope -> keys(scope.anyTable()).flatMap(KeyRelations::used)),
            "constraint_table_usage", Relation.of(CONSTRAINT + ", " + TABLE,
                scope -> keys(scope.anyTable()).map(KeyRelations::usedTable)),
            "referential_constraints", Relation.of(CONSTRAINT + ", unique_constraint_catalog string, "
                    + "unique_constraint_schema string, unique_constraint_name string, match_option string, "
                    + "update_rule string, delete_rule string",
                scope -> keys(scope).filter(one -> one.key().parent() != null).map(KeyRelations::reference)));
    }

    private static Stream<Named> keys(Scope scope) {
        return scope.relations().flatMap(table -> table.keys().entrySet().stream()
            .map(key -> new Named(table, key.getKey(), key.getValue())));
    }

    private static Object[] constraint(Named one) {
        Relatum table = one.table();
        return row(table.catalog(), table.schema(), one.name(), table.catalog(), table.schema(), table.name(),
            one.key().kind().words, "YES", "YES", "NO", null);
    }

    private static Stream<Object[]> columns(Named one) {
        Relatum table = one.table();
        Parent parent = one.key().parent() == null ? null : one.parent();
        List<String> columns = one.key().columns();
        return IntStream.range(0, columns.size()).mapToObj(at -> row(table.catalog(), table.schema(), one.name(),
            table.catalog(), table.schema(), table.name(), columns.get(at), at + 1,
            parent == null ? null : parent.position(at)));
    }

    private static Stream<Object[]> used(Named one) {
        Relatum table = one.table();
        Parent parent = one.key().parent() == null ? null : one.parent();
        List<String> place = parent == null ? List.of(table.catalog(), table.schema(), table.name()) : parent.table();
        List<String> columns = parent == null ? one.key().columns() : parent.columns();
        return columns.stream().map(column -> row(place.get(0), place.get(1), place.get(2), column, table.catalog(),
            table.schema(), one.name()));
    }

    private static Object[] usedTable(Named one) {
        Relatum table = one.table();
        List<String> place = one.key().parent() == null
            ? List.of(table.catalog(), table.schema(), table.name()) : one.key().parent();
        return row(table.catalog(), table.schema(), one.name(), place.get(0), place.get(1), place.get(2));
    }

    private static Object[] reference(Named one) {
        Relatum table = one.table();
        Parent parent = one.parent();
        return row(table.catalog(), table.schema(), one.name(), parent.table().get(0), parent.table().get(1),
            parent.primary(), "FULL", "NO ACTION", "NO ACTION");
    }

    private static Relatum find(List<String> name) {
        if (!Registry.names().contains(name.get(0))) {
            return null;
        }
        MappedCatalog catalog = (MappedCatalog) Session.catalogs().catalog(name.get(0));
        Identifier identifier = Identifier.of(new String[] {name.get(1)}, name.get(2));
        try {
            return new Relatum(new Place(catalog, name.get(1), identifier), catalog.load(identifier));
        } catch (NoSuchTableException dropped) {
            return null;
        }
    }
}
