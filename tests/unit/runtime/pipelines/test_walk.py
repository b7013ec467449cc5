from __future__ import annotations

import pytest

from aerotwin.runtime.pipelines.model import Flow
from aerotwin.runtime.pipelines.names import Name, Names
from aerotwin.runtime.pipelines.reads import NotReady
from aerotwin.runtime.pipelines.walk import Walk

NAMES = Names("c", "s")


def name(table: str) -> Name:
    return Name("c", "s", table)


class Walked:
    """A walk over flows `a <- b c`: a reads b and c. A flow called `x…` raises ValueError."""

    def __init__(self, *graph: str) -> None:
        self.done: list[str] = []
        self.failed: dict[str, str] = {}
        self.skipped: dict[str, str] = {}
        self.reads = {line.split()[0]: line.split()[2:] for line in graph}
        self.ready: set[Name] = set()
        walk = Walk(NAMES, self.ready, self.work, self.fail, self.skip)
        flows = [Flow(one, name(one.rstrip("12")), lambda: None) for one in self.reads]
        walk.run(flows, [name("kept"), *(flow.target for flow in flows)])

    def work(self, flow: Flow) -> None:
        for one in self.reads[flow.name]:
            if name(one) not in self.ready:
                raise NotReady(name(one))
        if flow.name.startswith("x"):
            raise ValueError("no")
        self.done.append(flow.name)

    def fail(self, flow: Flow, error: BaseException) -> None:
        self.failed[flow.name] = str(error)

    def skip(self, flow: Flow, cause: Name) -> None:
        self.skipped[flow.name] = cause.table


def test_a_flow_comes_after_all_flows_of_what_it_reads() -> None:
    walked = Walked("last <- t kept", "t1 <- b", "t2 <-", "b <-")
    assert walked.done[-1] == "last" and set(walked.done) == {"last", "t1", "t2", "b"}
    assert walked.done.index("b") < walked.done.index("t1")


def test_what_reads_a_failed_dataset_is_skipped_and_the_rest_goes_on() -> None:
    walked = Walked("a <- x", "b <- a", "x <-", "c <-")
    assert (walked.done, walked.failed, walked.skipped) == (["c"], {"x": "no"}, {"a": "x", "b": "a"})


@pytest.mark.parametrize("graph", [("a <- b", "b <- a", "c <- a", "d <-"), ("d <-", "c <- b", "b <- b")])
def test_a_circle_fails_and_the_rest_goes_on(graph: tuple[str, ...]) -> None:
    walked = Walked(*graph)
    assert walked.done == ["d"]
    assert all("depend on each other in a circle" in text for text in walked.failed.values())
    assert {*walked.failed, *walked.skipped} == {"a", "b", "c"} & {line[0] for line in graph}
