"""Field expressions of widgets, in Databricks' SQL, as DuckDB understands them."""

from __future__ import annotations

from collections.abc import Iterable

import sqlglot
from sqlglot import exp

from aerotwin.runtime.dashboards.model import Column, DashboardError

# Databricks adds this to a filter's query to grey out values; nothing here depends on it.
ASSOCIATIVE = "associative_filter_predicate_group"
_DEPTH = 10
_AGGREGATES = {"measure", "sum_if", "listagg", "string_agg", "percentile_cont", "percentile_disc"}


def parse(expression: str, columns: Iterable[Column] = ()) -> exp.Expr:
    """The tree of `expression`, with measures and calculated columns of its dataset written out.

    Raises DashboardError if it is not an expression, or a calculated column refers to itself.
    """
    known = {column.name.lower(): column.expression for column in columns}
    return _expanded(_tree(expression), known, _DEPTH).transform(_as_duckdb)


def _tree(expression: str) -> exp.Expr:
    try:
        tree = sqlglot.parse_one(expression, read="databricks")
    except sqlglot.errors.SqlglotError as error:
        said = str(error).splitlines()[0]
        raise DashboardError(f'expression "{expression}" is not understood: {said}') from None
    if isinstance(tree, exp.Alias):
        tree = tree.this
    if isinstance(tree, exp.Query | exp.DDL | exp.Command | exp.Semicolon) or tree.find(exp.Query, exp.DML):
        raise DashboardError(f'expression "{expression}" is a statement, not an expression')
    return tree


def _expanded(tree: exp.Expr, known: dict[str, str], depth: int) -> exp.Expr:
    def write_out(node: exp.Expr) -> exp.Expr:
        is_measure = isinstance(node, exp.Anonymous) and node.name.lower() == "measure"
        column = node.expressions[0] if is_measure and node.expressions else node
        if not isinstance(column, exp.Column) or column.table:
            return node
        name = column.name.lower()
        if name not in known:
            if is_measure:
                listed = ", ".join(sorted(known)) or "none"
                raise DashboardError(
                    f'measure "{column.name}" is not defined by the dataset; defined: {listed} '
                    "(those of a metric view cannot be read here)"
                )
            return node
        if depth == 0:
            raise DashboardError(f'calculated column "{column.name}" refers to itself')
        inner = _tree(known[name])
        others = {key: text for key, text in known.items() if key != name} if _same(inner, name) else known
        return exp.paren(_expanded(inner, others, depth - 1), copy=False)

    return tree.transform(write_out)


def _same(tree: exp.Expr, name: str) -> bool:
    """Whether a calculation reads a column of its own name: that is the dataset's."""
    return isinstance(tree, exp.Expr) and any(one.name.lower() == name for one in tree.find_all(exp.Column))


def _as_duckdb(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Count) and isinstance(node.this, exp.Column) and node.this.name == "*":
        return exp.Count(this=exp.Star())
    if isinstance(node, exp.Quantile):
        return exp.Anonymous(this="quantile_cont", expressions=[node.this, node.args["quantile"]])
    if isinstance(node, exp.ApproxQuantile):
        return exp.Anonymous(this="quantile_disc", expressions=[node.this, node.args["quantile"]])
    if isinstance(node, exp.DayOfWeek) and not isinstance(node.parent, exp.Paren):
        return exp.paren(exp.Add(this=node.copy(), expression=exp.Literal.number(1)), copy=False)
    if isinstance(node, exp.Anonymous):
        return _function(node)
    return node


def _function(node: exp.Anonymous) -> exp.Expr:
    name, arguments = node.name.lower(), node.expressions
    if name in ("bin_floor", "bin") and len(arguments) > 1:
        return _bin_floor(arguments[0], arguments[1])
    if name == "isnull" and arguments:
        return exp.Is(this=arguments[0], expression=exp.Null())
    if name == "isnotnull" and arguments:
        return exp.Not(this=exp.Is(this=arguments[0], expression=exp.Null()))
    if name == "weekday" and arguments:
        days = exp.Anonymous(this="isodow", expressions=arguments)
        return exp.paren(exp.Sub(this=days, expression=exp.Literal.number(1)), copy=False)
    return node


def _bin_floor(value: exp.Expr, width: exp.Expr) -> exp.Expr:
    """The lower edge of the value's bin."""
    if isinstance(width, exp.EQ):  # bin(x, binWidth=2)
        if width.this.name.lower() != "binwidth":
            raise DashboardError(f'bin with "{width.sql()}": use binWidth=WIDTH or BIN_FLOOR(column, width)')
        width = width.expression
    ratio = exp.Div(this=exp.paren(value, copy=True), expression=width.copy())
    return exp.Mul(this=exp.Floor(this=ratio), expression=width.copy())


def is_aggregate(tree: exp.Expr) -> bool:
    """Whether the expression aggregates rows, outside a window."""
    for node in tree.find_all(exp.AggFunc, exp.Anonymous):
        if isinstance(node, exp.Anonymous) and node.name.lower() not in (
            *_AGGREGATES,
            "quantile_cont",
            "quantile_disc",
        ):
            continue
        if not isinstance(node.parent, exp.Window):
            return True
    return False


def names(tree: exp.Expr) -> set[str]:
    """The dataset columns it reads, lower case."""
    return {column.parts[0].name.lower() for column in tree.find_all(exp.Column)}


def sql(tree: exp.Expr) -> str:
    """The expression as DuckDB's SQL."""
    return tree.sql("duckdb", unsupported_level=sqlglot.ErrorLevel.IGNORE)
