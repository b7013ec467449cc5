package aerotwin.catalog.sql;

import static aerotwin.catalog.sql.Statement.effect;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

import aerotwin.catalog.Session;

/** CREATE VIEW ... WITH METRICS, and ALTER VIEW ... AS of such: Spark's metric views, which know less, made of them. */
final class MetricViewStatements implements Family {
    @Override
    public Optional<Statement> parse(Tokens tokens) {
        if (tokens.accept("ALTER", "VIEW")) {
            return altered(tokens);
        }
        boolean replace = tokens.accept("CREATE", "OR", "REPLACE", "VIEW");
        if (!replace && !tokens.accept("CREATE", "VIEW") || !isOfMetrics(tokens.all())) {
            return Optional.empty();
        }
        boolean unlessThere = tokens.acceptIfExists(true);
        Name name = tokens.name();
        String columns = tokens.comes("(") ? tokens.parenthesized() : null;
        String comment = null;
        String properties = null;
        while (!tokens.accept("AS")) {
            if (tokens.accept("COMMENT")) {
                comment = tokens.string();
            } else if (tokens.accept("TBLPROPERTIES")) {
                properties = tokens.parenthesized();
            } else if (!tokens.accept("WITH", "METRICS") && !tokens.accept("LANGUAGE", "YAML")) {
                throw tokens.unexpected("LANGUAGE YAML, COMMENT, TBLPROPERTIES or AS");
            }
        }
        MetricDefinition view = MetricDefinition.of(body(tokens));
        String beginning = replace ? "CREATE OR REPLACE VIEW " : unlessThere ? "CREATE VIEW IF NOT EXISTS " : "CREATE VIEW ";
        String said = comment == null ? view.comment() : comment;
        String end = (said == null ? "" : " COMMENT " + Literals.written(said))
            + (properties == null ? "" : " TBLPROPERTIES (" + properties + ")");
        return Optional.of(effect(() -> make(beginning, name, columns, end, view)));
    }

    private static Optional<Statement> altered(Tokens tokens) {
        Name name = tokens.name();
        if (!tokens.accept("AS") || !tokens.stringComes()) {
            return Optional.empty();
        }
        MetricDefinition view = MetricDefinition.of(body(tokens));
        String end = view.comment() == null ? "" : " COMMENT " + Literals.written(view.comment());
        return Optional.of(effect(() -> make("CREATE OR REPLACE VIEW ", name, null, end, view)));
    }

    private static boolean isOfMetrics(List<Token> tokens) {
        for (int at = 0; at + 1 < tokens.size() && !tokens.get(at).is("AS"); at++) {
            if (tokens.get(at).is("WITH") && tokens.get(at + 1).is("METRICS")) {
                return true;
            }
        }
        return false;
    }

    private static String body(Tokens tokens) {
        if (!tokens.stringComes()) {
            throw tokens.unexpected("$$ and the definition");
        }
        String written = tokens.take().text();
        tokens.expectEnd();
        int tag = written.indexOf('$', 1) + 1;
        return written.substring(tag, written.length() - tag);
    }

    private static void make(String beginning, Name name, String columns, String end, MetricDefinition view) {
        String listed = columns == null ? described(view) : columns;
        Plans.runInner(beginning + SqlException.quoted(name.qualified(3, "view")) + " (" + listed + ") WITH METRICS LANGUAGE YAML"
            + end + " AS $$\n" + translated(view) + "$$");
    }

    private static String described(MetricDefinition view) {
        return String.join(", ", Stream.concat(view.dimensions().stream(), view.measures().stream())
            .map(field -> SqlException.quoted(field.name())
                + (field.comment() == null ? "" : " COMMENT " + Literals.written(field.comment())))
            .toList());
    }

    /** The definition in the form of Spark's YAML, which has a source, a filter, and plain expressions. */
    private static String translated(MetricDefinition view) {
        String source = qualified(MetricSource.sql(view));
        MetricExpressions expressions = new MetricExpressions(view, columns(source));
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("version", "0.1");
        whole.put("source", source);
        if (view.filter() != null) {
            whole.put("filter", view.filter());
        }
        whole.put("dimensions", view.dimensions().stream()
            .map(one -> Map.of("name", one.name(), "expr", expressions.dimension(one.name()))).toList());
        whole.put("measures", view.measures().stream()
            .map(one -> Map.of("name", one.name(), "expr", expressions.measure(one.name()))).toList());
        DumperOptions quoted = new DumperOptions();
        quoted.setDefaultScalarStyle(DumperOptions.ScalarStyle.DOUBLE_QUOTED);
        quoted.setSplitLines(false);
        return new Yaml(quoted).dump(whole);
    }

    /** A source that is a name is one of the catalog and schema that are current now. */
    private static String qualified(String source) {
        Tokens tokens = new Tokens(source);
        boolean named = tokens.all().stream().allMatch(one -> one.isName() || one.is("."));
        return named ? SqlException.quoted(tokens.name().qualified(3, "table")) : source;
    }

    /** The names of the source's columns, in lower case. */
    private static Set<String> columns(String source) {
        try {
            String query = Token.of(source).get(0).is("SELECT") ? source : "SELECT * FROM " + source;
            ParserInterface parser = Session.active().sessionState().sqlParser();
            String[] names = Plans.schema(MetricQueries.writtenOut(parser.parsePlan(query), parser)).fieldNames();
            return new HashSet<>(Arrays.stream(names).map(one -> one.toLowerCase(Locale.ROOT)).toList());
        } catch (ParseException malformed) {
            throw SqlException.of(malformed.getMessage());
        }
    }
}
