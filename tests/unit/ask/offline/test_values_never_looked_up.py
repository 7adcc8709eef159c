"""Values that no index holds, said beside what they are of: names of people, numbers that stand for something, short codes."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.semantic.compile import compile_query
from lunara.semantic.draft import draft_model
from lunara.semantic.filters import AndFilter, ExistsFilter, FieldFilter, OrFilter
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK


def _table(name: str, columns: str, **refers: tuple[str, str]) -> Table:
    made = tuple(Column(*column.split()) for column in columns.split(", "))
    keys = tuple(ForeignKey((column,), "main", there, (key,)) for column, (there, key) in refers.items())
    return Table("main", name, made, primary_key=(made[0].name,), foreign_keys=keys)


HARBOUR = draft_model(
    Catalog(
        "duckdb",
        (
            _table(
                "sailor", "sailor_id integer, fname varchar, lname varchar, age integer, mentor integer, squad varchar"
            ),
            _table("client", "client_id integer, client_name varchar, phone varchar, town varchar"),
            _table(
                "vessel",
                "vsl_code varchar, vsl_description varchar, vsl_length double, hull varchar, "
                "price_in_euros double, price_in_dollars double, gear_stock_number varchar",
            ),
            _table("quay", "quay_id integer, quay_name varchar, depth double"),
            _table(
                "trip",
                "trip_id integer, client_id integer, vsl_code varchar, fare double",
                client_id=("client", "client_id"),
                vsl_code=("vessel", "vsl_code"),
            ),
        ),
    ),
    name="x",
).model
VALUES = ValueIndex.from_values(
    {
        ("sailor", "squad"): ["Red", "AS"],
        ("client", "town"): ["Aldby", "Brevik"],
        ("quay", "quay_name"): ["North Quay", "Old Quay"],
        ("vessel", "hull"): ["steel", "wood"],
    }
)


def _planned(text: str) -> Planned:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), HARBOUR)


def _query(text: str) -> SemanticQuery:
    plan = _planned(text).plan
    assert isinstance(plan, SemanticQuery), plan
    compile_query(plan, HARBOUR, "duckdb", CLOCK)
    return plan


def _held(text: str) -> set[tuple[str, str, tuple[object, ...]]]:
    found: set[tuple[str, str, tuple[object, ...]]] = set()
    left = list(_query(text).filters)
    while left:
        one = left.pop()
        if isinstance(one, FieldFilter) and one.op != "is_not_null":
            found.add((one.field, one.op, one.values))
        left += one.and_ if isinstance(one, AndFilter) else one.or_ if isinstance(one, OrFilter) else ()
        left += one.where if isinstance(one, ExistsFilter) else ()
    return found


LINDA = {(f"sailor.{part}", "in", (word, word.upper())) for part in ("fname", "lname") for word in ("Linda", "Berg")}


@pytest.mark.parametrize(
    "text",
    [
        "What is the age of sailor Linda Berg?",
        "the age of the sailor Linda Berg",
        "Which squad is sailor Linda Berg in?",
        "What is the mentor of the sailor called Linda Berg?",
    ],
)
def test_a_name_behind_a_person_is_theirs_though_it_was_never_read(text: str) -> None:
    assert _held(text) in (LINDA, {("sailor.full_name", "in", ("Linda Berg", "LINDA BERG"))})
    assert any("was not looked up" in warning for warning in _planned(text).warnings)


@pytest.mark.parametrize("name", ["Harold", "John Smith", "McKay", "Anna Maria Lindqvist"])
def test_a_name_in_one_field_is_held_against_it_as_a_whole(name: str) -> None:
    assert _held(f"phone of client {name}") == {("client.client_name", "in", (name, name.upper()))}
    assert _held(f"total fare of client {name}") == {("client.client_name", "in", (name, name.upper()))}


@pytest.mark.parametrize(
    "text",
    [
        "age of the sailor Union",  # a word of the language
        "phone of the Client Service Desk",
        "phone of client harold",
        "depth of the quay Zentralkai",  # its names are known, and none is called so
        "Phone Of Client Harold By Town",  # capitals tell nothing
        "phone of client Harold Anna Maria Lindqvist Berg",
        "Harold clients",
    ],
)
def test_what_may_be_something_else_is_no_name(text: str) -> None:
    assert isinstance(_planned(text).plan, Refusal)


@pytest.mark.parametrize(
    "text",
    [
        "Mentor 1121 has how many sailors?",
        "How many sailors does mentor 1121 have?",
        "how many sailors have mentor 1121",
        'how many sailors have the mentor "1121"?',
        "how many sailors are mentored in 1121?",
    ],
)
def test_a_number_behind_a_field_that_stands_for_something_is_its(text: str) -> None:
    assert _held(text) == {("sailor.mentor", "=", (1121,))}


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Which mentor has the most sailors?", "desc"),
        ("Which mentor has the fewest sailors?", "asc"),
        ("Which mentor has most of sailors? List mentor and the number of sailors.", "desc"),
    ],
)
def test_a_number_that_stands_for_something_is_what_is_ranked(text: str, direction: str) -> None:
    query = _query(text)
    assert [d.field if not isinstance(d, str) else d for d in query.dimensions] == ["sailor.mentor"]
    assert (query.order_by[0].direction, query.limit) == (direction, 1)


def test_so_many_a_number_of_things_is_their_count() -> None:
    counted = {("sailor_count", "between", (2, 30))}
    assert _held("Which mentor has between 2 and 30 number of sailors?") == counted
    assert _held("Which mentors have more than 3 number of sailors?") == {("sailor_count", ">", (3,))}


def test_a_value_in_capitals_is_no_small_word() -> None:
    assert _held("how many sailors are in the squad AS?") == {("sailor.squad", "=", ("AS",))}
    assert not _query("sailors as a list").filters


def test_what_a_short_form_of_the_table_stands_before_is_called_without_it() -> None:
    assert _held("What is the description of the vessel BT-20?") == {("vessel.vsl_code", "=", ("BT-20",))}
    assert "vessel.vsl_description" in _query("list the description of each vessel").dimensions


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("What is the average price (in Euro)?", "euros"),
        ("highest price (in USD)", "dollars"),
        ("average price in dollars by hull", "dollars"),
    ],
)
def test_a_currency_beside_a_field_is_that_of_its_name(text: str, field: str) -> None:
    measure = _query(text).measures[0]
    assert field in (measure if isinstance(measure, str) else measure.expression or "")


def test_a_currency_that_no_field_has_is_not_left_out() -> None:
    assert isinstance(_planned("average price (in Yen)").plan, Refusal)


def test_what_is_called_by_half_of_a_field_is_not_what_all_of_them_are_grouped_by() -> None:
    assert isinstance(_planned("What are the average and lowest price (in Euro) of all gears?").plan, Refusal)
