"""The query log is written behind the back of the queries: many lines at once, tried again, and what is lost is counted."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

import pytest

from lunara.errors import LunaraError, NotFound, Unavailable
from lunara.workspace.log_writer import KEEP_SECONDS, PURGE_LINES, LogWriter
from lunara.workspace.query_log import QueryLine
from lunara.workspace.records import Principal
from tests.workspace_data import logged


class Shelf:
    """A store that remembers its batches, and fails as it is told."""

    def __init__(self, user: str = "u", organization: str = "o") -> None:
        self.principal = Principal(user, organization, "", "", "viewer")
        self.batches: list[list[QueryLine]] = []
        self.fail: Callable[[Sequence[QueryLine]], LunaraError | None] = lambda lines: None
        self.old = 0
        self.purges = 0
        self.threads: set[str] = set()

    def log_queries(self, lines: Sequence[QueryLine]) -> None:
        self.threads.add(threading.current_thread().name)
        error = self.fail(lines)
        if error is not None:
            raise error
        self.batches.append(list(lines))

    def purge_query_log(self, most: int = 10_000) -> int:
        self.purges += 1
        gone = min(self.old, most)
        self.old -= gone
        return gone

    @property
    def written(self) -> list[str]:
        return [line.sql for batch in self.batches for line in batch]


class Clock:
    """Seconds that go on when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def put(writer: LogWriter, shelf: Shelf, *texts: str, project: str = "p", size: int = 10) -> None:
    for text in texts:
        writer.put(shelf, project, lambda text=text: logged(project, sql=text), size)  # type: ignore[misc]


AWAY = Unavailable("The workspace cannot be reached.", "Try again.")


def test_lines_are_written_in_order_by_another_thread_many_at_once() -> None:
    writer, shelf = LogWriter(pause=0.05), Shelf()
    texts = [f"select {n}" for n in range(450)]
    put(writer, shelf, *texts)
    assert writer.flush()
    assert shelf.written == texts and shelf.threads == {"lunara-query-log"}
    assert len(shelf.batches) <= 5
    assert writer.lost("p") is None and writer.waiting("p") == 0


def test_a_query_does_not_wait_for_a_workspace_that_hangs() -> None:
    writer, shelf, hang = LogWriter(pause=0.0), Shelf(), threading.Event()

    def wait(lines: Sequence[QueryLine]) -> None:
        hang.wait(20)

    shelf.fail = wait
    put(writer, shelf, "first")
    began = time.perf_counter()
    put(writer, shelf, *(str(n) for n in range(1000)))
    assert time.perf_counter() - began < 15  # it hangs for twenty
    assert not writer.flush(0.1)
    hang.set()
    assert writer.flush() and len(shelf.written) == 1001


def test_each_person_writes_their_own_and_the_newest_store_writes() -> None:
    writer, ada, bob = LogWriter(pause=0.2), Shelf("ada"), Shelf("bob")
    fresh = Shelf("ada")
    put(writer, ada, "a1")
    put(writer, bob, "b1")
    put(writer, fresh, "a2")
    assert writer.flush()
    assert (ada.written, bob.written, fresh.written) == ([], ["b1"], ["a1", "a2"])


def test_a_workspace_that_is_away_is_tried_again_and_told_as_waiting(caplog: pytest.LogCaptureFixture) -> None:
    writer, shelf, other = LogWriter(pause=0.0), Shelf("ada"), Shelf("bob")
    shelf.fail = lambda lines: AWAY
    put(writer, shelf, "a", "b")
    with caplog.at_level(logging.WARNING):
        assert not writer.flush()
    assert writer.waiting("p") == 2 and writer.waiting("q") == 0 and writer.lost("p") is None
    assert "tried again" in caplog.text
    put(writer, other, "c")
    assert not writer.flush() and other.written == ["c"], "one person's trouble is nobody else's"
    shelf.fail = lambda lines: None
    assert writer.flush()
    assert sorted(shelf.written) == ["a", "b"] and writer.waiting("p") == 0


