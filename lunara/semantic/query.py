"""SemanticQuery: what planners produce and what dashboards store. Field by field as docs/semantic-query.md gives it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field, model_validator

from lunara.semantic.filters import (
    AndFilter,
    ExistsFilter,
    FieldFilter,
    Filter,
    MeasureFilter,
    NotFilter,
    Operator,
    OrFilter,
    Than,
    ThanFilter,
)
from lunara.semantic.model import Aggregate, Format, PercentileKind, checked_percentile
from lunara.semantic.records import DatePart, Grain, Strict

__all__ = [
    "AndFilter",
    "Calculation",
    "Compare",
    "CompareTo",
    "DatePart",
    "DimensionRef",
    "ExistsFilter",
    "FieldFilter",
    "Filter",
    "InlineMeasure",
    "MeasureFilter",
    "NotFilter",
    "Operator",
    "OrFilter",
    "OrderBy",
    "SemanticQuery",
    "Summary",
    "Than",
    "ThanFilter",
    "TimeFilter",
    "TimeRange",
]


class InlineMeasure(Strict):
    """A measure that the model does not name. `expression` and `filter` are SQL over `table`'s own columns/fields."""

    name: str
    table: str
    aggregate: Aggregate
    percentile: float | None = Field(default=None, gt=0, lt=1)
    percentile_kind: PercentileKind = "continuous"
    expression: str | None = None
    filter: str | None = None
    label: str | None = None
    format: Format | None = None
    via: str | None = None

    @model_validator(mode="after")
    def _of_a_percentile(self) -> InlineMeasure:
        checked_percentile(self.aggregate, self.percentile, self.percentile_kind)
        return self


class DimensionRef(Strict):
    """A dimension with a grain or a named road. `part` takes a number out of a date: all Januaries together are 1.

    `day_of_week` counts from Monday = 1 to Sunday = 7, `quarter` and `year` are those of the calendar.
    """

    field: str
    grain: Grain | None = None
    part: DatePart | None = None
    via: str | None = None
    label: str | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> DimensionRef:
        if self.grain is not None and self.part is not None:
            raise ValueError('a dimension has a "grain" or a "part", not both')
        return self


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


MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def called(start: date, end: date) -> str:
    """What a whole year, quarter or month is called, of its first day and the day after its last; "" for any other span.

    >>> called(date(2025, 4, 1), date(2025, 7, 1))
    'Q2 2025'
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    if (start.day, end.day) != (1, 1):
        return ""
    if months == 12 and start.month == 1:
        return str(start.year)
    if months == 3 and start.month % 3 == 1:
        return f"Q{(start.month + 2) // 3} {start.year}"
    return f"{MONTH_NAMES[start.month - 1]} {start.year}" if months == 1 else ""


CompareTo = Literal[
    "previous_period", "previous_year", "previous_quarter", "previous_month", "previous_week", "previous_day"
]


class Compare(Strict):
    """Beside each measure its value in another period, aligned by position: one before (`to`), or any other (`range`)."""

    to: CompareTo | None = None
    range: TimeRange | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Compare:
        if (self.to is None) == (self.range is None):
            raise ValueError('a comparison is one of {"to"} and {"range"}')
        return self

    @property
    def name(self) -> str:
        """What it compares with, to follow a measure's name: "previous year", "2023", "Q2 2025", else "other period"."""
        if self.to is not None:
            return self.to.replace("_", " ")
        start, end = (self.range.from_, self.range.to) if self.range is not None else (None, None)
        if start is None or end is None or isinstance(start, datetime) or isinstance(end, datetime):
            return "other period"
        return called(start, end) or "other period"


class Calculation(Strict):
    """A window over the aggregated result, or the `ratio` of a measure to the measure `by`; the output column is `name`, by
    default `<of>_<kind>`. `percent`: a ratio is shown as a percentage, as it is anyway where both measures have one unit."""

    kind: Literal["share_of_total", "running_total", "rank", "moving_average", "difference", "percent_change", "ratio"]
    of: str
    by: str | None = None
    name: str | None = None
    within: tuple[str, ...] = ()
    window: int | None = Field(default=None, ge=2, le=1000)
    direction: Literal["asc", "desc"] = "desc"
    """Which end of a rank is the first place."""
    percent: bool = False

    @model_validator(mode="after")
    def _of_two(self) -> Calculation:
        if (self.kind == "ratio") != (self.by is not None):
            raise ValueError('a ratio names the measure "by" that it is divided by, and nothing else does')
        if self.direction == "asc" and self.kind != "rank":
            raise ValueError("only a rank has a direction")
        if self.percent and self.kind != "ratio":
            raise ValueError("only a ratio is told to be a percentage")
        return self


class Summary(Strict):
    """What each measure is over groups of its own: the average (median, lowest, highest) over the values of `over`.

    The measures are taken for each value of `over` within the query's dimensions, conditions on measures choose among
    these, and then they are put together: the average number of orders of a customer, the highest daily revenue. Groups
    without a row do not count, unless `keep_empty` or `fill_time` bring them in. `whole`: of periods in `over`, only those
    that are over and lie wholly within the query's time range count.
    """

    aggregate: Literal["avg", "median", "min", "max"]
    over: tuple[str | DimensionRef, ...] = Field(min_length=1)
    whole: bool = False


class OrderBy(Strict):
    """`field` names a measure, dimension, calculation or output column of the query."""

    field: str
    direction: Literal["asc", "desc"] = "asc"


class SemanticQuery(Strict):
    """A question over the model. No measure: a list of rows of one table and what it reaches.

    `distinct` shows each combination of a list once (the values of a filter). The dimension `time` (with a grain, where no
    field has that name) is each measure's own default time. `fill_with` is what counts and sums are where filled periods and
    kept groups have no row. Without `fill_groups` a period in which nothing has a row is there once, without a group.
    `beside` are tables of a list that are joined by nothing: each of their rows stands beside each row of the others.
    `summary` aggregates the measures twice: for each value of further dimensions, and then over them.
    """

    measures: tuple[str | InlineMeasure, ...] = ()
    dimensions: tuple[str | DimensionRef, ...] = ()
    filters: tuple[Filter, ...] = ()
    time: TimeFilter | None = None
    compare: Compare | None = None
    calculations: tuple[Calculation, ...] = ()
    summary: Summary | None = None
    order_by: tuple[OrderBy, ...] = ()
    limit: int | None = Field(default=None, ge=1, le=1_000_000)
    fill_time: bool = False
    fill_with: Literal["zero", "null"] = "zero"
    fill_groups: bool = True
    keep_empty: bool = False
    distinct: bool = False
    beside: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> SemanticQuery:
        if not self.measures and not self.dimensions:
            raise ValueError("a query names at least one measure or dimension")
        if self.summary is not None and (not self.measures or self.calculations or self.compare is not None):
            raise ValueError("a summary is of measures, and has neither calculations nor a comparison beside it")
        return self
