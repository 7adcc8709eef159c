"""Stopping by time and by cancel: it is repeated, an engine that does not hear loses its line, nothing is left over."""

from __future__ import annotations

import gc
import threading
import time
import weakref

import pytest

from lunara.connect import deadline
from lunara.connect.deadline import Deadline
from lunara.connect.run import Limits, run
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, TimedOut
from lunara.guard import ReadOnlySql
from tests.unit.connect.scripted import Scripted, one

SQL = ReadOnlySql("SELECT 1", "duckdb", (), ("n",))


def test_the_time_limit_stops_and_says_so() -> None:
    stopped = threading.Event()
    with Deadline(0.05, CancelToken(), stopped.set) as mine:
        assert stopped.wait(5)
        assert mine.stopped and mine.timed_out and isinstance(mine.error(), TimedOut)


def test_a_cancel_stops_and_says_so() -> None:
    stopped, token = threading.Event(), CancelToken()
    with Deadline(60, token, stopped.set) as mine:
        token.cancel()
        assert stopped.wait(5)
        assert mine.stopped and not mine.timed_out and isinstance(mine.error(), Cancelled)
    with pytest.raises(Cancelled), Deadline(60, token, stopped.set):
        raise AssertionError("it was cancelled before")


def test_stop_is_repeated_until_the_block_ends_and_not_after() -> None:
    calls = list[float]()
    with Deadline(0.01, CancelToken(), lambda: calls.append(time.monotonic()), again=0.01):
        while len(calls) < 3:
            time.sleep(0.001)
    time.sleep(0.03)
    after = len(calls)
    time.sleep(0.1)
    assert len(calls) == after


def test_short_limits_come_before_long_ones_that_began_earlier() -> None:
    order = list[str]()
    with (
        Deadline(30, CancelToken(), lambda: order.append("long")),
        Deadline(0.3, CancelToken(), lambda: order.append("middle"), again=60),
        Deadline(0.05, CancelToken(), lambda: order.append("short"), again=60),
    ):
        while len(order) < 2:
            time.sleep(0.005)
    assert order == ["short", "middle"]


def test_a_line_to_an_engine_that_does_not_hear_is_cut_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "DEAF_SECONDS", 0.1)
    cuts = list[float]()
    blocked = threading.Event()

    def cut() -> None:
        cuts.append(time.monotonic())
        blocked.set()

    def a_stop_that_hangs() -> None:
        blocked.wait(10)

    started = time.monotonic()
    with Deadline(0.05, CancelToken(), a_stop_that_hangs, cut=cut):
        assert blocked.wait(5)
    assert len(cuts) == 1 and cuts[0] - started >= 0.15


def test_a_block_that_ends_in_time_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "DEAF_SECONDS", 0.1)
    cuts, stopped = list[str](), threading.Event()
    with Deadline(0.01, CancelToken(), stopped.set, cut=lambda: cuts.append("cut")):
        assert stopped.wait(5)
    time.sleep(0.2)
    assert cuts == []


def test_many_statements_have_one_clock() -> None:
    before = threading.active_count()
    blocks = [Deadline(30, CancelToken(), lambda: None) for _ in range(50)]
    for block in blocks:
        block.__enter__()
    assert threading.active_count() <= before + 1
    for block in blocks:
        block.__exit__(None, None, None)
    assert not deadline._CLOCK._running


def test_a_token_that_outlives_many_statements_holds_nothing_of_them() -> None:
    """A job has one token for all that it runs; it held every result until it ended."""
    token = CancelToken()
    results = [weakref.ref(run(Scripted(one), SQL, limits=Limits(seconds=5), cancel=token).data) for _ in range(20)]
    assert token._callbacks == []
    gc.collect()
    assert [ref for ref in results if ref() is not None] == []
