"""A word that names nothing is refused: no value spelled nearly so, no part of a field's name and no other number stands in."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.offline.spelling import may_be_misspelt
from lunara.ask.question import Question
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

CLOCK = Clock(date(2026, 11, 22))
MODEL = SemanticModel.model_validate(
    {
        "name": "library",
        "dialect": "duckdb",
        "tables": [
            {
                "name": "members",
                "source": "members",
                "label": "Members",
                "primary_key": ["member_id"],
                "dimensions": [
                    {"name": "member_id", "type": "number", "hidden": True},
                    {"name": "member_name", "label": "Member name"},
                    {"name": "town", "label": "Town", "sample_values": ["Rhône", "Aisne", "Grenoble"]},
                    {"name": "letter_frequency", "label": "Letter frequency", "type": "number"},
                    {"name": "fax_number", "label": "Fax number"},
                ],
                "measures": [{"name": "member_count", "aggregate": "count", "label": "Members"}],
            },
            {
                "name": "titles",
                "source": "titles",
                "label": "Titles",
                "primary_key": ["title_id"],
                "dimensions": [
                    {"name": "title_id", "type": "number", "hidden": True},
                    {"name": "title", "label": "Title"},
                    {"name": "publisher", "label": "Publisher", "sample_values": ["Fenders", "Harbour"]},
                ],
                "measures": [
                    {"name": "title_count", "aggregate": "count", "label": "Titles"},
                    {
                        "name": "minimum_shelf_level",
                        "aggregate": "avg",
                        "expression": "minimum_shelf_level",
                        "label": "Average repair mark",
                    },
                    {"name": "total_weight_kg", "aggregate": "sum", "expression": "weight", "label": "Total weight kg"},
                ],
            },
            {
                "name": "loans",
                "source": "loans",
                "label": "Loans",
                "primary_key": ["loan_id"],
                "default_time": "lent_on",
                "dimensions": [
                    {"name": "loan_id", "type": "number", "hidden": True},
                    {"name": "lent_on", "label": "Lent on", "type": "time"},
                    {"name": "member_id", "type": "number", "hidden": True},
                    {"name": "title_id", "type": "number", "hidden": True},
                    {"name": "channel", "label": "Channel", "sample_values": ["desk", "app"]},
                ],
                "measures": [
                    {"name": "loan_count", "aggregate": "count", "label": "Loans"},
                    {
                        "name": "total_fee",
                        "aggregate": "sum",
                        "expression": "fee",
                        "label": "Total fee",
                        "format": {"kind": "currency", "currency": "EUR"},
                    },
                ],
            },
        ],
        "relationships": [
            {
                "name": f"loans_{thing}",
                "from_table": "loans",
                "from_columns": [f"{thing}_id"],
                "to_table": f"{thing}s",
                "to_columns": [f"{thing}_id"],
                "cardinality": "many_to_one",
            }
            for thing in ("member", "title")
        ],
    }
)


def plan(text: str) -> object:
    return OfflinePlanner().plan(Question(text, CLOCK), MODEL).plan


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("members without phone", "phone"),
        ("how many members have no phone number", "phone"),
        ("titles with a gender", "gender"),
        ("titles without gender", "gender"),
        ("loans by aisle", "aisle"),
    ],
)
def test_a_word_of_the_language_is_no_misspelt_value(text: str, word: str) -> None:
    found = plan(text)
    assert isinstance(found, Refusal), found
    assert f"“{word}”" in found.reason


def test_what_is_no_word_is_still_a_misspelling() -> None:
    found = plan("how many members in Grenobel")
    assert isinstance(found, SemanticQuery) and "Grenoble" in found.model_dump_json(), found
    assert may_be_misspelt("costumers", "customers")  # a word, but with the letters swapped
    assert not may_be_misspelt("patents", "patients")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("loans with rating", "rating"),
        ("how many loans with a rating", "rating"),
        ("members with a lead", "lead"),
        ("members having a rating in 2025", "rating"),
        ("how many loans have a return", "return"),
        ("loans with data", "data"),
        ("total fee of leads", "leads"),
    ],
)
def test_what_things_have_is_never_left_out(text: str, word: str) -> None:
    found = plan(text)
    assert isinstance(found, Refusal), found
    assert f"“{word}”" in found.reason


@pytest.mark.parametrize(
    "text",
    ["how many loans do we have altogether", "members with loans", "members with a fax number", "members with a fax"],
)
def test_what_is_there_is_still_answered(text: str) -> None:
    assert isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize(
    "text", ["members with no letter", "how many members have no letters", "members without a letter"]
)
def test_a_part_of_a_fields_name_is_not_the_field(text: str) -> None:
    found = plan(text)
    assert isinstance(found, Refusal), found
    assert "Letter frequency" in found.reason


@pytest.mark.parametrize("text", ["desk versus app member count", "members of desk vs app", "desk and app members"])
def test_values_set_against_each_other_are_not_both_at_once(text: str) -> None:
    found = plan(text)
    if isinstance(found, SemanticQuery):
        assert found.dimensions, found
    else:
        assert isinstance(found, Refusal | Clarification)


@pytest.mark.parametrize(
    ("text", "label"), [("average marks", "Average repair mark"), ("highest marks", "repair mark")]
)
def test_a_number_whose_name_says_more_is_asked_about(text: str, label: str) -> None:
    found = plan(text)
    assert isinstance(found, Clarification), found
    assert label in found.text and len(found.options) == 1


def test_the_one_number_that_ends_so_is_taken_with_a_note() -> None:
    found = OfflinePlanner().plan(Question("highest mark", CLOCK), MODEL)
    assert isinstance(found.plan, SemanticQuery), found.plan
    assert any("“mark” was taken as" in note for note in found.notes)


def test_a_unit_behind_the_name_says_no_more() -> None:
    assert isinstance(plan("total weight of titles"), SemanticQuery)
