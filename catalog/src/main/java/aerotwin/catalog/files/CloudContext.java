package aerotwin.catalog.files;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/** What {@code fs.AbstractFileSystem.s3.impl} and the like name, for the checkpoints of streams. */
public final class CloudContext extends DelegateToFileSystem {
    public CloudContext(URI address, Configuration conf) throws IOException, URISyntaxException {
        super(address, new CloudFiles(), conf, address.getScheme(), false);
    }
}
