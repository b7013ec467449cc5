from __future__ import annotations

import pytest

from aerotwin.runtime.autoloader.hidden import leave_out

OUT = "* EXCEPT (_metadata)"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("select *, _metadata.size as p from files", f"select {OUT}, _metadata.size as p from files"),
        ("select distinct f.* from files f", f"select distinct f.{OUT} from files f"),
        ("select * except (a), 2 * b from files", "select * except (_metadata, a), 2 * b from files"),
        ("select count(*), a * 2 from files", "select count(*), a * 2 from files"),
        (
            "with r as (select a, * from files) select * from r",
            f"with r as (select a, {OUT} from files) select * from r",
        ),
        ("select * from r union select (select max(*) from s), * from files",
         f"select * from r union select (select max(*) from s), {OUT} from files"),
        ("select * from (select 1) x join files", f"select {OUT} from (select 1) x join files"),
    ],
)  # fmt: skip
def test_stars_of_the_select_that_reads_the_files(text: str, left: str) -> None:
    assert leave_out(text, text.index("files")) == left
