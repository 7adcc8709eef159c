"""States that are kept as codes, and asked for by their words."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table


def depot(states: tuple[str, ...], column: str = "tkt_sts", **others: tuple[str, ...]) -> SemanticModel:
    """Parcels with these states in one column; `others` are further columns of text."""
    more = "".join(f", {name} varchar" for name in others)
    model = model_of(table("parcels", f"parcel_id integer, {column} varchar, sent_on date{more}"))
    held = {column: states, **others}
    tables = tuple(
        t.model_copy(
            update={
                "dimensions": tuple(
                    d.model_copy(update={"sample_values": held[d.name]}) if d.name in held else d for d in t.dimensions
                )
            }
        )
        for t in model.tables
    )
    return model.model_copy(update={"tables": tables})


PARCELS = depot(("CXL", "RCV", "OPN", "RTN"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cancelled parcels", "CXL"),
        ("how many parcels were cancelled in 2025?", "CXL"),
        ("canceled parcels per month", "CXL"),
        ("which parcels are open", "OPN"),
        ("how many received parcels", "RCV"),
    ],
)
def test_a_state_is_found_by_its_code(text: str, code: str) -> None:
    made = plan(PARCELS, text)
    assert isinstance(made, SemanticQuery), made
    assert FieldFilter(field="parcels.tkt_sts", op="=", values=(code,)) in made.filters


@pytest.mark.parametrize(
    "model",
    [
        depot(("CON", "OPN")),  # confirmed, contacted, converted
        depot(("CAN", "CNCL", "OPN")),  # two codes for one word
        depot(("CAN", "lost in the post")),  # no codes
        depot(("CA", "OP")),
        depot(("VIC", "ACT", "CAN"), column="state"),
        depot(("LDN", "YRK"), depot_code=("CAN", "OPN")),  # of no state
    ],
)
@pytest.mark.parametrize("text", ["cancelled parcels", "how many parcels were confirmed", "number of active parcels"])
def test_what_is_no_code_of_a_state_is_not_read_as_one(model: SemanticModel, text: str) -> None:
    assert isinstance(plan(model, text), Refusal)


def test_a_code_beside_states_in_capitals_is_one_as_well() -> None:
    for text in ("cancelled parcels", "how many parcels were cancelled in 2025?"):
        made = plan(depot(("CANC", "HANDED_OVER", "NOBODYHOME", "BOOKED")), text)
        assert isinstance(made, SemanticQuery), made
        assert FieldFilter(field="parcels.tkt_sts", op="=", values=("CANC",)) in made.filters


def test_a_code_beside_the_same_word_or_beside_words_that_are_not_in_capitals_is_not_read_as_one() -> None:
    assert isinstance(plan(depot(("CANC", "Booked", "OPN")), "cancelled parcels"), Refusal)
    made = plan(depot(("RCV", "RECEIVED", "BOOKED")), "received parcels")
    assert not isinstance(made, SemanticQuery) or "RCV" not in str(made)


def test_a_deed_is_no_state_before_another_noun() -> None:
    made = plan(depot(("CANC", "HANDED_OVER")), "parcels by cancellation fee")
    assert not isinstance(made, SemanticQuery)
