import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbt.commands import arguments, failure, targets


def test_a_command_is_split_as_a_shell_would() -> None:
    assert arguments("""dbt run --target=dev --vars "{ day: 'x y' }" """) == [
        "run",
        "--target=dev",
        "--vars",
        "{ day: 'x y' }",
    ]


@pytest.mark.parametrize("command", ["dbt run --profiles-dir . -s a", "dbt run --profiles-dir=p -s a"])
def test_the_profiles_directory_is_the_tasks_own(command: str) -> None:
    assert arguments(command) == ["run", "-s", "a"]


@pytest.mark.parametrize("command", ["", "dbt", "rm -rf /", "dbtx run", "echo; dbt run"])
def test_other_commands_are_refused_by_name(command: str) -> None:
    with pytest.raises(AeroTwinError, match='must begin with "dbt "') as caught:
        arguments(command)
    assert f'"{command}"' in str(caught.value)


def test_an_open_quotation_is_refused() -> None:
    with pytest.raises(AeroTwinError, match="cannot be read: No closing quotation"):
        arguments("dbt run --vars '{a: 1}")


def test_targets_are_those_that_commands_name() -> None:
    commands = [["run", "--target=dev"], ["seed", "-t", "prod"], ["test", "--target", "dev"], ["deps", "-t"]]
    assert targets(commands) == ["dev", "prod"]
    assert targets([["run"]]) == []


def test_the_first_error_that_dbt_tells_without_java() -> None:
    output = """22:42:55  Running with dbt=1.11.16
22:43:20  1 of 1 START sql table model a.b ... [RUN]
22:43:21  \x1b[31mRuntime Error in model b (models/b.sql)\x1b[0m
  [TABLE_OR_VIEW_NOT_FOUND] The table `c` cannot be found.

  JVM stacktrace:
  org.apache.spark.sql.AnalysisException
    at org.apache.spark.Some(Some.scala:1)
22:43:21  Done. PASS=0 WARN=0 ERROR=1 SKIP=0 NO-OP=0 TOTAL=1
"""
    assert failure(output) == (
        "Runtime Error in model b (models/b.sql)\n  [TABLE_OR_VIEW_NOT_FOUND] The table `c` cannot be found."
    )
    assert failure("22:43:21  a\n22:43:21  b\n") == "a\nb"
    assert failure("") == ""
