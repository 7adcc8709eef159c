"""Where only one number or date can be meant it is taken, and said; where several can be, they are offered."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, planned, summed, table

TOWN = model_of(
    table("drivers", "driver_id integer, driver_name varchar, district varchar"),
    table("fines", "fine_id integer, driver_id integer, issued_on date, amount double", driver_id="drivers"),
    table("bridges", "bridge_id integer, bridge_name varchar"),
    table(
        "costs", "cost_id integer, bridge_id integer, booked_on date, kind varchar, amount double", bridge_id="bridges"
    ),
    table(
        "surveys",
        "survey_id integer, bridge_id integer, score integer, visitors integer, taken_on date",
        bridge_id="bridges",
    ),
)
CRATES = model_of(
    table("depots", "depot_id integer, depot_name varchar"),
    table(
        "crates",
        "crate_id integer, depot_id integer, loading_date date, unloading_date date, weight_kg double, state varchar",
        depot_id="depots",
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "sum of fines by district",
        "total of fines in 2024",
        "the sum of all fines",
        "total of fines by driver",
        "sum of fines",
    ],
)
def test_the_sum_of_things_is_their_one_amount(text: str) -> None:
    assert summed(TOWN, text) == ("fines", "amount")


@pytest.mark.parametrize(
    "text", ["costs by kind", "costs by bridge in 2024", "top 3 bridges by costs", "bridge with the highest costs"]
)
def test_costs_are_added_up_as_nobody_counts_them(text: str) -> None:
    assert summed(TOWN, text) == ("costs", "amount")


def test_that_they_are_added_up_is_said() -> None:
    assert any("added up" in note for note in planned(TOWN, "costs by kind").notes)


@pytest.mark.parametrize("text", ["how many costs per bridge", "number of costs by kind"])
def test_how_many_costs_still_counts(text: str) -> None:
    found = plan(TOWN, text)
    assert not isinstance(found, SemanticQuery) or "count" in str(found.measures[0])


@pytest.mark.parametrize("text", ["total fines in 2024", "fines by district"])
def test_a_bare_plural_of_what_is_counted_as_well_is_added_up_and_counted(text: str) -> None:
    found = planned(TOWN, text)
    assert isinstance(found.plan, SemanticQuery) and len(found.plan.measures) == 2
    assert any("both are shown" in note for note in found.notes)


@pytest.mark.parametrize(
    "text", ["how many fines above 300 in 2024", "list fines over 300", "number of fines above 300 by district"]
)
def test_one_number_is_no_question(text: str) -> None:
    found = planned(TOWN, text)
    assert isinstance(found.plan, SemanticQuery), found.plan
    assert FieldFilter(field="fines.amount", op=">", values=(300,)) in found.plan.filters
    assert any("Amount" in note for note in found.notes), found.notes


def test_several_numbers_are_a_question() -> None:
    found = plan(TOWN, "how many surveys above 300")
    assert isinstance(found, Clarification) and len(found.options) == 2


@pytest.mark.parametrize(
    "text", ["crates per month this year", "how many crates were there in 2024?", "total weight last month"]
)
def test_several_dates_are_offered(text: str) -> None:
    model = _without_default(CRATES)
    found = plan(model, text)
    assert isinstance(found, Clarification), found
    assert [o.label for o in found.options] == ["Loading date", "Unloading date"]
    assert all(o.query is not None for o in found.options)


def test_a_table_without_dates_has_none() -> None:
    found = plan(CRATES, "depots per month")
    assert isinstance(found, Refusal) and "no date" in found.reason


def _without_default(model: SemanticModel) -> SemanticModel:
    return model.model_copy(update={"tables": tuple(t.model_copy(update={"default_time": None}) for t in model.tables)})
