"""A question that points back ("how many repairs did they bring?") is of the rows of the question before, or is not answered."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.semantic.query import DimensionRef, ExistsFilter, FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_those_counted import CLOCK, MODEL


def asked(*texts: str) -> Planned:
    """What the last of these questions gives, each asked behind those before it."""
    history: tuple[Turn, ...] = ()
    for text in texts:
        planned = OfflinePlanner(suggests=False).plan(Question(text, CLOCK, history), MODEL)
        history = (*history, Turn(text, planned.plan))
    return planned


def query_of(planned: Planned) -> SemanticQuery:
    assert isinstance(planned.plan, SemanticQuery), planned.plan
    return planned.plan


def test_they_are_those_that_were_listed() -> None:
    made = query_of(asked("owners in Oslo", "how many repairs did they bring?"))
    assert FieldFilter(field="owners.town", op="=", values=("Oslo",)) in made.filters


def test_that_is_what_was_counted() -> None:
    made = query_of(asked("repairs in 2024", "how many owners is that?"))
    (exists,) = made.filters
    assert isinstance(exists, ExistsFilter)
    assert exists.exists == "repairs"
    assert {f.values for f in exists.where if isinstance(f, FieldFilter)} == {("2024-01-01",), ("2025-01-01",)}


@pytest.mark.parametrize(
    "texts",
    [
        ("top 3 owners by repairs", "which of them are from Oslo?"),
        ("top 3 owners by repairs", "how many repairs did they bring?"),
        ("total hours in 2024", "how many owners is that?"),
    ],
)
def test_what_cannot_be_pointed_at_is_not_answered(texts: tuple[str, str]) -> None:
    assert isinstance(asked(*texts).plan, Refusal)


def test_those_that_the_question_names_itself_are_its_own() -> None:
    made = query_of(asked("owners in Oslo", "how many owners are from Bergen and how many repairs did they bring?"))
    assert all("Oslo" not in str(f) for f in made.filters)


def test_the_best_are_not_turned_into_the_best_months() -> None:
    assert isinstance(asked("top 3 owners by repairs", "by month").plan, Refusal)


def test_the_best_months_may_become_the_best_owners() -> None:
    made = query_of(asked("top 3 months by repairs", "by town"))
    assert made.dimensions == ("owners.town",)


@pytest.mark.parametrize("then", ["top 3", "bottom 2"])
def test_a_ranking_leaves_out_what_belongs_to_nothing(then: str) -> None:
    made = query_of(asked("repairs by town", then))
    assert FieldFilter(field="owners.town", op="is_not_null") in made.filters


def test_periods_are_ranked_by_a_follow_up() -> None:
    made = query_of(asked("repairs by month", "top 3"))
    assert made.limit == 3
    assert isinstance(made.dimensions[0], DimensionRef)


def test_another_period_is_set_beside_the_one_before() -> None:
    made = query_of(asked("repairs by town in 2024", "vs 2023"))
    assert made.compare is not None and made.compare.range is not None
    assert str(made.compare.range.from_) == "2023-01-01"
    assert made.time == query_of(asked("repairs by town in 2024")).time


def test_a_period_is_set_against_nothing() -> None:
    assert isinstance(asked("repairs by town", "vs 2023").plan, Refusal)


@pytest.mark.parametrize("then", ["growth", "running total"])
def test_what_goes_from_period_to_period_is_never_from_town_to_town(then: str) -> None:
    made = query_of(asked("repairs by town", then))
    assert any(isinstance(d, DimensionRef) and d.grain == "month" for d in made.dimensions)
    assert isinstance(asked("top 3 owners by repairs", then).plan, Refusal)


@pytest.mark.parametrize("then", ["in percent", "as percentages", "in %", "as a share"])
def test_shares_by_other_words(then: str) -> None:
    made = query_of(asked("repairs by town", then))
    assert [c.kind for c in made.calculations] == ["share_of_total"]


def test_a_share_is_shown_once() -> None:
    assert isinstance(asked("repairs by town", "in percent", "as a share").plan, Refusal)


def test_another_grain_keeps_the_other_groups() -> None:
    made = query_of(asked("repairs by month and town", "by week"))
    assert [d if isinstance(d, str) else d.grain for d in made.dimensions] == ["week", "owners.town"]


def test_a_field_of_theirs_is_no_value() -> None:
    assert isinstance(asked("top 3 owners by repairs", "their Oslo").plan, Refusal)


@pytest.mark.parametrize(
    "texts",
    [
        ("owners in Oslo", "which owner brought the most repairs?"),
        ("repairs in 2024", "which owner had the most repairs?"),
    ],
)
def test_the_best_behind_narrowed_rows_are_theirs_or_of_all(texts: tuple[str, str]) -> None:
    plan = asked(*texts).plan
    assert isinstance(plan, Clarification), plan
    theirs, of_all = (o.plan for o in plan.options)
    assert isinstance(theirs, SemanticQuery) and isinstance(of_all, SemanticQuery)
    assert of_all == asked(texts[1]).plan
    before = query_of(asked(texts[0]))
    assert (theirs.time, set(before.filters) <= set(theirs.filters)) == (before.time, True)


@pytest.mark.parametrize(
    "texts",
    [
        ("repairs by owner", "which owner had the most repairs?"),  # nothing was narrowed
        ("owners in Oslo", "which stage has the most repairs?"),  # of other things
        ("repairs in 2023", "which owner had the most repairs in 2024?"),  # another period instead
    ],
)
def test_other_rankings_stand_by_themselves(texts: tuple[str, str]) -> None:
    assert query_of(asked(*texts)) == query_of(asked(texts[1]))


def test_the_best_without_a_number_are_by_that_of_the_question_before() -> None:
    before = Turn("total hours in 2024", asked("total hours in 2024").plan)
    made = query_of(OfflinePlanner().plan(Question("top 3 owners", CLOCK, (before,)), MODEL))
    assert (made.measures, made.limit) == (("total_hours",), 3)
    assert made.time == query_of(asked("total hours in 2024")).time


def test_a_whole_question_behind_one_that_was_not_answered_is_answered() -> None:
    history = ("repairs by owner", "repairs by planet")
    assert isinstance(asked(*history).plan, Refusal)
    refused = asked(*history, "hours per quartz").plan
    assert isinstance(refused, Refusal) and "quartz" in refused.reason
    assert isinstance(asked(*history, "by month").plan, Refusal)
