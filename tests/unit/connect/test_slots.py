"""Turns: how many statements run at once for a source, an organization and the process, and who goes next."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from lunara.connect.limits import Limits
from lunara.connect.run import CacheKey, run
from lunara.connect.slots import Slots, Turn
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, TimedOut
from lunara.guard import ReadOnlySql
from tests.unit.connect.scripted import Scripted, batch, one, waits

LIMITS = Limits(slots=2, organization_slots=3, process_slots=4, seconds=5)


class Crowd:
    """Statements that hold their places until they are let go, in the order in which they were let in."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.slots, self.limits = Slots(), limits
        self.order: list[str] = []
        self._threads: list[threading.Thread] = []
        self._go: dict[str, threading.Event] = {}

    def join(self, name: str, turn: Turn, cancel: CancelToken | None = None) -> None:
        """`name` comes, and waits or has its place when this returns."""
        before = sum(self.slots.counts)
        self._go[name] = threading.Event()

        def work() -> None:
            with self.slots.take(turn, self.limits, cancel or CancelToken()):
                self.order.append(name)
                self._go[name].wait(10)

        self._threads.append(threading.Thread(target=work, daemon=True))
        self._threads[-1].start()
        self._until(lambda: sum(self.slots.counts) == before + 1 and self.slots.counts[0] == len(self.running))

    @property
    def running(self) -> list[str]:
        return [name for name in self.order if not self._go[name].is_set()]

    def leave(self, name: str) -> None:
        """`name` ends; whoever was let in for it is there when this returns."""
        before = sum(self.slots.counts)
        self._go[name].set()
        self._until(lambda: sum(self.slots.counts) == before - 1 and self.slots.counts[0] == len(self.running))

    def empty(self) -> None:
        while self.running:
            self.leave(self.running[0])
        for thread in self._threads:
            thread.join(5)
        assert self.slots.counts == (0, 0)
        assert not self.slots._running and not self.slots._last, "nothing is kept of who has left"

    @staticmethod
    def _until(true: object) -> None:
        until = time.monotonic() + 5
        while not true():  # type: ignore[operator]
            assert time.monotonic() < until, "it never happened"
            time.sleep(0.001)


def test_each_of_the_three_limits_holds() -> None:
    crowd = Crowd()
    for name, turn in {
        "a1": Turn("s", "a"), "a2": Turn("s", "a"), "a3 (source full)": Turn("s", "a"), "a4": Turn("t", "a"),
        "a5 (organization full)": Turn("u", "a"), "b1": Turn("v", "b"), "b2 (process full)": Turn("v", "b"),
    }.items():  # fmt: skip
        crowd.join(name, turn)
    assert crowd.running == ["a1", "a2", "a4", "b1"] and crowd.slots.counts == (4, 3)
    crowd.leave("a4")
    assert crowd.running == ["a1", "a2", "b1", "b2 (process full)"], "b runs one and a two"
    crowd.empty()


def test_one_persons_many_statements_do_not_stand_before_anothers_one() -> None:
    crowd = Crowd(Limits(slots=1, organization_slots=9, process_slots=9, seconds=5))
    for number in range(5):
        crowd.join(f"greedy {number}", Turn("s", "o", "greedy"))
    crowd.join("modest 0", Turn("s", "o", "modest"))
    crowd.join("modest 1", Turn("s", "o", "modest"))
    crowd.empty()
    assert crowd.order == ["greedy 0", "modest 0", "greedy 1", "modest 1", "greedy 2", "greedy 3", "greedy 4"]


def test_organizations_take_turns_where_the_process_is_full() -> None:
    crowd = Crowd(Limits(slots=9, organization_slots=9, process_slots=2, seconds=5))
    for number in range(4):
        crowd.join(f"large {number}", Turn("l", "large", f"person {number}"))
    for number in range(2):
        crowd.join(f"small {number}", Turn("s", "small", "one"))
    crowd.leave("large 0")
    assert crowd.running == ["large 1", "small 0"]
    crowd.leave("large 1")
    assert crowd.running == ["small 0", "large 2"], "one of each"
    crowd.empty()


