"""The share of the question before, of another value: "and life?" behind the share of home policies is that of life policies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.assembly.share_measure import rows_share
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler
    from lunara.ask.planners.offline.followup import Lead


def of_another_value(a: Assembler, base: SemanticQuery, made: SemanticQuery, lead: Lead) -> SemanticQuery:
    """The changed query with the share of the values that are new to it, where they are of the field that the share is by.

    As a condition they would leave the others out, and nothing or all of the rest would be the share. Raises Declined where it is
    not said that they come instead.
    """
    shares = [m for m in made.measures if isinstance(m, InlineMeasure) and m in base.measures]
    for share in shares:
        new = [f for f in made.filters if f not in base.filters and isinstance(f, FieldFilter)]
        if lead and not lead.narrows and any(f.op in ("is_null", "is_not_null") for f in new):
            raise Declined("It is not clear which share is asked for. Ask for it in a question of its own.")
        own = [f for f in new if _is_by(a, share, f)]
        if not own:
            continue
        one = own[0]
        if len(own) > 1 or one.op not in ("=", "in") or lead.adds or lead.narrows or not _told_by_values(a, share, one):
            raise Declined("The share before is by that already. Ask for the other share in a question of its own.")
        made = _instead(made, share, _of_values(a, share, one), one)
    return made


def _is_by(a: Assembler, share: InlineMeasure, found: FieldFilter) -> bool:
    """Whether a condition is on the field by which the rows of a share are told apart."""
    if "." not in found.field or found.via is not None:
        return False
    table, _, name = found.field.rpartition(".")
    expression = a.fields.expression(Target("dimension", table, name)) if table == share.table else ""
    return bool(expression) and re.search(rf"\b{re.escape(expression)}\b", share.expression or "") is not None


def _told_by_values(a: Assembler, share: InlineMeasure, one: FieldFilter) -> bool:
    """Whether the share is of the rows with some values of that field, and of nothing else."""
    table, _, name = one.field.rpartition(".")
    return (share.expression or "").startswith(_opening(a, Target("dimension", table, name)))


def _opening(a: Assembler, field: Target) -> str:
    return f"CASE WHEN ({a.fields.expression(field)}) IN ("


def _of_values(a: Assembler, share: InlineMeasure, one: FieldFilter) -> InlineMeasure:
    from sqlglot import exp

    table, _, name = one.field.rpartition(".")
    field = Target("dimension", table, name)
    flag = a.lexicon.flag(table, name) is not None
    denied = not (share.expression or "").endswith("THEN 1.0 ELSE 0.0 END")
    if flag or denied:
        raise Declined("The share before is of the others. Ask for this share in a question of its own.")
    dialect = a.lexicon.model.dialect or "duckdb"
    held = ", ".join(exp.convert(v).sql(dialect=dialect) for v in one.values)
    said = f"with {label_of(a.lexicon, field)} {' or '.join(map(str, one.values))}"
    return rows_share(
        table,
        f"share_{said}",
        f"{_opening(a, field)}{held}) THEN 1.0 ELSE 0.0 END",
        f"Share of {a.fields.say_table(table)} {said}",
    )


def _instead(made: SemanticQuery, old: InlineMeasure, new: InlineMeasure, gone: FieldFilter) -> SemanticQuery:
    order = (o.model_copy(update={"field": new.name}) if o.field == old.name else o for o in made.order_by)
    calculations = (c.model_copy(update={"of": new.name}) if c.of == old.name else c for c in made.calculations)
    return made.model_copy(
        update={
            "measures": tuple(new if m == old else m for m in made.measures),
            "filters": tuple(f for f in made.filters if f is not gone),
            "order_by": tuple(order),
            "calculations": tuple(calculations),
        }
    )
