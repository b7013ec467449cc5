package aerotwin.catalog.files;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.spark.sql.internal.SQLConf;

/**
 * Where the paths of a workspace lie on this machine. {@code aerotwin.runtime.notebooks.paths} has the same rule for
 * Python.
 */
final class Roots {
    /** The session's setting that names the folder of the bundle it works for. */
    static final String BUNDLE = "spark.sql.aerotwin.bundle";

    private static final Map<String, String> FOLDERS =
        Map.of(
            "Volumes", "volumes",
            "dbfs", "dbfs",
            "Workspace", "workspace",
            "databricks-datasets", "dbfs/databricks-datasets",
            "FileStore", "dbfs/FileStore");
    private static final Pattern ROOT =
        Pattern.compile("/(Volumes|dbfs|Workspace|databricks-datasets|FileStore)(/.*)?", Pattern.DOTALL);
    /** Where notebooks keep files of their own. To a workspace's Spark these are paths of its file system. */
    private static final Pattern SCRATCH = Pattern.compile("/(?:tmp|mnt)/[^/]+(?=/|$)");
    private static final Pattern DEPLOYED =
        Pattern.compile("/Workspace/(?:Users|Shared)/.*?\\.bundle/.+?/files(?=/|$)");

    /** The folder of a user, or that of all, in which Git folders are. */
    private static final Pattern PLACE = Pattern.compile("/Workspace/(?:(?:Users|Repos)/[^/]+|Shared)/(?=[^/])");

    private final String home;

    Roots(String home) {
        this.home = home;
    }

    /** Whether a path is one of a workspace rather than of this machine. */
    static boolean isMapped(String path) {
        return ROOT.matcher(path).matches() || isScratch(path);
    }

    /** A path below {@code /tmp} or {@code /mnt}, unless this machine has the folder that it begins with. */
    private static boolean isScratch(String path) {
        Matcher scratch = SCRATCH.matcher(path);
        return scratch.lookingAt() && !new File(scratch.group()).exists();
    }

    /** The path of a {@code dbfs:} address as a workspace's file system shows it. */
    static String mounted(String path) {
        return path.equals("/Volumes") || path.startsWith("/Volumes/") ? path : "/dbfs" + path;
    }

    /**
     * The local file of any path. A bundle's deployed files below /Workspace are those of its own folder, and so are
     * files of a Git folder that only the bundle's repository has.
     */
    File local(String path) {
        if (!isMapped(path)) {
            return new File(path);
        }
        String bundle = SQLConf.get().getConfString(BUNDLE, "");
        Matcher deployed = DEPLOYED.matcher(path);
        if (!bundle.isEmpty() && deployed.lookingAt()) {
            return new File(bundle + path.substring(deployed.end()));
        }
        String below = path.startsWith("/dbfs/Volumes/") ? path.substring("/dbfs".length()) : path;
        Matcher root = ROOT.matcher(isScratch(path) ? "/dbfs" + path : below);
        root.matches();
        // Normalized below a root of its own, so that no .. leads out.
        String inside = root.group(2) == null ? "/" : Path.of(root.group(2)).normalize().toString();
        File atHome = new File(home + "/" + FOLDERS.get(root.group(1)) + inside);
        return bundle.isEmpty() || atHome.exists() ? atHome : cloned(path, bundle).orElse(atHome);
    }

    /** The longest rest of a Git folder's path that is there, in the bundle's folder or in that of its repository. */
    private static Optional<File> cloned(String path, String bundle) {
        Matcher place = PLACE.matcher(path);
        if (!place.lookingAt()) {
            return Optional.empty();
        }
        Path below = Path.of(path.substring(place.end()));
        List<Path> roots = List.of(Path.of(bundle), repository(Path.of(bundle)));
        return IntStream.range(1, below.getNameCount())
            .mapToObj(first -> below.subpath(first, below.getNameCount()))
            .filter(rest -> rest.equals(rest.normalize()))
            .flatMap(rest -> roots.stream().map(root -> root.resolve(rest).toFile()))
            .filter(File::exists)
            .findFirst();
    }

    /** The folder with {@code .git}, at or above the bundle's; the bundle's if there is none. */
    private static Path repository(Path bundle) {
        return Stream.iterate(bundle, Objects::nonNull, Path::getParent)
            .filter(folder -> folder.resolve(".git").toFile().exists())
            .findFirst()
            .orElse(bundle);
    }
}
