"""An outline: what a dashboard, report or deck about something will consist of, tried out before anything is made of it.

Every part has been compiled, run and found to say something. Changing an outline gives a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from lunara.ask.narrate import Narrative
from lunara.ask.plan import Tokens
from lunara.build.artifact import DashboardFilter, Figure
from lunara.build.narrowing import narrowed
from lunara.build.told import Telling
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.errors import NotFound
from lunara.semantic.compiled import CompiledQuery
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import Filter, SemanticQuery, TimeFilter, TimeRange
from lunara.workspace.records import ArtifactType

Role = Literal["number", "trend", "split", "change", "ranking", "asked"]
PartKind = Literal["kpi", "chart", "table"]

HEADINGS: dict[Role, str] = {
    "number": "Key figures",
    "trend": "Over time",
    "split": "Breakdown",
    "change": "What changed",
    "ranking": "The largest",
    "asked": "Asked for",
}


@dataclass(frozen=True)
class Tried:
    """What came of trying a part: how it compiles, its rows of that moment and what tells them."""

    compiled: CompiledQuery
    result: ResultTable
    telling: Telling

    @cached_property
    def narrative(self) -> Narrative:
        """What the rows say."""
        return self.telling.narrative(self.compiled, self.result)


@dataclass(frozen=True)
class Part:
    """A tile, block or slide to be. `tried` are its numbers of the moment, which are shown and never stored."""

    id: str
    role: Role
    kind: PartKind
    title: str
    figure: Figure
    tried: Tried = field(repr=False, compare=False)

    @property
    def chart(self) -> ChartSpec:
        """How it is drawn."""
        return self.figure.chart or ChartSpec(kind="table", title=self.title)


@dataclass(frozen=True)
class LeftOut:
    """A part that is not there, and why in a sentence."""

    title: str
    because: str


@dataclass(frozen=True)
class Outline:
    """`asked` is the sentence it was made for, `about` what of it was understood as the subject.

    `shared` are conditions that all parts have, `conditions` the same in words ("where country is Germany").
    `left_out` are parts that failed or would have said nothing, `missing` what is not in the data, `notes` how the subject was
    read, and who wrote the outline where that was not as asked for. `provider` wrote it ("offline" is Lunara itself).
    """

    kind: ArtifactType
    title: str
    asked: str
    about: str = ""
    parts: tuple[Part, ...] = ()
    filters: tuple[DashboardFilter, ...] = ()
    date_range: TimeRange | None = None
    left_out: tuple[LeftOut, ...] = ()
    shared: tuple[Filter, ...] = ()
    conditions: str = ""
    missing: str = ""
    notes: tuple[str, ...] = ()
    provider: str = "offline"
    tokens: Tokens = field(default_factory=Tokens)

    def part(self, id: str) -> Part:
        """The part of that id. Raises NotFound."""
        return self.parts[self._index(id)]

    def moved(self, id: str, by: int) -> Outline:
        """With the part `by` places further on (negative: back), at most to the end."""
        parts = [*self.parts]
        at = self._index(id)
        part = parts.pop(at)
        parts.insert(max(at + by, 0), part)
        return replace(self, parts=tuple(parts))

    def without(self, id: str) -> Outline:
        """Without the part."""
        at = self._index(id)
        return replace(self, parts=(*self.parts[:at], *self.parts[at + 1 :]))

    def renamed(self, id: str, title: str) -> Outline:
        """With the part under another title."""
        part = self.part(id)
        chart = part.chart.model_copy(update={"title": title})
        figure = part.figure.model_copy(update={"chart": chart})
        return self.with_part(replace(part, title=title, figure=figure))

    def with_part(self, part: Part) -> Outline:
        """With the part in the place of the one of its id, or at the end."""
        if all(one.id != part.id for one in self.parts):
            return replace(self, parts=(*self.parts, part))
        return replace(self, parts=tuple(part if one.id == part.id else one for one in self.parts))

    def within(self, query: SemanticQuery, model: SemanticModel) -> SemanticQuery:
        """A question for this outline: about its period unless it names its own, under the conditions that all parts share.

        Raises what laying them over it raises.
        """
        time = query.time
        if time is None and self.date_range is not None and query.measures:
            time = TimeFilter(range=self.date_range)
        filters = narrowed(query, model, *(one for one in self.shared if one not in query.filters))
        return query.model_copy(update={"time": time, "filters": filters})

    def _index(self, id: str) -> int:
        for position, part in enumerate(self.parts):
            if part.id == id:
                return position
        raise NotFound("That part is no longer in this outline.", "Reload the page.")


def free_id(parts: Sequence[Part]) -> str:
    """An id that none of the parts has."""
    taken = {part.id for part in parts}
    return next(name for number in range(1, len(taken) + 2) if (name := f"part-{number}") not in taken)
