"""What is on its way has not arrived; people are never those who work here; codes of one name are one key."""

from __future__ import annotations

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("parcels", "parcel_id integer, city varchar, sent_on date, delivered_on date"),
    table("lessons", "lesson_id integer, pt_no integer, held_on date", pt_no="patients"),
    table("patients", "pt_no integer, pt_nm varchar, reg_dt date, ins_cd varchar"),
    table("therapists", "therapist_id integer, first_nm varchar, last_nm varchar, hire_dt date"),
    table("insurers", "ins_cd varchar, ins_nm varchar"),
)


def planned(text: str, model: SemanticModel = MODEL) -> object:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), model).plan


def test_on_their_way_is_not_there_yet() -> None:
    for text in ("parcels still on their way to us", "how many parcels are on the way"):
        plan = planned(text)
        assert isinstance(plan, SemanticQuery), plan
        assert plan.filters == (FieldFilter(field="parcels.delivered_on", op="is_null"),)


def test_where_nothing_tells_it_is_not_left_out() -> None:
    assert isinstance(planned("lessons on their way"), Refusal)


def test_people_who_do_not_work_here_are_meant() -> None:
    plan = planned("how many people never had a lesson")
    assert isinstance(plan, SemanticQuery) and plan.measures == ("patient_count",), plan


def test_a_code_of_the_same_name_is_the_key_of_the_other_table() -> None:
    assert any((r.from_table, r.to_table) == ("patients", "insurers") for r in MODEL.relationships)


def test_a_salon_is_no_salary() -> None:
    model = model_of(table("sites", "site_id integer, site_name varchar, has_hair_salon boolean, moon varchar"))
    labels = {d.name: d.label for d in model.tables[0].dimensions}
    assert (labels["has_hair_salon"], labels["moon"]) == ("Has hair salon", "Moon")


def test_a_number_is_no_end_of_a_time() -> None:
    model = model_of(
        table("episodes", "episode_id integer, body_area varchar, start_dt date, discharge_dt date, pain_start integer")
    )
    plan = planned("average number of days from start to discharge by body area", model)
    assert isinstance(plan, SemanticQuery) and len(plan.measures) == 1, plan
