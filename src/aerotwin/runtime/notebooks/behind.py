"""Our packages behind those of an environment, and packages that several distributions share."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

# By name before the .pth files of other packages: some import what they need, which ours may have.
FIRST, LAST = "00_aerotwin.pth", "zz_aerotwin.pth"


def put_behind(site: Path) -> None:
    """Let an environment's Python find our packages too, after all that is in its own `site`."""
    ours = [path for path in sys.path if Path(path).name == "site-packages"]
    added = "; ".join(f"site.addsitedir({path!r})" for path in ours)
    (site / FIRST).write_text(f"import site; {added}\n")
    behind = f"[sys.path.append(sys.path.pop(sys.path.index(p))) for p in {ours!r} if p in sys.path]"
    (site / LAST).write_text(f"import sys; {behind}\n")


def join_shared(site: Path) -> None:
    """Let packages that are imported already, and are made to be shared, find their parts in `site`."""
    for name, module in list(sys.modules.items()):
        part = site / name
        if "." not in name and part.is_dir() and _is_shared(module) and str(part) not in module.__path__:
            module.__path__.append(str(part))


def _is_shared(module: ModuleType) -> bool:
    """Whether it is a package of pkgutil's style, as `databricks` is."""
    file = getattr(module, "__file__", None)
    if not isinstance(getattr(module, "__path__", None), list) or not file or Path(file).suffix != ".py":
        return False
    return "extend_path" in Path(file).read_text(encoding="utf-8", errors="replace")
