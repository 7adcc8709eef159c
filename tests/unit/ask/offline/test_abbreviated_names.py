"""Words that the data writes short in a way of its own, and words that no short form of it stands for."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compiled import Clock
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

BUSES = model_of(
    table("cmpl", "cmpl_id integer, rte_no varchar, rcvd_dt date, cmpl_typ varchar"),
    table("trp", "trp_id integer, svc_dt date, dist_km decimal(6,1), dly_min integer"),
    table("fuel_trx", "fuel_trx_id integer, trx_dt date, ltr decimal(8,1), fuel_cst decimal(10,2)"),
)


def _planned(text: str) -> Planned:
    return OfflinePlanner().plan(Question(text, Clock(date(2025, 6, 18))), BUSES)


@pytest.mark.parametrize(
    "text", ["How many complaints are there?", "number of complaints", "complaints per month in 2025"]
)
def test_a_thing_is_known_by_its_short_form_and_that_is_told(text: str) -> None:
    found = _planned(text)
    assert isinstance(found.plan, SemanticQuery), found.plan
    assert found.plan.measures == ("completed_count",), "as the draft has spelled it out"
    assert any("complaints" in note and "cmpl" in note for note in found.notes)


def test_a_field_is_known_by_its_short_form() -> None:
    found = plan(BUSES, "average delay")
    assert isinstance(found, SemanticQuery)
    (measure,) = found.measures
    told = measure.expression if isinstance(measure, InlineMeasure) else measure
    assert told is not None and ("dly" in told or "delay" in told or "daily" in told)


@pytest.mark.parametrize(
    "text",
    [
        "How many campaigns are there?",
        "number of daffodils",
        "average fuel cost per litre",
        "how many trumpets",
        "complained customers",
    ],
)
def test_what_no_short_form_stands_for_is_refused(text: str) -> None:
    assert isinstance(plan(BUSES, text), Refusal)


def test_two_words_for_one_short_form_are_not_guessed() -> None:
    letters = model_of(table("ltr", "ltr_id integer, sent_on date, weight double"))
    assert not isinstance(plan(letters, "number of letters per later litres"), SemanticQuery)
