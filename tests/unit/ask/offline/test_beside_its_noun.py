"""A value beside a noun is one of the noun's own rows; what goes on from it is a value of the same field; frequency orders."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Clarification, Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, table

CLOCK = Clock(date(2025, 6, 18))
WORKSHOP = model_of(
    table("clients", "client_id integer, client_name varchar, heard_from varchar"),
    table(
        "estimates",
        "estimate_id integer, client_id integer, sent_on date, service_kind varchar, refusal_reason varchar, state varchar",
        client_id="clients",
    ),
    table(
        "services",
        "service_id integer, estimate_id integer, client_id integer, service_date date, service_kind varchar, fee double",
        estimate_id="estimates",
        client_id="clients",
    ),
)
VALUES = {
    ("estimates", "service_kind"): ["Minor", "Major", "Annual check"],
    ("services", "service_kind"): ["Minor", "Major", "Annual check"],
    ("estimates", "refusal_reason"): ["Too dear", "Too slow"],
    ("estimates", "state"): ["agreed", "refused", "open"],
    ("clients", "heard_from"): ["Radio", "Friends"],
}


def _plan(text: str, *before: str) -> Plan:
    planner, turns = OfflinePlanner(ValueIndex.from_values(VALUES)), list[Turn]()
    for one in before:
        turns.append(Turn(one, planner.plan(Question(one, CLOCK, tuple(turns)), WORKSHOP).plan))
    return planner.plan(Question(text, CLOCK, tuple(turns)), WORKSHOP).plan


def _query(text: str, *before: str) -> SemanticQuery:
    found = _plan(text, *before)
    assert isinstance(found, SemanticQuery), (text, found)
    return found


def _filters(query: SemanticQuery) -> list[tuple[str, object]]:
    return [(f.field, f.values[0]) for f in query.filters if isinstance(f, FieldFilter) and f.values]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("minor services", "services.service_kind"),
        ("average fee of a minor service", "services.service_kind"),
        ("how many services are minor", "services.service_kind"),
        ("services that are minor", "services.service_kind"),
        ("how many minor estimates", "estimates.service_kind"),
    ],
)
def test_a_value_is_of_the_noun_beside_it(text: str, field: str) -> None:
    assert _filters(_query(text)) == [(field, "Minor")]


def test_without_a_noun_beside_it_the_value_is_asked_about() -> None:
    assert isinstance(_plan("average fee of minor"), Clarification)


def test_what_goes_on_is_a_value_of_the_same_field() -> None:
    query = _query("and annual check?", "average fee of minor services")
    assert _filters(query) == [("services.service_kind", "Annual check")]


@pytest.mark.parametrize(
    "text",
    [
        "refusal reasons, most common first",
        "Refusal reasons by frequency",
        "show the refusal reasons sorted by how common they are",
        "refusal reasons from most to least common",
        "refusal reasons, most frequent ones first",
    ],
)
def test_a_field_by_how_often_it_occurs(text: str) -> None:
    query = _query(text)
    assert query.measures == ("estimate_count",)
    assert query.dimensions == ("estimates.refusal_reason",)
    assert [(o.field, o.direction) for o in query.order_by] == [("estimate_count", "desc")]


def test_reasons_of_some_rows_by_how_often_they_occur() -> None:
    query = _query("Reasons for refused estimates, rarest first")
    assert query.measures == ("estimate_count",)
    assert ("estimates.state", "refused") in _filters(query)
    assert [(o.field, o.direction) for o in query.order_by] == [("estimate_count", "asc")]


def test_a_count_is_what_most_common_goes_by() -> None:
    query = _query("number of estimates by refusal reason, most common first")
    assert [(o.field, o.direction) for o in query.order_by] == [("estimate_count", "desc")]


@pytest.mark.parametrize(
    "text",
    [
        "clients, most frequent first",
        "clients, best first",
        "services, largest first",
        "heard from, best first",
        "average fee by service kind, most common first",
    ],
)
def test_letters_and_keys_are_no_best_and_an_average_no_frequency(text: str) -> None:
    assert not isinstance(_plan(text), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "direction"),
    [("services by fee, highest first", "desc"), ("list our services by fee, lowest first", "asc")],
)
def test_things_by_a_number_of_theirs_are_a_list_in_that_order(text: str, direction: str) -> None:
    query = _query(text)
    assert not query.measures and "services.fee" in query.dimensions
    assert [(o.field, o.direction) for o in query.order_by] == [("services.fee", direction)]


@pytest.mark.parametrize(
    "text", ["clients by number of services, highest first", "our clients by number of services, most first"]
)
def test_things_by_how_many_they_have_are_groups_in_that_order(text: str) -> None:
    query = _query(text)
    assert query.measures == ("service_count",) and "clients.client_name" in query.dimensions
    assert [(o.field, o.direction) for o in query.order_by] == [("service_count", "desc")]


def test_groups_by_a_text_keep_their_count() -> None:
    query = _query("services by service kind, highest first")
    assert query.measures == ("service_count",) and query.dimensions == ("services.service_kind",)
