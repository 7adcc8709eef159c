"""`run` with an engine at its edge that is scripted: slots, single flight, cache, retries, watchdog, record."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyarrow as pa
import pytest

from lunara.connect import fetch, flight
from lunara.connect.result import ResultTable
from lunara.connect.result_cache import ResultCache
from lunara.connect.run import SLOTS, CacheKey, Limits, QueryRecord, Runner, run, run_text
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, TimedOut, UnsafeSql, WarehouseFailed
from lunara.guard import ReadOnlySql
from tests.unit.connect.scripted import Script, Scripted, batch, one, waits

SQL = ReadOnlySql("SELECT 1", "duckdb", (), ("n",))


def key(source: str = "s", organization: str = "o", principal: str = "", ttl: float = 300) -> CacheKey:
    return CacheKey(organization, f"{source}-{threading.get_native_id()}", "1", principal, ttl_seconds=ttl)


def test_the_record_is_written_once_for_each_outcome() -> None:
    def fails(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        raise WarehouseFailed("No.", "Try.")
        yield batch()

    for script, limits, outcome in (
        (one, Limits(), "done"),
        (lambda c: iter([batch(1, 2, 3)]), Limits(rows=2), "truncated"),
        (fails, Limits(), "failed"),
    ):
        rows: list[QueryRecord] = []
        with contextlib.suppress(WarehouseFailed):
            run(Scripted(script), SQL, limits=limits, record=rows.append)
        assert [row.outcome for row in rows] == [outcome]
    rows = []
    with pytest.raises(UnsafeSql):
        run_text(Scripted(one), "drop table x", record=rows.append)
    assert [(row.outcome, row.sql) for row in rows] == [("refused", "drop table x")]


def test_an_error_in_the_record_is_not_the_querys(caplog: pytest.LogCaptureFixture) -> None:
    def broken(row: QueryRecord) -> None:
        raise RuntimeError("the log is full")

    assert run(Scripted(one), SQL, record=broken).row_count == 1
    assert "could not be recorded" in caplog.text


def test_a_cached_result_is_said_and_runs_nothing() -> None:
    warehouse, rows, mine = Scripted(one), list[QueryRecord](), key()
    first = run(warehouse, SQL, cache=mine, record=rows.append)
    again = run(warehouse, SQL, cache=mine, record=rows.append)
    assert (first.from_cache, again.from_cache, warehouse.runs) == (False, True, 1)
    assert again.fetched_at == first.fetched_at
    assert [row.from_cache for row in rows] == [False, True]
    run(warehouse, SQL, cache=mine, refresh=True)
    assert warehouse.runs == 2
    run(warehouse, SQL, cache=mine)
    assert warehouse.runs == 2


def test_organizations_principals_and_versions_never_share() -> None:
    warehouse = Scripted(one)
    keys = [
        key(), key(organization="other"), key(principal="p"), key(source="t"),
        CacheKey("o", key().source_id, "2"), CacheKey("o", key().source_id, "1", model_version="7"),
    ]  # fmt: skip
    for number, mine in enumerate(keys, 100):
        warehouse.runs = 0
        assert not run(warehouse, ReadOnlySql("SELECT 'never shared'", "duckdb", (), ()), cache=mine).from_cache, number


def test_failures_are_not_cached() -> None:
    answers = iter([WarehouseFailed("No.", "Try."), None])

    def script(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        error = next(answers)
        if error is not None:
            raise error
        yield batch(1)

    mine = key("failing")
    with pytest.raises(WarehouseFailed):
        run(Scripted(script), SQL, cache=mine)
    assert run(Scripted(script), SQL, cache=mine).row_count == 1


def test_identical_statements_at_the_same_time_run_once() -> None:
    warehouse, mine = Scripted(waits()), key("flight")
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: run(warehouse, SQL, cache=mine), range(6)))
    assert warehouse.runs == 1
    assert all(result.row_count == 1 for result in found)


def test_without_a_key_nothing_is_shared() -> None:
    warehouse = Scripted(waits(0.1))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: run(warehouse, SQL), range(3)))
    assert warehouse.runs == 3


def test_one_of_two_callers_cancels_and_the_other_gets_the_result() -> None:
    warehouse, mine, token = Scripted(waits(0.8)), key("two"), CancelToken()
    with ThreadPoolExecutor(2) as pool:
        leaves = pool.submit(run, warehouse, SQL, cache=mine, cancel=token)
        time.sleep(0.1)
        stays = pool.submit(run, warehouse, SQL, cache=mine)
        time.sleep(0.1)
        token.cancel()
        with pytest.raises(Cancelled):
            leaves.result(2)
        assert stays.result(5).row_count == 1
    assert warehouse.runs == 1


def test_the_last_caller_to_cancel_stops_the_engine() -> None:
    stopped = threading.Event()

    def script(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        cancel.on_cancel(stopped.set)
        stopped.wait(10)
        cancel.raise_if_cancelled()
        yield batch(1)

    token = CancelToken()
    threading.Timer(0.1, token.cancel).start()
    with pytest.raises(Cancelled):
        run(Scripted(script), SQL, cache=key("last"), cancel=token)
    assert stopped.is_set()


def test_no_more_statements_at_once_than_slots() -> None:
    warehouse = Scripted(waits(0.1))
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: run(warehouse, SQL, limits=Limits(slots=2)), range(6)))
    assert warehouse.most_at_once == 2 and warehouse.runs == 6


def test_waiting_for_a_slot_can_be_cancelled_and_ends() -> None:
    warehouse, token = Scripted(waits(1.0)), CancelToken()
    with ThreadPoolExecutor(2) as pool:
        busy = pool.submit(run, warehouse, SQL, limits=Limits(slots=1))
        time.sleep(0.1)
        with pytest.raises(TimedOut) as full:
            run(warehouse, SQL, limits=Limits(slots=1, seconds=0.2))
        assert full.value.code == "busy"
        waiting = pool.submit(run, warehouse, SQL, limits=Limits(slots=1), cancel=token)
        time.sleep(0.1)
        token.cancel()
        with pytest.raises(Cancelled):
            waiting.result(0.5)
        assert busy.result(5).row_count == 1
    assert warehouse.runs == 1


def test_an_engine_that_never_answers_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flight, "GRACE_SECONDS", 0.1)
    let_go = threading.Event()

    def deaf(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        let_go.wait(20)
        yield batch(1)

    started = time.monotonic()
    try:
        with pytest.raises(TimedOut):
            run(Scripted(deaf), SQL, limits=Limits(seconds=0.2))
        assert time.monotonic() - started < 15
    finally:
        let_go.set()


@pytest.mark.parametrize(
    ("code", "runs"), [("connection_lost", 3), ("too_many_connections", 3), ("refused", 3), ("password_wrong", 1)]
)
def test_only_what_may_be_gone_a_moment_later_is_tried_again(code: str, runs: int) -> None:
    def script(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        raise ConnectFailed("Gone.", "Wait.", code=code)
        yield batch()

    warehouse = Scripted(script)
    with pytest.raises(ConnectFailed):
        run(warehouse, SQL)
    assert warehouse.runs == runs


def test_nothing_is_tried_again_once_rows_have_come() -> None:
    def script(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        yield batch(1)
        raise ConnectFailed("Gone.", "Wait.", code="connection_lost")

    warehouse = Scripted(script)
    with pytest.raises(ConnectFailed):
        run(warehouse, SQL)
    assert warehouse.runs == 1


def test_statements_of_a_runner_take_the_turns_of_its_source_and_are_recorded() -> None:
    """Questions are counted under their cache key's source: a draft at the same time takes its turns from the same ones."""
    warehouse, rows, mine = Scripted(waits(0.15)), list[QueryRecord](), key()
    limits = Limits(slots=2)
    runner = Runner(warehouse, rows.append, limits, (mine.organization_id, mine.source_id))

    def question(number: int) -> None:
        run(warehouse, ReadOnlySql(f"SELECT {number}", "duckdb", (), ("n",)), cache=mine, limits=limits)

    with ThreadPoolExecutor(6) as pool:
        done = [pool.submit(question, number) for number in range(3)]
        done += [pool.submit(runner.run, SQL, limits=Limits(rows=5)) for _ in range(3)]
        for one_done in done:
            one_done.result()
    assert warehouse.most_at_once == 2
    assert [row.outcome for row in rows] == ["done"] * 3


