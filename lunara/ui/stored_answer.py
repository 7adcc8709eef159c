"""An answer as the page draws it: from the answer itself, or from what was stored of it with the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from lunara.ask.answer import Answer, compile_plan, plan_from_json
from lunara.ask.change.asked import WhyChanged, read_change
from lunara.ask.change.told import without_total
from lunara.ask.change.words import described
from lunara.ask.plan import ModelSql, Option, Plan, Understood
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.errors import LunaraError, Unavailable
from lunara.semantic.compiled import CompiledQuery, OutputColumn
from lunara.semantic.model import Format, SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.ui import cache
from lunara.ui.conversation import Subject, narrowed
from lunara.ui.page import PageContext
from lunara.ui.warehouses import load_model
from lunara.workspace.records import Message


@dataclass(frozen=True)
class ShownCheck:
    """How a second planner read the question; `sides` are the two answers where they differ."""

    verdict: str
    text: str
    differences: tuple[str, ...] = ()
    sides: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Shown:
    """What of an answer is drawn, from the answer itself or from what was stored of it.

    `sql` is the statement that made the numbers. `instead` says who should have planned, why that was not to be had, and who
    did. `version` is the model's where it is not the one that answers today.
    `source_id` is the data source that could not be reached, where that is the `error`.
    """

    question: str
    outcome: str
    headline: str = ""
    details: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    compiled: CompiledQuery | None = None
    columns: tuple[OutputColumn, ...] = ()
    result: ResultTable | None = None
    chart: ChartSpec | None = None
    plan: Plan | None = None
    sql: str = ""
    described: str = ""
    understood: tuple[Understood, ...] = ()
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    provider: str = "offline"
    plan_ms: float | None = None
    options: tuple[Option, ...] = ()
    reason: str = ""
    nearest: tuple[str, ...] = ()
    cut: bool = False
    version: int | None = None
    error: tuple[str, str] | None = None
    source_id: str = ""
    error_code: str = ""
    checked: ShownCheck | None = None
    change: Mapping[str, Any] | None = None
    """Of an explained change: by what else it was looked at, and the statements that ran, as `answer_json` gives them."""

    @property
    def drawn(self) -> ResultTable | None:
        """The rows of the picture: those of an explained change are drawn without their total."""
        return without_total(self.result) if self.change is not None and self.result is not None else self.result


def headline_of(message: Message) -> str:
    """One line of a stored answer, for a folded turn."""
    told = message.content.get("answer") or {}
    narrative = told.get("narrative") or {}
    failed = message.content.get("error") or {}
    return str(narrative.get("headline") or told.get("reason") or failed.get("message") or "Answer")


def shown_of(ctx: PageContext, subject: Subject, message: Message, live: Answer | None, asked: str) -> Shown:
    """What to draw of a stored turn; with `live` its whole result, else the rows that were kept with it."""
    if "error" in message.content:
        failed = message.content["error"]
        said = (str(failed.get("message", "")), str(failed.get("hint", "")))
        code = str(failed.get("code", ""))
        return Shown(asked, "error", error=said, source_id=str(failed.get("source_id", "")), error_code=code)
    told = message.content["answer"]
    shown = _of_answer(ctx, subject, message, live, asked=asked, told=told)
    check = told.get("check")
    if not check:
        return shown
    lively = live.checked.sides if live is not None and live.checked is not None else ()
    sides = tuple(
        _of_answer(
            ctx,
            subject,
            message,
            lively[at] if at < len(lively) else None,
            asked=asked,
            told=side,
            part=f":side{at}",
        )
        for at, side in enumerate(check.get("sides", ()))
    )
    checked = ShownCheck(str(check["verdict"]), str(check["text"]), tuple(check.get("differences", ())), sides)
    return replace(shown, checked=checked)


def _of_answer(
    ctx: PageContext,
    subject: Subject,
    message: Message,
    live: Answer | None,
    *,
    asked: str,
    told: Mapping[str, Any],
    part: str = "",
) -> Shown:
    """One answer as it is stored: the turn's own, or `part` of it."""
    narrative = told.get("narrative") or {}
    instead = tuple(told.get("instead", ()))
    refused = told["outcome"] == "refusal"
    shown = Shown(
        asked,
        told["outcome"],
        headline=str(narrative.get("headline", "")),
        details=tuple(narrative.get("details", ())),
        caveats=tuple(narrative.get("caveats", ())),
        warnings=tuple(told.get("warnings", ())),
        sql=told.get("sql") or "",
        understood=tuple(Understood(piece["text"], piece["as"]) for piece in told.get("understood", ())),
        ignored=tuple(told.get("ignored", ())),
        notes=tuple(note for note in told.get("notes", ()) if note not in instead),
        instead=instead,
        provider=told.get("provider", ""),
        plan_ms=(told.get("stages_ms") or {}).get("plan"),
        reason=told.get("reason") or "",
        options=() if refused else tuple(_option(option) for option in told.get("options", ())),
        nearest=tuple(option["question"] for option in told.get("options", ())) if refused else (),
    )
    if told["outcome"] != "answer":
        return shown
    plan = plan_from_json(told)
    version = _version_of(message, subject)
    unread = False
    try:
        model = subject.model if version is None else _model_of(ctx, subject, message)
    except Unavailable:
        model, unread = None, True
    if model is not None:
        shown = replace(shown, described=described(plan, model))
    if isinstance(plan, WhyChanged):
        shown = replace(shown, change=told.get("change"))
    shown = replace(shown, plan=plan, version=version)
    if live is not None and live.compiled is not None:
        columns = live.compiled.columns
        return replace(shown, compiled=live.compiled, columns=columns, result=live.result, chart=live.chart)
    return replace(shown, **_kept(ctx, subject, message, plan, model, told=told, part=part, lasting=not unread))


