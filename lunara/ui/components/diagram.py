"""The relationship diagram: tables as cards, relationships as lines, laid out here and drawn by a Streamlit component."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import streamlit as st

from lunara.semantic.model import Relationship, SemanticModel, Table

_HERE = Path(__file__).parent
CARD_WIDTH, ROW_HEIGHT, HEAD_HEIGHT, COLUMN_GAP, CARD_GAP = 220, 20, 34, 130, 28
MAX_ROWS = 6
# What a line takes of a column that it passes through.
LANE_HEIGHT = 10


@dataclass(frozen=True)
class Card:
    """A table's card: left top corner and size in diagram units, and the lines of text it shows."""

    table: str
    title: str
    rows: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float


def layout(model: SemanticModel) -> list[Card]:
    """The cards of `layout_with_routes`."""
    return layout_with_routes(model)[0]


def layout_with_routes(model: SemanticModel) -> tuple[list[Card], dict[str, list[tuple[float, float]]]]:
    """Place every visible table: many sides left of the one sides they point to, few crossings, no overlap.

    Levels are longest paths along many-to-one relationships (cycles are cut where they close); within a level, tables are ordered
    by the mean position of their neighbours, swept back and forth (Sugiyama's barycentre heuristic). A relationship that passes
    through a column in between has a lane of its own there, so that its line does not run behind other cards: the second value
    has, by relationship name, the left end of each lane it takes, from its left table to its right one.
    """
    tables = [table for table in model.tables if not table.hidden]
    names = {table.name for table in tables}
    edges = [r for r in model.relationships if {r.from_table, r.to_table} <= names and r.from_table != r.to_table]
    level = _levels([table.name for table in tables], edges)
    linked = {name for edge in edges for name in (edge.from_table, edge.to_table)}
    columns: dict[int, list[str]] = {}
    for table in tables:
        if table.name in linked:
            columns.setdefault(level[table.name], []).append(table.name)
    links = [(edge.from_table, edge.to_table) for edge in edges]
    lanes: dict[str, str] = {}
    for edge in edges:
        links += _lanes_of(edge, level, columns, lanes)
    _reduce_crossings(columns, links)
    by_name = {table.name: table for table in tables}
    keys = _key_rows(model)
    heights = {name: _height(keys[name]) for name in linked} | dict.fromkeys(lanes, float(LANE_HEIGHT))
    cards: list[Card] = []
    routes: dict[str, list[tuple[float, float]]] = {}
    depth = max((sum(heights[n] + CARD_GAP for n in column) for column in columns.values()), default=0)
    for position, number in enumerate(sorted(columns)):
        column = columns[number]
        used = sum(heights[name] + CARD_GAP for name in column) - CARD_GAP
        x, y = position * (CARD_WIDTH + COLUMN_GAP), max(0.0, (depth - used) / 2)
        for name in column:
            if name in lanes:
                routes.setdefault(lanes[name], []).append((x, y + LANE_HEIGHT / 2))
            else:
                cards.append(_card(by_name[name], keys[name], x, y))
            y += heights[name] + CARD_GAP
    lowest = max((y + LANE_HEIGHT for lane in routes.values() for _, y in lane), default=0.0)
    _place_alone([t for t in tables if t.name not in linked], keys, cards, lowest)
    return cards, routes


def _lanes_of(
    edge: Relationship, level: Mapping[str, int], columns: dict[int, list[str]], lanes: dict[str, str]
) -> list[tuple[str, str]]:
    """Put a lane into each column that `edge` passes through; the links that order them among the tables.

    `lanes` gets the edge's name by lane. A lane's name is no table's: it has a line break.
    """
    left, right = sorted((edge.from_table, edge.to_table), key=lambda name: level[name])
    between = [number for number in sorted(columns) if level[left] < number < level[right]]
    names = [f"{edge.name}\n{number}" for number in between]
    for number, name in zip(between, names, strict=True):
        columns[number].append(name)
        lanes[name] = edge.name
    chain = [left, *names, right]
    return list(pairwise(chain)) if names else []


