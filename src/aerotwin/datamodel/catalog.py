"""The tables of a schema as its catalog describes them: columns, comments and keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from aerotwin.datamodel import properties
from aerotwin.diagrams.entities import Column, Entity, ForeignKey

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

THREADS = 4
Keys = Mapping[str, tuple[tuple[str, ...], tuple[ForeignKey, ...]]]


def entities(spark: SparkSession, skip: Sequence[str] = ()) -> list[Entity]:
    """The tables of the current schema by name, without views and without those named in `skip`.

    Keys come from constraints where the catalog has an information_schema, else from table properties.
    """
    views = {row["viewName"] for row in spark.sql("SHOW VIEWS").collect()}
    tables = [row["tableName"] for row in spark.sql("SHOW TABLES").collect() if not row["isTemporary"]]
    names = sorted(set(tables) - views - set(skip))
    declared = constraints(spark)
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(lambda name: entity(spark, name, declared), names))


def entity(spark: SparkSession, name: str, declared: Keys) -> Entity:
    """One table."""
    quoted = "`" + name.replace("`", "``") + "`"
    rows = [(row[0], row[1], row[2]) for row in spark.sql(f"DESCRIBE TABLE EXTENDED {quoted}").collect()]
    columns, facts = described(rows)
    primary, foreign = declared.get(name) or properties.read(_told(facts.get("Table Properties", "")))
    return Entity(name, tuple(columns), facts.get("Comment", ""), primary, foreign)


def described(rows: Sequence[tuple[str, str, str | None]]) -> tuple[list[Column], dict[str, str]]:
    """Columns and facts from the rows (col_name, data_type, comment) of DESCRIBE TABLE EXTENDED; pure."""
    columns: list[Column] = []
    facts: dict[str, str] = {}
    heading = ""
    for name, kind, comment in rows:
        if name.startswith("#") or not name:
            heading = name or heading or "#"
        elif not heading:
            columns.append(Column(name, kind, comment or ""))
        else:
            facts[name] = kind
    return columns, facts


def _told(text: str) -> dict[str, str]:
    """`[a=1,b=2]` as a mapping; a comma within a value is told by what follows: no `name=`."""
    found: dict[str, str] = {}
    last = ""
    for part in text.strip("[]").split(","):
        name, equals, value = part.partition("=")
        if equals and name and " " not in name:
            last = name
            found[name] = value
        elif last:
            found[last] += f",{part}"
    return found


def constraints(spark: SparkSession) -> Keys:
    """Keys by table from information_schema; none where there is none."""
    schema = spark.catalog.currentDatabase().replace("'", "")
    try:
        rows = [
            tuple(row)
            for row in spark.sql(
                f"""
                SELECT t.constraint_type, t.constraint_name, t.table_name, k.column_name, k.ordinal_position,
                       o.table_name AS referred, o.column_name AS reference
                FROM information_schema.table_constraints t
                JOIN information_schema.key_column_usage k
                  ON k.constraint_name = t.constraint_name AND k.constraint_schema = t.constraint_schema
                 AND k.table_name = t.table_name
                LEFT JOIN information_schema.referential_constraints r
                  ON r.constraint_name = t.constraint_name AND r.constraint_schema = t.constraint_schema
                LEFT JOIN information_schema.key_column_usage o
                  ON o.constraint_name = r.unique_constraint_name
                 AND o.constraint_schema = r.unique_constraint_schema
                 AND o.ordinal_position = k.position_in_unique_constraint
                WHERE t.constraint_schema = '{schema}'
                """
            ).collect()
        ]
    except Exception:
        # A catalog without information_schema, as open-source Spark's own.
        return {}
    return joined(rows)


def joined(rows: Sequence[tuple[object, ...]]) -> Keys:
    """Keys by table; pure.

    `rows`: type, constraint, table, column, position, and of a foreign key the table and column referred to.
    """
    primary: dict[str, list[str]] = {}
    foreign: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for row in sorted(rows, key=lambda row: (str(row[1]), row[4])):
        kind, name, table, column, _, referred, reference = (str(value or "") for value in row)
        if kind == "PRIMARY KEY":
            primary.setdefault(table, []).append(column)
        elif kind == "FOREIGN KEY" and referred:
            foreign.setdefault((table, name), []).append((column, referred, reference))
    keys: dict[str, list[ForeignKey]] = {}
    for (table, _), parts in foreign.items():
        columns, referred_to, references = zip(*parts, strict=True)
        keys.setdefault(table, []).append(ForeignKey(columns, referred_to[0], references))
    return {table: (tuple(primary.get(table, ())), tuple(keys.get(table, ()))) for table in {*primary, *keys}}
