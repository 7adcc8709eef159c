"""SemanticQuery: what planners produce and what dashboards store. Field by field as docs/semantic-query.md gives it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from lunara.semantic.model import Aggregate, Format, Grain, Scalar, Strict

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


class InlineMeasure(Strict):
    """A measure that the model does not name. `expression` and `filter` are SQL over `table`'s own columns/fields."""

    name: str
    table: str
    aggregate: Aggregate
    expression: str | None = None
    filter: str | None = None
    label: str | None = None
    format: Format | None = None
    via: str | None = None


class DimensionRef(Strict):
    """A dimension with a grain or a named road."""

    field: str
    grain: Grain | None = None
    via: str | None = None
    label: str | None = None


class FieldFilter(Strict):
    """A condition on a dimension (rows) or on a measure (groups)."""

    field: str
    op: Operator
    values: tuple[Scalar, ...] = ()
    via: str | None = None

    @model_validator(mode="after")
    def _arity(self) -> FieldFilter:
        count = len(self.values)
        wanted = {"is_null": "no value", "is_not_null": "no value", "between": "two values"}.get(self.op)
        if self.op in ("in", "not_in"):
            fits = count >= 1
            wanted = "at least one value"
        elif wanted == "no value":
            fits = count == 0
        elif wanted == "two values":
            fits = count == 2
        else:
            fits, wanted = count == 1, "one value"
        if not fits:
            raise ValueError(f"the operator {self.op} takes {wanted}, {count} given")
        return self


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


def _filter_kind(value: Any) -> str | None:
    keys = value if isinstance(value, dict) else getattr(type(value), "model_fields", ())
    for key in ("and", "and_", "or", "or_", "not", "not_", "exists", "field"):
        if key in keys:
            return key.rstrip("_")
    return None


Filter = Annotated[
    Annotated[FieldFilter, Tag("field")]
    | Annotated[AndFilter, Tag("and")]
    | Annotated[OrFilter, Tag("or")]
    | Annotated[NotFilter, Tag("not")]
    | Annotated[ExistsFilter, Tag("exists")],
    Discriminator(
        _filter_kind,
        custom_error_type="filter_kind",
        custom_error_message='a filter has one of the keys "field", "and", "or", "not", "exists"',
    ),
]


class TimeRange(Strict):
    """Exactly one form: from/to (half-open), last n of a grain, this, previous, to_date.

    `complete` (with last): whole periods only, the current one excluded.
    """

    from_: date | datetime | None = Field(default=None, alias="from")
    to: date | datetime | None = None
    last: int | None = Field(default=None, ge=1, le=10_000)
    grain: Grain | None = None
    complete: bool = False
    this: Grain | None = None
    previous: Grain | None = None
    to_date: Grain | None = None

    @model_validator(mode="after")
    def _one_form(self) -> TimeRange:
        forms = [
            self.from_ is not None or self.to is not None,
            self.last is not None,
            self.this is not None,
            self.previous is not None,
            self.to_date is not None,
        ]
        if sum(forms) != 1:
            raise ValueError('a range is one of {"from", "to"}, {"last", "grain"}, {"this"}, {"previous"}, {"to_date"}')
        if self.last is not None and self.grain is None:
            raise ValueError('{"last": n} needs a "grain"')
        return self


class TimeFilter(Strict):
    """The query's time window. `field` absent: each measure's table's default_time."""

    field: str | None = None
    range: TimeRange
    via: str | None = None


class Compare(Strict):
    """Beside each measure its value in another period, aligned by position."""

    to: Literal[
        "previous_period", "previous_year", "previous_quarter", "previous_month", "previous_week", "previous_day"
    ]


class Calculation(Strict):
    """A window over the aggregated result; the output column is `name`, by default `<of>_<kind>`."""

    kind: Literal["share_of_total", "running_total", "rank", "moving_average", "difference", "percent_change"]
    of: str
    name: str | None = None
    within: tuple[str, ...] = ()
    window: int | None = Field(default=None, ge=2, le=1000)


class OrderBy(Strict):
    """`field` names a measure, dimension, calculation or output column of the query."""

    field: str
    direction: Literal["asc", "desc"] = "asc"


class SemanticQuery(Strict):
    """A question over the model. No measure: a list of rows of one table and what it reaches.

    `distinct` shows each combination of a list once (the values of a filter). The dimension `time` (with a grain, where no
    field has that name) is each measure's own default time.
    """

    measures: tuple[str | InlineMeasure, ...] = ()
    dimensions: tuple[str | DimensionRef, ...] = ()
    filters: tuple[Filter, ...] = ()
    time: TimeFilter | None = None
    compare: Compare | None = None
    calculations: tuple[Calculation, ...] = ()
    order_by: tuple[OrderBy, ...] = ()
    limit: int | None = Field(default=None, ge=1, le=1_000_000)
    fill_time: bool = False
    keep_empty: bool = False
    distinct: bool = False

    @model_validator(mode="after")
    def _something(self) -> SemanticQuery:
        if not self.measures and not self.dimensions:
            raise ValueError("a query names at least one measure or dimension")
        return self


for _model in (AndFilter, OrFilter, NotFilter, ExistsFilter, SemanticQuery):
    _model.model_rebuild()
