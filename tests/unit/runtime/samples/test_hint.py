import sys

import pytest
from pyspark.errors import PySparkTypeError
from pyspark.sql.connect.functions import from_json

from aerotwin.runtime.samples.hint import AI_HINT, HINT, STORAGE_HINT, with_hint


@pytest.mark.parametrize(
    "error",
    [
        "[TABLE_OR_VIEW_NOT_FOUND] The table or view `samples`.`nyctaxi`.`trips` cannot be found.",
        "[SCHEMA_NOT_FOUND] The schema `samples`.`bakehouse` cannot be found.",
        "[PATH_NOT_FOUND] Path does not exist: file:/home/dbfs/databricks-datasets/nyctaxi/sample/json.",
    ],
)
def test_what_misses_samples_is_told_where_they_come_from(error: str) -> None:
    told = with_hint(error)
    assert told == f"{error}\n{HINT}"
    assert with_hint(told) == told


@pytest.mark.parametrize(
    "error",
    ["", "[TABLE_OR_VIEW_NOT_FOUND] `s`.`trips` cannot be found", "samples.nyctaxi.trips is fine"],
)
def test_other_errors_stay_as_they_are(error: str) -> None:
    assert with_hint(error) == error


def test_ai_functions_are_said_to_need_a_service() -> None:
    error = "[UNRESOLVED_ROUTINE] Cannot resolve routine `ai_query` on search path [`system`.`builtin`]."
    assert with_hint(error) == f"{error}\n{AI_HINT}"
    assert with_hint(with_hint(error)) == with_hint(error)


def test_other_storage_is_said_to_be_out_of_reach() -> None:
    error = 'org.apache.hadoop.fs.UnsupportedFileSystemException: No FileSystem for scheme "oss"'
    assert with_hint(error) == f"{error}\n{STORAGE_HINT}"


def test_files_of_volumes_are_told_where_to_lie() -> None:
    error = "[PATH_NOT_FOUND] Path does not exist: file:/Volumes/main/raw/files/day/a.csv. SQLSTATE: 42K03"
    told = with_hint(error)
    assert "volumes/main/raw/files." in told
    assert with_hint(told) == told


def test_files_of_dbfs_are_told_where_to_lie() -> None:
    error = "[PATH_NOT_FOUND] Path does not exist: dbfs:/mnt/dev/raw/trades. SQLSTATE: 42K03"
    assert with_hint(error).endswith("put what is expected there into dbfs/mnt/dev/raw/trades.")


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads such f-strings")
def test_what_a_newer_python_reads_is_said_to_need_one() -> None:
    with pytest.raises(SyntaxError) as raised:
        compile('f"{x["a"]}"', "n.py", "exec")
    assert "install AeroTwin with Python 3.12" in with_hint(f"n.py, cell 2: SyntaxError: {raised.value}")
    assert with_hint("SyntaxError: invalid syntax") == "SyntaxError: invalid syntax"


@pytest.mark.parametrize(
    "error",
    [
        "[NO_SUCH_CATALOG_EXCEPTION] Catalog 'sales-eu' was not found. There are main, samples.",
        "[REQUIRES_SINGLE_PART_NAMESPACE] spark_catalog requires a single-part namespace, but got identifier "
        "`sales-eu`.`bronze`. SQLSTATE: 42K05",
        "AnalysisException: Couldn't find a catalog to handle the identifier sales-eu.bronze.orders.",
    ],
)
def test_a_catalog_that_is_not_here_is_told_how_to_make(error: str) -> None:
    command = "`aerotwin sql 'CREATE CATALOG sales-eu'`"
    told = f"There is no catalog sales-eu here: {command} makes it, and it stays."
    assert with_hint(error) == f"{error}\n{told}"


def test_a_table_that_is_not_here_is_told_how_to_make() -> None:
    error = (
        "[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`s`.`trips` cannot be found. Verify the spelling."
    )
    told = with_hint(error)
    assert told.startswith(f"{error}\nNothing has made main.s.trips here: ")
    assert "CREATE TABLE main.s.trips AS SELECT * FROM read_files(" in told
    assert with_hint(told) == told


def test_json_without_a_schema_is_said_to_need_one() -> None:
    with pytest.raises(PySparkTypeError) as raised:
        from_json("text", None, {"schemaLocationKey": "events"})  # type: ignore[arg-type]
    assert "schema_of_json of an example" in with_hint(str(raised.value))
