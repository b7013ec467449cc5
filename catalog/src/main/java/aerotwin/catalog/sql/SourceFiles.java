package aerotwin.catalog.sql;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.Path;

import aerotwin.catalog.Session;

/** The files below a path. */
final class SourceFiles {
    private SourceFiles() { }

    /** Those whose path below {@code path} fits the pattern and, if there are names, is one of them. */
    static List<String> list(String path, String pattern, List<String> names) {
        Path root = new Path(path);
        try {
            FileSystem files = root.getFileSystem(Session.active().sessionState().newHadoopConf());
            List<String> found = new ArrayList<>();
            FileStatus[] starts = files.globStatus(root);
            if (starts == null || starts.length == 0) {
                throw SqlException.of("[PATH_NOT_FOUND] Path does not exist: " + path + ".");
            }
            for (FileStatus start : starts) {
                collect(files, start, start.isDirectory() ? start.getPath() : start.getPath().getParent(),
                    new GlobPattern(pattern), names, found);
            }
            return found;
        } catch (FileNotFoundException missing) {
            throw SqlException.of("[PATH_NOT_FOUND] Path does not exist: " + path + ".");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void collect(FileSystem files, FileStatus at, Path root, GlobPattern pattern, List<String> names,
            List<String> found) throws IOException {
        String relative = root.toUri().relativize(at.getPath().toUri()).getPath();
        if (at.isFile()) {
            boolean fits = pattern.matches(relative) || pattern.matches(at.getPath().getName());
            if (fits && (names.isEmpty() || names.contains(relative))) {
                found.add(at.getPath().toString());
            }
            return;
        }
        for (FileStatus one : files.listStatus(at.getPath())) {
            if (!one.getPath().getName().startsWith("_") && !one.getPath().getName().startsWith(".")) {
                collect(files, one, root, pattern, names, found);
            }
        }
    }
}
