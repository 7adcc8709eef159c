"""Where the cards and lines of a relationship diagram lie: levels, lanes, few crossings, columns that are not too long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lunara.semantic.model import SemanticModel

CARD_WIDTH, ROW_HEIGHT, HEAD_HEIGHT, COLUMN_GAP, CARD_GAP = 220, 20, 34, 130, 28
MAX_ROWS = 6
# What a line takes of a column that it passes through.
LANE_HEIGHT = 10
# A level with more cards than this stands in several columns side by side.
COLUMN_CARDS = 10


@dataclass(frozen=True)
class Node:
    """What a card is of: its name, its title, and the lines of text below it."""

    name: str
    title: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line between two cards, from the many side to the one side."""

    name: str
    source: str
    target: str


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


Routes = dict[str, list[tuple[float, float]]]


def layout(model: SemanticModel) -> list[Card]:
    """The cards of `layout_with_routes`."""
    return layout_with_routes(model)[0]


def layout_with_routes(model: SemanticModel) -> tuple[list[Card], Routes]:
    """`place` for every visible table and the relationships between them."""
    return place(nodes_of(model), lines_of(model))


def nodes_of(model: SemanticModel) -> list[Node]:
    """The visible tables with their keys and references."""
    keys = _key_rows(model)
    return [Node(t.name, t.label or t.name, keys[t.name]) for t in model.tables if not t.hidden]


def lines_of(model: SemanticModel) -> list[Line]:
    """The relationships as lines."""
    return [Line(r.name, r.from_table, r.to_table) for r in model.relationships]


def place(nodes: Sequence[Node], lines: Sequence[Line]) -> tuple[list[Card], Routes]:
    """Place every node: many sides left of the one sides they point to, few crossings, no overlap.

    Levels are longest paths along the lines (cycles are cut where they close); within a level, nodes are ordered by the mean
    position of their neighbours, swept back and forth (Sugiyama's barycentre heuristic). A line that passes through a column in
    between has a lane of its own there, so that it does not run behind other cards: the second value has, by the line's name, the
    left end of each lane it takes, from its left node to its right one.
    """
    by_name = {node.name: node for node in nodes}
    edges = [e for e in lines if {e.source, e.target} <= by_name.keys() and e.source != e.target]
    linked = {name for edge in edges for name in (edge.source, edge.target)}
    level = _split(_levels([node.name for node in nodes], edges), [n.name for n in nodes if n.name in linked], edges)
    columns: dict[int, list[str]] = {}
    for node in nodes:
        if node.name in linked:
            columns.setdefault(level[node.name], []).append(node.name)
    links = [(edge.source, edge.target) for edge in edges]
    lanes: dict[str, str] = {}
    for edge in edges:
        links += _lanes_of(edge, level, columns, lanes)
    _reduce_crossings(columns, links)
    heights = {name: _height(by_name[name].rows) for name in linked} | dict.fromkeys(lanes, float(LANE_HEIGHT))
    gaps = dict.fromkeys(linked, float(CARD_GAP)) | dict.fromkeys(lanes, float(LANE_HEIGHT))
    cards: list[Card] = []
    routes: Routes = {}
    depth = max((sum(heights[n] + gaps[n] for n in column) for column in columns.values()), default=0)
    for position, number in enumerate(sorted(columns)):
        column = columns[number]
        used = sum(heights[name] + gaps[name] for name in column) - gaps[column[-1]]
        x, y = position * (CARD_WIDTH + COLUMN_GAP), max(0.0, (depth - used) / 2)
        for name in column:
            if name in lanes:
                routes.setdefault(lanes[name], []).append((x, y + LANE_HEIGHT / 2))
            else:
                cards.append(_card(by_name[name], x, y))
            y += heights[name] + gaps[name]
    lowest = max((y + LANE_HEIGHT for lane in routes.values() for _, y in lane), default=0.0)
    _place_alone([node for node in nodes if node.name not in linked], cards, lowest)
    return cards, routes


def _split(level: Mapping[str, int], names: Sequence[str], edges: Sequence[Line]) -> dict[str, int]:
    """Levels in which no column has more than `COLUMN_CARDS` nodes: those that belong together stay together."""
    members: dict[int, list[str]] = {}
    for name in names:
        members.setdefault(level[name], []).append(name)
    towards = {name: min((e.target for e in edges if e.source == name), default="") for name in names}
    found: dict[str, int] = {}
    at = 0
    for number in sorted(members):
        column = sorted(members[number], key=lambda name: (towards[name], name))
        parts = -(-len(column) // COLUMN_CARDS)
        each = -(-len(column) // parts)
        for position, name in enumerate(column):
            found[name] = at + position // each
        at += parts
    return found


def _lanes_of(
    edge: Line, level: Mapping[str, int], columns: dict[int, list[str]], lanes: dict[str, str]
) -> list[tuple[str, str]]:
    """Put a lane into each column that `edge` passes through; the links that order them among the nodes.

    `lanes` gets the edge's name by lane. A lane's name is no node's: it has a line break.
    """
    left, right = sorted((edge.source, edge.target), key=lambda name: level[name])
    between = [number for number in sorted(columns) if level[left] < number < level[right]]
    names = [f"{edge.name}\n{number}" for number in between]
    for number, name in zip(between, names, strict=True):
        columns[number].append(name)
        lanes[name] = edge.name
    chain = [left, *names, right]
    return list(pairwise(chain)) if names else []


def _levels(names: list[str], edges: list[Line]) -> dict[str, int]:
    targets: dict[str, list[str]] = {name: [] for name in names}
    for edge in edges:
        targets[edge.source].append(edge.target)
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


def _card(node: Node, x: float, y: float) -> Card:
    return Card(node.name, node.title, node.rows, x, y, CARD_WIDTH, _height(node.rows))


def _place_alone(nodes: Sequence[Node], cards: list[Card], lowest: float) -> None:
    top = max(lowest, max((card.y + card.height for card in cards), default=-CARD_GAP)) + CARD_GAP
    width = max((card.x + card.width for card in cards), default=4 * CARD_WIDTH)
    per_row = max(1, int(width // (CARD_WIDTH + CARD_GAP)))
    row_height = 0.0
    for index, node in enumerate(nodes):
        if index and index % per_row == 0:
            top, row_height = top + row_height + CARD_GAP, 0.0
        cards.append(_card(node, (index % per_row) * (CARD_WIDTH + CARD_GAP), top))
        row_height = max(row_height, cards[-1].height)
