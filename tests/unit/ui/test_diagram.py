"""The diagram's layout: cards apart from one another, lines that pass a column in a lane of their own."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from lunara.semantic.model import SemanticModel
from lunara.ui.diagram_layout import CARD_WIDTH, LANE_HEIGHT, Card, layout, layout_with_routes

NAMES = [f"t{number}" for number in range(8)]


def model_of(pairs: list[tuple[str, str]]) -> SemanticModel:
    tables = [
        {
            "name": name,
            "source": f"main.{name}",
            "primary_key": ["id"],
            "dimensions": [{"name": "id", "type": "number"}],
        }
        for name in NAMES
    ]
    relationships = [
        {
            "name": f"{one}_{other}",
            "from_table": one,
            "from_columns": ["id"],
            "to_table": other,
            "to_columns": ["id"],
            "cardinality": "many_to_one",
        }
        for one, other in pairs
    ]
    return SemanticModel.model_validate(
        {"name": "m", "dialect": "duckdb", "tables": tables, "relationships": relationships}
    )


def covers(card: Card, x: float, y: float, height: float) -> bool:
    across = card.x < x + CARD_WIDTH and x < card.x + card.width
    return across and card.y < y + height / 2 and y - height / 2 < card.y + card.height


def test_a_line_that_skips_a_column_has_a_lane_there() -> None:
    cards, routes = layout_with_routes(model_of([("t0", "t1"), ("t1", "t2"), ("t0", "t2")]))
    at = {card.table: card for card in cards}
    assert at["t0"].x < at["t1"].x < at["t2"].x
    ((x, y),) = routes["t0_t2"]
    assert x == at["t1"].x and not covers(at["t1"], x, y, LANE_HEIGHT)
    assert set(routes) == {"t0_t2"}


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=14, unique=True))
def test_nothing_overlaps(pairs: list[tuple[str, str]]) -> None:
    cards, routes = layout_with_routes(model_of(pairs))
    assert sorted(card.table for card in cards) == NAMES == sorted(card.table for card in layout(model_of(pairs)))
    for number, card in enumerate(cards):
        for other in cards[:number]:
            apart = card.x + card.width <= other.x or other.x + other.width <= card.x
            assert apart or card.y + card.height <= other.y or other.y + other.height <= card.y
        for name, lanes in routes.items():
            assert re.fullmatch(r"t\d_t\d", name)
            assert not any(covers(card, x, y, LANE_HEIGHT) for x, y in lanes)
    for lanes in routes.values():
        assert [x for x, _ in lanes] == sorted({x for x, _ in lanes})
