package aerotwin.catalog.files;

import org.apache.hadoop.fs.LocalFileSystem;

/** What {@code fs.file.impl} names: {@link RawFiles} with checksums, as Hadoop's own local file system has them. */
public final class LocalFiles extends LocalFileSystem {
    public LocalFiles() {
        super(new RawFiles());
    }
}
