package aerotwin.catalog.sql;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The expressions of a metric view's columns, with those written out that they refer to. */
final class MetricExpressions {
    private final Map<String, MetricDefinition.Field> measures = new HashMap<>();
    private final Map<String, String> dimensions = new LinkedHashMap<>();
    private final Map<String, String> composed = new LinkedHashMap<>();
    private final Set<String> sourceColumns;

    /** {@code sourceColumns} hides dimensions of the same name, in lower case. */
    MetricExpressions(MetricDefinition view, Set<String> sourceColumns) {
        this.sourceColumns = sourceColumns;
        for (MetricDefinition.Field dimension : view.dimensions()) {
            dimensions.put(lower(dimension.name()), writtenOut(dimension.expression()));
        }
        view.measures().forEach(measure -> measures.put(lower(measure.name()), measure));
        for (MetricDefinition.Field measure : view.measures()) {
            composed.put(lower(measure.name()), measure(measure, new TreeSet<>()));
        }
    }

    /** The expression of a dimension over the source. */
    String dimension(String name) {
        return dimensions.get(lower(name));
    }

    /** The expression of a measure over the source. */
    String measure(String name) {
        return composed.get(lower(name));
    }

    /** A dimension may refer to those that are defined before it, a measure to all. */
    private String writtenOut(String expression) {
        Replacement replacement = new Replacement(expression);
        for (int at = 0; at < replacement.tokens.size(); at++) {
            Token token = replacement.tokens.get(at);
            String known = token.isName() ? dimensions.get(lower(token.name())) : null;
            boolean alone = !replacement.is(at - 1, ".") && !replacement.is(at + 1, ".") && !replacement.is(at + 1, "(");
            if (known != null && alone && !sourceColumns.contains(lower(token.name()))) {
                replacement.put(at, at, "(" + known + ")");
            }
        }
        return replacement.text();
    }

    /** {@code MEASURE(name)} is the measure of that name; {@code open} are those that are being written out. */
    private String measure(MetricDefinition.Field measure, Set<String> open) {
        if (!open.add(lower(measure.name()))) {
            throw SqlException.of("[METRIC_VIEW_INVALID_VIEW_DEFINITION] The metric view definition is invalid: measure "
                + measure.name() + " refers to itself.");
        }
        Replacement replacement = new Replacement(measure.expression());
        for (int at = 0; at + 3 < replacement.tokens.size(); at++) {
            boolean call = (replacement.is(at, "MEASURE") || replacement.is(at, "AGG")) && replacement.is(at + 1, "(")
                && replacement.tokens.get(at + 2).isName() && replacement.is(at + 3, ")");
            MetricDefinition.Field named = call ? measures.get(lower(replacement.tokens.get(at + 2).name())) : null;
            if (named != null) {
                replacement.put(at, at + 3, "(" + measure(named, open) + ")");
            }
        }
        open.remove(lower(measure.name()));
        String expression = writtenOut(replacement.text());
        return measure.windowed() ? refused(measure.name(), expression) : expression;
    }

    /** An expression of the measure's type that fails when it is asked for: the others stay usable. */
    private static String refused(String name, String expression) {
        String message = "Measure " + name + " is one over a window: these are not runnable locally.";
        return "CASE WHEN raise_error(" + Literals.written(message) + ") IS NULL THEN " + expression + " END";
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** A text of which tokens are replaced from left to right. */
    private static final class Replacement {
        private final String original;
        private final List<Token> tokens;
        private final StringBuilder done = new StringBuilder();
        private int copied;

        Replacement(String original) {
            this.original = original;
            this.tokens = Token.of(original);
        }

        boolean is(int at, String word) {
            return at >= 0 && at < tokens.size() && tokens.get(at).is(word);
        }

        void put(int from, int to, String by) {
            done.append(original, copied, tokens.get(from).start()).append(by);
            copied = tokens.get(to).end();
        }

        String text() {
            return done + original.substring(copied);
        }
    }
}
