package aerotwin.catalog.sql;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a metric view reads, as a query: the columns of its source, and one struct for each table that is joined, which
 * holds those joined to that in turn. So {@code customer.nation.n_name} is what Spark reads there anyway.
 */
final class MetricSource {
    private static final String SOURCE = "source";

    private MetricSource() { }

    /** The name of a table, or a query. */
    static String sql(MetricDefinition view) {
        if (view.joins().isEmpty() && !isNamed(view)) {
            return view.source();
        }
        String all = "SELECT " + SOURCE + ".*" + (isNamed(view) ? ", struct(" + SOURCE + ".*) AS " + SOURCE : "");
        return all + columns(view.joins()) + " FROM " + relation(view.source()) + " AS " + SOURCE
            + joined(SOURCE, view.joins());
    }

    /** Whether an expression names a column of the source as {@code source.column}. */
    private static boolean isNamed(MetricDefinition view) {
        Stream<String> expressions = Stream.concat(Stream.ofNullable(view.filter()),
            Stream.of(view.dimensions(), view.measures()).flatMap(List::stream)
                .map(MetricDefinition.Field::expression));
        return expressions.anyMatch(expression -> {
            List<Token> tokens = Token.of(expression);
            for (int at = 0; at + 1 < tokens.size(); at++) {
                boolean first = at == 0 || !tokens.get(at - 1).is(".");
                if (first && tokens.get(at).isName() && tokens.get(at).name().equalsIgnoreCase(SOURCE)
                        && tokens.get(at + 1).is(".")) {
                    return true;
                }
            }
            return false;
        });
    }

    private static String columns(List<MetricDefinition.Join> joins) {
        return joins.stream().map(join -> ", " + SqlException.quoted(join.name())).collect(Collectors.joining());
    }

    /** One row of the joined table at most, as a metric view has it: the first that matches. */
    private static String joined(String parent, List<MetricDefinition.Join> joins) {
        return joins.stream().map(join -> {
            String name = SqlException.quoted(join.name());
            return " LEFT JOIN LATERAL (SELECT struct(" + name + ".*" + columns(join.joins()) + ") AS " + name + " FROM "
                + relation(join.source()) + " AS " + name + joined(join.name(), join.joins()) + " WHERE "
                + condition(parent, join) + " LIMIT 1)";
        }).collect(Collectors.joining());
    }

    private static String condition(String parent, MetricDefinition.Join join) {
        return join.on() != null ? "(" + join.on() + ")" : join.using().stream()
            .map(column -> SqlException.quoted(parent, column) + " = " + SqlException.quoted(join.name(), column))
            .collect(Collectors.joining(" AND "));
    }

    private static String relation(String source) {
        List<Token> tokens = Token.of(source);
        boolean query = Stream.of("SELECT", "WITH", "FROM", "VALUES", "TABLE", "(").anyMatch(tokens.get(0)::is);
        return query ? "(" + source + ")" : source;
    }
}
