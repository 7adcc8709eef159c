"""Who was hired, joined or left, asked without a name for them; and things that were never served or used."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.cleaners import plan, query
from tests.unit.ask.offline.test_money_words import model_of, table
from tests.unit.ask.offline.test_money_words import plan as plan_of

HIRED = {"field": "staff.hired_on", "range": {"from": "2024-01-01", "to": "2025-01-01"}}
STAFF = ["staff.full_name", "staff.staff_id"]
PLAYERS = model_of(
    table("club_members", "club_member_id integer, full_name varchar, joined_on date, left_on date"),
    table("trainers", "trainer_id integer, full_name varchar, hire_date date"),
    table("pitches", "pitch_id integer, pitch_name varchar, opened_on date"),
    table("songs", "song_id integer, song_name varchar"),
    table("matches", "match_id integer, pitch_id integer, match_date date, state varchar", pitch_id="pitches"),
    table(
        "match_songs",
        "match_song_id integer, match_id integer, song_id integer, minute integer",
        match_id="matches",
        song_id="songs",
    ),
    table("song_reviews", "song_review_id integer, reviewer varchar, stars integer"),
)


@pytest.mark.parametrize(
    "text",
    [
        "Who was hired in 2024?",
        "who has been hired in 2024",
        "Who did we hire in 2024?",
        "who have we hired in 2024",
        "which staff joined in 2024",
        "staff who started in 2024",
        "staff who joined us in 2024",
    ],
)
def test_who_was_hired_are_those_who_have_that_day(text: str) -> None:
    assert query(text) == {"dimensions": STAFF, "time": HIRED}


def test_how_many_people_were_hired() -> None:
    assert query("How many people did we hire in 2024?") == {"measures": ["staff_count"], "time": HIRED}


def test_those_of_a_role_are_asked_for_by_when_they_were_hired() -> None:
    role: dict[str, Any] = {"field": "staff.role", "op": "=", "values": ["Supervisor"]}
    assert query("How many supervisors joined in 2024?") == {
        "measures": ["staff_count"],
        "filters": [role],
        "time": HIRED,
    }
    assert query("supervisors hired in 2024") == {"dimensions": STAFF, "filters": [role], "time": HIRED}
    assert not isinstance(plan("supervisors per month"), SemanticQuery)


@pytest.mark.parametrize(
    "text", ["who joined in 2024", "who are we hiring", "who was not hired in 2024", "who left in 2024"]
)
def test_who_is_not_guessed(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)  # clients may have joined; nothing says who left


def test_those_who_join_by_a_day_of_their_own_are_not_hired() -> None:
    found = plan_of(PLAYERS, "Which club members joined in 2024?")
    assert isinstance(found, SemanticQuery) and found.time is not None and found.time.field == "club_members.joined_on"
    hired = plan_of(PLAYERS, "who was hired last year?")
    assert isinstance(hired, SemanticQuery) and hired.time is not None and hired.time.field == "trainers.hire_date"
    assert not isinstance(plan_of(PLAYERS, "who joined last year?"), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "Which songs have never been played?",
        "songs never used",
        "songs that were never picked",
        "Which songs were not played yet?",
    ],
)
def test_things_that_were_never_put_on_what_takes_place(text: str) -> None:
    found = plan_of(PLAYERS, text)
    assert isinstance(found, SemanticQuery), found
    assert [f.model_dump(exclude_defaults=True) for f in found.filters] == [{"not_": {"exists": "match_songs"}}]


@pytest.mark.parametrize(
    "text", ["Which songs were never reviewed?", "songs never paid for", "Which songs have never been recorded?"]
)
def test_another_deed_is_not_told_by_the_rows_that_put_them_there(text: str) -> None:
    assert not isinstance(plan_of(PLAYERS, text), SemanticQuery)


def test_a_place_that_was_never_used_had_no_event() -> None:
    found = plan_of(PLAYERS, "Which pitches have never been used?")
    assert isinstance(found, SemanticQuery)
    assert [f.model_dump(exclude_defaults=True) for f in found.filters] == [{"not_": {"exists": "matches"}}]


def test_who_never_worked_a_shift() -> None:
    found = query("Which staff have never worked a shift?")
    assert found["filters"] == [{"not": {"exists": "shifts"}}]
