"""SemanticModel: what a human reviews and what is stored. Field by field as docs/semantic-model.md gives it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from lunara.semantic.filters import Filter
from lunara.semantic.records import Grain, Name, Scalar, Strict

__all__ = [
    "Accumulation",
    "Aggregate",
    "Cardinality",
    "DerivedMeasure",
    "Dimension",
    "DimensionType",
    "Format",
    "Grain",
    "Measure",
    "Name",
    "Offset",
    "Origin",
    "PercentileKind",
    "Relationship",
    "Scalar",
    "SemanticModel",
    "Strict",
    "Table",
    "VerifiedQuestion",
]

Aggregate = Literal["sum", "count", "count_distinct", "avg", "min", "max", "median", "stddev", "percentile"]
PercentileKind = Literal["continuous", "discrete", "approximate"]
DimensionType = Literal["time", "string", "number", "boolean"]
Cardinality = Literal["many_to_one", "one_to_one", "many_to_many"]
Origin = Literal["declared", "inferred", "edited"]


class Format(Strict):
    """How values of a field are written for people. `decimals=None` chooses by magnitude."""

    kind: Literal["number", "currency", "percent", "duration", "date", "text"] = "number"
    currency: str | None = None
    decimals: int | None = Field(default=None, ge=0, le=10)
    unit: str | None = None


class Dimension(Strict):
    """Something to group or filter by. `expression` is SQL over this table's own columns; the column `name` when absent.

    `data_type` is the warehouse's own type text where it matters: a time dimension whose type carries a zone
    (`timestamptz`, `TIMESTAMP WITH TIME ZONE`) is read in the organization's time zone, any other as written. `grain` is the
    finest period that the values of a time dimension are given at; it is by that step that cumulative measures go (a day,
    when absent).
    """

    name: Name
    expression: str | None = None
    type: DimensionType = "string"
    data_type: str | None = None
    grain: Grain | None = None
    label: str | None = None
    description: str = ""
    synonyms: tuple[str, ...] = ()
    sample_values: tuple[Scalar, ...] = ()
    format: Format | None = None
    hidden: bool = False


def checked_percentile(aggregate: Aggregate, percentile: float | None, kind: PercentileKind) -> None:
    """Raises ValueError where a percentile has no fraction, or another aggregate has one."""
    if aggregate == "percentile" and percentile is None:
        raise ValueError('a percentile needs its fraction, such as "percentile": 0.95')
    if aggregate != "percentile" and (percentile is not None or kind != "continuous"):
        raise ValueError('"percentile" and "percentile_kind" go with the aggregate percentile')


class Measure(Strict):
    """An aggregate over the rows of its own table. `expression` absent: count of rows. `filter` is SQL over own columns.

    `additive_over` is "all", "none", "not time" (a balance: last value over time, then added), or the list of dimensions that a
    balance is of (an empty one: all rows share one last date). `balance` says which value over time it takes. `time` is the
    time dimension of the table that it goes by, where that is not the table's default time.

    `percentile` is the fraction of the values that lie below a percentile. `percentile_kind`: `continuous` lies between two
    values where none is at the place, `discrete` is one of the values, `approximate` is the engine's own estimate.
    """

    name: Name
    aggregate: Aggregate
    percentile: float | None = Field(default=None, gt=0, lt=1)
    percentile_kind: PercentileKind = "continuous"
    expression: str | None = None
    filter: str | None = None
    label: str | None = None
    description: str = ""
    synonyms: tuple[str, ...] = ()
    format: Format | None = None
    additive_over: Literal["all", "none", "not time"] | tuple[str, ...] = "all"
    balance: Literal["last", "first"] = "last"
    time: str | None = None
    hidden: bool = False

    @model_validator(mode="after")
    def _of_a_percentile(self) -> Measure:
        checked_percentile(self.aggregate, self.percentile, self.percentile_kind)
        return self


class Table(Strict):
    """A logical table over a physical relation (`source`) or one read-only SELECT (`sql`).

    `bridge` says that the table only pairs the rows of others (orders and their reasons), so that measures may be grouped
    across it; absent, it is seen from the keys: a primary key made of two foreign keys, and nothing to add up.
    """

    name: Name
    source: str | None = None
    sql: str | None = None
    label: str | None = None
    description: str = ""
    synonyms: tuple[str, ...] = ()
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    default_time: str | None = None
    dimensions: tuple[Dimension, ...] = ()
    measures: tuple[Measure, ...] = ()
    hidden: bool = False
    bridge: bool | None = None


class Relationship(Strict):
    """A join, from the many side to the one side, columns (physical) in matching order."""

    name: Name
    from_table: Name
    from_columns: tuple[str, ...] = Field(min_length=1)
    to_table: Name
    to_columns: tuple[str, ...] = Field(min_length=1)
    cardinality: Cardinality = "many_to_one"
    origin: Origin = "declared"
    confidence: float = Field(default=1.0, ge=0.0, le=1.0)
    description: str = ""
    label: str | None = None
    synonyms: tuple[str, ...] = ()


class Accumulation(Strict):
    """The rows that a cumulative measure holds at a period: the trailing `last` of `grain`, those since the start of the period
    (`to_date`), or `all` until then.

    A period of several steps (a month of days) shows the value at its end. `period_agg` chooses instead, among its steps that
    hold a row, the `last`, the `first`, or the mean of them (`average`).
    """

    last: int | None = Field(default=None, ge=1, le=10_000)
    grain: Grain | None = None
    to_date: Grain | None = None
    all_: bool = Field(default=False, alias="all")
    period_agg: Literal["last", "first", "average"] | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Accumulation:
        if (self.last is not None) + (self.to_date is not None) + self.all_ != 1:
            raise ValueError('a window is one of {"last", "grain"}, {"to_date"}, {"all": true}')
        if (self.last is None) != (self.grain is None):
            raise ValueError('"last" and "grain" go together')
        return self


class Offset(Strict):
    """The period whose value is shown instead: `count` of `grain` before, or the first step of the `to_start_of` period."""

    count: int | None = Field(default=None, ge=1, le=10_000)
    grain: Grain | None = None
    to_start_of: Grain | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Offset:
        if (self.count is None) == (self.to_start_of is None):
            raise ValueError('an offset is one of {"count", "grain"}, {"to_start_of"}')
        if (self.count is None) != (self.grain is None):
            raise ValueError('"count" and "grain" go together')
        return self


class DerivedMeasure(Strict):
    """An expression over measures of any tables, computed after aggregation: `revenue / order_count`.

    `where` are conditions, as queries have them, on the rows of every measure in it; `window` makes it cumulative; `offset`
    takes its value from another period; `fill_nulls_with` stands where it would be null.
    """

    name: Name
    expression: str
    where: tuple[Filter, ...] = ()
    window: Accumulation | None = None
    offset: Offset | None = None
    fill_nulls_with: int | None = Field(default=None, ge=0)
    label: str | None = None
    description: str = ""
    synonyms: tuple[str, ...] = ()
    format: Format | None = None
    hidden: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is its expression and nothing more: no conditions, window or offset of its own."""
        return not self.where and self.window is None and self.offset is None


