"""Parts of an outline, made of what was tried."""

from __future__ import annotations

from lunara.ask.answer import Answer
from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.told import picture_beside
from lunara.ask.declined import in_words
from lunara.ask.plan import ModelSql
from lunara.ask.reach import Spans, span_of
from lunara.build.artifact import Figure
from lunara.build.outlines.outline import LeftOut, Part, PartKind, Role, Tried
from lunara.build.outlines.trying import Bench, tells_nothing
from lunara.build.told import Telling
from lunara.charts.choose import choose_chart
from lunara.charts.spec import ChartSpec
from lunara.errors import Refused
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

MOST_UPRIGHT = 8
"""Groups that stand side by side, before and now, with their names below them."""


def part_of(
    bench: Bench,
    id: str,
    role: Role,
    title: str,
    query: SemanticQuery,
    *,
    kind: PartKind | None = None,
    steps: bool = False,
) -> Part | LeftOut:
    """The query tried as a part, drawn as `kind` or as it suits; or why it is left out. `steps`: what each group adds
    to the change is drawn, where groups add up."""
    tried = bench.try_out(query)
    if not isinstance(tried, Tried):
        return LeftOut(title, in_words(tried.message, bench.model))
    figure = Figure(semantic_model_id=bench.model_id, query=query)
    return part_from(figure, tried, id=id, role=role, title=title, kind=kind, steps=steps)


def part_from(
    figure: Figure, tried: Tried, *, id: str, role: Role, title: str, kind: PartKind | None = None, steps: bool = False
) -> Part | LeftOut:
    """A figure that was run as a part; or why its rows say nothing."""
    chart = choose_chart(tried.compiled, tried.result, title)
    groups = tried.result.row_count
    if role == "change" and chart.kind == "bar_horizontal" and groups <= MOST_UPRIGHT:
        chart = chart.model_copy(update={"kind": "bar"})  # what was before stands at the left of what is now
    if steps:
        drawn = picture_beside(tried.compiled)
        chart = drawn.model_copy(update={"title": title}) if drawn.kind == "waterfall" else chart
    if kind == "table":
        chart = ChartSpec(kind="table", title=title)
    shown: PartKind = kind or ("kpi" if chart.kind == "kpi" else "table" if chart.kind == "table" else "chart")
    reason = tells_nothing(role, shown, tried.compiled, tried.result, steps=chart.kind == "waterfall")
    if reason is not None:
        return LeftOut(title, reason)
    return Part(id, role, shown, title, figure.model_copy(update={"chart": chart}), tried)


def part_of_answer(
    answer: Answer, model: SemanticModel, model_id: str, *, id: str, title: str, spans: Spans | None = None
) -> Part:
    """An answered question as a part. Raises Refused with what was answered instead of numbers, or why they say nothing."""
    plan = answer.planned.plan
    if not isinstance(plan, SemanticQuery | ModelSql) or answer.compiled is None or answer.result is None:
        reason = getattr(plan, "reason", "") or getattr(plan, "text", "")
        if isinstance(plan, WhyChanged):
            reason = "A part shows numbers as they are now, and no explanation of a change."
        raise Refused(reason, "Ask for it in another way.", code="declined")
    figure = Figure(
        semantic_model_id=model_id,
        query=plan if isinstance(plan, SemanticQuery) else None,
        sql=plan.sql if isinstance(plan, ModelSql) else None,
    )
    telling = Telling(plan, model, answer.question.clock.today, span_of(answer.compiled, model, spans or {}))
    tried = Tried(answer.compiled, answer.result, telling)
    part = part_from(figure, tried, id=id, role="asked", title=title)
    if isinstance(part, LeftOut):
        raise Refused(f"That would show nothing: {part.because}", "Ask for something else.", code="says_nothing")
    return part
