"""What a result says, in sentences: the headline, what stands out, and what to beware of. Deterministic; no figure is typed.

The sentences are `bound.Sentence`s, so every figure is a cell of the result or a checked formula over cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lunara.ask.bound import (
    Absent,
    Facts,
    RowCount,
    Sentence,
    Window,
    write_all,
)
from lunara.ask.describe import counted, describe_conditions
from lunara.ask.given import given
from lunara.ask.periods import day_of
from lunara.ask.reach import DataSpan, data_has_ended, unlike_periods
from lunara.ask.shape import Story, gaps, in_time, whole_periods
from lunara.ask.story import most_moved, tell
from lunara.charts.period import period_text
from lunara.charts.whole import Partial, partial_ends
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import CompiledQuery, OutputColumn
from lunara.semantic.draft.display import display_dimension
from lunara.semantic.model import Measure, SemanticModel
from lunara.semantic.query import SemanticQuery

if TYPE_CHECKING:
    from lunara.ask.plan import Plan

MAX_DETAILS = 4
RUNNING = "running_total"
CHANGES = ("percent_change", "difference")
SHARE = "share_of_total"
# How the compiler's warning begins that says which days of an unfinished period are compared.
NOT_ENDED = "The period has not ended"
# Aggregates that have no value where no row is, and so are lowest nowhere else than among the periods that are there.
_VALUELESS = ("avg", "min", "max", "median", "stddev", "percentile")


@dataclass(frozen=True)
class Narrative:
    """Sentences whose every figure came from a result cell or a checked formula. Plain text, never markup.

    `unfinished`: the caveats say that the period, or the last one, is not over. `change` is what moved most among groups that are
    compared with another period; `period` which days are asked about.
    """

    headline: str
    details: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    unfinished: bool = False
    change: str = ""
    period: str = ""


def narrate(
    plan: Plan,
    model: SemanticModel,
    compiled: CompiledQuery,
    result: ResultTable,
    today: date | None = None,
    *,
    span: DataSpan | None = None,
) -> Narrative:
    """Tell what the result says. Says why it is empty, what is incomplete, cut or does not add up.

    `today` tells whether the last period is over, `span` whether the data covers the first and the last one.
    """
    story = _story(plan, model, compiled, result, today=today, span=span)
    headlines, details = tell(story)
    caveats: list[Sentence] = []
    if result.truncated:
        caveats.append(("Only the first ", RowCount(), " rows were fetched, so nothing is added up over them."))
    if not compiled.adds_up:
        caveats.append(("Groups overlap: one row can be in several of them, so they do not add up to a total.",))
    if story.late:
        over = {"unfinished": "is not over yet", "edge": "is where the data ends"}.get(
            story.late, "is cut by the date range"
        )
        caveats.append((f"The last period {over}.",))
    if story.early == "cut":
        caveats.append(("The first period is cut by the date range.",))
    elif story.early and _leaves_out_first(story):
        why = "is where the data begins" if story.early == "edge" else "may be where the data begins"
        caveats.append((f"The first period {why}, so it is not compared with.",))
    if story.time is not None and story.measures:
        rows = in_time(story, story.rows_with(story.measures[0]), story.time)
        if not story.ranked and gaps(story, rows, story.time):
            how = "Not shown in between: " if story.partial else "Without a value in between: "
            caveats.append((how, Absent(story.time, tuple(rows)), "."))
    unfinished = story.late == "unfinished"
    if story.time is None and story.measures and compiled.window is not None and compiled.window.incomplete:
        ended = today is not None and data_has_ended(compiled, span, today)
        said = any(warning.startswith(NOT_ENDED) for warning in compiled.warnings)
        if result.row_count and not ended and not said:
            caveats.append(("The period ", Window(), " is not over yet: its numbers are still growing."))
            unfinished = True
    written = write_all(headlines, story.facts)
    return Narrative(
        headline=written[0] if written else "The result is in the table.",
        details=write_all(details, story.facts)[:MAX_DETAILS],
        caveats=write_all(caveats, story.facts),
        unfinished=unfinished,
        change=next(iter(write_all(most_moved(story), story.facts)), ""),
        period=period_text(compiled.window),
    )


def _story(
    plan: Plan,
    model: SemanticModel,
    compiled: CompiledQuery,
    result: ResultTable,
    *,
    today: date | None,
    span: DataSpan | None,
) -> Story:
    columns = compiled.columns
    dimensions = [i for i, column in enumerate(columns) if column.role == "dimension"]
    times = [i for i in dimensions if columns[i].type == "time"]
    by_name = {column.name: i for i, column in enumerate(columns)}
    compared: dict[int, int] = {}
    for position, column in enumerate(columns):
        if column.compares is not None and column.compares in by_name:
            compared.setdefault(by_name[column.compares], position)
    measures = [i for i, column in enumerate(columns) if column.role == "measure" and column.compares is None]
    # Calculations have no field of the model and follow the measures that they are of.
    # A ratio is what was asked for, and the two numbers of it stand beside.
    ratios = {i for i in measures if _is_calculation(plan, columns[i].name, "ratio")}
    measures.sort(key=lambda i: (columns[i].type != "number", i not in ratios, _is_calculation(plan, columns[i].name)))
    query = plan if isinstance(plan, SemanticQuery) else None
    additive = [i for i in measures if query is not None and _adds(query, model, compiled, i)]
    nouns = _rows_are(query, model) if query is not None and not measures else ("row", "rows")
    asked = ""
    if query is not None:
        asked = given(query, model) if measures else describe_conditions(query, model)
    facts = Facts.of(compiled, result, additive, nouns, asked, things=_things(columns, model))
    partial = result.truncated or (query is not None and query.limit is not None and result.row_count >= query.limit)
    if query is not None and any(_filters_groups(f, model, query) for f in query.filters):
        partial = True
    early, late = _ends(compiled, facts, times[0], today, span) if times else ("", "")
    running = next(
        (i for i in measures if query is not None and _is_calculation(query, columns[i].name, RUNNING)), None
    )
    return Story(
        facts=facts,
        time=times[0] if times else None,
        groups=tuple(i for i in dimensions if not times or i != times[0]),
        measures=tuple(measures),
        compared=compared,
        partial=partial,
        early=early,
        late=late,
        leads=bool(query and query.order_by and query.limit),
        lowest_first=bool(query and query.order_by and query.order_by[0].direction == "asc" and query.limit),
        ranked=query is not None and bool(measures) and _ranked_by(query, columns[measures[0]]),
        running=running,
        ordered=_ordered(query, columns) if query is not None and not measures else None,
        growth=next((i for i in measures if any(_is_calculation(plan, columns[i].name, k) for k in CHANGES)), None),
        against=_against(query),
        share=next((i for i in measures if query is not None and _is_calculation(query, columns[i].name, SHARE)), None),
        unlike=today is not None and unlike_periods(compiled, span, today),
        relative=query is not None and query.time is not None and query.time.range.last is not None,
        reach=(span.first, span.last) if span is not None else None,
        asked=_asked(compiled, span, today),
        valueless=frozenset(i for i in measures if query is not None and _has_none(query, model, columns[i])),
    )


def _ordered(query: SemanticQuery, columns: Sequence[OutputColumn]) -> int | None:
    """The column of numbers that a list is in the order of, if it is."""
    by = query.order_by[0].field if query.order_by else None
    found = (i for i, one in enumerate(columns) if one.type == "number" and by in (one.name, one.field))
    return next(found, None) if by is not None else None


def _ranked_by(query: SemanticQuery, column: OutputColumn) -> bool:
    """Whether the top or bottom by this column was asked for."""
    if not query.order_by or not query.limit:
        return False
    return query.order_by[0].field in (column.name, column.field)


def _against(query: SemanticQuery | None) -> str:
    """The unit that a comparison goes back by: "year", or "period" where that is no unit; "" without one."""
    if query is None or query.compare is None:
        return ""
    return (query.compare.to or "previous_period").removeprefix("previous_")


def _things(columns: Sequence[OutputColumn], model: SemanticModel) -> dict[int, str]:
    """Of columns that are the names of a table's rows: what one row is."""
    found: dict[int, str] = {}
    for position, column in enumerate(columns):
        name, _, own = (column.field or "").rpartition(".")
        table = model.table(name) if column.role == "dimension" and name else None
        if table is not None and own == display_dimension(model, name):
            found[position] = counted(table)[0]
    return found


