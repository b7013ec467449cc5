package aerotwin.catalog.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A word, quoted name, string, number or sign of a statement, and where it stands in the text. */
record Token(Kind kind, String text, int start, int end) {
    /** What a token is. */
    enum Kind { WORD, QUOTED, STRING, NUMBER, SIGN }

    private static final Pattern TOKENS = Pattern.compile(
        "(?<space>\\s+|--[^\\n]*|/\\*.*?\\*/)"
        + "|(?<quoted>`(?:``|[^`])*`)"
        + "|(?<dollars>\\$(?<tag>[A-Za-z]*)\\$.*?\\$\\k<tag>\\$)"
        + "|(?<string>[rR]?'(?:\\\\.|''|[^'\\\\])*'|[rR]?\"(?:\\\\.|\"\"|[^\"\\\\])*\")"
        + "|(?<number>\\d+(?:\\.\\d+)?(?![\\w]))"
        + "|(?<word>[\\p{L}\\p{N}_$]+)"
        + "|(?<sign>=>|<=|>=|<>|!=|::|\\|\\||.)",
        Pattern.DOTALL);

    /** The tokens of a text, comments and white space left out. */
    static List<Token> of(String text) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKENS.matcher(text);
        while (matcher.find()) {
            Kind kind = kind(matcher);
            if (kind != null) {
                tokens.add(new Token(kind, matcher.group(), matcher.start(), matcher.end()));
            }
        }
        return tokens;
    }

    private static Kind kind(Matcher matcher) {
        if (matcher.group("space") != null) {
            return null;
        }
        if (matcher.group("quoted") != null) {
            return Kind.QUOTED;
        }
        if (matcher.group("string") != null || matcher.group("dollars") != null) {
            return Kind.STRING;
        }
        if (matcher.group("number") != null) {
            return Kind.NUMBER;
        }
        return matcher.group("word") != null ? Kind.WORD : Kind.SIGN;
    }

    /** Whether this is that keyword or sign, whatever its case. */
    boolean is(String word) {
        return (kind == Kind.WORD || kind == Kind.SIGN) && text.equalsIgnoreCase(word);
    }

    /** Whether this can be a part of a name. */
    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    /** The name that this is, without its quotes. */
    String name() {
        return kind == Kind.QUOTED ? text.substring(1, text.length() - 1).replace("``", "`") : text;
    }
}
