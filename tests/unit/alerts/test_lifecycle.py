"""The state machine against a slow one that recounts everything, and what must hold of it always."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aerotwin.alerts.lifecycle import Judged, Policy, Standing, judge
from aerotwin.alerts.severity import rank

START = datetime(2024, 12, 1, 10)
POLICY = Policy(
    levels=(("CRITICAL", 0.8), ("MEDIUM", 0.5), ("LOW", 0.3)),
    flights=2,
    of=3,
    clear_below=0.2,
    clear_flights=2,
)
values = st.lists(st.sampled_from([0.1, 0.25, 0.3, 0.6, 0.9]), max_size=30)
halves = st.sets(st.integers(0, 29), max_size=3)


def hour(number: float) -> datetime:
    return START + timedelta(hours=number)


def run(probability: list[float], maintained: set[int] = frozenset(), **more) -> Judged:  # type: ignore[assignment]
    """Maintenance n is half an hour after flight n."""
    times = [hour(n) for n in range(len(probability))]
    return judge(times, probability, [hour(n + 0.5) for n in sorted(maintained)], POLICY, **more)


def told(judged: Judged) -> list[tuple[str, float, str]]:
    return [(t.action, (t.at - START) / timedelta(hours=1), t.severity) for t in judged.transitions]


def recounted(probability: list[float], maintained: set[int]) -> list[tuple[str, float, str]]:
    """The same by its words: for every flight look back over all that counts."""
    found: list[tuple[str, float, str]] = []
    begin, opened, severity = 0, None, ""
    for flight in range(len(probability)):
        last = probability[max(begin, flight - 2) : flight + 1]
        reached = [
            name for name, level in POLICY.levels
            if probability[flight] >= level and sum(p >= level for p in last) >= 2
        ]  # fmt: skip
        if opened is None and reached:
            opened, severity = flight, reached[0]
            found.append(("raise", flight, severity))
        elif opened is not None:
            if reached and rank(reached[0]) > rank(severity):
                severity = reached[0]
                found.append(("escalate", flight, severity))
            quiet = probability[max(opened + 1, flight - 1) : flight + 1]
            if len(quiet) == 2 and all(p < 0.2 for p in quiet):
                found.append(("close", flight, severity))
                opened, begin = None, flight + 1
        if flight in maintained:
            begin = flight + 1
            if opened is not None:
                found.append(("close", flight + 0.5, severity))
                opened = None
    return found


@given(values, halves)
def test_against_recounting(probability, maintained):
    maintained = {n for n in maintained if n < len(probability)}
    assert told(run(probability, maintained)) == recounted(probability, maintained)


@given(values, halves)
def test_at_most_one_alert_is_open(probability, maintained):
    stands = False
    for action, _, _ in told(run(probability, maintained)):
        assert (action == "raise") != stands
        stands = action != "close"
    assert (run(probability, maintained).standing is not None) == stands


@given(values, halves, st.integers(0, 30))
def test_in_two_parts_as_in_one_and_earlier_steps_are_never_rewritten(probability, maintained, cut):
    maintained = {n for n in maintained if n < len(probability)}
    whole = run(probability, maintained)
    first = run(probability[:cut], {n for n in maintained if n < cut})
    assert whole.transitions[: len(first.transitions)] == first.transitions
    closed = [t.at for t in first.transitions if t.action == "close"]
    later = run(probability, maintained, standing=first.standing, after=closed[-1] if closed else None)
    assert first.transitions + later.transitions == whole.transitions
    assert later.standing == whole.standing


@given(values, halves)
def test_the_same_inferences_again_change_nothing(probability, maintained):
    whole = run(probability, maintained)
    closed = [t.at for t in whole.transitions if t.action == "close"]
    again = run(probability, maintained, standing=whole.standing, after=closed[-1] if closed else None)
    assert again == Judged((), whole.standing)


@given(values, values)
def test_another_model_on_the_same_flights_leaves_a_standing_alert_alone(probability, others):
    standing = run(probability).standing
    if standing is not None:
        rescored = (others + [0.1] * len(probability))[: len(probability)]
        assert run(rescored, standing=standing) == Judged((), standing)


def test_opens_escalates_in_place_and_closes_when_clear():
    assert told(run([0.1, 0.3, 0.1, 0.3, 0.9, 0.9, 0.1, 0.25, 0.1, 0.1, 0.1])) == [
        ("raise", 3, "LOW"),
        ("escalate", 5, "CRITICAL"),
        ("close", 9, "CRITICAL"),
    ]


def test_after_maintenance_only_new_evidence_opens_a_new_alert():
    judged = run([0.9, 0.9, 0.9, 0.1, 0.6, 0.6], {2})
    assert told(judged) == [
        ("raise", 1, "CRITICAL"),
        ("close", 2.5, "CRITICAL"),
        ("raise", 5, "MEDIUM"),
    ]
    assert judged.transitions[1].why == "maintenance recorded"


def test_maintenance_recorded_late_closes_and_what_came_after_it_is_judged():
    standing = Standing(hour(1), "CRITICAL", hour(5))
    judged = run([0.9, 0.9, 0.1, 0.6, 0.6, 0.6], {2}, standing=standing)
    assert told(judged) == [("close", 2.5, "CRITICAL"), ("raise", 4, "MEDIUM")]


def test_after_a_person_closed_it_only_later_flights_count():
    assert told(run([0.9, 0.9, 0.9, 0.9], after=hour(2))) == []
    assert told(run([0.9] * 5, after=hour(2))) == [("raise", 4, "CRITICAL")]
