package aerotwin.catalog;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

import aerotwin.catalog.sql.DatabricksParser;
import aerotwin.catalog.sql.MetricViewCheck;
import aerotwin.catalog.sql.OwnFunctions;
import aerotwin.catalog.sql.ReadFiles;

import scala.Function1;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** What {@code spark.sql.extensions} names, after Delta's: catalogs and statements of Databricks SQL. */
public final class Extension extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        extensions.injectParser(new AbstractFunction2<SparkSession, ParserInterface, ParserInterface>() {
            @Override
            public ParserInterface apply(SparkSession session, ParserInterface parser) {
                return new DatabricksParser((org.apache.spark.sql.classic.SparkSession) session, parser);
            }
        });
        extensions.injectTableFunction(new Tuple3<>(new FunctionIdentifier("read_files"),
            new ExpressionInfo(ReadFiles.class.getName(), "read_files"), new ReadFiles()));
        OwnFunctions.register(extensions);
        extensions.injectCheckRule(new AbstractFunction1<SparkSession, Function1<LogicalPlan, BoxedUnit>>() {
            @Override
            public Function1<LogicalPlan, BoxedUnit> apply(SparkSession session) {
                return new MetricViewCheck();
            }
        });
        return BoxedUnit.UNIT;
    }
}
