"""Numbers of which a field beside them says the unit or the currency: where that holds several, they are not put together.

A weight with a weight unit of pounds and grams has no heaviest, and amounts in euros and dollars have no total: it is asked in
which unit, or by it. A list that only shows them, or names one of the units, is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from lunara.ask.planners.offline.flatplan import FlatPlan, measure_tables
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import spread
from lunara.semantic.filters import leaves_of
from lunara.semantic.model import Dimension, Table
from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery, ThanFilter

_UNITS = spread("unit uom")
_CURRENCY = spread("currency ccy")
_BESIDE = spread("measure measurement of base code name symbol type iso")
"""What a field that holds units is called besides."""
_SIZED = spread("quantity qty amount value reading result volume size weight length height width")
"""Numbers that a field called "unit" and no more tells the unit of."""
_COMPARES = frozenset((">", ">=", "<", "<="))
_MOST_OPTIONS = 4


def of_several(query: SemanticQuery, lexicon: Lexicon) -> tuple[str, list[tuple[str, SemanticQuery]]] | None:
    """What to ask back, with each unit as a choice, where a query puts numbers of several units together; else None."""
    told = {one.field for one in leaves_of(query.filters) if isinstance(one, FieldFilter) and one.op in ("=", "in")}
    told |= set(FlatPlan(query, lexicon).dimensions)
    for table, number in _put_together(query, lexicon):
        unit = _unit_of(number, table)
        values = lexicon.values.of_field(table.name, unit.name) if unit is not None else []
        if unit is None or len(values) < 2 or f"{table.name}.{unit.name}" in told:
            continue
        field = f"{table.name}.{unit.name}"
        label, kind = number.label or number.name, label_of(lexicon, Target("dimension", table.name, unit.name))
        made = []
        if query.measures and not query.order_by and query.limit is None and not query.calculations:
            made.append((f"By {kind}", query.model_copy(update={"dimensions": (*query.dimensions, field)})))
        for value in values[: _MOST_OPTIONS - len(made)]:
            only = FieldFilter(field=field, op="=", values=(value,))
            made.append((str(value).strip(), query.model_copy(update={"filters": (*query.filters, only)})))
        units = "currencies" if _is_money(number) else "units"
        return f"{label} is given in several {units}, as {kind} tells. Which one is meant?", made
    return None


def _unit_of(number: Dimension, table: Table) -> Dimension | None:
    """The field of the same rows that says in which unit a number is."""
    money = _is_money(number)
    words = {*words_of(number.label or number.name)}
    for field in table.dimensions:
        if field.type != "string":
            continue
        named = {*words_of(field.label or field.name)}
        kinds = _CURRENCY if money else _UNITS
        if not named & kinds:
            continue
        rest = named - kinds - _BESIDE
        if rest <= words and (rest or money or words & _SIZED):
            return field
    return None


def _is_money(number: Dimension) -> bool:
    return number.format is not None and number.format.kind == "currency"


def _put_together(query: SemanticQuery, lexicon: Lexicon) -> Iterator[tuple[Table, Dimension]]:
    """The numbers that a query adds up, averages, puts in order or compares."""
    plan = FlatPlan(query, lexicon)
    fields = [o.field for o in query.order_by]
    fields += [f.field for f in plan.filters if isinstance(f, FieldFilter) and f.op in _COMPARES]
    fields += [f.field for f in plan.filters if isinstance(f, ThanFilter)]
    for name in fields:
        table, _, bare = name.rpartition(".")
        found = lexicon.dimension(table, bare) if table in lexicon.tables else None
        if found is not None and found.type == "number":
            yield lexicon.tables[table], found
    measured = [*query.measures, *(f.measure for f in plan.totals)]
    for measure in measured:
        for name in measure_tables(measure, lexicon):
            table_ = lexicon.tables[name]
            yield from ((table_, d) for d in table_.dimensions if d.type == "number" and _is_of(measure, d, table_))


def _is_of(measure: str | InlineMeasure, dimension: Dimension, table: Table) -> bool:
    """Whether a measure puts the values of this field together."""
    columns = {dimension.name, dimension.expression, f'"{dimension.name}"'}
    if isinstance(measure, InlineMeasure):
        return measure.aggregate not in ("count", "count_distinct") and measure.expression in columns
    named = measure.rpartition(".")[2]
    return any(
        m.name == named and m.aggregate not in ("count", "count_distinct") and m.expression in columns
        for m in table.measures
    )
