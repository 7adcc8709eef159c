"""Numbers in another unit than their field holds, and what is by one of them."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

STUDIO = model_of(
    table("painters", "painter_id integer, name varchar"),
    table(
        "drawings",
        "drawing_id integer, painter_id integer, title varchar, width_cm double, weight_kg double, height double",
        painter_id="painters",
    ),
    table("clips", "clip_id integer, clip_name varchar, milliseconds integer, genre varchar"),
)
VALUES = ValueIndex.from_values({("painters", "name"): ["Vera Lund", "Odo Marsh"], ("clips", "genre"): ["Drama"]})


def plan(text: str) -> Planned:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), STUDIO)


@pytest.mark.parametrize(
    ("text", "field", "op", "value"),
    [
        ("clips longer than 5 minutes", "clips.milliseconds", ">", 300_000),
        ("how many clips are shorter than 90 seconds", "clips.milliseconds", "<", 90_000),
        ("clips that last longer than 1.5 hours", "clips.milliseconds", ">", 5_400_000),
        ("drawings wider than 2 metres", "drawings.width_cm", ">", 200),
        ("drawings with a width over 10 inches", "drawings.width_cm", ">", 25.4),
        ("drawings heavier than 500 grams", "drawings.weight_kg", ">", 0.5),
        ("drawings wider than 80 cm", "drawings.width_cm", ">", 80),
    ],
)
def test_a_number_is_turned_into_the_unit_of_its_field(text: str, field: str, op: str, value: float) -> None:
    made = plan(text)
    assert isinstance(made.plan, SemanticQuery), made.plan
    assert FieldFilter(field=field, op=op, values=(value,)) in made.plan.filters  # type: ignore[arg-type]
    turned = "cm" not in text
    assert any("were taken as" in note for note in made.notes) is turned


def test_units_of_other_kinds_and_fields_without_one_are_not_turned() -> None:
    assert isinstance(plan("drawings wider than 2 hours").plan, Refusal)
    assert isinstance(plan("drawings taller than 2 metres").plan, Clarification)  # nothing says in which unit it is
    assert isinstance(plan("longest clip in minutes").plan, Refusal)


@pytest.mark.parametrize("text", ["drawings by Vera Lund", "list the drawings by Vera Lund", "drawings of Vera Lund"])
def test_by_one_of_them_is_theirs_and_no_group(text: str) -> None:
    made = plan(text).plan
    assert isinstance(made, SemanticQuery) and made.dimensions[0] == "drawings.title" and not made.measures
    assert made.filters == (FieldFilter(field="painters.name", op="=", values=("Vera Lund",)),)


def test_how_many_by_one_of_them() -> None:
    made = plan("how many drawings by Odo Marsh do we have").plan
    assert isinstance(made, SemanticQuery) and made.measures == ("drawing_count",) and not made.dimensions
    by_each = plan("number of drawings by painter").plan
    assert isinstance(by_each, SemanticQuery) and "painters.name" in by_each.dimensions
