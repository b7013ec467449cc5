from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from aerotwin.runtime.dashboards.boards import Board
from aerotwin.runtime.dashboards.engine import Engine
from aerotwin.runtime.dashboards.model import DashboardError, Selection
from aerotwin.runtime.dashboards.read import read
from aerotwin.runtime.dashboards.results import Results, Statement

from . import gallery

NOW = datetime(2024, 7, 1, 12, 0)


class Lake:
    """Stands in for Spark: the gallery's tables, and every statement that was run."""

    def __init__(self) -> None:
        self.tables = gallery.tables()
        self.ran: list[str] = []

    def run(self, statement: Statement, limit: int) -> pa.Table:
        self.ran.append(statement.sql)
        name = re.search(r"FROM (\w+)", statement.sql)[1]  # type: ignore[index]
        if name not in self.tables:
            raise DashboardError(f"[TABLE_OR_VIEW_NOT_FOUND] {name} cannot be found")
        with duckdb.connect() as connection:
            connection.register(name, self.tables[name])
            return connection.sql(f"SELECT * FROM ({statement.sql}) LIMIT {limit}").to_arrow_table()


@pytest.fixture
def lake() -> Lake:
    return Lake()


@pytest.fixture
def engine(lake: Lake) -> Engine:
    return Engine(Results(lake.run), lambda: NOW)


@pytest.fixture
def board() -> Board:
    return Board("gallery", read(gallery.FILE))


@pytest.fixture
def tiles(engine: Engine, board: Board) -> Callable[..., dict[str, Any]]:
    """The views of a page by widget's name, with what filters choose."""

    def render(page: str = "charts", **chosen: Selection) -> dict[str, Any]:
        found = board.dashboard.page(page)
        assert found is not None
        given = {name.replace("_", "-"): one for name, one in chosen.items()}
        return {view["widget"]: view for view in engine.page(board, found, given) if "widget" in view}

    return render


@pytest.fixture
def orders() -> pd.DataFrame:
    return gallery.orders().to_pandas()
