"""The relationship diagram: tables as cards, relationships as lines, laid out here and drawn by a Streamlit component."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lunara.semantic.model import Relationship, SemanticModel, Table

_HERE = Path(__file__).parent
CARD_WIDTH, ROW_HEIGHT, HEAD_HEIGHT, COLUMN_GAP, CARD_GAP = 220, 20, 34, 130, 28
MAX_ROWS = 6


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
    """Place every visible table: many sides left of the one sides they point to, few crossings, no overlap.

    Levels are longest paths along many-to-one relationships (cycles are cut where they close); within a level, tables are ordered
    by the mean position of their neighbours, swept back and forth (Sugiyama's barycentre heuristic).
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
    _reduce_crossings(columns, edges)
    by_name = {table.name: table for table in tables}
    keys = _key_rows(model)
    cards: list[Card] = []
    depth = max((sum(_height(keys[n]) + CARD_GAP for n in column) for column in columns.values()), default=0)
    for position, number in enumerate(sorted(columns)):
        column = columns[number]
        used = sum(_height(keys[name]) + CARD_GAP for name in column) - CARD_GAP
        y = max(0.0, (depth - used) / 2)
        for name in column:
            cards.append(_card(by_name[name], keys[name], position * (CARD_WIDTH + COLUMN_GAP), y))
            y += cards[-1].height + CARD_GAP
    _place_alone([t for t in tables if t.name not in linked], keys, cards)
    return cards


def diagram(model: SemanticModel, *, key: str, height: int = 560, marks: Mapping[str, str] | None = None) -> str | None:
    """Draw the diagram; returns the name of the table that was just clicked, or None.

    `marks` gives a relationship's state ("proposed", "accepted", "rejected") by its name.
    """
    cards = layout(model)
    shown = {card.table for card in cards}
    data = {
        "cards": [vars(card) for card in cards],
        "edges": [
            {
                "name": r.name,
                "from": r.from_table,
                "to": r.to_table,
                "cardinality": r.cardinality,
                "text": f"{', '.join(r.from_columns)} → {', '.join(r.to_columns)}",
                "state": (marks or {}).get(r.name, "accepted"),
            }
            for r in model.relationships
            if {r.from_table, r.to_table} <= shown
        ],
        "height": height,
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


def _reduce_crossings(columns: dict[int, list[str]], edges: list[Relationship]) -> None:
    neighbours: dict[str, list[str]] = {}
    for edge in edges:
        neighbours.setdefault(edge.from_table, []).append(edge.to_table)
        neighbours.setdefault(edge.to_table, []).append(edge.from_table)
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


def _place_alone(tables: list[Table], keys: Mapping[str, tuple[str, ...]], cards: list[Card]) -> None:
    top = max((card.y + card.height for card in cards), default=-CARD_GAP) + CARD_GAP
    width = max((card.x + card.width for card in cards), default=4 * CARD_WIDTH)
    per_row = max(1, int(width // (CARD_WIDTH + CARD_GAP)))
    row_height = 0.0
    for index, table in enumerate(tables):
        if index and index % per_row == 0:
            top, row_height = top + row_height + CARD_GAP, 0.0
        cards.append(_card(table, keys[table.name], (index % per_row) * (CARD_WIDTH + CARD_GAP), top))
        row_height = max(row_height, cards[-1].height)
