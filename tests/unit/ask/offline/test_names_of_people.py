"""Names of people, which are never looked up: in any letters, of several tables of people, and words that are letters only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex, looks_personal
from lunara.semantic.filters import leaves_of
from lunara.semantic.query import ExistsFilter, FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

PAINTERS = table("painters", "painter_id int, first_name varchar, last_name varchar")
VISITORS = table("visitors", "visitor_id int, first_name varchar, last_name varchar, town varchar, email varchar")
MURALS = table("murals", "mural_id int, title varchar")
SHARES = replace(
    table("mural_painters", "painter_id int, mural_id int", painter_id="painters", mural_id="murals"),
    primary_key=("painter_id", "mural_id"),
)
TICKETS = table(
    "tickets",
    "ticket_id int, visitor_id int, mural_id int, sold_on date, amount decimal(10,2)",
    visitor_id="visitors",
    mural_id="murals",
)
MODEL = model_of(PAINTERS, VISITORS, MURALS, SHARES, TICKETS)
VALUES = {("murals", "title"): ["Red Wall", "Blue Wall", "Moss"], ("visitors", "town"): ["Hull", "York"]}


def planned(text: str) -> object:
    return OfflinePlanner(ValueIndex.from_values(VALUES), suggests=False).plan(Question(text, CLOCK), MODEL).plan


def held(text: str) -> set[tuple[str, tuple[object, ...]]]:
    plan = planned(text)
    assert isinstance(plan, SemanticQuery), plan
    found: set[tuple[str, tuple[object, ...]]] = set()
    left = leaves_of(plan.filters)
    while left:
        one = left.pop()
        if isinstance(one, ExistsFilter):
            left += leaves_of(one.where)
        elif isinstance(one, FieldFilter) and one.values:
            found.add((one.field, one.values))
    return found


def both(thing: str, *names: str) -> set[tuple[str, tuple[object, ...]]]:
    other = [n.upper() if not n.isupper() else n.capitalize() for n in names]
    parts = ("first_name", "last_name")
    return {(f"{thing}.{p}", (n, o)) for p in parts for n, o in zip(names, other, strict=True)}


@pytest.mark.parametrize("name", ["Ilona Kovacs", "ILONA KOVACS", "Ilona Moss"])
def test_a_name_behind_its_thing_may_be_written_in_capitals_or_be_a_value_of_others(name: str) -> None:
    assert held(f"murals of painter {name}") == both("painters", *name.split())
    assert held(f"tickets of visitor {name}") == both("visitors", *name.split())


def test_those_who_are_named_so() -> None:
    assert held("painters named Ilona") == both("painters", "Ilona")
    assert held("how many visitors are named ILONA") == both("visitors", "ILONA")
    assert held("visitors called Ilona Moss") == both("visitors", "Ilona", "Moss")


def test_whose_a_name_is_that_several_may_have_is_asked() -> None:
    plan = planned("tickets of Ilona Kovacs")
    assert isinstance(plan, Clarification)
    assert [o.label for o in plan.options] == ["Painter Ilona Kovacs", "Visitor Ilona Kovacs"]
    assert all(o.query is not None for o in plan.options)


def test_the_painters_of_somebody_are_of_a_visitor() -> None:
    """What belongs to a person of their own kind is not asked for so."""
    assert "visitors.first_name" not in str(planned("visitors of Ilona Kovacs"))


@pytest.mark.parametrize("text", ["tickets of Grand Total", "Tickets Of Ilona Kovacs", "tickets of ilona kovacs"])
def test_what_is_no_name_is_refused(text: str) -> None:
    assert isinstance(planned(text), Refusal)


def test_names_of_companies_are_those_of_no_person() -> None:
    firms = table("customers", "customer_id int, company_name varchar, contact_name varchar, customer_name varchar")
    its = model_of(firms).tables[0]
    personal = {d.name for d in its.dimensions if looks_personal(its, d)}
    assert personal == {"contact_name", "customer_name"}


@pytest.mark.parametrize(
    "text", ["murals starting with A", "murals starting with a?", "murals ending in a", "how many murals start with A"]
)
def test_a_letter_is_no_article(text: str) -> None:
    assert ("murals.title", ("a",)) in held(text) or ("murals.title", ("A",)) in held(text)


@pytest.mark.parametrize("text", ["murals with A", "murals in group a", "visitors of a"])
def test_a_letter_that_nothing_follows_is_not_left_out(text: str) -> None:
    assert isinstance(planned(text), Refusal)


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("total amount per mural per month", True),
        ("amount per visitor per town", True),
        ("wie viele tickets gibt es pro monat", False),
        ("cuántos tickets hay por visitante", False),
    ],
)
def test_per_is_english(text: str, answered: bool) -> None:
    plan = planned(text)
    assert isinstance(plan, SemanticQuery) == answered
    assert answered or (isinstance(plan, Refusal) and "English" in plan.reason)


def test_a_full_name_may_be_made_of_some_of_its_parts() -> None:
    """The middle name is none of it, and the parts are written as one word."""
    people = table("persons", "person_id int, firstname varchar, middlename varchar, lastname varchar, town varchar")
    model = model_of(people)
    plan = OfflinePlanner(ValueIndex.from_values({}), suggests=False).plan(
        Question("persons called Ilona", CLOCK), model
    )
    assert isinstance(plan.plan, SemanticQuery)
    assert {leaf.field for leaf in leaves_of(plan.plan.filters) if isinstance(leaf, FieldFilter)} == {
        "persons.firstname",
        "persons.lastname",
    }
    by = OfflinePlanner(ValueIndex.from_values({}), suggests=False).plan(
        Question("how many persons are called Ilona by last name", CLOCK), model
    )
    assert isinstance(by.plan, Refusal)


def test_a_name_may_be_that_of_a_contact() -> None:
    """One table alone has people, and companies have the names of their contacts: then it is asked."""
    clerks = table("clerks", "clerk_id int, first_name varchar, last_name varchar")
    firms = table("customers", "customer_id int, company_name varchar, contact_name varchar")
    deals = table(
        "deals",
        "deal_id int, clerk_id int, customer_id int, amount decimal(9,2)",
        clerk_id="clerks",
        customer_id="customers",
    )
    values = ValueIndex.from_values({("customers", "company_name"): ["Berg & Co", "Moos Ltd"]})
    model = model_of(clerks, firms, deals)
    plan = OfflinePlanner(values, suggests=False).plan(Question("deals of Ilona Kovacs", CLOCK), model).plan
    assert isinstance(plan, Clarification)
    assert [o.label for o in plan.options] == ["Clerk Ilona Kovacs"]
