"""Conditions of Lunara as dbt's: SQL with `{{ Dimension('entity__name') }}` in it, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from lunara.errors import LunaraError
from lunara.semantic.filters import AndFilter, FieldFilter, Filter, MeasureFilter, NotFilter, OrFilter, ThanFilter
from lunara.semantic.graph import Graph, is_safe
from lunara.semantic.model import Dimension
from lunara.semantic.records import Scalar


class Unwritten(Exception):
    """Why dbt cannot say it. Becomes a note."""


Entities = Mapping[tuple[str, str], str]


def written_filter(
    one: Filter, bases: Sequence[str], graph: Graph, entities: Entities, names: Mapping[str, str]
) -> str:
    """The condition, the same seen from every table that it is put on. Raises Unwritten."""
    made = {_Writer(base, graph, entities, names).text(one) for base in bases}
    if len(made) != 1:
        raise Unwritten("its condition is reached by different entities from its measures")
    return made.pop()


class _Writer:
    def __init__(self, base: str, graph: Graph, entities: Entities, names: Mapping[str, str]) -> None:
        self.base = base
        self.graph = graph
        self.entities = entities
        self.names = names

    def text(self, one: Filter) -> str:
        if isinstance(one, AndFilter):
            return " AND ".join(f"({self.text(part)})" for part in one.and_)
        if isinstance(one, OrFilter):
            return " OR ".join(f"({self.text(part)})" for part in one.or_)
        if isinstance(one, NotFilter):
            return f"NOT ({self.text(one.not_)})"
        if isinstance(one, MeasureFilter):
            return self._measured(one)
        if isinstance(one, FieldFilter):
            return self._field(one)
        if isinstance(one, ThanFilter):
            raise Unwritten("dbt has no condition that compares a value with the average of all")
        raise Unwritten("dbt has no condition on whether related rows exist")

    def _field(self, one: FieldFilter) -> str:
        if one.part is not None:
            raise Unwritten("dbt has no condition on a part of a date")
        if one.field in ("time", "metric_time"):
            return self._compared("{{ TimeDimension('metric_time', 'day') }}", one.op, one.values, True)
        try:
            found = self.graph.names.resolve(one.field, "dimension")
            via = (*(one.via.split(".") if one.via else ()), *found.via)
            road = self.graph.road(self.base, found.table, via)
        except LunaraError as error:
            raise Unwritten(error.message) from error
        if road is None or not is_safe(road):
            raise Unwritten(f"{one.field} lies across a step that dbt does not take")
        path = []
        for step in road:
            entity = self.entities.get((step.target, step.target_columns[0])) if step.forward else None
            if entity is None or len(step.target_columns) != 1:
                raise Unwritten(f"{one.field} is not reached by entities")
            path.append(entity)
        if not path:
            path = [self._own()]
        dimension = found.field
        name = "__".join([*path, dimension.name])
        timed = isinstance(dimension, Dimension) and dimension.type == "time"
        if timed:
            return self._compared(f"{{{{ TimeDimension('{name}', 'day') }}}}", one.op, one.values, True)
        return self._compared(f"{{{{ Dimension('{name}') }}}}", one.op, one.values, False)

    def _own(self) -> str:
        key = self.graph.table(self.base).primary_key
        return self.entities[self.base, key[0]] if len(key) == 1 else f"{self.base}_row"

    def _measured(self, one: MeasureFilter) -> str:
        entity = self.entities.get((one.per, (self.graph.table(one.per).primary_key or ("",))[0]))
        path = self.graph.names.resolve(one.measure, "measure").path
        if entity is None or one.where or one.via or path not in self.names:
            raise Unwritten(f"dbt has no condition on {one.measure} like this")
        return self._compared(f"{{{{ Metric('{self.names[path]}', ['{entity}']) }}}}", one.op, one.values, False)

    def _compared(self, left: str, op: str, values: Sequence[Scalar], timed: bool) -> str:
        if op in ("is_null", "is_not_null"):
            return f"{left} IS {'NOT ' if op == 'is_not_null' else ''}NULL"
        if timed:
            if op not in (">=", "<", "=", "<=", ">") or len(str(values[0])) != 10:
                raise Unwritten("dbt compares the days of a date")
            return f"{left} {op} '{_day(values[0])}'"
        if op in ("contains", "starts_with", "ends_with"):
            return f"{left} LIKE {_pattern(op, str(values[0]))}"
        if op in ("in", "not_in"):
            return f"{left} {'NOT ' if op == 'not_in' else ''}IN ({', '.join(_literal(one) for one in values)})"
        if op == "between":
            return f"{left} BETWEEN {_literal(values[0])} AND {_literal(values[1])}"
        if values == (True,) and op == "=":
            return left
        return f"{left} {op} {_literal(values[0])}"


def _day(value: Scalar) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise Unwritten(f"{value!r} is no day") from error


def _literal(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    if "{{" in text or "{%" in text or "\\" in text:
        raise Unwritten("a value holds what dbt would take for templating")
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def _pattern(op: str, text: str) -> str:
    if any(mark in text for mark in "%_\\"):
        raise Unwritten("a value holds marks of patterns")
    before, after = ("%" if op != "starts_with" else ""), ("%" if op != "ends_with" else "")
    return _literal(f"{before}{text}{after}")
