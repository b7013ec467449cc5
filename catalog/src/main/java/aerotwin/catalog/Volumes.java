package aerotwin.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.connector.catalog.NamespaceChange;

/** The volumes of schemas: folders of the home. Their comments are kept with the schema. */
public final class Volumes {
    private static final String COMMENT = "aerotwin.volume.comment.";

    private Volumes() { }

    /** Where a volume lies. */
    public static Path folder(String catalog, String schema, String volume) {
        return root(catalog, schema).resolve(volume.toLowerCase(Locale.ROOT));
    }

    /** The volumes of a schema, sorted. */
    public static List<String> list(String catalog, String schema) {
        Path root = root(catalog, schema);
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(root)) {
            return found.filter(Files::isDirectory).map(one -> one.getFileName().toString()).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Make a volume; false if it is there already. */
    public static boolean create(String catalog, String schema, String volume) {
        Path folder = folder(catalog, schema, volume);
        if (Files.isDirectory(folder)) {
            return false;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        return true;
    }

    /** Remove a volume with its files; false if there is none. */
    public static boolean drop(String catalog, String schema, String volume) {
        return remove(folder(catalog, schema, volume));
    }

    /** Remove all volumes of a schema. */
    static void dropAll(String catalog, String schema) {
        remove(root(catalog, schema));
    }

    /** Set a volume's comment. */
    public static void comment(String catalog, String schema, String volume, String comment) {
        try {
            catalog(catalog).alterNamespace(new String[] {schema}, NamespaceChange.setProperty(key(volume), comment));
        } catch (NoSuchNamespaceException gone) {
            throw new IllegalStateException(gone);
        }
    }

    /** A volume's comment, or null. */
    public static String comment(String catalog, String schema, String volume) {
        try {
            Map<String, String> known = catalog(catalog).loadNamespaceMetadata(new String[] {schema});
            return known.get(key(volume));
        } catch (NoSuchNamespaceException folderWithoutSchema) {
            return null;
        }
    }

    private static MappedCatalog catalog(String name) {
        return (MappedCatalog) Session.catalogs().catalog(name);
    }

    private static String key(String volume) {
        return COMMENT + volume.toLowerCase(Locale.ROOT);
    }

    private static Path root(String catalog, String schema) {
        String home = Session.active().sparkContext().hadoopConfiguration().get("aerotwin.home");
        return Path.of(home, "volumes", catalog.toLowerCase(Locale.ROOT), schema.toLowerCase(Locale.ROOT));
    }

    private static boolean remove(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException error) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        return true;
    }
}
