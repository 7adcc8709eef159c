"""A group that is named through another thing is reached over it, whatever nearer road there is, or is not answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_how_people_count_and_pay import holding
from tests.unit.ask.offline.trade_tables import model_of, planned, table

COUNTIES = table("counties", "county_id integer, county_name varchar")
DISTRICTS = table("districts", "district_id integer, district_name varchar, county_id integer", county_id="counties")
CLINICS = table("clinics", "clinic_id integer, clinic_name varchar, district_id integer", district_id="districts")
DOCTORS = table("doctors", "doctor_id integer, doctor_name varchar, clinic_id integer", clinic_id="clinics")
NURSES = table("nurses", "nurse_id integer, nurse_name varchar, clinic_id integer", clinic_id="clinics")
PATIENTS = table("patients", "patient_id integer, patient_name varchar, district_id integer", district_id="districts")
VISITS = table(
    "visits",
    "visit_id integer, patient_id integer, doctor_id integer, visited_on date, cost double",
    patient_id="patients",
    doctor_id="doctors",
)
HEALTH = model_of(COUNTIES, DISTRICTS, CLINICS, DOCTORS, NURSES, PATIENTS, VISITS)
NORTH_AND_SOUTH = holding(HEALTH, district_name=("North", "South"))


def shown(text: str) -> list[tuple[str, str | None]]:
    """The names by which the answer is grouped, and the roads to them."""
    plan = planned(text, HEALTH).plan
    assert isinstance(plan, SemanticQuery), plan
    named = [(d.field, d.via) if isinstance(d, DimensionRef) else (d, None) for d in plan.dimensions]
    return [(field, via) for field, via in named if field.endswith("_name")]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("total cost by patient district", [("districts.district_name", None)]),
        ("total cost by doctor district", [("districts.district_name", "clinics_district")]),
        ("total cost by clinic district", [("districts.district_name", "clinics_district")]),
        ("total cost per doctor clinic district", [("districts.district_name", "clinics_district")]),
        ("number of visits by patient county", [("counties.county_name", None)]),
        ("number of visits by doctor county", [("counties.county_name", "clinics_district")]),
        ("number of doctors by clinic county", [("counties.county_name", None)]),
        (
            "total cost by doctor district and patient district",
            [("districts.district_name", "clinics_district"), ("districts.district_name", None)],
        ),
    ],
)
def test_a_group_is_reached_over_the_thing_that_is_named(text: str, groups: list[tuple[str, str | None]]) -> None:
    assert shown(text) == groups


@pytest.mark.parametrize("text", ["total cost by nurse district", "number of visits by nurse county"])
def test_a_thing_that_the_rows_do_not_lead_to_is_refused(text: str) -> None:
    assert isinstance(planned(text, HEALTH).plan, Refusal)


def test_a_condition_on_what_is_grouped_by_takes_the_same_road() -> None:
    plan = planned("average total cost per doctor district", HEALTH).plan
    assert isinstance(plan, SemanticQuery) and plan.summary is not None
    assert [d.via for d in plan.summary.over if isinstance(d, DimensionRef)] == ["clinics_district"]
    assert {getattr(f, "via", None) for f in plan.filters} == {"clinics_district"}


MEMBERS = model_of(
    table("staff", "staff_id integer, full_name varchar"),
    table("customers", "customer_id integer, customer_name varchar"),
    table(
        "sessions",
        "session_id integer, staff_id integer, customer_id integer, held_on date, fee double",
        staff_id="staff",
        customer_id="customers",
    ),
)


@pytest.mark.parametrize("text", ["total fee by staff member", "total fee for each staff member"])
def test_a_staff_member_is_one_of_the_staff(text: str) -> None:
    plan, same = planned(text, MEMBERS).plan, planned("total fee by staff", MEMBERS).plan
    assert isinstance(plan, SemanticQuery) and plan == same


def test_a_customer_is_not_reached_through_the_staff() -> None:
    assert isinstance(planned("total fee by staff customer", MEMBERS).plan, Refusal)


def bridged() -> SemanticModel:
    """Recipes with ingredients, which a table of pairs ties, and what was served of them."""
    pairs = table(
        "recipe_ingredients",
        "recipe_id integer, ingredient_id integer",
        recipe_id="recipes",
        ingredient_id="ingredients",
    )
    pairs = replace(pairs, primary_key=("recipe_id", "ingredient_id"))
    return model_of(
        table("recipes", "recipe_id integer, title varchar, minutes integer"),
        table("ingredients", "ingredient_id integer, ingredient_name varchar"),
        pairs,
        table("servings", "serving_id integer, recipe_id integer, served_on date, amount double", recipe_id="recipes"),
    )


@pytest.mark.parametrize("text", ["total amount by recipe ingredient", "number of recipes by recipe ingredient"])
def test_a_bridge_called_after_both_ends_groups_by_the_last_of_them(text: str) -> None:
    plan = planned(text, bridged()).plan
    same = planned(text.replace("recipe ingredient", "ingredient"), bridged()).plan
    assert isinstance(plan, SemanticQuery) and isinstance(same, SemanticQuery)
    assert plan == same and plan.dimensions[0] == "ingredients.ingredient_name"


def conditions(text: str, model: SemanticModel) -> list[tuple[str, object, str | None]]:
    """The conditions on fields, each with the road that is named to it."""
    plan = planned(text, model).plan
    assert isinstance(plan, SemanticQuery), plan
    return [(f.field, f.values[0], f.via) for f in plan.filters if isinstance(f, FieldFilter)]


SOUTH = "districts.district_name"


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("total cost by patient district for South doctors", "clinics_district"),
        ("total cost by doctor district for South patients", None),
        ("total cost by doctor district for patients from South", None),
        ("total cost by patient district where doctor district is South", "clinics_district"),
        ("total cost for doctors from South", "clinics_district"),
        ("total cost of South doctors", "clinics_district"),
        ("total cost of patients in South", None),
        ("total cost by doctor district in South", "clinics_district"),
        ("number of doctors in South by clinic", None),
    ],
)
def test_a_value_is_of_the_thing_that_it_is_said_of(text: str, over: str | None) -> None:
    assert conditions(text, NORTH_AND_SOUTH) == [(SOUTH, "South", over)]


def test_values_of_two_things_are_two_conditions() -> None:
    found = conditions("total cost of South patients for doctors from North", NORTH_AND_SOUTH)
    assert found == [(SOUTH, "South", None), (SOUTH, "North", "clinics_district")]


@pytest.mark.parametrize(
    "text", ["total cost in South by doctor district", "total cost by patient district for nurses from South"]
)
def test_a_value_that_may_be_of_several_things_or_of_none_is_refused(text: str) -> None:
    assert isinstance(planned(text, NORTH_AND_SOUTH).plan, Refusal)
