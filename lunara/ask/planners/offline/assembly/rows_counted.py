"""“Without cancelled orders”: rows that a measure of the model counts, as a condition of other numbers."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.paths import Roads
from lunara.ask.planners.offline.assembly.parts import all_of, any_of, field_filter
from lunara.ask.planners.offline.conditions_of import conditions_of
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.semantic.model import Measure
from lunara.semantic.query import FieldFilter, Filter

_OTHER = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not_in", "not_in": "in"}
_KNOWN = {"is_null": "is_not_null", "is_not_null": "is_null"}


def rows_counted(
    measure: Measure, table: str, bases: Sequence[str], *, negated: bool, lexicon: Lexicon, roads: Roads
) -> Filter | None:
    """What the rows fulfil that are counted under a condition, or do not; None where it is no condition on the rows of `bases`.

    Rows that have no value are none of those that are counted: "without cancelled orders" leaves them there.
    """
    if measure.aggregate != "count" or measure.filter is None or not bases:
        return None
    if any(roads.distance_up(base, table) is None for base in bases):
        return None
    found = conditions_of(measure.filter, table, lexicon)
    if not found:
        return None
    if not negated:
        return found[0] if len(found) == 1 else all_of(found)
    if len(found) > 1:
        return None  # those without "online orders", which are none that were cancelled either: the others of two kinds
    denied = _denied(found[0])
    return denied[0] if len(denied) == 1 else any_of(denied)


def _denied(one: FieldFilter) -> list[Filter]:
    if one.op in _KNOWN:
        return [field_filter(one.field, _KNOWN[one.op])]
    return [field_filter(one.field, _OTHER[one.op], one.values), field_filter(one.field, "is_null")]