class VerifiedQuestion(Strict):
    """A question whose query a person has confirmed."""

    question: str
    query: dict[str, object]
    verified_by: str = ""
    verified_at: str = ""


class SemanticModel(Strict):
    """The meaning of one warehouse: tables, relationships, measures over them, instructions for planners."""

    name: Name
    version: int | None = None
    description: str = ""
    dialect: str | None = None
    tables: tuple[Table, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    measures: tuple[DerivedMeasure, ...] = ()
    verified_questions: tuple[VerifiedQuestion, ...] = ()
    instructions: str = ""

    @field_validator("version")
    @classmethod
    def _positive(cls, value: int | None) -> int | None:
        if value is not None and value < 1:
            raise ValueError("a version counts from 1")
        return value

    @field_validator("dialect")
    @classmethod
    def _known_dialect(cls, value: str | None) -> str | None:
        from sqlglot.dialects.dialect import Dialect, Dialects

        if value is not None and Dialect.get(value) is None:
            names = ", ".join(sorted(dialect.value for dialect in Dialects if dialect.value))
            raise ValueError(f"{value!r} is no SQL dialect; the dialects are {names}")
        return value

    def table(self, name: str) -> Table | None:
        """The table of that exact name, or None."""
        return next((table for table in self.tables if table.name == name), None)
