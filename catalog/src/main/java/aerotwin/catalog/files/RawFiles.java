package aerotwin.catalog.files;

import java.io.File;
import java.io.IOException;
import java.net.URI;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * This machine's files, those of a workspace under the paths that they have there. What is listed keeps these paths,
 * so {@code _metadata.file_path} and {@code input_file_name()} show them.
 */
class RawFiles extends RawLocalFileSystem {
    /** The setting that names the home. */
    static final String HOME = "aerotwin.home";

    private Roots roots;

    @Override
    public void initialize(URI address, Configuration conf) throws IOException {
        super.initialize(address, conf);
        roots = new Roots(conf.get(HOME));
    }

    /** The path of a workspace that an address stands for. */
    protected String shown(Path address) {
        return address.toUri().getPath();
    }

    @Override
    public File pathToFile(Path path) {
        checkPath(path);
        Path absolute = path.isAbsolute() ? path : new Path(getWorkingDirectory(), path);
        return roots.local(shown(absolute));
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
        File folder = pathToFile(path);
        if (Roots.isMapped(shown(path))) {
            // The folder above may be one of this machine as an address, and not be there yet as a folder.
            folder.getParentFile().mkdirs();
        }
        return super.mkdirs(path);
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        FileStatus status = super.getFileStatus(path);
        if (!Roots.isMapped(shown(path))) {
            return status;
        }
        return new FileStatus(status.getLen(), status.isDirectory(), status.getReplication(), status.getBlockSize(),
            status.getModificationTime(), makeQualified(path));
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        if (Roots.isMapped(shown(path)) && pathToFile(path).isFile()) {
            return new FileStatus[] {getFileStatus(path)};
        }
        return super.listStatus(path);
    }
}
