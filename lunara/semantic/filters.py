"""Conditions, as queries and derived measures have them: on fields, in groups, on related rows, on measures of related rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from lunara.semantic.records import DatePart, Scalar, Strict

Operator = Literal[
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "in",
    "not_in",
    "between",
    "contains",
    "starts_with",
    "ends_with",
    "is_null",
    "is_not_null",
]


def fits(op: str, values: Sequence[Scalar]) -> None:
    """Raises ValueError when the operator does not take that many values."""
    count = len(values)
    wanted, good = {
        "is_null": ("no value", count == 0),
        "is_not_null": ("no value", count == 0),
        "between": ("two values", count == 2),
        "in": ("at least one value", count >= 1),
        "not_in": ("at least one value", count >= 1),
    }.get(op, ("one value", count == 1))
    if not good:
        raise ValueError(f"the operator {op} takes {wanted}, {count} given")


class FieldFilter(Strict):
    """A condition on a dimension (rows) or on a measure (groups).

    `part` compares a number out of a date, as dimensions have it: the `day_of_week` of Saturdays is 6.
    """

    field: str
    op: Operator
    values: tuple[Scalar, ...] = ()
    via: str | None = None
    part: DatePart | None = None

    @model_validator(mode="after")
    def _arity(self) -> FieldFilter:
        fits(self.op, self.values)
        return self


class Than(Strict):
    """What values are compared with: the average, lowest or highest of them all, or of those alike in `within`.

    Of a field: of all rows of its table that fulfil the query's other conditions on that table, or `where` in their place; its
    time range holds for both. Of a measure: of the groups that the other conditions leave.
    """

    aggregate: Literal["avg", "min", "max"]
    within: tuple[str, ...] = ()
    where: tuple[Filter, ...] | None = None


COMPARED_WORDS = {"avg": "average", "min": "lowest", "max": "highest"}
"""What people call the aggregates of a comparison."""


class ThanFilter(Strict):
    """A condition that compares a field or a measure with what its own values come to: products priced above average."""

    field: str
    op: Literal["=", "!=", "<", "<=", ">", ">="]
    than: Than
    via: str | None = None


OnField = FieldFilter | ThanFilter


class AndFilter(Strict):
    """All of them."""

    and_: tuple[Filter, ...] = Field(alias="and", min_length=1)


class OrFilter(Strict):
    """At least one of them."""

    or_: tuple[Filter, ...] = Field(alias="or", min_length=1)


class NotFilter(Strict):
    """Not it."""

    not_: Filter = Field(alias="not")


class ExistsFilter(Strict):
    """Rows that have matching rows in the related table `exists` (under `not`: that have none)."""

    exists: str
    where: tuple[Filter, ...] = ()
    via: str | None = None


class MeasureFilter(Strict):
    """Rows whose row of the table `per` has such a value of the measure: listings with more than two bookings."""

    measure: str
    per: str
    op: Literal["=", "!=", "<", "<=", ">", ">=", "in", "not_in", "between", "is_null", "is_not_null"]
    values: tuple[Scalar, ...] = ()
    where: tuple[Filter, ...] = ()
    via: str | None = None

    @model_validator(mode="after")
    def _arity(self) -> MeasureFilter:
        fits(self.op, self.values)
        return self


def _filter_kind(value: Any) -> str | None:
    keys = value if isinstance(value, dict) else getattr(type(value), "model_fields", {})
    for key in ("and", "and_", "or", "or_", "not", "not_", "exists", "measure", "than", "field"):
        if key in keys:
            return key.rstrip("_")
    return None


Filter = Annotated[
    Annotated[FieldFilter, Tag("field")]
    | Annotated[ThanFilter, Tag("than")]
    | Annotated[AndFilter, Tag("and")]
    | Annotated[OrFilter, Tag("or")]
    | Annotated[NotFilter, Tag("not")]
    | Annotated[ExistsFilter, Tag("exists")]
    | Annotated[MeasureFilter, Tag("measure")],
    Discriminator(
        _filter_kind,
        custom_error_type="filter_kind",
        custom_error_message='a filter has one of the keys "field", "and", "or", "not", "exists", "measure"',
    ),
]


for _model in (Than, ThanFilter, AndFilter, OrFilter, NotFilter, ExistsFilter, MeasureFilter):
    _model.model_rebuild()


def filter_names(filters: Sequence[Filter]) -> Iterator[tuple[str, Literal["field", "table", "measure"]]]:
    """(name, what it names) of everything that conditions name, in order."""
    for one in filters:
        if isinstance(one, AndFilter):
            yield from filter_names(one.and_)
        elif isinstance(one, OrFilter):
            yield from filter_names(one.or_)
        elif isinstance(one, NotFilter):
            yield from filter_names((one.not_,))
        elif isinstance(one, ExistsFilter):
            yield one.exists, "table"
            yield from filter_names(one.where)
        elif isinstance(one, MeasureFilter):
            yield one.measure, "measure"
            yield one.per, "table"
            yield from filter_names(one.where)
        else:
            yield one.field, "field"
            if isinstance(one, ThanFilter):
                for name in one.than.within:
                    yield name, "field"
                yield from filter_names(one.than.where or ())


def renamed(one: Filter, rename: Callable[[str, str], str]) -> Filter:
    """The condition with each name replaced by `rename(name, what it names)`."""
    if isinstance(one, AndFilter):
        return AndFilter.model_validate({"and": [renamed(part, rename) for part in one.and_]})
    if isinstance(one, OrFilter):
        return OrFilter.model_validate({"or": [renamed(part, rename) for part in one.or_]})
    if isinstance(one, NotFilter):
        return NotFilter.model_validate({"not": renamed(one.not_, rename)})
    if isinstance(one, ExistsFilter):
        where = tuple(renamed(part, rename) for part in one.where)
        return one.model_copy(update={"exists": rename(one.exists, "table"), "where": where})
    if isinstance(one, MeasureFilter):
        where = tuple(renamed(part, rename) for part in one.where)
        named = {"measure": rename(one.measure, "measure"), "per": rename(one.per, "table")}
        return one.model_copy(update={**named, "where": where})
    if isinstance(one, ThanFilter):
        within = tuple(rename(name, "field") for name in one.than.within)
        than = one.than.model_copy(update={"within": within})
        if one.than.where is not None:
            than = than.model_copy(update={"where": tuple(renamed(part, rename) for part in one.than.where)})
        return one.model_copy(update={"field": rename(one.field, "field"), "than": than})
    return one.model_copy(update={"field": rename(one.field, "field")})


def compares(one: Filter) -> bool:
    """Whether a condition compares with what values come to, so that it says something else once others stand beside it."""
    if isinstance(one, AndFilter | OrFilter):
        return any(compares(part) for part in (one.and_ if isinstance(one, AndFilter) else one.or_))
    if isinstance(one, NotFilter):
        return compares(one.not_)
    if isinstance(one, ExistsFilter | MeasureFilter):
        return any(compares(part) for part in one.where)
    return isinstance(one, ThanFilter)


def leaves_of(filters: Sequence[Filter]) -> list[Filter]:
    """The single conditions in groups of them, in order; those on related rows whole."""
    found: list[Filter] = []
    for one in filters:
        if isinstance(one, AndFilter | OrFilter):
            found += leaves_of(one.and_ if isinstance(one, AndFilter) else one.or_)
        elif isinstance(one, NotFilter):
            found += leaves_of((one.not_,))
        else:
            found.append(one)
    return found
