"""Metrics of dbt: measures of tables that are shown, and measures over measures with windows, offsets and conditions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.compile.periods import MONTHS
from lunara.semantic.expressions import parse_expression
from lunara.semantic.filters import Filter, filter_names
from lunara.semantic.formats.dbt_documents import Item, Plain, Project
from lunara.semantic.formats.dbt_entities import Entities, Source
from lunara.semantic.formats.dbt_filters import Reference, Resolve, Target, Unresolved, conditions, lunara_grain
from lunara.semantic.formats.dbt_measures import measure_of_metric, read_measure
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.sections import Section
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import Accumulation, DerivedMeasure, Measure, Offset

_WINDOW = re.compile(r"^\s*(\d+)\s+(\w+)\s*$")
_ADDITIVE = ("sum", "count", "count_distinct")


@dataclass
class Made:
    """A metric in Lunara: the name that expressions use, the semantic models whose rows it counts, and what else it is."""

    name: str
    bases: tuple[str, ...]
    moved: bool = False
    additive: bool = False


class Metrics:
    """Reads the measures of every semantic model, then the metrics over them."""

    def __init__(self, entities: Entities, project: Project, notes: Notes) -> None:
        self.entities = entities
        self.notes = notes
        self.dialect = entities.dialect
        self.items: dict[str, Item] = {}
        self.measures: dict[str, dict[str, Measure]] = {name: {} for name in entities.sources}
        self.homes: dict[str, str] = {}
        self.why_not: dict[str, str] = {}
        self.derived: dict[str, DerivedMeasure] = {}
        self.made: dict[str, Made | Unresolved] = {}
        self.above: list[str] = []
        for source in entities.sources.values():
            for one in source.section.sections("measures"):
                self._measure(source, one)
        for item in project.metrics:
            name = item.data.get("name")
            if not isinstance(name, str) or not name:
                notes.lost(item.where, "name", "it has no name")
            elif name in self.items:
                notes.lost(item.where, name, "another metric has this name; the first is read")
            else:
                self.items[name] = item
                self._measure_of_metric(item)

    # -- measures ----------------------------------------------------------------------------------------------------------

    def _measure(self, source: Source, one: Section) -> None:
        name = one.name()
        if not name:
            return
        one.skip("metadata", "create_metric")
        try:
            if name in self.homes:
                raise Unresolved(f"{self.homes[name]} has a measure of this name")
            made = read_measure(source, one, name, self.notes)
        except Unresolved as reason:
            self.why_not[name] = str(reason)
            self.notes.lost(one.where, name, str(reason))
            return
        one.done()
        self.homes[name] = source.name
        self.measures[source.name][name] = made
        if one.data.get("create_metric") is True and name not in self.items:
            self.items[name] = Item(one.where, {"name": name, "type": "simple", "type_params": {"measure": name}})

    def _measure_of_metric(self, item: Item) -> None:
        """The newer form writes the aggregate in the metric itself."""
        data = item.data
        written = measure_of_metric(data)
        if written is None:
            return
        said, home = written
        source = self.entities.sources.get(str(home))
        name = str(data["name"])
        if source is None:
            self.why_not[name] = f"its semantic model {home} was not read"
            return
        self._measure(source, Section({"name": name, **said}, item.where, self.notes))
        measure: Plain = {"name": name}
        measure.update({key: data[key] for key in ("fill_nulls_with", "join_to_timespine") if key in data})
        taken = {*said, *measure, "percentile", "percentile_type"}
        kept = {key: value for key, value in data.items() if key not in taken}
        params: Plain = {"measure": measure}
        self.items[name] = Item(item.where, {**kept, "name": name, "type": "simple", "type_params": params})

    # -- metrics -------------------------------------------------------------------------------------------------------

    def read(self) -> tuple[DerivedMeasure, ...]:
        """All metrics that a model can say; the others are noted with the reason."""
        for name in self.items:
            try:
                self.metric(name)
            except Unresolved as reason:
                self.notes.lost(self.items[name].where, name, str(reason))
        return tuple(self.derived.values())

    def metric(self, name: str) -> Made:
        """The metric of that name. Raises Unresolved with the reason in words."""
        known = self.made.get(name)
        if isinstance(known, Unresolved):
            raise known
        if known is not None:
            return known
        if name in self.above:
            raise Unresolved(f"it is defined by itself: {' → '.join((*self.above, name))}")
        item = self.items.get(name)
        if item is None:
            raise Unresolved(f"there is no metric {name}")
        self.above.append(name)
        try:
            found: Made | Unresolved = self._metric(Section(item.data, item.where, self.notes), name)
        except Unresolved as reason:
            found = reason
        finally:
            self.above.pop()
        self.made[name] = found
        if isinstance(found, Unresolved):
            raise found
        return found

    def _metric(self, one: Section, name: str) -> Made:
        kind = one.text("type").lower()
        one.skip("name", "metadata", "semantic_model")
        held = one.raw("type_params")
        params: Plain = {**(held if isinstance(held, dict) else {})}
        params.update({key: one.raw(key) for key in _INLINE if one.has(key)})
        readers: dict[str, Callable[[Section, Plain, str], Made]] = {
            "simple": self._simple,
            "ratio": self._ratio,
            "derived": self._derived,
            "cumulative": self._cumulative,
        }
        if kind == "conversion":
            raise Unresolved("conversion metrics count one event after another, which no measure of Lunara does")
        if kind not in readers:
            raise Unresolved(f"there is no metric type {kind!r}")
        if one.text("time_granularity"):
            self.notes.lost(one.where, "time_granularity", "a question names its grain itself")
        made = readers[kind](one, params, name)
        one.skip("filter", "label", "description")
        one.done()
        return made

    def _words(self, one: Section) -> Plain:
        return {"label": one.text("label") or None, "description": one.text("description")}

    def _simple(self, one: Section, params: Plain, name: str) -> Made:
        said = params.get("measure")
        measure, path, home, its = self._input_measure(said if said is not None else name)
        where = self._where((home,), one.raw("filter"), its.get("filter"))
        fill = self._fill(its)
        self._spine(one, its)
        additive = measure.aggregate in _ADDITIVE and fill is None
        if measure.name == name and not where and fill is None:
            words = {key: value for key, value in self._words(one).items() if value and not getattr(measure, key)}
            self.measures[home][name] = measure.model_copy(update={**words, "hidden": False})
            return Made(path, (home,), additive=additive)
        self._add(one, name, expression=spelled(path), where=where, fill_nulls_with=fill)
        return Made(name, (home,))

    def _ratio(self, one: Section, params: Plain, name: str) -> Made:
        sides = []
        for side in ("numerator", "denominator"):
            said = params.get(side)
            if said is None:
                raise Unresolved(f"it has no {side}")
            sides.append(self._input(one, name, said, side))
        bases = tuple(dict.fromkeys(base for made, _ in sides for base in made.bases))
        where = self._where(bases, one.raw("filter"))
        moved = any(made.moved for made, _ in sides)
        self._timeless(where, bases, moved)
        self._add(one, name, expression=f"{spelled(sides[0][0].name)} / {spelled(sides[1][0].name)}", where=where)
        return Made(name, bases, moved)

    def _derived(self, one: Section, params: Plain, name: str) -> Made:
        text = params.get("expr")
        inputs = params.get("metrics") or params.get("input_metrics")
        if not isinstance(text, str) or not isinstance(inputs, list) or not inputs:
            raise Unresolved("it needs an expression and the metrics in it")
        if "{{" in text or "{%" in text:
            raise Unresolved(f"it holds templating that only dbt can resolve: {text}")
        words = [self._words_of_input(said) for said in inputs]
        alone = len(inputs) == 1 and text.strip() in (words[0][1] or words[0][0], words[0][0])
        if alone:
            return self._alone(one, name, inputs[0])
        known: dict[str, tuple[Made, str]] = {}
        for said, (its, alias) in zip(inputs, words, strict=True):
            known[alias or its] = self._input(one, name, said, alias or its)
        expression = self._expression(text, {alias: made.name for alias, (made, _) in known.items()})
        bases = tuple(dict.fromkeys(base for made, _ in known.values() for base in made.bases))
        where = self._where(bases, one.raw("filter"))
        moved = any(made.moved for made, _ in known.values())
        self._timeless(where, bases, moved)
        self._add(one, name, expression=expression, where=where)
        return Made(name, bases, moved)

    def _alone(self, one: Section, name: str, said: Any) -> Made:
        """One metric, under conditions or from another period: no measure in between is needed."""
        its, _ = self._words_of_input(said)
        inner = self.metric(its)
        data: Plain = said if isinstance(said, dict) else {}
        where = self._where(inner.bases, one.raw("filter"), data.get("filter"))
        offset = self._offset(one.where, data)
        self._timeless(where, inner.bases, inner.moved or offset is not None)
        self._add(one, name, expression=spelled(inner.name), where=where, offset=offset)
        return Made(name, inner.bases, inner.moved or offset is not None)

    def _cumulative(self, one: Section, params: Plain, name: str) -> Made:
        held = params.get("cumulative_type_params")
        inner: Plain = {**params, **(held if isinstance(held, dict) else {})}
        metric = inner.get("metric") or params.get("input_metric")
        where_of: Any = None
        if metric is not None:
            its, _ = self._words_of_input(metric)
            made = self.metric(its)
            if made.moved:
                raise Unresolved(f"{its} holds values of other periods, so it cannot be accumulated once more")
            path, bases, fill = made.name, made.bases, None
            where_of = metric.get("filter") if isinstance(metric, dict) else None
        else:
            _, path, home, said = self._input_measure(params.get("measure"))
            bases, fill, where_of = (home,), self._fill(said), said.get("filter")
            self._spine(one, said)
        where = self._where(bases, one.raw("filter"), where_of)
        self._timeless(where, bases, True)
        window: Plain = {"period_agg": str(inner.get("period_agg") or "first").lower()}
        if inner.get("window") is not None:
            count, grain = self._span(inner["window"])
            window |= {"last": count, "grain": grain}
        elif inner.get("grain_to_date") is not None:
            to_date = lunara_grain(inner["grain_to_date"])
            if to_date is None:
                raise Unresolved(f"it goes to the date of {inner['grain_to_date']}, a period of its own")
            window["to_date"] = to_date
        else:
            window["all"] = True
        if window["period_agg"] not in ("first", "last", "average"):
            raise Unresolved(f"there is no period_agg {window['period_agg']!r}")
        made_window = Accumulation.model_validate(window)
        self._add(one, name, expression=spelled(path), where=where, window=made_window, fill_nulls_with=fill)
        return Made(name, bases, True)

    # -- what metrics are made of ------------------------------------------------------------------------------------------

    def _input_measure(self, said: Any) -> tuple[Measure, str, str, Plain]:
        its: Plain = said if isinstance(said, dict) else {"name": said}
        name = its.get("name")
        if not isinstance(name, str) or name not in self.homes:
            reason = self.why_not.get(str(name))
            raise Unresolved(f"the measure {name} was not read{f': {reason}' if reason else ''}")
        home = self.homes[name]
        return self.measures[home][name], f"{home}.{name}", home, its

    def _words_of_input(self, said: Any) -> tuple[str, str]:
        if isinstance(said, str):
            return said, ""
        if isinstance(said, dict) and isinstance(said.get("name"), str):
            return said["name"], said["alias"] if isinstance(said.get("alias"), str) else ""
        raise Unresolved(f"{said!r} names no metric")

    def _input(self, one: Section, owner: str, said: Any, purpose: str) -> tuple[Made, str]:
        """A metric in another; one with conditions or an offset is a hidden measure of its own."""
        its, alias = self._words_of_input(said)
        try:
            inner = self.metric(its)
        except Unresolved as reason:
            raise Unresolved(f"{its}, which it is made of, was not read: {reason}") from reason
        data: Plain = said if isinstance(said, dict) else {}
        where, offset = self._where(inner.bases, data.get("filter")), self._offset(one.where, data)
        if not where and offset is None:
            return inner, its
        moved = inner.moved or offset is not None
        self._timeless(where, inner.bases, moved)
        name = f"{owner}__{alias or purpose}"
        while name in self.derived or name in self.items:
            name += "_"
        self.derived[name] = DerivedMeasure(
            name=name, expression=spelled(inner.name), where=where, offset=offset, hidden=True
        )
        return Made(name, inner.bases, moved), its

    def _offset(self, where: str, data: Plain) -> Offset | None:
        if data.get("offset_window") is not None:
            count, grain = self._span(data["offset_window"])
            if grain in MONTHS:
                why = "by month and longer each day counts once; dbt counts the last day of a short month again"
                self.notes.changed(where, f"offset_window {data['offset_window']}", why)
            return Offset.model_validate({"count": count, "grain": grain})
        if data.get("offset_to_grain") is not None:
            grain_ = lunara_grain(data["offset_to_grain"])
            if grain_ is None:
                raise Unresolved(f"it is taken at the start of {data['offset_to_grain']}, a period of its own")
            return Offset(to_start_of=grain_)
        return None

    def _span(self, said: Any) -> tuple[int, str]:
        if isinstance(said, dict):
            count, word = said.get("count"), said.get("granularity")
        else:
            match = _WINDOW.match(said) if isinstance(said, str) else None
            count, word = (int(match[1]), match[2]) if match else (None, said)
        grain = lunara_grain(word)
        if grain is None or not isinstance(count, int) or count < 1:
            raise Unresolved(f"its window {said!r} is no whole number of Lunara's periods")
        return count, grain

    def _fill(self, its: Plain) -> int | None:
        value = its.get("fill_nulls_with")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise Unresolved(f"it fills nulls with {value!r}, which is no whole number")
        return value

    def _spine(self, one: Section, its: Plain) -> None:
        if its.get("join_to_timespine") is True:
            why = "periods without rows are shown where a question asks for them (fill_time)"
            self.notes.lost(one.where, "join_to_timespine", why)

    def _expression(self, text: str, names: dict[str, str]) -> str:
        try:
            tree = parse_expression(text, self.dialect, "the metric")
        except InvalidInput as error:
            raise Unresolved(error.message) from error
        for column in list(tree.find_all(exp.Column)):
            made = names.get(column.name) if not column.table else None
            if made is None:
                raise Unresolved(f"{column.sql()} in its expression is none of its metrics")
            named = _column(made)
            if column is tree:
                tree = named
            else:
                column.replace(named)
        return tree.sql(dialect=self.dialect)

    def _where(self, bases: tuple[str, ...], *templates: Any) -> tuple[Filter, ...]:
        found: list[Filter] = []
        for template in (text for one in templates for text in filter_texts(one)):
            made = [conditions(template, self.seen_from(base), self.dialect) for base in bases]
            if any(one != made[0] for one in made[1:]):
                raise Unresolved(
                    f"its condition leads over different roads for {' and '.join(bases)}: {template.strip()}"
                )
            found.extend(made[0])
        return tuple(found)

    def _timeless(self, where: tuple[Filter, ...], bases: tuple[str, ...], moved: bool) -> None:
        """A condition on the date of a measure that shows other periods has no single meaning."""
        times = {"time", *(f"{base}.{self.entities.sources[base].default_time}" for base in bases)}
        if moved and any(name in times for name, kind in filter_names(where) if kind == "field"):
            raise Unresolved("it has a condition on its own date, and shows other periods")

    def seen_from(self, base: str) -> Resolve:
        """What stands in conditions, seen from a semantic model."""
        return lambda reference: self.resolve(base, reference)

    def resolve(self, base: str, reference: Reference) -> Target:
        """What stands in a condition, seen from a semantic model. Raises Unresolved."""
        if reference.kind != "Metric":
            return self.entities.resolve(base, reference)
        if len(reference.within) != 1:
            raise Unresolved(
                f"the metric {reference.name} is asked for by {len(reference.within)} things; one entity is read"
            )
        made = self.metric(reference.name)
        entity = reference.within[0].split("__")[-1]
        per = self.entities.holder(base, entity)
        if per != base:
            why = f"an {entity} that {per} does not have fulfils no condition on {reference.name}"
            self.notes.changed(base, f"Metric('{reference.name}', ['{entity}'])", why)
        return Target(made.name, None, "number", None, per, made.additive)

    def _add(self, one: Section, name: str, **said: Any) -> None:
        self.derived[name] = DerivedMeasure(name=name, **self._words(one), **said)


_INLINE = (
    "measure",
    "numerator",
    "denominator",
    "expr",
    "metrics",
    "input_metrics",
    "input_metric",
    "window",
    "grain_to_date",
    "period_agg",
)


def _column(name: str) -> exp.Column:
    """A measure's name or `table.name` as a column of an expression, odd names quoted."""
    table, _, field = name.rpartition(".")
    its = column_identifier(table, "") if table else None
    return exp.Column(this=column_identifier(field, ""), table=its)


def spelled(name: str) -> str:
    """The same as text."""
    return _column(name).sql()


def filter_texts(said: Any) -> list[str]:
    """The templates of a filter, however it is written. Raises Unresolved for what is none."""
    if said is None:
        return []
    if isinstance(said, str):
        return [said] if said.strip() else []
    if isinstance(said, dict):
        if "where_filters" in said:
            return filter_texts(said["where_filters"])
        if "where_sql_template" in said:
            return filter_texts(said["where_sql_template"])
    if isinstance(said, list):
        return [text for one in said for text in filter_texts(one)]
    raise Unresolved(f"its filter is no condition: {said!r}")
