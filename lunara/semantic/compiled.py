"""CompiledQuery: SQL that is proven fan-out-safe and read-only, with what its columns mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from lunara.guard import ReadOnlySql
from lunara.semantic.lineage import JoinStep, Lineage
from lunara.semantic.model import Format, Grain
from lunara.semantic.records import DatePart

Role = Literal["dimension", "measure"]
UNFINISHED = "The current period has not ended: its numbers are still growing."
GOES_BY = "Goes by the "
"""How the sentence begins that says which of two roads to a table was gone."""


def weightier_first(warnings: Iterable[str]) -> tuple[str, ...]:
    """Each once and in their order; which road was gone comes after all that bears on the numbers."""
    return tuple(sorted(dict.fromkeys(warnings), key=lambda one: one.startswith(GOES_BY)))


@dataclass(frozen=True)
class Clock:
    """What "today" means: the organization's date, time zone, first weekday (0 = Monday) and first fiscal month."""

    today: date
    timezone: str = "UTC"
    week_start: int = 0
    fiscal_month: int = 1

    @classmethod
    def now(cls, timezone: str = "UTC", week_start: int = 0, fiscal_month: int = 1) -> Clock:
        """The clock at this moment in `timezone`."""
        return cls(datetime.now(ZoneInfo(timezone)).date(), timezone, week_start, fiscal_month)


@dataclass(frozen=True)
class OutputColumn:
    """A column of the result: `name` as in SQL, `field` of the model behind it (None for calculations).

    `type` is time | string | number | boolean; `grain` is set for time dimensions; `compares` names the measure column
    that this one holds the compared period of. `additive` says whether the values of the groups may be added up (stacked,
    shown as parts of a whole); None when that is not known. Of periods `asked` is the half-open range that was asked about,
    `reach` the first and the last day with data, where that was looked up: a period that lies only partly in them is not whole.
    `calculation` is the kind of calculation over the result that the column is. `period`, in words, is that of a number which
    stands for one of two chosen periods. `part` is set where a dimension holds a number out of a date (the day of the week).
    """

    name: str
    role: Role
    label: str
    type: str = "string"
    format: Format | None = None
    field: str | None = None
    grain: Grain | None = None
    compares: str | None = None
    additive: bool | None = None
    asked: tuple[date | None, date | None] = (None, None)
    reach: tuple[date, date] | None = None
    calculation: str | None = None
    period: str = ""
    part: DatePart | None = None


@dataclass(frozen=True)
class TimeWindow:
    """The resolved half-open window of the query; `incomplete` when it reaches into a period that has not ended.

    `periods`: the periods in it that are averaged (or of which the highest, lowest, median is taken).
    """

    field: str
    start: date | datetime | None
    end: date | datetime | None
    incomplete: bool = False
    periods: Grain | None = None


@dataclass(frozen=True)
class CompiledQuery:
    """What `run` runs. `tables` are logical names; `fingerprint` is stable for the same query, model version, dialect.

    `adds_up` is False when groups overlap (a bridge) so that totals must not be summed over them. `until`: the last day of the
    data, where the compared periods were made to end. `times`: the dates that its numbers go by ("orders.ordered_at"), sorted.
    `unlike`: of the two periods that are compared the data covers not the same days, so that no change is drawn between them.
    """

    sql: ReadOnlySql
    dialect: str
    columns: tuple[OutputColumn, ...]
    tables: tuple[str, ...]
    fingerprint: str
    warnings: tuple[str, ...] = ()
    joins: tuple[JoinStep, ...] = ()
    window: TimeWindow | None = None
    compare_window: TimeWindow | None = None
    adds_up: bool = True
    lineage: Lineage | None = None
    until: date | None = None
    times: tuple[str, ...] = ()
    unlike: bool = False
