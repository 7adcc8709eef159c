"""An outline from the model alone: headline numbers with their change, the trend, what it splits by, what changed, the largest.

Deterministic: the same request over the same model and data gives the same outline. Each part is tried before it is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from lunara.ask.describe import describe, describe_conditions
from lunara.ask.reach import default_times
from lunara.build.artifact import DashboardFilter
from lunara.build.kinds.draft import MOST_GROUPS, names_its_rows
from lunara.build.kinds.ranking import FEW_GROUPS, nameable
from lunara.build.outlines.basis import shared_conditions
from lunara.build.outlines.measured import Wanted, wanted_measures
from lunara.build.outlines.naming import field_of, label_of, lowered
from lunara.build.outlines.outline import LeftOut, Outline, Part, PartKind, Role, Tried, free_id
from lunara.build.outlines.parts import part_of
from lunara.build.outlines.request import Topic
from lunara.build.outlines.splits import Split, Splitting
from lunara.build.outlines.trying import Bench, same_everywhere
from lunara.charts.display import clean
from lunara.errors import InvalidInput
from lunara.semantic.draft.display import display_dimension
from lunara.semantic.model import Dimension, Table
from lunara.semantic.query import (
    Compare,
    DimensionRef,
    FieldFilter,
    Filter,
    OrderBy,
    SemanticQuery,
    TimeFilter,
)
from lunara.semantic.records import Grain
from lunara.workspace.records import ArtifactType

MAX_NUMBERS = 4
MAX_TRENDS = 2
FEW_SERIES = 6
RANKED = 10
Say = Callable[[str, str, float], None]
_DAYS: tuple[tuple[int, Grain], ...] = ((45, "day"), (100, "week"), (1_200, "month"), (3_700, "quarter"))


def planned_outline(
    topic: Topic, request: str, kind: ArtifactType, bench: Bench, say: Say = lambda label, detail, fraction: None
) -> Outline:
    """The outline of a topic. `say` is called as each part is tried, with its title and how far it is.

    Raises InvalidInput when the model has no measure that can be shown, and what trying a part raises.
    """
    planning = _Planning(topic, bench, kind=kind, say=say)
    planning.plan()
    if not planning.parts:
        told = " ".join(dict.fromkeys(one.because for one in planning.left_out))
        raise InvalidInput(
            f"No part of it would show anything. {told}".strip(),
            "Check that the tables have rows, or ask for something else.",
        )
    return Outline(
        kind=kind,
        title=topic.title(bench.model),
        asked=request,
        about=topic.text,
        parts=tuple(planning.parts),
        filters=planning.filters(),
        date_range=planning.range,
        left_out=tuple(dict.fromkeys(planning.left_out)),
        shared=planning.conditions,
        conditions=planning.said(planning.conditions),
        missing=topic.missing,
        notes=(*(f"Read as: {said}." for said in topic.understood), *topic.notes),
    )


@dataclass
class _Planning(Splitting):
    """The parts so far, and what they are made with."""

    kind: ArtifactType = "dashboard"
    say: Say = lambda label, detail, fraction: None
    parts: list[Part] = field(default_factory=list)

    def plan(self) -> None:
        self.conditions = shared_conditions(self.topic, self.model)
        self.wanted = wanted_measures(self.topic, self.model, self.bench.tables)
        main = self.main_measure()
        if main is None:
            raise InvalidInput(
                "The model has no measure to show of this.",
                "Add a measure to the semantic layer, or ask for something else.",
            )
        self.wanted = [main, *(one for one in self.wanted if one.name != main.name and self.belongs(one))]
        self.must_have_data(main)
        self.range = self.period(main)
        self._numbers()
        self.find_splits(main)
        self._trends(main)
        self._asked()
        self._split_parts(main)
        self._change(main)
        self._ranking()

    def filters(self) -> tuple[DashboardFilter, ...]:
        """What a dashboard can be filtered by: what was asked about first, then what it is split by."""
        found: dict[str, DashboardFilter] = {}
        for one in self.conditions:
            if isinstance(one, FieldFilter) and one.via is None and one.op in ("=", "in"):
                label = label_of(self.model, one.field)
                found[one.field] = DashboardFilter(
                    id=f"filter-{len(found) + 1}", field=one.field, label=label, values=one.values
                )
        for split in self.splits:
            if split.groups <= MOST_GROUPS and split.field not in found and isinstance(split.dimension, str):
                found[split.field] = DashboardFilter(
                    id=f"filter-{len(found) + 1}", field=split.field, label=split.label
                )
        return tuple(found.values())

    # -- what it is about ------------------------------------------------------------------------------------------------

    def _where(self) -> str:
        """The conditions that a dashboard cannot show as its filters, as they follow a title; documents say all of them once."""
        if self.kind != "dashboard":
            return ""
        shown = {one.field for one in self.filters()}
        said = self.said(one for one in self.conditions if not (isinstance(one, FieldFilter) and one.field in shown))
        return f" {said}" if said else ""

    def said(self, conditions: Iterable[Filter]) -> str:
        """Conditions in words: "where country is Germany"; "" for none."""
        kept = tuple(conditions)
        query = SemanticQuery(measures=(self.wanted[0].spec,), filters=kept)
        return describe_conditions(query, self.model) if kept else ""

    # -- parts -----------------------------------------------------------------------------------------------------------

    def _try(
        self, role: Role, title: str, query: SemanticQuery, *, kind: PartKind | None = None, told: bool = False
    ) -> Part | None:
        """Take the part when it says something; with `told` it is said why it does not."""
        if len(self.parts) >= self.bench.allowance.parts:
            return None
        title = f"{title}{self._where()}" if role != "asked" else title
        self.say("Trying parts", title, min(len(self.parts) / self.bench.allowance.parts, 1.0))
        part = part_of(self.bench, free_id(self.parts), role, title, query, kind=kind)
        if isinstance(part, LeftOut):
            self.left_out += [part] if told else []
            return None
        if any(one.figure.query == query for one in self.parts):
            return None
        self.parts.append(part)
        return part

    def _numbers(self) -> None:
        """Up to four numbers with their change; in a deck together, as one slide shows them."""
        asked = len(self.topic.measures)
        found: list[tuple[Wanted, SemanticQuery]] = []
        self.bench.ahead(query for one in self.wanted[:MAX_NUMBERS] if (query := self._number_query(one)) is not None)
        for position, one in enumerate(self.wanted[:16]):
            if len(found) == MAX_NUMBERS:
                break
            query = self._number_query(one)
            if query is None:
                continue
            part = part_of(self.bench, "number", "number", one.label, query, kind="kpi")
            if isinstance(part, Part):
                found.append((one, query))
            elif position < asked:
                self.left_out.append(part)
        if self.kind == "slide" and len(found) > 1:
            together = self._together(found)
            if together is not None and self._try("number", "At a glance", together, kind="kpi") is not None:
                return
        for one, query in found:
            timeless = query.time is None and self.range is not None
            self._try("number", f"{one.label} (all time)" if timeless else one.label, query, kind="kpi")

    def _number_query(self, one: Wanted) -> SemanticQuery | None:
        """The number with what it is compared with where that has data; of all time where it has no date and none was asked."""
        compared = self.query(one, compare=Compare(to="previous_period"))
        if self.range is not None and self.comparable(compared):
            return compared
        query = self.query(one)
        if self.compiles(query) is not None or self.topic.time is not None:
            return query
        timeless = self.query(one, timeless=True)
        return timeless if self.compiles(timeless) is not None else None

    def _together(self, found: Sequence[tuple[Wanted, SemanticQuery]]) -> SemanticQuery | None:
        first = found[0][1]
        alike = [one for one, query in found if (query.time, query.compare) == (first.time, first.compare)]
        query = first.model_copy(update={"measures": tuple(one.spec for one in alike)})
        return query if len(alike) > 1 and self.compiles(query) is not None else None

    def _trends(self, main: Wanted) -> None:
        asked = [one for one in self.wanted if one.spec in self.topic.measures][:MAX_TRENDS] or self.wanted[:1]
        for one in asked:
            when = default_times(self.model).get(one.table.name)
            if when is None or self.range is None:
                continue
            grain = self.topic.grain or self.grain(when)
            by = DimensionRef(field=when, grain=grain)
            title = f"{one.label} by {grain}"
            query = self.query(one, dimensions=(by,), fill_time=True)
            beside = query.model_copy(update={"compare": Compare(to="previous_year")})
            if grain in ("month", "quarter") and self.comparable(beside):
                query = beside
            self._try("trend", title, query, told=True)
        few = next((split for split in self.splits if 2 <= split.groups <= FEW_SERIES), None)
        when = default_times(self.model).get(main.table.name)
        if self.kind != "slide" and few is not None and when is not None and self.range is not None and main.adds:
            grain = self.topic.grain or self.grain(when)
            dimensions = (DimensionRef(field=when, grain=grain), few.dimension)
            title = f"{main.label} by {grain} and {lowered(few.label)}"
            self._try("trend", title, self.query(main, dimensions=dimensions, fill_time=True))

    def _asked(self) -> None:
        """What was asked as it stands, where no part of the usual kinds shows just that."""
        for query in self.topic.queries:
            groups = [one for one in query.dimensions if isinstance(one, str) or one.grain is None]
            plain = (
                len(query.dimensions) <= 1 and len(query.measures) == 1 and not query.limit and not query.calculations
            )
            whole = plain and query.compare is None and set(query.filters) <= set(self.conditions)
            if not query.measures or (whole and len(groups) <= 1) or not query.dimensions:
                continue
            asked = query
            if query.time is None and self.range is not None:
                dated = query.model_copy(update={"time": TimeFilter(range=self.range)})
                asked = dated if self.compiles(dated) is not None else query
            title = describe(asked.model_copy(update={"time": query.time}), self.model)
            tried = self.bench.try_out(asked)
            if isinstance(tried, Tried) and len(query.dimensions) > 2 and tried.result.row_count > MOST_GROUPS:
                rows = f"{tried.result.row_count:,} rows"
                self.left_out.append(
                    LeftOut(title, f"It would have {rows}: it is shown by one way of grouping at a time.")
                )
                continue
            self._try("asked", title, asked, told=True)

    def _split_parts(self, main: Wanted) -> None:
        asked = {field_of(one) for one in self.asked_dimensions()}
        self.bench.ahead(self._split_query(main, split) for split in self.splits)
        for split in self.splits:
            self._split_part(main, split, told=split.field in asked)
        others = [one for one in self.wanted if one.spec in self.topic.measures][1:3]
        if not self.topic.measures:
            # of things, also how many there are
            own = [one for one in self.wanted if one.table.name in self.topic.tables and one.adds and one is not main]
            others = own[:1]
        for one in others:
            named = [
                d for query in self.asked_of(one) for d in query.dimensions if isinstance(d, str) or d.grain is None
            ]
            for dimension in named:
                if dimension not in [split.dimension for split in self.splits]:
                    self._own_split(one, dimension)
            for split in self.splits:
                if (split.dimension in named or not named) and self._split_part(
                    one, split, told=split.dimension in named
                ):
                    break

    def _own_split(self, one: Wanted, dimension: str | DimensionRef) -> None:
        """A dimension that another measure than the main one is asked to be split by."""
        tried = self.bench.try_out(self.query(one, dimensions=(dimension,), limit=MOST_GROUPS + 1))
        label = label_of(self.model, field_of(dimension))
        if isinstance(tried, Tried):
            self._split_part(one, Split(dimension, label, tried.result.row_count), told=True)
        else:
            self.left_out.append(LeftOut(f"{one.label} by {lowered(label)}", tried.message))

    def _split_part(self, one: Wanted, split: Split, *, told: bool = False) -> bool:
        query = self._split_query(one, split)
        if self.compiles(query) is None and not told:
            return False
        more = f", the {FEW_GROUPS} largest" if split.groups > FEW_GROUPS else ""
        return self._try("split", f"{one.label} by {lowered(split.label)}{more}", query, told=told) is not None

    def _split_query(self, one: Wanted, split: Split) -> SemanticQuery:
        order = (OrderBy(field=one.name, direction="desc"),)
        return self.query(one, dimensions=(split.dimension,), order_by=order, limit=FEW_GROUPS)

    def _change(self, main: Wanted) -> None:
        """What moved against the period before, by the first split with few groups."""
        split = next((one for one in self.splits if one.groups <= FEW_GROUPS), None)
        if split is None or self.range is None:
            return
        order = (OrderBy(field=main.name, direction="desc"),)
        query = self.query(
            main, dimensions=(split.dimension,), compare=Compare(to="previous_period"), order_by=order, limit=FEW_GROUPS
        )
        title = f"{main.label} by {lowered(split.label)} against the period before"
        if self.comparable(query):
            self._try("change", title, query)
        else:
            self.left_out.append(LeftOut(title, "The data does not cover the period before."))

    def _ranking(self) -> None:
        """The largest of something that has a name, with measures that can be split by it."""
        named = [
            one
            for one in self._named()
            if not any(split.field == f"{one[0].name}.{one[1].name}" for split in self.splits)
        ]
        for first in sorted(self.wanted[:8], key=lambda one: (one is not self.wanted[0], not one.adds)):
            for table, dimension in named:
                if first.table.name == table.name and first.counts:
                    continue  # each of them is one
                if self._ranked(first, table, dimension):
                    return

    def _ranked(self, first: Wanted, table: Table, dimension: Dimension) -> bool:
        name = f"{table.name}.{dimension.name}"
        if self.compiles(self.query(first, dimensions=(name,), limit=1)) is None:
            return False
        if not names_its_rows(self.bench.rows, table, dimension):
            return False
        shown = [first]
        for one in self.wanted[:12]:
            if len(shown) == (4 if self.kind != "slide" else 3) or one.name == first.name:
                continue
            if self.compiles(self.query(*shown, one, dimensions=(name,), limit=1)) is not None:
                shown.append(one)
        order = (OrderBy(field=first.name, direction="desc"),)

        def query_of(shown: Sequence[Wanted]) -> SemanticQuery:
            return self.query(*shown, dimensions=(name,), order_by=order, limit=RANKED)

        query = query_of(shown)
        tried = self.bench.try_out(query)
        if isinstance(tried, Tried):  # a column of the same in each row says nothing
            same = same_everywhere(tried.compiled, tried.result)
            telling = [one for one in shown if one is first or one.name not in same]
            query = query_of(telling) if len(telling) < len(shown) else query
        title = f"Top {clean(table.label or table.name.replace('_', ' ')).lower()} by {lowered(first.label)}"
        return self._try("ranking", title, query, kind="table") is not None

    def _named(self) -> list[tuple[Table, Dimension]]:
        """Names of the topic's tables, then of products, customers and what else has names."""
        found = []
        for name in self.topic.tables:
            table, shown = self.model.table(name), display_dimension(self.model, name)
            own = next((d for d in table.dimensions if d.name == shown and not d.hidden), None) if table else None
            if table is not None and own is not None:
                found.append((table, own))
        allowed = self.bench.tables
        every = [*found, *nameable(self.model)]
        return [one for one in every if allowed is None or one[0].name in allowed][:8]