def diagram(model: SemanticModel, *, key: str, height: int = 560, marks: Mapping[str, str] | None = None) -> str | None:
    """Draw the diagram; returns the name of the table that was just clicked, or None.

    `marks` gives a relationship's state ("proposed", "accepted", "rejected") by its name.
    """
    cards, routes = layout_with_routes(model)
    shown = {card.table for card in cards}
    data = {
        "cards": [vars(card) for card in cards],
        "edges": [
            {
                "name": r.name,
                "from": r.from_table,
                "to": r.to_table,
                "via": routes.get(r.name, []),
                "cardinality": r.cardinality,
                "text": f"{', '.join(r.from_columns)} → {', '.join(r.to_columns)}",
                "state": (marks or {}).get(r.name, "accepted"),
            }
            for r in model.relationships
            if {r.from_table, r.to_table} <= shown
        ],
        "height": height,
        "lane": CARD_WIDTH,
    }
    state = _component()(key=key, data=data, on_table_change=lambda: None)
    clicked = state.table
    return clicked if clicked in shown else None


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "lunara_diagram",
        html='<div class="lunara-diagram"></div>',
        css=_asset("diagram.css"),
        js=_asset("diagram.js"),
        isolate_styles=False,
    )


@cache
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _levels(names: list[str], edges: list[Relationship]) -> dict[str, int]:
    targets: dict[str, list[str]] = {name: [] for name in names}
    for edge in edges:
        targets[edge.from_table].append(edge.to_table)
    depth: dict[str, int] = {}
    for start in names:
        stack: list[tuple[str, int]] = [(start, 0)]
        path: list[str] = []
        while stack:
            name, entered = stack.pop()
            if entered:
                path.pop()
                depth[name] = 1 + max((depth[t] for t in targets[name] if t in depth and t not in path), default=-1)
            elif name not in depth and name not in path:
                path.append(name)
                stack.append((name, 1))
                stack.extend((target, 0) for target in targets[name])
    deepest = max(depth.values(), default=0)
    return {name: deepest - value for name, value in depth.items()}


def _reduce_crossings(columns: dict[int, list[str]], links: list[tuple[str, str]]) -> None:
    neighbours: dict[str, list[str]] = {}
    for one, other in links:
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    numbers = sorted(columns)
    place = {name: index / max(len(columns[n]) - 1, 1) for n in numbers for index, name in enumerate(columns[n])}
    for sweep in range(6):
        for number in numbers if sweep % 2 else reversed(numbers):
            column = columns[number]
            column.sort(key=lambda name: (sum(place[o] for o in neighbours[name]) / len(neighbours[name]), name))
            place.update({name: index / max(len(column) - 1, 1) for index, name in enumerate(column)})


def _key_rows(model: SemanticModel) -> dict[str, tuple[str, ...]]:
    foreign: dict[str, list[str]] = {}
    for relationship in model.relationships:
        foreign.setdefault(relationship.from_table, []).append(", ".join(relationship.from_columns))
    rows = {}
    for table in model.tables:
        lines = [f"{', '.join(table.primary_key)}  (key)"] if table.primary_key else []
        lines += [f"{name}  →" for name in dict.fromkeys(foreign.get(table.name, []))]
        hidden = len(lines) - MAX_ROWS
        rows[table.name] = tuple(lines if hidden <= 0 else [*lines[: MAX_ROWS - 1], f"and {hidden + 1} more"])
    return rows


def _height(rows: tuple[str, ...]) -> float:
    return HEAD_HEIGHT + ROW_HEIGHT * len(rows) + 8


def _card(table: Table, rows: tuple[str, ...], x: float, y: float) -> Card:
    return Card(table.name, table.label or table.name, rows, x, y, CARD_WIDTH, _height(rows))


def _place_alone(tables: list[Table], keys: Mapping[str, tuple[str, ...]], cards: list[Card], lowest: float) -> None:
    top = max(lowest, max((card.y + card.height for card in cards), default=-CARD_GAP)) + CARD_GAP
    width = max((card.x + card.width for card in cards), default=4 * CARD_WIDTH)
    per_row = max(1, int(width // (CARD_WIDTH + CARD_GAP)))
    row_height = 0.0
    for index, table in enumerate(tables):
        if index and index % per_row == 0:
            top, row_height = top + row_height + CARD_GAP, 0.0
        cards.append(_card(table, keys[table.name], (index % per_row) * (CARD_WIDTH + CARD_GAP), top))
        row_height = max(row_height, cards[-1].height)
