"""Arrow in, Arrow out: an aircraft's collected history as an array of structs, and back as feature rows.

Spark collects the rows of each aircraft into one array and gives it to a vectorised function; this keeps the
dataset functions lazy (grouped maps would look at their input while the pipeline is being declared) and
costs the JVM a handful of generated classes, whatever the number of features.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aerotwin.conf import Component
from aerotwin.features.aircraft import Flown, sum_up
from aerotwin.features.columns import Column
from aerotwin.features.compute import Readings, compute

Rows = dict[str, Any]
_TYPES = {
    "string": pa.string(),
    "double": pa.float64(),
    "bigint": pa.int64(),
    "timestamp": pa.timestamp("us", "UTC"),
}


def by_aircraft(histories: pa.Array, columns: list[Column], one: Callable[[pa.Table], Rows]) -> pa.Array:
    """Apply `one` to each list of structs; what it makes becomes a list of structs of these columns."""
    rows_type = pa.list_(pa.struct([pa.field(column.name, _TYPES[column.type]) for column in columns]))
    made = [one(pa.Table.from_struct_array(histories[index].values)) for index in range(len(histories))]
    struct = rows_type.value_type
    columns = [
        pa.concat_arrays([_array(rows[field.name], field.type) for rows in made])
        if made
        else pa.array([], field.type)
        for field in struct
    ]
    lengths = [len(rows[struct.field(0).name]) for rows in made]
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    return pa.ListArray.from_arrays(
        offsets, pa.StructArray.from_arrays(columns, fields=list(struct)), rows_type
    )


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values, pa.Array):
        return values.cast(kind)
    return pa.array(values, from_pandas=True).cast(kind)


def _floats(table: pa.Table, name: str) -> np.ndarray:
    return table[name].cast(pa.float64()).to_numpy()


def _seconds(table: pa.Table, name: str) -> np.ndarray:
    return table[name].cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy() / 1e6


def component_rows(table: pa.Table, component: Component) -> Rows:
    """Feature rows of one aircraft from its silver rows and its maintenance (rows without a cycle)."""
    is_event = pc.is_null(table["cycle"])
    at = pc.unique(table.filter(is_event)["observed_at"])
    maintenance = np.sort(_seconds(pa.table({"at": at}), "at"))
    flown = table.filter(pc.invert(is_event)).sort_by([("observed_at", "ascending"), ("cycle", "ascending")])
    flown = _last_of_each_time(flown)
    values = np.column_stack([_floats(flown, name) for name in component.sensor_names])
    readings = Readings(
        seconds=_seconds(flown, "observed_at"),
        cycle=_floats(flown, "cycle"),
        load=_floats(flown, "phase_load"),
        ambient=_floats(flown, "ambient_c"),
        values=values,
        source_file=flown["source_file"],
        maintenance=maintenance,
    )
    kept = {name: flown[name] for name in ["observed_at", "cycle", *component.sensor_names]}
    return {**kept, **compute(component, readings)}


def _last_of_each_time(flown: pa.Table) -> pa.Table:
    times = flown["observed_at"].cast(pa.int64()).to_numpy()
    last = np.append(times[1:] != times[:-1], True) if len(times) else np.zeros(0, dtype=bool)
    return flown if last.all() else flown.filter(pa.array(last))


def aircraft_rows(table: pa.Table, components: list[str]) -> Rows:
    """Whole-aircraft rows from the component rows, maintenance and reference row of one aircraft."""
    kind = table["component"]
    ordered = table.sort_by("observed_at")
    entered = _seconds(table.filter(pc.equal(kind, "#aircraft")), "observed_at")
    maintained = _seconds(ordered.filter(pc.equal(ordered["component"], "#maintenance")), "observed_at")
    reported = {}
    for slug in components:
        rows = ordered.filter(pc.equal(ordered["component"], slug))
        names = ("cycle", "health_index", "anomalies")
        reported[slug] = Flown(_seconds(rows, "observed_at"), *(_floats(rows, name) for name in names))
    made = sum_up(reported, maintained, entered[0] if len(entered) else np.nan)
    seconds = made.pop("seconds")
    micros = np.round(seconds * 1e6).astype("int64")
    return {"observed_at": pa.array(micros).cast(_TYPES["timestamp"]), **made}
