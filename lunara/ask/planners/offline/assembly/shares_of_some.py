"""Shares of rows by what is known of each of them: a number ("above 100", "with a rating of 5"), or what they have or lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import amounts, existence
from lunara.ask.planners.offline.assembly.conditions import Conditions
from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.assembly.share_measure import rows_share
from lunara.ask.planners.offline.frame import Condition, Wanted
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.semantic.model import Scalar
from lunara.semantic.names import lowered
from lunara.semantic.query import AndFilter, FieldFilter, Filter, InlineMeasure, NotFilter, OrFilter

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler

_OPS = {"=": "=", "!=": "<>", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
_IN_WORDS = {"=": "", "!=": "other than ", ">": "above ", ">=": "of at least ", "<": "below ", "<=": "of at most "}


def made(a: Assembler, number: Wanted, target: Target) -> tuple[InlineMeasure, Condition] | None:
    """The share of the rows for which the one condition behind them holds, and that condition.

    Values before the things and places behind them say of which of them it is the share: "of online orders above 100 in
    Kiel". None where it is told by other rows. Raises Declined where a number is compared and more is said.
    """
    frame = a.frame
    at = number.mention.start if number.mention is not None else 0
    said_of = [c for c in frame.conditions if c.kind == "value" and c.mention is not None and not c.negated]
    whole = [c for c in said_of if c.mention is not None and (c.mention.start < at or c.mention.placed)]
    rest = [c for c in frame.conditions if all(c is not w for w in whole)]
    if len(rest) > 1 and any(c.kind in ("compare", "number") for c in rest):
        raise Declined("It is not clear what the share is of. Ask for one condition, or for the two numbers.")
    part = rest[0] if len(rest) == 1 else None
    if part is None or part.time is not None or part.more or part.related or part.verb is not None:
        return None
    said = part.mention.start if part.mention is not None else at
    counted = part.wanted is not None and (part.wanted.count or bool(part.wanted.agg))
    if said < at or counted or part.grouped or part.kind not in ("compare", "number", "positive", "null", "exists"):
        return None
    held = a.reading.target(part.mention)
    if held is None or not _of_the_row(a, part, held, target.table):
        return None
    found = _filter(a, part, target.table)
    sql = sql_of(a, found, target.table) if found is not None else None
    if found is None or sql is None:
        return None
    words, things = _in_words(a, found, part, held), a.fields.say_table(target.table)
    placed = [c.mention.text for c in whole if c.mention is not None and c.mention.start > at]
    if placed:
        a.parts.caveats.append(f"The share is that of “{' and '.join(placed)}” alone, not of all {things}.")
    if isinstance(found, FieldFilter) and part.kind in ("compare", "number"):
        name = label_of(a.lexicon, Target("dimension", *found.field.rsplit(".", 1)))
        a.parts.notes.append(f"{things[:1].upper()}{things[1:]} without a value of {name} are part of the whole.")
    share = rows_share(
        target.table,
        f"share_{words}",
        f"CASE WHEN {sql} THEN 1.0 ELSE 0.0 END",
        f"Share of {things} {words}",
    )
    return share, part


def tell_counted(a: Assembler, shares: list[tuple[str, int | None]]) -> None:
    """Decline shares of things that are compared by how many rows they have: no part of those rows is asked for."""
    frame = a.frame
    for part in frame.conditions if shares and not frame.groups else ():
        if part.kind != "compare":
            continue
        held = a.reading.target(part.mention)
        counted = part.wanted is not None and part.wanted.count
        of_rows = held is not None and held.kind == "table"
        if held is not None and held.kind == "measure" and a.lexicon.measure(held.table, held.name) is not None:
            of_rows = amounts.counts_rows(a, held)
        if counted or of_rows:
            things = part.mention.text if part.mention is not None else "rows"
            raise Declined(
                f"A share by a number of “{things}” cannot be asked for in one go. Ask for how many have so many, and for all."
            )


def _of_the_row(a: Assembler, part: Condition, held: Target, table: str) -> bool:
    """Whether a condition is one of the row itself: of a field of it, or of the one thing that it refers to or does not."""
    if part.kind == "exists" or held.kind == "table":
        return held.table != table and a.roads.distance_up(table, held.table) == 1
    row = a.fields.row_field(held)
    return row is not None and row.table == table


def _filter(a: Assembler, part: Condition, table: str) -> Filter | None:
    """The condition as a filter of the rows of the table."""
    bases, a.bases = a.bases, [table]
    try:
        conditions = Conditions(a)
        held = a.reading.target(part.mention)
        if held is None or (part.kind != "exists" and held.kind != "table"):
            return conditions.filter(part)
        key = existence.known_by(conditions, table, held.table)
        return FieldFilter(field=key, op="is_null" if part.negated else "is_not_null") if key is not None else None
    finally:
        a.bases = bases


def sql_of(a: Assembler, found: Filter, table: str) -> str | None:
    """A filter on fields of one table alone as SQL over it; None for any other."""
    if isinstance(found, AndFilter | OrFilter):
        both = isinstance(found, AndFilter)
        parts = [sql_of(a, one, table) for one in (found.and_ if isinstance(found, AndFilter) else found.or_)]
        if any(p is None for p in parts):
            return None
        return f"({(' AND ' if both else ' OR ').join(p for p in parts if p is not None)})"
    if isinstance(found, NotFilter):
        inner = sql_of(a, found.not_, table)
        return f"(NOT {inner})" if inner is not None else None
    if not isinstance(found, FieldFilter) or found.via is not None:
        return None
    home, _, name = found.field.rpartition(".")
    if home != table or a.lexicon.dimension(table, name) is None:
        return None
    field = f"({a.fields.expression(Target('dimension', table, name))})"
    values = [_literal(a, v) for v in found.values]
    if found.op in ("is_null", "is_not_null"):
        return f"{field} IS {'NOT ' if found.op == 'is_not_null' else ''}NULL"
    if found.op in ("in", "not_in"):
        return f"{field} {'NOT ' if found.op == 'not_in' else ''}IN ({', '.join(values)})"
    if found.op == "between" and len(values) == 2:
        return f"{field} BETWEEN {values[0]} AND {values[1]}"
    op = _OPS.get(found.op)
    return f"{field} {op} {values[0]}" if op is not None and len(values) == 1 else None


def _literal(a: Assembler, value: Scalar) -> str:
    from sqlglot import exp

    return exp.convert(value).sql(dialect=a.lexicon.model.dialect or "duckdb")


def _in_words(a: Assembler, found: Filter, part: Condition, held: Target) -> str:
    """ "with Order total above 100", "without Campaign"."""
    label = label_of(a.lexicon, held)
    if part.kind in ("compare", "number") and isinstance(found, FieldFilter):
        home, _, name = found.field.rpartition(".")
        label = label_of(a.lexicon, Target("dimension", home, name))
        values = " to ".join(f"{v:g}" if isinstance(v, float) else str(v) for v in found.values)
        return f"with {label} {_IN_WORDS.get(found.op, '')}{values}"
    without = part.negated != (part.kind == "null")
    return f"{'without' if without else 'with'} {lowered(label).removeprefix('has ')}"
