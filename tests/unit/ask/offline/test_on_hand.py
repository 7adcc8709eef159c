"""Stock that is on hand, as the number of pieces that is called so."""

from __future__ import annotations

import pytest

from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

DEPOTS = table("depots", "depot_id integer, depot_name varchar")
PARTS = table("parts", "part_id integer, part_name varchar")
STORES = model_of(
    DEPOTS,
    PARTS,
    table(
        "bins",
        "bin_id integer, depot_id integer, part_id integer, qty_on_hand integer",
        depot_id="depots",
        part_id="parts",
    ),
)
VALUED = model_of(DEPOTS, table("bins", "bin_id integer, depot_id integer, on_hand_value double", depot_id="depots"))


@pytest.mark.parametrize("text", ["stock on hand by depot", "on-hand inventory by depot", "on hand stock by depot"])
def test_stock_on_hand_is_the_pieces_that_are_there(text: str) -> None:
    made = plan(STORES, text)
    assert isinstance(made, SemanticQuery), made
    (measure,) = made.measures
    assert measure == "total_quantity_on_hand" and made.dimensions[0] == "depots.depot_name"


@pytest.mark.parametrize("text", ["stock on order by depot", "stock at hand by depot"])
def test_other_stock_is_not_what_is_on_hand(text: str) -> None:
    assert not isinstance(plan(STORES, text), SemanticQuery)


def test_a_value_is_no_number_of_pieces() -> None:
    assert not isinstance(plan(VALUED, "stock on hand by depot"), SemanticQuery)
