"""Tell the Spark server of catalogs, whether it runs or not."""

from __future__ import annotations

from collections.abc import Iterable

from aerotwin.runtime.home import Home
from aerotwin.runtime.locks import file_lock


def declare(home: Home, names: Iterable[str]) -> None:
    """Have the server of this home know catalogs of these names, now and after it was started again."""
    with file_lock(home.path / "catalogs.lock"):
        file = home.catalogs_file
        known = file.read_text().split("\n")[:-1] if file.is_file() else []
        new = sorted(set(names) - set(known))
        if new:
            draft = file.with_suffix(".new")
            draft.write_text("".join(f"{name}\n" for name in [*known, *new]))
            draft.rename(file)
