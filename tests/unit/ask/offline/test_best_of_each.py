"""The best of groups: of all that are named before "top 5", of each period, and none where no number says what is best."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, planned, table

CLINIC = model_of(
    table("people", "person_id integer, full_name varchar, born date"),
    table("patients", "patient_id integer, person_id integer, ward varchar", person_id="people"),
    table("remedies", "remedy_id integer, remedy_name varchar, kind varchar, launch_date date"),
    table(
        "prescriptions",
        "prescription_id integer, patient_id integer, remedy_id integer, prescribed_on date, amount decimal(10,2)",
        patient_id="patients",
        remedy_id="remedies",
    ),
)


def plan(text: str) -> Plan:
    return planned(text, CLINIC).plan


def query(text: str) -> SemanticQuery:
    found = plan(text)
    assert isinstance(found, SemanticQuery), found
    return found


@pytest.mark.parametrize(
    "text",
    [
        "total amount by patient name, top 4",
        "total amount by name of the patient, top 4",
        "top 4 total amount by patient name",
        "total amount by patient name, the 4 largest",
    ],
)
def test_a_number_behind_the_groups_ranks_them_all(text: str) -> None:
    found = query(text)
    assert found.limit == 4 and not found.calculations
    assert [o.direction for o in found.order_by] == ["desc"]
    assert "people.full_name" in found.dimensions and "patients.patient_id" in found.dimensions


def test_whose_rows_are_added_up_is_not_ranked() -> None:
    found = query("total amount of patients by kind, top 2")
    assert found.dimensions == ("remedies.kind",) and found.limit == 2 and not found.calculations


def test_the_least_of_all_groups() -> None:
    found = query("total amount by patient name, bottom 3")
    assert found.limit == 3 and found.order_by[0].direction == "asc"


@pytest.mark.parametrize(
    ("text", "grain", "places"),
    [
        ("top 2 remedies per month by total amount", "month", 2),
        ("best remedy in each quarter by total amount", "quarter", 1),
        ("which remedy brought in the highest total amount in each year", "year", 1),
    ],
)
def test_the_best_of_each_period_is_ranked_within_it(text: str, grain: str, places: int) -> None:
    found = query(text)
    day = "prescriptions.prescribed_on"
    assert found.dimensions[0] == DimensionRef(field=day, grain=grain)  # type: ignore[arg-type]
    assert found.calculations[0].within == (day,) and found.limit is None
    assert FieldFilter(field="place", op="<=", values=(places,)) in found.filters


def test_the_best_of_each_group_stays_so() -> None:
    found = query("top 2 remedies per kind by total amount")
    assert found.calculations[0].within == ("remedies.kind",)


@pytest.mark.parametrize("text", ["which month had the best selling remedy", "which month had the best remedy"])
def test_a_period_of_the_best_thing_is_not_the_one_with_most_of_them(text: str) -> None:
    assert isinstance(plan(text), Refusal)


def test_the_best_for_something_is_where_there_is_most_of_it() -> None:
    found = query("which month was the best for prescriptions")
    assert found.limit == 1 and found.measures == ("prescription_count",)
