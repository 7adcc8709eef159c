"""A result as a table on the screen: labels, formats, and no more than the browser needs at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from lunara.charts.display import currency_symbol, settle
from lunara.charts.parts import with_names
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import OutputColumn
from lunara.semantic.model import Format
from lunara.ui.components.shown_columns import as_shown
from lunara.ui.components.text import count, plain

if TYPE_CHECKING:
    import pyarrow as pa

DENSE_ROW = 28
_DECIDING_ROWS = 1000
_NAMED_COLUMNS = 12
# What stands, quieter than values, where there is none.
_MISSING = "–"

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
    settled = {column.name: replace(column, format=_settled(column, result)) for column in columns}
    data, large = as_shown(_percent_scaled(with_names(result.data, columns), settled), settled)
    config = {name: _config(column) for name, column in settled.items()}
    config |= {
        name: st.column_config.TextColumn(settled[name].label if name in settled else name, alignment="right")
        for name in large
    }
    st.dataframe(
        data,
        key=key,
        hide_index=True,
        placeholder=_MISSING,
        width="stretch",
        height=height or ("content" if result.row_count <= 10 else 400),
        column_config=config or None,
        row_height=DENSE_ROW if dense else None,
        lazy=None if result.row_count <= 1000 else True,
        alt=_alt([settled[name].label if name in settled else name for name in result.data.column_names], result),
    )
    if result.truncated:
        st.caption(plain(f"Only the first {result.row_count:,} rows: a limit cut the result."))


def _alt(labels: Sequence[str], result: ResultTable) -> str:
    """What a table is called by who cannot see it: its columns and how many rows they have."""
    named = ", ".join(labels[:_NAMED_COLUMNS]) + (" and more" if len(labels) > _NAMED_COLUMNS else "")
    return f"Table of {count(result.row_count, 'row')}: {named}"


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
    if column.type != "number" or (
        column.role == "dimension" and (column.format is None or column.format.kind == "text")
    ):
        return st.column_config.Column(label)
    return st.column_config.NumberColumn(label, format=_number_format(column))


def _settled(column: OutputColumn, result: ResultTable) -> Format | None:
    """The column's format with its decimals decided by its first rows, so that its numbers line up."""
    if column.role != "measure" or column.type != "number" or column.name not in result.data.column_names:
        return column.format
    return settle(column.format, result.data[column.name].slice(0, _DECIDING_ROWS).to_pylist())


def _percent_scaled(data: pa.Table, columns: Mapping[str, OutputColumn]) -> pa.Table:
    """Fractions as percent numbers: the browser's own percent format leaves trailing zeros out, so they would not line up."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for position, name in enumerate(data.column_names):
        kind = data.schema.field(position).type
        number = pa.types.is_floating(kind) or pa.types.is_decimal(kind) or pa.types.is_integer(kind)
        if number and name in columns and _is_percent(columns[name]):
            scaled = pc.multiply(pc.cast(data.column(position), pa.float64()), 100.0)
            data = data.set_column(position, name, scaled)
    return data


def _is_percent(column: OutputColumn) -> bool:
    return column.type == "number" and column.format is not None and column.format.kind == "percent"


def _number_format(column: OutputColumn) -> Any:
    """The same sign as on numbers and charts: that of the model, none where it names no currency."""
    chosen = column.format
    if chosen is None or chosen.decimals is None:
        return "localized"
    if chosen.kind == "percent":
        return f"%.{chosen.decimals}f%%"
    if chosen.kind == "currency":
        symbol = currency_symbol(chosen.currency).replace("%", "%%")
        return f"{symbol}%,.{chosen.decimals}f"
    return f"%,.{chosen.decimals}f" if chosen.kind == "number" else "localized"
