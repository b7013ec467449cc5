"""What a SQL statement of a pipeline says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.pipelines.cdc.changes import BITEMPORAL, Changes, scd_type
from aerotwin.runtime.pipelines.ddl import items
from aerotwin.runtime.pipelines.model import Action, Expectation, Kind, Options
from aerotwin.runtime.pipelines.sql.words import Words

_ACTIONS = {("DROP", "ROW"): Action.DROP, ("FAIL", "UPDATE"): Action.FAIL}
_CDC_WORDS = ("KEYS", "IGNORE", "APPLY", "SYSTEM SEQUENCE", "SEQUENCE", "COLUMNS", "STORED", "TRACK")
_UNTYPED = ("", "COMMENT", "MASK", "CONSTRAINT", ",")


@dataclass(frozen=True)
class Create:
    """CREATE of a dataset. `renamed` are the columns' names by a column list that has no types."""

    name: str
    kind: Kind
    query: str | None
    options: Options
    expectations: tuple[Expectation, ...] = ()
    renamed: tuple[str, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    published: bool = False
    changes: tuple[str, Changes] | None = None


@dataclass(frozen=True)
class Insert:
    """CREATE FLOW … INSERT INTO."""

    flow: str
    target: str
    query: str
    once: bool


@dataclass(frozen=True)
class Apply:
    """AUTO CDC INTO or APPLY CHANGES INTO; without a name of its own the flow has its target's."""

    flow: str | None
    target: str
    query: str
    once: bool
    changes: Changes


@dataclass(frozen=True)
class Setting:
    """SET key = value, or USE CATALOG and USE SCHEMA (then the key is `catalog` or `schema`)."""

    key: str
    value: str
    use: bool = False


Statement = Create | Insert | Apply | Setting


def parse(text: str) -> Statement:
    """The meaning of one statement. Raises AeroTwinError for one that pipelines do not know."""
    words = Words(text)
    if words.accept("SET"):
        return _setting(words)
    if words.accept("USE"):
        key = "catalog" if words.accept("CATALOG") else "schema"
        words.accept("SCHEMA") or words.accept("DATABASE")
        return Setting(key, words.name(), use=True)
    if words.accept("CREATE", "FLOW"):
        return _flow(words)
    if words.accept("APPLY", "CHANGES") or words.accept("AUTO", "CDC"):
        return _apply(words, None)
    if words.accept("CREATE"):
        return _create(words)
    first = " ".join(words.rest().split()[:3])
    raise AeroTwinError(
        f"`{first} …` is not a statement of pipelines; they are CREATE OR REFRESH STREAMING TABLE, "
        "CREATE OR REFRESH MATERIALIZED VIEW, CREATE VIEW, CREATE FLOW, AUTO CDC INTO, SET and USE."
    )


def _setting(words: Words) -> Setting:
    key, _, value = words.rest().partition("=")
    return Setting(key.strip().strip("`"), value.strip().strip("'\""))


def _create(words: Words) -> Create:
    words.accept("OR", "REFRESH") or words.accept("OR", "REPLACE")
    private = words.accept("PRIVATE")
    temporary = words.accept("TEMPORARY") or words.accept("TEMP")
    streaming = words.accept("STREAMING") or words.accept("INCREMENTAL")
    live = words.accept("LIVE")
    if words.accept("MATERIALIZED", "VIEW"):
        kind = Kind.MATERIALIZED_VIEW
    elif words.accept("VIEW"):
        kind = Kind.VIEW
    elif (streaming or live) and words.accept("TABLE"):
        kind = Kind.STREAMING_TABLE if streaming else Kind.MATERIALIZED_VIEW
    else:
        raise AeroTwinError(
            "CREATE makes a STREAMING TABLE, a MATERIALIZED VIEW, a VIEW or a FLOW in a pipeline; "
            f"something else is asked for {words.here()}."
        )
    words.accept("IF", "NOT", "EXISTS")
    made = Create(words.name(), kind, None, Options(private=private or (temporary and kind is not Kind.VIEW)))
    if kind is Kind.VIEW:
        made = replace(made, published=not temporary and not live)
    if words.peek() == "(":
        made = _columns(made, words.group())
    return _clauses(made, words)


def _columns(made: Create, text: str) -> Create:
    """Take in a column list: columns, keys, expectations."""
    columns, keys, expectations, names, comments = [], [], [], [], {}
    for item in items(text):
        words = Words(item)
        if words.accept("CONSTRAINT"):
            name = words.name().strip("`")
            if words.accept("EXPECT"):
                expectations.append(_expectation(name, words))
            else:
                keys.append(item)
            continue
        if words.peek() in ("PRIMARY", "FOREIGN"):
            keys.append(item)
            continue
        if words.peek(1) in _UNTYPED and (len(words.words) == 1 or not words.words[1].quoted):
            name = words.name().strip("`")
            names.append(name)
            if words.accept("COMMENT"):
                comments[name] = words.string()
        else:
            columns.append(item)
    if columns and names:
        raise AeroTwinError(f"{made.name}: give all columns a type, or none of them.")
    options = replace(made.options, schema=", ".join([*columns, *keys]) if columns else None)
    return replace(
        made, options=options, expectations=tuple(expectations), renamed=tuple(names), comments=comments
    )


def _expectation(name: str, words: Words) -> Expectation:
    condition, action = words.group(), Action.ALLOW
    if words.accept("ON", "VIOLATION"):
        said = (words.peek(), words.peek(1))
        if said not in _ACTIONS:
            raise AeroTwinError(f"ON VIOLATION takes DROP ROW or FAIL UPDATE, not {' '.join(said)}.")
        action = _ACTIONS[said]
    return Expectation(name, condition.strip(), action)


def _clauses(made: Create, words: Words) -> Create:
    options = made.options
    while not words.done:
        if words.accept("AS"):
            return replace(made, query=words.rest(), options=options)
        if words.accept("FLOW"):
            return _inline_flow(replace(made, options=options), words)
        if words.accept("COMMENT"):
            options = replace(options, comment=words.string())
        elif words.accept("PARTITIONED", "BY"):
            options = replace(options, partition_cols=_names(words.group()))
        elif words.accept("CLUSTER", "BY"):
            # AUTO leaves the choice to Databricks; here it is to have none.
            keys = () if words.accept("AUTO") or words.accept("NONE") else _names(words.group())
            options = replace(options, cluster_by=keys)
        elif words.accept("TBLPROPERTIES"):
            options = replace(options, table_properties=_properties(words.group()))
        elif words.accept("LOCATION"):
            options = replace(options, path=words.string())
        elif words.accept("USING"):
            words.expect("DELTA")
        elif words.accept("DEFAULT", "COLLATION"):
            words.name()
        elif words.accept("SCHEDULE") or words.accept("TRIGGER"):
            words.until("AS", "COMMENT", "TBLPROPERTIES", "CLUSTER", "PARTITIONED")
        else:
            raise AeroTwinError(f"{made.name}: a clause that does not run locally stands {words.here()}.")
    return replace(made, options=options)


def _inline_flow(made: Create, words: Words) -> Create:
    if words.accept("INSERT"):
        words.accept("BY", "NAME")
        return replace(made, query=words.rest())
    words.expect("AUTO", "CDC")
    applied = _changes(words)
    return replace(made, changes=applied)


def _names(text: str) -> tuple[str, ...]:
    return tuple(item.strip().strip("`") for item in items(text))


def _properties(text: str) -> dict[str, str]:
    found = {}
    for item in items(text):
        key, _, value = item.partition("=") if "=" in item else item.partition(" ")
        found[key.strip().strip("'\"`")] = value.strip().strip("'\"")
    return found


def _flow(words: Words) -> Statement:
    name = words.name().strip("`")
    if words.accept("COMMENT"):
        words.string()
    words.expect("AS")
    if words.accept("AUTO", "CDC") or words.accept("APPLY", "CHANGES"):
        return _apply(words, name)
    words.expect("INSERT")
    once = words.accept("ONCE")
    words.expect("INTO")
    once = words.accept("ONCE") or once
    target = words.name()
    words.accept("BY", "NAME")
    return Insert(name, target, words.rest(), once)


def _apply(words: Words, flow: str | None) -> Apply:
    once = words.accept("ONCE")
    words.expect("INTO")
    once = words.accept("ONCE") or once
    target = words.name()
    query, changes = _changes(words)
    return Apply(flow, target, query, once, changes)


def _changes(words: Words) -> tuple[str, Changes]:
    """The query of the source, and how its changes are applied."""
    words.expect("FROM")
    source = words.until(*_CDC_WORDS)
    found: dict[str, object] = {}
    while not words.done:
        if words.accept("KEYS"):
            found["keys"] = _names(words.group())
        elif words.accept("IGNORE", "NULL", "UPDATES"):
            if words.accept("ON"):
                found["null_ignoring"], found["null_applying"] = _choice(words)
            else:
                found["ignore_null_updates"] = True
        elif words.accept("APPLY", "AS", "DELETE", "WHEN"):
            found["deletes"] = words.until(*_CDC_WORDS)
        elif words.accept("APPLY", "AS", "TRUNCATE", "WHEN"):
            found["truncates"] = words.until(*_CDC_WORDS)
        elif words.accept("SEQUENCE", "BY"):
            found["sequence_by"] = words.until(*_CDC_WORDS)
        elif words.accept("SYSTEM", "SEQUENCE", "BY"):
            found["system_sequence_by"] = words.until(*_CDC_WORDS)
        elif words.accept("COLUMNS", "TO", "UPDATE"):
            found["updated"] = words.until(*_CDC_WORDS)
        elif words.accept("COLUMNS"):
            found["columns"], found["except_columns"] = _choice(words)
        elif words.accept("STORED", "AS", "SCD", "TYPE"):
            found["scd_type"] = scd_type(words.name())
        elif words.accept("STORED", "AS", "BITEMPORAL"):
            found["scd_type"] = BITEMPORAL
        elif words.accept("TRACK", "HISTORY", "ON"):
            found["tracked"], found["not_tracked"] = _choice(words)
        else:
            raise AeroTwinError(f"AUTO CDC does not know what stands {words.here()}.")
    return f"SELECT * FROM {source}", Changes.of(**found)


def _choice(words: Words) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """A list of columns, or all except some."""
    if words.accept("*", "EXCEPT") or words.accept("*"):
        return None, _names(words.group()) if words.peek() == "(" else None
    if words.peek() == "(":
        return _names(words.group()), None
    return _names(words.until(*_CDC_WORDS)), None
