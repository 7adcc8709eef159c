"""A result as a file for a spreadsheet: CSV and Excel, in which no text of the data can become a formula."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from lunara.charts.display import clean, display, office_format, settle
from lunara.charts.odd_values import binary
from lunara.charts.parts import with_names
from lunara.connect.plain import plain
from lunara.connect.result import ResultTable
from lunara.errors import InvalidInput
from lunara.semantic.compiled import OutputColumn

EXCEL_ROWS = 1_048_575
EXCEL_COLUMNS = 16_384
EXCEL_TEXT = 32_767
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)*|\.\d+)([eE][+-]?\d+)?%?")
_NEXT_CELL = re.compile(r"([;\t]\s*)(?=[=@]|[+-](?![\d.]))")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def csv_bytes(result: ResultTable, columns: Sequence[OutputColumn]) -> bytes:
    """UTF-8 with a byte order mark (Excel reads it right), labels as header, values unformatted and exact.

    Days of the week and months are given by name. Text that a spreadsheet would run as a formula gets a leading apostrophe;
    numbers, also negative ones, stay as they are.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([unformula(label) for label in _labels(result, columns)])
    for batch in with_names(result.data, columns).to_batches(max_chunksize=10_000):
        lists = [column.to_pylist() for column in batch.columns]
        writer.writerows([_csv_value(value) for value in row] for row in zip(*lists, strict=True))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def xlsx_bytes(result: ResultTable, columns: Sequence[OutputColumn], title: str = "Result") -> bytes:
    """An Excel workbook of one sheet: typed cells with number formats, header frozen, filters on.

    Raises InvalidInput when the result has more rows or columns than a sheet holds.
    """
    if result.row_count > EXCEL_ROWS or len(result.columns) > EXCEL_COLUMNS:
        raise InvalidInput(
            f"An Excel sheet holds {EXCEL_ROWS:,} rows and {EXCEL_COLUMNS:,} columns; this result has more.",
            "Download CSV.",
        )
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    labels = _labels(result, columns)
    data = [column.to_pylist() for column in with_names(result.data, columns).columns]
    formats = []
    for index, label in enumerate(labels):
        column = columns[index] if index < len(columns) else None
        form = settle(column.format, data[index][:1000]) if column is not None and column.role == "measure" else None
        formats.append(
            office_format(form, grain=column.grain if column else None) if form or (column and column.grain) else ""
        )
        widest = max([len(label), *(len(display(value, form)) for value in data[index][:200])])
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(60, widest + 3)
    if labels:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(labels))}{result.row_count + 1}"

    def made(value: Any, code: str, *, bold: bool = False) -> Any:
        kept = _excel_value(value)
        cell = WriteOnlyCell(sheet, kept)
        if isinstance(kept, str):
            cell.data_type = "s"
        elif code and isinstance(kept, int | float | Decimal | date) and not isinstance(kept, bool):
            cell.number_format = code
        if bold:
            cell.font = Font(bold=True)
        return cell

    sheet.append([made(label, "", bold=True) for label in labels])
    for row in zip(*data, strict=True):
        sheet.append([made(value, code) for value, code in zip(row, formats, strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def unformula(text: str) -> str:
    """Text with an apostrophe where a spreadsheet would take it for a formula: at its start, and after what another country's
    spreadsheet takes for the end of a cell.

    >>> unformula("=1+1"), unformula("-5"), unformula("-cmd|' /C calc'!A0"), unformula("+49 171")
    ("'=1+1", '-5', "'-cmd|' /C calc'!A0", "'+49 171")
    >>> unformula("Acme; =cmd()"), unformula("from 3;-5 to 4")
    ("Acme; '=cmd()", 'from 3;-5 to 4')
    """
    bare = text.lstrip(" \u00a0\u200b\ufeff")
    first = "'" if bare.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(bare) else ""
    return first + _NEXT_CELL.sub(r"\1'", text)


def _labels(result: ResultTable, columns: Sequence[OutputColumn]) -> list[str]:
    """Column labels, a repeated one told apart by its column name."""
    labels = [
        clean(columns[index].label) if index < len(columns) else name for index, name in enumerate(result.columns)
    ]
    return [
        label if labels.count(label) == 1 else f"{label} ({result.columns[index]})"
        for index, label in enumerate(labels)
    ]


def _csv_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() else str(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return unformula(_written(value))


def _excel_value(value: Any) -> Any:
    """A value as Excel holds it; a number of more than 15 digits stays exact as text."""
    if isinstance(value, bool | None):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**15 else str(value)
    if isinstance(value, Decimal):
        if not value.is_finite() or len(value.as_tuple().digits) > 15 + max(0, -int(value.as_tuple().exponent) - 4):
            return str(value)
        return value
    if isinstance(value, float):
        return value if abs(value) <= 1e307 else str(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None) if value.year >= 1900 else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value if value.year >= 1900 else value.isoformat()
    if isinstance(value, time | timedelta):
        return value
    if isinstance(value, bytes):
        return binary(value)  # a cell holds less than most of them are long
    return _NOT_IN_XML.sub(" ", _written(value))[:EXCEL_TEXT]


def _written(value: Any) -> str:
    """Text as it is; intervals, bytes and nested values as the command line writes them."""
    written = plain(value)
    return written if isinstance(written, str) else json.dumps(written, ensure_ascii=False)


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", clean(title)).strip()[:31] or "Result"