def test_a_runners_own_limits_are_not_passed_by() -> None:
    process = Limits(rows=100, bytes=1_000, seconds=5, slots=2)
    assert process.within(Limits(rows=10, bytes=9_000, seconds=60, slots=9)) == Limits(10, 1_000, 5, 2)
    assert Runner(Scripted(lambda c: iter([batch(1, 2, 3)])), None, Limits(rows=2)).run(SQL, limits=Limits()).truncated


def test_columns_of_the_same_name_are_told_apart() -> None:
    twice = pa.RecordBatch.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], names=["a", "a", "a_2"])
    assert run(Scripted(lambda c: iter([twice])), SQL).columns == ("a", "a_3", "a_2")


def test_the_cache_is_bounded_in_bytes_and_time() -> None:
    now = [0.0]
    cache = ResultCache(100_000, clock=lambda: now[0])

    def result(rows: int) -> ResultTable:
        from datetime import UTC, datetime

        return ResultTable(pa.table({"n": pa.array(range(rows), pa.int64())}), False, 1.0, datetime.now(UTC))

    for number in range(20):
        cache.put(number, result(1000), 10)
    assert cache.size <= 100_000
    assert cache.get(0) is None and cache.get(19) is not None
    cache.put("large", result(10_000), 10)
    assert cache.get("large") is None
    now[0] = 11
    cache.put("fresh", result(10), 10)
    assert cache.size < 5_000, "what is too old is let go, whether or not anybody asks for it"
    assert cache.get(19) is None


