"""Words that could be taken for something of another thing than they are said of: then nothing is answered."""

from __future__ import annotations

from datetime import date

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.ask.values import ValueIndex
from lunara.connect.catalog import Column, ForeignKey, Table
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, table

CLOCK = Clock(date(2025, 6, 18))
FAIRS = model_of(
    table("fairs", "fair_id integer, fair_name varchar, opens_on date, fair_status varchar"),
    table(
        "bookings",
        "booking_id integer, fair_id integer, booked_on date, booking_status varchar, deposit_amount double",
        fair_id="fairs",
    ),
    table("visits", "visit_id integer, fair_id integer, visited_on date", fair_id="fairs"),
    table("bills", "bill_id integer, fair_id integer, bill_date date, bill_total double", fair_id="fairs"),
)
VALUES = ValueIndex.from_values(
    {("fairs", "fair_status"): ["confirmed", "cancelled"], ("bookings", "booking_status"): ["CF", "CX"]}
)
STAR = model_of(
    table("dim_date", "date_key integer, full_date date, month integer, year integer"),
    table(
        "fact_policies",
        "policy_key integer, start_date_key integer, cancel_date_key integer, status varchar, premium_amount double",
        start_date_key="dim_date",
        cancel_date_key="dim_date",
    ),
)


def planned(*texts: str) -> Plan:
    planner = OfflinePlanner(VALUES)
    history: tuple[Turn, ...] = ()
    for text in texts:
        plan = planner.plan(Question(text, CLOCK, history=history), FAIRS).plan
        history = (*history, Turn(text, plan))
    return plan


def test_a_state_of_another_table_is_not_that_of_the_rows_it_stands_before() -> None:
    for text in (
        "confirmed bookings",
        "number of cancelled bookings per month",
        "confirmed bookings by fair",
        "how many bookings are confirmed",
        "bookings that are confirmed",
        "bookings confirmed",
    ):
        plan = planned(text)
        assert isinstance(plan, Refusal) and "a state of fairs" in plan.reason, plan


def test_it_is_where_the_rows_have_no_state_or_the_other_is_named() -> None:
    for text in ("confirmed fairs", "visits of confirmed fairs", "bookings of confirmed fairs"):
        assert isinstance(planned(text), SemanticQuery), text


def test_a_number_of_those_before_is_not_that_of_all() -> None:
    for text in ("what is their total deposit amount?", "total deposit amount of these"):
        plan = planned("number of bookings in May 2025", text)
        assert isinstance(plan, Refusal) and "whose number" in plan.reason, plan
    assert isinstance(planned("total deposit amount"), SemanticQuery)


def test_what_is_still_to_come_leaves_out_what_is_over() -> None:
    plan = planned("which fairs are still to come this year?")
    assert isinstance(plan, Refusal) or (
        isinstance(plan, SemanticQuery) and plan.time is not None and plan.time.range.from_ == CLOCK.today
    ), plan


def test_so_does_what_goes_on_from_a_period() -> None:
    for text in ("by fair, still to come", "only those still to come", "and how many of them are upcoming?"):
        assert isinstance(planned("bookings in May 2025 by fair", text), Refusal), text


def test_a_state_whose_day_is_a_key_goes_by_that_day() -> None:
    values = ValueIndex.from_values({("fact_policies", "status"): ["active", "cancelled"]})
    plan = OfflinePlanner(values).plan(Question("how many policies were cancelled last month?", CLOCK), STAR).plan
    assert isinstance(plan, SemanticQuery) and plan.time is not None, plan
    road = next(r for r in STAR.relationships if r.from_columns == ("cancel_date_key",))
    assert plan.time.field == f"{road.name}.full_date" and not plan.filters, plan


