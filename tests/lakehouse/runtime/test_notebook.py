from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import pytest
from pyspark.sql import SparkSession

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.kernels.errors import NotebookError, TaskCancelled, TaskTimeout
from aerotwin.runtime.kernels.notebook import NotebookResult, run_notebook
from aerotwin.runtime.kernels.pool import KernelPool

ATTACH = "from aerotwin import notebook\nspark = notebook.spark('main', 'default')"
ENDLESS = ATTACH + "\nspark.range(10**12).selectExpr('sum(id % 7)').collect()"
NEVER = threading.Event()


@pytest.fixture
def write(tmp_path: Path):
    def make(*cells: str, parameters: str | None = None) -> Path:
        notebook = nbformat.v4.new_notebook()
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "language": "python",
            "display_name": "Python 3",
        }
        if parameters:
            tagged = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
            notebook.cells = [nbformat.v4.new_markdown_cell("# A notebook"), tagged]
        notebook.cells += [nbformat.v4.new_code_cell(source) for source in cells]
        path = tmp_path / "given.ipynb"
        nbformat.write(notebook, path)
        return path

    return make


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str], pool: KernelPool):
    def go(
        notebook: Path,
        parameters: dict[str, str] | None = None,
        *,
        timeout: float | None = 400,
        cancel: threading.Event = NEVER,
        fresh: bool = False,
        **extra: str,
    ) -> NotebookResult:
        return run_notebook(
            notebook,
            tmp_path / "out" / "attempt-1.ipynb",
            parameters or {},
            environment={**environment, **extra},
            pool=None if fresh else pool,
            timeout=timeout,
            cancel=cancel,
        )

    return go


def printed(output: Path) -> str:
    cells = nbformat.read(output, as_version=4).cells
    return "".join(o.get("text", "") for cell in cells for o in cell.get("outputs", []))


@pytest.mark.parametrize("fresh", [False, True])
def test_parameters_reach_the_notebook(write, run, tmp_path: Path, fresh: bool) -> None:
    notebook = write("print(component, scale)", parameters="component = 'engine'\nscale = '1'")
    result = run(notebook, {"component": "avionics"}, fresh=fresh)
    assert printed(tmp_path / "out" / "attempt-1.ipynb") == "avionics 1\n"
    assert set(result.seconds) == {"start", "work", "stop", "total"}
    assert result.exit_value is None


def test_a_notebook_without_a_parameters_cell_gets_them_as_widgets_only(write, run, tmp_path: Path) -> None:
    # As on Databricks: a parameter named like one of the notebook's names must not replace that.
    run(write("print(dbutils.widgets.get('display'), callable(display))"), {"display": "avionics"})
    assert printed(tmp_path / "out" / "attempt-1.ipynb") == "avionics True\n"


def test_the_kernel_sees_the_tasks_environment_and_the_notebooks_directory(
    write, run, tmp_path: Path
) -> None:
    run(
        write("import os\nprint(os.environ['AEROTWIN_TASK_KEY'], os.getcwd())"),
        AEROTWIN_TASK_KEY="train_engine",
    )
    assert printed(tmp_path / "out" / "attempt-1.ipynb") == f"train_engine {tmp_path}\n"


def test_the_session_is_attached(write, run, tmp_path: Path) -> None:
    run(write(ATTACH, "print(spark.range(5).count())"))
    assert printed(tmp_path / "out" / "attempt-1.ipynb") == "5\n"


def test_each_kernel_draws_its_own_random_numbers(write, run, tmp_path: Path) -> None:
    notebook = write("import random, numpy\nprint(random.random(), numpy.random.rand())")
    drawn = set()
    for _ in range(2):
        run(notebook)
        drawn.update(printed(tmp_path / "out" / "attempt-1.ipynb").split())
    assert len(drawn) == 4


def test_the_exit_value_is_returned_and_later_cells_do_not_run(write, run, tmp_path: Path) -> None:
    result = run(write("from aerotwin import notebook", "notebook.exit('42')", "print('too far')"))
    assert result.exit_value == "42"
    assert "too far" not in printed(tmp_path / "out" / "attempt-1.ipynb")


def test_a_failing_cell_is_named_with_line_and_cause(write, run, tmp_path: Path) -> None:
    notebook = write("a = 1", "b = 2\nc = {}['key']\n", parameters="component = 'engine'")
    with pytest.raises(NotebookError) as caught:
        run(notebook, {"component": "avionics"})
    assert str(caught.value) == "given.ipynb, cell 4, line 2 `c = {}['key']`: KeyError: 'key'"
    assert (caught.value.ename, caught.value.cell_index) == ("KeyError", 4)
    assert (tmp_path / "out" / "attempt-1.ipynb").is_file()


def test_a_spark_error_is_one_line(write, run) -> None:
    with pytest.raises(NotebookError) as caught:
        run(write(ATTACH, "spark.table('nowhere').count()"))
    message = str(caught.value)
    where = "given.ipynb, cell 2, line 1 `spark.table('nowhere').count()`"
    assert message.startswith(f"{where}: [TABLE_OR_VIEW_NOT_FOUND] The table or view")
    assert "\n" not in message


