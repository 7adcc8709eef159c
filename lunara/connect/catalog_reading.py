"""Reading a large catalog schema by schema, so that it can be watched, stopped, and gone on with where it stopped."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, MutableMapping
from typing import Protocol

from lunara.connect.catalog import Catalog, Table
from lunara.connect.warehouse import BySchema, CancelToken, Warehouse

READ_AT_ONCE = 3_000  # tables; more are read schema by schema
KEPT_SECONDS = 900.0
KEPT_READINGS = 16


class Progress(Protocol):
    """Told what is being read: a label, what of it, and how much is done (0 to 1) where that is known."""

    def __call__(self, label: str, *, detail: str = "", fraction: float | None = None) -> None: ...


def read_catalog(
    warehouse: Warehouse,
    *,
    report: Progress,
    cancel: CancelToken,
    kept: MutableMapping[str, tuple[Table, ...]] | None = None,
) -> Catalog:
    """The whole catalog. Up to `READ_AT_ONCE` tables in one go; more, schema by schema, into `kept` and out of it.

    What `kept` holds from a reading that failed or was cancelled is not read again; it is emptied when the reading is whole.
    Raises as `Warehouse.catalog`.
    """
    report("Reading tables and columns")
    sizes = warehouse.schemas(cancel=cancel) if isinstance(warehouse, BySchema) else {}
    total = sum(sizes.values())
    if len(sizes) < 2 or total <= READ_AT_ONCE:
        return warehouse.catalog(cancel=cancel)
    done = {} if kept is None else kept
    for gone in [name for name in done if name not in sizes]:
        del done[gone]
    for number, name in enumerate(sizes, 1):
        cancel.raise_if_cancelled()
        if name not in done:
            read = sum(sizes[one] for one in done)
            told = f"{name}: schema {number:,} of {len(sizes):,}, {read:,} of {total:,} tables read"
            report("Reading tables and columns", detail=told, fraction=read / total)
            done[name] = warehouse.catalog(name, cancel=cancel).tables
    catalog = Catalog(warehouse.dialect, tuple(table for name in sizes for table in done[name]))
    done.clear()
    return catalog


class KeptReadings:
    """Parts of catalogs whose reading did not come to its end, for a while, by whose reading it is. Thread-safe."""

    def __init__(self, seconds: float = KEPT_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[float, dict[str, tuple[Table, ...]]]] = OrderedDict()

    def of(self, key: Hashable) -> dict[str, tuple[Table, ...]]:
        """What is kept under `key`, to be read into. The oldest are forgotten."""
        now = self._clock()
        with self._lock:
            for old in [old for old, (since, _) in self._kept.items() if now - since > self._seconds]:
                del self._kept[old]
            parts = self._kept.pop(key, (now, {}))[1]
            self._kept[key] = (now, parts)
            while len(self._kept) > KEPT_READINGS:
                self._kept.popitem(last=False)
            return parts