CLUB = model_of(
    table("sites", "site_id integer, site_name varchar, is_active boolean"),
    table("phases", "code varchar, label varchar"),
    table("guests", "guest_id integer, guest_name varchar, site_id integer", site_id="sites"),
    Table(
        "main",
        "passes",
        tuple(
            Column(*one.split())
            for one in ("pass_id integer", "guest_id integer", "phase_code varchar", "started_on date", "ended_on date")
        ),
        primary_key=("pass_id",),
        foreign_keys=(
            ForeignKey(("guest_id",), "main", "guests", ("guest_id",)),
            ForeignKey(("phase_code",), "main", "phases", ("code",)),
        ),
    ),
    table("gear", "thing_id integer, brand varchar, asking_price decimal(10,2)"),
    table("hires", "hire_id integer, guest_id integer, hired_on date, total_amount decimal(10,2)", guest_id="guests"),
    table(
        "hire_things",
        "hire_thing_id integer, hire_id integer, thing_id integer, amount decimal(10,2)",
        hire_id="hires",
        thing_id="gear",
    ),
    table("orders", "order_id integer, guest_id integer, ordered_on date", guest_id="guests"),
    table(
        "order_lines",
        "line_id integer, order_id integer, quantity integer, line_total decimal(10,2)",
        order_id="orders",
    ),
)
PHASES = ValueIndex.from_values({("phases", "label"): ["Running", "Cancelled"]})


def in_club(*texts: str, model: SemanticModel = CLUB) -> Plan:
    history: tuple[Turn, ...] = ()
    for text in texts:
        plan = OfflinePlanner(PHASES).plan(Question(text, CLOCK, history=history), model).plan
        history = (*history, Turn(text, plan))
    return plan


def test_active_is_what_a_thing_is_for_itself() -> None:
    for text in ("how many active guests do we have?", "active guests per site", "guests that are active"):
        plan = in_club(text)
        assert not isinstance(plan, SemanticQuery) or not plan.filters, (text, plan)
    for text in ("guests of active sites", "active sites", "how many sites are active?"):
        assert isinstance(in_club(text), SemanticQuery), text


def test_a_state_without_a_day_of_its_own_is_not_dated_by_the_day_on_which_they_began() -> None:
    for text in ("passes cancelled in 2024", "how many passes were cancelled last month?"):
        assert isinstance(in_club(text), Refusal), text
    assert isinstance(in_club("cancelled passes"), SemanticQuery)


def test_what_is_bought_is_not_worth_the_average_of_a_price() -> None:
    plan = in_club("asking value of gear by brand")
    assert isinstance(plan, Refusal) and "average asking price" in plan.reason, plan
    assert isinstance(in_club("average asking price by brand"), SemanticQuery)


def test_an_amount_of_things_with_amounts_of_their_own_is_not_that_of_each_piece() -> None:
    for text in ("hire amount by guest", "average hire amount"):
        plan = in_club(text)
        used = plan.measures if isinstance(plan, SemanticQuery) else ()
        assert not any("thing" in str(one) for one in used), (text, plan)


def test_an_order_is_worth_what_its_lines_come_to() -> None:
    plan = in_club("order value per month")
    assert isinstance(plan, SemanticQuery) and "line_total" in str(plan.measures), plan
    plan = in_club("average order value by guest")
    assert isinstance(plan, SemanticQuery) and plan.measures == ("average_order_value",), plan
    plan = in_club("average order value by guest", model=CLUB.model_copy(update={"measures": ()}))
    assert isinstance(plan, Refusal) and "divided by their number" in plan.reason, plan


def test_they_are_those_of_the_question_before() -> None:
    plan = in_club("guests of active sites", "what are they worth?")
    assert not isinstance(plan, SemanticQuery) or plan.filters, plan


def test_rows_do_not_come_about_on_the_day_of_what_they_belong_to() -> None:
    model = model_of(
        table("workshops", "workshop_id integer, workshop_name varchar, created_on date"),
        table("repairs", "repair_id integer, workshop_id integer, finished_on date", workshop_id="workshops"),
        table("repair_lines", "line_id integer, repair_id integer, cost double", repair_id="repairs"),
    )
    planner = OfflinePlanner(ValueIndex.from_values({}))
    for text in (
        "repairs created in 2024",
        "how many repairs were created in May 2024",
        "number of repairs created per month",
    ):
        plan = planner.plan(Question(text, CLOCK), model).plan
        assert isinstance(plan, Refusal), (text, plan)
    workshops = planner.plan(Question("how many workshops were created in 2024", CLOCK), model).plan
    assert isinstance(workshops, SemanticQuery) and workshops.time is not None
    assert workshops.time.field == "workshops.created_on"
