"""Results piece by piece: read no faster than they are taken, within the same limits, turns and record as whole ones."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pyarrow as pa
import pytest

from lunara.connect import flight, streaming
from lunara.connect.limits import Limits
from lunara.connect.outcome import QueryRecord
from lunara.connect.run import run
from lunara.connect.streaming import stream_batches
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, TimedOut, UnsafeSql, WarehouseFailed
from lunara.guard import ReadOnlySql
from tests.unit.connect.scripted import Scripted, batch, one, waits

SQL = ReadOnlySql("SELECT 1", "duckdb", (), ("n",))


def endless(made: list[int], rows: int = 1000) -> Callable[[CancelToken], Iterator[pa.RecordBatch]]:
    """Batches without end; `made` counts them."""

    def script(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        while True:
            cancel.raise_if_cancelled()
            made.append(rows)
            yield batch(*range(rows))

    return script


def test_all_batches_come_in_order_and_are_recorded() -> None:
    rows = list[QueryRecord]()
    warehouse = Scripted(lambda cancel: iter([batch(), batch(1, 2), batch(3)]))
    with stream_batches(warehouse, SQL, record=rows.append) as stream:
        assert [part.to_pydict()["n"] for part in stream] == [[], [1, 2], [3]]
        assert not rows, "it is recorded when it has ended"
    assert not stream.truncated and stream.rows == 3
    assert [(row.outcome, row.rows, row.bytes, row.sql) for row in rows] == [("done", 3, 24, "SELECT 1")]


def test_no_more_is_read_ahead_than_a_few_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "AHEAD_BYTES", 20_000)
    made = list[int]()
    with stream_batches(Scripted(endless(made)), SQL, limits=Limits(rows=10**9, bytes=10**12)) as stream:
        for taken in range(1, 50):
            next(stream)
            if taken % 10 == 0:
                time.sleep(0.02)
                assert len(made) <= taken + 5, "20,000 bytes are two and a half batches"


def test_limits_cut_it_and_the_engine_is_told() -> None:
    made, rows = list[int](), list[QueryRecord]()
    warehouse = Scripted(endless(made))
    with stream_batches(warehouse, SQL, limits=Limits(rows=2500), record=rows.append) as stream:
        assert sum(part.num_rows for part in stream) == 2500
    assert stream.truncated and len(made) == 3 and warehouse.at_once == 0
    assert [row.outcome for row in rows] == ["truncated"]
    with stream_batches(warehouse, SQL, limits=Limits(bytes=12_000)) as stream:
        assert sum(part.nbytes for part in stream) <= 12_000
    assert stream.truncated


def test_who_leaves_early_stops_the_engine_and_gives_the_turn_back() -> None:
    made, rows = list[int](), list[QueryRecord]()
    warehouse, limits = Scripted(endless(made)), Limits(rows=10**9, bytes=10**12, slots=1)
    with stream_batches(warehouse, SQL, limits=limits, record=rows.append) as stream:
        next(stream)
    assert warehouse.at_once == 0
    with pytest.raises(KeyError), stream_batches(warehouse, SQL, limits=limits, record=rows.append) as stream:
        raise KeyError("the disk is full")
    assert [(row.outcome, row.error) for row in rows] == [("cancelled", ""), ("cancelled", "KeyError")]
    warehouse.script = one
    assert run(warehouse, SQL, limits=limits).row_count == 1


def test_it_takes_a_turn_and_tells_that_it_waits() -> None:
    warehouse, limits, told = Scripted(waits(0.3)), Limits(slots=1, seconds=5), list[str]()
    other = threading.Thread(target=run, args=(warehouse, SQL), kwargs={"limits": limits})
    other.start()
    while not warehouse.at_once:
        time.sleep(0.001)
    with stream_batches(warehouse, SQL, limits=limits, on_wait=lambda: told.append("waits")) as stream:
        assert [part.num_rows for part in stream] == [1]
    other.join()
    assert warehouse.most_at_once == 1 and told == ["waits"]


@pytest.mark.parametrize("ahead", [1, 10**9])
def test_cancel_ends_both_sides(monkeypatch: pytest.MonkeyPatch, ahead: int) -> None:
    """The one who waits for a batch, and the reader that waits to be rid of one."""
    monkeypatch.setattr(streaming, "AHEAD_BYTES", ahead)
    token, rows = CancelToken(), list[QueryRecord]()
    warehouse = Scripted(endless([]) if ahead == 1 else waits(30))
    threading.Timer(0.2, token.cancel).start()
    started = time.monotonic()
    with pytest.raises(Cancelled), stream_batches(warehouse, SQL, cancel=token, record=rows.append) as stream:
        for _ in stream:
            time.sleep(0.01)
    assert time.monotonic() - started < 20 and warehouse.at_once == 0
    assert [row.outcome for row in rows] == ["cancelled"] and token._callbacks == []


def test_errors_come_after_what_was_read_before_them() -> None:
    def breaks(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        yield batch(1)
        raise ConnectFailed("Gone.", "Wait.", code="connection_lost")

    warehouse, taken, rows = Scripted(breaks), list[int](), list[QueryRecord]()
    with pytest.raises(ConnectFailed), stream_batches(warehouse, SQL, record=rows.append) as stream:
        for part in stream:
            taken.append(part.num_rows)
    assert taken == [1] and warehouse.runs == 1
    assert [(row.outcome, row.error) for row in rows] == [("failed", "Gone.")]


def test_before_the_first_row_it_is_tried_again() -> None:
    left = [1]

    def once_lost(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        if left.pop() if left else 0:
            raise ConnectFailed("Gone.", "Wait.", code="connection_lost")
        yield batch(1)

    warehouse = Scripted(once_lost)
    with stream_batches(warehouse, SQL) as stream:
        assert [part.num_rows for part in stream] == [1]
    assert warehouse.runs == 2


def test_an_engine_that_never_answers_is_left_behind_with_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flight, "GRACE_SECONDS", 0.1)
    let_go = threading.Event()

    def deaf(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        let_go.wait(20)
        yield batch(1)

    warehouse, limits = Scripted(deaf), Limits(seconds=0.2, slots=1)
    try:
        with pytest.raises(TimedOut), stream_batches(warehouse, SQL, limits=limits) as stream:
            next(stream)
        with pytest.raises(TimedOut) as busy:
            run(warehouse, SQL, limits=limits)
        assert busy.value.code == "busy"
    finally:
        let_go.set()


def test_a_statement_of_another_dialect_is_refused_and_recorded() -> None:
    rows, warehouse = list[QueryRecord](), Scripted(one)
    with (
        pytest.raises(UnsafeSql),
        stream_batches(warehouse, ReadOnlySql("SELECT 1", "mysql", (), ()), record=rows.append),
    ):
        raise AssertionError("it was proven for another dialect")
    assert [row.outcome for row in rows] == ["refused"] and warehouse.runs == 0


def test_a_failing_statement_is_recorded_once() -> None:
    def fails(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        raise WarehouseFailed("No.", "Try.")
        yield batch()

    rows = list[QueryRecord]()
    with pytest.raises(WarehouseFailed), stream_batches(Scripted(fails), SQL, record=rows.append) as stream:
        list(stream)
    assert [row.outcome for row in rows] == ["failed"]
