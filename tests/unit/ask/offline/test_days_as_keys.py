"""Stars whose dates are keys of a calendar: what was done has a key, and goes by the day of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.connect import open_url
from lunara.connect.run import Runner, run
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

CLOCK = Clock(date(2025, 6, 18))
DAYS = """
    create table dim_date (date_key integer primary key, calendar_date date, year integer, quarter varchar, month_no integer);
    insert into dim_date select (year(d) * 10000 + month(d) * 100 + day(d))::integer, d, year(d), 'Q' || quarter(d), month(d)
    from (select unnest(generate_series(date '2024-01-01', date '2025-05-01', interval 1 day))::date as d);
    create table dim_store (store_key integer primary key, store_name varchar, opened_on date);
    insert into dim_store values (1, 'North', '2024-02-03'), (2, 'South', '2024-08-09');
    create table fact_repair (
        repair_no integer primary key, store_key integer references dim_store(store_key),
        requested_date_key integer references dim_date(date_key), completed_date_key integer references dim_date(date_key),
        invoiced_date_key integer references dim_date(date_key), price double);
    insert into fact_repair values
        (1, 1, 20240110, 20240220, 20240301, 10), (2, 1, 20240215, 20240216, 20240301, 20),
        (3, 2, 20240216, null, 20240301, 30), (4, 2, 20250401, null, 20250501, 40), (5, 2, 20250402, 20250403, 20250501, 50);
    create table fact_level (
        month_start_date_key integer references dim_date(date_key), store_key integer references dim_store(store_key),
        visitors integer, primary key (month_start_date_key, store_key));
    insert into fact_level values (20240101, 1, 5), (20240201, 1, 7), (20250101, 2, 11);
"""


@pytest.fixture(scope="module")
def star(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, SemanticModel]:
    path: Path = tmp_path_factory.mktemp("star") / "star.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(DAYS)
    url = f"duckdb:///{path}"
    warehouse = open_url(url)
    model = draft_model(warehouse.catalog(), name="star", probe=Probe(Runner(warehouse, record=None))).model
    warehouse.close()
    return url, model


def plan(text: str, model: SemanticModel) -> Plan:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), model).plan


def rows(text: str, star: tuple[str, SemanticModel]) -> list[tuple[Any, ...]]:
    url, model = star
    found = plan(text, model)
    assert isinstance(found, SemanticQuery), (text, found)
    warehouse = open_url(url)
    made = run(warehouse, compile_query(found, model, "duckdb", CLOCK).sql).rows()
    warehouse.close()
    return [tuple(row) for row in made]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("how many repairs are not completed yet", 2),
        ("how many repairs are still uncompleted", 2),
        ("how many repairs are completed", 3),
        ("how many repairs were completed in February 2024", 2),
        ("how many repairs were completed in the first quarter of 2025", 0),
        ("number of uncompleted repairs in February 2024", 1),
    ],
)
def test_what_is_done_has_a_day_and_goes_by_it(text: str, count: int, star: tuple[str, SemanticModel]) -> None:
    assert rows(text, star) == [(count,)]


@pytest.mark.parametrize(
    "text",
    [
        "how many repairs were completed per month",
        "how many repairs were not completed in February 2024",
        "how many repairs of February 2024 were completed",
    ],
)
def test_a_period_that_may_be_of_either_day_is_not_guessed(text: str, star: tuple[str, SemanticModel]) -> None:
    assert not isinstance(plan(text, star[1]), SemanticQuery)


def test_a_day_that_no_row_lacks_says_nothing_of_what_is_done(star: tuple[str, SemanticModel]) -> None:
    (repairs,) = (t for t in star[1].tables if t.name == "fact_repair")
    assert {d.name for d in repairs.dimensions if d.type == "boolean"} == {"is_completed"}


def test_the_month_that_rows_are_of_is_their_day(star: tuple[str, SemanticModel]) -> None:
    assert rows("visitors by year", star) == [(2024, 12), (2025, 11)]


def test_a_quarter_is_that_of_the_things_own_day(star: tuple[str, SemanticModel]) -> None:
    (first, *_) = json.loads(json.dumps(rows("stores per quarter in 2024", star), default=str))
    assert first == ["2024-01-01", 1]
    assert rows("repairs per quarter in 2025", star) == [(date(2025, 4, 1), 2)]
