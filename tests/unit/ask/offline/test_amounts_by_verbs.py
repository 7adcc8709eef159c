"""Amounts that are named by a verb or by the thing itself: what was sold, brought in, paid, charged and how long it took."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Clarification, Plan, Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_how_people_count_and_pay import holding
from tests.unit.ask.offline.test_money_words import model_of, table

CRUISES = holding(
    model_of(
        table("ports", "port_id integer, port_name varchar"),
        table("sailings", "sailing_id integer, port_id integer, sailing_name varchar, state varchar", port_id="ports"),
        table(
            "cabin_types",
            "cabin_type_id integer, sailing_id integer, name varchar, price double",
            sailing_id="sailings",
        ),
        table("customers", "customer_id integer, customer_name varchar, created_on date"),
        table(
            "bookings",
            "booking_id integer, customer_id integer, channel varchar, total_amount double, created_at timestamp,"
            " paid_at timestamp, status varchar",
            customer_id="customers",
        ),
        table(
            "booking_lines",
            "booking_line_id integer, booking_id integer, cabin_type_id integer, quantity integer, unit_price double",
            booking_id="bookings",
            cabin_type_id="cabin_types",
        ),
    ),
    name=("Inside", "Suite", "Balcony"),
    status=("confirmed", "pending", "cancelled"),
    channel=("web", "agency"),
)
STORES = holding(
    model_of(
        table("shops", "shop_id integer, shop_name varchar, region varchar"),
        table("goods", "good_id integer, good_name varchar, line varchar"),
        table(
            "sales",
            "sale_id integer, shop_id integer, good_id integer, sold_on date, pieces integer, gross_amount double,"
            " discount_amount double, net_amount double, grant_amount double",
            shop_id="shops",
            good_id="goods",
        ),
    ),
    region=("North", "South"),
)
TAXED = model_of(
    table("shops", "shop_id integer, shop_name varchar"),
    table(
        "sales",
        "sale_id integer, shop_id integer, sold_on date, gross_amount double, net_amount double",
        shop_id="shops",
    ),
)
GARAGE = holding(
    model_of(
        table("clients", "client_id integer, client_name varchar"),
        table("services", "service_id integer, service_name varchar, list_price double"),
        table("visits", "visit_id integer, client_id integer, visited_on date", client_id="clients"),
        table(
            "visit_services",
            "visit_service_id integer, visit_id integer, service_id integer, charged_price double",
            visit_id="visits",
            service_id="services",
        ),
        table(
            "invoices", "invoice_id integer, client_id integer, invoice_date date, amount double", client_id="clients"
        ),
    ),
    service_name=("Oil change", "New tyres"),
)


def plan_of(model: SemanticModel, text: str) -> Plan:
    made = OfflinePlanner().plan(Question(text, Clock(date(2025, 6, 18))), model)
    assert isinstance(made, Planned)
    return made.plan


def query_of(model: SemanticModel, text: str) -> SemanticQuery:
    plan = plan_of(model, text)
    assert isinstance(plan, SemanticQuery), plan
    return plan


def numbers(query: SemanticQuery) -> list[str]:
    """What a query measures: the name of each measure, or the aggregate and expression of one made for it."""
    return [f"{m.aggregate}({m.expression})" if isinstance(m, InlineMeasure) else m for m in query.measures]


def conditions(query: SemanticQuery) -> set[tuple[str, tuple[object, ...]]]:
    return {(f.field, f.values) for f in query.filters if isinstance(f, FieldFilter) and f.values}


@pytest.mark.parametrize(
    ("text", "groups", "held"),
    [
        ("cabins sold", (), set()),
        ("How many cabins did we sell in 2024?", (), set()),
        ("suite cabins booked", (), {("cabin_types.name", ("Suite",))}),
        ("number of balcony cabins sold per port", ("ports.port_name",), {("cabin_types.name", ("Balcony",))}),
        ("Top 3 sailings by cabins sold", ("sailings.sailing_name",), set()),
        ("which sailing sold the most cabins", ("sailings.sailing_name",), set()),
    ],
)
def test_things_of_which_only_kinds_are_kept_are_counted_by_the_pieces_sold(
    text: str, groups: tuple[str, ...], held: set[tuple[str, tuple[object, ...]]]
) -> None:
    query = query_of(CRUISES, text)
    assert numbers(query) == ["total_quantity"]
    assert query.dimensions[:1] == groups
    assert conditions(query) == held


@pytest.mark.parametrize(
    "text", ["How many cabins are in a booking on average?", "average number of cabins per booking"]
)
def test_how_many_are_in_one_on_average_is_the_average_of_the_totals_of_each(text: str) -> None:
    query = query_of(CRUISES, text)
    assert numbers(query) == ["total_quantity"]
    assert query.summary is not None
    assert query.summary.aggregate == "avg"
    assert [d.field for d in query.summary.over] == ["bookings.booking_id"]


@pytest.mark.parametrize(
    "text",
    [
        "number of cabins",
        "cabins that were not sold",
        "how many cabins were returned",
        "how many cabins do we still have",
    ],
)
def test_things_that_were_not_sold_are_not_counted_by_what_was(text: str) -> None:
    assert isinstance(plan_of(CRUISES, text), Refusal)


def test_the_dearest_of_them_is_the_dearest_kind() -> None:
    query = query_of(CRUISES, "What is the most expensive cabin we offer?")
    assert query.limit == 1
    assert query.order_by[0].field == "cabin_types.price"
    assert query.order_by[0].direction == "desc"


def test_an_average_of_several_kinds_that_are_named_is_shown_for_each() -> None:
    query = query_of(CRUISES, "average cabin price for inside, suite and balcony cabins")
    assert query.dimensions == ("cabin_types.name",)
    assert numbers(query) == ["average_price"]


def test_a_value_of_things_is_their_total_unless_an_average_is_asked_for() -> None:
    assert numbers(query_of(CRUISES, "booking value by month")) == numbers(query_of(CRUISES, "total amount by month"))
    assert numbers(query_of(CRUISES, "average booking value by month")) == ["average_booking_value"]


@pytest.mark.parametrize(
    "text",
    ["How many bookings are currently pending?", "how many bookings are pending right now", "bookings now pending"],
)
def test_a_state_is_what_it_is_now(text: str) -> None:
    query = query_of(CRUISES, text)
    assert conditions(query) == {("bookings.status", ("pending",))}
    assert query.time is None


def test_how_many_there_are_now_is_not_known_of_rows_without_a_state() -> None:
    assert isinstance(plan_of(CRUISES, "How many customers do we currently have?"), Refusal)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("average time between booking and payment in hours", "hour"),
        ("average time from booking to payment", "day"),
        ("how long is it from booking to payment on average", "day"),
        ("How long between booking and payment on average by channel", "day"),
    ],
)
def test_a_time_between_two_things_done_is_the_length_between_their_dates(text: str, unit: str) -> None:
    query = query_of(CRUISES, text)
    (measure,) = query.measures
    assert isinstance(measure, InlineMeasure)
    assert (measure.table, measure.aggregate) == ("bookings", "avg")
    assert measure.name == f"avg_{unit}s_from_created_at_to_paid_at"


def test_a_length_between_periods_is_no_length_between_dates() -> None:
    assert isinstance(plan_of(CRUISES, "time from January to March"), Refusal)


@pytest.mark.parametrize(
    "text",
    ["which line brings in the least money?", "which line makes us the least money", "Line that brings in the least"],
)
def test_what_brings_in_the_least_is_lowest_by_what_was_paid(text: str) -> None:
    query = query_of(STORES, text)
    assert numbers(query) == ["total_net_amount"]
    assert query.dimensions == ("goods.line",)
    assert (query.order_by[0].field, query.order_by[0].direction) == ("total_net_amount", "asc")


def test_a_word_for_two_amounts_is_not_told_to_be_one_of_them() -> None:
    made = OfflinePlanner(suggests=False).plan(Question("revenue by region", Clock(date(2025, 6, 18))), STORES)
    assert isinstance(made.plan, SemanticQuery)
    assert numbers(made.plan) == ["total_gross_amount", "total_net_amount"]
    assert [n for n in made.notes if "revenue" in n] == [
        "“revenue” can be Gross amount and Net amount: both are shown."
    ]


def test_net_without_a_discount_may_be_net_of_tax_and_is_asked() -> None:
    assert isinstance(plan_of(TAXED, "which shop brings in the most money"), Clarification)


@pytest.mark.parametrize("text", ["which line makes the most money", "which line does not bring in the most money"])
def test_what_someone_makes_for_themselves_is_not_what_comes_in(text: str) -> None:
    assert isinstance(plan_of(STORES, text), Refusal)


def test_what_somebody_pays_is_the_amount_that_is_called_after_them() -> None:
    assert numbers(query_of(STORES, "How much did grants pay by region in 2024?")) == ["total_grant_amount"]
    assert isinstance(plan_of(STORES, "How much did insurers pay in 2024?"), Refusal)


def test_what_is_charged_on_average_is_the_average_price_on_the_lines() -> None:
    query = query_of(GARAGE, "What do we charge for an oil change on average?")
    (measure,) = query.measures
    assert measure == "average_charged_price" or (isinstance(measure, InlineMeasure) and measure.aggregate == "avg")
    assert "visit_services" in str(measure) or measure == "average_charged_price"
    assert conditions(query) == {("services.service_name", ("Oil change",))}
    assert not isinstance(plan_of(GARAGE, "What do we charge for an oil change?"), SemanticQuery)


@pytest.mark.parametrize(
    "text", ["What did we invoice in 2024?", "how much did we invoice in 2024", "How much was invoiced in 2024?"]
)
def test_what_was_invoiced_is_the_amount_of_the_invoices(text: str) -> None:
    query = query_of(GARAGE, text)
    assert numbers(query) == ["total_amount"]
    assert query.time is not None
    assert query.time.field == "invoices.invoice_date"


CLUBS = holding(
    model_of(
        table("halls", "hall_id integer, hall_name varchar, capacity integer"),
        table("members", "member_id integer, member_name varchar, bonus_level varchar, registered_on date"),
        table(
            "orders",
            "order_id integer, member_id integer, ordered_on date, route varchar, amount double",
            member_id="members",
        ),
    ),
    bonus_level=("Gold", "Silver"),
    route=("web", "desk"),
)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("number of bonus members in each level", ("members.bonus_level",)),
        ("orders by sales route", ("orders.route",)),
    ],
)
def test_a_word_that_belongs_to_the_name_of_the_group_leaves_nothing_out_and_is_told(
    text: str, groups: tuple[str, ...]
) -> None:
    made = OfflinePlanner().plan(Question(text, Clock(date(2025, 6, 18))), CLUBS)
    assert isinstance(made.plan, SemanticQuery), made.plan
    assert made.plan.dimensions == groups
    assert not made.plan.filters
    assert any("leaves nothing out" in note for note in made.notes)


@pytest.mark.parametrize(
    "text",
    [
        "number of active members in each level",
        "members by sales level",
        "orders by refund route",
    ],
)
def test_a_word_that_may_tell_rows_apart_is_never_left_out(text: str) -> None:
    assert not isinstance(plan_of(CLUBS, text), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("Halls that hold more than 300 people", ">"),
        ("halls that can seat 300", ">="),
        ("how many halls fit under 50 guests", "<"),
    ],
)
def test_what_holds_people_has_a_capacity(text: str, op: str) -> None:
    (held,) = [f for f in query_of(CLUBS, text).filters if isinstance(f, FieldFilter)]
    assert (held.field, held.op) == ("halls.capacity", op)


VENUES = model_of(
    table("venues", "venue_id integer, venue_name varchar, capacity integer"),
    table("concerts", "concert_id integer, venue_id integer, title varchar, held_on date", venue_id="venues"),
    table(
        "claims", "claim_id integer, filed_on date, insurer_amount double, patient_amount double, patient_id integer"
    ),
    table("patients", "patient_id integer, patient_name varchar"),
)


@pytest.mark.parametrize("text", ["venues that hold more than 5 concerts", "Which venues hold over 5 concerts?"])
def test_what_holds_things_of_the_data_holds_so_many_of_them(text: str) -> None:
    (held,) = [f for f in query_of(VENUES, text).filters if isinstance(f, FieldFilter) and f.values]
    assert (held.field, held.op, held.values) == ("concert_count", ">", (5,))


def test_what_is_held_and_is_nothing_of_the_data_is_no_capacity() -> None:
    assert isinstance(plan_of(VENUES, "venues that hold more than 5 rehearsals"), Refusal)


@pytest.mark.parametrize(
    "text",
    [
        "how much was paid by insurers and patients",
        "how much was paid by insurers and by patients in 2024",
        "how much was paid by insurers, patients",
        "how much was paid by insurers or patients",
        "how much did insurers pay versus patients",
    ],
)
def test_one_payer_of_two_is_not_what_was_paid(text: str) -> None:
    assert not isinstance(plan_of(VENUES, text), SemanticQuery)


def test_new_ones_that_registered_are_those_who_registered() -> None:
    query = query_of(CLUBS, "New members registered per month in 2025")
    assert numbers(query) == ["member_count"]
    assert query.time is not None
    assert query.time.field == "members.registered_on"


@pytest.mark.parametrize(
    "text",
    [
        "What share of net amount does each region account for?",
        "What percentage of the net amount comes from each region",
        "what proportion of net amount did each region make up in 2024",
    ],
)
def test_what_each_accounts_for_is_its_share(text: str) -> None:
    query = query_of(STORES, text)
    assert numbers(query) == ["total_net_amount"]
    assert query.dimensions == ("shops.region",)
    assert [c.kind for c in query.calculations] == ["share_of_total"]


DEPOTS = model_of(
    table("depots", "depot_id integer, town varchar, ramp_cnt integer"),
    table("bays", "bay_id integer, depot_id integer, bay_no varchar", depot_id="depots"),
)


@pytest.mark.parametrize(
    "text", ["number of ramps per town", "how many ramps are there by town", "How many ramps do we have per town?"]
)
def test_things_that_a_field_counts_are_as_many_as_it_says(text: str) -> None:
    query = query_of(DEPOTS, text)
    assert numbers(query) == ["total_ramp_count"]
    assert query.dimensions == ("depots.town",)
    assert numbers(query_of(DEPOTS, "number of bays per town")) == ["bay_count"]


def _in_turn(model: SemanticModel, *texts: str) -> Plan:
    history: tuple[Turn, ...] = ()
    planner = OfflinePlanner()
    for text in texts:
        plan = planner.plan(Question(text, Clock(date(2025, 6, 18)), history), model).plan
        history = (*history, Turn(text, plan))
    return plan


def test_what_goes_on_from_choices_is_asked_of_each_of_them() -> None:
    plan = _in_turn(STORES, "which line has the highest revenue in 2024", "and the year before?")
    assert isinstance(plan, Clarification), plan
    queries = [o.plan for o in plan.options]
    assert [o.label for o in plan.options] == ["Gross amount (Sales)", "Net amount (Sales)"]
    assert all(isinstance(q, SemanticQuery) and q.time is not None for q in queries)
    assert {str(q.time.range.from_) for q in queries if isinstance(q, SemanticQuery) and q.time} == {"2023-01-01"}
    settled = _in_turn(STORES, "which line has the highest revenue in 2024", "and the year before?", "net amount")
    assert isinstance(settled, SemanticQuery) and numbers(settled) == ["total_net_amount"]


def test_what_no_choice_can_go_on_with_is_refused() -> None:
    assert isinstance(_in_turn(STORES, "which line has the highest revenue", "and by helicopter?"), Refusal)


@pytest.mark.parametrize(
    "text",
    [
        "number of customers as of 1 January 2025",
        "How many bookings were pending as of March 2025?",
        "bookings as of 2025-01-01",
    ],
)
def test_how_many_there_were_as_of_a_day_are_not_those_that_came_on_it(text: str) -> None:
    assert isinstance(plan_of(CRUISES, text), Refusal)


def test_where_several_things_bring_in_money_it_is_asked_which_is_meant() -> None:
    two = model_of(
        table("parks", "park_id integer, park_name varchar"),
        table("ticket_sales", "ticket_sale_id integer, park_id integer, sold_on date, amount double", park_id="parks"),
        table("food_sales", "food_sale_id integer, park_id integer, sold_on date, amount double", park_id="parks"),
    )
    plan = plan_of(two, "which park brings in the most money")
    assert isinstance(plan, Clarification), plan
    assert {m for o in plan.options if isinstance(o.plan, SemanticQuery) for m in o.plan.measures} == {
        "ticket_sales.total_amount",
        "food_sales.total_amount",
    }
