package aerotwin.catalog.files;

import java.net.URI;

import org.apache.hadoop.fs.Path;

/** The files of {@code dbfs:} addresses. */
class RawDbfs extends RawFiles {
    static final String SCHEME = "dbfs";

    private static final URI ROOT = URI.create(SCHEME + ":///");

    @Override
    public URI getUri() {
        return ROOT;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path(ROOT);
    }

    @Override
    protected String shown(Path address) {
        return Roots.mounted(super.shown(address));
    }
}
