"""Sheets of an Excel workbook as text rows, one value a cell, so that the same rules find their types as for CSV."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from lunara.connect.text_files import PreparedText, column_names
from lunara.errors import InvalidInput

MAX_UNPACKED = 4_294_967_296
# Sheets are read row by row; everything else (shared texts, styles) is held in memory.
MAX_HELD = 268_435_456
# Of one row, which is read whole: a small file can unpack to one endless row or one endless text.
MAX_ROW_BYTES = 33_554_432
# What Excel itself holds: a small file can number its second row two billion, and every row between would be read.
MAX_ROW = 1_048_576
TITLE_ROWS = 5
_SEPARATED = re.compile(r"\d[.,]\d")


def prepare_sheets(
    path: Path, scratch: Callable[[int], Path], step: Callable[[float], None]
) -> Iterator[tuple[str, PreparedText | InvalidInput]]:
    """Each sheet that holds anything, as its name and a prepared text file at `scratch(number)`, or why it cannot be one.

    The first row that holds anything is the header, unless it is a title: a lone cell, then after a blank row (or at once) a
    row of different names. Raises InvalidInput when the file is not a workbook.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            held = sum(one.file_size for one in entries if not one.filename.startswith("xl/worksheets/sheet"))
            if held > MAX_HELD or sum(one.file_size for one in entries) > MAX_UNPACKED:
                raise InvalidInput("The workbook is too large when unpacked.", "Save the sheet as CSV or Parquet.")
            for place, entry in enumerate(one for one in entries if one.filename.startswith("xl/worksheets/sheet")):
                _check_rows(archive, entry, partial(step, place / len(entries) / 10))
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
        raise InvalidInput(
            "The file is not an Excel workbook that can be read.",
            "Save it again as .xlsx without a password; old .xls files must be converted.",
        ) from error
    try:
        sheets = book.worksheets
        for number, sheet in enumerate(sheets):
            prepared: PreparedText | InvalidInput | None
            try:
                sheet.reset_dimensions()
                prepared = _write(
                    sheet.iter_rows(max_row=MAX_ROW + 1), scratch(number), partial(step, (number + 0.5) / len(sheets))
                )
            except InvalidInput as error:
                prepared = error
            except (KeyError, ValueError, SyntaxError, zipfile.BadZipFile, EOFError):
                prepared = InvalidInput("The sheet is damaged.", "Open and save it again in Excel.")
            if prepared is not None:
                yield sheet.title, prepared
    finally:
        book.close()


def _check_rows(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, tick: Callable[[], None]) -> None:
    """Raises InvalidInput for a row of more than MAX_ROW_BYTES, before anything holds it."""
    since = 0
    with archive.open(entry) as sheet:
        while chunk := sheet.read(1_048_576):
            end = chunk.rfind(b"</row>")
            since = since + len(chunk) if end < 0 else len(chunk) - end
            if since > MAX_ROW_BYTES:
                raise InvalidInput("The workbook holds a row that is too large.", "Save the sheet as CSV or Parquet.")
            tick()


def _write(rows: Iterator[tuple[Any, ...]], target: Path, tick: Callable[[], None]) -> PreparedText | None:
    numbered = _numbered(rows)
    head = _head(numbered)
    if head is None:
        return None
    first = head.first
    names, warnings = column_names(head.names)
    warnings = (*head.warnings, *warnings)
    width = len(names)
    kinds = [_Kinds() for _ in names]
    errors = beyond = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(names)
        for number, cells in chain(head.read, numbered):
            row = []
            for kind, cell in zip(kinds, islice(cells, first, first + width), strict=False):
                text, failed = _text(cell)
                errors += failed
                kind.see(cell.value)
                row.append(text)
            beyond += any(_text(cell)[0] for cell in islice(cells, first + width, None))
            if any(row):
                writer.writerow(row + [""] * (width - len(row)))
            if number % 5000 == 0:
                tick()
    if errors:
        warnings += (f"{errors:,} cells with a formula error (such as #N/A) were left empty.",)
    if beyond:
        raise InvalidInput(
            f"{beyond:,} {'rows have' if beyond > 1 else 'row has'} values to the right of the last named column.",
            f"Name every column in row {head.number}, which was taken for the header.",
        )
    plain = frozenset(name for name, kind in zip(names, kinds, strict=True) if not kind.texts)
    doubtful = frozenset(name for name, kind in zip(names, kinds, strict=True) if kind.fractions and kind.texts)
    return PreparedText(target, ",", names, True, warnings, plain, doubtful)


def _numbered(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    for number, cells in enumerate(rows, 1):
        if number > MAX_ROW:
            raise InvalidInput(
                f"The sheet numbers its rows beyond {MAX_ROW:,}, which is all that Excel holds.",
                "Save it as CSV or Parquet.",
            )
        yield number, cells


@dataclass
class _Kinds:
    """Which kinds of numbers a column of cells holds: numbers with a fraction, and texts with a separator in their digits."""

    fractions: bool = False
    texts: bool = False

    def see(self, value: Any) -> None:
        if isinstance(value, str):
            self.texts = self.texts or _SEPARATED.search(value) is not None
        elif isinstance(value, float) and not value.is_integer():
            self.fractions = True


@dataclass(frozen=True)
class _Head:
    """The header of a sheet: its row, its first column, its names, and the rows after it that were read to find it."""

    number: int
    first: int
    names: list[str]
    read: list[tuple[int, tuple[Any, ...]]]
    warnings: tuple[str, ...] = ()


def _head(numbered: Iterator[tuple[int, tuple[Any, ...]]]) -> _Head | None:
    """The first row that holds anything, or the one below a title; None for an empty sheet."""
    read: list[tuple[int, tuple[Any, ...]]] = []
    top: _Head | None = None
    lone: list[tuple[int, str]] = []
    for number, cells in numbered:
        texts = [_text(cell)[0] for cell in cells]
        filled = [place for place, text in enumerate(texts) if text]
        if top is not None and filled:
            read.append((number, cells))
        if filled and top is None:
            top = _Head(number, filled[0], texts[filled[0] : filled[-1] + 1], read)
        if len(filled) == 1 and len(lone) < TITLE_ROWS:
            lone.append((number, texts[filled[0]]))
        elif filled:
            break
    if top is None or len(top.names) > 1 or not read:
        return top
    number, cells = read[-1]
    texts = [_text(cell)[0] for cell in cells]
    filled = [place for place, text in enumerate(texts) if text]
    names = texts[filled[0] : filled[-1] + 1] if filled else []
    words = all(isinstance(cell.value, str) for cell in cells[filled[0] : filled[-1] + 1]) if filled else False
    apart = number > lone[-1][0] + 1 or len(lone) == 1
    if len(names) < 2 or len({name.casefold() for name in names}) < len(names) or not words or not apart:
        return top
    titles = ", ".join(f"“{text[:60]}”" for _, text in lone)
    told = f"The header is row {number}; what stands above it ({titles}) was left out."
    return _Head(number, filled[0], names, [], (told,))


def _text(cell: Any) -> tuple[str, bool]:
    """A cell as text, and whether it holds a formula error."""
    value = cell.value
    if value is None:
        return "", False
    if cell.data_type == "e":
        return "", True
    if isinstance(value, bool):
        return ("true" if value else "false"), False
    if isinstance(value, float):
        return (str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)), False
    if isinstance(value, datetime):
        return (value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")), False
    if isinstance(value, date | time):
        return value.isoformat(), False
    if isinstance(value, timedelta):
        return str(value), False
    return str(value).replace("\x00", ""), False
