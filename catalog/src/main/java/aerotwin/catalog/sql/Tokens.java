package aerotwin.catalog.sql;

import java.util.ArrayList;
import java.util.List;

/** A statement read from left to right. What does not fit raises {@link SqlException} with the place. */
final class Tokens {
    private final String text;
    private final List<Token> tokens;
    private int next;

    Tokens(String text) {
        this.text = text;
        this.tokens = Token.of(text);
        while (!tokens.isEmpty() && tokens.get(tokens.size() - 1).is(";")) {
            tokens.remove(tokens.size() - 1);
        }
    }

    /** The whole statement. */
    String text() {
        return text;
    }

    /** All tokens of the statement. */
    List<Token> all() {
        return tokens;
    }

    /** Which token comes next. */
    int position() {
        return next;
    }

    /** Whether everything is read. */
    boolean atEnd() {
        return next >= tokens.size();
    }

    /** Read these words if they come next, all of them; else nothing. */
    boolean accept(String... words) {
        if (!comes(words)) {
            return false;
        }
        next += words.length;
        return true;
    }

    /** Whether these words come next. */
    boolean comes(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (next + i >= tokens.size() || !tokens.get(next + i).is(words[i])) {
                return false;
            }
        }
        return true;
    }

    /** Read one of these words if it comes next. */
    boolean acceptAny(String... words) {
        for (String word : words) {
            if (accept(word)) {
                return true;
            }
        }
        return false;
    }

    /** Read these words. */
    Tokens expect(String... words) {
        if (!accept(words)) {
            throw unexpected(String.join(" ", words));
        }
        return this;
    }

    /** Read IF [NOT] EXISTS if it comes next. */
    boolean acceptIfExists(boolean not) {
        return not ? accept("IF", "NOT", "EXISTS") : accept("IF", "EXISTS");
    }

    /** Read a name of one or more parts, or IDENTIFIER(an expression). */
    Name name() {
        if (comes("IDENTIFIER", "(")) {
            next++;
            return Name.computed(parenthesized());
        }
        List<String> parts = new ArrayList<>();
        do {
            parts.add(part());
        } while (accept("."));
        return Name.of(parts);
    }

    /** Read names of one part each, separated by commas, to the end. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        do {
            names.add(part());
        } while (accept(","));
        expectEnd();
        return names;
    }

    private String part() {
        if (atEnd() || !tokens.get(next).isName()) {
            throw unexpected("a name");
        }
        StringBuilder name = new StringBuilder(tokens.get(next++).name());
        // Databricks' tools write catalogs such as dev-main without quotes.
        while (!atEnd() && comes("-") && joined(next - 1) && next + 1 < tokens.size() && joined(next)) {
            name.append('-').append(tokens.get(next + 1).name());
            next += 2;
        }
        return name.toString();
    }

    private boolean joined(int at) {
        return tokens.get(at).end() == tokens.get(at + 1).start();
    }

    /** Read a string. */
    String string() {
        if (atEnd() || tokens.get(next).kind() != Token.Kind.STRING) {
            throw unexpected("a string");
        }
        return Literals.value(tokens.get(next++).text());
    }

    /** Whether a string comes next. */
    boolean stringComes() {
        return !atEnd() && tokens.get(next).kind() == Token.Kind.STRING;
    }

    /** Read what stands in parentheses, nested ones included; its text without the outer ones. */
    String parenthesized() {
        expect("(");
        int from = tokens.get(next - 1).end();
        int depth = 1;
        while (depth > 0) {
            if (atEnd()) {
                throw unexpected(")");
            }
            Token token = tokens.get(next++);
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        }
        return text.substring(from, tokens.get(next - 1).start()).trim();
    }

    /** Read the next token, whatever it is. */
    Token take() {
        if (atEnd()) {
            throw unexpected("more");
        }
        return tokens.get(next++);
    }

    /** Read all that is left. */
    String rest() {
        String rest = atEnd() ? "" : text.substring(tokens.get(next).start(), tokens.get(tokens.size() - 1).end());
        next = tokens.size();
        return rest;
    }

    /** The statement is complete. */
    void expectEnd() {
        if (!atEnd()) {
            throw unexpected("the end of the statement");
        }
    }

    /** Whether a name follows the next token. */
    boolean nameFollows() {
        return next + 1 < tokens.size() && tokens.get(next + 1).isName();
    }

    /** The line of the next token, from 1 on. */
    long line() {
        int at = atEnd() ? text.length() : tokens.get(next).start();
        return 1 + text.substring(0, at).chars().filter(one -> one == '\n').count();
    }

    /** What to raise where something else should stand. */
    RuntimeException unexpected(String wanted) {
        String found = atEnd() ? "the end of the statement" : "'" + tokens.get(next).text() + "'";
        return SqlException.of("[PARSE_SYNTAX_ERROR] Syntax error at or near " + found + ", line " + line()
            + ": expected " + wanted + ".");
    }
}
