"""A word that a name of the data writes in two is that name; a word of the data's own is kept."""

from __future__ import annotations

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("day_care_visits", "visit_id integer, visited_on date, fee double"),
    table("sites", "site_id integer, site_name varchar, car_park varchar"),
)


def test_two_words_are_said_in_one() -> None:
    plan = OfflinePlanner(suggests=False).plan(Question("daycare fees by month", CLOCK), MODEL).plan
    assert isinstance(plan, SemanticQuery) and plan.measures == ("total_fee",), plan
    plan = OfflinePlanner(suggests=False).plan(Question("sites by carpark", CLOCK), MODEL).plan
    assert isinstance(plan, SemanticQuery) and plan.dimensions == ("sites.car_park",), plan


def test_other_words_stay_unknown() -> None:
    assert isinstance(OfflinePlanner(suggests=False).plan(Question("nightcare fees", CLOCK), MODEL).plan, Refusal)
