package aerotwin.catalog;

import java.util.List;
import java.util.Map;

import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.StagingTableCatalog;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;

import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The session that is running now, and its own catalog, which all others lead to. */
public final class Session {
    private Session() { }

    /** The session of this thread. */
    public static SparkSession active() {
        return SparkSession.active();
    }

    /** Its catalogs. */
    public static CatalogManager catalogs() {
        return active().sessionState().catalogManager();
    }

    /** Its own catalog, Delta's, as the catalog of tables. */
    static StagingTableCatalog tables() {
        return (StagingTableCatalog) catalogs().v2SessionCatalog();
    }

    /** Its own catalog as the catalog of schemas. */
    public static SupportsNamespaces schemas() {
        return (SupportsNamespaces) catalogs().v2SessionCatalog();
    }

    /** Its own catalog as the catalog of functions. */
    static FunctionCatalog functions() {
        return (FunctionCatalog) catalogs().v2SessionCatalog();
    }

    /** Its own catalog in the form in which the metastore is written to. */
    public static SessionCatalog metastore() {
        return catalogs().v1SessionCatalog();
    }

    /** A Scala sequence as a list. */
    public static <T> List<T> list(scala.collection.Seq<T> sequence) {
        return CollectionConverters.asJava(sequence);
    }

    /** A Scala map as a map. */
    public static <K, V> Map<K, V> map(scala.collection.Map<K, V> map) {
        return CollectionConverters.asJava(map);
    }

    /** A list as a Scala sequence. */
    public static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }
}
