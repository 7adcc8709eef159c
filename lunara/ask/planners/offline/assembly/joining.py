"""Conditions of one question put together: alternatives of one field, and what their denial keeps."""

from __future__ import annotations

from collections.abc import Callable

from lunara.ask.planners.offline.assembly.parts import (
    LOST,
    Declined,
    any_of,
    field_filter,
)
from lunara.semantic.model import Scalar
from lunara.semantic.query import (
    FieldFilter,
    Filter,
)


def as_written(values: list[Scalar], text: str) -> list[Scalar]:
    """Values that differ by more than case and plural ("A+" and "A-") are not one value: the one that was written is meant."""
    signs = {"".join(c for c in str(v) if not c.isalnum() and not c.isspace()) for v in values}
    if len(signs) < 2:
        return values
    exact = [v for v in values if str(v).lower() == text.lower()]
    if not exact:
        raise Declined(f"“{text}” may be {' or '.join(f'“{v}”' for v in values[:4])}. Write it as the data does.")
    return exact


def joined(made: list[tuple[str, Filter]], several: Callable[[str], bool] | bool = False) -> list[Filter]:
    """Alternatives of one field become a list; "or" ties a condition to the one before it."""
    out: list[list[Filter]] = []
    for joiner, found in made:
        if joiner == "or" and out:
            out[-1].append(found)
        else:
            out.append([found])
    # "in Germany and France" names two values of one field: no row is both, so either is meant
    merged: list[list[Filter]] = []
    for alternatives in out:
        before = merged[-1] if merged else None
        both = callable(several) and isinstance(alternatives[0], FieldFilter) and several(alternatives[0].field)
        if before is not None and len(alternatives) == 1 and not both and _same_equality([*before, *alternatives]):
            before.extend(alternatives)
        else:
            merged.append(list(alternatives))
    result: list[Filter] = []
    for alternatives in merged:
        if len(alternatives) == 1:
            result.append(alternatives[0])
        elif _same_equality(alternatives):
            first = alternatives[0]
            if not isinstance(first, FieldFilter):
                raise Declined(LOST)
            values = tuple(dict.fromkeys(v for a in alternatives if isinstance(a, FieldFilter) for v in a.values))
            op = "in" if first.op in ("=", "in") else "not_in"
            result.append(field_filter(first.field, op, values, first.via))
        else:
            result.append(any_of(alternatives))
    return result


def keeping_empty(found: Filter) -> Filter:
    """ "Without Germany" leaves out Germany and nothing else: rows with no country stay."""
    if isinstance(found, FieldFilter) and found.op in ("!=", "not_in") and isinstance(found.values[0], str):
        return any_of([found, field_filter(found.field, "is_null", via=found.via)])
    return found


def _same_equality(alternatives: list[Filter]) -> bool:
    first = alternatives[0]
    if not isinstance(first, FieldFilter) or first.op not in ("=", "in", "!=", "not_in"):
        return False
    kind = first.op in ("=", "in")
    return all(
        isinstance(a, FieldFilter)
        and a.field == first.field
        and a.via == first.via
        and a.op in ("=", "in", "!=", "not_in")
        and (a.op in ("=", "in")) == kind
        and not any(isinstance(v, bool) for v in a.values)
        for a in alternatives
    )
