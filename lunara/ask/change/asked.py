"""The question why a measure changed, as a plan: what a planner writes and what is stored."""

from __future__ import annotations

from typing import Literal

from pydantic import ValidationError

from lunara.errors import InvalidInput
from lunara.semantic.query import Compare, DimensionRef, Filter, InlineMeasure, SemanticQuery, TimeFilter, TimeRange
from lunara.semantic.records import Strict


class WhyChanged(Strict):
    """Why `measure` is in `period` what it is not in `against`. Half-open ranges, resolved on the organization's day.

    `time` is the time dimension of both, absent: the measure's own. `dimension` absent: the one that explains most. `supposed`
    is which way the question says that it went.
    """

    measure: str | InlineMeasure
    period: TimeRange
    against: TimeRange
    filters: tuple[Filter, ...] = ()
    time: str | None = None
    via: str | None = None
    dimension: str | DimensionRef | None = None
    supposed: Literal["up", "down"] | None = None

    @property
    def name(self) -> str:
        """The measure's name."""
        return self.measure if isinstance(self.measure, str) else self.measure.name

    def by(self, dimension: str | DimensionRef | None) -> WhyChanged:
        """The same question, explained by that dimension."""
        return self.model_copy(update={"dimension": dimension})

    def query(self, *measures: str | InlineMeasure, limit: int | None = None) -> SemanticQuery:
        """Those measures (its own when none is given) in both periods, by its dimension where it has one."""
        return SemanticQuery(
            measures=measures or (self.measure,),
            dimensions=() if self.dimension is None else (self.dimension,),
            filters=self.filters,
            time=TimeFilter(field=self.time, range=self.period, via=self.via),
            compare=Compare(range=self.against),
            limit=limit,
        )


def read_change(raw: object) -> WhyChanged:
    """A stored or written question. Raises InvalidInput naming what is wrong."""
    try:
        return WhyChanged.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(
            f"This is no question why something changed: {where or 'it'}: {first['msg']}.",
            'It has a "measure", a "period" and the period "against" which it is held.',
        ) from error
