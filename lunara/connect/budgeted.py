"""A warehouse whose statements are paid for: estimated and admitted before they run, counted while they do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any, Protocol

from lunara.connect.catalog import Catalog
from lunara.connect.warehouse import CancelToken, Estimate, Estimating, Finding, Warehouse, WarehouseKind
from lunara.errors import Cancelled, TimedOut, WarehouseFailed
from lunara.guard import ReadOnlySql

if TYPE_CHECKING:
    import pyarrow as pa

ESTIMATE_SECONDS = 15.0

# Counts what an admitted statement took: bytes of the result beyond the estimate, seconds of the warehouse.
Spend = Callable[[int, float], None]


class Purse(Protocol):
    """Whose budget it is."""

    def admit(self, sql: ReadOnlySql, estimate: Estimate | None, seconds: float) -> Spend:
        """Hold what the statement is estimated to read; it runs for `seconds` at most.

        Raises OverBudget, and then nothing is held. What is returned is called once, when the statement has ended.
        """
        ...


class BudgetedWarehouse:
    """`warehouse` with a purse. Everything but running statements is the warehouse's own."""

    def __init__(self, warehouse: Warehouse, purse: Purse) -> None:
        self.kind: WarehouseKind = warehouse.kind
        self._warehouse = warehouse
        self._purse = purse

    def __getattr__(self, name: str) -> Any:
        return getattr(self._warehouse, name)

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return self._warehouse.dialect

    def check(self) -> list[Finding]:
        """See the protocol."""
        return self._warehouse.check()

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """See the protocol."""
        return self._warehouse.catalog(schema, cancel=cancel)

    def stream(
        self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken, **more: Any
    ) -> Iterator[pa.RecordBatch]:
        """Run the statement if the purse admits it. Raises OverBudget beside what the warehouse raises.

        `more` is what the warehouse takes beside what the protocol says.
        """
        estimate = self._estimate(sql, timeout_seconds, cancel)
        spend = self._purse.admit(sql, estimate, timeout_seconds)
        size, worked = 0, 0.0
        try:
            stream: Iterator[Any] = self._warehouse.stream(sql, timeout_seconds=timeout_seconds, cancel=cancel, **more)
            with closing(stream) as batches:  # type: ignore[type-var]
                while True:
                    # The time of whoever takes the batches is not the warehouse's.
                    began = time.monotonic()
                    try:
                        batch = next(batches, None)
                    finally:
                        worked += time.monotonic() - began
                    if batch is None:
                        break
                    size += batch.nbytes
                    yield batch
        finally:
            taken = estimate.bytes if estimate is not None and estimate.bytes is not None else 0
            spend(max(size - taken, 0), worked)

    def close(self) -> None:
        """See the protocol."""
        self._warehouse.close()

    def _estimate(self, sql: ReadOnlySql, seconds: float, cancel: CancelToken) -> Estimate | None:
        if not isinstance(self._warehouse, Estimating):
            return None
        try:
            return self._warehouse.estimate(sql, timeout_seconds=min(seconds, ESTIMATE_SECONDS), cancel=cancel)
        except (TimedOut, Cancelled):
            raise
        except WarehouseFailed:
            # A statement that cannot be explained: what is wrong with it is said when it runs, and if nothing is, it is counted
            # by its result.
            return None