def lost(times: int, *, after: float = 0.0) -> Script:
    """Fails `times` times with a lost connection, each after so many seconds, then answers."""
    left = [times]

    def script(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        if left[0]:
            left[0] -= 1
            time.sleep(after)
            raise ConnectFailed("Gone.", "Wait.", code="connection_lost")
        yield batch(1)

    return script


def test_it_is_tried_again_after_growing_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = list[float]()
    monkeypatch.setattr(CancelToken, "wait", lambda self, seconds: pauses.append(seconds))
    warehouse = Scripted(lost(2))
    assert run(warehouse, SQL).row_count == 1
    assert warehouse.runs == 3
    assert 0.1 <= pauses[0] <= 0.3 and 0.4 <= pauses[1] <= 1.2


def test_attempts_share_one_time_limit() -> None:
    warehouse = Scripted(lost(1, after=0.3))
    assert run(warehouse, SQL, limits=Limits(seconds=5)).row_count == 1
    assert warehouse.allowed[0] == 5 and 4 < warehouse.allowed[1] <= 4.6
    warehouse = Scripted(lost(1, after=0.3))
    with pytest.raises(ConnectFailed):
        run(warehouse, SQL, limits=Limits(seconds=0.31))
    assert warehouse.runs == 1, "a pause would end beyond the limit"


def test_a_statement_that_may_have_brought_the_server_down_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "SUSPECT_SECONDS", 0.1)
    warehouse = Scripted(lost(1, after=0.2))
    with pytest.raises(ConnectFailed):
        run(warehouse, SQL)
    assert warehouse.runs == 1


def test_a_pause_before_another_attempt_ends_by_cancel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "BACK_OFF_SECONDS", 30.0)
    warehouse, token = Scripted(lost(1)), CancelToken()
    threading.Timer(0.2, token.cancel).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        run(warehouse, SQL, cancel=token)
    assert time.monotonic() - started < 20 and warehouse.runs == 1


