"""Statements that are paid for: estimated, admitted or refused, and counted, whatever becomes of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pyarrow as pa
import pytest

from lunara.connect.budgeted import BudgetedWarehouse, Spend
from lunara.connect.outcome import QueryRecord
from lunara.connect.run import CacheKey, Limits, run
from lunara.connect.warehouse import CancelToken, Estimate
from lunara.errors import Cancelled, LunaraError, OverBudget, TimedOut, WarehouseFailed
from lunara.guard import ReadOnlySql, read_only
from tests.unit.connect.scripted import Scripted, batch, one

SQL = read_only("select 1", "duckdb")


class Told(Scripted):
    """A scripted warehouse that estimates."""

    def __init__(
        self, script: Callable[[CancelToken], Iterator[pa.RecordBatch]], estimate: Estimate | LunaraError
    ) -> None:
        super().__init__(script)
        self.answer = estimate

    def estimate(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Estimate:
        if isinstance(self.answer, LunaraError):
            raise self.answer
        return self.answer


class Purse:
    """Remembers; refuses when told."""

    def __init__(self, *, full: bool = False) -> None:
        self.full = full
        self.admitted: list[Estimate | None] = []
        self.spent: list[tuple[int, float]] = []

    def admit(self, sql: ReadOnlySql, estimate: Estimate | None, seconds: float) -> Spend:
        if self.full:
            raise OverBudget("Too much.", "Ask Ada.", limit="day_bytes", allowed=1, used=1)
        self.admitted.append(estimate)
        return lambda beyond, worked: self.spent.append((beyond, worked))


def test_what_has_no_estimate_is_counted_by_its_result() -> None:
    purse, warehouse = Purse(), Scripted(one)
    assert run(BudgetedWarehouse(warehouse, purse), SQL).rows() == [(1,)]
    assert purse.admitted == [None] and [size for size, _ in purse.spent] == [8]


@pytest.mark.parametrize(("estimated", "beyond"), [(5, 3), (8, 0), (1_000_000, 0), (None, 8)])
def test_only_what_is_beyond_the_estimate_is_counted_again(estimated: int | None, beyond: int) -> None:
    purse, estimate = Purse(), Estimate("EXPLAIN", bytes=estimated)
    run(BudgetedWarehouse(Told(one, estimate), purse), SQL)
    assert purse.admitted == [estimate] and [size for size, _ in purse.spent] == [beyond]


def test_over_budget_is_refused_before_the_warehouse_is_asked() -> None:
    warehouse, records = Told(one, Estimate("dry run", bytes=10, exact=True)), list[QueryRecord]()
    purse = Purse(full=True)
    with pytest.raises(OverBudget):
        run(BudgetedWarehouse(warehouse, purse), SQL, record=records.append)
    assert warehouse.runs == 0 and purse.spent == []
    assert [(record.outcome, record.error_code, record.error) for record in records] == [
        ("refused", "over_budget", "Too much.")
    ]


def test_a_kept_result_costs_nothing() -> None:
    purse, key = Purse(), CacheKey("o", "budgeted", "1")
    paid = BudgetedWarehouse(Scripted(one), purse)
    run(paid, SQL, cache=key)
    assert run(paid, SQL, cache=key).from_cache
    assert len(purse.admitted) == len(purse.spent) == 1


def test_what_failed_or_was_cut_is_counted_too() -> None:
    def fails(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        yield batch(1, 2)
        time.sleep(0.05)
        raise WarehouseFailed("It broke.", "Mend it.")

    def endless(cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        while True:
            yield batch(1)

    purse = Purse()
    with pytest.raises(WarehouseFailed):
        run(BudgetedWarehouse(Scripted(fails), purse), SQL)
    ((size, seconds),) = purse.spent
    assert size == 16 and seconds >= 0.05
    assert run(BudgetedWarehouse(Scripted(endless), purse), SQL, limits=Limits(rows=3)).truncated
    assert len(purse.spent) == 2 and purse.spent[1][0] >= 24


def test_a_statement_that_cannot_be_explained_is_run_and_one_that_was_stopped_is_not() -> None:
    purse = Purse()
    warehouse = Told(one, WarehouseFailed("No such thing as EXPLAIN.", ""))
    assert run(BudgetedWarehouse(warehouse, purse), SQL).rows() == [(1,)]
    assert purse.admitted == [None]
    for stopped in (TimedOut("Too long.", ""), Cancelled("Cancelled.", "")):
        warehouse = Told(one, stopped)
        with pytest.raises(type(stopped)):
            run(BudgetedWarehouse(warehouse, purse), SQL)
        assert warehouse.runs == 0


def test_everything_else_is_the_warehouses_own() -> None:
    warehouse = Scripted(one)
    paid = BudgetedWarehouse(warehouse, Purse())
    assert (paid.kind, paid.dialect, paid.check(), paid.runs) == (warehouse.kind, "duckdb", [], 0)