def _rows_are(query: SemanticQuery, model: SemanticModel) -> tuple[str, str]:
    """One and many of what a list lists, where all its fields are of one table."""
    names = {(d if isinstance(d, str) else d.field).rpartition(".")[0] for d in query.dimensions}
    table = model.table(next(iter(names))) if len(names) == 1 else None
    if table is None or query.distinct:
        return ("row", "rows")
    return counted(table)


def _leaves_out_first(story: Story) -> bool:
    """Whether the first period is not compared with, because it may not be whole."""
    if story.time is None or not story.measures:
        return False
    rows = sorted(story.rows_with(story.measures[0]), key=lambda row: str(story.facts.rows[row][story.time or 0]))
    rows = [row for row in rows if story.facts.rows[row][story.time] is not None]
    return bool(rows) and rows[0] not in whole_periods(story, rows, story.time)


def _asked(compiled: CompiledQuery, span: DataSpan | None, today: date | None) -> tuple[date | None, date | None]:
    """The first day that the question is about, and the day after the last: of its period, of the data, and until today."""
    starts = [day_of(compiled.window.start) if compiled.window else None, span.first if span is not None else None]
    ends = [day_of(compiled.window.end) if compiled.window else None]
    for last in (span.last if span is not None else None, today):
        ends.append(last + timedelta(days=1) if last is not None and last < date.max else None)
    return max(filter(None, starts), default=None), min(filter(None, ends), default=None)


