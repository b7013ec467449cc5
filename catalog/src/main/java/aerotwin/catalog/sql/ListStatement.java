package aerotwin.catalog.sql;

import static aerotwin.catalog.sql.Statement.row;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

import aerotwin.catalog.Session;

/** LIST 'path': the files of a folder. */
final class ListStatement implements Family {
    private static final StructType COLUMNS = new StructType()
        .add("path", "string").add("name", "string").add("size", "bigint").add("modification_time", "bigint");

    @Override
    public Optional<Statement> parse(Tokens tokens) {
        if (!tokens.accept("LIST") || !tokens.stringComes()) {
            return Optional.empty();
        }
        String path = tokens.string();
        long limit = tokens.accept("LIMIT") ? Long.parseLong(tokens.take().text()) : Long.MAX_VALUE;
        tokens.expectEnd();
        return Optional.of(new Statement(COLUMNS, () -> list(path, limit)));
    }

    private static List<Row> list(String path, long limit) {
        Path folder = new Path(path);
        try {
            FileStatus[] found = folder.getFileSystem(Session.active().sessionState().newHadoopConf())
                .listStatus(folder);
            return Arrays.stream(found).sorted(Comparator.comparing(FileStatus::getPath)).limit(limit)
                .map(ListStatement::file).toList();
        } catch (FileNotFoundException missing) {
            throw SqlException.of("[PATH_NOT_FOUND] Path does not exist: " + path + ".");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Row file(FileStatus status) {
        String slash = status.isDirectory() ? "/" : "";
        return row(status.getPath().toUri().getPath() + slash, status.getPath().getName() + slash,
            status.isDirectory() ? 0L : status.getLen(), status.getModificationTime());
    }
}
