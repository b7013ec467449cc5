package aerotwin.catalog.information;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;

import aerotwin.catalog.Key;
import aerotwin.catalog.Relations;

import scala.Option;

/** A table or view and what is known of it. */
record Relatum(Place place, Table table) {
    String catalog() {
        return place.catalogName();
    }

    String schema() {
        return place.schema();
    }

    String name() {
        return place.identifier().name();
    }

    boolean isView() {
        return Relations.isView(table) || table instanceof InformationTable;
    }

    /** The metastore's entry; an information_schema has none. */
    Optional<CatalogTable> entry() {
        if (table instanceof DeltaTableV2) {
            Option<CatalogTable> entry = ((DeltaTableV2) table).catalogTable();
            return entry.isDefined() ? Optional.of(entry.get()) : Optional.empty();
        }
        return table instanceof InformationTable ? Optional.empty() : Optional.of(Relations.entry(table));
    }

    /** MANAGED, EXTERNAL, VIEW or METRIC_VIEW. */
    String type() {
        return table instanceof InformationTable ? "VIEW"
            : entry().map(entry -> entry.tableType().name()).orElse("MANAGED");
    }

    /** Its properties; none if its files are gone. */
    Map<String, String> properties() {
        try {
            return table.properties();
        } catch (RuntimeException filesGone) {
            return Map.of();
        }
    }

    /** Its columns; none if its files are gone. */
    List<Column> columns() {
        try {
            return Arrays.asList(table.columns());
        } catch (RuntimeException filesGone) {
            return List.of();
        }
    }

    String comment() {
        String own = properties().get(TableCatalog.PROP_COMMENT);
        return own != null ? own : entry().flatMap(entry -> optional(entry.comment())).orElse(null);
    }

    /** The names of the columns by which it is partitioned. */
    List<String> partitions() {
        return Arrays.stream(table.partitioning())
            .flatMap(one -> Arrays.stream(one.references()))
            .map(one -> String.join(".", one.fieldNames()))
            .toList();
    }

    /** Its keys by name. */
    Map<String, Key> keys() {
        return Key.of(properties());
    }

    static <T> Optional<T> optional(Option<T> option) {
        return option.isDefined() ? Optional.of(option.get()) : Optional.empty();
    }
}
