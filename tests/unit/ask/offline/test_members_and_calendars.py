"""Things by their own key ("members"), what a calendar's key says was done, short nouns, and what those who advertise spend."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.connect.catalog import Column, ForeignKey, Table
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of

CLOCK = Clock(date(2025, 6, 18))


def _table(name: str, columns: str, **refers: tuple[str, str]) -> Table:
    """A table whose first column is its key; `refers` are columns with the table and the key they refer to."""
    made = tuple(Column(*c.split()) for c in columns.split(", "))
    keys = tuple(ForeignKey((c,), "main", home, (key,)) for c, (home, key) in refers.items())
    return Table("main", name, made, primary_key=(made[0].name,), foreign_keys=keys)


DAY = ("dim_day", "day_key")
STATION = model_of(
    _table("dim_day", "day_key integer, full_date date, year integer, month integer"),
    _table("dim_sponsor", "sponsor_key integer, sponsor_name varchar, sector varchar"),
    _table(
        "fact_supporterships",
        "supporter_id integer, join_date_key integer, pause_date_key integer, tier varchar, monthly_price_usd double",
        join_date_key=DAY,
        pause_date_key=DAY,
    ),
    _table(
        "fact_pr_delivery",
        "delivery_key integer, date_key integer, sponsor_key integer, slot_kind varchar, pr_revenue_usd double",
        date_key=DAY,
        sponsor_key=("dim_sponsor", "sponsor_key"),
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("dim_sponsor", "sector"): ["Banking", "Travel"],
        ("fact_supporterships", "tier"): ["Gold", "Basic"],
        ("fact_pr_delivery", "slot_kind"): ["Morning", "Evening"],
    }
)


def plan(text: str) -> Any:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), STATION).plan


def query(text: str) -> dict[str, Any]:
    found = plan(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, STATION, "duckdb", CLOCK)
    return found.model_dump(mode="json", exclude_defaults=True, by_alias=True)


def test_rows_are_called_by_their_own_key() -> None:
    assert query("How many supporters by tier?") == {
        "measures": ["supportership_count"],
        "dimensions": ["fact_supporterships.tier"],
    }


def test_a_key_that_leads_elsewhere_calls_no_rows() -> None:
    assert query("How many sponsors are there?")["measures"] == ["sponsor_count"]
    assert not isinstance(plan("How many days have supporters?"), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("How many supporters have paused?", "is_not_null"),
        ("How many supporters have not paused?", "is_null"),
        ("How many supporterships were paused?", "is_not_null"),
        ("How many supporters have never paused?", "is_null"),
        ("paused supporters", "is_not_null"),
    ],
)
def test_what_was_done_on_a_day_of_a_calendar_has_its_key(text: str, op: str) -> None:
    found = query(text)
    assert found["measures"] == ["supportership_count"]
    assert found["filters"] == [{"field": "fact_supporterships.pause_date_key", "op": op}]


@pytest.mark.parametrize(
    "text",
    [
        "How many supporters have paused in 2024?",
        "How many supporters have not paused in 2024?",
        "How many supporters have moved?",
    ],
)
def test_a_period_of_it_or_another_deed_is_not_read_so(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


def test_companies_of_a_sector_and_what_they_spend_with_us() -> None:
    found = query("How much did banking companies spend with us?")
    assert found["measures"] == ["total_pr_revenue_usd"]
    assert found["filters"] == [{"field": "dim_sponsor.sector", "op": "=", "values": ["Banking"]}]
    assert not isinstance(plan("How much did gold companies spend with us?"), SemanticQuery)


def test_a_noun_of_two_letters_is_one_of_its_many() -> None:
    without = [{"not": {"exists": "fact_pr_delivery"}}]
    assert query("Which sponsors have never run any PRs?")["filters"] == without
    assert query("Which sponsors have never run a PR?")["filters"] == without
