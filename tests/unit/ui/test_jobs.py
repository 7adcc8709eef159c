"""Background work: steps, result, failure, cancel, and whose it is."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest

from lunara.connect.warehouse import CancelToken
from lunara.errors import ConnectFailed
from lunara.ui.jobs import Report, clear_job, find_job, start_job


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
