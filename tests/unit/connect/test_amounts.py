"""Amounts of money, the two decimal signs, short years: read where every value says the same, else text with a word about it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lunara.connect import open_warehouse
from lunara.connect.amounts import DecimalSign
from lunara.connect.ingestion import IngestedTable, UploadedFile, ingest
from lunara.connect.run import preview
from lunara.settings import load_settings


def load(folder: Path, content: str, decimal: DecimalSign = "auto") -> tuple[IngestedTable, dict[str, list[Any]]]:
    """The one table of a text file, and its values by column."""
    path = folder / "upload"
    path.write_text(content)
    report = ingest([UploadedFile("t.csv", path)], folder / "out", decimal=decimal)
    assert report.database is not None, report.refused
    warehouse = open_warehouse("files", {"path": str(report.database)}, {}, load_settings({}))
    try:
        rows = preview(warehouse, warehouse.catalog().tables[0]).rows()
    finally:
        warehouse.close()
    (table,) = report.tables
    return table, {c.name: list(v) for c, v in zip(table.columns, zip(*rows, strict=True), strict=True)}


def column(folder: Path, *values: str, beside: str = "x") -> tuple[str, list[Any], str]:
    """Type, values and warnings of one column beside one of texts, in a file with tabs."""
    table, read = load(folder, "v\tw\n" + "".join(f"{value}\t{beside}\n" for value in values))
    return table.columns[0].type, read["v"], " ".join(table.warnings)


@pytest.mark.parametrize(
    ("values", "amounts", "said"),
    [
        (["$1,234.50", "-$1.00", "($12.25)", "$-3.00"], ["1234.50", "-1.00", "-12.25", "-3.00"], "as amounts in $"),
        (["3.363,43 €", "950,00\u00a0€", "1,00- €", "-2,00€"], ["3363.43", "950.00", "-1.00", "-2.00"], "in €"),
        (["1\u202f234,50 €", "2 345 678,00 €"], ["1234.50", "2345678.00"], "spaces between thousands"),
        (["CHF 1'234.50", "CHF -2.00"], ["1234.50", "-2.00"], "in CHF"),
        (["EUR 1.234,50", "5,00 €", "6,00 Euro"], ["1234.50", "5.00", "6.00"], "in €"),
        (["kr. 500,50", "kr 1.000,00"], ["500.50", "1000.00"], "in kr"),
        (["1.234,50-", "2,00"], ["-1234.50", "2.00"], "minus behind"),
        (["\u22121,5", "2,25"], ["-1.50", "2.25"], "decimal comma"),
    ],
)
def test_amounts_are_read(tmp_path: Path, values: list[str], amounts: list[str], said: str) -> None:
    kind, read, warned = column(tmp_path, *values)
    assert kind == "DECIMAL(18,2)" and read == [Decimal(amount) for amount in amounts]
    assert said in warned


def test_empty_cells_are_no_amounts(tmp_path: Path) -> None:
    assert column(tmp_path, "$1.50", "", "  ", "\u00a0", "$2.50")[:2] == (
        "DECIMAL(18,2)",
        [Decimal("1.50"), None, None, None, Decimal("2.50")],
    )
    assert column(tmp_path, "950 €", "", "1\u00a0234 €")[:2] == ("BIGINT", [950, None, 1234])


def test_whole_amounts_are_whole(tmp_path: Path) -> None:
    assert column(tmp_path, "$1,234", "$950")[:2] == ("BIGINT", [1234, 950])
    assert column(tmp_path, "950 €", "1\u00a0234 €")[:2] == ("BIGINT", [950, 1234])


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["$1.50", "€2.50"], "amounts in $ and €, which do not add up"),
        (["$1.50", "2.50"], "with and without a currency"),
        (["$1.50", "US$2.50"], "amounts in $ and USD"),
        (["$1 USD", "$2 USD"], ""),
        (["$1.50", "n/a", "$2.50", "$3.00"], "stays text because of 'n/a'"),
        (["1,459 €", "1,399 €"], "could be decimal or between thousands"),
        (["TOP 10", "TOP 20"], ""),
        (["(1)", "(2)"], ""),
        (["212 555 123", "212 555 124"], ""),
        (["$1.2M", "$2M"], ""),
        (["1,5", "1.5"], "in different ways"),
        (["12.345.67", "1.234.567"], ""),
    ],
)
def test_what_is_no_amount_of_one_currency_stays_text(tmp_path: Path, values: list[str], said: str) -> None:
    kind, read, warned = column(tmp_path, *values)
    assert kind == "VARCHAR" and read == values
    assert said in warned and bool(said) == bool(warned)


def test_a_value_far_below_counts_too(tmp_path: Path) -> None:
    many = ["$1.50"] * 30_000
    assert column(tmp_path, *many, "$2")[0] == "DECIMAL(18,2)"
    assert column(tmp_path, *many, "€2")[0] == "VARCHAR"


def test_a_column_with_a_decimal_comma_decides_for_the_whole_file(tmp_path: Path) -> None:
    table, read = load(tmp_path, "Artikel;Preis;Bestand\na;12,50;1.000\nb;7,25;12.000\nc;1,00;750\n")
    assert read["Bestand"] == [1000, 12000, 750] and read["Preis"][0] == Decimal("12.50")
    assert table.columns[2].type == "BIGINT"
    assert table.warnings == (
        "Column Preis was read with a decimal comma.",
        "Column Bestand was read with points between thousands, as column Preis has a decimal comma.",
    )


def test_a_column_with_a_decimal_point_decides_for_the_whole_file(tmp_path: Path) -> None:
    table, read = load(tmp_path, 'item,price,stock,weight\na,12.50,"1,000",1.125\nb,7.25,"12,000",2.250\n')
    assert read["stock"] == [1000, 12000] and read["weight"] == [Decimal("1.125"), Decimal("2.250")]
    assert "Column stock was read with commas between thousands, as column price has a decimal point." in table.warnings


@pytest.mark.parametrize(
    "content",
    [
        "Artikel;Bestand\na;1.000\nb;750\n",
        "item,stock\na,1.000\nb,12.000\n",
        # Semicolons speak for a decimal comma; a column with points may hold versions.
        "Artikel;Version;Bestand\na;1.2;1.000\nb;2.10;750\n",
        # Two columns that contradict each other.
        "Artikel;Breite;Preis;Bestand\na;48.1374;12,50;1.000\nb;9.5;1,00;750\n",
    ],
)
def test_where_nothing_decides_it_stays_text_until_somebody_says(tmp_path: Path, content: str) -> None:
    name = "stock" if "stock" in content else "Bestand"
    table, read = load(tmp_path, content)
    assert isinstance(read[name][0], str) and list(table.undecided) == [name]
    assert any(f"The point in column {name} could be decimal or between thousands" in w for w in table.warnings)
    table, read = load(tmp_path, content, "comma")
    assert read[name][0] == 1000 and not table.undecided
    table, read = load(tmp_path, content, "point")
    assert read[name][0] == 1 and not table.undecided


def test_the_chosen_sign_changes_nothing_that_is_certain(tmp_path: Path) -> None:
    content = "a;b\n1,5;2.50\n"
    for sign in ("comma", "point"):
        assert load(tmp_path, content, sign)[1] == {"a": [Decimal("1.5")], "b": [Decimal("2.50")]}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "first", "said"),
    [
        (["31/12/24", "1/2/24"], dt.date(2024, 12, 31), "day/month/year, two-digit years as 1969 to 2068"),
        (["12/31/24", "1/2/24"], dt.date(2024, 12, 31), "month/day/year"),
        (["31.12.24", "1.2.24"], dt.date(2024, 12, 31), "day.month.year"),
        (["31.12.98", "1.2.99"], dt.date(1998, 12, 31), "day.month.year"),
        (["1/1/24", "2/1/24"], None, "several orders"),
        (["1.1.23", "2.1.23"], None, "several orders"),
        (["23.01.25", "23.02.26"], None, "several orders"),  # a year may come first
        (["24/1/15", "24/2/16"], None, ""),
    ],
)
def test_dates_with_short_years(tmp_path: Path, values: list[str], first: dt.date | None, said: str) -> None:
    kind, read, warned = column(tmp_path, *values)
    assert (kind, read[0]) == (("DATE", first) if first else ("VARCHAR", values[0]))
    assert said in warned


def test_samples_are_shown_as_they_were_understood(tmp_path: Path) -> None:
    table, _ = load(tmp_path, "d;a;n\n31.12.24;1,50 €;\n1.2.24;1,50 €;\n2.2.24;2,00 €;\n3.2.24;3,00 €;\n")
    assert [c.samples for c in table.columns] == [
        ("2024-12-31", "2024-02-01", "2024-02-02"),
        ("1.50", "2.00", "3.00"),
        (),
    ]
