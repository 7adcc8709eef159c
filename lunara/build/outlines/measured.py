"""Which measures an outline is about: those that are asked for, then those of the topic's tables, then the model's best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lunara.build.kinds.ranking import Candidate, candidates_of, varied
from lunara.build.outlines.request import Topic
from lunara.charts.display import clean
from lunara.semantic.model import SemanticModel, Table
from lunara.semantic.query import InlineMeasure

OF_THE_TOPIC = 6.0
"""How much more a measure of the topic's first table counts than one of another."""


@dataclass(frozen=True)
class Wanted:
    """A measure as a query names it. `table` is whose rows it is of, `adds` whether parts of it make up a whole; `counts`: it is
    the number of these rows."""

    spec: str | InlineMeasure
    label: str
    table: Table
    adds: bool
    counts: bool = False

    @property
    def name(self) -> str:
        """Its name in the result."""
        return self.spec if isinstance(self.spec, str) else self.spec.name


def wanted_measures(topic: Topic, model: SemanticModel, allowed: Sequence[str] | None = None) -> list[Wanted]:
    """Measures in the order in which they matter to the topic. `allowed`: the only tables that may be used.

    Asked ones come first. Behind them stand, of different sorts, measures of the same tables; for a topic that names things and
    no measure, the model's best follow, as they may be split by these things.
    """
    known = [one for one in candidates_of(model) if allowed is None or one.table.name in allowed]
    asked = [one for spec in topic.measures if (one := _asked(spec, known, model)) is not None]
    if asked:
        tables = {one.table.name for one in asked}
        rest = [one for one in known if one.table.name in tables or one.uses & {item.name for item in asked}]
        main = next((one for one in known if one.name == asked[0].name), None)
        behind = varied(main, rest)[1:] if main is not None else rest
    elif topic.tables:
        weighed = [replace(one, score=one.score + _bonus(one, topic.tables)) for one in known]
        weighed.sort(key=lambda one: -one.score)
        own = [one for one in weighed if one.adds and one.table.name in topic.tables][:1]
        behind = [*weighed[:1], *own, *varied(weighed[0], weighed)] if weighed else []
    else:
        main = next((one for one in known if one.adds and one.table.default_time), known[0] if known else None)
        behind = varied(main, known) if main is not None else []
    found = [*asked, *(_wanted(one) for one in behind)]
    return [one for position, one in enumerate(found) if one.name not in {before.name for before in found[:position]}]


def _wanted(one: Candidate) -> Wanted:
    measure = next((m for m in one.table.measures if one.name in (m.name, f"{one.table.name}.{m.name}")), None)
    counts = measure is not None and measure.aggregate in ("count", "count_distinct")
    return Wanted(one.name, one.label, one.table, one.adds, counts)


def _bonus(one: Candidate, tables: Sequence[str]) -> float:
    return OF_THE_TOPIC / (1 + tables.index(one.table.name)) if one.table.name in tables else 0.0


def _asked(spec: str | InlineMeasure, known: Sequence[Candidate], model: SemanticModel) -> Wanted | None:
    if isinstance(spec, InlineMeasure):
        table = model.table(spec.table)
        label = clean(spec.label or spec.name.replace("_", " "))
        label = label[:1].upper() + label[1:]
        return Wanted(spec, label, table, spec.aggregate in ("sum", "count")) if table is not None else None
    bare = re.sub(r"^.*\.", "", spec)
    found = [one for one in known if one.name == spec] or [
        one for one in known if one.name == bare or f"{one.table.name}.{one.name}" == spec
    ]
    return replace(_wanted(found[0]), spec=spec) if found else None
