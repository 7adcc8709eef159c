"""Plans that say nothing: conditions that every row fulfils or none can, rankings of nothing, conditions on one total.

A question hardly ever means one. Such a plan comes of words that were put together wrongly, so it is not run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from lunara.ask.paths import roads_of
from lunara.errors import UnknownField
from lunara.semantic.compile.periods import resolve
from lunara.semantic.compiled import Clock
from lunara.semantic.draft.display import display_dimension
from lunara.semantic.model import Scalar, SemanticModel, Table
from lunara.semantic.names import resolve_field
from lunara.semantic.query import (
    AndFilter,
    ExistsFilter,
    FieldFilter,
    Filter,
    InlineMeasure,
    NotFilter,
    OrFilter,
    SemanticQuery,
)

_Field = tuple[str, str | None, str | None]

ASK_ANEW = "Ask it in other words."


def says_nothing(query: SemanticQuery, model: SemanticModel, clock: Clock) -> str | None:
    """Why no answer can come of this query's conditions, in words; None when each of them tells rows apart."""
    if query.measures and not query.dimensions and query.summary is None:
        if query.limit is not None and query.order_by:
            return "As the question was read, it ranks, but it does not say what is ranked."
        held = _of_a_total(query, model)
        if held is not None:
            return f"As the question was read, the one total of all would be held to a condition on {held}."
    single = _one_each(query, model)
    if single is not None:
        return (
            f"As the question was read, the {single} would be counted for each one of them, which is 1 every time. "
            "Say what they are grouped by, such as a country or a month."
        )
    alone = _of_one_row(query, model)
    if alone is not None:
        return (
            f"As the question was read, the {alone} of each single row would be shown, which is the value itself. "
            "Say of which rows it is: of all of them, or of those that share something."
        )
    roots = _roots(query, model)
    filters = [*query.filters, *_window(query, model, roots, clock)]
    return _conjunction(filters, roots, model)


_OF_SEVERAL = {"avg": "average", "min": "lowest", "max": "highest", "median": "median"}


def _of_one_row(query: SemanticQuery, model: SemanticModel) -> str | None:
    """What is asked of several rows although each group is one row: averages beside another field, lowest and highest of one.

    None where there is nothing of the kind. The average alone of each thing is the number that it has, and may be asked for so.
    """
    if query.calculations or query.limit is not None:
        return None  # the best of each group are shown with their number
    told = [one for measure in query.measures for one in (_taken(measure, model),) if one is not None]
    if not told or len(told) < len(query.measures) or len({table.name for table, _, _ in told}) > 1:
        return None
    table, shown = told[0][0], _shown_of(query, told[0][0])
    if not _is_one_row(table, shown):
        return None
    of_one = len({expression for _, _, expression in told}) < len(told)
    keys = {column for key in (table.primary_key, *table.unique_keys) for column in key}
    named = {d.name for d in table.dimensions if (d.expression or d.name).strip('"') in keys}
    display = display_dimension(model, table.name)
    beside = shown - named - ({display} if display is not None else set())
    if not of_one and (not beside or any(kind != "avg" for _, kind, _ in told)):
        return None
    return " and ".join(dict.fromkeys(_OF_SEVERAL[kind] for _, kind, _ in told))


def _taken(measure: str | InlineMeasure, model: SemanticModel) -> tuple[Table, str, str] | None:
    """The table, the kind and the expression of an average, lowest, highest or median; None for any other measure."""
    roads = roads_of(model)
    if isinstance(measure, InlineMeasure):
        table = roads.tables.get(measure.table)
        taken = table is not None and measure.aggregate in _OF_SEVERAL and measure.expression is not None
        return (table, measure.aggregate, measure.expression or "") if taken and table is not None else None
    owner, _, own = measure.rpartition(".")
    for table in (roads.tables[o] for o in roads.measured_by.get(own, ()) if owner in ("", o)):
        for one in table.measures:
            if one.name == own and one.aggregate in _OF_SEVERAL and one.expression is not None:
                return table, one.aggregate, one.expression
    return None


def _one_each(query: SemanticQuery, model: SemanticModel) -> str | None:
    """The things that are counted for each one of themselves, so that every number is 1; None where there are none."""
    if not query.measures or not query.dimensions:
        return None
    counted: set[str] = set()
    for measure in query.measures:
        table = None if isinstance(measure, InlineMeasure) else _counted_rows(measure, model)
        if table is None:
            return None
        counted.add(table.name)
    table = model.table(counted.pop()) if len(counted) == 1 else None
    if table is None:
        return None
    if _is_one_row(table, _shown_of(query, table)):
        return (table.label or table.name.replace("_", " ")).lower()
    return None


