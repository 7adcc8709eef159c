"""What was read is made a sound model, and what was left out for it is told."""

from __future__ import annotations

import pytest

from lunara.errors import InvalidInput
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.sound import sound
from lunara.semantic.model import SemanticModel
from lunara.semantic.validate import validate_model


def model(**parts: object) -> SemanticModel:
    base = {
        "name": "m",
        "tables": [
            {
                "name": "t",
                "source": "t",
                "default_time": "nowhere",
                "dimensions": [
                    {"name": "a"},
                    {"name": "a"},
                    {"name": "broken", "expression": "((("},
                    {"name": "foreign", "expression": "other.x"},
                ],
                "measures": [
                    {"name": "a", "aggregate": "count"},
                    {"name": "n", "aggregate": "count"},
                    {"name": "nothing", "aggregate": "sum"},
                ],
            },
            {"name": "both", "source": "x", "sql": "select 1"},
            {"name": "odd", "source": "x y z", "default_time": "d", "dimensions": [{"name": "d", "type": "time"}]},
            {"name": "twice", "source": "x", "primary_key": ["k", "k"], "unique_keys": [["u"]]},
        ],
        "relationships": [
            {"name": "r", "from_table": "t", "from_columns": ["x"], "to_table": "gone", "to_columns": ["x"]},
            {"name": "s", "from_table": "t", "from_columns": ["x", "y"], "to_table": "twice", "to_columns": ["x"]},
        ],
        "measures": [
            {"name": "good", "expression": "n * 2"},
            {"name": "bad", "expression": "nothing * 2"},
            {"name": "worse", "expression": "bad + 1"},
            {"name": "circle", "expression": "circle + n"},
        ],
    }
    return SemanticModel.model_validate({**base, **parts})


def test_what_is_wrong_is_left_out_with_its_reason_and_the_rest_stays() -> None:
    notes = Notes()
    found = sound(model(), notes)
    assert [problem for problem in validate_model(found) if problem.level == "error"] == []
    assert [table.name for table in found.tables] == ["t", "twice"]
    first, twice = found.tables
    assert ([one.name for one in first.dimensions], first.default_time) == (["a"], None)
    assert [one.name for one in first.measures] == ["n"]
    assert (twice.primary_key, twice.unique_keys) == ((), (("u",),))
    assert found.relationships == ()
    assert [one.name for one in found.measures] == ["good"]
    assert {note.what for note in notes.all()} == {
        *(
            "a",
            "broken",
            "foreign",
            "nothing",
            "default_time",
            "both",
            "odd",
            "key",
            "r",
            "s",
            "bad",
            "worse",
            "circle",
        ),
    }
    assert all(note.effect == "lost" and note.why for note in notes.all())


def test_a_sound_model_stays_as_it_is() -> None:
    notes = Notes()
    once = sound(model(), notes)
    assert sound(once, Notes()) == once


def test_nothing_left_is_no_model() -> None:
    with pytest.raises(InvalidInput):
        sound(
            model(tables=[{"name": "both", "source": "x", "sql": "select 1"}], relationships=[], measures=[]), Notes()
        )
