"""The moment of tables that keep none of their own: that of the order whose line a row is, or the day in a calendar table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lunara.semantic.draft.evidence import Evidence
from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.keys import CALENDARS, KEY_WORDS
from lunara.semantic.draft.measures import EVENTS
from lunara.semantic.draft.times import moment_score
from lunara.semantic.model import Relationship, Table

_PARTS_OF = frozenset(["line", "item", "detail", "position"])
_AN_EVENT = 1.0  # a score from which on a day is one of the row's own


def inherited_times(
    tables: Sequence[Table], facts: Mapping[str, TableFacts], joins: Sequence[Relationship]
) -> tuple[list[Table], list[Evidence]]:
    """The tables with the moments that they take over, and why."""
    own = {table.name: table.default_time for table in tables}
    parents: dict[str, list[Relationship]] = {}
    referred = {r.to_table for r in joins if r.from_table != r.to_table}
    for relationship in joins:
        if own.get(relationship.to_table) and relationship.to_table != relationship.from_table:
            parents.setdefault(relationship.from_table, []).append(relationship)
    result: list[Table] = []
    evidence: list[Evidence] = []
    for table in tables:
        roads = parents.get(table.name, [])
        found = None
        if table.default_time is None and roads and not is_calendar(facts[table.name]):
            fact = table.name not in referred
            found = _day(facts[table.name], roads, facts, own, fact=fact) or _whole(
                facts[table.name], roads, facts, own
            )
        if found is None:
            result.append(table)
            continue
        moment, proof = found
        evidence.append(proof)
        result.append(table if moment is None else table.model_copy(update={"default_time": moment}))
    return result, evidence


def is_calendar(table: TableFacts) -> bool:
    """Whether a row of a table is a day: it is called a date, a calendar or a day."""
    return bool(table.entity) and table.entity[-1] in CALENDARS


def _day(
    table: TableFacts,
    roads: Sequence[Relationship],
    facts: Mapping[str, TableFacts],
    own: Mapping[str, str | None],
    *,
    fact: bool,
) -> tuple[str | None, Evidence] | None:
    """The day in a calendar table that a row refers to: its order date before its ship date.

    The only one of a row that nothing else refers to is its day whatever it is called, unless that is of its end.
    """
    days = [r for r in roads if is_calendar(facts[r.to_table]) and len(r.from_columns) == 1]
    scored = [(_score(table.column(r.from_columns[0]), table), r) for r in days]
    best = max((score for score, _ in scored), default=0.0)
    if best < _AN_EVENT and not (fact and best > 0 and len(scored) == 1):
        return None
    first = [r for score, r in scored if score == best]
    if len(first) > 1:
        names = " and ".join(r.from_columns[0] for r in first)
        told = f"{names} may each be the day of a row of {table.table.name}; nothing tells which, so none is set."
        return None, Evidence("default_time", table.name, 0.5, told, f"table:{table.name}", "")
    road = first[0]
    home = road.name if sum(r.to_table == road.to_table for r in roads) > 1 else road.to_table
    column = road.from_columns[0]
    told = (
        f"{column} refers to the day in {facts[road.to_table].table.name} that a row of {table.table.name} stands for."
    )
    sure = min(0.9 if best >= 2 else 0.8, road.confidence)
    return f"{home}.{own[road.to_table]}", Evidence(
        "default_time", table.name, sure, told, f"table:{table.name}", column
    )


def _score(column: ColumnFacts, table: TableFacts) -> float:
    """How well the day behind a key fits, by the key's name without its key word."""

    def bare(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(word for word in words if word not in KEY_WORDS) or words

    return moment_score(replace(column, sense=bare(column.sense), own=bare(column.own), stats=None), table)


def _whole(
    table: TableFacts, roads: Sequence[Relationship], facts: Mapping[str, TableFacts], own: Mapping[str, str | None]
) -> tuple[str | None, Evidence] | None:
    """The moment of the one thing that the rows are parts of: of the order for its lines."""
    events = [r for r in roads if set(facts[r.to_table].entity) & EVENTS and "." not in str(own[r.to_table])]
    part_of = [r for r in events if any(table.entity[: len(alias)] == alias for alias in facts[r.to_table].aliases)]
    if not part_of and set(table.entity) & _PARTS_OF:
        part_of = events
    if len(part_of) != 1:
        return None
    road = part_of[0]
    told = f"A row is a part of one row of {facts[road.to_table].table.name}, whose {own[road.to_table]} is its moment."
    column = road.from_columns[0]
    return f"{road.to_table}.{own[road.to_table]}", Evidence(
        "default_time", table.name, min(0.88, road.confidence), told, f"table:{table.name}", column
    )
