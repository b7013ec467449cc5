package aerotwin.catalog.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.NamedParameterContext;
import org.apache.spark.sql.catalyst.parser.ParameterContext;
import org.apache.spark.sql.catalyst.parser.PositionalParameterContext;

import aerotwin.catalog.Session;

/** Puts the values of parameters into statements that Spark's own parser does not know. */
final class Parameters {
    private Parameters() { }

    /** The text with the values for {@code :name} and {@code ?}; a marker without a value stays. */
    static String substitute(String text, ParameterContext parameters) {
        List<Token> tokens = Token.of(text);
        StringBuilder result = new StringBuilder();
        int copied = 0;
        int position = 0;
        for (int at = 0; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            boolean named = token.is(":") && at + 1 < tokens.size() && tokens.get(at + 1).start() == token.end();
            Optional<String> value = Optional.empty();
            if (named) {
                value = named(parameters, tokens.get(at + 1).text());
            } else if (token.is("?")) {
                value = positional(parameters, position++);
            }
            if (value.isPresent()) {
                result.append(text, copied, token.start()).append(value.get());
                copied = named ? tokens.get(at + 1).end() : token.end();
            }
        }
        return result.append(text.substring(copied)).toString();
    }

    private static Optional<String> named(ParameterContext parameters, String name) {
        if (!(parameters instanceof NamedParameterContext)) {
            return Optional.empty();
        }
        Map<String, Expression> values = Session.map(((NamedParameterContext) parameters).params());
        return Optional.ofNullable(values.get(name)).map(Expression::sql);
    }

    private static Optional<String> positional(ParameterContext parameters, int at) {
        if (!(parameters instanceof PositionalParameterContext)) {
            return Optional.empty();
        }
        List<Expression> values = Session.list(((PositionalParameterContext) parameters).params());
        return at < values.size() ? Optional.of(values.get(at).sql()) : Optional.empty();
    }
}
