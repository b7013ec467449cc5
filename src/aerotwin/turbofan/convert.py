"""C-MAPSS records in the terms of the lakehouse: aircraft, cycle, time, load, ambient and failure.

A cycle lands as a day: cycle c is observed at 2008-01-01 plus c days, so a window of 7 days is one of 7
cycles. An engine whose last cycle is n fails half a day after it. At cycle c, where n - c cycles remain, the
failure is n - c + 0.5 days away: "within 31 days" is exactly the usual label, remaining cycles <= 30.
"""

from datetime import date

import numpy as np
import pandas as pd

from aerotwin.turbofan.source import Records

EPOCH = date(2008, 1, 1)
FAILURE_MODE = "hpc_degradation"
_FULL_THROTTLE = 100.0


def readings(records: Records, sensors: list[str]) -> pd.DataFrame:
    """All readings by time and engine: aircraft_id, cycle, observed_at, phase_load, ambient_c and sensors.

    Load is the throttle resolver angle over 100; ambient is T2, the temperature at the fan inlet, in degC.
    """
    table = pd.concat(
        [
            records.train.assign(aircraft_id=aircraft_ids(records.train["unit"], "TRAIN")),
            records.test.assign(aircraft_id=aircraft_ids(records.test["unit"], "TEST")),
        ]
    )
    table["observed_at"] = days_after_epoch(table["cycle"])
    table["phase_load"] = table["throttle"] / _FULL_THROTTLE
    table["ambient_c"] = (table["t2"] * 5 / 9 - 273.15).round(2)
    chosen = ["aircraft_id", "cycle", "observed_at", "phase_load", "ambient_c", *sensors]
    return table.sort_values(["observed_at", "aircraft_id"], ignore_index=True)[chosen]


def lives(records: Records) -> pd.DataFrame:
    """Each engine's aircraft_id, the cycle after which it fails and occurred_at, by time and engine."""
    train = records.train.groupby("unit")["cycle"].max()
    test = records.test.groupby("unit")["cycle"].max()
    test = test + records.remaining.to_numpy()
    table = pd.concat(
        [
            pd.DataFrame({"aircraft_id": aircraft_ids(train.index.to_series(), "TRAIN"), "cycle": train}),
            pd.DataFrame({"aircraft_id": aircraft_ids(test.index.to_series(), "TEST"), "cycle": test}),
        ]
    )
    table["occurred_at"] = days_after_epoch(table["cycle"]) + np.timedelta64(12, "h")
    return table.sort_values(["occurred_at", "aircraft_id"], ignore_index=True)


def aircraft_ids(units: pd.Series, part: str) -> pd.Series:
    """Unit 1 of the training part is FD001-TRAIN-001."""
    return "FD001-" + part + "-" + units.astype(str).str.zfill(3)


def days_after_epoch(cycles: pd.Series) -> pd.Series:
    """The time of each cycle: one day a cycle."""
    return pd.Timestamp(EPOCH).as_unit("s") + pd.to_timedelta(cycles, unit="D").astype("timedelta64[s]")
