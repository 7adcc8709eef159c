"""What is typed in the first week: last deliveries, leavers, current staff, who was active, rankings, what is on file."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.ask.values import ValueIndex
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table

CLUB = model_of(
    table("branches", "branch_id integer, branch_name varchar, town varchar"),
    table(
        "teachers",
        "teacher_id integer, branch_id integer, full_name varchar, role varchar, hired_on date, left_on date, "
        "contract_hours integer",
        branch_id="branches",
    ),
    table("users", "user_id integer, user_name varchar, country varchar, joined_on date"),
    table("sessions", "session_id integer, user_id integer, started_on date, minutes integer", user_id="users"),
    table("suppliers", "supplier_id integer, supplier_name varchar, town varchar, email varchar"),
    table(
        "deliveries",
        "delivery_id integer, supplier_id integer, delivered_on date, goods_type varchar, boxes integer, unit_price double, "
        "litres double, status varchar",
        supplier_id="suppliers",
    ),
    table("ships", "ship_id integer, ship_name varchar, ship_type varchar, length_m double, ship_status varchar"),
    table(
        "stays", "stay_id integer, ship_id integer, arrived_on date, departed_on date, nights integer", ship_id="ships"
    ),
    table(
        "repair_orders",
        "repair_order_id integer, ship_id integer, opened_on date, total_amount double, parts_amount double",
        ship_id="ships",
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("teachers", "role"): ["Coach", "Lifeguard"],
        ("suppliers", "supplier_name"): ["Acme Farm", "Bell Dairy"],
        ("ships", "ship_status"): ["ok", "repair"],
        ("deliveries", "status"): ["done", "late"],
    }
)


def answer(text: str, *before: str) -> Plan:
    planner, turns = OfflinePlanner(VALUES), tuple[Turn, ...]()
    for one in before:
        turns = (*turns, Turn(one, planner.plan(Question(one, CLOCK, history=turns), CLUB).plan))
    return planner.plan(Question(text, CLOCK, history=turns), CLUB).plan


def query(text: str, *before: str) -> SemanticQuery:
    found = answer(text, *before)
    assert isinstance(found, SemanticQuery), (text, found)
    return found


def made(found: SemanticQuery) -> list[str]:
    return [m if isinstance(m, str) else f"{m.aggregate} {m.table}.{m.expression}" for m in found.measures]


def fields(found: SemanticQuery) -> list[tuple[str, str]]:
    return [(f.field.rpartition(".")[2], f.op) for f in found.filters if isinstance(f, FieldFilter)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("when did we last get something from Acme Farm", "max deliveries.delivered_on"),
        ("when was the last delivery from Acme Farm", "max deliveries.delivered_on"),
        ("when was our first delivery", "min deliveries.delivered_on"),
        ("when did Acme Farm last deliver", "max deliveries.delivered_on"),
        ("date of the most recent delivery", "max deliveries.delivered_on"),
    ],
)
def test_when_something_was_done_last(text: str, number: str) -> None:
    if "get something" in text:
        assert not isinstance(answer(text), SemanticQuery)  # nothing here is called received
        return
    found = query(text)
    assert made(found) == [number]
    assert bool(fields(found)) == ("Acme" in text)


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("current teachers by branch", "is_null"),
        ("former teachers", "is_not_null"),
        ("teachers per branch, excluding leavers", "is_null"),
        ("How many teachers work at each branch? Leavers should not count.", "is_null"),
        ("teachers by branch (leavers not counted)", "is_null"),
        ("teachers still employed", "is_null"),
        ("leavers by branch", "is_not_null"),
    ],
)
def test_those_who_stay_and_those_who_left(text: str, ended: str) -> None:
    assert ("left_on", ended) in fields(query(text))


def test_leavers_of_each_month_are_by_the_day_they_left() -> None:
    for text in ("leavers per month", "teachers who left per month", "how many teachers left per month"):
        (month,) = query(text).dimensions
        assert isinstance(month, DimensionRef) and month.field == "teachers.left_on"


def test_the_longest_serving_came_first() -> None:
    for text in ("longest-serving teacher", "which teacher was hired first", "the first hired teacher"):
        found = query(text)
        assert (
            found.limit == 1 and found.order_by[0].field == "teachers.hired_on" and found.order_by[0].direction == "asc"
        )
    found = query("who is our longest-serving coach still with us?")
    assert {("role", "="), ("left_on", "is_null")} <= set(fields(found))
    assert query("which teacher was hired last").order_by[0].direction == "desc"


def test_what_is_still_here_is_not_gone() -> None:
    assert ("departed_on", "is_null") in fields(query("stays still here"))
    assert not isinstance(answer("suppliers still here"), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "monthly active users in 2024",
        "active users per month",
        "how many users were active in May 2025?",
        "How many users were active in May 2025? Active means at least one session.",
        "daily active users in May 2025",
    ],
)
def test_who_was_active_had_a_session(text: str) -> None:
    assert "sessions" in query(text).model_dump_json()


@pytest.mark.parametrize(
    "text", ["active users", "active suppliers per month", "How many users were active? Active means happy."]
)
def test_who_is_active_is_not_guessed(text: str) -> None:
    assert not isinstance(answer(text), SemanticQuery)


def test_a_ranking_is_the_number_by_the_group() -> None:
    found = query("rank the towns by number of branches, highest first")
    assert found.dimensions and found.order_by[0].direction == "desc"
    assert query("rank ships by number of stays").order_by[0].direction == "desc"


@pytest.mark.parametrize(
    "text", ["suppliers on file", "suppliers on our books", "how many suppliers do we have in the system"]
)
def test_on_file_says_nothing_more(text: str) -> None:
    assert not query(text).filters


@pytest.mark.parametrize(
    "text",
    [
        "ships that haven't had any stay",
        "ships that have not had any stays in 2024",
        "ships which haven't had a single stay",
    ],
)
def test_what_was_never_had(text: str) -> None:
    assert '"not":{"exists":"stays"' in query(text).model_dump_json(by_alias=True, exclude_defaults=True)


def test_so_many_of_a_field() -> None:
    assert fields(query("how many teachers get 30 contract hours")) == [("contract_hours", "=")]
    assert fields(query("teachers on 20 contract hours")) == [("contract_hours", "=")]


def test_under_repair_is_a_state() -> None:
    assert fields(query("ships under repair")) == [("ship_status", "=")]
    assert not isinstance(answer("ships under water"), SemanticQuery)


def test_the_most_expensive_order_is_that_of_the_highest_amount() -> None:
    found = query("most expensive repair order ever, and which ship was it for")
    assert found.limit == 1 and found.order_by[0].field.endswith("total_amount")
    assert any("ship_name" in str(d) for d in found.dimensions)


def test_a_price_of_each_litre_is_the_unit_price() -> None:
    (number,) = made(query("average price per litre by supplier"))
    assert "unit_price" in number
    assert not isinstance(answer("average price per tonne by supplier"), SemanticQuery)


def test_a_length_alone_goes_on_from_the_question_before() -> None:
    found = query("longer than 12 metres", "number of ships by ship type")
    assert found.measures and ("length_m", ">") in fields(found)


def test_the_state_of_each_row() -> None:
    (share,) = query("what percentage of deliveries were late ones").measures
    assert isinstance(share, InlineMeasure) and "late" in str(share.expression)
    assert not isinstance(answer("what percentage of deliveries were late pallets"), SemanticQuery)


def test_one_model_without_those_words_stays_as_it_was() -> None:
    bare: SemanticModel = model_of(table("books", "book_id integer, title varchar, file varchar"))
    assert not isinstance(plan(bare, "books on file"), SemanticQuery) or "file" in str(plan(bare, "books on file"))
