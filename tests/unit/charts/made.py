"""Results made by hand: a compiled query and its rows without a warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from lunara.connect.result import ResultTable
from lunara.guard import ReadOnlySql
from lunara.semantic.compiled import CompiledQuery, OutputColumn, TimeWindow
from lunara.semantic.model import Format

USD = Format(kind="currency", currency="USD")
PERCENT = Format(kind="percent")


def dimension(name: str, label: str = "", **more: Any) -> OutputColumn:
    more.setdefault("field", f"orders.{name}")
    return OutputColumn(name, "dimension", label or name.capitalize(), **more)


def month(name: str = "month", grain: str = "month", **more: Any) -> OutputColumn:
    return dimension(name, "Order date", type="time", grain=grain, field="orders.ordered_at", **more)


def measure(name: str, label: str = "", **more: Any) -> OutputColumn:
    more.setdefault("type", "number")
    more.setdefault("field", name)
    return OutputColumn(name, "measure", label or name.capitalize(), **more)


def compiled(*columns: OutputColumn, adds_up: bool = True, compare: TimeWindow | None = None) -> CompiledQuery:
    names = tuple(column.name for column in columns)
    return CompiledQuery(
        sql=ReadOnlySql("select 1", "duckdb", (), names),
        dialect="duckdb",
        columns=columns,
        tables=("orders",),
        fingerprint="made",
        adds_up=adds_up,
        compare_window=compare,
    )


def result(data: Mapping[str, Sequence[Any]] | pa.Table, *, truncated: bool = False) -> ResultTable:
    table = data if isinstance(data, pa.Table) else pa.table(dict(data))
    return ResultTable(table, truncated, 1.5, datetime(2026, 11, 22, 9, 30, tzinfo=UTC))
