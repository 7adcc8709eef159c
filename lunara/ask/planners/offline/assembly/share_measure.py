"""The measure that a share of rows is."""

from __future__ import annotations

from lunara.ask.planners.offline.assembly.measuring import snake
from lunara.semantic.model import Format
from lunara.semantic.query import InlineMeasure


def rows_share(table: str, said: str, part: str, label: str) -> InlineMeasure:
    """The average over the rows of `table` of `part`: SQL that is 1.0 for those that are meant, 0.0 for the others and null
    for those that are no part of it. `said` are the words that its name is made of.
    """
    return InlineMeasure(
        name=snake(said), table=table, aggregate="avg", expression=part, label=label, format=Format(kind="percent")
    )
