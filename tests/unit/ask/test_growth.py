"""What is said of growth: worked out a second time from the rows, and never of a period that is not whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from lunara.ask.answer import Answer, answer
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import build_value_index
from lunara.connect import open_url
from lunara.connect.run import Runner
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel

CLOCK = Clock(date(2026, 11, 3))
FIRST = date(2026, 1, 30)
COUNTRIES = ("Germany", "France", "Spain")
ROWS = [
    (day, FIRST + timedelta(days=day), COUNTRIES[day % 3], ("L", "M")[day % 2] if day % 5 == 0 else None, 100 + day**2)
    for day in range(278)
]
MODEL = SemanticModel.model_validate(
    {
        "name": "m",
        "dialect": "duckdb",
        "tables": [
            {
                "name": "sales",
                "source": "main.sales",
                "primary_key": ["id"],
                "default_time": "day",
                "dimensions": [
                    {"name": "id", "type": "number", "hidden": True},
                    {"name": "day", "type": "time", "data_type": "date"},
                    {"name": "country"},
                    {"name": "middle"},
                ],
                "measures": [
                    {"name": "revenue", "aggregate": "sum", "expression": "amount"},
                    {"name": "orders", "aggregate": "count"},
                ],
            }
        ],
    }
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    path = Path(tmp_path_factory.mktemp("growth")) / "sales.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute(
            "create table sales (id integer primary key, day date, country varchar, middle varchar, amount decimal(12, 2))"
        )
        made.executemany("insert into sales values (?, ?, ?, ?, ?)", ROWS)
    yield open_url(f"duckdb://{path}")


def ask(warehouse: Warehouse, text: str) -> Answer:
    index = build_value_index(MODEL, Runner(warehouse, record=lambda _: None))
    return answer(Question(text, CLOCK), MODEL, warehouse, OfflinePlanner(index), spans=index.spans)


def headline(found: Answer) -> str:
    assert found.narrative is not None, found.planned.plan
    return found.narrative.headline


def of_month(month: int, country: str = "") -> int:
    return sum(row[4] for row in ROWS if row[1].month == month and country in ("", row[2]))


def percent(after: int, before: int) -> str:
    return f"{(Decimal(after) / before - 1) * 100:.1f}%"


CHANGES = {after: Decimal(of_month(after)) / of_month(before) - 1 for before, after in pairwise(range(2, 11))}


@pytest.mark.parametrize("text", ["revenue growth by month", "month over month revenue growth"])
def test_growth_is_of_whole_months_against_whole_ones(warehouse: Warehouse, text: str) -> None:
    """January has two days and November is not over: from March to October there is growth."""
    found = ask(warehouse, text)
    assert headline(found).startswith(f"Revenue (change): {percent(of_month(10), of_month(9))} in Oct 2026")
    assert found.narrative is not None
    high, low = max(CHANGES, key=CHANGES.__getitem__), min(CHANGES, key=CHANGES.__getitem__)
    for word, month in (("Highest", high), ("Lowest", low)):
        said = f"{word} in {date(2026, month, 1):%b %Y}: {percent(of_month(month), of_month(month - 1))}."
        assert said in found.narrative.details


@pytest.mark.parametrize("text", ["revenue growth last month", "growth of revenue in october 2026"])
def test_growth_of_one_month_is_against_the_month_before(warehouse: Warehouse, text: str) -> None:
    said = headline(ask(warehouse, text))
    assert f"up {percent(of_month(10), of_month(9))} from {of_month(9):,} in Sep 2026" in said


def test_growth_of_one_month_by_country_is_a_ranking_of_growth(warehouse: Warehouse) -> None:
    changes = {one: Decimal(of_month(10, one)) / of_month(9, one) - 1 for one in COUNTRIES}
    best = max(changes, key=changes.__getitem__)
    said = headline(ask(warehouse, "revenue growth last month by country"))
    growth = percent(of_month(10, best), of_month(9, best))
    assert said == f"{best} has the highest Revenue (change) in Oct 2026: {growth}, at {of_month(10, best):,}."
    by_month = headline(ask(warehouse, "revenue growth by country by month"))
    assert by_month == f"In Oct 2026, {best} has the highest Revenue (change): {growth}, at {of_month(10, best):,}."


@pytest.mark.parametrize(
    "text",
    ["revenue growth in february 2026", "revenue growth by month in february 2026", "revenue growth in january 2026"],
)
def test_growth_against_a_month_that_is_not_whole_is_not_told(warehouse: Warehouse, text: str) -> None:
    said = headline(ask(warehouse, text))
    assert "%" not in said and not re.search(r"\b(up|down)\b", said)
    assert re.search("against|cannot be told|nothing to compare", said)


def test_the_share_that_is_asked_for_is_in_the_headline(warehouse: Warehouse) -> None:
    mine, whole = (sum(row[4] for row in ROWS if row[2] in names) for names in (("Germany",), COUNTRIES))
    said = headline(ask(warehouse, "share of Germany in revenue this year"))
    assert said == f"Germany has {Decimal(mine) / whole * 100:.1f}% of the total Revenue in 2026: {mine:,}."


def test_the_highest_group_is_not_said_over_more_that_have_none(warehouse: Warehouse) -> None:
    """Of the orders most have no middle name."""
    found = headline(ask(warehouse, "orders by middle"))
    assert sum(row[3] is None for row in ROWS) > sum(row[3] is not None for row in ROWS)
    assert found.startswith("Of those named, Middle ")
    assert headline(ask(warehouse, "orders by country")).startswith(COUNTRIES)