def test_without_an_organization_only_source_and_process_count() -> None:
    crowd = Crowd(Limits(slots=2, organization_slots=1, process_slots=9, seconds=5))
    for name in ("one", "two"):
        crowd.join(name, Turn(name))
    assert crowd.running == ["one", "two"]
    crowd.empty()


def test_a_wait_is_told_ends_by_cancel_and_by_time_and_leaves_nothing() -> None:
    crowd = Crowd(Limits(slots=1, seconds=0.2))
    crowd.join("runs", Turn("s"))
    told, token = list[str](), CancelToken()
    with (
        pytest.raises(TimedOut, match=r"waited 0\.2 seconds for a free turn: the data source is busy") as busy,
        crowd.slots.take(Turn("s"), crowd.limits, token, lambda: told.append("waits")),
    ):
        raise AssertionError("no place was free")
    assert busy.value.code == "busy" and told == ["waits"]
    threading.Timer(0.05, token.cancel).start()
    with pytest.raises(Cancelled), crowd.slots.take(Turn("s"), Limits(slots=1, seconds=9), token):
        raise AssertionError("no place was free")
    with pytest.raises(Cancelled), crowd.slots.take(Turn("t"), crowd.limits, token):
        raise AssertionError("it was cancelled before")
    assert crowd.slots.counts == (1, 0)
    crowd.empty()


def test_who_is_let_in_and_cancelled_at_once_gives_the_place_back() -> None:
    slots, limits = Slots(), Limits(slots=1, seconds=5)
    failed = Counter[str]()

    def visitor(number: int) -> None:
        token = CancelToken()
        if number % 3 == 0:
            threading.Timer(0.001 * (number % 7), token.cancel).start()
        try:
            with slots.take(Turn("s", "o", str(number % 4)), limits, token):
                time.sleep(0.001)
        except Cancelled:
            failed["cancelled"] += 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(visitor, range(200)))
    assert slots.counts == (0, 0) and not slots._running and not slots._last


def test_what_is_done_while_waiting_may_fail() -> None:
    crowd = Crowd(Limits(slots=1, seconds=5))
    crowd.join("runs", Turn("s"))

    def broken() -> None:
        raise KeyError("the page is gone")

    with pytest.raises(KeyError), crowd.slots.take(Turn("s"), crowd.limits, CancelToken(), broken):
        raise AssertionError("no place was free")
    assert crowd.slots.counts == (1, 0)
    crowd.empty()


def test_run_counts_an_organizations_sources_together_and_tells_who_waits_in_its_own_thread() -> None:
    """Two sources of one organization, of which one statement may run at once; another organization is not touched."""
    limits, go_on = Limits(slots=4, organization_slots=1), threading.Event()

    def holds(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        assert go_on.wait(10)
        yield batch(1)

    first, second, foreign = Scripted(holds), Scripted(one), Scripted(one)
    told = list[int]()

    def waits_now() -> None:
        told.append(threading.get_native_id())
        assert (first.at_once, second.runs) == (1, 0)
        go_on.set()

    def key(organization: str, source: str) -> CacheKey:
        return CacheKey(f"{organization}-{threading.get_native_id()}", source, "1", asked_by="someone")

    mine = [key("own", "first"), key("own", "second"), key("foreign", "third")]
    sql = ReadOnlySql("SELECT 1", "duckdb", (), ("n",))
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, first, sql, limits=limits, cache=mine[0])
        while not first.runs:
            time.sleep(0.001)
        run(foreign, sql, limits=limits, cache=mine[2])
        assert not running.done()
        run(second, sql, limits=limits, cache=mine[1], on_wait=waits_now)
        assert running.result(5).row_count == 1
    assert told == [threading.get_native_id()]


def test_the_time_limit_counts_from_the_turn() -> None:
    """A second of waiting and a second of running are within a limit of one and a half for each."""
    warehouse, limits = Scripted(waits(1.0)), Limits(slots=1, seconds=1.5)
    sql = ReadOnlySql("SELECT 1", "duckdb", (), ("n",))
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(run, warehouse, sql, limits=limits) for _ in range(2)]
        assert [one_of.result(5).row_count for one_of in both] == [1, 1]
    assert warehouse.allowed == [1.5, 1.5]
