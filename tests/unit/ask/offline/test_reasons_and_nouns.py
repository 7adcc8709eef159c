"""Yes or no called after a reason, nouns that look like a rate, what is paid each month, and what each of some did."""

from __future__ import annotations

import pytest

from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

FLEET = model_of(
    table("vans", "van_id integer, plate varchar"),
    table(
        "breakdowns",
        "breakdown_id integer, van_id integer, happened_on date, cause varchar, driver_error boolean, cost decimal, "
        "is_weather_related boolean",
        van_id="vans",
    ),
)


@pytest.mark.parametrize(
    ("text", "field", "so"),
    [
        ("breakdowns caused by driver error", "driver_error", True),
        ("number of breakdowns caused by a driver error per van", "driver_error", True),
        ("which breakdowns were due to the weather", "is_weather_related", True),
        ("cost of breakdowns resulting from driver error by month", "driver_error", True),
        ("breakdowns because of weather in 2024", "is_weather_related", True),
        ("breakdowns not caused by driver error", "driver_error", False),
        ("how many breakdowns were not due to weather", "is_weather_related", False),
    ],
)
def test_a_yes_or_no_called_after_the_reason_picks_those_rows(text: str, field: str, so: bool) -> None:
    found = plan(FLEET, text)
    assert isinstance(found, SemanticQuery), found
    (one,) = [f for f in found.filters if isinstance(f, FieldFilter)]
    assert (one.field, one.op, one.values) == (f"breakdowns.{field}", "=", (so,))
    assert f"breakdowns.{field}" not in found.dimensions


def test_by_alone_still_groups_by_a_yes_or_no() -> None:
    found = plan(FLEET, "breakdowns by driver error")
    assert isinstance(found, SemanticQuery) and found.dimensions == ("breakdowns.driver_error",) and not found.filters


@pytest.mark.parametrize(
    "text", ["breakdowns caused by driver", "breakdowns caused by tiredness", "breakdowns due to driver"]
)
def test_a_reason_that_nothing_holds_is_not_read(text: str) -> None:
    assert not isinstance(plan(FLEET, text), SemanticQuery)


TOOLS = model_of(
    table("tools", "tool_id integer, tool_name varchar, kind varchar, day_rate decimal, build_year integer"),
)
RATED = model_of(
    table("tools", "tool_id integer, tool_name varchar, kind varchar, day_rate decimal"),
    table("reviews", "review_id integer, tool_id integer, rating integer, written_on date", tool_id="tools"),
)


@pytest.mark.parametrize(
    "text",
    [
        "tool rating",
        "rating by kind",
        "average rating of each tool",
        "tools with a rating above 3",
        "highest rated tool",
        "rated tools",
        "tools rated above 4",
        "tools by rating",
    ],
)
def test_a_rating_is_no_rate(text: str) -> None:
    assert not isinstance(plan(TOOLS, text), SemanticQuery)


def test_a_rating_that_is_held_and_a_rate_are_still_found() -> None:
    found = plan(RATED, "average rating by kind")
    assert isinstance(found, SemanticQuery) and found.measures == ("average_rating",)
    found = plan(TOOLS, "average day rate by kind")
    assert isinstance(found, SemanticQuery) and found.measures == ("average_day_rate",)


POLICIES = model_of(
    table("holders", "holder_id integer, holder_name varchar, town varchar"),
    table(
        "policies",
        "policy_id integer, holder_id integer, cover varchar, annual_fee decimal, starts_on date, state varchar",
        holder_id="holders",
    ),
    table("tariffs", "tariff_id integer, tariff_name varchar, grade varchar, monthly_fee decimal, valid_from date"),
)


def _aggregate(text: str) -> str | None:
    found = plan(POLICIES, text)
    if not isinstance(found, SemanticQuery) or len(found.measures) != 1:
        return None
    (measure,) = found.measures
    return (
        measure.aggregate if isinstance(measure, InlineMeasure) else "avg" if measure.startswith("average") else "sum"
    )


@pytest.mark.parametrize(
    ("text", "aggregate"),
    [
        ("Annual fees by cover", "sum"),
        ("annual fees of policies per town", "sum"),
        ("show our annual fees by town", "sum"),
        ("annual fee by cover", "avg"),
        ("average annual fees by cover", "avg"),
        ("highest annual fees", "max"),
        ("monthly fees by grade", "avg"),
    ],
)
def test_what_is_paid_each_year_by_several_adds_up(text: str, aggregate: str) -> None:
    assert _aggregate(text) == aggregate


AGENCY = model_of(
    table("agents", "agent_id integer, agent_name varchar, town varchar"),
    table("leases", "lease_id integer, agent_id integer, signed_on date, rent decimal", agent_id="agents"),
)


def test_what_each_did_is_counted_by_them() -> None:
    found = plan(AGENCY, "how many leases did each agent sign in 2024")
    assert isinstance(found, SemanticQuery), found
    assert found.measures == ("lease_count",) and "agents.agent_name" in found.dimensions
    assert found.time is not None and found.time.field == "leases.signed_on"


@pytest.mark.parametrize("text", ["how many leases did each agent paint", "how many leases did each agent not sign"])
def test_what_no_date_says_was_done_is_not_counted(text: str) -> None:
    assert not isinstance(plan(AGENCY, text), SemanticQuery)
