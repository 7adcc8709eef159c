from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lunara.build.table_export import csv_bytes, unformula, xlsx_bytes
from lunara.connect.result import ResultTable
from tests.unit.charts.made import USD, compiled, dimension, measure, month, result

ATTACKS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "\u00a0=1",
    '=HYPERLINK("http://x","y")',
    "＝1+1",
    "-cmd",
    "+49 171 555",
]
HARMLESS = ["-5", "-1,234.50", "+3", "-12.5%", "-1e5", "text", "", "a=b", "5-3", "-.5"]


@pytest.mark.parametrize("text", ATTACKS)
def test_text_that_would_run_is_made_text(text: str) -> None:
    assert unformula(text).startswith("'")
    assert unformula(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert unformula(text) == text


@settings(deadline=None)
@given(st.text())
def test_nothing_in_a_csv_starts_a_formula(text: str) -> None:
    rows = result({"g": [text.encode("utf-8", "replace").decode()]})
    read = list(
        csv.reader(io.StringIO(csv_bytes(rows, compiled(dimension("g")).columns).decode("utf-8-sig"), newline=""))
    )
    field = read[1][0] if read[1] else ""
    bare = field.lstrip(" \u00a0\u200b\ufeff")
    if bare[:1] in ("=", "+", "-", "@", "\t", "\r") and bare[:1]:
        float(bare.replace(",", "").rstrip("%"))  # only a number may


def test_csv_is_exact_utf8_with_labels() -> None:
    columns = compiled(
        dimension("g", "=Group"), month(), measure("v", "Value", format=USD), dimension("b", type="boolean")
    ).columns
    rows = result(
        {
            "g": ['Zoë, "x"\ny', None],
            "month": [date(2025, 3, 1), None],
            "v": [Decimal("-12345678901234567.890"), 1],
            "b": [True, None],
        }
    )
    text = csv_bytes(rows, columns).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [
        ["'=Group", "Order date", "Value", "B"],
        ['Zoë, "x"\ny', "2025-03-01", "-12345678901234567.890", "true"],
        ["", "", "1.000", ""],
    ]


def test_excel_has_typed_cells_formats_and_no_formula() -> None:
    columns = compiled(
        dimension("g"), month(), measure("v", "Value", format=USD), dimension("id", type="number")
    ).columns
    data = {
        "g": ["=1+1", "bad\x00\x0bchar", "x" * 40_000],
        "month": [datetime(2025, 3, 1, tzinfo=UTC)] * 3,
        "v": [Decimal("-12.5"), 3, None],
        "id": [12345678901234567890 % 10**18, 5, 6],
    }
    sheet = load_workbook(
        io.BytesIO(xlsx_bytes(result(data), columns, "A/B: [very] long title over thirty-one characters"))
    ).active
    assert sheet.title == "A B   very  long title over thi"[:31].strip()
    first = sheet[2]
    assert (first[0].value, first[0].data_type) == ("=1+1", "s")
    assert sheet["A3"].value == "bad  char" and len(sheet["A4"].value) == 32_767
    assert first[1].value == datetime(2025, 3, 1) and first[1].number_format == "mmm yyyy"
    assert first[2].value == -12.5 and first[2].number_format == '"$"#,##0.00'
    assert first[3].value == str(12345678901234567890 % 10**18), "more digits than Excel holds stay exact as text"
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:D4"


def test_two_columns_of_one_label_are_told_apart() -> None:
    columns = compiled(dimension("a", "Name"), dimension("b", "Name")).columns
    header = csv_bytes(result({"a": ["x"], "b": ["y"]}), columns).decode("utf-8-sig").splitlines()[0]
    assert header == "Name (a),Name (b)"


@pytest.mark.parametrize("text", ["Acme;=cmd|' /C calc'!A0", "Acme;\t@SUM(A1)", "a\t=1", "x; -cmd()", "x;+a"])
def test_a_cell_that_begins_inside_the_text_is_no_formula_either(text: str) -> None:
    written = csv_bytes(result({"name": [text]}), [dimension("name")]).decode("utf-8-sig")
    for separator in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(written), delimiter=separator):
            assert not any(cell.strip().startswith(("=", "+", "-", "@")) for cell in row), row


def test_intervals_lengths_bytes_and_nested_values_are_written_for_programs() -> None:
    """CSV had Python's own writing of them; a length of time before zero was "-1 day, 23:00:00"."""
    data = {
        "i": pa.array([pa.MonthDayNano([14, 3, 14_706_500_000_000])]),
        "t": pa.array([timedelta(hours=-1)]),
        "b": pa.array([b"\x00\xff"]),
        "s": pa.array([{"a": Decimal("1.5"), "c": "=1+1", "n": None}]),
        "l": pa.array([["=1+1", "b"]]),
    }
    rows = ResultTable(pa.table(data), False, 0.0, datetime.now(UTC))
    read = list(csv.reader(io.StringIO(csv_bytes(rows, ()).decode("utf-8-sig"), newline="")))
    assert read[1] == ["P14M3DT14706.5S", "'-PT3600S", "0x00ff", '{"a": 1.5, "c": "=1+1", "n": null}', '["=1+1", "b"]']
    sheet = load_workbook(io.BytesIO(xlsx_bytes(rows, ()))).active
    assert [sheet.cell(2, column).value for column in (1, 3, 4, 5)] == [read[1][0], *read[1][2:]]
    large = ResultTable(pa.table({"b": [b"x" * 3_000_000]}), False, 0.0, datetime.now(UTC))
    assert load_workbook(io.BytesIO(xlsx_bytes(large, ()))).active["A2"].value == "3.0 MB"


def test_days_of_the_week_and_months_are_called_by_name() -> None:
    parts = (("d", "day_of_week"), ("m", "month"))
    columns = compiled(*(dimension(name, type="number", part=part) for name, part in parts), measure("v")).columns
    rows = result({"d": [4, None], "m": [12, 1], "v": [4, 1]})
    assert csv_bytes(rows, columns).decode("utf-8-sig").splitlines()[1:] == ["Thursday,December,4", ",January,1"]
    sheet = load_workbook(io.BytesIO(xlsx_bytes(rows, columns))).active
    assert sheet is not None
    assert [[c.value for c in row] for row in sheet.iter_rows(min_row=2)] == [
        ["Thursday", "December", 4],
        [None, "January", 1],
    ]
