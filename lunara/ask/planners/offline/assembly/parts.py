"""What a query is put together from, and how a question is declined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lunara.semantic.model import Scalar
from lunara.semantic.query import (
    AndFilter,
    Calculation,
    Compare,
    DimensionRef,
    FieldFilter,
    Filter,
    InlineMeasure,
    NotFilter,
    OrderBy,
    OrFilter,
    Summary,
    TimeFilter,
)

LOST = "The question was understood in parts that do not fit together. Try it in simpler words."

SHARED_TIME = "time"
"""The compiler's name for "the default time of each measure"."""


class Declined(Exception):
    """The question is understood, but no query says it; the message is for the person."""


class NoNumber(Declined):
    """The best or the worst are asked for, and nothing says by what number."""


class Open(Exception):
    """The question leaves open which of several things is meant; a person chooses.

    `key` names what is open; `choices` are its answers with their labels. The same question is put together once for
    each answer, with `settled[key]` being that answer.
    """

    def __init__(self, text: str, key: str, choices: Sequence[tuple[str, str]]):
        super().__init__(text)
        self.text = text
        self.key = key
        self.choices = tuple(choices)


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
    keep_empty: bool = False
    summary: Summary | None = None
    distinct: bool = False
    notes: list[str] = field(default_factory=list)
    caveats: list[str] = field(default_factory=list)
    """What must be said with the answer, because the question may have meant more than it says."""


def measure_name(measure: str | InlineMeasure) -> str:
    """What order and calculations call it."""
    return measure if isinstance(measure, str) else measure.name


def field_filter(field: str, op: str, values: Sequence[Scalar] = (), via: str | None = None) -> FieldFilter:
    """A condition on one field, checked."""
    return FieldFilter.model_validate({"field": field, "op": op, "values": tuple(values), "via": via})


def none_of(found: Filter) -> NotFilter:
    """Not it."""
    return NotFilter.model_validate({"not": found})


def any_of(found: Sequence[Filter]) -> OrFilter:
    """At least one of them."""
    return OrFilter.model_validate({"or": tuple(found)})


def all_of(found: Sequence[Filter]) -> AndFilter:
    """All of them."""
    return AndFilter.model_validate({"and": tuple(found)})
