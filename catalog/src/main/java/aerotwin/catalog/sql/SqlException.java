package aerotwin.catalog.sql;

import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.util.QuotingUtils;

import scala.Option;
import scala.collection.immutable.Map$;

/** A statement that cannot be run, told in words for the person who wrote it. */
public final class SqlException extends AnalysisException {
    private SqlException(String message) {
        super(message, Option.empty(), Option.empty(), Option.empty(), Option.empty(), Map$.MODULE$.empty(),
            new QueryContext[0]);
    }

    /**
     * Throws it; to be written {@code throw SqlException.of(...)}. Spark's exceptions of this kind are checked for
     * Java alone, so it is thrown past the compiler.
     *
     * @param message begins with Databricks' error condition in brackets where there is one
     */
    public static RuntimeException of(String message) {
        return SqlException.<RuntimeException>unchecked(new SqlException(message));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException unchecked(Throwable error) throws E {
        throw (E) error;
    }

    /** A name as SQL quotes it. */
    public static String quoted(String... parts) {
        StringBuilder all = new StringBuilder();
        for (String part : parts) {
            all.append(all.length() == 0 ? "" : ".").append(QuotingUtils.quoteIdentifier(part));
        }
        return all.toString();
    }
}