def test_what_finds_no_room_is_lost_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    for writer in (LogWriter(pause=0.0, most_lines=3), LogWriter(pause=0.0, most_characters=30)):
        shelf = Shelf()
        shelf.fail = lambda lines: AWAY
        put(writer, shelf, "a", "b", "c")
        assert not writer.flush()
        with caplog.at_level(logging.WARNING):
            put(writer, shelf, "d", "e")
        lost = writer.lost("p")
        assert lost is not None and lost.lines == 2 and "lost" in caplog.text
        shelf.fail = lambda lines: None
        assert writer.flush() and sorted(shelf.written) == ["a", "b", "c"]
        put(writer, shelf, "f")
        assert writer.flush() and shelf.written[-1] == "f"
        assert (again := writer.lost("p")) is not None and again.lines == 2


def test_one_line_that_is_refused_takes_no_other_with_it() -> None:
    writer, shelf = LogWriter(pause=0.05), Shelf()
    shelf.fail = lambda lines: NotFound("Gone.") if any(line.sql == "bad" for line in lines) else None
    put(writer, shelf, "a", "bad", "b")
    assert writer.flush()
    assert shelf.written == ["a", "b"]
    assert (lost := writer.lost("p")) is not None and lost.lines == 1


def test_an_error_of_ours_ends_neither_the_thread_nor_the_count() -> None:
    writer, shelf = LogWriter(pause=0.0), Shelf()

    def broken() -> QueryLine:
        raise ZeroDivisionError

    writer.put(shelf, "p", broken, 1)
    assert writer.flush()
    assert (lost := writer.lost("p")) is not None and lost.lines == 1
    put(writer, shelf, "a")
    assert writer.flush() and shelf.written == ["a"]


def test_a_line_is_told_how_long_ago_it_ended_and_not_kept_forever() -> None:
    clock = Clock()
    writer, shelf = LogWriter(pause=0.0, clock=clock), Shelf()
    shelf.fail = lambda lines: AWAY
    put(writer, shelf, "a")
    assert not writer.flush()
    clock.now += 90
    put(writer, shelf, "b")
    shelf.fail = lambda lines: None
    assert writer.flush()
    assert {line.sql: line.ago_seconds for batch in shelf.batches for line in batch} == {"a": 90, "b": 0}
    shelf.fail = lambda lines: AWAY
    put(writer, shelf, "c")
    assert not writer.flush()
    clock.now += KEEP_SECONDS + 1
    writer.flush()
    assert (lost := writer.lost("p")) is not None and lost.lines == 1


def test_the_end_of_the_process_writes_what_waits_or_says_what_is_lost() -> None:
    writer, shelf = LogWriter(pause=30.0), Shelf()
    put(writer, shelf, "a")
    writer.close()
    assert shelf.written == ["a"]
    shelf.fail = lambda lines: AWAY
    put(writer, shelf, "b", "c")
    writer.close(0.5)
    assert (lost := writer.lost("p")) is not None and lost.lines == 2


def test_old_lines_are_purged_at_the_first_line_and_daily() -> None:
    clock = Clock()
    writer, shelf, colleague = LogWriter(pause=0.0, clock=clock), Shelf("ada"), Shelf("bob")
    shelf.old = 2 * PURGE_LINES + 5
    put(writer, shelf, "a")
    for _ in range(100):
        if shelf.purges == 3:
            break
        time.sleep(0.02)
    assert (shelf.old, shelf.purges) == (0, 3)
    put(writer, colleague, "b")
    writer.tend(colleague)
    assert writer.flush() and colleague.purges == 0, "once an organization and day"
    clock.now += 86_401
    writer.tend(colleague)
    for _ in range(100):
        if colleague.purges:
            break
        time.sleep(0.02)
    assert colleague.purges == 1
    writer.tend(shelf, now=True)
    for _ in range(100):
        if shelf.purges == 4:
            break
        time.sleep(0.02)
    assert shelf.purges == 4, "asked for now"
