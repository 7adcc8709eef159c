"""Semantic query → one read-only statement whose numbers are right: every measure at the grain of its own rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from lunara.errors import FanOut, InvalidInput
from lunara.semantic.compile.analyse import Analyser
from lunara.semantic.compile.analysis import Analysis, MeasureOut
from lunara.semantic.compile.assemble import Assembler
from lunara.semantic.compile.context import Context
from lunara.semantic.compile.explain import lineage_of
from lunara.semantic.compile.lists import list_statement
from lunara.semantic.compile.nearest import nearest_query
from lunara.semantic.compile.periods import Window, reaches_now
from lunara.semantic.compile.sqltime import known
from lunara.semantic.compile.statement import previous
from lunara.semantic.compile.whole import periods_over
from lunara.semantic.compiled import UNFINISHED, Clock, CompiledQuery, OutputColumn, TimeWindow
from lunara.semantic.deleted import counted_too
from lunara.semantic.graph import graph_of, query_digest
from lunara.semantic.model import Format, SemanticModel
from lunara.semantic.names import lowered
from lunara.semantic.query import Calculation, SemanticQuery
from lunara.semantic.readonly import proven

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from lunara.semantic.lineage import Part

__all__ = ["compile_plan", "compile_query"]


def compile_query(
    query: SemanticQuery,
    model: SemanticModel,
    dialect: str,
    clock: Clock,
    *,
    tables: Collection[str] | None = None,
    until: date | None = None,
) -> CompiledQuery:
    """Compile a query over a model to one statement of `dialect` (a sqlglot name) on the clock's day.

    `tables` are those whose fields and rows may be named; joins may lead through others. `until` is the last day with data: a
    period that is compared with another one ends there, and the other one on the same day of its own.
    The same arguments give byte-identical SQL. Raises UnknownField, InvalidInput, and Refused with its children FanOut
    (`details["step"]`, and `details["nearest"]`: a query that can be answered), AmbiguousPath (`details["options"]`), and Refused
    "table_not_allowed".
    """
    known(dialect)
    context = Context(graph_of(model), dialect, clock, tables, until=until)
    try:
        built = _built(context, query)
    except FanOut as error:
        if "nearest" not in error.details:
            nearest = nearest_query(
                query,
                context,
                error,
                lambda one: _built(Context(context.graph, dialect, clock, tables, until=until), one),
            )
            if nearest is not None:
                error.details = {**error.details, "nearest": nearest}
        raise
    except RecursionError as error:
        raise InvalidInput("The query is nested too deeply.", "Simplify its filters.") from error
    except OverflowError as error:
        raise InvalidInput(
            "A date of the query lies outside the calendar.", "Use dates between the years 1 and 9999."
        ) from error
    analysis, compare, time_path = built.analysis, built.compare, built.time_path
    window = analysis.window
    partial = window is not None and reaches_now(window, clock)
    if partial:
        context.warn(UNFINISHED)
    for said in counted_too(built.parts, context.graph, model.dialect):
        context.warn(said)
    over = periods_over(analysis)
    periods = over.grain if over is not None else None
    sql = proven(built.tree, dialect, context.graph)
    return CompiledQuery(
        sql=sql,
        dialect=dialect,
        columns=_columns(analysis, time_path, model),
        tables=tuple(context.tables),
        fingerprint=query_digest(context.graph.model_name, model.version, dialect, sql.text),
        warnings=context.said(),
        joins=tuple(context.joins.values()),
        window=None if window is None else TimeWindow(time_path, window.start, window.end, partial, periods),
        compare_window=None if compare is None else TimeWindow(time_path, compare.start, compare.end),
        adds_up=context.adds_up,
        until=until if compare is not None else None,
        times=built.times,
        lineage=lineage_of(built.parts, analysis, context.graph),
    )


@dataclass(frozen=True)
class _Built:
    """A query resolved, its statement, the window it is compared with, the times that it goes by, and what is told of it."""

    analysis: Analysis
    tree: exp.Query
    compare: Window | None
    time_path: str
    parts: Sequence[Part]
    times: tuple[str, ...] = ()


def _built(context: Context, query: SemanticQuery) -> _Built:
    analysis = Analyser(context, query).run()
    if analysis.measures and query.beside:
        raise InvalidInput('"beside" is of a list, which has no measures.', "Leave one of them out.")
    if not analysis.measures:
        rows, parts = list_statement(context, analysis)
        return _Built(analysis, rows, None, analysis.time.path if analysis.time is not None else "", parts)
    assembler = Assembler(context, analysis)
    tree = assembler.build()
    times = [f.time.path for f in assembler.facts if f.time is not None]
    return _Built(
        analysis, tree, assembler.compare_window, next(iter(times), ""), assembler.told, tuple(sorted({*times}))
    )


def compile_plan(
    plan: SemanticQuery | str,
    model: SemanticModel,
    dialect: str,
    clock: Clock,
    *,
    tables: Collection[str] | None = None,
    until: date | None = None,
) -> CompiledQuery:
    """Compile a semantic query, or SQL over the model (text) with its fan-out proof. `tables`, `until` as in `compile_query`."""
    if isinstance(plan, SemanticQuery):
        return compile_query(plan, model, dialect, clock, tables=tables, until=until)
    from lunara.semantic.expand import expand

    return expand(plan, model, dialect, clock, tables=tables)


def _columns(analysis: Analysis, time_path: str, model: SemanticModel) -> tuple[OutputColumn, ...]:
    window = analysis.window
    asked = (_day(window.start), _day(window.end)) if window is not None else (None, None)
    columns = [
        OutputColumn(
            name=out.name,
            role="dimension",
            label=out.label,
            type=out.type,
            format=out.format,
            field=out.found.path if out.found is not None else "time",
            grain=out.grain,
            part=out.part,
            asked=asked
            if out.grain is not None and (out.found is None or out.found.path == time_path)
            else (None, None),
        )
        for out in analysis.shown
    ]
    compare = analysis.query.compare
    for out in analysis.measures:
        if out.hidden:
            continue
        columns.append(
            OutputColumn(
                out.name,
                "measure",
                _measure_label(analysis, out.label),
                out.type,
                _measure_format(analysis, out.format),
                out.path if analysis.query.summary is None else None,
                additive=_adds(analysis, out.leaf),
            )
        )
        if compare is not None:
            label = f"{out.label} ({compare.name})"
            columns.append(
                OutputColumn(previous(out.name), "measure", label, out.type, out.format, out.path, compares=out.name)
            )
    columns.extend(_calculation_columns(analysis))
    return _told_apart(columns, analysis, model)


def _told_apart(columns: Sequence[OutputColumn], analysis: Analysis, model: SemanticModel) -> tuple[OutputColumn, ...]:
    """Columns of one label are called after their tables too, where these differ: "Average balance (Savings)"."""
    homes = {out.name: out.found.path.rpartition(".")[0] for out in analysis.shown if out.found is not None}
    homes |= {out.name: leaf.table for out in analysis.measures if (leaf := analysis.leaves.get(out.leaf or ""))}
    told: list[OutputColumn] = []
    for column in columns:
        alike = {homes.get(one.name, "") for one in columns if one.label == column.label}
        table = next((t for t in model.tables if t.name == homes.get(column.name)), None)
        apart = table is not None and len(alike) > 1
        label = f"{column.label} ({table.label or table.name})" if table is not None else column.label
        told.append(replace(column, label=label) if apart else column)
    return tuple(told)


def _day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _adds(analysis: Analysis, leaf: str | None) -> bool:
    """Whether groups of the measure may be added up: a sum or count of rows, over every dimension."""
    found = analysis.leaves.get(leaf) if leaf is not None and analysis.query.summary is None else None
    return found is not None and found.measure.aggregate in ("sum", "count") and found.measure.additive_over == "all"


_SUMMARIES = {"avg": "Average", "median": "Median", "min": "Lowest", "max": "Highest"}


def _measure_label(analysis: Analysis, label: str) -> str:
    """ "Average orders per customer": what a measure is once it is summarized."""
    summary = analysis.query.summary
    if summary is None:
        return label
    over = [one.label if one.grain is None else one.grain for one in analysis.dimensions if one.over]
    return f"{_SUMMARIES[summary.aggregate]} {lowered(label)} per {' and '.join(lowered(one) for one in over)}"


def _measure_format(analysis: Analysis, own: Format | None) -> Format | None:
    """The average of counts has decimals."""
    summary = analysis.query.summary
    if summary is None or own is None or own.kind != "number" or summary.aggregate not in ("avg", "median"):
        return own
    return own.model_copy(update={"decimals": None})


_CALCULATION_LABELS = {
    "share_of_total": "{} (share of total)",
    "running_total": "{} (running total)",
    "rank": "Rank by {}",
    "moving_average": "{} (moving average)",
    "difference": "{} (difference)",
    "percent_change": "{} (change)",
    "ratio": "{} per {}",
}


def _calculation_columns(analysis: Analysis) -> Iterable[OutputColumn]:
    for name, calculation in analysis.calculations.items():
        of = next(
            (m for m in analysis.measures if calculation.of in (m.name, m.path, previous(m.name))), analysis.measures[0]
        )
        own: Format | None = of.format
        if calculation.kind in ("share_of_total", "percent_change"):
            own = Format(kind="percent")
        elif calculation.kind == "rank":
            own = Format(kind="number", decimals=0)
        elif calculation.kind == "ratio":
            yield _ratio_column(name, calculation, of, analysis)
            continue
        subject = of.label[:1].lower() + of.label[1:] if calculation.kind == "rank" else of.label
        label = _CALCULATION_LABELS[calculation.kind].format(subject)
        yield OutputColumn(name, "measure", label, "number", own, calculation=calculation.kind)


def _ratio_column(name: str, calculation: Calculation, of: MeasureOut, analysis: Analysis) -> OutputColumn:
    """ "Repair cost per trip": money where only what is divided is money. "Tax as % of subtotal": a percentage where that is
    asked for, and where both are amounts of one unit, which their ratio has not. Else a plain number.
    """
    its = next(one for one in analysis.measures if calculation.by in (one.name, one.path))
    alike = _one_unit(of.format, its.format) and _is_amount(of, analysis) and _is_amount(its, analysis)
    if calculation.percent or alike:
        label = f"{of.label} as % of {lowered(its.label)}"
        return OutputColumn(name, "measure", label, "number", Format(kind="percent"), calculation="ratio")
    money = of.format is not None and of.format.kind == "currency"
    both = money and its.format is not None and its.format.kind == "currency"
    own = of.format if money and not both else None
    label = _CALCULATION_LABELS["ratio"].format(of.label, lowered(its.label))
    return OutputColumn(name, "measure", label, "number", own, calculation="ratio")


def _is_amount(measure: MeasureOut, analysis: Analysis) -> bool:
    """Whether it is a total, or made of totals: an average price has the unit of one and is no part of any."""
    if measure.leaf is not None:
        return analysis.leaves[measure.leaf].additive
    named = {column.name for column in measure.tree.find_all(exp.Column)} if measure.tree is not None else set()
    return bool(named) and all(name in analysis.leaves and analysis.leaves[name].additive for name in named)


def _one_unit(one: Format | None, other: Format | None) -> bool:
    """Whether two numbers are written in the same unit: one currency, kilograms. Counts have none, whatever they count."""
    if one is None or other is None or one.kind != other.kind:
        return False
    if one.kind == "currency":
        return one.currency == other.currency
    return one.kind in ("number", "duration") and one.unit is not None and one.unit == other.unit
