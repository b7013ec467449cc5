package aerotwin.catalog.information;

import static aerotwin.catalog.information.Relation.row;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.catalog.CatalogFunction;
import org.apache.spark.sql.catalyst.catalog.SQLFunction;
import org.apache.spark.sql.catalyst.catalog.SQLFunction$;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.types.StructField;

import aerotwin.catalog.Names;
import aerotwin.catalog.Session;

/** Functions in SQL and their parameters. */
final class RoutineRelations {
    private static final String NAME = "specific_catalog string, specific_schema string, specific_name string, ";
    private static final String TYPE = "data_type string, full_data_type string, character_maximum_length bigint, "
        + "character_octet_length string, numeric_precision int, numeric_precision_radix int, numeric_scale int, "
        + "datetime_precision int, interval_type string, interval_precision int, maximum_cardinality int, ";

    private RoutineRelations() { }

    static Map<String, Relation> all() {
        return Map.of(
            "routines", Relation.of(NAME + "routine_catalog string, routine_schema string, routine_name string, "
                    + "routine_type string, " + TYPE + "routine_body string, routine_definition string, "
                    + "external_name string, external_language string, parameter_style string, is_deterministic string, "
                    + "sql_data_access string, is_null_call string, sql_path string, security_type string, "
                    + "as_locator string, comment string, " + SchemaRelations.CHANGES,
                scope -> scope.schemas().flatMap(RoutineRelations::functions).map(RoutineRelations::routine)),
            "parameters", Relation.of(NAME + "ordinal_position int, parameter_mode string, is_result string, "
                    + "as_locator string, parameter_name string, " + TYPE + "parameter_default string, comment string",
                scope -> scope.schemas().flatMap(RoutineRelations::functions).flatMap(RoutineRelations::parameters)));
    }

    private record Function(Place place, SQLFunction made) { }

    private static Stream<Function> functions(Place place) {
        Identifier[] found;
        try {
            found = place.catalog().listFunctions(new String[] {place.schema()});
        } catch (NoSuchNamespaceException droppedSince) {
            return Stream.empty();
        }
        String schema = Names.inMetastore(place.catalogName(), place.schema());
        return Arrays.stream(found)
            .map(name -> Session.metastore().externalCatalog().getFunction(schema, name.name()))
            .filter(one -> SQLFunction$.MODULE$.isSQLFunction(one.className()))
            .map(one -> new Function(place, parsed(one)));
    }

    private static SQLFunction parsed(CatalogFunction stored) {
        return SQLFunction$.MODULE$.fromCatalogFunction(stored, Session.active().sessionState().sqlParser());
    }

    private static Object[] routine(Function one) {
        SQLFunction made = one.made();
        String catalog = one.place().catalogName();
        String schema = one.place().schema();
        String name = made.name().funcName();
        ColumnType type = made.isTableFunc() ? null : new ColumnType(made.returnType().left().get());
        String body = made.exprText().isDefined() ? made.exprText().get() : made.queryText().getOrElse(() -> null);
        Object deterministic = made.deterministic().getOrElse(() -> true);
        return row(catalog, schema, name, catalog, schema, name, "FUNCTION",
            type == null ? "TABLE" : type.name(), type == null ? made.getTableFuncReturnCols().toDDL() : type.full(),
            null, null, type == null ? null : type.precision(), type == null ? null : type.radix(),
            type == null ? null : type.scale(), type == null ? null : type.timePrecision(), null, null, null, "SQL", body,
            null, null, "SQL", Boolean.TRUE.equals(deterministic) ? "YES" : "NO", "READS SQL DATA", "YES", null, "DEFINER",
            "NO", made.comment().getOrElse(() -> null), null, null, null, null);
    }

    private static Stream<Object[]> parameters(Function one) {
        SQLFunction made = one.made();
        StructField[] fields = made.inputParam().isDefined() ? made.inputParam().get().fields() : new StructField[0];
        return IntStream.range(0, fields.length).mapToObj(at -> {
            ColumnType type = new ColumnType(fields[at].dataType());
            return row(one.place().catalogName(), one.place().schema(), made.name().funcName(), at, "IN", "NO", "NO",
                fields[at].name(), type.name(), type.full(), null, null, type.precision(), type.radix(), type.scale(),
                type.timePrecision(), null, null, null, fields[at].getDefault().getOrElse(() -> null),
                fields[at].getComment().getOrElse(() -> null));
        });
    }
}
