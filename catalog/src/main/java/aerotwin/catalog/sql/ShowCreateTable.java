package aerotwin.catalog.sql;

import static aerotwin.catalog.sql.Statement.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

import aerotwin.catalog.Key;
import aerotwin.catalog.Session;

/** SHOW CREATE TABLE of a Delta table; of other tables and of views it is Spark's. */
final class ShowCreateTable implements Family {
    private static final String[] COLUMN = {"createtab_stmt"};

    @Override
    public Optional<Statement> parse(Tokens tokens) {
        if (!tokens.accept("SHOW", "CREATE", "TABLE")) {
            return Optional.empty();
        }
        String[] name = tokens.name().qualified(3, "table");
        if (!tokens.atEnd()) {
            return Optional.empty();
        }
        return delta(name).map(table -> Statement.table(() -> List.<Row>of(row(text(name, table))), COLUMN));
    }

    private static Optional<DeltaTableV2> delta(String[] name) {
        CatalogPlugin catalog = Session.catalogs().isCatalogRegistered(name[0]) ? Session.catalogs().catalog(name[0]) : null;
        if (!(catalog instanceof TableCatalog tables)) {
            return Optional.empty();
        }
        try {
            Table found = tables.loadTable(Identifier.of(new String[] {name[1]}, name[2]));
            return found instanceof DeltaTableV2 table ? Optional.of(table) : Optional.empty();
        } catch (NoSuchTableException none) {
            return Optional.empty();
        }
    }

    private static String text(String[] name, DeltaTableV2 table) {
        Row detail = Plans.run("DESCRIBE DETAIL " + SqlException.quoted(name)).get(0);
        Map<String, String> properties = new TreeMap<>(detail.<String, String>getJavaMap(detail.fieldIndex("properties")));
        List<String> lines = new ArrayList<>();
        for (StructField field : table.update().metadata().schema().fields()) {
            lines.add("  " + column(field));
        }
        Key.of(properties).forEach((key, value) -> lines.add("  CONSTRAINT " + SqlException.quoted(key) + " " + key(value)));
        properties.keySet().removeIf(key -> key.startsWith(Key.PROPERTY));
        StringBuilder all = new StringBuilder("CREATE TABLE " + String.join(".", name) + " (\n" + String.join(",\n", lines)
            + ")\nUSING delta\n");
        clause(all, "PARTITIONED BY", detail.getList(detail.fieldIndex("partitionColumns")));
        clause(all, "CLUSTER BY", detail.getList(detail.fieldIndex("clusteringColumns")));
        String comment = detail.getAs("description");
        all.append(comment == null ? "" : "COMMENT " + Literals.written(comment) + "\n");
        boolean external = table.catalogTable().isDefined()
            && table.catalogTable().get().tableType().name().equals("EXTERNAL");
        all.append(external ? "LOCATION " + Literals.written(detail.getAs("location")) + "\n" : "");
        if (!properties.isEmpty()) {
            all.append("TBLPROPERTIES (\n").append(properties.entrySet().stream()
                .map(one -> "  " + Literals.written(one.getKey()) + " = " + Literals.written(one.getValue()))
                .collect(Collectors.joining(",\n"))).append(")\n");
        }
        return all.toString();
    }

    private static void clause(StringBuilder all, String words, List<String> columns) {
        if (columns != null && !columns.isEmpty()) {
            all.append(words).append(" (").append(quoted(columns)).append(")\n");
        }
    }

    private static String column(StructField field) {
        Metadata more = field.metadata();
        String identity = more.contains("delta.identity.start") ? " GENERATED "
            + (more.contains("delta.identity.allowExplicitInsert") && more.getBoolean("delta.identity.allowExplicitInsert")
                ? "BY DEFAULT" : "ALWAYS")
            + " AS IDENTITY (START WITH " + more.getLong("delta.identity.start") + " INCREMENT BY "
            + more.getLong("delta.identity.step") + ")" : "";
        String generated = more.contains("delta.generationExpression")
            ? " GENERATED ALWAYS AS (" + more.getString("delta.generationExpression") + ")" : "";
        String fallback = more.contains("CURRENT_DEFAULT") ? " DEFAULT " + more.getString("CURRENT_DEFAULT") : "";
        String comment = more.contains("comment") ? " COMMENT " + Literals.written(more.getString("comment")) : "";
        return SqlException.quoted(field.name()).replaceAll("^`(\\w+)`$", "$1") + " " + field.dataType().sql()
            + (field.nullable() ? "" : " NOT NULL") + identity + generated + fallback + comment;
    }

    private static String key(Key key) {
        String parent = key.parent() == null ? "" : " REFERENCES " + quoted(key.parent(), ".")
            + (key.parentColumns().isEmpty() ? "" : " (" + quoted(key.parentColumns()) + ")");
        return key.kind().words + " (" + quoted(key.columns()) + ")" + parent + (key.rely() ? " RELY" : "");
    }

    private static String quoted(List<String> names) {
        return quoted(names, ", ");
    }

    private static String quoted(List<String> names, String separator) {
        return names.stream().map(SqlException::quoted).collect(Collectors.joining(separator));
    }
}
