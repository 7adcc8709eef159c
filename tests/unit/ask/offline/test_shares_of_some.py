"""Shares of things by a number or by what they have, and groups with so many percent of a whole."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("guides", "guide_id integer, guide_name varchar, home_valley varchar"),
    table(
        "hikes",
        "hike_id integer, guide_id integer, started_on date, kind varchar, length_km double, fee_amount double, "
        "tip_amount double, grade integer",
        guide_id="guides",
    ),
    table("walkers", "walker_id integer, hike_id integer, walker_name varchar, age integer", hike_id="hikes"),
)
VALUES = ValueIndex.from_values(
    {
        ("hikes", "kind"): ["night", "day", "snow"],
        ("guides", "home_valley"): ["Zillertal", "Stubai"],
        ("guides", "guide_name"): ["Ilse Mair"],
    }
)


def plan(text: str) -> Plan:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), MODEL).plan


def query(text: str) -> SemanticQuery:
    made = plan(text)
    assert isinstance(made, SemanticQuery), made
    compile_query(made, MODEL, "duckdb", CLOCK)
    return made


def share(text: str) -> str:
    """The rows of which the share is asked, as SQL."""
    (measure,) = query(text).measures
    assert isinstance(measure, InlineMeasure) and measure.aggregate == "avg" and measure.table == "hikes"
    assert measure.format is not None and measure.format.kind == "percent"
    return (measure.expression or "").removeprefix("CASE WHEN ").removesuffix(" THEN 1.0 ELSE 0.0 END")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("share of hikes with a length over 12 km", "(length_km) > 12"),
        ("what percentage of hikes have a grade of 4", "(grade) = 4"),
        ("percentage of hikes with grade below 3", "(grade) < 3"),
        ("share of hikes with a grade between 2 and 3", "(grade) BETWEEN 2 AND 3"),
        ("share of hikes longer than 12 km", "(length_km) > 12"),
        ("percentage of hikes with a tip", "(tip_amount) > 0"),
        ("percentage of hikes without a tip", "((tip_amount) = 0 OR (tip_amount) IS NULL)"),
        ("share of hikes without a guide", "(guide_id) IS NULL"),
        ("what share of hikes has a guide", "(guide_id) IS NOT NULL"),
    ],
)
def test_a_share_by_what_is_known_of_each_row(text: str, held: str) -> None:
    assert share(text) == held


def test_it_is_told_by_groups_periods_and_of_those_of_a_kind() -> None:
    assert query("share of hikes with a grade of 4 by kind").dimensions == ("hikes.kind",)
    night = query("share of night hikes with a grade of 4")
    assert night.filters == (FieldFilter(field="hikes.kind", op="=", values=("night",)),)
    assert share("share of night hikes with a grade of 4") == "(grade) = 4"
    assert query("share of hikes with a grade of 4 in 2024").time is not None
    ranked = query("which kind has the highest share of hikes with a grade above 3")
    assert ranked.dimensions == ("hikes.kind",) and ranked.limit == 1
    (by,) = ranked.order_by
    assert by.direction == "desc" and isinstance(ranked.measures[0], InlineMeasure)
    assert by.field == ranked.measures[0].name


def test_a_place_behind_says_of_which_it_is_the_share() -> None:
    text = "share of hikes with a grade above 3 in Stubai"
    assert share(text) == "(grade) > 3"
    assert query(text).filters == (FieldFilter(field="guides.home_valley", op="=", values=("Stubai",)),)
    told = OfflinePlanner(VALUES).plan(Question(text, CLOCK), MODEL)
    assert any("Stubai" in one for one in (*told.warnings, *told.notes)), told


@pytest.mark.parametrize(
    "text",
    [
        "what percentage of hikes have more than 2 walkers",
        "share of guides with more than 3 hikes",
        "top 3 valleys by share of hikes over 100",
        "share of hikes with a grade above 3 and a tip",
        "share of hikes with a grade above 3 and a length below 5",
    ],
)
def test_what_other_rows_tell_or_two_conditions_do_is_not_guessed(text: str) -> None:
    assert isinstance(plan(text), Refusal), plan(text)


@pytest.mark.parametrize(
    ("text", "of", "op", "least"),
    [
        ("which guides have more than 10% of hikes", "hike_count", ">", 0.1),
        ("kinds with at least 25 percent of hikes", "hike_count", ">=", 0.25),
        ("kinds with less than 5% of fees", "total_fee_amount", "<", 0.05),
    ],
)
def test_so_many_percent_of_all_are_a_share(text: str, of: str, op: str, least: float) -> None:
    made = query(text)
    (part,) = made.calculations
    assert (part.kind, part.of, part.within) == ("share_of_total", of, ())
    assert f'"field":"share","op":"{op}","values":[{least}]' in made.model_dump_json(by_alias=True)
    assert not any(isinstance(f, FieldFilter) and f.op == "is_not_null" for f in made.filters)


@pytest.mark.parametrize(
    "text",
    ["hikes with a tip over 10%", "how many guides have more than 10% of hikes", "hikes with more than 10% of fees"],
)
def test_percents_of_what_is_not_said_are_not_compared(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery), plan(text)
