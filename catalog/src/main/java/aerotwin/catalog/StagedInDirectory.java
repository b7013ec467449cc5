package aerotwin.catalog;

import java.util.Map;
import java.util.Set;

import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;

/** A table in the making that was given a {@link ManagedDirectory} of its own. */
final class StagedInDirectory implements StagedTable, SupportsWrite {
    private final Identifier identifier;
    private final StagedTable staged;

    StagedInDirectory(Identifier identifier, StagedTable staged) {
        this.identifier = identifier;
        this.staged = staged;
    }

    @Override
    public void commitStagedChanges() {
        staged.commitStagedChanges();
        ManagedDirectory.settle(identifier);
    }

    @Override
    public void abortStagedChanges() {
        staged.abortStagedChanges();
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        return ((SupportsWrite) staged).newWriteBuilder(info);
    }

    @Override
    public String name() {
        return staged.name();
    }

    @Override
    public Column[] columns() {
        return staged.columns();
    }

    @Override
    public Transform[] partitioning() {
        return staged.partitioning();
    }

    @Override
    public Map<String, String> properties() {
        return staged.properties();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return staged.capabilities();
    }
}
