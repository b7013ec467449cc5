"""`help()` of each utility, from the docstrings."""

from __future__ import annotations

import inspect
from typing import Any


class Helpful:
    """A utility whose `help()` tells what it can do."""

    def help(self, name: str | None = None) -> None:
        """Print the methods, or one of them."""
        print_help(getattr(self, name) if name else self)


def print_help(what: Any) -> None:
    """Print a utility's members with the first line of what is said of them, or a function's whole."""
    if inspect.isroutine(what):
        print(f"{what.__name__}{inspect.signature(what)}: {inspect.getdoc(what)}")
        return
    print(inspect.getdoc(what))
    for name in sorted({*dir(type(what)), *vars(what)}):
        member = getattr(what, name, None)
        told = (inspect.getdoc(member) or "").splitlines()
        if not name.startswith("_") and name[0].islower() and name != "help" and told:
            signature = str(inspect.signature(member)) if inspect.isroutine(member) else ""
            print(f"  {name}{signature}: {told[0]}")
