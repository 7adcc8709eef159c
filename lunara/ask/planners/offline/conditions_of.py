"""The SQL condition of a measure as conditions on the fields of its table, where it says no more than such conditions can."""

from __future__ import annotations

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.semantic.model import Scalar
from lunara.semantic.query import FieldFilter


def conditions_of(sql: str, table: str, lexicon: Lexicon) -> tuple[FieldFilter, ...] | None:
    """ "status <> 'cancelled' and paid_at is not null" as two conditions, all of which must hold; None for any other SQL.

    A comparison with a value is not fulfilled by rows without one, in SQL as in a condition on a field.
    """
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError

    try:
        parsed = parse_one(sql, read=lexicon.model.dialect or "duckdb")
    except SqlglotError:
        return None
    made: list[FieldFilter] = []
    for part in parsed.flatten() if isinstance(parsed, exp.And) else [parsed]:
        one = _condition(part, table, lexicon)
        if one is None:
            return None
        made.append(one)
    return tuple(made)


def _condition(part: object, table: str, lexicon: Lexicon) -> FieldFilter | None:
    from sqlglot import exp

    if isinstance(part, exp.Paren):
        return _condition(part.this, table, lexicon)
    denied = isinstance(part, exp.Not)
    inner = part.this if isinstance(part, exp.Not) else part
    if not isinstance(inner, exp.Predicate | exp.In) or not isinstance(inner.this, exp.Column) or inner.this.table:
        return None
    field = _field(inner.this.name, table, lexicon)
    if field is None:
        return None
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return FieldFilter(field=field, op="is_not_null" if denied else "is_null")
    if isinstance(inner, exp.In) and not denied and inner.expressions:
        values = [_value(one) for one in inner.expressions]
        known = tuple(v for v in values if v is not None)
        return FieldFilter(field=field, op="in", values=known) if len(known) == len(values) else None
    op = _OPS.get(type(inner).__name__)
    value = _value(inner.expression) if op is not None else None
    if op is None or value is None or denied:
        return None
    return FieldFilter(field=field, op=op, values=(value,))  # type: ignore[arg-type]


_OPS = {"EQ": "=", "NEQ": "!=", "GT": ">", "GTE": ">=", "LT": "<", "LTE": "<="}


def _value(one: object) -> Scalar | None:
    """The value that a literal is; None for anything else."""
    from sqlglot import exp

    if isinstance(one, exp.Boolean):
        return bool(one.this)
    if not isinstance(one, exp.Literal):
        return None
    if one.is_string:
        return str(one.this)
    return float(one.this) if "." in one.this else int(one.this)


def _field(column: str, table: str, lexicon: Lexicon) -> str | None:
    """The one field of a table that shows this column as it is."""
    found = [
        d.name
        for d in lexicon.tables[table].dimensions
        if (d.expression or d.name).strip('"').lower() == column.lower()
    ]
    return f"{table}.{found[0]}" if len(found) == 1 else None
