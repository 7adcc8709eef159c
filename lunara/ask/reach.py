"""How far the data reaches: the first and last day of each table's default time, and what a period beyond it means."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from lunara.charts.display import as_date, display
from lunara.charts.period import period_text
from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, LunaraError, OverBudget
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import UNFINISHED, Clock, CompiledQuery, TimeWindow, weightier_first
from lunara.semantic.model import Grain, SemanticModel
from lunara.semantic.names import humanize, lowered
from lunara.semantic.query import InlineMeasure, SemanticQuery

log = logging.getLogger(__name__)

MAX_TABLES = 60
TABLE_SECONDS = 5.0
# Data is often a day behind, and a quiet day is no end: less than this between the data's last day and the period's is silent.
SILENT_DAYS = 2


@dataclass(frozen=True)
class DataSpan:
    """The first and the last day that a time column holds, both included.

    Of several columns that do not begin and end alike: the days that all of them cover (none where `last` is before `first`),
    and `of` what each is called with its own span; `whole` unless the span of one of them is not known.
    """

    first: date
    last: date
    of: tuple[tuple[str, DataSpan], ...] = ()
    whole: bool = True

    @property
    def each(self) -> tuple[DataSpan, ...]:
        """The spans of the columns; this one where they are alike."""
        return tuple(span for _, span in self.of) or (self,)

    @property
    def ends_alike(self) -> bool:
        """Whether the data of all the columns ends on one day."""
        return self.whole and len({one.last for one in self.each}) == 1


Spans = Mapping[str, DataSpan]


def default_times(model: SemanticModel) -> dict[str, str]:
    """The field ("orders.ordered_at") of each table's default time, by table; a table may go by its parent's."""
    return {
        table.name: table.default_time if "." in table.default_time else f"{table.name}.{table.default_time}"
        for table in model.tables
        if table.default_time
    }


def read_spans(
    model: SemanticModel, runner: Runner, *, cancel: CancelToken | None = None, seconds: float = 20.0
) -> dict[str, DataSpan]:
    """The span of each default time, one guarded statement per table.

    No more than `seconds` are spent in all; a table that fails or takes too long has no span. Raises Cancelled.
    """
    cancel = cancel or CancelToken()
    hidden = {table.name for table in model.tables if table.hidden}
    fields = [field for field in dict.fromkeys(default_times(model).values()) if field.split(".")[0] not in hidden]
    deadline = time.monotonic() + seconds
    found: dict[str, DataSpan] = {}
    for field in fields[:MAX_TABLES]:
        cancel.raise_if_cancelled()
        left = deadline - time.monotonic()
        if left <= 0:
            log.info("the spans of %d tables were not read: out of time", len(fields) - len(found))
            break
        span = read_span(model, runner, field, seconds=min(TABLE_SECONDS, left), cancel=cancel)
        if span is not None:
            found[field] = span
    return found


def read_span(
    model: SemanticModel,
    runner: Runner,
    field: str,
    *,
    seconds: float = TABLE_SECONDS,
    cancel: CancelToken | None = None,
) -> DataSpan | None:
    """The span of one default time by one guarded statement; None where it fails or takes too long. Raises Cancelled,
    and OverBudget when the day's budget is used up."""
    table, _, column = field.partition(".")
    ends = (
        InlineMeasure(name="first_day", table=table, aggregate="min", expression=column),
        InlineMeasure(name="last_day", table=table, aggregate="max", expression=column),
    )
    values = _ends(model, runner, ends, seconds=seconds, cancel=cancel, of=field)
    first, last = (_day(value) for value in values[:2]) if values else (None, None)
    return DataSpan(first, last) if first is not None and last is not None else None


def _ends(
    model: SemanticModel,
    runner: Runner,
    ends: tuple[InlineMeasure, ...],
    *,
    seconds: float,
    cancel: CancelToken | None,
    of: str,
) -> Sequence[object]:
    """The values of these measures by one guarded statement; none where it fails. Raises Cancelled, OverBudget of the day."""
    try:
        compiled = compile_query(SemanticQuery(measures=ends), model, runner.dialect, Clock.now())
        result = runner.run(compiled.sql, limits=Limits(rows=1, bytes=100_000, seconds=seconds), cancel=cancel)
    except Cancelled:
        raise
    except LunaraError as error:
        if isinstance(error, OverBudget) and error.of_the_day:
            raise
        log.info("the span of %s was not read: %s", of, error.message)
        return ()
    return result.rows()[0] if result.row_count else ()


