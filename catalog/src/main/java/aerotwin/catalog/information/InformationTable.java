package aerotwin.catalog.information;

import java.util.Set;

import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A relation of a catalog's information_schema. */
record InformationTable(String catalog, String relation, Relation content) implements SupportsRead {
    @Override
    public String name() {
        return catalog + ".information_schema." + relation;
    }

    @Override
    public StructType schema() {
        return content.schema();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        return new InformationScan(catalog, content);
    }
}
