"""Which part of a model a diagram shows: groups of its tables, or one table with what is around it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lunara.semantic.model import SemanticModel, Table
from lunara.ui.components.text import count
from lunara.ui.diagram_layout import Line, Node

MOST_CARDS = 36
HUB = 12
OTHERS = "Others"
_LEAST_SHARE = 0.6


@dataclass(frozen=True)
class Around:
    """Tables around one: the nearest first, and how many there are beyond those."""

    names: tuple[str, ...]
    left_out: int = 0


def neighbours_of(model: SemanticModel) -> dict[str, list[str]]:
    """The tables that each table is joined with, in either direction, each once."""
    found: dict[str, dict[str, None]] = {table.name: {} for table in model.tables}
    for r in model.relationships:
        if r.from_table in found and r.to_table in found and r.from_table != r.to_table:
            found[r.from_table][r.to_table] = None
            found[r.to_table][r.from_table] = None
    return {name: [*others] for name, others in found.items()}


def around(model: SemanticModel, table: str, steps: int, most: int = MOST_CARDS) -> Around:
    """`table` with what is at most `steps` relationships away; of many, what `table` refers to itself first.

    A table that more than `HUB` others are joined with, as a calendar is, is no step on the way to all of them.
    """
    near = neighbours_of(model)
    refers: dict[str, list[str]] = {}
    for r in model.relationships:
        refers.setdefault(r.from_table, []).append(r.to_table)
    outward = {r.to_table for r in model.relationships if r.from_table == table}
    hidden = {one.name for one in model.tables if one.hidden and one.name != table}
    distance = {table: 0}
    queue = deque([table])
    while queue:
        here = queue.popleft()
        if distance[here] == steps:
            continue
        others = near.get(here, [])
        for other in others if here == table or len(others) <= HUB else refers.get(here, []):
            if other not in distance and other not in hidden:
                distance[other] = distance[here] + 1
                queue.append(other)
    order = {one.name: place for place, one in enumerate(model.tables)}
    names = sorted(distance, key=lambda name: (distance[name], name not in outward, order[name]))
    return Around(tuple(names[:most]), max(len(names) - most, 0))


def part_of(model: SemanticModel, names: Sequence[str]) -> SemanticModel:
    """The model with these tables alone, and the relationships between them."""
    wanted = set(names)
    return model.model_copy(
        update={
            "tables": tuple(table for table in model.tables if table.name in wanted),
            "relationships": tuple(r for r in model.relationships if {r.from_table, r.to_table} <= wanted),
        }
    )


def groups_of(model: SemanticModel) -> dict[str, tuple[str, ...]]:
    """The visible tables in groups: by schema, else by the first word of their names, else by the table they gather around.

    The largest groups first; tables that belong to none are together in the last one.
    """
    tables = [table for table in model.tables if not table.hidden]
    for belongs in ({t.name: _schema(t) for t in tables}, {t.name: _first_word(t) for t in tables}, _gathered(model)):
        sizes = Counter(belongs.values())
        real = {name for name, size in sizes.items() if size > 1 and name}
        covered = sum(sizes[name] for name in real)
        if len(real) > 1 and covered >= _LEAST_SHARE * len(tables):
            groups: dict[str, list[str]] = {name: [] for name, _ in sizes.most_common() if name in real}
            for table in tables:
                own = belongs.get(table.name, "")
                groups.setdefault(own if own in real else OTHERS, []).append(table.name)
            return {name: tuple(members) for name, members in groups.items()}
    return {OTHERS: tuple(table.name for table in tables)}


def _schema(table: Table) -> str:
    return (table.source or "").rpartition(".")[0].strip('"`')


def _first_word(table: Table) -> str:
    head, underscore, _ = table.name.partition("_")
    return head if underscore else ""


def _gathered(model: SemanticModel) -> dict[str, str]:
    """Each table with the most joined table that it is joined with, itself where it has more."""
    near = neighbours_of(model)
    label = {table.name: table.label or table.name for table in model.tables}
    found = {}
    for name, others in near.items():
        hub = max((name, *others), key=lambda one: (len(near[one]), one))
        found[name] = label[hub] if len(near[hub]) > 1 else ""
    return found


def group_cards(model: SemanticModel, groups: Mapping[str, tuple[str, ...]]) -> tuple[list[Node], list[Line]]:
    """A card for each group with what is in it, and one line between two groups that are joined, whichever way most go."""
    of = {name: group for group, members in groups.items() for name in members}
    joins: Counter[tuple[str, str]] = Counter(
        (of[r.from_table], of[r.to_table]) for r in model.relationships if r.from_table in of and r.to_table in of
    )
    nodes = []
    for group, members in groups.items():
        rows = [count(len(members), "table")]
        inside = joins[group, group]
        if inside:
            rows.append(f"{count(inside, 'relationship')} inside")
        nodes.append(Node(group, group.replace("_", " ").capitalize(), tuple(rows)))
    lines = [
        Line(f"{one} → {other}: {number:,}", one, other)
        for (one, other), number in joins.items()
        if one != other and (number, one) > (joins[other, one], other)
    ]
    return nodes, lines
