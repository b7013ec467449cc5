import threading
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.jobs.model import Dependency, Job, Output, Task, TaskRun
from aerotwin.runtime.jobs.outcomes import State, decide
from aerotwin.runtime.jobs.scheduler import Schedule
from aerotwin.runtime.kernels.errors import TaskCancelled, TaskTimeout

RUN_IFS = (
    "ALL_SUCCESS",
    "AT_LEAST_ONE_SUCCESS",
    "NONE_FAILED",
    "ALL_DONE",
    "AT_LEAST_ONE_FAILED",
    "ALL_FAILED",
)


def job_of(*tasks: Task) -> Job:
    return Job("j", "j", {task.key: task for task in tasks})


def task(key: str, *needs: str, **settings: object) -> Task:
    return Task(key, "test", {}, tuple(map(Dependency, needs)), **settings)  # type: ignore[arg-type]


@st.composite
def jobs(draw: st.DrawFn) -> tuple[Job, set[str]]:
    count = draw(st.integers(1, 14))
    tasks = []
    for i in range(count):
        needs = draw(st.sets(st.integers(0, i - 1), max_size=3)) if i else set()
        run_if = draw(st.sampled_from(RUN_IFS))
        tasks.append(task(f"t{i}", *(f"t{one}" for one in sorted(needs)), run_if=run_if))
    failing = draw(st.sets(st.sampled_from([one.key for one in tasks])))
    return job_of(*tasks), failing


@settings(max_examples=150)
@given(jobs(), st.integers(1, 4))
def test_order_bound_and_end(drawn: tuple[Job, set[str]], bound: int) -> None:
    job, failing = drawn
    lock = threading.Lock()
    running: set[str] = set()
    most = 0

    def execute(one: Task, _attempt: int, _cancel: threading.Event) -> Output:
        nonlocal most
        with lock:
            running.add(one.key)
            most = max(most, len(running))
        time.sleep(0.0005)  # long enough for a task too many to overlap
        with lock:
            running.discard(one.key)
        if one.key in failing:
            raise AeroTwinError("as told")
        return Output()

    ended: set[str] = set()
    started: dict[str, set[str]] = {}

    def changed(run: TaskRun) -> None:
        if run.state is State.RUNNING:
            started[run.key] = set(ended)
        elif run.state.final:
            ended.add(run.key)

    runs = Schedule(job, execute, changed, bound).run()

    assert all(run.state.final for run in runs.values())
    assert most <= bound
    for key, before in started.items():
        assert {one.task_key for one in job.tasks[key].depends_on} <= before
    for key, one in job.tasks.items():
        want = decide(one.run_if, [runs[need.task_key].state for need in one.depends_on])
        if want is State.RUNNING:
            assert runs[key].state is (State.FAILED if key in failing else State.SUCCESS)
        else:
            assert runs[key].state is want


def test_as_many_run_at_once_as_allowed() -> None:
    together = threading.Barrier(3)

    def execute(*_: object) -> Output:
        together.wait(10)  # passes only when three are here at once
        return Output()

    runs = Schedule(job_of(*(task(f"t{i}") for i in range(6))), execute, max_parallel=3).run()
    assert {run.state for run in runs.values()} == {State.SUCCESS}


def test_the_longest_remaining_chain_goes_first() -> None:
    order: list[str] = []
    job = job_of(task("short"), task("long"), task("after", "long"), task("slow"))

    def execute(one: Task, _attempt: int, _cancel: threading.Event) -> Output:
        order.append(one.key)
        return Output()

    Schedule(job, execute, max_parallel=1, seconds={"short": 1, "long": 1, "after": 4, "slow": 3}).run()
    assert order == ["long", "after", "slow", "short"]


