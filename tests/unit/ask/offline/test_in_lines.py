"""Things without a table of their own (tickets known by the number in each hire line): counted once each, never as lines."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.connect.catalog import Column, ForeignKey, Table
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table


def lines(name: str, columns: str, key: str, **references: str) -> Table:
    """A table of lines: several columns together are the key."""
    made = tuple(Column(*c.split()) for c in columns.split(", "))
    roads = tuple(ForeignKey((c,), "main", t, (f"{t.rstrip('s')}_id",)) for c, t in references.items())
    return Table("main", name, made, primary_key=tuple(key.split()), foreign_keys=roads)


HIRE = model_of(
    table("members", "member_id integer, member_name varchar, town varchar"),
    table("costumes", "costume_id integer, costume_name varchar, era varchar"),
    lines(
        "hire_lines",
        "ticket_no integer, line_no integer, member_id integer, costume_id integer, hired_on date, pieces integer, "
        "net_amount double, state varchar",
        "ticket_no line_no",
        member_id="members",
        costume_id="costumes",
    ),
    table(
        "damages",
        "damage_id integer, ticket_no integer, member_id integer, found_on date, cost double",
        member_id="members",
    ),
)
SALES = model_of(
    table("clients", "client_id integer, client_name varchar, town varchar"),
    table("goods", "good_id integer, good_name varchar"),
    table(
        "sales",
        "sale_id integer, client_id integer, good_id integer, sale_date date, quantity integer, amount double",
        client_id="clients",
        good_id="goods",
    ),
)


def said(model: Any, text: str) -> dict[str, Any]:
    found = plan(model, text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, model, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


@pytest.mark.parametrize(
    ("text", "measure", "group"),
    [
        ("Tickets by town", "ticket_count", "members.town"),
        ("how many tickets per era", "ticket_count", "costumes.era"),
        ("average ticket value by town", "average_ticket_value", "members.town"),
        ("hire lines by town", "hire_line_count", "members.town"),
    ],
)
def test_counted_and_averaged_by_the_measures_of_the_lines(text: str, measure: str, group: str) -> None:
    assert said(HIRE, text) == {"measures": [measure], "dimensions": [group]}


def test_how_many_in_a_period() -> None:
    made = said(HIRE, "How many tickets did we have last month?")
    assert made == {
        "measures": ["ticket_count"],
        "time": {"field": "hire_lines.hired_on", "range": {"previous": "month"}},
    }


@pytest.mark.parametrize(
    "text", ["members without tickets", "Which members have no tickets?", "members who never had a ticket"]
)
def test_there_are_some_where_there_is_a_line_and_not_where_other_rows_name_one(text: str) -> None:
    assert said(HIRE, text)["filters"] == [{"not": {"exists": "hire_lines"}}]


@pytest.mark.parametrize(
    "text", ["pieces per ticket", "average pieces per ticket", "average number of pieces per ticket"]
)
def test_per_one_is_over_the_whole_ones(text: str) -> None:
    made = said(HIRE, text)
    assert made["measures"] == ["total_pieces"]
    assert made["summary"] == {"aggregate": "avg", "over": [{"field": "hire_lines.ticket_no"}]}


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Top 5 tickets by net amount", "total_net_amount"),
        ("which ticket has the most pieces", "total_pieces"),
        ("tickets with a net amount over 200", "total_net_amount"),
        ("tickets with more than 4 lines", "hire_line_count"),
    ],
)
def test_single_ones_are_their_numbers(text: str, measure: str) -> None:
    made = said(HIRE, text)
    assert made["measures"] == [measure]
    assert made["dimensions"] == ["hire_lines.ticket_no"]


def test_those_that_other_rows_name_are_counted_there() -> None:
    (measure,) = said(HIRE, "How many tickets had a damage?")["measures"]
    assert (measure["table"], measure["aggregate"], measure["expression"]) == ("damages", "count_distinct", "ticket_no")


@pytest.mark.parametrize(
    "text",
    [
        "tickets without damages",  # those of members who had none would be others
        "Which tickets have a damage?",
        "how many tickets have a net amount over 200",  # of a line
        "highest net amount of a ticket",
        "What is the average ticket number?",
    ],
)
def test_what_a_line_holds_is_not_said_of_the_whole(text: str) -> None:
    assert not isinstance(plan(HIRE, text), SemanticQuery), text


STATES = ValueIndex.from_values(
    {("hire_lines", "state"): ("lost", "returned"), ("costumes", "era"): ("Baroque", "Gothic")}
)


def valued(text: str) -> Any:
    return OfflinePlanner(STATES, suggests=False).plan(Question(text, CLOCK), HIRE).plan


@pytest.mark.parametrize("text", ["What share of tickets is lost?", "percentage of tickets that are lost by town"])
def test_a_part_of_them_is_of_the_whole_ones(text: str) -> None:
    found = valued(text)
    assert isinstance(found, SemanticQuery), found
    those, all_ = found.measures
    assert not isinstance(those, str) and (those.aggregate, those.expression) == ("count_distinct", "ticket_no")
    assert those.filter == "(state) IN ('lost')" and all_ == "ticket_count"
    assert [(c.kind, c.by, c.percent) for c in found.calculations] == [("ratio", "ticket_count", True)]


@pytest.mark.parametrize(
    "text", ["how many tickets have a Baroque costume", "tickets with a Baroque or Gothic costume"]
)
def test_one_line_is_enough_for_what_a_whole_one_has(text: str) -> None:
    found = valued(text)
    assert isinstance(found, SemanticQuery) and found.measures == ("ticket_count",)


@pytest.mark.parametrize(
    "text",
    [
        "how many tickets without a Baroque costume",  # a line of another era says nothing of the others
        "how many tickets do not have a Baroque costume",
        "how many tickets have a Baroque and a Gothic costume",
        "what share of tickets is not lost",
        "what share of tickets has a net amount over 200",
    ],
)
def test_what_all_lines_hold_together_is_not_told_by_one(text: str) -> None:
    assert not isinstance(valued(text), SemanticQuery), text


@pytest.mark.parametrize(
    "text", ["clients who bought in 2024", "clients who bought something in 2024", "How many clients bought in 2024?"]
)
def test_those_who_bought_in_a_period(text: str) -> None:
    (filter_,) = said(SALES, text)["filters"]
    assert filter_["exists"] == "sales"
    assert [f["field"] for f in filter_["where"]] == ["sales.sale_date"] * 2


def test_who_bought_in_one_period_and_not_in_another() -> None:
    first, second = said(SALES, "clients who bought in 2023 but not in 2024")["filters"]
    assert first["exists"] == second["not"]["exists"] == "sales"


def test_goods_that_were_bought_may_be_pieces() -> None:
    assert not isinstance(plan(SALES, "how many goods were bought in 2024"), SemanticQuery)
    assert isinstance(plan(SALES, "clients who paid in 2024"), Refusal)
