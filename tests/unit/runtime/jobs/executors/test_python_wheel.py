# ruff: noqa: E501
import textwrap
from typing import Any

import pytest

from aerotwin.runtime.jobs.executors.python_wheel import arguments
from aerotwin.runtime.jobs.outcomes import Result, State

# Builds a wheel without any build backend, so that nothing is downloaded.
BUILD = """
import sys, zipfile, pathlib
pathlib.Path("dist").mkdir(exist_ok=True)
info = "my_package-0.1.dist-info"
files = {
    "my_package/__init__.py": "import sys\\ndef direct():\\n    print('direct', sys.argv[1:])\\n",
    "my_package/main.py": "import sys, yaml\\ndef run():\\n    print(sys.argv[1:], __file__, sys.executable)\\n    return True\\n",
    f"{info}/METADATA": "Metadata-Version: 2.1\\nName: my-package\\nVersion: 0.1\\nRequires-Dist: PyYAML\\n",
    f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    f"{info}/entry_points.txt": "[console_scripts]\\nmain = my_package.main:run\\n",
}
files[f"{info}/RECORD"] = "".join(f"{name},,\\n" for name in [*files, f"{info}/RECORD"])
with zipfile.ZipFile("dist/my_package-0.1-py3-none-any.whl", "w") as wheel:
    for name, text in files.items():
        wheel.writestr(name, text)
"""
JOB = """
j:
  tasks:
    - task_key: named
      environment_key: default
      python_wheel_task: {package_name: my-package, entry_point: main, named_parameters: {day: monday}}
    - task_key: listed
      depends_on: [{task_key: named}]
      libraries: [{whl: ./dist/*.whl}]
      python_wheel_task: {package_name: my-package, entry_point: direct, parameters: [a, b]}
    - task_key: wrong
      depends_on: [{task_key: listed}]
      environment_key: default
      python_wheel_task: {package_name: my-package, entry_point: nothing}
  environments:
    - environment_key: default
      spec: {client: "1", dependencies: [./dist/*.whl]}
"""
ARTIFACTS = "artifacts:\n  default: {type: whl, build: python build.py, path: .}\n"


def test_a_wheel_is_built_installed_and_called(harness: Any) -> None:
    (harness.root / "build.py").write_text(textwrap.dedent(BUILD))
    harness.bundle(JOB, ARTIFACTS)
    result = harness.run()
    assert harness.states(result) == {"named": "SUCCESS", "listed": "SUCCESS", "wrong": "FAILED"}
    directory = harness.home.runs / "1"
    named = (directory / "named" / "attempt-1.log").read_text()
    # In an environment of the lakehouse's own, which finds our packages (yaml) behind the wheel.
    assert named.startswith(f"['--day=monday'] {harness.home.path}/envs/")
    assert (directory / "listed" / "attempt-1.log").read_text() == "direct ['a', 'b']\n"
    assert 'entry_point "nothing" is not in my-package; its entry points: main' in result.runs["wrong"].error
    # Built again with the same content, it is not installed again.
    assert harness.repair(1, tasks=["listed"]).runs["listed"].state is State.SUCCESS
    assert len(list((harness.home.path / "envs").glob("*/.ready"))) == 1


@pytest.mark.parametrize("folder", ["${workspace.artifact_path}", "${workspace.root_path}/artifacts"])
def test_a_wheel_is_found_where_deploying_would_upload_it(harness: Any, folder: str) -> None:
    (harness.root / "build.py").write_text(textwrap.dedent(BUILD))
    wheel = f"{folder}/.internal/my_package-0.1-py3-none-any.whl"
    harness.bundle(JOB.replace("[./dist/*.whl]", f'["{wheel}"]'), ARTIFACTS)
    assert harness.states(harness.run()) == {"named": "SUCCESS", "listed": "SUCCESS", "wrong": "FAILED"}


def test_a_build_that_fails_shows_the_end_of_its_output(harness: Any) -> None:
    (harness.root / "build.py").write_text("raise SystemExit('no backend')")
    harness.bundle(JOB, ARTIFACTS)
    result = harness.run()
    assert result.result is Result.FAILED
    assert "build of artifact default failed with status 1:\nno backend" in result.runs["named"].error


def test_only_named_parameters_get_the_jobs_which_win() -> None:
    job = {"day": "tuesday", "other": "o"}
    assert arguments({"named_parameters": {"day": "monday", "n": 1}}, job) == [
        "--day=tuesday",
        "--n=1",
        "--other=o",
    ]
    assert arguments({"parameters": ["x", 2]}, job) == ["x", "2"]
    assert arguments({}, job) == []
