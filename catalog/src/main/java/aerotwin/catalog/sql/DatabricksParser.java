package aerotwin.catalog.sql;

import java.util.List;
import java.util.Optional;

import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParameterContext;
import org.apache.spark.sql.catalyst.parser.ParameterHandler;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

import aerotwin.catalog.SessionCatalogs;

import scala.collection.immutable.Seq;

/** Delta's parser, preceded by the statements of Databricks SQL that it rejects. */
public final class DatabricksParser implements ParserInterface {
    private static final List<Family> FAMILIES = List.of(new CatalogStatements(), new VolumeStatements(),
        new GovernanceStatements(), new KeyStatements(), new CopyInto(), new ListStatement(), new AnalyzeStatement(),
        new MetricViewStatements(), new CommentStatements(), new SubqueryChanges(), new ReplacingInsert(), new ShowCreateTable(),
        new StorageStatements());

    private final ParserInterface parser;
    private final SessionCatalogs catalogs;

    public DatabricksParser(SparkSession session, ParserInterface parser) {
        this.parser = parser;
        this.catalogs = new SessionCatalogs(session);
    }

    @Override
    public LogicalPlan parsePlan(String text) throws ParseException {
        Optional<LogicalPlan> own = parseOwn(text);
        if (own.isPresent()) {
            return own.get();
        }
        LogicalPlan plan = databricks(text, parser.parsePlan(Rewriting.apply(text)));
        return ReadableResults.isDescription(new Tokens(text))
            ? new StatementPlan(ReadableResults.of(plan), text) : plan;
    }

    private Optional<LogicalPlan> parseOwn(String text) {
        catalogs.refresh();
        return FAMILIES.stream()
            .flatMap(family -> family.parse(new Tokens(text)).stream())
            .findFirst()
            .map(statement -> new StatementPlan(statement, text));
    }

    /** The plan with what Spark does not have in its place. */
    private LogicalPlan databricks(String text, LogicalPlan plan) {
        LogicalPlan measured = MetricQueries.areIn(text) ? MetricQueries.writtenOut(plan, parser) : plan;
        return JsonPaths.areIn(text) ? JsonPaths.called(measured) : measured;
    }

    /** The plan of a statement of Spark's or Delta's, whatever this plugin makes of it. */
    LogicalPlan parseInner(String text) throws ParseException {
        return parser.parsePlan(text);
    }

    /** Delta 4.4.0 passes Spark 4.2's parameters by, so they are put into the text first. */
    @Override
    public LogicalPlan parsePlanWithParameters(String text, ParameterContext parameters) throws ParseException {
        Optional<LogicalPlan> own = parseOwn(Parameters.substitute(text, parameters));
        return own.isPresent() ? own.get()
            : parsePlan(ParameterHandler.substituteParameters(Rewriting.apply(text), parameters)._1());
    }

    @Override
    public LogicalPlan parseQuery(String text) throws ParseException {
        catalogs.refresh();
        return databricks(text, parser.parseQuery(text));
    }

    @Override
    public Seq<String> parseMultipartIdentifier(String text) throws ParseException {
        catalogs.refresh();
        return parser.parseMultipartIdentifier(text);
    }

    @Override
    public Expression parseExpression(String text) throws ParseException {
        return parser.parseExpression(text);
    }

    @Override
    public TableIdentifier parseTableIdentifier(String text) throws ParseException {
        return parser.parseTableIdentifier(text);
    }

    @Override
    public FunctionIdentifier parseFunctionIdentifier(String text) throws ParseException {
        return parser.parseFunctionIdentifier(text);
    }

    @Override
    public StructType parseRoutineParam(String text) throws ParseException {
        return parser.parseRoutineParam(text);
    }

    @Override
    public StructType parseTableSchema(String text) throws ParseException {
        return parser.parseTableSchema(text);
    }

    @Override
    public DataType parseDataType(String text) throws ParseException {
        return parser.parseDataType(text);
    }
}
