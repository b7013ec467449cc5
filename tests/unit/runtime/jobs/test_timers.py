from datetime import UTC, datetime
from pathlib import Path

import pytest

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.home import Home
from aerotwin.runtime.jobs.timers import CronTimer, FileArrivalTimer, PeriodicTimer, timers_of
from aerotwin.runtime.jobs.trigger import Trigger
from aerotwin.runtime.quartz import Cron

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC).timestamp()


def test_a_schedule_is_due_once_at_its_time_and_knows_it() -> None:
    timer = CronTimer(Cron("0 0 13 * * ?"), NOON)
    assert timer.look(NOON) == NOON + 3600
    assert timer.due(NOON + 3599) is None
    assert timer.due(NOON + 3601) == Trigger("periodic", NOON + 3600)
    assert timer.due(NOON + 3602) is None
    assert timer.look(NOON) == NOON + 25 * 3600


def test_times_missed_are_due_once() -> None:
    timer = CronTimer(Cron("0 * * * * ?"), NOON)
    assert timer.due(NOON + 600) == Trigger("periodic", NOON + 60)
    assert timer.due(NOON + 601) is None
    periodic = PeriodicTimer(60, NOON)
    assert periodic.due(NOON + 600) == Trigger("periodic", NOON + 60)
    assert periodic.due(NOON + 659) is None
    assert periodic.due(NOON + 660) == Trigger("periodic", NOON + 660)


def test_only_new_names_arrive(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("1")
    timer = FileArrivalTimer(tmp_path, "/Volumes/c/s/v")
    assert timer.due(0) is None
    (tmp_path / "old.csv").write_text("2")
    assert timer.due(1) is None
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "new.csv").write_text("1")
    assert timer.due(2) == Trigger("file_arrival", location="/Volumes/c/s/v")
    assert timer.due(3) is None


def test_arrivals_wait_until_files_settle_and_a_minimum_passed(tmp_path: Path) -> None:
    timer = FileArrivalTimer(tmp_path / "not_yet", "/Volumes/c/s/v", min_between=100, wait_after=10)
    (tmp_path / "not_yet").mkdir()
    (tmp_path / "not_yet" / "a").touch()
    assert timer.due(0) is None
    assert timer.due(9) is None
    (tmp_path / "not_yet" / "b").touch()
    assert timer.due(10) is None  # b starts the wait anew
    assert timer.due(19) is None
    assert timer.due(20) is not None
    (tmp_path / "not_yet" / "c").touch()
    assert timer.due(21) is None
    assert timer.due(40) is None  # settled, but the minimum between two runs has not passed
    assert timer.due(120) is not None


def test_timers_of_a_job(tmp_path: Path) -> None:
    home = Home(tmp_path)
    job = {
        "schedule": {"quartz_cron_expression": "0 0 6 * * ?", "timezone_id": "Europe/Berlin"},
        "trigger": {
            "pause_status": "UNPAUSED",
            "periodic": {"interval": 2, "unit": "DAYS"},
            "file_arrival": {"url": "/Volumes/c/s/v/in", "wait_after_last_change_seconds": 90},
            "table_update": {"table_names": ["t"]},
        },
    }
    timers, notes = timers_of(job, home, NOON)
    assert isinstance(timers[0], CronTimer)
    assert timers[0].describe() == '"0 0 6 * * ?", next 2025-01-02 06:00:00 Europe/Berlin'
    assert isinstance(timers[1], PeriodicTimer)
    assert timers[1].look(NOON) == NOON + 2 * 86400
    assert isinstance(timers[2], FileArrivalTimer)
    assert timers[2].directory == home.volumes / "c/s/v/in"
    assert timers[2].wait_after == 90
    assert notes == ["its trigger table_update is not served locally"]


def test_what_is_paused_is_not_due(tmp_path: Path) -> None:
    job = {
        "schedule": {"quartz_cron_expression": "0 0 6 * * ?", "pause_status": "PAUSED"},
        "trigger": {"periodic": {"interval": 1, "unit": "HOURS"}, "pause_status": "PAUSED"},
    }
    assert timers_of(job, Home(tmp_path), NOON) == ([], ["its schedule is paused", "its trigger is paused"])


@pytest.mark.parametrize(
    ("trigger", "message"),
    [
        ({"periodic": {"interval": 1, "unit": "MINUTES"}}, "valid: HOURS, DAYS, WEEKS"),
        ({"periodic": {"interval": 0, "unit": "HOURS"}}, "must be above 0"),
        ({"file_arrival": {"url": "s3://bucket/in"}}, "s3://bucket/in is not local"),
    ],
)
def test_bad_triggers_are_refused(trigger: dict[str, object], message: str, tmp_path: Path) -> None:
    with pytest.raises(AeroTwinError) as caught:
        timers_of({"trigger": trigger}, Home(tmp_path), NOON)
    assert message in str(caught.value)
