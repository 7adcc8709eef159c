"""Sheets as people make them: a title above the header, totals below the rows, one sheet among others that is no table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from lunara.connect.ingestion import IngestReport, UploadedFile, ingest


def read(folder: Path, **sheets: Sequence[Sequence[Any]]) -> IngestReport:
    """A workbook of these sheets, read."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(folder / "report.xlsx")
    return ingest([UploadedFile("report.xlsx", folder / "report.xlsx")], folder / "out")


def rows_of(report: IngestReport, table: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(report.database), read_only=True) as made:
        return made.execute(f'from "{table}"').fetchall()


HEADER = ("Date", "Region", "Revenue", "Units")
ROWS = [
    (dt.datetime(2024, 1, day), "North" if day % 2 else "South", round(day * 1.1, 2), day) for day in range(1, 101 // 4)
]
SUMS = (round(sum(row[2] for row in ROWS), 2), sum(row[3] for row in ROWS))


@pytest.mark.parametrize(
    "closing", [("Total", None), ("Grand total:", None), ("Summe", None), (None, None), (None, "Gesamt")]
)
def test_a_closing_row_of_totals_is_left_out(tmp_path: Path, closing: tuple[str | None, ...]) -> None:
    report = read(tmp_path, Sales=[HEADER, *ROWS, [], (*closing, *SUMS)])
    (table,) = report.tables
    assert table.rows == len(ROWS) and table.columns[0].type == "DATE"
    assert sum(row[2] for row in rows_of(report, "report")) == Decimal(str(SUMS[0]))
    assert "holds the totals of the rows above it and was left out" in table.warnings[0]


@pytest.mark.parametrize(
    ("last", "warned"),
    [
        (("Total", None, SUMS[0] + 1, SUMS[1]), True),
        (("Total", None, None, None), True),
        ((None, None, SUMS[0], SUMS[1] + 1), False),
        ((None, "South", *SUMS), False),
        ((dt.datetime(2024, 2, 1), "Total", *SUMS), False),
        ((dt.datetime(2024, 2, 1), "South", *SUMS), False),
    ],
)
def test_another_last_row_is_kept(tmp_path: Path, last: tuple[Any, ...], warned: bool) -> None:
    report = read(tmp_path, Sales=[HEADER, *ROWS, last])
    (table,) = report.tables
    assert table.rows == len(ROWS) + 1
    assert any("looks like totals, but not all of it are sums" in warning for warning in table.warnings) == warned
    assert rows_of(report, "report")[-1][3] == last[3]


def test_averages_among_the_totals_and_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Region;Preis;Umsatz\nNord;2,50;1.000,00 €\nSüd;3,50;2.500,50 €\nGesamt;3,00;3.500,50 €\n")
    (table,) = ingest([UploadedFile("a.csv", path)], tmp_path / "out").tables
    assert table.rows == 2 and "“Gesamt”" in table.warnings[0]


def test_a_total_of_one_row_and_a_table_of_one_row(tmp_path: Path) -> None:
    report = read(tmp_path, One=[("Name", "n"), ("Total", 5)], Two=[("Name", "n"), ("a", 5), ("Total", 5)])
    assert [table.rows for table in report.tables] == [1, 1]


def test_a_sheet_that_is_no_table_is_refused_by_its_name_and_the_others_are_read(tmp_path: Path) -> None:
    wrong = [("Sales report", None), ("a", 1, 2, 3), ("b", 1, 2, 3)]
    report = read(tmp_path, Summary=wrong, Targets=[("Region", "Target"), ("North", 5)])
    assert [table.name for table in report.tables] == ["report_targets"]
    assert [one.file for one in report.refused] == ["report.xlsx, sheet Summary"]
    assert "2 rows have values to the right" in report.refused[0].reason and "row 1" in report.refused[0].hint


def test_a_workbook_of_bad_sheets_alone_is_refused(tmp_path: Path) -> None:
    report = read(tmp_path, Summary=[("t",), ("a", 1, 2)])
    assert report.database is None and [one.file for one in report.refused] == ["report.xlsx, sheet Summary"]


@pytest.mark.parametrize(
    "above",
    [
        [("Sales report 2024",), ()],
        [("Sales report 2024",)],
        [(None, "Sales report 2024"), ("as of today",), (), ()],
    ],
)
def test_a_header_below_a_title_is_found(tmp_path: Path, above: list[tuple[str, ...]]) -> None:
    report = read(tmp_path, S=[*above, HEADER, *ROWS, ("Total", None, *SUMS)])
    (table,) = report.tables
    assert [column.name for column in table.columns] == list(HEADER) and table.rows == len(ROWS)
    assert f"The header is row {len(above) + 1}" in table.warnings[0] and "Sales report 2024" in table.warnings[0]


@pytest.mark.parametrize(
    "rows",
    [
        [("Name",), ("Ann",), ("Bob",)],
        [("Name",), (), ("Ann",), ("Bob",)],
    ],
)
def test_a_sheet_of_one_column_has_no_title(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    (table,) = read(tmp_path, S=rows).tables
    assert [column.name for column in table.columns] == ["Name"] and table.rows == 2 and table.warnings == ()


@pytest.mark.parametrize("row", [("North", 5), ("a", "A")])
def test_below_a_title_there_must_be_names(tmp_path: Path, row: tuple[Any, ...]) -> None:
    report = read(tmp_path, S=[("Name",), (), row, row])
    assert report.tables == () and "right of the last named column" in report.refused[0].reason


def test_numbers_of_a_sheet_are_numbers_whatever_its_texts_say(tmp_path: Path) -> None:
    """1.234 in a cell of numbers is that, also where other columns write 1.234,50."""
    report = read(
        tmp_path,
        S=[
            ("id", "factor", "text", "stock", "mixed"),
            ("a", 1.234, "12,50", "1.000", 2.5),
            ("b", 2.345, "1,25", "750", "1.000"),
        ],
    )
    (table,) = report.tables
    assert rows_of(report, "report")[0] == ("a", Decimal("1.234"), Decimal("12.50"), 1000, "2.5")
    assert any("Column mixed holds numbers beside texts" in warning for warning in table.warnings)
    report = read(tmp_path, S=[("factor", "stock"), (1.25, "1.000"), (2.345, "750")])
    assert [c.type for c in report.tables[0].columns][1] == "VARCHAR"