def test_an_error_for_people_is_shown_as_it_is(write, run) -> None:
    with pytest.raises(NotebookError) as caught:
        run(
            write("from aerotwin.errors import AeroTwinError\nraise AeroTwinError('Set the alias: do this.')")
        )
    assert caught.value.short == "Set the alias: do this."


def test_a_syntax_error_is_named(write, run) -> None:
    with pytest.raises(NotebookError, match=r"given.ipynb, cell 1, line 2 .*: SyntaxError"):
        run(write("a = 1\nb = = 2"))


def wait_for_no_jobs(spark: SparkSession) -> None:
    """Both cores are free again: a small query is answered long before an endless one would let it."""
    assert spark.range(100).selectExpr("sum(id)").collect()[0][0] == 4950


def test_a_timeout_ends_kernel_and_spark_operations(write, run, spark: SparkSession) -> None:
    with pytest.raises(TaskTimeout, match="Timed out after 4 s"):
        run(write(ENDLESS), timeout=4)
    wait_for_no_jobs(spark)


def test_cancelling_ends_the_notebook(write, run, spark: SparkSession) -> None:
    cancel = threading.Event()
    threading.Timer(3, cancel.set).start()
    with pytest.raises(TaskCancelled):
        run(write(ENDLESS), cancel=cancel)
    wait_for_no_jobs(spark)


def test_a_kernel_that_dies_is_told(write, run) -> None:
    with pytest.raises(AeroTwinError, match="The kernel of given.ipynb died"):
        run(write("import os\nos._exit(3)"))


def test_several_at_once(write, tmp_path: Path, environment: dict[str, str], pool: KernelPool) -> None:
    notebook = write("print(int(n) ** 2)", parameters="n = '0'")
    outputs = [tmp_path / "many" / f"{n}.ipynb" for n in range(4)]
    threads = [
        threading.Thread(
            target=run_notebook,
            args=(notebook, output, {"n": str(n)}),
            kwargs={"environment": environment, "pool": pool, "timeout": 100, "cancel": NEVER},
        )
        for n, output in enumerate(outputs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [printed(output) for output in outputs] == ["0\n", "1\n", "4\n", "9\n"]


def test_html_is_rendered_beside_the_notebook(write, home: Home, environment, tmp_path: Path) -> None:
    notebook = write("print('seen in ' + 'html')")
    output = tmp_path / "rendered.ipynb"
    with KernelPool(home, preload=()) as pool:
        run_notebook(notebook, output, {}, environment=environment, pool=pool, timeout=60, cancel=NEVER)
    assert "seen in html" in output.with_suffix(".html").read_text()


def test_kernels_end_with_their_pool(write, home: Home, environment, tmp_path: Path) -> None:
    notebook = write("import time\ntime.sleep(100)")
    failed: list[BaseException] = []

    def go() -> None:
        try:
            run_notebook(
                notebook,
                tmp_path / "o.ipynb",
                {},
                environment=environment,
                pool=pool,
                timeout=60,
                cancel=NEVER,
            )
        except AeroTwinError as error:
            failed.append(error)

    with KernelPool(home, preload=()) as pool:
        thread = threading.Thread(target=go)
        thread.start()
        time.sleep(3)
    thread.join(20)
    assert len(failed) == 1


def test_plain_papermill_with_a_plain_kernel(write, environment, tmp_path: Path) -> None:
    notebook = write(ATTACH, "print(component, spark.range(3).count())", parameters="component = 'engine'")
    output = tmp_path / "plain.ipynb"
    command = [sys.executable, "-m", "papermill", str(notebook), str(output), "-p", "component", "avionics"]
    plain = {k: v for k, v in environment.items() if not k.startswith("SPARK_")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, env={**_clean(), **plain})
    assert done.returncode == 0, done.stderr
    assert printed(output) == "avionics 3\n"


def test_task_values_go_from_task_to_task(write, run, tmp_path: Path) -> None:
    first = write("from aerotwin import notebook\nnotebook.task_values.set('rows', [1, 2])")
    run(first, AEROTWIN_RUN_DIR=str(tmp_path / "r"), AEROTWIN_TASK_DIR=str(tmp_path / "r" / "one"))
    assert json.loads((tmp_path / "r" / "one" / "values.json").read_text()) == {"rows": [1, 2]}
    second = write("from aerotwin import notebook\nprint(notebook.task_values.get('one', 'rows'))")
    run(second, AEROTWIN_RUN_DIR=str(tmp_path / "r"), AEROTWIN_TASK_DIR=str(tmp_path / "r" / "two"))
    assert printed(tmp_path / "out" / "attempt-1.ipynb") == "[1, 2]\n"


def _clean() -> dict[str, str]:
    import os

    return {k: v for k, v in os.environ.items() if not k.startswith("SPARK_")}
