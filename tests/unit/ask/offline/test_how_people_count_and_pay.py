"""Pieces of a kind, states that are counted, amounts said of things, what people are paid: as people ask for them."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLIENTS, model_of, plan, planned, summed, table


def holding(model: SemanticModel, **values: tuple[str, ...]) -> SemanticModel:
    """The model with the values that the fields of these names hold."""
    return model.model_copy(
        update={
            "tables": tuple(
                t.model_copy(
                    update={
                        "dimensions": tuple(
                            d.model_copy(update={"sample_values": values.get(d.name, d.sample_values)})
                            for d in t.dimensions
                        )
                    }
                )
                for t in model.tables
            )
        }
    )


STORE = holding(
    model_of(
        CLIENTS,
        table("articles", "article_id integer, article_name varchar, sort varchar, list_price double"),
        table(
            "orders",
            "order_id integer, client_id integer, ordered_on date, paid_with varchar, amount double, delivery_fee double",
            client_id="clients",
        ),
        table(
            "order_lines",
            "line_id integer, order_id integer, article_id integer, qty integer, line_amount double",
            order_id="orders",
            article_id="articles",
        ),
    ),
    sort=("Lamp", "Sofa"),
    town=("Bremen", "Malmö"),
    paid_with=("Voucher", "Card"),
)
LIBRARY = holding(
    model_of(
        table("patrons", "patron_id integer, patron_name varchar, town varchar"),
        table(
            "fines",
            "fine_id integer, patron_id integer, issued_on date, status varchar, paid_by varchar, amount double, vat double",
            patron_id="patrons",
        ),
    ),
    status=("waived", "settled"),
    paid_by=("card", "cash"),
)
OFFICE = model_of(
    table("teams", "team_id integer, team_name varchar, town varchar"),
    table("drivers", "driver_id integer, driver_name varchar, team_id integer, hourly_pay double", team_id="teams"),
    table("clerks", "clerk_id integer, clerk_name varchar, team_id integer, yearly_salary double", team_id="teams"),
    table("cooks", "cook_id integer, cook_name varchar, salary double, holiday_pay double"),
)
ADS = model_of(
    table("campaigns", "campaign_id integer, campaign_name varchar, channel varchar, started_on date"),
    table(
        "campaign_days",
        "day_id integer, campaign_id integer, day date, spend double, clicks integer",
        campaign_id="campaigns",
    ),
)
DOCKS = model_of(
    table("docks", "dock_id integer, dock_name varchar"),
    table(
        "arrivals",
        "arrival_id integer, dock_id integer, unloaded_on date, weighed_on date, tonnage double",
        dock_id="docks",
    ),
)


def query(model: SemanticModel, text: str) -> SemanticQuery:
    found = plan(model, text)
    assert isinstance(found, SemanticQuery), found
    return found


@pytest.mark.parametrize(
    "text",
    [
        "how many lamps did we sell?",
        "How many lamps were sold?",
        "number of lamps sold",
        "how many lamps have we sold",
        "how many lamps did we sell in 2024?",
        "how many lamps were sold by town",
    ],
)
def test_a_kind_that_is_sold_is_counted_by_the_piece(text: str) -> None:
    found = query(STORE, text)
    assert summed(STORE, text) == ("order_lines", "qty")
    assert FieldFilter(field="articles.sort", op="=", values=("Lamp",)) in found.filters


def test_pieces_sold_in_a_period_are_those_ordered_then() -> None:
    found = query(STORE, "how many sofas did we sell last year?")
    assert found.time is not None and found.time.field == "orders.ordered_on"


def test_pieces_sold_are_grouped_and_never_the_groups_counted() -> None:
    found = query(STORE, "how many sofas were sold by town")
    assert found.dimensions == ("clients.town",)


@pytest.mark.parametrize(
    "text",
    [
        "how many vouchers did we sell?",  # what was paid with is nothing that is sold
        "how many lamps did we not sell?",
        "how many lamps did clients from Bremen buy?",
        "how many lamps by town",
    ],
)
def test_what_no_number_of_pieces_is_of_is_refused(text: str) -> None:
    assert isinstance(plan(STORE, text), Refusal)


def test_products_sold_at_a_time_are_pieces_or_articles() -> None:
    found = plan(STORE, "how many articles were sold in 2024?")
    assert isinstance(found, Clarification) and len(found.options) == 2


@pytest.mark.parametrize("text", ["waived fines by town", "settled fines per month", "Waived fines in 2024 by town"])
def test_things_in_a_state_are_counted(text: str) -> None:
    found = planned(LIBRARY, text)
    assert isinstance(found.plan, SemanticQuery) and str(found.plan.measures[0]).endswith("count")
    assert any("counted" in note for note in found.notes)


@pytest.mark.parametrize("text", ["fines by town", "card fines by town", "total waived fines by town"])
def test_without_a_state_or_with_a_total_both_are_shown(text: str) -> None:
    found = planned(LIBRARY, text)
    assert isinstance(found.plan, SemanticQuery) and len(found.plan.measures) == 2
    assert any("both are shown" in note for note in found.notes)


@pytest.mark.parametrize(
    "text", ["how many fines are between 20 and 50?", "list fines between 20 and 50", "how many fines over 20"]
)
def test_a_thing_between_two_numbers_is_so_by_its_amount(text: str) -> None:
    found = planned(LIBRARY, text)
    assert isinstance(found.plan, SemanticQuery), found.plan
    assert [f.field for f in found.plan.filters if isinstance(f, FieldFilter)] == ["fines.amount"]
    assert any("Amount" in note for note in found.notes)


def test_what_is_only_a_part_of_the_price_is_asked_about() -> None:
    freight = model_of(
        CLIENTS,
        table("orders", "order_id integer, client_id integer, ordered_on date, freight double", client_id="clients"),
    )
    found = plan(freight, "orders over 500")
    assert isinstance(found, Clarification) and found.options[0].label == "Freight"


@pytest.mark.parametrize("text", ["total amount of orders", "total amount of orders by town", "sum of orders by town"])
def test_the_total_amount_of_things_is_no_average(text: str) -> None:
    assert any("/" in m.expression for m in STORE.measures)
    assert summed(STORE, text) == ("orders", "amount")


@pytest.mark.parametrize(
    "text", ["order amount ordered per year", "delivery fee ordered by month", "qty ordered in 2024"]
)
def test_a_participle_of_the_date_of_the_rows_says_no_more(text: str) -> None:
    found = query(STORE, text)
    assert not found.filters and "orders.ordered_on" in found.model_dump_json()


def test_a_participle_of_another_date_does() -> None:
    dated = DOCKS.model_copy(
        update={"tables": tuple(t.model_copy(update={"default_time": "weighed_on"}) for t in DOCKS.tables[1:])}
    )
    assert not query(dated, "tonnage weighed in 2024").filters
    assert isinstance(plan(dated, "tonnage unloaded by month"), Refusal)


@pytest.mark.parametrize(
    ("text", "field", "direction"),
    [
        ("which driver earns the most per hour?", "drivers.hourly_pay", "desc"),
        ("which driver is paid the least per hour?", "drivers.hourly_pay", "asc"),
        ("which clerk earns the most?", "clerks.yearly_salary", "desc"),
        ("which clerk is paid the most a year?", "clerks.yearly_salary", "desc"),
        ("best paid clerk", "clerks.yearly_salary", "desc"),
        ("the 3 lowest paid clerks", "clerks.yearly_salary", "asc"),
        ("highest paid driver per hour", "drivers.hourly_pay", "desc"),
    ],
)
def test_who_earns_most_has_the_highest_pay(text: str, field: str, direction: str) -> None:
    found = query(OFFICE, text)
    assert [(o.field, o.direction) for o in found.order_by] == [(field, direction)]
    assert not found.measures and found.limit is not None


def test_who_earns_more_than_so_much_an_hour() -> None:
    found = query(OFFICE, "drivers who earn more than 20 per hour")
    assert FieldFilter(field="drivers.hourly_pay", op=">", values=(20,)) in found.filters


@pytest.mark.parametrize(
    "text",
    [
        "which driver earns the most?",  # by the hour, and the hours are not known
        "which clerk earns the most per hour?",
        "which cook earns the most?",  # one of two
        "which team earns the most?",
    ],
)
def test_pay_that_no_one_field_says_is_refused(text: str) -> None:
    assert not isinstance(plan(OFFICE, text), SemanticQuery)


@pytest.mark.parametrize(
    "text", ["ad spend by campaign", "marketing spend last month", "advertising clicks by campaign"]
)
def test_what_all_of_a_table_is_about_may_be_said(text: str) -> None:
    found = planned(ADS, text)
    assert isinstance(found.plan, SemanticQuery) and not found.plan.filters
    assert any("leaves nothing out" in note for note in found.notes)


@pytest.mark.parametrize("text", ["ad spend by campaign", "marketing spend by campaign"])
def test_unless_a_value_may_tell_rows_apart(text: str) -> None:
    mixed = holding(ADS, channel=("Paid ads", "Email marketing"))
    assert not isinstance(plan(mixed, text), SemanticQuery)