def read_last_days(
    model: SemanticModel, runner: Runner, *, cancel: CancelToken | None = None, seconds: float = 20.0
) -> dict[str, date]:
    """The last day of each shown date that is no table's default time ("orders.paid_on"), one guarded statement per table.

    Only of MAX_TABLES tables. No more than `seconds` are spent in all; a table that fails or takes too long has none. Raises
    Cancelled, and OverBudget when the day's budget is used up.
    """
    cancel, deadline = cancel or CancelToken(), time.monotonic() + seconds
    known, found = set(default_times(model).values()), dict[str, date]()
    asked = {
        table.name: [d.name for d in table.dimensions if d.type == "time" and not d.hidden]
        for table in model.tables
        if not table.hidden
    }
    others = {t: [n for n in names if f"{t}.{n}" not in known] for t, names in asked.items()}
    for table, names in list({t: names for t, names in others.items() if names}.items())[:MAX_TABLES]:
        cancel.raise_if_cancelled()
        left = deadline - time.monotonic()
        if left <= 0:
            break
        ends = [
            InlineMeasure(name=f"last_{n}", table=table, aggregate="max", expression=one) for n, one in enumerate(names)
        ]
        values = _ends(model, runner, tuple(ends), seconds=min(TABLE_SECONDS, left), cancel=cancel, of=table)
        days = zip(names, (_day(value) for value in values), strict=False)
        found.update({f"{table}.{name}": day for name, day in days if day is not None})
    return found


def span_of(compiled: CompiledQuery, model: SemanticModel, spans: Spans) -> DataSpan | None:
    """The span of the times that a query goes by: of its window, those that it groups by, its measures' own.

    Of several whose data does not begin and end alike it is what all of them cover, `of` each of them.
    """
    named = [column.field for column in compiled.columns if column.type == "time" and column.field]
    if len(compiled.times) > 1 and (compiled.window is not None or "time" in named):
        return together(compiled.times, model, spans)
    fields = [compiled.window.field] if compiled.window is not None and compiled.window.field else []
    fields += named
    for field in fields:
        if field in spans:
            return spans[field]
    if fields and fields[0] not in ("", "time"):
        return None  # another date of the table than the one whose span is known
    return together(compiled.times or _own_times(compiled, model), model, spans)


def _own_times(compiled: CompiledQuery, model: SemanticModel) -> tuple[str, ...]:
    """The default times of the tables whose measures are shown, sorted; none where one is not known."""
    times, found = default_times(model), set()
    for column in compiled.columns:
        if column.role == "measure" and column.field:
            table, _, name = column.field.rpartition(".")
            of = [t.name for t in model.tables if table in ("", t.name) and any(m.name == name for m in t.measures)]
            if len(of) != 1 or of[0] not in times:
                return ()
            found.add(times[of[0]])
    return tuple(sorted(found))


def together(fields: Sequence[str], model: SemanticModel, spans: Spans) -> DataSpan | None:
    """The days that the data of all these times covers; of those whose span is known, where one is not."""
    known = {field: spans[field] for field in fields if field in spans}
    if not known:
        return None
    if len(known) == len(fields) and len({*known.values()}) == 1:
        return next(iter(known.values()))
    first, last = max(one.first for one in known.values()), min(one.last for one in known.values())
    of = tuple((_whose(field, fields, model), span) for field, span in known.items())
    return DataSpan(first, last, of, whole=len(known) == len(fields))


def _whose(field: str, fields: Sequence[str], model: SemanticModel) -> str:
    """Whose data a time is of, inside of a sentence: its table, with the date where the table has several of them."""
    home, _, column = field.partition(".")
    table = next((one for one in model.tables if one.name == home), None)
    label = lowered(table.label or humanize(home)) if table is not None else home
    if sum(other.partition(".")[0] == home for other in fields) < 2:
        return label
    when = next((one.label for one in table.dimensions if one.name == column), None) if table is not None else None
    return f"{label} by {lowered(when or humanize(column))}"


def alike(
    compile: Callable[[date | None], CompiledQuery], model: SemanticModel, spans: Spans, today: date
) -> CompiledQuery:
    """The query compiled so that it compares like with like: where the data ends within the period, the days until then of both.

    Only where the data of all its numbers ends on that day: the end of one table cuts nothing of another.
    `compile` is given the last day with data, or None where nothing is cut. Of a query that compares nothing no span is read.
    The warnings say which days are compared. Raises as `compile` does.
    """
    compiled = compile(None)
    window = compiled.window
    if compiled.compare_window is None or window is None:
        return compiled
    span = span_of(compiled, model, spans)
    if span is None or not span.ends_alike or not _missing_at_end(window, span, today) or _before(window, span):
        return compiled
    cut = compile(span.last)
    now, then = period_text(cut.window), period_text(cut.compare_window)
    said = f"The data ends on {display(span.last)}: {now} is compared with the same days before ({then})."
    return replace(cut, warnings=weightier_first((*cut.warnings, said)))


def reaching(compiled: CompiledQuery, model: SemanticModel, spans: Spans, today: date) -> CompiledQuery:
    """The query whose periods know how far the data reaches, so that the first and the last one are drawn as they are told.

    Where it is of several tables they are drawn as far as any of them reaches. Of periods of which the data covers not the
    same days it knows that they are `unlike`.
    """
    span = span_of(compiled, model, spans)
    if span is None:
        return compiled
    field = compiled.window.field if compiled.window is not None and not span.of else ""
    first, last = min(one.first for one in span.each), max(one.last for one in span.each)
    columns = tuple(
        replace(one, reach=(first, last))
        if one.type == "time"
        and one.grain is not None
        and (spans.get(one.field or "") == span or one.field in (field, "time"))
        else one
        for one in compiled.columns
    )
    return replace(compiled, columns=columns, unlike=unlike_periods(compiled, span, today))


