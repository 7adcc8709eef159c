"""What may mend an answer: told from its plan and from what the person said."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.ask.corrections import corrections
from lunara.semantic.model import SemanticModel
from tests.pages.shop import MODEL

SHOP = SemanticModel.model_validate(MODEL)
ANSWER: dict[str, Any] = {"outcome": "answer", "plan": {"measures": ["revenue"]}}


def test_a_word_that_was_not_understood_may_be_a_synonym() -> None:
    (found,) = corrections({**ANSWER, "ignored": ["turnover"]}, "", SHOP)
    assert (found.kind, found.word, found.keys) == ("synonym", "turnover", ("measure:orders.revenue",))
    assert "“turnover” was not understood" in found.text and "Revenue" in found.text


def test_another_measure_that_the_person_names_comes_first() -> None:
    first, second = corrections({**ANSWER, "ignored": ["x"]}, "I meant the Orders, not money", SHOP)
    assert (first.kind, first.keys) == ("other", ("measure:orders.order_count",)) and second.kind == "synonym"
    assert [one.kind for one in corrections(ANSWER, "the revenue is 12", SHOP)] == ["look"], "it was used"
    assert [one.kind for one in corrections(ANSWER, "reorders", SHOP)] == ["look"], "a part of a word is no name"


def test_a_word_of_several_things_is_taken_from_all_but_one() -> None:
    (found,) = corrections({"outcome": "clarification", "options": [{"label": "A"}, {"label": "B"}]}, "", SHOP)
    assert found.kind == "ambiguous" and "A, B" in found.text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (ANSWER, "Every word was used"),
        ({"outcome": "refusal"}, "does not answer it"),
        ({"plan": {"measures": 3}}, "Every word"),
    ],
)
def test_there_is_always_something_to_look_at(answer: dict[str, Any], words: str) -> None:
    (found,) = corrections(answer, "", SHOP)
    assert found.kind == "look" and words in found.text
