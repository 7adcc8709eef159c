"""What one row alone came to: "who gave more than 10,000 in one go", "customers who paid over 500 in a single payment".

The question is read without those words, and what it compares in the sum of all rows of each is compared in one of them. Where
that sum is no field of rows that are done at once, as that of the lines of an order, nothing is answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from lunara.ask.plan import Planned, Refusal
from lunara.ask.planners.offline.assembly.dates import range_filters
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.periods import resolve
from lunara.ask.planners.offline.proof import prove
from lunara.ask.question import Question
from lunara.ask.tokens import tokenize
from lunara.semantic.compiled import Clock
from lunara.semantic.query import DimensionRef, ExistsFilter, FieldFilter, Filter, MeasureFilter, SemanticQuery

_ONCE = re.compile(
    r"(?P<before>\b(?:than|over|above|least|most|exceeding|exceeds|below|under)\s+\S*\d\S*(?:\s+\S+)?)"
    r"\s+(?:(?:all\s+)?at\s+once|(?:in|at)\s+(?:one|a\s+single)(?:\s+single)?\s+(?P<row>[a-z]+))\b",
    re.IGNORECASE,
)
_GO = frozenset(("go", "hit", "swoop"))
UNCLEAR = "It is not clear of which rows “{}” is said here. Name the number of one row that is compared."


def answered(question: Question, lexicon: Lexicon, planned: Callable[[str], Planned]) -> Planned | None:
    """The answer with the number compared in one row of each; a refusal where it cannot be, None where nothing is said so."""
    found = _ONCE.search(question.text)
    if found is None:
        return None
    row = (found["row"] or "").lower()
    table = lexicon.table_called((tokenize(row)[0].stem,))[1] if row else ""
    if row and not table and (row not in _GO or lexicon.knows(row)):
        return None
    said = question.text[found.end("before") : found.end()].strip()
    asked = planned(question.text[: found.end("before")] + question.text[found.end() :])
    if isinstance(asked.plan, Refusal):
        return asked
    made = _of_one_row(asked.plan, table, lexicon, question.clock) if isinstance(asked.plan, SemanticQuery) else None
    if made is None or prove(made, lexicon.model, question.clock) is not None:
        return replace(asked, plan=Refusal(UNCLEAR.format(said)))
    return replace(asked, plan=made, notes=(*asked.notes, f"“{said}”: the number of one row alone is compared."))


def _of_one_row(query: SemanticQuery, table: str, lexicon: Lexicon, clock: Clock) -> SemanticQuery | None:
    """The query with the one condition on a sum said of a row of that table; None where it holds no such one."""
    fields = Fields(lexicon, lexicon.roads)
    sums = [f for f in query.filters if isinstance(f, MeasureFilter) or _measured(f, lexicon)]
    if len(sums) != 1 or query.limit or query.calculations or query.compare or query.summary or query.order_by:
        return None
    condition = sums[0]
    of_each = isinstance(condition, FieldFilter)
    things = {condition.per} if isinstance(condition, MeasureFilter) else {_table_of(d) for d in query.dimensions}
    name = condition.measure if isinstance(condition, MeasureFilter) else getattr(condition, "field", "")
    home, field = _field_of(name, fields, lexicon)
    thing = next(iter(things), "")
    if len(things) != 1 or thing in ("", home) or not field or table not in ("", home):
        return None
    if (of_each and query.measures not in ((), (name,))) or not (table or _done_at_once(home, lexicon)):
        return None
    dated = _dated(query, home, clock)
    others = [f for f in query.filters if f is not condition]
    if dated is None or not all(isinstance(f, FieldFilter) for f in others):
        return None
    held = FieldFilter(field=f"{home}.{field}", op=condition.op, values=condition.values)  # type: ignore[union-attr]
    of_rows = [f for f in others if _table_of(getattr(f, "field", "")) != thing]
    told = condition.where if isinstance(condition, MeasureFilter) else ()
    one = ExistsFilter(exists=home, where=(held, *told, *of_rows, *dated))
    kept = [f for f in others if f not in of_rows]
    measures = () if of_each else query.measures
    return query.model_copy(update={"measures": measures, "filters": (*kept, one), "time": None})


def _measured(one: Filter, lexicon: Lexicon) -> bool:
    """Whether a condition is on a number of many rows."""
    if not isinstance(one, FieldFilter):
        return False
    table, _, name = one.field.rpartition(".")
    return not table or lexicon.dimension(table, name) is None


def _table_of(dimension: str | DimensionRef) -> str:
    return dimension.rpartition(".")[0] if isinstance(dimension, str) else ""


def _field_of(name: str, fields: Fields, lexicon: Lexicon) -> tuple[str, str]:
    """The table and the field whose values a measure adds up; ("", "") for any other measure."""
    target = fields.target_of(name)
    measure = lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    if measure is None or measure.aggregate != "sum" or measure.filter is not None:
        return "", ""
    column = (measure.expression or measure.name).strip('"')
    dimensions = lexicon.tables[target.table].dimensions
    return target.table, next((d.name for d in dimensions if (d.expression or d.name).strip('"') == column), "")


def _done_at_once(table: str, lexicon: Lexicon) -> bool:
    """Whether rows have a day of their own, so that each of them is done at once; the lines of an order have none."""
    known = lexicon.tables[table]
    return known.default_time is not None and known.default_time in {d.name for d in known.dimensions}


def _dated(query: SemanticQuery, table: str, clock: Clock) -> list[Filter] | None:
    """The period as conditions on the rows; None where it is of other rows, or the query goes by it."""
    if query.time is None:
        return []
    field, span = query.time.field, query.time.range
    days = resolve(span, clock) if span.from_ is None and span.to is None else (span.from_, span.to)
    if field is None or days is None or query.time.via is not None:
        return None
    first, last = days
    if isinstance(first, datetime) or isinstance(last, datetime) or field.rpartition(".")[0] != table:
        return None
    return range_filters(field, (first, last))
