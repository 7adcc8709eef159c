"""What holds of questions whatever the database is about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.worlds import CLOCK, WORLDS, World

pytestmark = pytest.mark.parametrize("world", WORLDS, ids=[w.thing for w in WORLDS])


def said(world: World, *texts: str) -> dict[str, Any]:
    """The query of the last question as JSON, after the compiler took it."""
    found = world.plan(*texts).plan
    assert isinstance(found, SemanticQuery), (texts, found)
    compile_query(found, world.model, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


def asked(world: World, text: str) -> Clarification:
    found = world.plan(text).plan
    assert isinstance(found, Clarification), (text, found)
    return found


# -- a denial denies -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        "{things} with no {events}",
        "{things} without {events}",
        "which {things} have no {events}?",
        "{things} with zero {events}",
        "{things} with 0 {events}",
        "{things} having no {events}",
        "{things} that do not have {events}",
        "{things} no {events}",
        "list {things} who have no {events}",
    ],
)
def test_no_before_a_thing_denies_it_though_a_number_is_called_so(world: World, form: str) -> None:
    found = said(world, form.format(things=world.things, events=world.events))
    assert found["filters"] == [{"not": {"exists": world.events}}]


@pytest.mark.parametrize("form", ["how many {things} have no {events}?", "number of {things} with no {events}"])
def test_things_that_have_none_are_counted(world: World, form: str) -> None:
    found = said(world, form.format(things=world.things, events=world.events))
    assert found == {"measures": [f"{world.thing}_count"], "filters": [{"not": {"exists": world.events}}]}


def test_the_number_of_a_thing_is_a_name_where_it_is_named(world: World) -> None:
    found = said(world, f"{world.events} by {world.number}")
    assert found["dimensions"] == [f"{world.events}.{world.number.replace(' ', '_')}"]


# -- the best of a group ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["which country has the highest {amount}?", "top 1 country by {amount}"])
def test_the_best_country_is_that_of_all_its_rows(world: World, form: str) -> None:
    found = said(world, form.format(amount=world.amount))
    assert found["measures"] == [world.total] and found["dimensions"] == [world.country]
    assert found["limit"] == 1 and found["order_by"][0] == {"field": world.total, "direction": "desc"}


def test_the_best_thing_is_one_row(world: World) -> None:
    found = said(world, f"which {world.thing} has the highest {world.amount}?")
    assert "measures" not in found and found["limit"] == 1
    assert found["dimensions"][0] == f"{world.things}.{world.thing}_name"


@pytest.mark.parametrize("form", ["top 5 {things} by {events}", "top 5 {things} by number of {events}"])
def test_the_best_by_what_they_have_are_counted(world: World, form: str) -> None:
    found = said(world, form.format(things=world.things, events=world.events))
    assert found["limit"] == 5 and found["order_by"][0]["direction"] == "desc"
    assert found["measures"][0].endswith("_count") and found["dimensions"][0].startswith(f"{world.things}.")


def test_every_hour_of_all_time_is_no_group(world: World) -> None:
    assert isinstance(world.plan(f"{world.events} by hour").plan, Refusal)
    assert said(world, f"{world.events} by hour on 2026-11-20")["dimensions"][0]["grain"] == "hour"


# -- the date that a period is of ------------------------------------------------------------------------------------

IN_2025 = {"from": "2025-01-01", "to": "2026-01-01"}


@pytest.mark.parametrize(
    "form",
    [
        "how many {events} were {done} in 2025?",
        "number of {events} {done} in 2025",
        "number of {events} that were {done} in 2025",
    ],
)
def test_a_participle_with_a_period_is_of_its_own_date(world: World, form: str) -> None:
    found = said(world, form.format(events=world.events, done=world.done))
    assert found["time"] == {"field": world.done_at, "range": IN_2025}
    assert "filters" not in found


def test_the_period_of_a_participle_may_stand_elsewhere(world: World) -> None:
    found = said(world, f"number of {world.events} {world.done} by country in 2025")
    assert found["time"] == {"field": world.done_at, "range": IN_2025}
    assert found["dimensions"] == [world.country]


def test_months_are_those_of_the_date_that_is_spoken_of(world: World) -> None:
    found = said(world, f"{world.events} {world.done} in 2025 by month")
    assert found["time"]["field"] == world.done_at
    assert found["dimensions"] == [{"field": world.done_at, "grain": "month"}]


def test_a_state_before_its_thing_leaves_the_date_open(world: World) -> None:
    found = asked(world, f"{world.done} {world.events} by month in 2025")
    fields = [o.query.time.field for o in found.options if o.query is not None and o.query.time is not None]
    assert len(fields) == 2 and world.done_at in fields


def test_not_done_is_a_state_or_a_date(world: World) -> None:
    assert len(asked(world, f"how many {world.events} are not {world.done}?").options) == 2


def test_a_state_whose_time_nothing_tells_is_said_so(world: World) -> None:
    planned = world.plan(f"how many {world.events} were {world.open_state} in 2025?")
    assert isinstance(planned.plan, SemanticQuery)
    assert any("Nothing says when" in w for w in planned.warnings)


@pytest.mark.parametrize("joined", ["vs", "versus", "compared with", "compared to", "and"])
def test_periods_beside_each_other_are_never_intersected(world: World, joined: str) -> None:
    found = said(world, f"number of {world.events} {world.done} in 2025 {joined} 2024")
    assert found["time"] == {"field": world.done_at, "range": {"from": "2024-01-01", "to": "2026-01-01"}}
    assert found["dimensions"] == [{"field": world.done_at, "grain": "year"}]


def test_either_period_is_both_of_them_together(world: World) -> None:
    found = said(world, f"how many {world.events} were {world.done} in 2024 or 2025?")
    assert found["time"]["range"] == {"from": "2024-01-01", "to": "2026-01-01"} and "dimensions" not in found


def test_a_period_is_compared_with_the_same_one_a_year_before(world: World) -> None:
    found = said(world, f"{world.events} in Q3 2026 compared with Q3 2025")
    assert found["compare"] == {"to": "previous_year"}
    assert found["time"]["range"] == {"from": "2026-07-01", "to": "2026-10-01"}


# -- rows over there -------------------------------------------------------------------------------------------------


def test_what_is_lacking_is_said_of_the_rows_that_are_there(world: World) -> None:
    done = world.done_at.rpartition(".")[2].replace("_", " ")
    found = said(world, f"how many {world.things} have {world.events} without {done}?")
    inside = [{"field": world.done_at, "op": "is_null"}]
    assert found["filters"] == [{"exists": world.events, "where": inside}]


def test_who_is_without_something_is_not_guessed(world: World) -> None:
    group = next(t.name for t in world.model.tables)
    found = world.plan(f"{group} with {world.things} without {world.events}").plan
    assert isinstance(found, Refusal) and "one by one" in found.reason


# -- shares ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form", ["percentage of {events} that are {flag} by country", "share of {events} {flag} by country"]
)
def test_a_share_of_what_is_so_is_taken_in_each_group(world: World, form: str) -> None:
    found = said(world, form.format(events=world.events, flag=world.flag))
    (share,) = found["measures"]
    assert share["aggregate"] == "avg" and share["format"]["kind"] == "percent"
    assert found["dimensions"] == [world.country] and "calculations" not in found and "filters" not in found


def test_a_share_of_all_needs_no_group(world: World) -> None:
    (share,) = said(world, f"what share of {world.events} are {world.flag}?")["measures"]
    assert share["aggregate"] == "avg"


def test_a_part_before_its_thing_is_of_each_group_which_is_said(world: World) -> None:
    planned = world.plan(f"percentage of {world.flag} {world.events} by country")
    assert isinstance(planned.plan, SemanticQuery)
    (share,) = planned.plan.model_dump(mode="json", exclude_defaults=True)["measures"]
    assert share["aggregate"] == "avg" and share["format"] == {"kind": "percent"}
    assert any("each country" in warning for warning in planned.warnings)


# -- nothing is dropped ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["running", "late", "working", "open", "current", "live", "going wrong", "overdue"])
def test_a_word_that_says_something_is_not_dropped(world: World, word: str) -> None:
    for text in (f"how many {world.events} are {word}?", f"how many {world.things} are {word} today?"):
        assert not isinstance(world.plan(text).plan, SemanticQuery), text
    assert isinstance(world.plan(f"how many {word} {world.events}?").plan, Refusal | Clarification)


@pytest.mark.parametrize(
    "form", ["{events} by colour", "how many {things} are blue?", "{things} without sense", "why {events}?"]
)
def test_what_a_refusal_suggests_is_answered(world: World, form: str) -> None:
    found = world.plan(form.format(events=world.events, things=world.things)).plan
    assert isinstance(found, Refusal), found
    for text in found.nearest:
        assert isinstance(world.plan(text).plan, SemanticQuery), text


def test_a_state_that_is_yes_or_no_is_never_that_of_other_rows(world: World) -> None:
    assert isinstance(world.plan(f"how many {world.flag} {world.things}?").plan, Refusal)
    assert isinstance(world.plan(f"{world.done} {world.things}").plan, Refusal)


def test_a_turn_that_was_refused_is_not_gone_on_with_in_silence(world: World) -> None:
    planned = world.plan(f"number of {world.events} by country", "only the purple ones", "in 2025")
    assert isinstance(planned.plan, SemanticQuery)
    assert any("purple" in w and "left out" in w for w in planned.warnings)
