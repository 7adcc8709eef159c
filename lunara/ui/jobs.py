"""Long work outside the script run: a thread that never touches Streamlit, its steps, a way to stop it, its result.

    job = start_job(page, f"draft:{source.id}", work, title="Drafting the semantic layer")
    ...
    job = find_job(page, f"draft:{source.id}")
    if job is not None:
        if job_panel(job) == "done":
            model = job.result

`work(report, cancel)` runs in a thread: it takes values and returns a value. It calls `report("Reading tables")` for each
step, `report("Reading tables", detail="12 of 40", fraction=0.3)` while a step goes on, and hands `cancel` to what it
calls (or `cancel.raise_if_cancelled()` between steps). Work that people wait for at the page ("quick") does not queue behind
work that takes minutes ("long"), and one organization does not take every turn of the others. Jobs belong to a person in
an organization: they survive a reload of the page and are never seen by anyone else.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import streamlit as st

from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, LunaraError
from lunara.ui.components.text import plain
from lunara.ui.failure import for_reader, incident, show_error
from lunara.ui.reaching import answered_since, source_of
from lunara.ui.turns import Turns

JobStatus = Literal["running", "done", "failed", "cancelled"]

Length = Literal["quick", "long"]

KEEP_SECONDS = 3600.0
FAILED_SECONDS = 15.0
_TURNS: Mapping[Length, Turns] = {"quick": Turns(at_once=16, each=8), "long": Turns(at_once=6, each=3)}

_log = logging.getLogger("lunara.jobs")


class Owner(Protocol):
    """Whose jobs: a PageContext is one."""

    @property
    def owner_key(self) -> tuple[str, str]:
        """Organization id and user id."""
        ...


@dataclass(frozen=True)
class Step:
    """One step of a job. `seconds` is None while it goes on; `fraction` between 0 and 1 where it is known."""

    label: str
    detail: str = ""
    fraction: float | None = None
    seconds: float | None = None


class Job:
    """Work that runs or has run. Read `status`, `steps`, then `result` (done) or `error` (failed).

    `shown` is when its failure was first drawn (of `time.monotonic`).
    """

    def __init__(self, key: str, title: str, organization_id: str) -> None:
        self.key = key
        self.organization_id = organization_id
        self.title = title
        self.status: JobStatus = "running"
        self.result: Any = None
        self.error: LunaraError | None = None
        self.started = time.monotonic()
        self.ended: float | None = None
        self.shown: float | None = None
        self._cancel = CancelToken()
        self._lock = threading.Lock()
        self._steps: list[Step] = []
        self._step_started = self.started
        self._finished = threading.Event()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps so far, the last one going on while the job runs."""
        with self._lock:
            return tuple(self._steps)

    @property
    def running(self) -> bool:
        """Whether the work goes on."""
        return self.status == "running"

    @property
    def stopping(self) -> bool:
        """Whether `cancel` was called and the work has not ended yet."""
        return self.running and self._cancel.cancelled

    def cancel(self) -> None:
        """Ask the work to stop; its status becomes "cancelled" when it has."""
        self._cancel.cancel()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it ended; False when `timeout` seconds passed first."""
        return self._finished.wait(timeout)

    def report(self, label: str, *, detail: str = "", fraction: float | None = None) -> None:
        """Begin the step `label`, or update it when it is the current one. Raises Cancelled once `cancel` was called."""
        self._cancel.raise_if_cancelled()
        now = time.monotonic()
        with self._lock:
            if self._steps and self._steps[-1].label == label:
                self._steps[-1] = Step(label, detail or self._steps[-1].detail, fraction)
                return
            self._close_step(now)
            self._steps.append(Step(label, detail, fraction))
            self._step_started = now

    def _close_step(self, now: float) -> None:
        if self._steps and self._steps[-1].seconds is None:
            last = self._steps[-1]
            self._steps[-1] = Step(last.label, last.detail, last.fraction, now - self._step_started)

    def _end(self, status: JobStatus) -> None:
        now = time.monotonic()
        with self._lock:
            self._close_step(now)
            self.ended = now
            self.status = status
        self._finished.set()


class Report(Protocol):
    """How work tells where it is: `report("Reading tables", detail="12 of 40", fraction=0.3)`."""

    def __call__(self, label: str, *, detail: str = "", fraction: float | None = None) -> None: ...


Work = Callable[[Report, CancelToken], Any]

_jobs: dict[tuple[str, str, str], Job] = {}
_lock = threading.Lock()


def start_job(owner: Owner, key: str, work: Work, *, title: str, length: Length = "quick") -> Job:
    """Start `work` in the background, or return the job of that key when it still runs.

    `length` "long" is for what may take minutes: drafting, checking, reading uploads. A job of that key that has ended is
    replaced.
    """
    full = (*owner.owner_key, key)
    with _lock:
        _drop_old()
        known = _jobs.get(full)
        if known is not None and known.running:
            return known
        job = _jobs[full] = Job(key, title, owner.owner_key[0])
    threading.Thread(
        target=_run, args=(job, work, owner.owner_key[0], _TURNS[length]), daemon=True, name=f"lunara-job-{key}"[:60]
    ).start()
    return job


def find_job(owner: Owner, key: str) -> Job | None:
    """This person's job of that key, running or ended within the last hour.

    One that failed because a data source was not reached is forgotten once that has answered anybody, and FAILED_SECONDS after
    its failure was shown: it said how things were at that moment.
    """
    full = (*owner.owner_key, key)
    with _lock:
        job = _jobs.get(full)
        if job is not None and (_is_old(job) or _has_passed(job)):
            del _jobs[full]
            return None
        return job


def _is_old(job: Job) -> bool:
    """Whether it told long enough that a data source was not reached."""
    return bool(source_of(job.error)) and job.shown is not None and time.monotonic() - job.shown > FAILED_SECONDS


def _has_passed(job: Job) -> bool:
    """Whether it failed because a data source was not reached, which has answered since."""
    source_id = source_of(job.error)
    return bool(source_id) and job.ended is not None and answered_since(job.organization_id, source_id, job.ended)


def job_result(owner: Owner, key: str, work: Work, *, title: str, patience: float) -> Job:
    """The job of that key, begun when there is none, after waiting for it until it is `patience` seconds old.

    One that is done is forgotten: its result is the caller's to use and to keep. One that has failed or was stopped is
    not begun again: it stays until `clear_job`, so that a page which shows its error does not repeat the work by being drawn.
    """
    job = find_job(owner, key) or start_job(owner, key, work, title=title)
    job.wait(max(job.started + patience - time.monotonic(), 0.0))
    if job.status == "done":
        clear_job(owner, key)
    return job


def clear_job(owner: Owner, key: str) -> None:
    """Forget a job; a running one is asked to stop."""
    with _lock:
        job = _jobs.pop((*owner.owner_key, key), None)
    if job is not None and job.running:
        job.cancel()


def _drop_old() -> None:
    horizon = time.monotonic() - KEEP_SECONDS
    for full in [full for full, job in _jobs.items() if job.ended is not None and job.ended < horizon]:
        del _jobs[full]


def _run(job: Job, work: Work, organization_id: str, turns: Turns) -> None:
    try:
        with turns.take(organization_id, job._cancel, on_wait=lambda: job.report("Waiting for other work to end")):
            job._cancel.raise_if_cancelled()
            job.result = work(job.report, job._cancel)
    except Cancelled:
        job._end("cancelled")
    except LunaraError as error:
        job.error = error
        job._end("cancelled" if job._cancel.cancelled else "failed")
    except Exception as error:  # noqa: BLE001 - the edge of the thread: logged with an id, told calmly
        job.error = incident(error)
        job._end("failed")
    else:
        job._end("done")


def job_panel(job: Job, *, retry: Callable[[], object] | None = None, quiet_when_done: bool = True) -> JobStatus:
    """Draw a job's steps with a Cancel button, polling while it runs; the page reruns by itself when it ends.

    A failed job shows its error, with "Try again" when `retry` (a callback) is given. A finished job draws nothing unless
    `quiet_when_done` is False. Returns the status.
    """
    if job.running:
        _polled(job)
    elif job.status == "failed" and job.error is not None:
        _first_shown(job)
        show_error(job.error)
        if retry is not None:
            st.button("Try again", key=f"retry-{job.key}", icon=":material/refresh:", on_click=retry)
        if source_of(job.error):
            _until_it_answers(job)
    elif job.status == "cancelled":
        st.info(f"{plain(job.title)}: stopped, nothing was saved.", icon=":material/block:")
        if retry is not None:
            st.button("Start again", key=f"retry-{job.key}", icon=":material/refresh:", on_click=retry)
    elif not quiet_when_done:
        _draw_steps(job)
    return job.status


def _first_shown(job: Job) -> None:
    job.shown = job.shown or time.monotonic()


def job_line(job: Job, *, retry: Callable[[], object]) -> None:
    """`job_panel` in one line, for work beside what the page is about: its title with Cancel, or why there is no result."""
    if job.running:
        _polled(job, steps=False)
    elif job.status != "done":
        _first_shown(job)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(plain(for_reader(job.error).message if job.error is not None else f"{job.title}: stopped."))
            st.button("Try again", key=f"retry-{job.key}", icon=":material/refresh:", type="tertiary", on_click=retry)


@st.fragment(run_every=3.0)
def _until_it_answers(job: Job) -> None:
    """Draws nothing: the page runs again once the data source has answered, whoever asked it."""
    if _has_passed(job):
        st.rerun(scope="app")


@st.fragment(run_every=0.4)
def _polled(job: Job, *, steps: bool = True) -> None:
    if not job.running:
        st.rerun(scope="app")
    with st.container(border=steps, gap="xsmall", horizontal=not steps, vertical_alignment="center"):
        if steps:
            _draw_steps(job)
        else:
            st.caption(plain(job.title))
        if job.stopping:
            st.caption("Stopping…")
        else:
            st.button("Cancel", key=f"cancel-{job.key}", icon=":material/stop_circle:", on_click=job.cancel)


def _draw_steps(job: Job) -> None:
    steps = job.steps
    with st.container(gap="xsmall"):
        st.markdown(f"**{plain(job.title)}**")
        if not steps:
            st.caption("Starting…")
        for step in steps:
            done = step.seconds is not None
            icon = ":material/check:" if done else ":material/progress_activity:"
            took = f" · {step.seconds:.1f} s" if step.seconds is not None else ""
            detail = f" · {plain(step.detail)}" if step.detail else ""
            st.markdown(
                f"{icon} {plain(step.label)}:gray[{detail}{took}]" if detail or took else f"{icon} {plain(step.label)}"
            )
            if step.fraction is not None and not done:
                st.progress(min(max(step.fraction, 0.0), 1.0))
