"""MetricFlow's own requests (metrics, `listing__country_latest`, `metric_time`, filters), asked of the imported model.

What Lunara cannot say in the same sense is refused with the reason; nothing is bent until a number fits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lunara.semantic.compile.periods import MONTHS, ORDER, SECONDS, Moment, add, truncate
from lunara.semantic.compiled import Clock
from lunara.semantic.filters import filter_names
from lunara.semantic.formats.dbt import FORMAT
from lunara.semantic.formats.dbt_documents import project_of
from lunara.semantic.formats.dbt_entities import Entities
from lunara.semantic.formats.dbt_filters import Reference, Target, Unresolved, conditions, lunara_grain
from lunara.semantic.formats.dbt_metrics import Made, Metrics
from lunara.semantic.formats.format import Documents, Notes
from lunara.semantic.model import Grain, Offset, SemanticModel
from lunara.semantic.query import InlineMeasure, SemanticQuery
from lunara.semantic.review import references

CLOCK = Clock(date(2024, 1, 1))
PARTS = {
    "dow": "day_of_week",
    "doy": "day_of_year",
    "year": "year",
    "quarter": "quarter",
    "month": "month",
    "day": "day",
}
# MetricFlow's test project keeps this file outside of the folder that is shared; the three spines lie beside the data.
SPINES = {
    "project_configuration": {
        "time_spines": [
            {
                "node_relation": {"alias": "mf_time_spine"},
                "primary_column": {"name": "ds", "time_granularity": "day"},
                "custom_granularities": [{"name": "alien_day"}],
            },
            {
                "node_relation": {"alias": "mf_time_spine_hour"},
                "primary_column": {"name": "ts", "time_granularity": "hour"},
            },
            {
                "node_relation": {"alias": "mf_time_spine_second"},
                "primary_column": {"name": "ts", "time_granularity": "second"},
            },
        ]
    }
}


class NotSaid(Exception):
    """The request means something that a semantic query cannot say. Its text is the reason."""


def documents(folder: Path) -> Documents:
    """The project's files, with the spines of its configuration."""
    files = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml"))}
    return Documents({**files, "project_configuration.yaml": json.dumps(SPINES)})


@dataclass
class Asked:
    """A semantic query, and MetricFlow's names of its columns in order."""

    query: SemanticQuery
    columns: list[str]


@dataclass
class Spine:
    """The first and last period of a time spine."""

    table: str
    column: str
    first: datetime
    last: datetime


