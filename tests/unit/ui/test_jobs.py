"""Background work: steps, result, failure, cancel, and whose it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from lunara.connect.warehouse import CancelToken
from lunara.errors import ConnectFailed
from lunara.ui import jobs
from lunara.ui.jobs import Job, Length, Report, clear_job, find_job, job_result, start_job
from lunara.ui.turns import Turns


@dataclass(frozen=True)
class Person:
    organization: str
    user: str

    @property
    def owner_key(self) -> tuple[str, str]:
        return (self.organization, self.user)


ANNA, BEN = Person("org-1", "anna"), Person("org-2", "ben")


def test_steps_and_result() -> None:
    def work(report: Report, cancel: CancelToken) -> int:
        report("Reading tables")
        report("Reading tables", detail="2 of 3", fraction=0.66)
        report("Writing")
        return 42

    job = start_job(ANNA, "steps", work, title="Work")
    assert job.wait(5)
    assert (job.status, job.result) == ("done", 42)
    assert [(step.label, step.detail) for step in job.steps] == [("Reading tables", "2 of 3"), ("Writing", "")]
    assert all(step.seconds is not None and step.seconds >= 0 for step in job.steps)


def test_a_job_is_its_owners_alone() -> None:
    start_job(ANNA, "mine", lambda report, cancel: "secret", title="Work").wait(5)
    assert find_job(BEN, "mine") is None
    assert find_job(Person("org-1", "carl"), "mine") is None
    found = find_job(ANNA, "mine")
    assert found is not None and found.result == "secret"


def test_an_error_of_ours_is_kept_as_it_is() -> None:
    def work(report: Report, cancel: CancelToken) -> None:
        raise ConnectFailed("The host is unknown.", "Check its name.")

    job = start_job(ANNA, "fails", work, title="Work")
    job.wait(5)
    assert job.status == "failed"
    assert job.error is not None and job.error.message == "The host is unknown."


def test_an_unexpected_error_is_told_calmly_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    def work(report: Report, cancel: CancelToken) -> None:
        raise ZeroDivisionError("password=hunter2")

    job = start_job(ANNA, "breaks", work, title="Work")
    job.wait(5)
    assert job.status == "failed" and job.error is not None
    assert "hunter2" not in str(job.error) and "ZeroDivision" not in str(job.error)
    assert job.error.details["incident"] in caplog.text


def test_cancel_stops_the_work_and_tells_what_it_runs() -> None:
    reached, told = threading.Event(), threading.Event()

    def work(report: Report, cancel: CancelToken) -> None:
        cancel.on_cancel(told.set)
        reached.set()
        assert told.wait(5)
        report("Never reached")

    job = start_job(ANNA, "stops", work, title="Work")
    assert reached.wait(5)
    job.cancel()
    assert job.wait(5)
    assert job.status == "cancelled" and job.error is None
    assert job.steps == ()


def test_the_same_key_runs_once_and_then_anew() -> None:
    go = threading.Event()
    first = start_job(ANNA, "once", lambda report, cancel: go.wait(5), title="Work")
    assert start_job(ANNA, "once", lambda report, cancel: "other", title="Work") is first
    go.set()
    first.wait(5)
    second = start_job(ANNA, "once", lambda report, cancel: "other", title="Work")
    second.wait(5)
    assert second is not first and second.result == "other"


def test_clearing_a_running_job_stops_it() -> None:
    def work(report: Report, cancel: CancelToken) -> None:
        stopped = threading.Event()
        cancel.on_cancel(stopped.set)
        stopped.wait(5)
        cancel.raise_if_cancelled()

    job = start_job(ANNA, "cleared", work, title="Work")
    clear_job(ANNA, "cleared")
    assert find_job(ANNA, "cleared") is None
    assert job.wait(5) and job.status == "cancelled"


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    opened = threading.Event()
    yield opened
    opened.set()


def occupy(owner: Person, number: int, gate: threading.Event, length: Length) -> list[Job]:
    begun = [
        start_job(owner, f"{length}-{n}-{id(gate)}", lambda report, cancel: gate.wait(10), title="Work", length=length)
        for n in range(number)
    ]
    time.sleep(0.05)
    return begun


def test_quick_work_does_not_queue_behind_long_work(gate: threading.Event) -> None:
    occupy(ANNA, 20, gate, "long")
    quick = start_job(ANNA, "question", lambda report, cancel: 42, title="Work")
    assert quick.wait(5) and quick.result == 42


def test_one_organization_does_not_take_every_turn(gate: threading.Event) -> None:
    for length in ("quick", "long"):
        mine = occupy(ANNA, 30, gate, length)
        other = start_job(BEN, f"{length}-mine", lambda report, cancel: 42, title="Work", length=length)
        assert other.wait(5) and other.result == 42
        assert sum(not job.steps for job in mine) == jobs._TURNS[length]._each
        assert mine[-1].steps[0].label == "Waiting for other work to end"


def test_a_job_that_waits_for_its_turn_is_cancelled_at_once(gate: threading.Event) -> None:
    last = occupy(ANNA, 10, gate, "long")[-1]
    assert last.running
    last.cancel()
    assert last.wait(2) and last.status == "cancelled"
    gate.set()
    after = start_job(ANNA, "after", lambda report, cancel: 1, title="Work", length="long")
    assert after.wait(5), "its place in the line is free again"


def test_turns_are_never_more_than_allowed_and_all_come() -> None:
    turns = Turns(at_once=3, each=2)
    lock, running, most = threading.Lock(), {"a": 0, "b": 0}, {"a": 0, "b": 0, "all": 0}

    def work(whose: str) -> None:
        with turns.take(whose, CancelToken()):
            with lock:
                running[whose] += 1
                most[whose] = max(most[whose], running[whose])
                most["all"] = max(most["all"], sum(running.values()))
            time.sleep(0.005)
            with lock:
                running[whose] -= 1

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(work, ["a", "b"] * 30))
    assert (most["a"], most["b"], most["all"]) == (2, 2, 3)
    assert turns._running.total() == 0 and not turns._waiting


def test_a_result_is_taken_once_and_a_failure_stays_until_it_is_cleared() -> None:
    runs: list[int] = []

    def work(report: Report, cancel: CancelToken) -> int:
        runs.append(1)
        if len(runs) == 1:
            raise ConnectFailed("No.", "Check it.")
        return 42

    failed = job_result(ANNA, "asked", work, title="Work", patience=5)
    assert failed.status == "failed"
    assert job_result(ANNA, "asked", work, title="Work", patience=5) is failed and len(runs) == 1
    clear_job(ANNA, "asked")
    assert job_result(ANNA, "asked", work, title="Work", patience=5).result == 42
    assert find_job(ANNA, "asked") is None
