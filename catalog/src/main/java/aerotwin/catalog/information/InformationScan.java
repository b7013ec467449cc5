package aerotwin.catalog.information;

import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

import scala.Function1;

/** One reading of a relation. Spark applies all conditions itself; some also spare looking into tables. */
final class InformationScan implements SupportsPushDownFilters, LocalScan {
    private final String catalog;
    private final Relation relation;
    private Filter[] conditions = {};

    InformationScan(String catalog, Relation relation) {
        this.catalog = catalog;
        this.relation = relation;
    }

    @Override
    public Filter[] pushFilters(Filter[] filters) {
        conditions = filters;
        return filters;
    }

    @Override
    public Filter[] pushedFilters() {
        return new Filter[0];
    }

    @Override
    public Scan build() {
        return this;
    }

    @Override
    public StructType readSchema() {
        return relation.schema();
    }

    @Override
    public InternalRow[] rows() {
        Function1<Object, Object> convert = CatalystTypeConverters.createToCatalystConverter(relation.schema());
        return relation.rows().in(new Scope(catalog, conditions))
            .map(values -> (InternalRow) convert.apply(RowFactory.create(values)))
            .toArray(InternalRow[]::new);
    }
}
