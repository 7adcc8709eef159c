"""What was done by a day in a calendar table: a bill whose `paid_date_key` is empty is not paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lunara.semantic.draft.evidence import Evidence
from lunara.semantic.draft.facts import ColumnFacts, TableFacts, unique_name
from lunara.semantic.draft.inherited import is_calendar
from lunara.semantic.draft.keys import KEY_WORDS
from lunara.semantic.draft.measures import column_sql
from lunara.semantic.draft.vocabulary import word_set
from lunara.semantic.model import Dimension, Relationship, Table

_DONE = word_set("""
    paid settled closed resolved completed finished delivered shipped dispatched received returned refunded cancelled canceled
    approved rejected fulfilled answered discharged
""")
"""What may not have been done yet, or never will be. What was planned or expected has its day from the start."""
_DAYS = word_set("date day datetime timestamp time at on")


def with_outcomes(
    tables: Sequence[Table], facts: Mapping[str, TableFacts], joins: Sequence[Relationship], dialect: str
) -> tuple[list[Table], list[Evidence]]:
    """The tables with a yes or no for each reference to a calendar that says when something was done, and why.

    Only where a probe found rows without that day: a calendar with a row of its own for "not yet" leaves no reference empty, so
    an empty one would say nothing there.
    """
    result: list[Table] = []
    evidence: list[Evidence] = []
    for table in tables:
        names = {d.name for d in table.dimensions}
        taken = {(d.label or d.name).lower() for d in table.dimensions}
        made: list[Dimension] = []
        for road in joins:
            if road.from_table != table.name or len(road.from_columns) != 1 or not is_calendar(facts[road.to_table]):
                continue
            column = facts[table.name].column(road.from_columns[0])
            done = _done(column)
            if not done or done in taken:
                continue
            taken.add(done)
            name = unique_name(f"is_{done}", names)
            sql = f"({column_sql(column.name, dialect)} IS NOT NULL)"
            made.append(Dimension(name=name, expression=sql, type="boolean", label=done.capitalize()))
            told = f"Rows without {column.name} were found: it refers to the day on which it was {done}."
            path = f"{table.name}.{name}"
            evidence.append(Evidence("role", path, 0.85, told, f"dimension:{path}", "dimension"))
        result.append(table.model_copy(update={"dimensions": (*table.dimensions, *made)}) if made else table)
    return result, evidence


def _done(column: ColumnFacts) -> str:
    """What was done by the day that a key refers to, where some rows have none; "" for any other key."""
    stats = column.stats
    said = [w for w in column.own if w not in KEY_WORDS and w not in _DAYS]
    some_empty = stats is not None and 0 < stats.filled < stats.rows
    return said[0] if some_empty and len(said) == 1 and said[0] in _DONE else ""
