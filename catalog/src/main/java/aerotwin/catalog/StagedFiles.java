package aerotwin.catalog;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.V1Write;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.sources.InsertableRelation;

/**
 * A table of files that are not Delta's, made from a query: it exists already, empty, and is removed if the query fails.
 * Delta's own form of it fails, since Spark's catalog gives it no table.
 */
final class StagedFiles implements StagedTable, SupportsWrite {
    private final String name;
    private final Table made;
    private final Runnable remove;

    /** {@code name} is how SQL names the table {@code made}; {@code remove} drops it. */
    StagedFiles(String name, Table made, Runnable remove) {
        this.name = name;
        this.made = made;
        this.remove = remove;
    }

    @Override
    public void commitStagedChanges() { }

    @Override
    public void abortStagedChanges() {
        remove.run();
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        return new Writing(name);
    }

    @Override
    public String name() {
        return made.name();
    }

    @Override
    public Column[] columns() {
        return made.columns();
    }

    @Override
    public Transform[] partitioning() {
        return made.partitioning();
    }

    @Override
    public Map<String, String> properties() {
        return made.properties();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.V1_BATCH_WRITE, TableCapability.TRUNCATE);
    }

    /**
     * Fills the table of this name, by a statement: DataFrames leave out the catalog of such tables. There are no rows to be
     * truncated.
     */
    private record Writing(String name) implements WriteBuilder, SupportsTruncate, V1Write {
        @Override
        public WriteBuilder truncate() {
            return this;
        }

        @Override
        public Write build() {
            return this;
        }

        @Override
        public InsertableRelation toInsertableRelation() {
            return (rows, overwrite) -> insert(rows);
        }

        private void insert(Dataset<Row> rows) {
            String view = "rows_" + UUID.randomUUID().toString().replace('-', '_');
            rows.createOrReplaceTempView(view);
            try {
                Session.active().sql("INSERT INTO " + name + " TABLE " + view);
            } finally {
                Session.active().catalog().dropTempView(view);
            }
        }
    }
}