@dataclass
class Translator:
    """Translates requests over one project; `spines` by their period."""

    files: Documents
    spines: dict[str, Spine]
    model: SemanticModel = field(init=False)
    notes: Any = field(init=False)

    def __post_init__(self) -> None:
        read = FORMAT.read(self.files)
        self.model, self.notes = read.model, read.notes
        notes = Notes()
        self.project = project_of(self.files, notes)
        self.entities = Entities(self.project, None, notes)
        for source in self.entities.sources.values():
            table = self.model.table(source.name)
            assert table is not None
            source.dimensions = {one.name: one for one in table.dimensions}
        self.metrics = Metrics(self.entities, self.project, notes)
        self.metrics.read()

    # -- one request -------------------------------------------------------------------------------------------------------

    def translate(self, asked: dict[str, Any]) -> Asked:
        """Raises NotSaid."""
        if "saved_query_name" in asked:
            asked = self._saved(asked)
        try:
            made = [self.metrics.metric(name) for name in asked.get("metrics", [])]
            if not made:
                return self._without_metrics(asked)
            return self._with_metrics(asked, made)
        except Unresolved as reason:
            raise NotSaid(str(reason)) from reason

    def _saved(self, asked: dict[str, Any]) -> dict[str, Any]:
        item = next(q for q in self.project.queries if q.data["name"] == asked["saved_query_name"])
        params = item.data["query_params"]
        groups = []
        for text in params["group_by"]:
            _, name, *rest = text.split("'")
            groups.append("__".join([name, *rest[1:2]]) if text.startswith("TimeDimension") else name)
        return {**asked, "metrics": params["metrics"], "group_bys": groups}

    def _groups(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"name": name} for name in asked.get("group_bys", [])] + list(asked.get("group_by_objs", []))

    def _with_metrics(self, asked: dict[str, Any], made: list[Made]) -> Asked:
        bases = list(dict.fromkeys(base for one in made for base in one.bases))
        default = self._default_grain(asked["metrics"], made)
        dimensions: list[Any] = []
        columns: list[str] = []
        own: list[Grain] = []
        other = False
        measures: list[Any] = [one.name for one in made]
        for group in self._groups(asked):
            if group["name"] == "metric_time__alien_day":
                dimensions.append({"field": "mf_time_spine.alien_day"})
                columns.append(group["name"])
                if any(self._joins_spine(name) for name in asked["metrics"]):
                    raise NotSaid("the project's own periods are a calendar's column, of which none is filled")
                measures = [self._by_calendar(one) for one in made]
                continue
            seen = [self._group(base, group, default) for base in bases]
            if any(one[:2] != seen[0][:2] for one in seen[1:]):
                raise NotSaid(f"{group['name']} is reached differently by {' and '.join(bases)}")
            ref, name, is_own = seen[0][0], seen[0][1], all(one[2] for one in seen)
            dimensions.append(ref)
            columns.append(name)
            if is_own and "grain" in ref:
                own.append(ref["grain"])
            other = other or not is_own
        query: dict[str, Any] = {"measures": measures, "dimensions": dimensions}
        query["filters"] = self._filters(asked, bases)
        filled = [name for name in asked["metrics"] if self._joins_spine(name)]
        nested = [name for name in asked["metrics"] if name not in filled and self._joins_spine(name, deep=True)]
        if nested and own:
            raise NotSaid(f"a metric inside {nested[0]} shows periods without rows")
        if filled and own:
            query |= {"fill_time": True, "fill_with": "null", "fill_groups": not other}
        finest = min(own, key=ORDER.index) if own else default
        if "time_constraint" in asked:
            query["time"] = {"range": self._range(asked["time_constraint"], finest, self._cut_first(asked["metrics"]))}
        elif own and (filled or any(one.moved for one in made)):
            spine = self.spines["hour" if default in SECONDS else "day"]
            end = spine.last + (timedelta(hours=1) if default in SECONDS else timedelta(days=1))
            first = self._first(query, spine.first) if filled else spine.first
            query["time"] = {"range": {"from": first.isoformat(), "to": end.isoformat()}}
        if finest in MONTHS and any(self._months_before(name) for name in asked["metrics"]):
            raise NotSaid("MetricFlow counts the last day of a short month several times when it goes back by months")
        query["order_by"] = [self._order(one, columns, dimensions, asked) for one in asked.get("order_bys", [])]
        query["limit"] = asked.get("limit")
        return Asked(SemanticQuery.model_validate(query), [*columns, *asked["metrics"]])

    def _by_calendar(self, one: Made) -> dict[str, Any]:
        """A measure whose road to the calendar is that of its own date."""
        table, _, name = one.name.rpartition(".")
        if not table:
            raise NotSaid(f"the project's own periods are a calendar's column, and {name} is no plain aggregate")
        measure = self.metrics.measures[table][name]
        if measure.additive_over != "all" or measure.time is not None:
            raise NotSaid(f"the project's own periods are a calendar's column, and {name} goes by a date of its own")
        date_of = self.entities.sources[table].default_time
        said = measure.model_dump(include=set(InlineMeasure.model_fields), exclude_none=True)
        return {**said, "table": table, "via": f"{table}_{date_of}_mf_time_spine"}

    def _order(self, text: str, columns: list[str], dimensions: list[Any], asked: dict[str, Any]) -> dict[str, Any]:
        name, direction = text.removeprefix("-"), "desc" if text.startswith("-") else "asc"
        if name in asked["metrics"]:
            return {"field": self.metrics.metric(name).name, "direction": direction}
        position = next(n for n, column in enumerate(columns) if column == name or column.startswith(f"{name}__"))
        ref = dimensions[position]
        grain = f"_{ref['grain']}" if "grain" in ref else ""
        return {"field": f"{ref['field'].rpartition('.')[2]}{grain}", "direction": direction}

    def _range(self, constraint: list[str], grain: Grain, cut: Offset | None = None) -> dict[str, str]:
        """Both ends included, each widened to the whole period.

        `cut`: MetricFlow takes the accumulated periods from the range too, so that the first ones have nothing to show.
        """
        first, last = (datetime.fromisoformat(text) for text in constraint)
        start = truncate(first, grain, CLOCK)
        if cut is not None:
            if cut.count is None or cut.grain != grain:
                raise NotSaid("MetricFlow cuts the periods that are accumulated before it moves them")
            start = add(start, grain, cut.count)
        end = add(truncate(last, grain, CLOCK), grain, 1)
        return {"from": _iso(start), "to": _iso(end)}

    def _filters(self, asked: dict[str, Any], bases: list[str]) -> list[Any]:
        found = []
        for template in asked.get("where_filter", []):
            seen = [conditions(template, lambda ref, base=base: self._resolve(base, ref), None) for base in bases]
            if any(one != seen[0] for one in seen[1:]):
                raise NotSaid(f"the condition leads over different roads: {template}")
            found += [one.model_dump(mode="json", by_alias=True) for one in seen[0]]
        return found

    # -- names -------------------------------------------------------------------------------------------------------------

    def _default_grain(self, names: list[str], made: list[Made]) -> Grain:
        """MetricFlow's grain of `metric_time` where none is written: the longest of the metrics' own."""
        found: list[Grain] = []
        for name, one in zip(names, made, strict=True):
            said = lunara_grain(self.metrics.items[name].data.get("time_granularity"))
            found.append(said or max((self._time_of(one, base)[1] for base in one.bases), key=ORDER.index))
        return max(found, key=ORDER.index)

    def _time_of(self, one: Made, base: str) -> tuple[str, Grain]:
        """The date that the metric's measures of a semantic model go by, and its period."""
        source = self.entities.sources[base]
        times = {m.time or source.default_time for m in self._measures_of(one.name, base)}
        if len(times) != 1 or None in times:
            raise NotSaid(f"{one.name} goes by several dates")
        name = str(times.pop())
        return name, source.dimensions[name].grain or "day"

    def _measures_of(self, name: str, base: str) -> list[Any]:
        table, _, bare = name.rpartition(".")
        if table:
            return [self.metrics.measures[table][bare]] if table == base else []
        derived = self.metrics.derived[name]
        return [m for part in references(derived.expression) for m in self._measures_of(part, base)]

    def _group(self, base: str, group: dict[str, Any], default: Grain) -> tuple[dict[str, Any], str, bool]:
        """(dimension, MetricFlow's column name, whether it is the metric's own time)."""
        name, part = group["name"], group.get("date_part")
        words = name.split("__")
        if words[0] == "metric_time":
            if words[1:] == ["alien_day"]:
                raise NotSaid(
                    "the project's own periods are a calendar's column, and metric_time is each metric's own date"
                )
            if part is not None:
                return {"field": "time", "part": PARTS[part]}, f"metric_time__extract_{part}", True
            grain = lunara_grain(words[1]) if len(words) > 1 else lunara_grain(group.get("grain")) or default
            if grain is None:
                raise NotSaid(f"{name} is by a period that Lunara does not have")
            return {"field": "time", "grain": grain}, f"metric_time__{grain}", True
        if words[-1] == "alien_day":
            target = self._calendar(base, "__".join(words[:-1]))
            return _ref(target), name, False
        fine = self._as_given(words)
        target = self.entities.resolve(base, Reference("Dimension", "__".join(words[:-1]) if fine else name))
        if target.type != "time" or fine:
            return _ref(target), name, False
        grain = target.grain or "day"
        source = self.entities.sources[base]
        own = target.field == f"{base}.{source.default_time}"
        column = name if words[-1] == grain else f"{name}__{grain}"
        return {**_ref(target), "grain": grain}, column, own

    def _as_given(self, words: list[str]) -> bool:
        """Whether a date is asked for by the very period that its values are given at, where Lunara has no such period."""
        if len(words) < 3 or lunara_grain(words[-1]) is not None:
            return False
        for item in self.project.models:
            for one in item.data.get("dimensions", []):
                params = one.get("type_params") or {}
                if one.get("name") == words[-2] and params.get("time_granularity") == words[-1]:
                    return True
        return False

    def _calendar(self, base: str, name: str) -> Target:
        """The project's own period of a date: the column of its calendar, over the date's road."""
        target = self.entities.resolve(base, Reference("Dimension", name))
        home, _, column = target.field.partition(".")
        roads = self.entities.graph().cheapest(base, home)
        road = target.via.split(".") if target.via else [step.relationship.name for step in roads[0]]
        return Target("mf_time_spine.alien_day", ".".join([*road, f"{home}_{column}_mf_time_spine"]))

    def _resolve(self, base: str, reference: Reference) -> Target:
        if reference.grain == "alien_day":
            if reference.name == "metric_time":
                raise NotSaid(
                    "the project's own periods are a calendar's column, and metric_time is each metric's own date"
                )
            return self._calendar(base, reference.name)
        return self.metrics.resolve(base, reference)

    def _joins_spine(self, name: str, deep: bool = False) -> bool:
        params = self.metrics.items[name].data.get("type_params") or {}
        measure = params.get("measure")
        if isinstance(measure, dict) and measure.get("join_to_timespine"):
            return True
        if not deep:
            return False
        inner = [one["name"] for one in params.get("metrics", [])]
        return any(self._joins_spine(one, deep=True) for one in inner)

    def _first(self, query: dict[str, Any], first: datetime) -> datetime:
        """Conditions on the metric's own time are conditions on the spine too: they become the start of the range."""
        on_time = []
        for one in query["filters"]:
            (parsed,) = SemanticQuery.model_validate({"dimensions": ["time"], "filters": [one]}).filters
            if ("time", "field") in filter_names([parsed]):
                on_time.append(one)
        for one in on_time:
            if one.get("op") != ">=" or one.get("field") != "time":
                raise NotSaid(f"a condition on the periods that are filled: {one}")
            first = max(first, datetime.fromisoformat(one["values"][0]))
        query["filters"] = [one for one in query["filters"] if one not in on_time]
        return first

    def _cut_first(self, names: list[str]) -> Offset | None:
        """The offset over an accumulated measure, the same for all that is asked for."""
        found = []
        for name in names:
            derived = self.metrics.derived.get(name)
            inner = None if derived is None else self.metrics.derived.get(derived.expression)
            over_window = derived is not None and inner is not None and inner.window is not None
            found.append(derived.offset if derived is not None and over_window else None)
        if any(one != found[0] for one in found):
            raise NotSaid("MetricFlow cuts the periods that are accumulated before it moves them")
        return found[0]

    def _months_before(self, name: str) -> bool:
        derived = self.metrics.derived.get(name)
        if derived is None:
            return False
        if derived.offset is not None and derived.offset.grain in MONTHS:
            return True
        return any(self._months_before(one) for one in references(derived.expression))

    # -- without metrics: values of dimensions ---------------------------------------------------------------------------------

    def _without_metrics(self, asked: dict[str, Any]) -> Asked:
        groups = self._groups(asked)
        times = [g for g in groups if g["name"].split("__")[0] == "metric_time"]
        if times and len(times) == len(groups):
            return self._calendar_list(asked, times)
        homes = [self._home(group["name"]) for group in groups if group not in times]
        base = self._base(homes, [group for group in groups if group not in times])
        if times:
            return self._beside_calendar(asked, groups, times, base)
        if asked.get("min_max_only"):
            return self._extremes(base, groups[0])
        dimensions, columns = [], []
        for group in groups:
            ref, column, _ = self._group(base, group, "day")
            dimensions.append(ref)
            columns.append(column)
        query = {"dimensions": dimensions, "distinct": True, "filters": self._filters(asked, [base])}
        return Asked(SemanticQuery.model_validate(query), columns)

    def _home(self, name: str) -> str:
        """The one semantic model whose entity stands before the dimension."""
        words = [word for word in name.split("__") if lunara_grain(word) is None and word != "alien_day"]
        entity = words[-2] if len(words) > 1 else words[-1]
        found = [
            source.name
            for source in self.entities.sources.values()
            if source.holds(entity) and (len(words) == 1 or words[-1] in source.dimensions)
        ]
        if len(found) != 1:
            raise NotSaid(f"{name} is found in {len(found)} semantic models")
        return found[0]

    def _base(self, homes: list[str], groups: list[dict[str, Any]]) -> str:
        """The first of the semantic models from which all that is asked for is reached."""
        for base in homes:
            try:
                for group in groups:
                    self._group(base, group, "day")
            except Unresolved:
                continue
            return base
        raise NotSaid(f"none of {', '.join(homes)} leads to the others")

    def _beside_calendar(
        self, asked: dict[str, Any], groups: list[dict[str, Any]], times: list[dict[str, Any]], base: str
    ) -> Asked:
        """Each row of the semantic model beside each day of the calendar."""
        several = len({self._home(group["name"]) for group in groups if group not in times}) > 1
        if several and "time_constraint" not in asked:
            raise NotSaid("MetricFlow also lists rows of either semantic model that nothing leads to")
        calendar = self._calendar_list({**asked, "where_filter": []}, times)
        query = calendar.query.model_dump(mode="json", by_alias=True, exclude_unset=True)
        at = dict(zip((group["name"] for group in times), query["dimensions"], strict=True))
        dimensions, columns = [], []
        for group in groups:
            ref, column, _ = self._group("bookings_source" if group in times else base, group, "day")
            dimensions.append(at.get(group["name"], ref))
            columns.append(column)
        table = query["dimensions"][0]["field"].partition(".")[0]
        query |= {"dimensions": dimensions, "beside": [table], "filters": self._filters(asked, [base])}
        query["distinct"] = asked.get("apply_group_by", True)
        return Asked(SemanticQuery.model_validate(query), columns)

    def _extremes(self, base: str, group: dict[str, Any]) -> Asked:
        ref, column, _ = self._group(base, group, "day")
        name = ref["field"].partition(".")[2]
        expression = f"DATE_TRUNC('{ref['grain']}', {name})" if "grain" in ref else name
        measures = [
            {"name": f"{side}_value", "table": base, "aggregate": side, "expression": expression}
            for side in ("min", "max")
        ]
        return Asked(SemanticQuery.model_validate({"measures": measures}), [f"{column}__min", f"{column}__max"])

    def _calendar_list(self, asked: dict[str, Any], groups: list[dict[str, Any]]) -> Asked:
        dimensions, columns = [], []
        finest: Grain = "day"
        for group in groups:
            ref, column, _ = self._group("bookings_source", group, "day")
            finest = min(finest, ref.get("grain", "day"), key=ORDER.index)
            dimensions.append(ref)
            columns.append(column)
        spine = self.spines[finest if finest in SECONDS else "day"]
        at = f"{spine.table}.{spine.column}"
        query: dict[str, Any] = {"dimensions": [{**ref, "field": at} for ref in dimensions], "distinct": True}
        if "time_constraint" in asked:
            query["time"] = {"field": at, "range": self._range(asked["time_constraint"], finest)}
        return Asked(SemanticQuery.model_validate(query), columns)


def _ref(target: Target) -> dict[str, Any]:
    return {"field": target.field, **({"via": target.via} if target.via else {})}


def _iso(moment: Moment) -> str:
    return moment.isoformat() if isinstance(moment, datetime) else datetime.combine(moment, time()).isoformat()
