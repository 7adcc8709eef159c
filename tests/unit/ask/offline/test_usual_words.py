"""The usual word where the model has another, and superlatives, states and lengths said as people say them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from lunara.ask.plan import Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

CLOCK = Clock(date(2025, 6, 18))
LIBRARY = model_of(
    table("branches", "branch_id integer, branch_name varchar"),
    table(
        "patrons",
        "patron_id integer, patron_name varchar, branch_id integer, email varchar, bulletin boolean, joined_on date,"
        " terminated_on date",
        branch_id="branches",
    ),
    table(
        "books", "book_id integer, title varchar, stock_quantity integer, reorder_level integer, is_lendable boolean"
    ),
    table(
        "loans",
        "loan_id integer, book_id integer, patron_id integer, borrowed_on date, finished_on date",
        book_id="books",
        patron_id="patrons",
    ),
    table("critiques", "critique_id integer, book_id integer, rating integer, written_on date", book_id="books"),
    table("fines", "fine_id integer, loan_id integer, fined_on date, amount double", loan_id="loans"),
    table(
        "reading_groups",
        "reading_group_id integer, group_name varchar, start_date date, planned_end_date date, end_date date",
    ),
    table(
        "tours",
        "tour_id integer, tour_name varchar, planned_start timestamp, actual_start timestamp, delay_minutes integer",
    ),
)
TWO_PAYERS = model_of(
    table("tenants", "tenant_id integer, tenant_name varchar, status varchar, ended_on date"),
    table("guests", "guest_id integer, guest_name varchar"),
    table("visits", "visit_id integer, tenant_id integer, visited_on date", tenant_id="tenants"),
)


def planned(text: str, model: SemanticModel = LIBRARY) -> Planned:
    values = ValueIndex.from_values(
        {("tenants", "status"): ["Dormant", "Regular"], ("branches", "branch_name"): ["Client Street"]}
    )
    return OfflinePlanner(values, suggests=False).plan(Question(text, CLOCK), model)


def query(text: str, model: SemanticModel = LIBRARY) -> dict[str, Any]:
    found = planned(text, model).plan
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, model, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


def test_customers_are_the_only_ones_who_pay_and_that_is_told() -> None:
    one = planned("customers per branch")
    assert any("“customers” was read as Patrons" in n for n in one.notes)
    assert query("customers per branch") == query("patrons per branch")
    assert query("how many clients do we have") == query("how many patrons do we have")


@pytest.mark.parametrize("text", ["how many customers do we have", "customers per month"])
def test_of_two_who_may_be_customers_none_is_taken(text: str) -> None:
    assert not isinstance(planned(text, TWO_PAYERS).plan, SemanticQuery)


def test_a_word_of_a_value_is_no_customer() -> None:
    assert "patrons" not in json.dumps(query("number of loans by book title"))
    named = planned("how many patrons of Client Street").plan
    assert isinstance(named, SemanticQuery), named
    assert any(getattr(f, "values", ()) == ("Client Street",) for f in named.filters)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("busiest month of 2024 by loans", "which month had the most loans in 2024"),
        ("which month of 2024 was the busiest by number of loans?", "which month had the most loans in 2024"),
        ("what was our quietest quarter by loans", "which quarter had the fewest loans"),
        ("which book is rated best", "which book has the highest average rating"),
        ("top 3 best-rated books", "top 3 books by average rating"),
        ("how many one-star critiques are there", "how many critiques with a rating of 1"),
        ("2 star critiques in 2024", "critiques with a rating of 2 in 2024"),
        ("what is the highest fine we ever issued?", "what is the highest amount of fines"),
        ("patrons without an email address", "patrons without email"),
        ("how many patrons have not given us an email address", "how many patrons without email"),
        ("how many patrons get our bulletin", "how many patrons with bulletin"),
        ("patrons who do not receive the bulletin", "patrons without bulletin"),
        ("number of patrons subscribed to the bulletin", "number of patrons with bulletin"),
        ("which books are no longer lendable", "which books are not lendable"),
        ("how many active patrons do we have", "how many patrons are still with us"),
        ("how many customers are active", "how many patrons are still with us"),
        (
            "how many tours started more than 20 minutes late in 2024",
            "how many tours with delay minutes more than 20 in 2024",
        ),
    ],
)
def test_said_the_usual_way(text: str, same: str) -> None:
    assert query(text) == query(same)


@pytest.mark.parametrize(
    "text",
    [
        "busiest branch by",
        "busiest patron of the month",
        "which book is rated",
        "which patron has the best rated book",
        "the best rated book of each patron",
        "active patrons at the end of 2024",
        "active patrons in 2024",
        "patrons who were never active",
        "active books",
        "tours that did not start more than 20 minutes late",
        "how many patrons love our bulletin",
    ],
)
def test_what_is_not_singled_out_is_not_answered(text: str) -> None:
    assert not isinstance(planned(text).plan, SemanticQuery)


def test_a_status_says_who_is_active() -> None:
    assert not isinstance(planned("active tenants", TWO_PAYERS).plan, SemanticQuery)


def test_how_long_a_thing_takes_is_from_its_start_to_its_end_and_not_to_the_planned_one() -> None:
    (one,) = query("how long does a reading group take on average?")["measures"]
    assert (one["aggregate"], one["expression"]) == ("avg", "date_diff('day', start_date, end_date)")
    assert query("how many days does a reading group take on average") == query("how long does a reading group take")


def test_what_is_finished_of_a_thing_is_between_two_dates_of_those_rows() -> None:
    (one,) = query("how long does it take to finish a book")["measures"]
    assert (one["table"], one["aggregate"]) == ("loans", "avg")
    assert one["expression"] == "date_diff('day', borrowed_on, finished_on)"


def test_a_list_of_things_two_of_whose_fields_are_compared() -> None:
    made = query("books whose stock is below the reorder level")
    assert made["dimensions"] == ["books.title", "books.book_id"]
    assert made["measures"][0]["filter"] == "stock_quantity < reorder_level"
    assert [(f["op"], f["values"]) for f in made["filters"]] == [(">", [0])]
