"""How old people are by the day they were born, how long they stay and who is still there, and floors said as ordinals."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

KENNEL = model_of(
    table("owners", "owner_id integer, owner_name varchar, date_of_birth date, sex varchar, town varchar"),
    table("keepers", "keeper_id integer, keeper_name varchar, hired_on date"),
    table("rooms", "room_id integer, room_name varchar, storey integer, beds integer"),
    table("dogs", "dog_id integer, dog_name varchar, breed varchar, owner_id integer", owner_id="owners"),
    table(
        "boardings",
        "boarding_id integer, dog_id integer, room_id integer, keeper_id integer, arrived_on date, left_on date, fee double",
        dog_id="dogs",
        room_id="rooms",
        keeper_id="keepers",
    ),
    table(
        "treatments",
        "treatment_id integer, dog_id integer, admitted_on date, discharged_on date, kind varchar",
        dog_id="dogs",
    ),
)
CLINIC = model_of(
    table("residents", "resident_id integer, resident_name varchar, born_on date, town varchar"),
    table("doctors", "doctor_id integer, doctor_name varchar, hired_on date"),
    table(
        "admissions",
        "admission_id integer, resident_id integer, doctor_id integer, admitted_on date, discharged_on date, kind varchar",
        resident_id="residents",
        doctor_id="doctors",
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("owners", "sex"): ["F", "M"],
        ("dogs", "breed"): ["Beagle", "Poodle"],
        ("rooms", "room_name"): ["Oak", "Elm"],
        ("admissions", "kind"): ["urgent", "planned"],
    }
)


def asked(text: str, model: Any = KENNEL) -> Plan:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), model).plan


def query(text: str, model: Any = KENNEL) -> dict[str, Any]:
    found = asked(text, model)
    assert isinstance(found, SemanticQuery), found
    return json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("how many owners under 30", {"from": "1995-06-19"}),
        ("owners younger than 30", {"from": "1995-06-19"}),
        ("owners under the age of 30 by town", {"from": "1995-06-19"}),
        ("how many owners are over 60", {"to": "1965-06-18"}),
        ("owners who are older than 60 years", {"to": "1965-06-18"}),
        ("owners 60 or older", {"to": "1965-06-19"}),
        ("owners who are at least 60 years old", {"to": "1965-06-19"}),
        ("owners aged 20 to 29", {"from": "1995-06-19", "to": "2005-06-19"}),
        ("owners between 20 and 29 years old", {"from": "1995-06-19", "to": "2005-06-19"}),
        ("owners aged 40", {"from": "1984-06-19", "to": "1985-06-19"}),
        ("how many people over 60", {"to": "1965-06-18"}),
        ("how many kids under 12", {"from": "2013-06-19"}),
    ],
)
def test_an_age_is_told_by_the_day_of_birth(text: str, span: dict[str, str]) -> None:
    found = query(text)
    assert found["time"] == {"field": "owners.date_of_birth", "range": span}


@pytest.mark.parametrize(
    "text",
    [
        "keepers over 60",
        "owners not over 60",
        "owners who are 40",
        "dogs under 5",
        "rooms over 30",
        "owners over 60 kg",
    ],
)
def test_what_is_no_age_of_theirs_is_not_read_as_one(text: str) -> None:
    found = asked(text)
    assert not isinstance(found, SemanticQuery) or found.time is None, found


def test_women_and_men_are_those_of_that_sex() -> None:
    assert query("how many women over 60")["filters"] == [{"field": "owners.sex", "op": "=", "values": ["F"]}]
    assert query("men by town")["filters"] == [{"field": "owners.sex", "op": "=", "values": ["M"]}]
    assert not isinstance(asked("how many women and men"), SemanticQuery)
    assert not isinstance(asked("how many women", CLINIC), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "average age of owners by town",
        "how old are our owners on average",
        "how old is the average owner",
        "average age",
    ],
)
def test_the_average_age_is_of_the_years_to_today(text: str) -> None:
    found = asked(text)
    assert isinstance(found, SemanticQuery), found
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure) and measure.aggregate == "avg"
    assert "date_of_birth" in (measure.expression or "") and "2025-06-18" in (measure.expression or "")


@pytest.mark.parametrize("text", ["average age of dogs", "average age of keepers", "how old is the oldest dog"])
def test_who_has_no_day_of_birth_has_no_age(text: str) -> None:
    assert not isinstance(asked(text), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("how long do residents stay on average", []),
        ("how long do our residents stay, by kind", ["admissions.kind"]),
        ("average length of stay by kind", ["admissions.kind"]),
    ],
)
def test_a_stay_is_from_coming_to_going(text: str, groups: list[str]) -> None:
    found = query(text, CLINIC)
    assert found["measures"][0]["name"] == "avg_days_from_admitted_on_to_discharged_on"
    assert found.get("dimensions", []) == groups


def test_whose_stay_it_is_is_kept() -> None:
    found = query("how long do urgent residents stay", CLINIC)
    assert {"field": "admissions.kind", "op": "=", "values": ["urgent"]} in found["filters"]
    for text in ("how long do doctors stay", "how long do residents wait on average", "average stay of doctors"):
        assert not isinstance(asked(text, CLINIC), SemanticQuery)
    assert not isinstance(asked("how long do dogs stay"), SemanticQuery)  # boarded or treated


@pytest.mark.parametrize(
    "text",
    [
        "how many residents are still in the clinic",
        "how many residents are in hospital right now",
        "residents currently admitted",
        "residents who are still in care by town",
    ],
)
def test_who_is_still_there_has_not_gone(text: str) -> None:
    (one,) = query(text, CLINIC)["filters"]
    assert one == {"exists": "admissions", "where": [{"field": "admissions.discharged_on", "op": "is_null"}]}


@pytest.mark.parametrize(
    "text",
    [
        "how many residents were in the clinic",
        "how many doctors are in the clinic now",
        "residents not still in hospital",
    ],
)
def test_who_ever_was_there_is_not_read_so(text: str) -> None:
    assert not isinstance(asked(text, CLINIC), SemanticQuery)


def test_the_longest_serving_is_the_one_who_was_hired_first() -> None:
    found = query("who is our longest-serving keeper")
    assert found["order_by"] == [{"field": "keepers.hired_on"}] and found["limit"] == 1


def test_an_ordinal_before_a_field_of_numbers_is_its_number() -> None:
    for text in ("rooms on the third storey", "how many rooms are there on the 3rd storey"):
        assert query(text)["filters"] == [{"field": "rooms.storey", "op": "=", "values": [3]}]
    for text in ("third room", "the third beds", "third boarding of each dog"):
        assert not isinstance(asked(text), SemanticQuery)
