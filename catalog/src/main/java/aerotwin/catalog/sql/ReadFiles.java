package aerotwin.catalog.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.DataFrameReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

import aerotwin.catalog.Session;

import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;

/**
 * The table function read_files(path, option => value, ...): the rows of files, with an inferred schema unless one is
 * given. With an inferred one there is also {@code _rescued_data}, the text of rows that do not fit it.
 */
public final class ReadFiles extends AbstractFunction1<Seq<Expression>, LogicalPlan> {
    private static final Set<String> FORMATS = Set.of("csv", "json", "parquet", "orc", "text", "xml", "binaryfile");
    private static final Set<String> TEXTUAL = Set.of("csv", "json", "xml");
    /** Options that are not Spark's readers'. */
    private static final Set<String> OWN = Set.of("path", "format", "schema", "schemahints", "rescueddatacolumn",
        "filenamepattern", "infercolumntypes", "schemaevolutionmode", "includeexistingfiles", "maxfilespertrigger",
        "maxbytespertrigger", "allowoverwrites", "usestrictglobber");

    @Override
    public LogicalPlan apply(Seq<Expression> arguments) {
        Map<String, String> options = options(Session.list(arguments));
        String path = options.get("path");
        if (path == null) {
            throw SqlException.of("read_files needs a path: read_files('/Volumes/catalog/schema/volume', ...).");
        }
        String format = format(path, options.get("format"));
        DataFrameReader reader = reader(format, path, options);
        StructType schema = schema(reader, format, path, options);
        return reader.schema(schema).load(path).queryExecution().analyzed();
    }

    private static Map<String, String> options(List<Expression> arguments) {
        Map<String, String> options = new HashMap<>();
        for (Expression argument : arguments) {
            if (argument instanceof NamedArgumentExpression) {
                NamedArgumentExpression named = (NamedArgumentExpression) argument;
                options.put(named.key().toLowerCase(Locale.ROOT), text(named.value()));
            } else {
                options.put("path", text(argument));
            }
        }
        return options;
    }

    private static String text(Expression value) {
        if (!value.foldable()) {
            throw SqlException.of("An argument of read_files is a constant, not " + value.sql() + ".");
        }
        return String.valueOf(value.eval(InternalRow.empty()));
    }

    private static DataFrameReader reader(String format, String path, Map<String, String> options) {
        DataFrameReader reader = Session.active().read().format(format);
        if (!isPartitioned(path)) {
            reader.option("recursiveFileLookup", "true");
        }
        if (options.containsKey("filenamepattern")) {
            reader.option("pathGlobFilter", options.get("filenamepattern"));
        }
        String types = options.getOrDefault("infercolumntypes", "true");
        reader.option(format.equals("json") ? "primitivesAsString" : "inferSchema",
            format.equals("json") ? String.valueOf(!Boolean.parseBoolean(types)) : types);
        reader.option("columnNameOfCorruptRecord", rescued(options));
        options.forEach((name, value) -> {
            if (!OWN.contains(name)) {
                reader.option(name, value);
            }
        });
        return reader;
    }

    private static String rescued(Map<String, String> options) {
        return options.getOrDefault("rescueddatacolumn", "_rescued_data");
    }

    private static StructType schema(DataFrameReader reader, String format, String path, Map<String, String> options) {
        String given = options.get("schema");
        StructType schema = given != null ? StructType.fromDDL(given) : reader.load(path).schema();
        if (options.containsKey("schemahints")) {
            schema = hinted(schema, StructType.fromDDL(options.get("schemahints")));
        }
        boolean rescuing = options.containsKey("rescueddatacolumn") || given == null && TEXTUAL.contains(format);
        boolean there = Arrays.asList(schema.fieldNames()).contains(rescued(options));
        return rescuing && !there ? schema.add(rescued(options), "string") : schema;
    }

    private static StructType hinted(StructType schema, StructType hints) {
        StructType result = new StructType();
        for (StructField field : schema.fields()) {
            boolean hint = Arrays.asList(hints.fieldNames()).contains(field.name());
            result = result.add(hint ? hints.apply(field.name()) : field);
        }
        for (StructField hint : hints.fields()) {
            result = Arrays.asList(schema.fieldNames()).contains(hint.name()) ? result : result.add(hint);
        }
        return result;
    }

    /** The given format, else that of the first file's extension. */
    private static String format(String path, String given) {
        String format = given != null ? given.toLowerCase(Locale.ROOT) : extension(first(path));
        format = format.equals("jsonl") || format.equals("ndjson") ? "json" : format.equals("txt") ? "text" : format;
        if (!FORMATS.contains(format)) {
            throw SqlException.of("read_files cannot tell the format of " + path + " by \"" + format
                + "\"; add format => 'csv' or another of " + FORMATS.stream().sorted().toList() + ".");
        }
        return format.equals("binaryfile") ? "binaryFile" : format;
    }

    private static String extension(String name) {
        String plain = name.replaceFirst("\\.(gz|bz2|zst|snappy)$", "");
        return plain.substring(plain.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static String first(String path) {
        FileStatus[] found = glob(path);
        for (FileStatus one : found) {
            if (one.isFile()) {
                return one.getPath().getName();
            }
        }
        for (FileStatus one : found) {
            String name = one.getPath().getName();
            if (!name.startsWith("_") && !name.startsWith(".")) {
                return first(one.getPath() + "/*");
            }
        }
        throw SqlException.of("[CF_EMPTY_DIR_FOR_SCHEMA_INFERENCE] There is no file at " + path + ".");
    }

    private static boolean isPartitioned(String path) {
        return Arrays.stream(glob(path + "/*")).anyMatch(one -> one.isDirectory() && one.getPath().getName().contains("="));
    }

    private static FileStatus[] glob(String path) {
        try {
            Path pattern = new Path(path);
            FileSystem files = pattern.getFileSystem(Session.active().sessionState().newHadoopConf());
            FileStatus[] found = files.globStatus(pattern);
            if (found != null && found.length == 1 && found[0].isDirectory() && !path.endsWith("*")) {
                return files.listStatus(found[0].getPath());
            }
            return found == null ? new FileStatus[0] : found;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
