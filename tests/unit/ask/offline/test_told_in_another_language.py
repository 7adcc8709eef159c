"""Names that are compounds of another language, and states that it says, are asked for in English."""

from __future__ import annotations

import pytest

from lunara.semantic.draft.words import compound
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_how_people_count_and_pay import holding
from tests.unit.ask.offline.test_money_words import model_of, plan, table

HOTEL = holding(
    model_of(
        table("kunden", "kunden_id integer, kundenname varchar, herkunftsland varchar, kundentyp varchar"),
        table(
            "bestellungen",
            "bestellung_id integer, kunden_id integer, bestellt_am date, zahlungsart varchar, status varchar",
            kunden_id="kunden",
        ),
    ),
    status=("bestätigt", "storniert", "offen"),
)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("customers by country of origin", "kunden.herkunftsland"),
        ("number of customers per customer type", "kunden.kundentyp"),
        ("orders by payment type", "bestellungen.zahlungsart"),
    ],
)
def test_a_compound_is_called_by_its_parts(text: str, field: str) -> None:
    found = plan(HOTEL, text)
    assert isinstance(found, SemanticQuery), (text, found)
    assert [d.field if isinstance(d, DimensionRef) else d for d in found.dimensions] == [field]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("cancelled orders", "storniert"),
        ("how many orders were cancelled per month", "storniert"),
        ("open orders by payment type", "offen"),
        ("number of confirmed orders", "bestätigt"),
    ],
)
def test_a_state_is_called_by_what_it_means(text: str, value: str) -> None:
    found = plan(HOTEL, text)
    assert isinstance(found, SemanticQuery), (text, found)
    assert [f.values for f in found.filters if isinstance(f, FieldFilter)] == [(value,)]


@pytest.mark.parametrize("text", ["rejected orders", "how many orders were shipped per month"])
def test_a_state_that_is_not_there_is_not_read(text: str) -> None:
    assert not isinstance(plan(HOTEL, text), SemanticQuery)


@pytest.mark.parametrize("word", ["portland", "landmark", "classroom", "company", "artist", "startort"])
def test_no_english_word_is_a_compound(word: str) -> None:
    assert compound(word) == ""
