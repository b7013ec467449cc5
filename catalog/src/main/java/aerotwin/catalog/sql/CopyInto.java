package aerotwin.catalog.sql;

import static aerotwin.catalog.sql.Statement.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.DataFrameReader;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

import aerotwin.catalog.Session;

/** COPY INTO table FROM files: appends the files that were not loaded yet. */
final class CopyInto implements Family {
    private static final StructType RESULT = new StructType().add("num_affected_rows", "bigint")
        .add("num_inserted_rows", "bigint").add("num_skipped_corrupt_files", "bigint");

    private static final int PREVIEW = 50;

    /** What a statement says; {@code query} is null where files are loaded as they are. */
    private static final class Copy {
        private Name target;
        private String path;
        private String query;
        private int validated;
        private String format;
        private String pattern = "*";
        private List<String> files = List.of();
        private final Map<String, String> reading = new HashMap<>();
        private final Map<String, String> copying = new HashMap<>();
    }

    @Override
    public Optional<Statement> parse(Tokens tokens) {
        if (!tokens.accept("COPY", "INTO")) {
            return Optional.empty();
        }
        Copy copy = new Copy();
        copy.target = tokens.name();
        if (tokens.accept("BY", "POSITION")) {
            throw SqlException.of("COPY INTO ... BY POSITION is not runnable locally; name the columns in a SELECT.");
        }
        tokens.expect("FROM");
        if (tokens.stringComes()) {
            copy.path = tokens.string();
        } else {
            copy.query = tokens.parenthesized();
            copy.path = source(copy.query);
        }
        copy.format = tokens.expect("FILEFORMAT", "=").take().name().toLowerCase(Locale.ROOT);
        while (!tokens.atEnd()) {
            clause(tokens, copy);
        }
        return Optional.of(copy.validated > 0 ? validation(copy) : new Statement(RESULT, () -> run(copy)));
    }

    private static void clause(Tokens tokens, Copy copy) {
        if (tokens.accept("FILES", "=")) {
            Tokens listed = new Tokens(tokens.parenthesized());
            copy.files = new ArrayList<>();
            do {
                copy.files.add(listed.string());
            } while (listed.accept(","));
        } else if (tokens.accept("VALIDATE")) {
            boolean counted = !tokens.accept("ALL") && !tokens.atEnd() && tokens.all().stream().anyMatch(one -> one.is("ROWS"));
            copy.validated = counted ? Integer.parseInt(tokens.take().text()) : Integer.MAX_VALUE;
            tokens.accept("ROWS");
        } else if (tokens.accept("PATTERN", "=")) {
            copy.pattern = tokens.string();
        } else if (tokens.accept("FORMAT_OPTIONS")) {
            options(new Tokens(tokens.parenthesized()), copy.reading);
        } else if (tokens.accept("COPY_OPTIONS")) {
            options(new Tokens(tokens.parenthesized()), copy.copying);
        } else {
            throw tokens.unexpected("VALIDATE, FILES, PATTERN, FORMAT_OPTIONS or COPY_OPTIONS");
        }
    }

    private static void options(Tokens tokens, Map<String, String> options) {
        while (!tokens.atEnd()) {
            String name = tokens.string();
            tokens.expect("=");
            String value = tokens.stringComes() ? tokens.string() : tokens.take().text();
            options.put(name.toLowerCase(Locale.ROOT), value);
            tokens.accept(",");
        }
    }

    /** The path in SELECT ... FROM 'path'. */
    private static String source(String query) {
        List<Token> tokens = Token.of(query);
        int at = sourceAt(tokens);
        return Literals.value(tokens.get(at).text());
    }

    private static int sourceAt(List<Token> tokens) {
        for (int i = 1; i < tokens.size(); i++) {
            if (tokens.get(i - 1).is("FROM") && tokens.get(i).kind() == Token.Kind.STRING) {
                return i;
            }
        }
        throw SqlException.of("COPY INTO ... FROM (SELECT ... FROM 'path') names no path.");
    }

    /** VALIDATE: the rows are read and cast, not written; up to 50 of them are the result. */
    private static Statement validation(Copy copy) {
        String target = target(copy);
        TreeSet<String> found = toLoad(copy, log(target));
        if (found.isEmpty()) {
            return new Statement(Session.active().table(target).schema(), List::of);
        }
        Dataset<Row> rows = selected(copy, read(copy, found), target).limit(copy.validated);
        return new Statement(rows.schema(), () -> {
            rows.write().format("noop").mode("overwrite").save();
            return rows.limit(PREVIEW).collectAsList();
        });
    }

    private static String target(Copy copy) {
        return SqlException.quoted(copy.target.parts().toArray(String[]::new));
    }

    private static LoadedFiles log(String target) {
        return new LoadedFiles(Plans.run("DESCRIBE DETAIL " + target).get(0).getAs("location"));
    }

    private static TreeSet<String> toLoad(Copy copy, LoadedFiles log) {
        TreeSet<String> found = new TreeSet<>(SourceFiles.list(copy.path, copy.pattern, copy.files));
        if (!Boolean.parseBoolean(copy.copying.getOrDefault("force", "false"))) {
            found.removeAll(log.read());
        }
        return found;
    }

    private static List<Row> run(Copy copy) {
        String target = target(copy);
        LoadedFiles log = log(target);
        TreeSet<String> found = toLoad(copy, log);
        if (found.isEmpty()) {
            return List.of(row(0L, 0L, 0L));
        }
        Dataset<Row> rows = selected(copy, read(copy, found), target);
        String merge = copy.copying.getOrDefault("mergeschema", "false");
        long before = count(target);
        rows.write().format("delta").mode("append").option("mergeSchema", merge).saveAsTable(target);
        log.add(found);
        long added = count(target) - before;
        return List.of(row(added, added, 0L));
    }

    private static long count(String target) {
        return Session.active().table(target).count();
    }

    private static Dataset<Row> read(Copy copy, TreeSet<String> found) {
        DataFrameReader reader = Session.active().read().format(copy.format);
        copy.reading.forEach((name, value) -> {
            if (!name.equals("mergeschema") || copy.format.equals("parquet")) {
                reader.option(name, value);
            }
        });
        return reader.load(found.toArray(String[]::new));
    }

    /** The rows to append, cast to the types of the columns that the target has. */
    private static Dataset<Row> selected(Copy copy, Dataset<Row> files, String target) {
        Dataset<Row> rows = files;
        if (copy.query != null) {
            String view = "copy_into_" + UUID.randomUUID().toString().replace("-", "");
            Token path = Token.of(copy.query).get(sourceAt(Token.of(copy.query)));
            files.createOrReplaceTempView(view);
            try {
                rows = Session.active().sql(
                    copy.query.substring(0, path.start()) + view + copy.query.substring(path.end()));
            } finally {
                Session.active().catalog().dropTempView(view);
            }
        }
        StructType wanted = Session.active().table(target).schema();
        Column[] columns = Arrays.stream(rows.schema().fields()).map(field -> cast(field, wanted)).toArray(Column[]::new);
        return rows.select(columns);
    }

    private static Column cast(StructField field, StructType wanted) {
        Column column = functions.col(SqlException.quoted(field.name()));
        boolean known = Arrays.asList(wanted.fieldNames()).contains(field.name());
        return known ? column.cast(wanted.apply(field.name()).dataType()).as(field.name()) : column;
    }
}
