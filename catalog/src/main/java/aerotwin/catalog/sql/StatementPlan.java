package aerotwin.catalog.sql;

import java.util.List;
import java.util.Objects;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.execution.command.LeafRunnableCommand;

import aerotwin.catalog.Session;

import scala.Enumeration;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * A {@link Statement} in the form in which Spark runs commands. Spark copies plans by calling the constructor with
 * the product's elements, so both are public and agree.
 */
public final class StatementPlan extends LogicalPlan implements LeafRunnableCommand {
    private final Statement statement;
    private final String text;
    private final Seq<Attribute> output;
    private Seq<Enumeration.Value> nodePatterns;

    @SuppressWarnings({"unchecked", "rawtypes"})
    public StatementPlan(Statement statement, String text) {
        this.statement = statement;
        this.text = text;
        this.output = (Seq) DataTypeUtils.toAttributes(statement.schema());
        Command.$init$(this);
    }

    @Override
    public Seq<Row> run(SparkSession session) {
        return Session.seq(statement.body().run());
    }

    @Override
    public Seq<Attribute> output() {
        return output;
    }

    @Override
    public Seq<Enumeration.Value> nodePatterns() {
        return nodePatterns;
    }

    @Override
    public void org$apache$spark$sql$catalyst$plans$logical$Command$_setter_$nodePatterns_$eq(
            Seq<Enumeration.Value> patterns) {
        nodePatterns = patterns;
    }

    @Override
    public Seq<LogicalPlan> children() {
        return Session.seq(List.of());
    }

    @Override
    public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
        return this;
    }

    @Override
    public Object productElement(int at) {
        return at == 0 ? statement : text;
    }

    @Override
    public int productArity() {
        return 2;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof StatementPlan;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StatementPlan && ((StatementPlan) other).statement == statement;
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(text);
    }
}
