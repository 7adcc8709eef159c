"""Averages per month, week and day: of periods that are over and whole, computed here from the rows by hand in Python."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean, median

import duckdb
import pytest

from lunara.ask.answer import Answer, answer
from lunara.ask.plan import Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.reply import read_plan
from lunara.ask.question import Question
from lunara.ask.values import build_value_index
from lunara.ask.whole_periods import over_whole_periods
from lunara.connect import open_url
from lunara.connect.run import Runner, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

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
                ],
                "measures": [{"name": "revenue", "aggregate": "sum", "expression": "amount"}],
            }
        ],
    }
)
FIRST, LAST = date(2026, 1, 1), date(2026, 11, 3)
SALES = {FIRST + timedelta(days=n): 100 + n % 7 for n in range((LAST - FIRST).days + 1) if n % 5}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    path: Path = tmp_path_factory.mktemp("whole") / "a.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute("create table sales(id integer primary key, day date, amount decimal(12,2))")
        made.executemany(
            "insert into sales values (?, ?, ?)", [[n, day, v] for n, (day, v) in enumerate(SALES.items())]
        )
    opened = open_url(f"duckdb://{path}")
    yield opened
    opened.close()


def asked(warehouse: Warehouse, text: str, today: date) -> Answer:
    values = build_value_index(MODEL, Runner(warehouse, record=lambda _: None))
    return answer(Question(text, Clock(today)), MODEL, warehouse, OfflinePlanner(values), spans=values.spans)


def sums(starts: list[date], days: int | None = None) -> list[float]:
    """What each period comes to: the month of its first day, or so many days."""
    found = []
    for start in starts:
        end = start + timedelta(days=days) if days else (start + timedelta(days=31)).replace(day=1)
        found.append(float(sum(value for day, value in SALES.items() if start <= day < end)))
    return found


def number(found: Answer) -> float:
    assert found.result is not None, found.planned.plan
    ((value,),) = found.result.rows()
    return float(value)


MONTHS = [date(2026, month, 1) for month in range(1, 11)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("average monthly revenue this year", fmean(sums(MONTHS))),
        ("average monthly revenue in 2026", fmean(sums(MONTHS))),
        ("average monthly revenue", fmean(sums(MONTHS))),
        ("median monthly revenue this year", median(sums(MONTHS))),
        # 5 January is the first Monday of 2026, and 2 November that of the week that is not over
        (
            "average weekly revenue this year",
            fmean(sums([date(2026, 1, 5) + timedelta(weeks=n) for n in range(43)], 7)),
        ),
        ("average daily revenue this month", fmean(sums([date(2026, 11, 1), date(2026, 11, 2)], 1))),
    ],
)
def test_the_running_period_is_no_part_of_an_average(warehouse: Warehouse, text: str, expected: float) -> None:
    found = asked(warehouse, text, LAST)
    assert number(found) == pytest.approx(expected)
    assert any("is not over, so it is left out" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("average daily revenue on weekends", (5, 6)),
        ("average daily revenue on weekdays", (0, 1, 2, 3, 4)),
        ("median daily revenue on Mondays", (0,)),
    ],
)
def test_days_of_the_week_that_are_not_asked_for_are_no_zeros(
    warehouse: Warehouse, text: str, days: tuple[int, ...]
) -> None:
    found = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days)]
    # without a range the days go from the first of them that has a row to the last that is over
    asked_for = [float(SALES.get(day, 0)) for day in found if day.weekday() in days]
    kept = asked_for[next(n for n, value in enumerate(asked_for) if value) :]
    assert number(asked(warehouse, text, LAST)) == pytest.approx(median(kept) if "median" in text else fmean(kept))


def test_months_after_the_data_are_told_where_they_count(warehouse: Warehouse) -> None:
    found = asked(warehouse, "average monthly revenue this year", date(2026, 12, 20))
    assert number(found) == pytest.approx(fmean(sums([*MONTHS, date(2026, 11, 1)])))
    assert any("The data ends on 3 Nov 2026" in warning and "month" in warning for warning in found.warnings)


def test_a_period_without_any_row_has_no_average(warehouse: Warehouse) -> None:
    found = asked(warehouse, "average daily revenue this month", date(2026, 12, 20))
    assert found.result is not None and found.result.rows() == [(None,)]
    assert found.narrative is not None and "has no value" in found.narrative.headline


def test_no_whole_period_is_refused_by_name(warehouse: Warehouse) -> None:
    found = asked(warehouse, "average weekly revenue this month", LAST)
    assert isinstance(found.planned.plan, Refusal) and "no week that is whole" in found.planned.plan.reason


def test_a_period_that_is_over_is_told_without_a_warning(warehouse: Warehouse) -> None:
    found = asked(warehouse, "average monthly revenue in Q2 2026", LAST)
    assert number(found) == pytest.approx(fmean(sums(MONTHS[3:6])))
    assert found.warnings == ()


def test_periods_that_a_range_cuts_do_not_count(warehouse: Warehouse) -> None:
    query = SemanticQuery.model_validate(
        {
            "measures": ["revenue"],
            "time": {"range": {"from": "2026-02-10", "to": "2026-06-15"}},
            "summary": {"aggregate": "avg", "over": [{"field": "time", "grain": "month"}], "whole": True},
            "fill_time": True,
        }
    )
    compiled = compile_query(query, MODEL, "duckdb", Clock(LAST))
    ((value,),) = run(warehouse, compiled.sql).rows()
    assert float(value) == pytest.approx(fmean(sums(MONTHS[2:5])))
    assert compiled.warnings == ("Only months that lie wholly within the period count.",)


def test_a_query_that_takes_all_periods_says_that_the_current_one_counts() -> None:
    query = SemanticQuery.model_validate(
        {"measures": ["revenue"], "summary": {"aggregate": "avg", "over": [{"field": "time", "grain": "month"}]}}
    )
    warnings = compile_query(query, MODEL, "duckdb", Clock(LAST)).warnings
    assert warnings == ("The current month is not over, and counts like the others.",)


class Written:
    """What a provider wrote, as it is read."""

    name = "written"

    def __init__(self, summary: dict[str, object], **more: object) -> None:
        self._query = {"measures": ["revenue"], "summary": summary, **more}

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        return Planned(read_plan({"kind": "query", "query": self._query}), provider=self.name)


@pytest.mark.parametrize(
    ("text", "grain", "aggregate", "range_"),
    [
        ("average monthly revenue", "month", "avg", None),
        ("average weekly revenue in the last 3 months", "week", "avg", {"last": 3, "grain": "month", "complete": True}),
        ("median daily revenue this year", "day", "median", {"this": "year"}),
    ],
)
def test_a_provider_means_the_same_periods(
    *, warehouse: Warehouse, text: str, grain: str, aggregate: str, range_: dict[str, object] | None
) -> None:
    today = date(2026, 11, 3)
    own = asked(warehouse, text, today)
    summary = {"aggregate": aggregate, "over": [{"field": "time", "grain": grain}]}
    planner = Written(summary, **({"time": {"range": range_}} if range_ else {}))
    values = build_value_index(MODEL, Runner(warehouse, record=lambda _: None))
    theirs = answer(Question(text, Clock(today)), MODEL, warehouse, planner, spans=values.spans)
    assert theirs.compiled is not None and own.compiled is not None
    assert number(theirs) == pytest.approx(number(own))
    assert set(theirs.compiled.warnings) == set(own.compiled.warnings) and theirs.warnings


def test_only_periods_are_whole() -> None:
    customers = SemanticQuery.model_validate(
        {"measures": ["revenue"], "summary": {"aggregate": "avg", "over": ["customers.id"]}}
    )
    assert over_whole_periods(customers) == customers
    both = [{"field": "time", "grain": "month"}, "customers.id"]
    made = over_whole_periods(
        SemanticQuery.model_validate({"measures": ["revenue"], "summary": {"aggregate": "avg", "over": both}})
    )
    assert made.summary is not None and made.summary.whole and not made.fill_time
