package aerotwin.catalog.files;

/** What {@code fs.dbfs.impl} names. */
public final class Dbfs extends RawDbfs {
}
