"""What is brought in and sold by rows in short, who has not left yet, people by their role, kinds of a field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

CLOCK = Clock(date(2025, 6, 18))
YARD = model_of(
    table("yards", "yard_id integer, yard_name varchar, surface varchar, roof_type varchar, height_m double"),
    table("trailers", "trailer_id integer, plate varchar, body varchar"),
    table("workers", "worker_id integer, first_name varchar, last_name varchar, job_role varchar, salary integer"),
    table("haulage_firms", "haulage_firm_id integer, haulage_firm_name varchar, sector varchar, fleet_broker varchar"),
    table(
        "storage_spells",
        "storage_spell_id integer, yard_id integer, trailer_id integer, fitter_id integer, entered_at timestamp, "
        "exited_at timestamp, duration_hours integer, amount_paid double",
        yard_id="yards",
        trailer_id="trailers",
        fitter_id="workers",
    ),
    table(
        "diesel_fills",
        "diesel_fill_id integer, yard_id integer, filled_at timestamp, nozzle varchar, litres double, amount double",
        yard_id="yards",
    ),
    table(
        "clamp_notices",
        "clamp_notice_id integer, yard_id integer, given_by integer, given_on date, fine_amount double, received_amount double, "
        "received_on date",
        yard_id="yards",
        given_by="workers",
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("workers", "job_role"): ["Marshal", "Fitter"],
        ("yards", "surface"): ["gravel", "tarmac"],
        ("trailers", "body"): ["curtain", "tanker"],
        ("haulage_firms", "sector"): ["Grocery", "Steel"],
    },
)


def plan(text: str) -> Any:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), YARD).plan


def query(text: str) -> dict[str, Any]:
    found = plan(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, YARD, "duckdb", CLOCK)
    return found.model_dump(mode="json", exclude_defaults=True, by_alias=True)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Storage income by yard", "total_amount_paid"),
        ("Total storage revenue", "total_amount_paid"),
        ("income from storage", "total_amount_paid"),
        ("Diesel revenue per month", "total_amount"),
        ("income from diesel filling", "total_amount"),
        ("Which yard has the highest storage income?", "total_amount_paid"),
    ],
)
def test_what_rows_bring_in_is_called_by_a_part_of_their_name(text: str, measure: str) -> None:
    assert query(text)["measures"] == [measure]


@pytest.mark.parametrize(
    "text", ["Trailer income", "Storage income against budget", "Average storage income", "Worker income"]
)
def test_income_of_what_is_not_paid_for_is_not_guessed(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize("verb", ["did we collect", "was collected", "have we received"])
def test_what_was_collected_is_what_was_paid(verb: str) -> None:
    found = query(f"How much {verb} from clamp notices in 2024?")
    assert found["measures"] == ["total_received_amount"]
    assert found["time"]["field"] == "clamp_notices.received_on"


@pytest.mark.parametrize(
    "text", ["Litres sold by nozzle", "How many litres did we sell per nozzle?", "litres delivered by nozzle"]
)
def test_an_amount_of_rows_that_are_paid_for_was_sold(text: str) -> None:
    found = query(text)
    assert found["measures"] == ["total_litres"] and found["dimensions"] == ["diesel_fills.nozzle"]


def test_hours_of_a_stay_were_not_sold_by_saying_so() -> None:
    assert not isinstance(plan("How many litres were not sold by nozzle?"), SemanticQuery)


def test_how_long_they_stay_is_the_number_in_that_unit() -> None:
    assert query("average length of stay in hours by yard")["measures"] == ["average_duration_hours"]
    assert "DATE_DIFF" in query("average length of stay in minutes")["measures"][0]["expression"]


@pytest.mark.parametrize(
    "text",
    ["How many trailers have not left yet?", "How many trailers haven't left?", "How many trailers are still parked?"],
)
def test_who_has_not_left_is_counted_by_the_rows_that_tell_of_no_end(text: str) -> None:
    found = query(text)
    assert found["measures"] == ["storage_spell_count"]
    assert found["filters"] == [{"field": "storage_spells.exited_at", "op": "is_null"}]


@pytest.mark.parametrize("text", ["How many trailers had not left in 2024?", "How many yards have not left yet?"])
def test_who_had_not_left_then_is_not_told_by_who_is_there_now(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    ["Clamp notices given per marshal", "Clamp notices by marshal", "How many clamp notices did each marshal give?"],
)
def test_people_are_grouped_by_their_role(text: str) -> None:
    found = query(text)
    assert found["measures"] == ["clamp_notice_count"]
    assert "workers.full_name" in str(found["dimensions"])
    assert {"field": "workers.job_role", "op": "=", "values": ["Marshal"]} in [
        {k: v for k, v in f.items() if k != "via"} for f in found["filters"]
    ]


def test_whoever_did_it_by_its_key_need_not_work_as_one() -> None:
    assert "job_role" not in str(query("Number of storage spells per fitter").get("filters", ""))


def test_the_most_by_a_key_that_is_called_as_a_role_are_those_of_the_key() -> None:
    found = query("Which fitter did the most storage spells?")
    assert found["measures"] == ["storage_spell_count"] and found["limit"] == 1
    assert "job_role" not in str(found["filters"])


def test_those_of_a_role_together_are_no_groups() -> None:
    assert "dimensions" not in query("Clamp notices given by marshals")


def test_the_best_of_a_count_are_chosen_by_it() -> None:
    found = query("Clamp notices given per marshal, top 3")
    assert found["limit"] == 3 and found["order_by"] == [{"field": "clamp_notice_count", "direction": "desc"}]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Number of yards by type of surface", "yards.surface"),
        ("Number of yards by type of roof", "yards.roof_type"),
        ("Number of trailers per kind of body", "trailers.body"),
    ],
)
def test_kinds_of_a_field_are_its_values(text: str, field: str) -> None:
    assert query(text)["dimensions"] == [field]


def test_what_the_data_knows_is_registered() -> None:
    assert query("Registered trailers by body")["measures"] == ["trailer_count"]
    assert not isinstance(plan("Registered clamp notices"), SemanticQuery)


def test_a_verb_before_what_they_are_without_adds_nothing() -> None:
    found = query("How many haulage firms operate without a fleet broker?")
    assert found["filters"] == [{"field": "haulage_firms.fleet_broker", "op": "is_null"}]
    assert not isinstance(plan("How many haulage firms operate without a licence?"), SemanticQuery)
