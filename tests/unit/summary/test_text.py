import pandas as pd

from aerotwin.summary import text
from aerotwin.summary.counts import LAYERS, with_duplicates


def test_tables_are_aligned():
    assert text.table(["a", "rows"], [["engine", "1"], ["x", "20,000"]]).splitlines() == [
        "a         rows",
        "------  ------",
        "engine       1",
        "x       20,000",
    ]


def test_duplicates_are_what_is_neither_in_silver_nor_in_quarantine():
    counts = with_duplicates(pd.DataFrame([[100, 90, 7, 90, 5, 1]], index=["engine"], columns=LAYERS))
    assert counts.loc["engine", "duplicates"] == 3
    shown = text.layers(counts).splitlines()
    assert shown[2].split() == ["engine", "100", "90", "7", "3", "90", "5", "1"]
    assert shown[3].split()[0] == "total"


def test_missing_layers_show_a_dash():
    frame = pd.DataFrame([[None, None, None, 90, 5, 1]], index=["aircraft"], columns=LAYERS)
    assert text.layers(with_duplicates(frame)).splitlines()[2].split()[1:5] == ["-"] * 4


def test_severities_count_by_component():
    alerts = pd.DataFrame({"component": ["engine", "engine", "airframe"], "severity": ["LOW", "HIGH", "LOW"]})
    lines = [line.split() for line in text.severities(alerts).splitlines()[2:]]
    assert lines == [
        ["airframe", "0", "0", "0", "1"],
        ["engine", "0", "1", "0", "1"],
        ["total", "0", "1", "0", "2"],
    ]
