"""Where the numbers of a compiled query come from: measures, the part of the statement that holds them, the rows they are over.

Made by the compiler beside the SQL (`CompiledQuery.lineage`); shown by `lunara compile --explain` and beside an answer's SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

JoinKind = Literal["join", "exists", "bridge"]


@dataclass(frozen=True)
class JoinStep:
    """One join that was planned, on which columns (of `from_table` and of `to_table`), and why it cannot multiply rows.

    `kind`: "join" adds at most one row to each; "exists" only asks for a row; "bridge" joins distinct pairs.
    """

    relationship: str
    from_table: str
    to_table: str
    because: str
    on: tuple[tuple[str, str], ...] = ()
    kind: JoinKind = "join"

    @property
    def condition(self) -> str:
        """`orders.customer_id = customers.customer_id`."""
        return " and ".join(f"{self.from_table}.{one} = {self.to_table}.{other}" for one, other in self.on)


@dataclass(frozen=True)
class OtherRoad:
    """A longer road to the same table that was not gone: by the names of its joins, and in the words of the model."""

    road: str
    words: str


@dataclass(frozen=True)
class GroupedBy:
    """A dimension as one part groups by it. `tables` is the road to it: the part's own table first, its home last."""

    name: str
    label: str
    field: str
    tables: tuple[str, ...]
    others: tuple[OtherRoad, ...] = ()


@dataclass(frozen=True)
class Condition:
    """A condition on rows, in words. `beyond` is the road of tables that it asks for a matching row; else it is on the rows."""

    text: str
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True)
class Aggregated:
    """An aggregate: its column, what people call it, and how it is made (`sum of amount where status <> 'cancelled'`)."""

    name: str
    label: str
    how: str


@dataclass(frozen=True)
class Part:
    """Aggregates over the rows of one table. `name` is its CTE, or empty where it is the statement itself.

    `compared` says that it is of the other period of a comparison; a list of rows has no measures.
    """

    name: str
    table: str
    measures: tuple[Aggregated, ...] = ()
    grouped_by: tuple[GroupedBy, ...] = ()
    joins: tuple[JoinStep, ...] = ()
    conditions: tuple[Condition, ...] = ()
    compared: bool = False


@dataclass(frozen=True)
class Derived:
    """A column made of others after they were aggregated: a measure over measures, or a calculation."""

    name: str
    label: str
    of: tuple[str, ...]
    how: str


@dataclass(frozen=True)
class Lineage:
    """The parts of a statement, the columns on which they are laid side by side, and what is made of them afterwards.

    `kept` are conditions on groups; `adds` what fills groups that no row falls into. `written` says that it is of SQL over the
    model, whose parts are put together as it says.
    """

    parts: tuple[Part, ...]
    merged_on: tuple[str, ...] = ()
    derived: tuple[Derived, ...] = ()
    kept: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    written: bool = False


def told(lineage: Lineage) -> Iterator[str]:
    """The lineage in lines of text, indented by what they belong to."""
    for part in lineage.parts:
        where = f" in {part.name}" if part.name else ""
        period = ", of the compared period" if part.compared else ""
        yield f"rows of {part.table}{where}{period}"
        for measure in part.measures:
            yield f"  {measure.name} = {measure.how}"
        for group in part.grouped_by:
            yield f"  {'grouped by' if part.measures else 'shows'} {group.name} = {group.field}, by {' → '.join(group.tables)}"
            for other in group.others:
                yield f"    another road: {other.road}"
        for join in part.joins:
            word = {"join": "joins", "exists": "asks for", "bridge": "joins pairs of"}[join.kind]
            on = f" on {join.condition}" if join.on else ""
            name = f" ({join.relationship})" if join.relationship else ""
            yield f"  {join.from_table} {word} {join.to_table}{on}{name}: {join.because}"
        for condition in part.conditions:
            beyond = f", asked of {' → '.join(condition.beyond)}" if condition.beyond else ""
            yield f"  only where {condition.text}{beyond}"
    if len(lineage.parts) > 1 and not lineage.written:
        on = f" on {', '.join(lineage.merged_on)}; empty meets empty" if lineage.merged_on else ""
        yield f"the parts are laid side by side{on}"
    for text in lineage.adds:
        yield text
    for one in lineage.derived:
        yield f"{one.name} = {one.how}"
    for text in lineage.kept:
        yield f"only groups where {text}"
