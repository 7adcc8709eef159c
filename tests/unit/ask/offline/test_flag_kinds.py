"""Rows of a kind by a yes or no, and how often something was done that one says."""

from __future__ import annotations

import pytest

from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

CARE = model_of(
    table("wards", "ward_id integer, ward_name varchar, floor varchar"),
    table("patients", "patient_id integer, ward_id integer, patient_name varchar", ward_id="wards"),
    table(
        "home_visits",
        "visit_id integer, patient_id integer, visited_on date, is_repeat_visit boolean, doctor_informed boolean, "
        "is_new_patient boolean",
        patient_id="patients",
    ),
)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("how many repeat visits did we have in 2024", "is_repeat_visit"),
        ("repeat visits by floor", "is_repeat_visit"),
        ("visits that were repeat visits", "is_repeat_visit"),
        ("how many times was the doctor informed in 2024", "doctor_informed"),
        ("how often did we inform the doctor", "doctor_informed"),
        ("how often was the doctor told this year by ward", "doctor_informed"),
        ("number of times the doctor was informed per month", "doctor_informed"),
        ("visits where the doctor was informed this year", "doctor_informed"),
    ],
)
def test_rows_with_that_yes_are_counted(text: str, field: str) -> None:
    found = plan(CARE, text)
    assert isinstance(found, SemanticQuery), found
    assert found.measures == ("home_visit_count",)
    (one,) = [f for f in found.filters if isinstance(f, FieldFilter)]
    assert (one.field, one.op, one.values) == (f"home_visits.{field}", "=", (True,))


@pytest.mark.parametrize(
    "text", ["what percentage of visits were repeat visits", "share of home visits that are repeat visits"]
)
def test_their_share_is_of_all_rows(text: str) -> None:
    found = plan(CARE, text)
    assert isinstance(found, SemanticQuery), found
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure)
    assert measure.expression == "CASE WHEN (is_repeat_visit) IN (TRUE) THEN 1.0 ELSE 0.0 END"


@pytest.mark.parametrize(
    "text",
    [
        "how many times was the nurse informed",
        "how often was the doctor not informed",
        "how often was the doctor insulted",
    ],
)
def test_what_no_field_says_is_not_counted(text: str) -> None:
    assert not isinstance(plan(CARE, text), SemanticQuery)


def test_people_are_no_rows_of_another_table() -> None:
    found = plan(CARE, "how many new patients")
    assert not (isinstance(found, SemanticQuery) and found.measures == ("home_visit_count",))
