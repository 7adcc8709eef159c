"""The query log is written by a thread, a moment later and many lines at once: no query waits for it, and none fails by it.

Each line is written as the person whose statement it tells of, so row-level security decides. While the workspace cannot be
reached, lines wait and are tried again; what finds no more room, waits too long or is refused is lost, and counted.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol
from uuid import uuid4

from lunara.errors import LunaraError, Unavailable
from lunara.workspace.query_log import QueryLine
from lunara.workspace.records import Principal

MOST_LINES = 5_000
MOST_CHARACTERS = 32_000_000
BATCH_LINES = 200
BATCH_CHARACTERS = 4_000_000
PAUSE_SECONDS = 0.2
FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS = 1.0, 30.0
KEEP_SECONDS = 3_600.0  # how long a line waits for the workspace to come back
PURGE_SECONDS = 86_400.0
RETRY_PURGE_SECONDS = 600.0
PURGE_LINES = 10_000

_log = logging.getLogger("lunara.workspace")


class Log(Protocol):
    """Where lines are written; a Store is one."""

    @property
    def principal(self) -> Principal: ...
    def log_queries(self, lines: Sequence[QueryLine]) -> None: ...
    def purge_query_log(self, most: int = ...) -> int: ...


@dataclass(frozen=True)
class Loss:
    """How many lines of a project are in no log, and when the last of them was lost."""

    lines: int
    at: datetime


@dataclass(frozen=True)
class _Line:
    project_id: str
    make: Callable[[], QueryLine]
    size: int
    ended: float
    id: str = field(default_factory=lambda: str(uuid4()))  # the same however often it is tried

    def made(self, now: float) -> QueryLine:
        return replace(self.make(), ago_seconds=max(now - self.ended, 0.0), id=self.id)


@dataclass
class _Person:
    """Whose lines wait, by which store they are written, and when that is tried next."""

    log: Log
    lines: deque[_Line] = field(default_factory=deque)
    not_before: float = 0.0
    wait: float = 0.0


class LogWriter:
    """Writes lines in a thread of its own. Thread-safe; `clock` is in seconds and goes on however the time of day is set.

    With `at_exit` the end of the process waits until what waits is written.
    """

    def __init__(
        self,
        *,
        most_lines: int = MOST_LINES,
        most_characters: int = MOST_CHARACTERS,
        pause: float = PAUSE_SECONDS,
        at_exit: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_lines, self._most_characters, self._pause, self._clock = most_lines, most_characters, pause, clock
        self._at_exit = at_exit
        self._changed = threading.Condition()
        self._people: OrderedDict[tuple[str, str], _Person] = OrderedDict()
        self._lines = self._characters = self._writing = 0
        self._hurry = False
        self._lost: dict[str, Loss] = {}
        self._purged: dict[str, float] = {}
        self._thread: threading.Thread | None = None

    def put(self, log: Log, project_id: str, make: Callable[[], QueryLine], size: int) -> None:
        """Have a line written by `log`; returns at once. `make` is called in the thread; `size` is about how many characters."""
        with self._changed:
            if self._lines >= self._most_lines or self._characters + size > self._most_characters:
                self._lose(project_id, "too many wait")
                return
            self._person(log).lines.append(_Line(project_id, make, size, self._clock()))
            self._lines += 1
            self._characters += size
            self._changed.notify_all()

    def tend(self, log: Log, *, now: bool = False) -> None:
        """Have old lines of this person's organization purged, unless that was done within a day and not asked for `now`."""
        with self._changed:
            if now:
                self._purged.pop(log.principal.organization_id, None)
            if self._due_for_purge(log.principal.organization_id):
                self._person(log)
                self._changed.notify_all()

    def flush(self, seconds: float = 5.0) -> bool:
        """Wait until what waits now is written, at most `seconds`; whether it is. What is to be tried later is tried now."""
        until = time.monotonic() + seconds
        with self._changed:
            self._hurry = True
            for person in self._people.values():
                person.not_before = 0.0
            self._changed.notify_all()
            try:
                while self._lines or self._writing:
                    left = until - time.monotonic()
                    stuck = not self._writing and all(
                        person.not_before for person in self._people.values() if person.lines
                    )
                    if left <= 0 or stuck:
                        return False
                    self._changed.wait(min(left, 0.05))
                return True
            finally:
                self._hurry = False

    def close(self, seconds: float = 5.0) -> None:
        """Write what waits, for the end of the process; what cannot be written within `seconds` is lost, and said so."""
        if not self.flush(seconds):
            with self._changed:
                for person in self._people.values():
                    for line in person.lines:
                        self._lose(line.project_id, "the process ends")
                self._people.clear()
                self._lines = self._characters = 0

    def waiting(self, project_id: str) -> int:
        """How many lines of a project are not written yet because the workspace could not be reached."""
        with self._changed:
            failing = [person for person in self._people.values() if person.wait]
            return sum(line.project_id == project_id for person in failing for line in person.lines)

    def lost(self, project_id: str) -> Loss | None:
        """What was lost of a project since this process began, or None."""
        with self._changed:
            return self._lost.get(project_id)

    def _person(self, log: Log) -> _Person:
        """This person's lines; their newest store writes them all, as its token lasts longest. Call with the lock held."""
        key = (log.principal.organization_id, log.principal.user_id)
        person = self._people.get(key)
        if person is None:
            person = self._people[key] = _Person(log)
        person.log = log
        if self._at_exit:
            # Now that there is a store: the end of the process calls first what is registered last, and the workspace, which
            # was opened before, is closed after its lines are written.
            atexit.register(self.close)
            self._at_exit = False
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, daemon=True, name="lunara-query-log")
            self._thread.start()
        return person

    def _work(self) -> None:
        while True:
            with self._changed:
                while (found := self._next()) is None:
                    self._changed.wait(self._until_next())
                if found.lines:
                    # What comes within a moment is written along.
                    self._changed.wait_for(lambda: self._hurry or len(found.lines) >= BATCH_LINES, self._pause)
                batch = self._take(found)
                self._writing += 1
            try:
                self._write(found, batch)
                self._purge(found.log)
            except Exception:  # noqa: BLE001 - the edge of the thread: it goes on for everybody else
                _log.exception("lines of the query log could not be written: %d", len(batch))
                self._done(batch, "an error of ours")
            finally:
                with self._changed:
                    self._writing -= 1
                    self._changed.notify_all()

    def _next(self) -> _Person | None:
        """Whose turn it is: each person's comes round."""
        now = self._clock()
        for key, person in list(self._people.items()):
            if person.not_before <= now:
                self._people.move_to_end(key)
                if person.lines or self._due_for_purge(key[0]):
                    return person
                del self._people[key]
        return None

    def _until_next(self) -> float | None:
        waits = [person.not_before for person in self._people.values()]
        return max(min(waits) - self._clock(), 0.01) if waits else None

    def _take(self, person: _Person) -> list[_Line]:
        taken: list[_Line] = []
        size = 0
        while (
            person.lines and len(taken) < BATCH_LINES and (not taken or size + person.lines[0].size < BATCH_CHARACTERS)
        ):
            taken.append(person.lines.popleft())
            size += taken[-1].size
        return taken

    def _write(self, person: _Person, batch: list[_Line]) -> None:
        """Write a batch; one that is refused is written line by line, since one line may be why."""
        if not batch:
            return
        try:
            self._send(person, batch)
        except Unavailable as error:
            self._put_back(person, batch, error)
        except LunaraError as error:
            if len(batch) > 1:
                for line in batch:
                    self._write(person, [line])
                return
            person.wait = person.not_before = 0.0
            self._done(batch, error.message)
        else:
            person.wait = person.not_before = 0.0
            self._done(batch)

    def _send(self, person: _Person, batch: list[_Line]) -> None:
        now = self._clock()
        person.log.log_queries([line.made(now) for line in batch])

    def _done(self, batch: list[_Line], lost: str = "") -> None:
        """They wait no more: they are written, or lost for the reason that is given."""
        with self._changed:
            self._lines -= len(batch)
            self._characters -= sum(line.size for line in batch)
            for line in batch if lost else ():
                self._lose(line.project_id, lost)

    def _put_back(self, person: _Person, batch: list[_Line], error: LunaraError) -> None:
        """They wait, and are tried again later and later; who waited for too long is let go."""
        now = self._clock()
        self._done([line for line in batch if now - line.ended > KEEP_SECONDS], "the workspace was away for too long")
        with self._changed:
            person.lines.extendleft(line for line in reversed(batch) if now - line.ended <= KEEP_SECONDS)
            person.wait = min(max(person.wait * 2, FIRST_RETRY_SECONDS), LAST_RETRY_SECONDS)
            person.not_before = now + person.wait
            waiting = len(person.lines)
        _log.warning(
            "the query log could not be written and is tried again; lines that wait: %d. %s", waiting, error.message
        )

    def _lose(self, project_id: str, why: str) -> None:
        """Count a line that is in no log. Call with the lock held."""
        before = self._lost.get(project_id)
        self._lost[project_id] = Loss((before.lines if before is not None else 0) + 1, datetime.now(UTC))
        _log.warning(
            "a line of the query log is lost (%s); lost of this project: %d", why, self._lost[project_id].lines
        )

    def _due_for_purge(self, organization_id: str) -> bool:
        last = self._purged.get(organization_id)
        return last is None or self._clock() - last >= PURGE_SECONDS

    def _purge(self, log: Log) -> None:
        """Let go of what is older than the organization says, so many lines at each turn until none is left."""
        organization_id = log.principal.organization_id
        if not self._due_for_purge(organization_id):
            return
        done = self._clock()
        try:
            if log.purge_query_log(PURGE_LINES) >= PURGE_LINES:
                return
        except LunaraError as error:
            _log.warning("old lines of the query log could not be deleted: %s", error.message)
            done -= PURGE_SECONDS - RETRY_PURGE_SECONDS
        with self._changed:
            self._purged[organization_id] = done


LOG = LogWriter(at_exit=True)
