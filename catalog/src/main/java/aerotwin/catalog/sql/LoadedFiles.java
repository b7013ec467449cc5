package aerotwin.catalog.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

import aerotwin.catalog.Session;

/** The files that COPY INTO has loaded into a table, listed in a folder beside its data. */
final class LoadedFiles {
    private final Path folder;

    LoadedFiles(String location) {
        folder = new Path(location, "_copy_into_log");
    }

    /** Their paths. */
    Set<String> read() {
        Set<String> loaded = new HashSet<>();
        try {
            FileSystem files = files();
            if (!files.exists(folder)) {
                return loaded;
            }
            for (FileStatus one : files.listStatus(folder)) {
                try (InputStream stream = files.open(one.getPath())) {
                    new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(loaded::add);
                }
            }
            return loaded;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Add paths. */
    void add(Collection<String> paths) {
        try (OutputStream stream = files().create(new Path(folder, System.nanoTime() + ".txt"), false)) {
            stream.write((String.join("\n", paths) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private FileSystem files() throws IOException {
        return folder.getFileSystem(Session.active().sessionState().newHadoopConf());
    }
}
