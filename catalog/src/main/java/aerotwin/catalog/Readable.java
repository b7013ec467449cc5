package aerotwin.catalog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of the metastore in what a person reads, turned back into those that the person wrote. */
public final class Readable {
    private static final Pattern PHYSICAL =
        Pattern.compile("(?:`?spark_catalog`?\\.)?(`?)\\b([a-z0-9]\\w*?__\\w+)\\b(`?)");

    private Readable() { }

    /** The text with {@code main.raw} for {@code spark_catalog.main__raw}, quoted where that was. */
    public static String text(String text) {
        if (text == null || !text.contains("__")) {
            return text;
        }
        return PHYSICAL.matcher(text).replaceAll(match -> Matcher.quoteReplacement(name(match.group(), match.group(2),
            !match.group(1).isEmpty())));
    }

    private static String name(String whole, String physical, boolean quoted) {
        return Names.split(physical)
            .filter(names -> Registry.isKnown(names[0]))
            .map(names -> quoted ? "`" + names[0] + "`.`" + names[1] + "`" : names[0] + "." + names[1])
            .orElse(whole);
    }
}
