"""A result as a table on the screen: labels, formats, and no more than the browser needs at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from lunara.charts.display import currency_symbol
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import OutputColumn
from lunara.ui.components.text import plain

DENSE_ROW = 28

_GRAIN_FORMATS = {
    "year": "YYYY",
    "quarter": "[Q]Q YYYY",
    "month": "MMM YYYY",
    "week": "D MMM YYYY",
    "day": "D MMM YYYY",
}


def result_table(
    columns: Sequence[OutputColumn],
    result: ResultTable,
    *,
    key: str,
    height: int | str | None = None,
    dense: bool = False,
) -> None:
    """Draw a result of any size; rows are sent to the browser as they are scrolled to.

    `columns` may be empty (SQL that somebody wrote): then names and types come from the result. `dense` rows are lower.
    """
    if result.row_count == 0:
        st.caption("No rows.")
        return
    config = {column.name: _config(column) for column in columns}
    st.dataframe(
        result.data,
        key=key,
        hide_index=True,
        width="stretch",
        height=height or ("content" if result.row_count <= 10 else 400),
        column_config=config or None,
        row_height=DENSE_ROW if dense else None,
        lazy=None if result.row_count <= 1000 else True,
    )
    if result.truncated:
        st.caption(plain(f"Only the first {result.row_count:,} rows: a limit cut the result."))


def _config(column: OutputColumn) -> Any:
    label = column.label
    if column.type == "time":
        if column.grain in ("hour", "minute", "second"):
            return st.column_config.DatetimeColumn(label, format="D MMM YYYY HH:mm")
        if column.grain is not None:
            return st.column_config.DateColumn(label, format=_GRAIN_FORMATS[column.grain])
        return st.column_config.Column(label)
    if column.type == "boolean":
        return st.column_config.CheckboxColumn(label)
    if column.type != "number" or (column.role == "dimension" and column.format is None):
        return st.column_config.Column(label)
    return st.column_config.NumberColumn(label, format=_number_format(column))


def _number_format(column: OutputColumn) -> Any:
    """The same sign as on numbers and charts: that of the model, none where it names no currency."""
    chosen = column.format
    if chosen is None or chosen.kind == "number":
        return "localized" if chosen is None or chosen.decimals is None else f"%,.{chosen.decimals}f"
    if chosen.kind == "percent":
        return "percent"
    if chosen.kind == "currency":
        decimals = 2 if chosen.decimals is None else chosen.decimals
        symbol = currency_symbol(chosen.currency).replace("%", "%%")
        return f"{symbol}%,.{decimals}f"
    return "localized"
