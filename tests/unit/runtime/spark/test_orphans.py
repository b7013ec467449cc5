from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

from aerotwin.runtime.home import Home
from aerotwin.runtime.spark.orphans import remove, unfinished


class Metastore:
    """Knows one table of each of two schemas."""

    def sql(self, statement: str) -> SimpleNamespace:
        assert statement in ("SHOW TABLES IN spark_catalog.`shop`", "SHOW TABLES IN `main`.`shop`")
        return SimpleNamespace(collect=lambda: [SimpleNamespace(tableName="known")])


def _table(home: Home, name: str, *commits: list[dict[str, object]], schema: str = "shop.db") -> Path:
    log = home.warehouse / schema / name / "_delta_log"
    log.mkdir(parents=True)
    for version, actions in enumerate(commits):
        text = "".join(json.dumps(action) + "\n" for action in actions)
        (log / f"{version:020}.json").write_text(text)
    return log.parent


def test_only_tables_without_data_that_nobody_knows_go(tmp_path: Path) -> None:
    home = Home(tmp_path).create()
    created: list[dict[str, object]] = [{"commitInfo": {"operation": "CREATE TABLE"}}, {"metaData": {}}]
    known = _table(home, "known", created)
    cut = _table(home, "cut", created)
    bare = _table(home, "bare")
    filled = _table(home, "filled", created, [{"add": {"path": "x"}}])
    at_once = _table(home, "at_once", [*created, {"add": {"path": "x"}}])
    own = _table(home, "known-0123abcd", created)
    parquet = home.warehouse / "shop.db" / "parquet"
    parquet.mkdir()

    assert unfinished(home) == [bare, cut, known, own]
    assert remove(unfinished(home), Metastore()) == [bare, cut]  # type: ignore[arg-type]
    assert all(one.is_dir() for one in (known, own, filled, at_once, parquet))
    assert not bare.exists()
    assert not cut.exists()


def test_schemas_of_other_catalogs_have_a_folder_in_that_of_their_catalog(tmp_path: Path) -> None:
    home = Home(tmp_path).create()
    created: list[dict[str, object]] = [{"metaData": {}}]
    known = _table(home, "known", created, schema="main/shop")
    cut = _table(home, "cut", created, schema="main/shop")

    assert remove(unfinished(home), Metastore()) == [cut]  # type: ignore[arg-type]
    assert known.is_dir()
