package aerotwin.catalog.information;

import static aerotwin.catalog.information.Relation.row;

import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.connector.catalog.Column;

/** Tables, views and columns. */
final class TableRelations {
    private static final String TABLE = "table_catalog string, table_schema string, table_name string, ";

    private TableRelations() { }

    static Map<String, Relation> all() {
        return Map.of(
            "tables", Relation.of(TABLE + "table_type string, is_insertable_into string, commit_action string, "
                    + "table_owner string, comment string, " + SchemaRelations.CHANGES
                    + ", data_source_format string, storage_sub_directory string, storage_path string",
                scope -> scope.relations().map(TableRelations::table)),
            "views", Relation.of(TABLE + "view_definition string, check_option string, is_updatable string, "
                    + "is_insertable_into string, sql_path string, is_materialized string",
                scope -> scope.relations().flatMap(TableRelations::view)),
            "columns", Relation.of(TABLE + "column_name string, ordinal_position int, column_default string, "
                    + "is_nullable string, full_data_type string, data_type string, character_maximum_length bigint, "
                    + "character_octet_length bigint, numeric_precision int, numeric_precision_radix int, "
                    + "numeric_scale int, datetime_precision int, interval_type string, interval_precision int, "
                    + "maximum_cardinality bigint, is_identity string, identity_generation string, "
                    + "identity_start string, identity_increment string, identity_maximum string, "
                    + "identity_minimum string, identity_cycle string, is_generated string, "
                    + "generation_expression string, is_system_time_period_start string, "
                    + "is_system_time_period_end string, system_time_period_timestamp_generation string, "
                    + "is_updatable string, partition_ordinal_position int, comment string",
                scope -> scope.relations().flatMap(TableRelations::columns)));
    }

    private static Object[] table(Relatum one) {
        Optional<CatalogTable> entry = one.entry();
        Timestamp created = entry.map(found -> new Timestamp(found.createTime())).orElse(null);
        String owner = entry.map(CatalogTable::owner).orElse(null);
        String format = one.isView() ? null
            : entry.flatMap(found -> Relatum.optional(found.provider())).orElse("delta").toUpperCase(Locale.ROOT);
        String path = entry.flatMap(found -> Relatum.optional(found.storage().locationUri()))
            .filter(any -> !one.isView()).map(Object::toString).orElse(null);
        return row(one.catalog(), one.schema(), one.name(), one.type(), one.isView() ? "NO" : "YES", "PRESERVE", owner,
            one.comment(), created, owner, created, owner, format, null, path);
    }

    private static Stream<Object[]> view(Relatum one) {
        if (!one.isView()) {
            return Stream.empty();
        }
        String text = one.entry().flatMap(entry -> Relatum.optional(entry.viewText())).orElse(null);
        return Stream.<Object[]>of(row(one.catalog(), one.schema(), one.name(), text, "NONE", "NO", "NO", null, "NO"));
    }

    private static Stream<Object[]> columns(Relatum one) {
        List<Column> columns = one.columns();
        List<String> partitions = one.partitions();
        return IntStream.range(0, columns.size()).mapToObj(at -> column(one, columns.get(at), at, partitions));
    }

    private static Object[] column(Relatum one, Column column, int at, List<String> partitions) {
        ColumnType type = new ColumnType(column.dataType());
        boolean identity = column.identityColumnSpec() != null;
        String generated = column.generationExpression();
        String fallback = column.defaultValue() == null ? null : column.defaultValue().getSql();
        int partition = partitions.indexOf(column.name());
        return row(one.catalog(), one.schema(), one.name(), column.name(), at, fallback, yes(column.nullable()),
            type.full(), type.name(), type.characters(), null, type.precision(), type.radix(), type.scale(),
            type.timePrecision(), null, null, null, yes(identity), null, null, null, null, null, null,
            generated == null ? "NEVER" : "ALWAYS", generated, "NO", "NO", null, yes(!one.isView()),
            partition < 0 ? null : partition + 1, column.comment());
    }

    private static String yes(boolean condition) {
        return condition ? "YES" : "NO";
    }
}
