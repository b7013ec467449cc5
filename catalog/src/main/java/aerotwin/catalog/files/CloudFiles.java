package aerotwin.catalog.files;

import java.io.IOException;
import java.net.URI;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** What {@code fs.s3.impl} and the like name: storage of a cloud, which is refused by the address that is asked for. */
public final class CloudFiles extends RawLocalFileSystem {
    /** How what it refuses begins, as Spark's own errors do. */
    public static final String CONDITION = "[CLOUD_STORAGE_NOT_HERE]";

    @Override
    public void initialize(URI address, Configuration conf) throws IOException {
        String place = address.toString().replaceFirst("/_delta_log(?:/.*)?$", "");
        throw new IOException(CONDITION + " Storage of a cloud is not reachable locally: " + place
            + ". Put its files into a volume and name that, or give another path.");
    }
}
