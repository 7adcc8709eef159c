"""Words that say nothing elsewhere, where the data holds them as values: "individual donors", "phones that are broken"."""

from __future__ import annotations

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

LENT = model_of(
    table("phones", "phone_id integer, phone_name varchar, shape varchar, town varchar"),
    table("loans", "loan_id integer, phone_id integer, lent_on date, hours double", phone_id="phones"),
)


def kept(text: str, *values: str) -> list[object]:
    """The values that the shape of the phones must have, by the plan."""
    index = ValueIndex.from_values({("phones", "shape"): [*values, "Odd"], ("phones", "town"): ["Lund", "Oslo"]})
    found = OfflinePlanner(index).plan(Question(text, CLOCK), LENT).plan
    assert isinstance(found, SemanticQuery), (text, found)
    return [v for f in found.filters if isinstance(f, FieldFilter) and f.field == "phones.shape" for v in f.values]


@pytest.mark.parametrize("word", ["individual", "complete", "broken", "various", "unique", "used", "present"])
def test_a_value_beats_filler(word: str) -> None:
    value = word.capitalize()
    for text in (
        f"how many {word} phones do we have?",
        f"list the {word} phones",
        f"number of {word} phones by town",
        f"hours of {word} phones per month",
        f"how many phones are {word}?",
        f"list the phones that are {word} by town",
        f"how many of the phones in Oslo are {word}",
        f"phones with shape {word}",
    ):
        assert kept(text, value) == [value], text


def test_beside_another_value_and_in_the_plural() -> None:
    assert kept("broken and used phones", "Broken", "Used") == ["Broken", "Used"]
    assert kept("phones that are broken or used", "Broken", "Used") == ["Broken", "Used"]
    assert kept("how many individual phones are there", "Individuals") == ["Individuals"]


def test_it_stays_filler_where_it_says_nothing_of_the_things() -> None:
    for text in (
        "how many phones in various towns of unique names do we have",
        "how many different phones were lent",
        "which phones are used by more than one loan",
    ):
        found = OfflinePlanner(ValueIndex.from_values({("phones", "shape"): ["Flat", "Used"]})).plan(
            Question(text, CLOCK), LENT
        )
        filters = found.plan.filters if isinstance(found.plan, SemanticQuery) else ()
        assert not any(isinstance(f, FieldFilter) and f.values == ("Used",) for f in filters), text
    assert kept("give me the entire list of phones in Lund", "Entire") == []
