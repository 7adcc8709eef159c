"""A kind that rows of several tables are of: what is named beside it tells which rows are meant, or it is not answered."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK
from tests.unit.ask.offline.trade_tables import model_of, table

SCHOOL = model_of(
    table("teachers", "teacher_id integer, teacher_name varchar"),
    table("rooms", "room_id integer, room_name varchar"),
    table("pupils", "pupil_id integer, pupil_name varchar"),
    table(
        "tutorials",
        "tutorial_id integer, teacher_id integer, pupil_id integer, held_on date, subject varchar, fee double, status varchar",
        teacher_id="teachers",
        pupil_id="pupils",
    ),
    table(
        "room_hires",
        "hire_id integer, room_id integer, pupil_id integer, hire_date date, hire_status varchar",
        room_id="rooms",
        pupil_id="pupils",
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("tutorials", "status"): ["NOSHOW", "HELD"],
        ("room_hires", "hire_status"): ["NOSHOW", "USED"],
        ("tutorials", "subject"): ["Maths", "Latin"],
        ("teachers", "teacher_name"): ["Ida Holm"],
    }
)


def plan(text: str) -> Plan:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), SCHOOL).plan


@pytest.mark.parametrize(
    ("text", "measure", "field"),
    [
        ("No-shows by teacher", "tutorial_count", "tutorials.status"),
        ("no shows per subject", "tutorial_count", "tutorials.status"),
        ("How many no-shows did Ida Holm have?", "tutorial_count", "tutorials.status"),
        ("no-shows by room", "room_hire_count", "room_hires.hire_status"),
        ("tutorial no-shows by teacher", "tutorial_count", "tutorials.status"),
        ("tutorial no-shows by pupil", "tutorial_count", "tutorials.status"),
    ],
)
def test_what_is_named_beside_a_kind_tells_of_which_rows_it_is(text: str, measure: str, field: str) -> None:
    found = plan(text)
    assert isinstance(found, SemanticQuery) and found.measures == (measure,)
    assert [getattr(f, "field", None) for f in found.filters][:1] == [field]


@pytest.mark.parametrize("text", ["No-shows by pupil", "no-shows by room and subject", "How many no-shows were there?"])
def test_where_it_may_be_of_either_or_of_none_it_is_not_answered(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)