def _shown_of(query: SemanticQuery, table: Table) -> set[str]:
    """The fields of a table that are groups as they are."""
    shown = set()
    for part in query.dimensions:
        if isinstance(part, str) or (part.grain is None and part.via is None):
            owner, _, name = (part if isinstance(part, str) else part.field).rpartition(".")
            shown |= {name} if owner in ("", table.name) else set()
    return shown


def _is_one_row(table: Table, shown: set[str]) -> bool:
    """Whether rows of a table that agree in these fields are one row."""
    columns = {(d.expression or d.name).strip('"') for d in table.dimensions if d.name in shown}
    return any(set(key) <= columns for key in (table.primary_key, *table.unique_keys) if key)


def _counted_rows(name: str, model: SemanticModel) -> Table | None:
    """The table whose rows the measure counts, all of them; None for any other measure."""
    owner, _, own = name.rpartition(".")
    roads = roads_of(model)
    for table in (roads.tables[o] for o in roads.measured_by.get(own, ()) if owner in ("", o)):
        for measure in table.measures:
            if measure.name == own and measure.aggregate == "count" and measure.expression is None:
                return table
    return None


def _of_a_total(query: SemanticQuery, model: SemanticModel) -> str | None:
    """The measure that a condition compares although there are no groups to choose from; None without one."""
    inline = {m.name for m in query.measures if isinstance(m, InlineMeasure)}
    derived = {m.name for m in model.measures}
    roads = roads_of(model)
    for one in _opened(query.filters):
        if not isinstance(one, FieldFilter):
            continue
        table, _, name = one.field.rpartition(".")
        owners = [o for o in roads.measured_by.get(name, ()) if not table or o == table]
        named = (m for owner in owners for m in roads.tables[owner].measures if m.name == name)
        label = next((m.label or name.replace("_", " ") for m in named), None)
        if label is not None or (not table and name in inline | derived):
            return (label or name.replace("_", " ")).lower()
    return None


def _roots(query: SemanticQuery, model: SemanticModel) -> frozenset[str]:
    """The tables whose rows are counted, added or listed, as far as the query names them itself."""
    found: set[str] = set()
    for measure in query.measures:
        if isinstance(measure, InlineMeasure):
            found.add(measure.table)
            continue
        table = measure.rpartition(".")[0]
        found |= {table} if table else set(roads_of(model).measured_by.get(measure, ()))
    if not query.measures:
        shown = [d if isinstance(d, str) else d.field for d in query.dimensions]
        tables = {f.rpartition(".")[0] for f in shown} - {""}
        # a list is of the one table from which every other one is reached; of several, which it is does not matter here
        found |= tables if len(tables) == 1 else set()
    return frozenset(found)


def _window(query: SemanticQuery, model: SemanticModel, roots: frozenset[str], clock: Clock) -> list[Filter]:
    """The query's period as conditions on the date it is of, where that is one date."""
    if query.time is None:
        return []
    name = query.time.field
    if name is None:
        defaults = {_default_time(model.table(r)) for r in roots}
        name = next(iter(defaults)) if len(defaults) == 1 else None
    if not name:
        return []
    window = resolve(query.time.range, clock)
    made: list[Filter] = []
    for op, end in ((">=", window.start), ("<", window.end)):
        if end is not None:
            made.append(FieldFilter.model_validate({"field": name, "op": op, "values": [end.isoformat()]}))
    return made


def _default_time(table: Table | None) -> str | None:
    if table is None or not table.default_time:
        return None
    return table.default_time if "." in table.default_time else f"{table.name}.{table.default_time}"


def _conjunction(filters: Iterable[Filter], roots: frozenset[str], model: SemanticModel) -> str | None:
    known: dict[_Field, _Known] = {}
    for one in _opened(filters):
        if isinstance(one, FieldFilter):
            kept = known.setdefault((one.field, one.via, one.part), _Known())
            if not kept.narrow(one):
                return f"As the question was read, {_label(one.field, model)} would have to be two things at once."
            continue
        reason = _nested(one, roots, model)
        if reason is not None:
            return reason
    return None


