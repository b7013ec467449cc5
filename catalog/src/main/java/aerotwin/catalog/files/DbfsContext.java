package aerotwin.catalog.files;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/** What {@code fs.AbstractFileSystem.dbfs.impl} names. */
public final class DbfsContext extends DelegateToFileSystem {
    public DbfsContext(URI address, Configuration conf) throws IOException, URISyntaxException {
        super(URI.create("dbfs:///"), new RawDbfs(), conf, RawDbfs.SCHEME, false);
    }

    @Override
    public int getUriDefaultPort() {
        return -1;
    }
}
