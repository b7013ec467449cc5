package aerotwin.catalog;

import org.apache.spark.sql.classic.SparkSession;

/** Keeps a session's catalogs those of the {@link Registry}. */
public final class SessionCatalogs {
    private final SparkSession session;
    private int seen;
    private boolean busy;

    public SessionCatalogs(SparkSession session) {
        this.session = session;
    }

    /** Enter the catalogs that were made since the last call. Cheap when there are none. */
    public synchronized void refresh() {
        // Looking into the metastore may parse something itself.
        if (busy) {
            return;
        }
        busy = true;
        try {
            Registry.load(session);
            Registry.readDeclared(session);
            if (seen == Registry.version()) {
                return;
            }
            Registry.enter(session);
            seen = Registry.version();
        } finally {
            busy = false;
        }
    }
}