def _nested(one: Filter, roots: frozenset[str], model: SemanticModel) -> str | None:
    if isinstance(one, ExistsFilter):
        if one.exists in roots and one.via is None and not one.where:
            return f"As the question was read, {_table(one.exists, model)} would be compared with themselves."
        return _conjunction(one.where, frozenset((one.exists,)), model)
    if isinstance(one, NotFilter):
        return _nested(one.not_, roots, model) if isinstance(one.not_, ExistsFilter) else None
    if isinstance(one, OrFilter):
        if _covers_all(one.or_):
            return "As the question was read, its conditions together leave nothing out."
        return next((r for part in one.or_ if (r := _conjunction([part], roots, model)) is not None), None)
    return None


def _opened(filters: Iterable[Filter]) -> list[Filter]:
    """Conditions that must all hold, those inside of "and" among them."""
    found: list[Filter] = []
    for one in filters:
        found.extend(_opened(one.and_) if isinstance(one, AndFilter) else [one])
    return found


def _covers_all(parts: Sequence[Filter]) -> bool:
    """Whether one of two alternatives always holds: a thing or not that thing."""
    denied = [p.not_ for p in parts if isinstance(p, NotFilter)]
    if any(p in denied for p in parts):
        return True
    nothing = {(p.field, p.via) for p in parts if isinstance(p, FieldFilter) and p.op == "is_null"}
    anything = {(p.field, p.via) for p in parts if isinstance(p, FieldFilter) and p.op == "is_not_null"}
    return bool(nothing & anything)


@dataclass
class _Known:
    """What the conditions so far leave of one field."""

    allowed: set[str] | None = None
    refused: set[str] = field(default_factory=set)
    low: tuple[float | str, bool] | None = None
    high: tuple[float | str, bool] | None = None
    empty: bool = False
    filled: bool = False

    def narrow(self, one: FieldFilter) -> bool:
        """Take in one more condition; False when nothing can fulfil all of them."""
        values = [_text(v) for v in one.values]
        if one.op in ("=", "in"):
            self.allowed = set(values) if self.allowed is None else self.allowed & set(values)
        elif one.op in ("!=", "not_in"):
            self.refused |= set(values)
        elif one.op in ("<", "<=", ">", ">=", "between"):
            self._bound(one)
        self.empty = self.empty or one.op == "is_null"
        # a field that differs from a value is not empty to a compiler, yet "not X" is not said of its being filled
        self.filled = self.filled or one.op not in ("is_null", "!=", "not_in")
        if self.empty and self.filled:
            return False
        return self._some_value() and self._some_room()

    def _bound(self, one: FieldFilter) -> None:
        numbers = [_number(v) for v in one.values]
        if one.op in (">", ">=", "between"):
            self.low = _tighter(self.low, (numbers[0], one.op != ">"), higher=True)
        if one.op in ("<", "<=", "between"):
            self.high = _tighter(self.high, (numbers[-1], one.op not in ("<",)), higher=False)

    def _some_value(self) -> bool:
        return self.allowed is None or bool(self.allowed - self.refused)

    def _some_room(self) -> bool:
        if self.low is None or self.high is None or type(self.low[0]) is not type(self.high[0]):
            return True
        (low, with_low), (high, with_high) = self.low, self.high
        return low < high or (low == high and with_low and with_high)  # type: ignore[operator]


def _tighter(
    old: tuple[float | str, bool] | None, new: tuple[float | str, bool], *, higher: bool
) -> tuple[float | str, bool]:
    if old is None or type(old[0]) is not type(new[0]):
        return new
    if old[0] == new[0]:
        return (old[0], old[1] and new[1])
    return max(old, new) if higher else min(old, new)


def _text(value: Scalar) -> str:
    number = _number(value)
    return str(number) if isinstance(number, float) and not isinstance(value, str) else str(value)


def _number(value: Scalar | date | datetime) -> float | str:
    """Numbers as numbers; dates as texts of one form, which sort as they do."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return float(value)
    return str(value).replace(" ", "T")


def _label(name: str, model: SemanticModel) -> str:
    try:
        found = resolve_field(model, name)
    except UnknownField:
        return name
    label = found.field.label or found.field.name.replace("_", " ")
    return f"{label} of {_table(found.table, model)}"


def _table(name: str, model: SemanticModel) -> str:
    table = model.table(name)
    label = (table.label if table is not None else None) or name.replace("_", " ")
    return label if label.isupper() else label[:1].lower() + label[1:]