def _version_of(message: Message, subject: Subject) -> int | None:
    """The version of the model that a stored turn was answered with; None when it is the one that answers today."""
    written = str(message.content.get("model_version") or subject.model_version)
    _, _, version = written.rpartition(":")
    return int(version) if written != subject.model_version and version.isdigit() else None


def _model_of(ctx: PageContext, subject: Subject, message: Message) -> SemanticModel | None:
    """The model that a stored turn was answered with; None when it is not to be had any more. Raises Unavailable in an outage."""
    head_id, _, version = str(message.content["model_version"]).rpartition(":")
    if head_id != subject.head.id:
        return None
    try:
        _, model = load_model(ctx, head_id, int(version), to_show=True)
    except Unavailable:
        raise
    except LunaraError:
        return None
    return model if subject.tables is None else narrowed(model, subject.tables)


def _option(data: Mapping[str, Any]) -> Option:
    query = data.get("query")
    read = SemanticQuery.model_validate(query) if query else None
    change = read_change(data["change"]) if data.get("change") else None
    return Option(data["label"], data["question"], read, str(data.get("sql") or ""), change)


def _kept(
    ctx: PageContext,
    subject: Subject,
    message: Message,
    plan: Plan | None,
    model: SemanticModel | None,
    *,
    told: Mapping[str, Any],
    part: str,
    lasting: bool,
) -> dict[str, Any]:
    """The stored rows, with their picture where `model` gives the plan the same columns as then; `lasting`: to be kept."""
    key = cache.Key(
        ctx.organization.id, "kept-answer", principal_id=ctx.principal.user_id, model_version=subject.model_version,
        fingerprint=f"{message.id}{part}{ctx.currency}",
    )  # fmt: skip

    def make() -> dict[str, Any]:
        columns = tuple(_column(column) for column in told.get("columns", ()))
        compiled = _compiled_then(ctx, subject, message, plan, model, until=told.get("until"))
        if compiled is not None and told.get("unlike"):
            compiled = replace(compiled, unlike=True)
        if isinstance(plan, WhyChanged) and compiled is not None:
            # Its table is made of several statements; this one is that of its members.
            compiled = replace(compiled, columns=columns)
        if compiled is None or [column.name for column in compiled.columns] != [column.name for column in columns]:
            compiled = None
        else:
            columns = tuple(replace(now, reach=then.reach) for now, then in zip(compiled.columns, columns, strict=True))
            compiled = replace(compiled, columns=columns)
        result = result_from_rows(columns, told.get("rows", ()), message.created_at)
        chart = told.get("chart") if compiled is not None else None
        return {
            "compiled": compiled,
            "columns": columns,
            "result": result,
            "chart": ChartSpec.model_validate(chart) if chart else None,
            "cut": int(told.get("row_count", 0)) > result.row_count,
        }

    return cache.remember(key, make, ttl=3600.0) if lasting else make()


def _compiled_then(
    ctx: PageContext,
    subject: Subject,
    message: Message,
    plan: Plan | None,
    model: SemanticModel | None,
    *,
    until: str | None = None,
) -> CompiledQuery | None:
    """The plan compiled as on the day of the question: "last quarter" means what it meant then; `until` as the data reached."""
    if model is None or not isinstance(plan, SemanticQuery | ModelSql | WhyChanged):
        return None
    clock = replace(ctx.clock, today=message.created_at.astimezone(ZoneInfo(ctx.clock.timezone)).date())
    try:
        ends = date.fromisoformat(until) if until else None
        return compile_plan(plan, model, subject.dialect, clock, until=ends)
    except LunaraError:
        return None


def _column(data: Mapping[str, Any]) -> OutputColumn:
    """A column as `answer_json` wrote it."""
    return OutputColumn(
        data["name"],
        data["role"],
        data["label"],
        data["type"],
        Format.model_validate(data["format"]) if data.get("format") else None,
        data.get("field"),
        data.get("grain"),
        data.get("compares"),
        reach=_reach(data.get("reach")),
        part=data.get("part"),
    )


def _reach(days: Sequence[str] | None) -> tuple[date, date] | None:
    """The first and the last day with data as they were looked up for the answer; None where they were not."""
    return (date.fromisoformat(days[0]), date.fromisoformat(days[1])) if days else None


def result_from_rows(columns: Sequence[OutputColumn], rows: Sequence[Sequence[Any]], moment: datetime) -> ResultTable:
    """Rows as `answer_json` wrote them, typed by their columns again."""
    import pyarrow as pa

    def typed(column: OutputColumn, values: list[Any]) -> Any:
        if column.type == "time" and all(isinstance(value, str | None) for value in values):
            moments = [None if value is None else datetime.fromisoformat(value) for value in values]
            whole = all(len(value) == 10 for value in values if value is not None)
            return pa.array([m.date() if m and whole else m for m in moments])
        return pa.array(_numbers(values) if column.type == "number" else values)

    arrays = [typed(column, [row[position] for row in rows]) for position, column in enumerate(columns)]
    data = pa.table(arrays, names=[column.name for column in columns])
    return ResultTable(data, truncated=False, elapsed_ms=0.0, fetched_at=moment)


def _numbers(values: Sequence[Any]) -> Sequence[Any]:
    """Numbers of one kind: `plain` writes a decimal as text only where a double would change it, so one column has both."""
    if not any(isinstance(value, str) or (isinstance(value, int) and abs(value) >= 2**63) for value in values):
        return values
    exact = [None if value is None else Decimal(str(value)) for value in values]
    if all(value is None or value.is_finite() for value in exact):
        return exact
    return [None if value is None else float(value) for value in exact]
