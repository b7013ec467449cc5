package aerotwin.catalog.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A metric view as its YAML defines it, in versions 0.1 to 1.1 of Databricks' specification. How its columns are to be
 * shown (display names, formats, synonyms) and how it is made faster (materialization) is read over.
 */
record MetricDefinition(String comment, String source, String filter, List<Join> joins, List<Field> dimensions,
        List<Field> measures) {
    /** A table of which each row of its parent has at most one; {@code on} is null where {@code using} is given. */
    record Join(String name, String source, String on, List<String> using, List<Join> joins) { }

    /** A dimension, or a measure; {@code windowed} if it is one over a window. */
    record Field(String name, String expression, String comment, boolean windowed) { }

    private static final Set<String> VERSIONS = Set.of("0.1", "1.0", "1.1");
    private static final Set<String> KEYS = Set.of("version", "comment", "source", "filter", "joins", "dimensions",
        "fields", "measures", "materialization");
    private static final Set<String> JOIN_KEYS = Set.of("name", "source", "on", "using", "joins", "cardinality", "rely");
    private static final Set<String> FIELD_KEYS = Set.of("name", "expr", "comment", "display_name", "format", "synonyms",
        "window");

    /** Read a definition. Raises {@link SqlException} naming the key that is wrong. */
    static MetricDefinition of(String yaml) {
        Map<?, ?> whole = map(load(yaml), "the definition");
        checkKeys(whole, KEYS, "the definition");
        String version = text(whole, "version", "the definition");
        if (!VERSIONS.contains(version)) {
            throw wrong("version is " + version + "; there are 0.1, 1.0 and 1.1");
        }
        List<Field> dimensions = fields(whole, whole.containsKey("fields") ? "fields" : "dimensions");
        List<Field> measures = fields(whole, "measures");
        if (dimensions.isEmpty() && measures.isEmpty()) {
            throw wrong("it has neither dimensions nor measures");
        }
        checkNames(dimensions, measures);
        return new MetricDefinition(optional(whole, "comment"), text(whole, "source", "the definition"),
            optional(whole, "filter"), joins(whole, ""), dimensions, measures);
    }

    private static Object load(String yaml) {
        LoaderOptions loading = new LoaderOptions();
        DumperOptions dumping = new DumperOptions();
        try {
            // Each scalar is a text: `on` is a key, not true, and 1.0 a version, not a number.
            return new Yaml(new SafeConstructor(loading), new Representer(dumping), dumping, loading, new Resolver() {
                @Override
                protected void addImplicitResolvers() { }
            }).load(yaml);
        } catch (YAMLException malformed) {
            throw wrong("it is not YAML: " + malformed.getMessage());
        }
    }

    private static List<Join> joins(Map<?, ?> parent, String path) {
        List<Join> joins = new ArrayList<>();
        for (Object one : list(parent, "joins")) {
            Map<?, ?> join = map(one, "a join");
            String name = text(join, "name", "a join");
            String place = "join " + path + name;
            checkKeys(join, JOIN_KEYS, place);
            if ("one_to_many".equalsIgnoreCase(optional(join, "cardinality"))) {
                throw SqlException.of("A metric view's joins of cardinality one_to_many are not runnable locally ("
                    + place + ").");
            }
            List<String> using = list(join, "using").stream().map(String::valueOf).toList();
            String on = optional(join, "on");
            if ((on == null) == using.isEmpty()) {
                throw wrong(place + " needs either on or using");
            }
            joins.add(new Join(name, text(join, "source", place), on, using, joins(join, path + name + ".")));
        }
        return joins;
    }

    private static List<Field> fields(Map<?, ?> whole, String key) {
        List<Field> fields = new ArrayList<>();
        for (Object one : list(whole, key)) {
            Map<?, ?> field = map(one, "an entry of " + key);
            String name = text(field, "name", "an entry of " + key);
            checkKeys(field, FIELD_KEYS, key + " " + name);
            fields.add(new Field(name, text(field, "expr", key + " " + name), optional(field, "comment"),
                !list(field, "window").isEmpty()));
        }
        return fields;
    }

    private static void checkNames(List<Field> dimensions, List<Field> measures) {
        Set<String> seen = new HashSet<>();
        for (List<Field> fields : List.of(dimensions, measures)) {
            for (Field field : fields) {
                if (!seen.add(field.name().toLowerCase(Locale.ROOT))) {
                    throw wrong("there are two columns " + field.name());
                }
            }
        }
    }

    private static void checkKeys(Map<?, ?> map, Set<String> known, String place) {
        for (Object key : map.keySet()) {
            if (!known.contains(String.valueOf(key))) {
                throw wrong(place + " has a key " + key + "; there are "
                    + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    private static Map<?, ?> map(Object value, String place) {
        if (value instanceof Map<?, ?> found) {
            return found;
        }
        throw wrong(place + " is not a mapping of keys to values");
    }

    private static List<?> list(Map<?, ?> map, String key) {
        Object value = map.get(key);
        if (value == null || value.equals("")) {
            return List.of();
        }
        if (value instanceof List<?> found) {
            return found;
        }
        throw wrong(key + " is not a list");
    }

    private static String text(Map<?, ?> map, String key, String place) {
        String value = optional(map, key);
        if (value == null || value.isBlank()) {
            throw wrong(place + " has no " + key);
        }
        return value;
    }

    private static String optional(Map<?, ?> map, String key) {
        Object value = map.get(key);
        return value == null ? null : String.valueOf(value).strip();
    }

    private static RuntimeException wrong(String what) {
        return SqlException.of("[METRIC_VIEW_INVALID_VIEW_DEFINITION] The metric view definition is invalid: " + what
            + ".");
    }
}
