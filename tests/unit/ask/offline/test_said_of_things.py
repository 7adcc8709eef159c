"""A value is of the thing that it is said of: by the road over it, of its own rows and its own date; else it is not guessed."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_reached_through import HEALTH
from tests.unit.ask.offline.trade_tables import model_of, planned, table


def holding(model: SemanticModel, **values: list[str]) -> SemanticModel:
    """The model with values of fields that are named `table__field`."""
    raw = model.model_dump(by_alias=True)
    for name, held in values.items():
        of, field = name.split("__")
        one = next(d for t in raw["tables"] if t["name"] == of for d in t["dimensions"] if d["name"] == field)
        one["sample_values"] = held
    return SemanticModel.model_validate(raw)


CARE = holding(HEALTH, districts__district_name=["Alton", "Brock", "Corby"])
FAR = "clinics_district"


def query(text: str, model: SemanticModel) -> SemanticQuery:
    plan = planned(text, model).plan
    assert isinstance(plan, SemanticQuery), plan
    return plan


def filters(text: str) -> list[tuple[tuple[object, ...], str | None]]:
    """The values of the districts in the conditions, and the roads to them."""
    kept = query(text, CARE).filters
    return [(f.values, f.via) for f in kept if isinstance(f, FieldFilter) and f.field == "districts.district_name"]


@pytest.mark.parametrize(
    ("text", "road", "of_group"),
    [
        ("total cost by doctor district for Alton patients", None, FAR),
        ("total cost of Alton patients by doctor district", None, FAR),
        ("total cost by doctor district where patient district is Alton", None, FAR),
        ("total cost by doctor district for patients from Alton", None, FAR),
        ("total cost by patient district for Alton doctors", FAR, None),
        ("total cost by patient district for doctors in Alton", FAR, None),
        ("total cost by patient district where clinic district is Alton", FAR, None),
        ("total cost by doctor district for Alton doctors", FAR, FAR),
        ("total cost by doctor district in Alton", FAR, FAR),
    ],
)
def test_a_condition_takes_the_road_over_its_own_thing_not_that_of_the_groups(
    text: str, road: str | None, of_group: str | None
) -> None:
    assert filters(text) == [(("Alton",), road)]
    assert {d.via if isinstance(d, DimensionRef) else None for d in query(text, CARE).dimensions} == {of_group}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("total cost of doctors in Alton", [(("Alton",), FAR)]),
        ("number of visits where the district of the doctor is Alton", [(("Alton",), FAR)]),
        ("total cost by patient for Alton or Brock doctors", [(("Alton", "Brock"), FAR)]),
        ("total cost of Alton patients at Brock clinics", [(("Alton",), None), (("Brock",), FAR)]),
    ],
)
def test_a_value_is_that_of_its_thing_without_such_groups_too(
    text: str, said: list[tuple[tuple[object, ...], str | None]]
) -> None:
    assert filters(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "total cost by doctor district for Alton nurses",
        "total cost in Alton by doctor district",
        "total cost by patient district and doctor district in Alton",
        "patients with visits at Alton clinics",
    ],
)
def test_a_value_whose_thing_is_not_on_the_road_or_not_said_is_refused(text: str) -> None:
    assert isinstance(planned(text, CARE).plan, Refusal)


def loads() -> SemanticModel:
    """Orders with a state, pieces of them with a way of sending, what clients paid, and what is bought for stock."""
    model = model_of(
        table("clients", "client_id integer, client_name varchar, joined_on date"),
        table("orders", "order_id integer, client_id integer, ordered_on date, status varchar", client_id="clients"),
        table("suppliers", "supplier_id integer, supplier_name varchar"),
        table("products", "product_id integer, title varchar, supplier_id integer", supplier_id="suppliers"),
        table(
            "order_lines",
            "line_id integer, order_id integer, product_id integer, quantity integer, ship_mode varchar",
            order_id="orders",
            product_id="products",
        ),
        table("payments", "payment_id integer, client_id integer, paid_at date, fee double", client_id="clients"),
        table("purchase_orders", "purchase_id integer, supplier_id integer, placed_on date", supplier_id="suppliers"),
    )
    return holding(
        model,
        orders__status=["shipped", "packed", "returned", "booked"],
        order_lines__ship_mode=["air", "rail", "road"],
    )


LOADS = loads()


@pytest.mark.parametrize("text", ["order lines shipped by air", "how many order lines were shipped by air"])
def test_a_verb_with_its_value_is_no_state_of_other_rows(text: str) -> None:
    assert query(text, LOADS).filters == (FieldFilter(field="order_lines.ship_mode", op="=", values=("air",)),)


def test_a_verb_whose_value_is_of_another_name_stays_a_state() -> None:
    fields = {f.field for f in query("order lines returned by air", LOADS).filters if isinstance(f, FieldFilter)}
    assert fields == {"orders.status", "order_lines.ship_mode"}


@pytest.mark.parametrize(
    "text",
    [
        "order lines shipped by air in 2024",
        "unpaid orders",
        "clients who booked in 2025",
        "orders not shipped yet",
    ],
)
def test_a_deed_of_other_rows_is_not_guessed(text: str) -> None:
    assert isinstance(planned(text, LOADS).plan, Refusal)


def test_what_is_sold_is_not_what_was_bought_from_those_who_deliver_it() -> None:
    made = query("how many units did we sell by month", LOADS)
    assert made.measures == ("total_quantity",) and not made.filters


SCHOOL = model_of(
    table("students", "student_id integer, full_name varchar, signup_date date"),
    table("courses", "course_id integer, title varchar"),
    table(
        "enrolments",
        "enrolment_id integer, student_id integer, course_id integer, enrolled_on date",
        student_id="students",
        course_id="courses",
    ),
)


@pytest.mark.parametrize("text", ["how many new students enrolled in March 2024", "new students who enrolled in 2024"])
def test_a_new_student_did_not_come_by_what_is_told_elsewhere(text: str) -> None:
    assert isinstance(planned(text, SCHOOL).plan, Refusal)


@pytest.mark.parametrize("text", ["how many new students signed up in 2024", "how many new students joined in 2024"])
def test_a_new_student_came_by_the_own_date(text: str) -> None:
    found = planned(text, SCHOOL)
    assert isinstance(found.plan, SemanticQuery) and found.plan.time is not None
    assert found.plan.time.field == "students.signup_date" and not found.plan.filters