def reach_notes(compiled: CompiledQuery, span: DataSpan | None, today: date) -> tuple[str, ...]:
    """What to know where the query's period, or the one it is compared with, lies partly outside the data."""
    window = compiled.window
    if span is None or window is None:
        return ()
    if window.periods is not None:
        return _not_covered(window, span, window.periods, today)
    notes: list[str] = []
    short = _missing_at_end(window, span, today)
    ends = where(span, "ends")
    if short and compiled.compare_window is not None and not _all_before(window, span):
        against = period_text(compiled.compare_window)
        notes.append(f"{ends}, so this period has fewer days of data than the one it is compared with ({against}).")
    elif short:
        notes.append(f"{ends}.")
    begins = where(span, "begins")
    compared = compiled.compare_window
    if compared is not None and compared.start is not None and _day_of(compared.start) < span.first:
        whole = compared.end is not None and all(_day_of(compared.end) <= one.first for one in span.each)
        notes.append(
            f"{begins}: there is nothing to compare with before it."
            if whole
            else f"{begins}, so the period that this is compared with is not whole."
        )
    elif window.end is not None and _day_of(window.end) <= span.first:
        notes.append(f"{begins}.")
    return tuple(notes)


def _not_covered(window: TimeWindow, span: DataSpan, grain: Grain, today: date) -> tuple[str, ...]:
    """Which end of the periods that are averaged the data does not cover: there they count with what they have, or as zero."""
    quiet = 1 if grain == "day" else SILENT_DAYS
    last = today if window.end is None else _last_day(window.end)
    said: tuple[str, ...] = ()
    begins = where(span, "begins")
    if window.start is not None and (span.first - _day_of(window.start)).days >= quiet:
        said = (f"{begins}, so not every {grain} of this number is covered by data.",)
    elif window.start is None and grain != "day" and (grain != "month" or span.first.day != 1):
        said = (f"{begins}, so the first {grain} of this number may not be whole.",)
    if (last - span.last).days >= quiet:
        said += (f"{where(span, 'ends')}, so not every {grain} of this number is covered by data.",)
    return said


def unlike_periods(compiled: CompiledQuery, span: DataSpan | None, today: date) -> bool:
    """Whether the data covers less of the period than of the one it is compared with, or less of that one."""
    compared = compiled.compare_window
    if compared is None or compiled.window is None or span is None:
        return False
    late = compared.start is not None and _day_of(compared.start) < span.first
    return late or (_missing_at_end(compiled.window, span, today) and not _all_before(compiled.window, span))


def said_of_period(compiled: CompiledQuery, span: DataSpan | None, today: date) -> tuple[str, ...]:
    """A query's warnings and what its period lies beyond; where the data has ended nothing is "still growing"."""
    ended = data_has_ended(compiled, span, today)
    kept = [warning for warning in compiled.warnings if warning != UNFINISHED or not ended]
    return weightier_first((*kept, *reach_notes(compiled, span, today)))


def data_has_ended(compiled: CompiledQuery, span: DataSpan | None, today: date) -> bool:
    """Whether the period reaches beyond all of the data, so that its numbers are not "still growing" day by day."""
    window = compiled.window
    return window is not None and span is not None and all(_missing_at_end(window, one, today) for one in span.each)


def where(span: DataSpan, edge: Literal["begins", "ends"]) -> str:
    """ "The data ends on 31 Oct 2026", or where the data of each table does."""
    days = [one.first if edge == "begins" else one.last for one in span.each]
    if span.whole and len({*days}) == 1:
        return f"The data {edge} on {display(days[0])}"
    (first, *others), (day, *rest) = [whose for whose, _ in span.of], days
    more = [f", that of {whose} on {display(one)}" for whose, one in zip(others, rest, strict=True)]
    return f"The data of {first} {edge} on {display(day)}{''.join(more)}"


def _missing_at_end(window: TimeWindow, span: DataSpan, today: date) -> bool:
    last = today if window.end is None else min(today, _last_day(window.end))
    if window.start is not None and _day_of(window.start) > last:
        return False  # a period in the future
    return (last - span.last).days >= SILENT_DAYS


def _before(window: TimeWindow, span: DataSpan) -> bool:
    """Whether the whole window lies after the data."""
    return window.start is not None and _day_of(window.start) > span.last


def _all_before(window: TimeWindow, span: DataSpan) -> bool:
    """Whether the whole window lies after the data of each table."""
    return all(_before(window, one) for one in span.each)


def _last_day(end: date | datetime) -> date:
    return (end - timedelta(microseconds=1)).date() if isinstance(end, datetime) else end - timedelta(days=1)


def _day_of(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _day(value: object) -> date | None:
    found = as_date(value)
    return found.date() if isinstance(found, datetime) else found
