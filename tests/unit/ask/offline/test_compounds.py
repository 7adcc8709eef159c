"""Compounds are the same in one piece, in two and with a hyphen: names of tables and fields, and values."""

from __future__ import annotations

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK
from tests.unit.ask.offline.trade_tables import model_of, table


def _spa(check_ins: str, follow_ups: str, rest_days: str) -> SemanticModel:
    one = {"guest_id": "guests"}
    return model_of(
        table("guests", "guest_id integer, guest_name varchar, city varchar"),
        table(check_ins, f"{check_ins}_id integer, guest_id integer, arrived_at date, channel varchar", **one),
        table(follow_ups, f"{follow_ups}_id integer, guest_id integer, done_on date", **one),
        table(rest_days, f"{rest_days}_id integer, guest_id integer, day date", **one),
    )


APART = _spa("check_ins", "follow_ups", "rest_days")
TOGETHER = _spa("checkins", "followups", "restdays")
WAYS = {
    "check_ins": ["check-ins", "checkins", "check ins", "Check-Ins"],
    "follow_ups": ["follow-ups", "followups", "follow ups"],
    "rest_days": ["rest-days", "restdays", "rest days"],
}
VALUES = ValueIndex.from_values({(t, "channel"): ["walk-in", "e-mail", "phone"] for t in ("check_ins", "checkins")})


def said(text: str, model: SemanticModel) -> str:
    found = OfflinePlanner(VALUES).plan(Question(text, CLOCK), model).plan
    assert isinstance(found, SemanticQuery), found
    return found.model_dump_json(by_alias=True, exclude_defaults=True)


@pytest.mark.parametrize(("name", "way"), [(name, way) for name, ways in WAYS.items() for way in ways])
def test_a_table_is_found_however_its_name_is_written(name: str, way: str) -> None:
    for model, real in ((APART, name), (TOGETHER, name.replace("_", ""))):
        assert said(f"guests without {way}", model).endswith(f'[{{"not":{{"exists":"{real}"}}}}]}}')
        assert '"guests.city"' in said(f"how many {way} by city in 2024", model)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("check-ins via walk-in", "walk-in"),
        ("walkin check-ins", "walk-in"),
        ("walk in check-ins", "walk-in"),
        ("checkins via email", "e-mail"),
        ("checkins via e-mail", "e-mail"),
    ],
)
@pytest.mark.parametrize("model", [APART, TOGETHER])
def test_a_value_is_found_however_it_is_written(text: str, value: str, model: SemanticModel) -> None:
    assert f'"op":"=","values":["{value}"]' in said(text, model)


def test_check_ins_are_no_insurance() -> None:
    labels = [t.label or t.name for t in APART.tables]
    assert "Check ins" in labels
