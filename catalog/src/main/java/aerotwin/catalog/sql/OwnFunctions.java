package aerotwin.catalog.sql;

import java.util.List;
import java.util.Map;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestamp;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.StringLocate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataTypes;

import aerotwin.catalog.Session;

import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;

/** Functions of Databricks SQL that Spark lacks: those of one machine, and a word on those of a workspace. */
public final class OwnFunctions {
    private static final String MODELS = "it asks a model of a workspace";
    private static final Map<String, String> REFUSED = Map.ofEntries(Map.entry("ai_query", MODELS),
        Map.entry("ai_gen", MODELS), Map.entry("ai_classify", MODELS), Map.entry("ai_extract", MODELS),
        Map.entry("ai_summarize", MODELS), Map.entry("ai_translate", MODELS), Map.entry("ai_mask", MODELS),
        Map.entry("ai_similarity", MODELS), Map.entry("ai_analyze_sentiment", MODELS),
        Map.entry("ai_fix_grammar", MODELS), Map.entry("ai_parse_document", MODELS),
        Map.entry("http_request", "it uses a connection of a workspace"),
        Map.entry("current_metastore", "there is no metastore of a workspace"),
        Map.entry("current_version", "this is no runtime of Databricks; version() tells Spark's"),
        Map.entry("secret", "in a notebook there is dbutils.secrets.get"),
        Map.entry("try_secret", "in a notebook there is dbutils.secrets.get"));
    private static final List<String> GEOSPATIAL = List.of("h3_longlatash3", "h3_longlatash3string", "h3_polyfillash3",
        "h3_polyfillash3string", "h3_pointash3", "h3_pointash3string", "h3_coverash3", "h3_coverash3string",
        "h3_tessellateaswkb", "h3_boundaryaswkt", "h3_boundaryaswkb", "h3_boundaryasgeojson", "h3_centeraswkt",
        "h3_centeraswkb", "h3_centerasgeojson", "h3_distance", "h3_kring", "h3_kringdistances", "h3_hexring", "h3_toparent",
        "h3_tochildren", "h3_resolution", "h3_h3tostring", "h3_stringtoh3", "h3_isvalid", "h3_compact", "h3_uncompact",
        "st_point", "st_distance", "st_distancesphere", "st_dwithin", "st_contains", "st_within", "st_intersects",
        "st_intersection", "st_buffer", "st_centroid", "st_astext", "st_asgeojson", "st_aswkb", "st_geomfromtext",
        "st_geomfromwkt", "st_geomfromgeojson", "st_geogfromtext", "st_makeline", "st_makepolygon", "st_union_agg",
        "st_transform", "st_area", "st_length", "st_x", "st_y", "st_geohash");
    private static final Map<String, String> REFUSED_TABLES = Map.of("ai_forecast", MODELS, "vector_search",
        "it asks an index of a workspace", "read_kafka", "there is no broker", "remote_query",
        "it uses a connection of a workspace", "read_statestore", "read the checkpoint with format('statestore')");

    private OwnFunctions() { }

    /** Have sessions know them. */
    public static void register(SparkSessionExtensions extensions) {
        scalar(extensions, "iff", 3, given -> new If(given.get(0), given.get(1), given.get(2)));
        scalar(extensions, "getdate", 0, given -> new CurrentTimestamp());
        scalar(extensions, "charindex", -1, given -> new StringLocate(given.get(0), given.get(1),
            given.size() > 2 ? given.get(2) : Literal.create(1, DataTypes.IntegerType)));
        scalar(extensions, JsonPaths.FUNCTION, 2, given -> JsonPaths.resolved(given.get(0), given.get(1)));
        // Nobody is a member of a group where there are none.
        scalar(extensions, "is_member", 1, given -> Literal.create(false, DataTypes.BooleanType));
        scalar(extensions, "is_account_group_member", 1, given -> Literal.create(false, DataTypes.BooleanType));
        GEOSPATIAL.forEach(name -> scalar(extensions, name, -1, given -> {
            throw refused(name, "open-source Spark has no such geospatial function");
        }));
        REFUSED.forEach((name, why) -> scalar(extensions, name, -1, given -> {
            throw refused(name, why);
        }));
        REFUSED_TABLES.forEach((name, why) -> extensions.injectTableFunction(new Tuple3<>(new FunctionIdentifier(name),
            info(name), new AbstractFunction1<Seq<Expression>, LogicalPlan>() {
                @Override
                public LogicalPlan apply(Seq<Expression> arguments) {
                    throw refused(name, why);
                }
            })));
    }

    /** Makes an expression of a call's arguments. */
    @FunctionalInterface
    private interface Builder {
        Expression of(List<Expression> arguments);
    }

    private static void scalar(SparkSessionExtensions extensions, String name, int arguments, Builder builder) {
        extensions.injectFunction(new Tuple3<>(new FunctionIdentifier(name), info(name),
            new AbstractFunction1<Seq<Expression>, Expression>() {
                @Override
                public Expression apply(Seq<Expression> given) {
                    if (arguments >= 0 && given.size() != arguments) {
                        throw SqlException.of("[WRONG_NUM_ARGS.WITHOUT_SUGGESTION] " + name + " takes " + arguments
                            + " arguments, not " + given.size() + ".");
                    }
                    return builder.of(Session.list(given));
                }
            }));
    }

    private static ExpressionInfo info(String name) {
        return new ExpressionInfo(OwnFunctions.class.getName(), name);
    }

    private static RuntimeException refused(String name, String why) {
        return SqlException.of(name + " is not runnable locally: " + why + ".");
    }
}
