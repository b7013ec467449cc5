"""Packages of Databricks' runtimes that this environment lacks: installed when a program imports one."""

from __future__ import annotations

import sys
import sysconfig
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import FrameType

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.locks import file_lock
from aerotwin.runtime.notebooks.consent import consent
from aerotwin.runtime.notebooks.packages import add

DIRECTORY = "runtime"  # below `envs` in the home: one for all tasks, as on a cluster
# Those of the runtimes and of the runtimes for ML that are imported by the name that an index has.
SAME_NAME = (
    "accelerate boto3 botocore cachetools chardet datasets dill distlib evaluate filelock gensim h5py "
    "holidays hyperopt isodate lightgbm lz4 msal nltk numba openai optuna patsy plotly prophet "
    "psutil pyodbc seaborn shap simplejson spacy statsmodels tabulate tenacity tiktoken tokenizers tqdm "
    "transformers ujson wordcloud xgboost"
)
# As they are imported -> as an index names them.
PACKAGES: dict[str, str] = {name: name for name in SAME_NAME.split()} | {
    "bs4": "beautifulsoup4",
    "imblearn": "imbalanced-learn",
    "jwt": "PyJWT",
    "psycopg2": "psycopg2-binary",
}
# Clusters have it, and packages count on it without saying so.
UNDECLARED = {"jmespath": "jmespath", "pkg_resources": "setuptools<81"}
# Gigabytes, and another build for each machine: whoever wants one says so.
LARGE: dict[str, str] = {
    **{name: name for name in ("keras", "tensorflow", "torch", "torchvision", "deepspeed", "horovod", "ray")},
    "sentence_transformers": "sentence-transformers",
}


def spec_of(name: str) -> ModuleSpec | None:
    """Where a module is that no other finder knows, installed if need be; None if it is of no runtime.

    Installed for a program only: a package that could use another does without it, unless it is there. Raises
    ModuleNotFoundError without consent, for a large one, and if it cannot be installed.
    """
    package = LARGE.get(name) or PACKAGES.get(name) or UNDECLARED.get(name)
    if package is None:
        return None
    environment = Home.find().path / "envs" / DIRECTORY
    found = _in(environment, name)
    if found is not None or not (name in UNDECLARED or _asked_by_a_program()):
        return found
    why = f"No module named '{name}': it comes with Databricks' runtimes, and is not installed here"
    if name in LARGE:
        raise ModuleNotFoundError(f"{why}; `pip install {package}` into this environment.", name=name)
    try:
        consent(f"pip install {package}", "--allow-pip")
        with file_lock(environment.with_suffix(".lock")):
            print(f"{package} comes with Databricks' runtimes: it is installed.", file=sys.stderr)
            add(environment, package)
    except AeroTwinError as error:
        raise ModuleNotFoundError(f"{why}. {error}", name=name) from None
    return _in(environment, name)


def _in(environment: Path, name: str) -> ModuleSpec | None:
    """A module of the environment, which is then on the path: last, so that it takes nobody's place."""
    sites = [str(site) for site in environment.glob("lib/python*/site-packages")]
    sys.path += [site for site in sites if site not in sys.path]
    return PathFinder.find_spec(name) if sites else None


def _asked_by_a_program() -> bool:
    """Whether the statement that imports stands neither in a package nor in the standard library."""
    standard = tuple(f"{sysconfig.get_path(one)}/" for one in ("stdlib", "platstdlib"))
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        importing = "importlib" in file or frame.f_globals.get("__package__") == __package__
        if not importing:
            return "-packages/" not in file and not file.startswith(standard)
        frame = frame.f_back
    return False