def test_an_engine_that_never_answers_keeps_its_turn_until_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is still at work there: others are told that the source is busy, and are let in when it has ended."""
    monkeypatch.setattr(flight, "GRACE_SECONDS", 0.1)
    let_go = threading.Event()

    def deaf(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        let_go.wait(20)
        yield batch(1)

    warehouse, limits = Scripted(deaf), Limits(seconds=0.2, slots=1)
    threads = threading.active_count()
    with pytest.raises(TimedOut, match=r"did not answer within 0\.2 seconds"):
        run(warehouse, SQL, limits=limits)
    for _ in range(10):
        with pytest.raises(TimedOut) as busy:
            run(warehouse, SQL, limits=limits)
        assert busy.value.code == "busy"
    assert threading.active_count() <= threads + 1, "threads do not pile up behind it"
    let_go.set()
    warehouse.script = one
    assert run(warehouse, SQL, limits=Limits(slots=1)).row_count == 1


@pytest.mark.parametrize("ended_by", ["time", "cancel"])
def test_an_engine_that_never_answers_stops_only_its_own_organization(
    monkeypatch: pytest.MonkeyPatch, ended_by: str
) -> None:
    """A statement that should have ended and is still at work counts no longer against what runs in all."""
    monkeypatch.setattr(flight, "GRACE_SECONDS", 0.2)
    let_go = threading.Event()

    def deaf(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        let_go.wait(20)
        yield batch(1)

    seconds = 0.2 if ended_by == "time" else 60
    limits = Limits(seconds=seconds, slots=2, organization_slots=2, process_slots=2)
    tokens = [CancelToken(), CancelToken()]
    with ThreadPoolExecutor(2) as pool:
        flying = [
            pool.submit(run, Scripted(deaf), SQL, limits=limits, cancel=token, source=("theirs", f"s{n}"))
            for n, token in enumerate(tokens)
        ]
        try:
            until = time.monotonic() + 5
            while SLOTS.counts[0] < 2:
                assert time.monotonic() < until
                time.sleep(0.01)
            waited: list[bool] = []
            if ended_by == "cancel":
                threading.Timer(0.1, lambda: [token.cancel() for token in tokens]).start()
            ours = Limits(seconds=5, slots=2, organization_slots=2, process_slots=2)
            found = run(Scripted(one), SQL, limits=ours, source=("ours", "s"), on_wait=lambda: waited.append(True))
            assert found.row_count == 1 and waited == [True], "let in when theirs should have ended, not before"
            for one_of in flying:
                with pytest.raises((TimedOut, Cancelled)):
                    one_of.result(5)
            with pytest.raises(TimedOut, match="your organization’s data sources are busy"):
                run(Scripted(one), SQL, limits=replace(limits, seconds=0.2), source=("theirs", "s3"))
        finally:
            let_go.set()
    assert run(Scripted(one), SQL, limits=ours, source=("theirs", "s3")).row_count == 1
    assert SLOTS.counts == (0, 0)


def test_a_clock_that_jumps_changes_no_limit_and_no_age(monkeypatch: pytest.MonkeyPatch) -> None:
    """Daylight saving, a time server, a suspended machine: limits and ages are counted by a clock that only goes forward."""
    warehouse, mine = Scripted(waits(0.2)), key("clock")
    run(warehouse, SQL, cache=mine)
    real = time.time
    for jump in (86_400.0, -86_400.0):
        monkeypatch.setattr(time, "time", lambda jump=jump: real() + jump)
        assert run(warehouse, SQL, cache=mine).from_cache
        assert run(warehouse, SQL, limits=Limits(seconds=2)).row_count == 1
    assert warehouse.runs == 3


def test_a_cancel_while_the_result_is_kept_leaves_a_whole_one_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine has answered: the one who cancelled is told so, the next one has the answer without asking."""
    token, warehouse, mine = CancelToken(), Scripted(lambda cancel: iter([batch(1, 2)])), key("keeping")
    keep = ResultCache.put

    def slow_put(self: ResultCache, kept: object, result: ResultTable, ttl_seconds: float) -> None:
        token.cancel()
        time.sleep(0.1)
        keep(self, kept, result, ttl_seconds)  # type: ignore[arg-type]

    monkeypatch.setattr(ResultCache, "put", slow_put)
    rows = list[QueryRecord]()
    with pytest.raises(Cancelled):
        run(warehouse, SQL, cache=mine, cancel=token, record=rows.append)
    monkeypatch.undo()
    again = run(warehouse, SQL, cache=mine, record=rows.append)
    assert again.rows() == [(1,), (2,)] and again.from_cache and warehouse.runs == 1
    assert [row.outcome for row in rows] == ["cancelled", "done"]
