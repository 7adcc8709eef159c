"""What a query is put together from, and how a question is declined."""

from __future__ import annotations

from dataclasses import dataclass, field

from lunara.semantic.query import Calculation, Compare, DimensionRef, InlineMeasure, OrderBy, TimeFilter

SHARED_TIME = "time"
"""The compiler's name for "the default time of each measure"."""


class Declined(Exception):
    """The question is understood, but no query says it; the message is for the person."""


@dataclass
class Parts:
    """A query while it is put together."""

    measures: list[str | InlineMeasure] = field(default_factory=list)
    dimensions: list[str | DimensionRef] = field(default_factory=list)
    filters: list[object] = field(default_factory=list)
    order: list[OrderBy] = field(default_factory=list)
    calculations: list[Calculation] = field(default_factory=list)
    limit: int | None = None
    time: TimeFilter | None = None
    compare: Compare | None = None
    fill_time: bool = False
    distinct: bool = False
    notes: list[str] = field(default_factory=list)


def measure_name(measure: str | InlineMeasure) -> str:
    """What order and calculations call it."""
    return measure if isinstance(measure, str) else measure.name
