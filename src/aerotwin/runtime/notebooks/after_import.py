"""Change a module when somebody imports it, without importing it for them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

Change = Callable[[ModuleType], None]
During = Callable[[], AbstractContextManager[None]]


def after_import(name: str, change: Change, during: During = nullcontext) -> None:
    """Call `change` with the module `name`: now if it is imported already, else once it is.

    It is then imported within `during()`.
    """
    if name in sys.modules:
        change(sys.modules[name])
    else:
        sys.meta_path.insert(0, _Finder(name, change, during))


class _Finder(MetaPathFinder):
    """Finds one module, as if it were not there itself, until it is imported.

    A program may look whether there is a module before it imports it, or installs it.
    """

    def __init__(self, name: str, change: Change, during: During) -> None:
        self.name = name
        self.change = change
        self.during = during
        self.is_looking = False

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        if fullname != self.name or self.is_looking:
            return None
        self.is_looking = True
        try:
            spec = importlib.util.find_spec(fullname)
        finally:
            self.is_looking = False
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self)
        return spec

    def imported(self, module: ModuleType) -> None:
        """Change the module, which needs no finder any more."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        self.change(module)


class _Loader(Loader):
    """The module's own loader, and the change after it."""

    def __init__(self, loader: Loader, finder: _Finder) -> None:
        self.loader = loader
        self.finder = finder

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        with self.finder.during():
            self.loader.exec_module(module)
        self.finder.imported(module)