def test_retries_count_attempts_and_stop_at_success() -> None:
    changes: list[tuple[State, int]] = []

    def execute(_task: Task, attempt: int, _cancel: threading.Event) -> Output:
        if attempt < 3:
            raise AeroTwinError(f"attempt {attempt}")
        return Output("done")

    job = job_of(task("a", max_retries=5, retry_interval=0.01))
    runs = Schedule(job, execute, lambda run: changes.append((run.state, run.attempt))).run()
    assert changes == [
        (State.RUNNING, 1), (State.FAILED, 1), (State.RUNNING, 2), (State.FAILED, 2), (State.RUNNING, 3),
        (State.SUCCESS, 3),
    ]  # fmt: skip
    assert runs["a"].result == "done"


def test_retries_run_out_and_a_timeout_is_retried_only_on_request() -> None:
    def execute(one: Task, _attempt: int, _cancel: threading.Event) -> Output:
        if one.key == "fails":
            raise AeroTwinError("always")
        raise TaskTimeout("late")

    job = job_of(
        task("fails", max_retries=2),
        task("late", max_retries=2),
        task("late_again", max_retries=2, retry_on_timeout=True),
    )
    runs = Schedule(job, execute).run()
    assert [(run.state, run.attempt) for run in runs.values()] == [
        (State.FAILED, 3), (State.TIMED_OUT, 1), (State.TIMED_OUT, 3),
    ]  # fmt: skip


def test_cancel_stops_what_runs_and_what_waits() -> None:
    cancel = threading.Event()

    def execute(_task: Task, _attempt: int, stop: threading.Event) -> Output:
        cancel.set()
        assert stop.wait(10)
        raise TaskCancelled("stopped")

    job = job_of(task("a"), task("b"), task("c", "a"))
    runs = Schedule(job, execute, max_parallel=1, cancel=cancel).run()
    assert [run.state for run in runs.values()] == [State.CANCELED, State.CANCELED, State.UPSTREAM_CANCELED]


def test_a_condition_chooses_the_branch() -> None:
    job = job_of(
        task("if"),
        Task("then", "test", {}, (Dependency("if", "true"),)),
        Task("else", "test", {}, (Dependency("if", "false"),)),
        task("join", "then", "else", run_if="NONE_FAILED"),
    )
    runs = Schedule(job, lambda one, _a, _c: Output("true" if one.key == "if" else None)).run()
    assert [run.state for run in runs.values()] == [
        State.SUCCESS,
        State.SUCCESS,
        State.EXCLUDED,
        State.SUCCESS,
    ]


def test_kept_tasks_do_not_run_and_count_as_they_ended() -> None:
    kept = {"a": TaskRun("a", State.SUCCESS, 1, 0.0, 1.0)}
    seen: list[tuple[str, int]] = []

    def execute(one: Task, attempt: int, _cancel: threading.Event) -> Output:
        seen.append((one.key, attempt))
        return Output()

    job = job_of(task("a"), task("b", "a"))
    runs = Schedule(job, execute, kept=kept, attempts={"a": 1, "b": 2}).run()
    assert seen == [("b", 3)]
    assert runs["a"] == kept["a"]


def test_a_disabled_task_counts_as_successful() -> None:
    runs = Schedule(job_of(task("a", disabled=True), task("b", "a")), lambda *_: Output()).run()
    assert [run.state for run in runs.values()] == [State.DISABLED, State.SUCCESS]


def test_a_defect_of_an_executor_fails_its_task_only() -> None:
    def execute(one: Task, _attempt: int, _cancel: threading.Event) -> Output:
        return Output() if one.key == "b" else 1 / 0  # type: ignore[return-value]

    runs = Schedule(job_of(task("a"), task("b")), execute).run()
    assert runs["a"].error == "ZeroDivisionError: division by zero"
    assert runs["b"].state is State.SUCCESS


def test_a_failure_at_the_head_of_a_thousand_tasks_settles_them_all() -> None:
    chain = [task("t0"), *(task(f"t{i}", f"t{i - 1}") for i in range(1, 3000))]

    def execute(*_: object) -> Output:
        raise AeroTwinError("no")

    runs = Schedule(job_of(*chain), execute).run()
    assert {run.state for key, run in runs.items() if key != "t0"} == {State.UPSTREAM_FAILED}
