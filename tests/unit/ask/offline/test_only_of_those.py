"""Rows of a thing that not all rows have, periods without a date, the top of names, and shares and bests of each period."""

from __future__ import annotations

import pytest

from lunara.semantic.model import SemanticModel
from lunara.semantic.query import ExistsFilter, FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

MILL = model_of(
    table("guilds", "guild_id integer, guild_name varchar, town varchar"),
    table("members", "member_id integer, member_name varchar, guild_id integer", guild_id="guilds"),
    table("kinds", "kind_id integer, kind_name varchar"),
    table(
        "deliveries",
        "delivery_id integer, member_id integer, kind_id integer, delivered_on date, amount double",
        member_id="members",
        kind_id="kinds",
    ),
)


def asked(model: SemanticModel, text: str) -> SemanticQuery:
    made = plan(model, text)
    assert isinstance(made, SemanticQuery), made
    return made


@pytest.mark.parametrize(
    "text",
    [
        "amount of guilds",
        "amount of deliveries of guilds",
        "number of deliveries of guilds",
        "how many deliveries to guilds",
        "average amount of guilds",
        "amount of guilds by month",
        "amount of guilds in 2024",
        "deliveries of guilds",
    ],
)
def test_rows_of_a_thing_are_those_that_lead_to_one(text: str) -> None:
    made = asked(MILL, text)
    assert [f.exists for f in made.filters if isinstance(f, ExistsFilter)] == ["guilds"]


def test_a_condition_on_the_thing_says_so_already() -> None:
    made = plan(MILL, "number of deliveries of guilds in the town “Ulm”")
    assert not [f for f in getattr(made, "filters", ()) if hasattr(f, "exists")]


@pytest.mark.parametrize("text", ["number of deliveries by guild", "deliveries and their guilds"])
def test_a_thing_that_is_a_group_or_stands_beside_leaves_no_rows_out(text: str) -> None:
    assert not getattr(plan(MILL, text), "filters", ())


@pytest.mark.parametrize(
    "text",
    ["which month had the lowest amount", "lowest month by number of deliveries", "which year had the most deliveries"],
)
def test_rows_without_a_date_are_never_the_best_or_worst_period(text: str) -> None:
    made = asked(MILL, text)
    assert made.limit == 1
    assert [(f.field, f.op) for f in made.filters if isinstance(f, FieldFilter)] == [
        ("deliveries.delivered_on", "is_not_null")
    ]


def test_a_named_period_needs_no_more() -> None:
    assert not asked(MILL, "which month of 2024 had the lowest amount").filters
