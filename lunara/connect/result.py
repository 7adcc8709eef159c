"""What running a statement gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class ResultTable:
    """A result in Arrow: decimals exact, timestamps with their zone, 64-bit integers.

    `truncated` says that a row or byte limit cut it; `elapsed_ms` is the warehouse's time in milliseconds;
    `fetched_at` (UTC) is when the rows left the warehouse, also when this copy came from the cache (`from_cache`).
    """

    data: pa.Table
    truncated: bool
    elapsed_ms: float
    fetched_at: datetime
    from_cache: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Output column names in order."""
        return tuple(self.data.column_names)

    @property
    def row_count(self) -> int:
        """How many rows it holds."""
        return int(self.data.num_rows)

    @cached_property
    def size(self) -> int:
        """How many bytes its rows take in Arrow."""
        return int(self.data.nbytes)

    def rows(self) -> list[tuple[Any, ...]]:
        """The rows as Python values (int, float, Decimal, str, bool, date, datetime, bytes, None)."""
        columns = [column.to_pylist() for column in self.data.columns]
        return list(zip(*columns, strict=True)) if columns else []