def _has_none(query: SemanticQuery, model: SemanticModel, column: OutputColumn) -> bool:
    """Whether a measure surely has no value, rather than zero, where it has no rows."""
    if _is_calculation(query, column.name) or query.summary is not None:
        return False
    for asked in query.measures:
        if not isinstance(asked, str) and asked.name == column.name:
            return asked.aggregate in _VALUELESS
    measure = _measure(model, column.field or column.name)
    return measure is not None and measure.aggregate in _VALUELESS


def _ends(
    compiled: CompiledQuery, facts: Facts, when: int, today: date | None, span: DataSpan | None
) -> tuple[Partial, Partial]:
    """Why the first and the last period of the result are not whole."""
    days = sorted(day for row in facts.rows if (day := day_of(row[when])) is not None)
    window, reach = compiled.window, (span.first, span.last) if span is not None else None
    asked = (day_of(window.start), day_of(window.end)) if window is not None else (None, None)
    return partial_ends(days, compiled.columns[when].grain, window=asked, reach=reach, today=today)


def _is_calculation(plan: Plan, name: str, kind: str | None = None) -> bool:
    if not isinstance(plan, SemanticQuery):
        return False
    return any(
        name == (c.name or f"{c.of.rsplit('.', 1)[-1]}_{c.kind}") for c in plan.calculations if kind in (None, c.kind)
    )


def _filters_groups(filter_: object, model: SemanticModel, query: SemanticQuery) -> bool:
    name = getattr(filter_, "field", None)
    if name is None:
        return any(
            _filters_groups(part, model, query)
            for part in (
                *getattr(filter_, "and_", ()),
                *getattr(filter_, "or_", ()),
                *filter(None, [getattr(filter_, "not_", None)]),
            )
        )
    bare = str(name).rsplit(".", 1)[-1]
    inline = any(not isinstance(m, str) and m.name == name for m in query.measures)
    inline = inline or _is_calculation(query, str(name))
    derived = any(m.name == name for m in model.measures)
    return (
        inline
        or derived
        or any(
            m.name == bare for t in model.tables for m in t.measures if "." not in name or name == f"{t.name}.{bare}"
        )
    )


def _adds(query: SemanticQuery, model: SemanticModel, compiled: CompiledQuery, position: int) -> bool:
    """Whether this column's rows make up a whole: sums and counts, balances only where no time is among the groups.

    What a summary makes of them (an average, the highest) is never a part of anything.
    """
    column = compiled.columns[position]
    if query.summary is not None or _is_calculation(query, column.name):
        return False
    for asked in query.measures:
        if not isinstance(asked, str) and asked.name == column.name:
            return asked.aggregate in ("sum", "count")
    measure = _measure(model, column.field or column.name)
    if measure is None or measure.aggregate not in ("sum", "count"):
        return False
    grouped = [c for c in compiled.columns if c.role == "dimension"]
    if measure.additive_over == "all":
        return True
    if measure.additive_over == "not time":
        return all(c.type != "time" for c in grouped)
    if measure.additive_over == "none":
        return not grouped
    named = {name.rsplit(".", 1)[-1] for name in measure.additive_over}
    return all(c.field is not None and c.field.rsplit(".", 1)[-1] in named for c in grouped)


def _measure(model: SemanticModel, name: str) -> Measure | None:
    table, _, bare = name.rpartition(".")
    found = [m for t in model.tables for m in t.measures if m.name == bare and table in ("", t.name)]
    return found[0] if len(found) == 1 and not any(m.name == name for m in model.measures) else None
