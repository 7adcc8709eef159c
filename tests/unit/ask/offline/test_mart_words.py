"""A mart with a calendar of its own: months by name and year, halves of the week, signs in values, what was done to things."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.charts.parts import MONTHS
from lunara.semantic.compile import compile_query
from lunara.semantic.query import DimensionRef, ExistsFilter, FieldFilter, NotFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table(
        "dim_date",
        "date_key integer, full_date date, month_name varchar, year_number integer, is_weekend boolean",
    ),
    table("dim_shelf", "shelf_key integer, shelf_name varchar, aisle varchar"),
    table(
        "fact_sales",
        "sale_key integer, date_key integer, shelf_key integer, gross_amount double, net_amount double, points_awarded integer",
        date_key="dim_date",
        shelf_key="dim_shelf",
    ),
    table(
        "fact_delivery",
        "delivery_key integer, date_key integer, shelf_key integer, litres_poured double, crates integer",
        date_key="dim_date",
        shelf_key="dim_shelf",
    ),
)
MODEL = MODEL.model_copy(
    update={
        "relationships": tuple(
            r.model_copy(update={"to_columns": ("date_key",) if r.to_table == "dim_date" else ("shelf_key",)})
            for r in MODEL.relationships
        )
    }
)
VALUES = ValueIndex.from_values(
    {
        ("dim_date", "month_name"): list(MONTHS),
        ("dim_shelf", "aisle"): ["Nuts & Bolts", "Paint", "Tiles", "Tools and Ladders", "Paint & Tiles", "D&R"],
    }
)


def plan(text: str) -> Plan:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), MODEL).plan


def query(text: str) -> SemanticQuery:
    made = plan(text)
    assert isinstance(made, SemanticQuery), made
    compile_query(made, MODEL, "duckdb", CLOCK)
    return made


@pytest.mark.parametrize(
    "text",
    [
        "net amount in May 2025 and April 2025",
        "net amount in May 2025 vs April 2025",
        "compare net amount in May 2025 with April 2025",
    ],
)
def test_a_month_with_its_year_is_no_name_of_a_month(text: str) -> None:
    made = query(text)
    assert made.filters == () and made.time is not None
    assert made.time.model_dump_json(by_alias=True, exclude_none=True).count("2025-0") == 2
    assert made.dimensions == (DimensionRef(field="dim_date.full_date", grain="month"),)


def test_the_name_of_a_month_is_still_one() -> None:
    made = query("compare net amount in December 2024 with December 2023")
    assert made.compare is not None and made.compare.to == "previous_year" and made.filters == ()
    assert query("net amount by month name").dimensions == ("dim_date.month_name",)


@pytest.mark.parametrize(
    "text",
    [
        "weekend net amount vs weekday net amount",
        "weekday net amount versus weekend net amount",
        "weekend vs weekday net amount",
    ],
)
def test_what_is_said_of_both_halves_of_the_week_may_be_said_twice(text: str) -> None:
    made = query(text)
    assert (made.measures, made.dimensions, made.filters) == (("total_net_amount",), ("dim_date.is_weekend",), ())


def test_two_numbers_of_both_halves_are_not_one() -> None:
    made = plan("weekend net amount vs weekday gross amount")
    assert not isinstance(made, SemanticQuery) or len(made.measures) == 2, made


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("net amount of nuts and bolts", "Nuts & Bolts"),
        ("net amount of nuts & bolts", "Nuts & Bolts"),
        ("nuts and bolts net amount by month", "Nuts & Bolts"),
        ("net amount of tools & ladders", "Tools and Ladders"),
        ("net amount of D and R", "D&R"),
    ],
)
def test_a_value_with_a_sign_is_said_with_a_word(text: str, value: str) -> None:
    assert query(text).filters == (FieldFilter(field="dim_shelf.aisle", op="=", values=(value,)),)


def test_two_values_stay_two() -> None:
    made = query("net amount of paint and tiles")
    (found,) = made.filters
    assert isinstance(found, FieldFilter) and set(found.values) == {"Paint", "Tiles"}


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("how many points were awarded in 2024", "total_points_awarded"),
        ("how many points have been awarded", "total_points_awarded"),
        ("how much litres were poured by aisle", None),
        ("how many litres were poured in May", "total_litres_poured"),
        ("how many litres were poured per month", "total_litres_poured"),
    ],
)
def test_what_was_done_to_things_is_the_number_called_so(text: str, measure: str | None) -> None:
    made = plan(text)
    if measure is None:
        assert not isinstance(made, SemanticQuery) or made.dimensions == ("dim_shelf.aisle",)
        return
    assert isinstance(made, SemanticQuery) and made.measures == (measure,), made


@pytest.mark.parametrize(
    "text", ["how many points were not awarded", "how many points were poured", "how many points were lost"]
)
def test_what_was_not_done_is_another_number(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery), plan(text)


@pytest.mark.parametrize("text", ["shelves without any sales", "shelves without sales in 2024"])
def test_what_has_no_rows_has_no_amount_of_them(text: str) -> None:
    (found,) = query(text).filters
    assert isinstance(found, NotFilter) and isinstance(found.not_, ExistsFilter) and found.not_.exists == "fact_sales"


def test_sales_that_are_compared_stay_an_open_amount() -> None:
    assert isinstance(plan("shelves without sales above 100"), Refusal)


BAZAAR = model_of(
    table("guests", "guest_id integer, guest_name varchar, home_town varchar"),
    table(
        "purchases",
        "purchase_id integer, guest_id integer, bought_on date, total_amount double, cost_amount double",
        guest_id="guests",
    ),
)


def of_bazaar(text: str) -> Plan:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), BAZAAR).plan


@pytest.mark.parametrize("verb", ["shopped", "shopped with us", "bought"])
def test_those_who_shopped_are_those_who_bought(verb: str) -> None:
    made = of_bazaar(f"how many guests {verb} in 2024")
    assert isinstance(made, SemanticQuery) and made.measures == ("guest_count",), made
    assert "purchases" in made.model_dump_json(), made
    never = of_bazaar(f"guests who never {verb}")
    assert isinstance(never, SemanticQuery) and isinstance(never.filters[0], NotFilter), never


def test_shops_are_none_of_the_deeds() -> None:
    assert not isinstance(of_bazaar("total amount by shop"), SemanticQuery)


def test_a_gross_margin_is_what_is_left_once_the_cost_is_paid() -> None:
    made = of_bazaar("gross margin by home town")
    assert isinstance(made, SemanticQuery) and made.measures == ("profit_margin",), made
    assert of_bazaar("gross margin per month") != of_bazaar("gross profit per month")
