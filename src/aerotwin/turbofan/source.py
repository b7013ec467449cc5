"""NASA's C-MAPSS files as they are published: run-to-failure records of simulated turbofan engines.

A. Saxena, K. Goebel, D. Simon, N. Eklund: Damage Propagation Modeling for Aircraft Engine Run-to-Failure
Simulation, PHM08, Denver, 2008. Columns: unit, cycle, three operational settings, 21 sensors (table 2).
"""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from aerotwin.errors import AeroTwinError

VARIABLE = "AEROTWIN_CMAPSS_DIR"
SETTINGS = ["altitude", "mach", "throttle"]
SENSORS = [
    *("t2", "t24", "t30", "t50", "p2", "p15", "p30", "nf", "nc", "epr", "ps30", "phi", "nrf", "nrc"),
    *("bpr", "farb", "htbleed", "nf_dmd", "pcnfr_dmd", "w31", "w32"),
]
COLUMNS = ["unit", "cycle", *SETTINGS, *SENSORS]


@dataclass(frozen=True)
class Records:
    """Readings of the engines that ran to failure, of those that stopped before, and what these had left.

    `train` and `test` have COLUMNS; `remaining` holds the cycles left after each test unit's last reading,
    in the order of the units, shape (test units,).
    """

    train: pd.DataFrame
    test: pd.DataFrame
    remaining: pd.Series


def folder(named: str = "") -> Path:
    """The folder of the C-MAPSS files: the one named, else AEROTWIN_CMAPSS_DIR; AeroTwinError without."""
    chosen = named or os.environ.get(VARIABLE, "")
    if not chosen:
        raise AeroTwinError(f"{VARIABLE} is not set: let it name the folder that holds train_FD001.txt.gz")
    if not Path(chosen).is_dir():
        raise AeroTwinError(
            f"{VARIABLE}: '{chosen}' is no folder: let it name the one with train_FD001.txt.gz"
        )
    return Path(chosen)


def read(source: Path, subset: str = "FD001") -> Records:
    """The three files of a subset; raises AeroTwinError for one that is missing or of another shape."""
    train = _table(source / f"train_{subset}.txt.gz", COLUMNS)
    test = _table(source / f"test_{subset}.txt.gz", COLUMNS)
    remaining = _table(source / f"RUL_{subset}.txt.gz", ["remaining"])["remaining"].astype(np.int64)
    units = test["unit"].nunique()
    if len(remaining) != units:
        file = source / f"RUL_{subset}.txt.gz"
        raise AeroTwinError(f"{file}: holds {len(remaining)} lives for {units} test engines")
    return Records(train, test, remaining)


def _table(file: Path, columns: list[str]) -> pd.DataFrame:
    if not file.is_file():
        raise AeroTwinError(f"{file}: is missing: {VARIABLE} must name a folder that holds it")
    table = pd.read_csv(file, sep=r"\s+", header=None)
    if table.shape[1] != len(columns):
        raise AeroTwinError(f"{file}: has {table.shape[1]} columns instead of {len(columns)}")
    return table.set_axis(columns, axis="columns")
