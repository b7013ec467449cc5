from __future__ import annotations

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.autoloader.calls import find
from aerotwin.runtime.autoloader.options import take


def test_auto_loaders_options_are_told_from_the_formats() -> None:
    made = take(
        {
            "cloudFiles.Format": "CSV",
            "cloudFiles.schemaLocation": "/s",
            "cloudFiles.inferColumnTypes": "TRUE",
            "cloudFiles.maxFilesPerTrigger": "3",
            "cloudFiles.useNotifications": "true",
            "delimiter": ";",
            "header": "false",
        },
        has_schema=False,
    )
    assert (made.format, made.location, made.infer_types, made.mode) == ("csv", "/s", True, "addNewColumns")
    assert (made.reader, made.stream) == ({"delimiter": ";", "header": "false"}, {"maxFilesPerTrigger": "3"})


RESCUED = [
    ({}, False, "_rescued_data"),
    ({}, True, None),
    ({"rescuedDataColumn": "r"}, True, "r"),
    ({"cloudFiles.rescuedDataColumn": "r"}, False, "r"),
    ({"cloudFiles.schemaEvolutionMode": "none"}, False, None),
    ({"cloudFiles.schemaEvolutionMode": "none", "rescuedDataColumn": "r"}, False, "r"),
]


@pytest.mark.parametrize(("given", "has_schema", "rescued"), RESCUED)
def test_when_there_is_a_rescued_data_column(given, has_schema, rescued) -> None:
    assert take({"cloudFiles.format": "json", **given}, has_schema).rescued == rescued


def test_unknown_values_are_told() -> None:
    with pytest.raises(AeroTwinError, match='schemaEvolutionMode is "grow"; it takes addNewColumns, rescue'):
        take({"cloudFiles.format": "json", "cloudFiles.schemaEvolutionMode": "grow"}, False)


def test_calls_in_sql_are_found_with_their_arguments() -> None:
    text = (
        "SELECT 'read_files(1)' FROM STREAM read_files('/a', format => 'csv', schema => 'a INT, b INT') x "
        "JOIN STREAM(cloud_files(\"/b\", 'json', map('k', f(1, ')')))) JOIN Read_Files('/c')"
    )
    found = find(text, ("read_files", "cloud_files"))
    assert [(one.name, one.positional, one.named, one.streaming) for one in found] == [
        ("read_files", ("'/a'",), {"format": "'csv'", "schema": "'a INT, b INT'"}, True),
        ("cloud_files", ('"/b"', "'json'", "map('k', f(1, ')'))"), {}, True),
        ("read_files", ("'/c'",), {}, False),
    ]
    assert [text[one.start : one.end][:12] for one in found] == [
        "STREAM read_",
        "STREAM(cloud",
        "Read_Files('",
    ]
    assert text[found[1].end :] == " JOIN Read_Files('/c')"
