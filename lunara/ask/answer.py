"""THE MAIN PATH: question -> plan -> compiled -> result -> chart -> narrative."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Literal

from lunara.ask.among_equals import as_asked, with_one_more
from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.asker import Asker
from lunara.ask.change.explain import explain_change
from lunara.ask.change.told import notes_of, picture_of, table_of, tell_change
from lunara.ask.declined import declined
from lunara.ask.degenerate import ASK_ANEW, says_nothing
from lunara.ask.narrate import Narrative, narrate
from lunara.ask.plan import Clarification, ModelSql, Plan, Planned, Planner, Refusal
from lunara.ask.question import Question
from lunara.ask.reach import Spans, alike, reaching, said_of_period, span_of
from lunara.ask.whys import which_change
from lunara.ask.wire import answer_json, plan_from_json
from lunara.charts.choose import choose_chart
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.connect.run import CacheKey, Limits, QueryRecord, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import InvalidInput, LunaraError, OverBudget, Refused, UnknownField
from lunara.semantic import compile as semantic_compile
from lunara.semantic.compiled import UNFINISHED, Clock, CompiledQuery
from lunara.semantic.model import SemanticModel
from lunara.semantic.moved import told_as_moved
from lunara.semantic.query import SemanticQuery

if TYPE_CHECKING:
    from collections.abc import Collection

    from lunara.ask.change.explained import Explained

__all__ = ["Answer", "Checked", "Narrative", "Step", "answer", "answer_json", "compile_plan", "plan_from_json"]


@dataclass(frozen=True)
class Checked:
    """What a second planner made of the question (`ask/twice.py`): "agree", "alone" (nothing to compare with) or "differ".

    `text` says it to people, `differences` what was read differently, `sides` are the two answers where they differ.
    """

    verdict: Literal["agree", "alone", "differ"]
    text: str
    differences: tuple[str, ...] = ()
    sides: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Answer:
    """`compiled`, `result`, `chart`, `narrative` are None when the plan is a Clarification or a Refusal.

    `stages_ms` is the time of each stage: plan, compile, run, chart, narrate. `checked` where it was planned twice.
    """

    question: Question
    planned: Planned
    compiled: CompiledQuery | None = None
    result: ResultTable | None = None
    chart: ChartSpec | None = None
    narrative: Narrative | None = None
    warnings: tuple[str, ...] = ()
    stages_ms: Mapping[str, float] = field(default_factory=dict)
    explained: Explained | None = None
    """What is behind the answer to a question why something changed: its result is the explanation's table."""
    checked: Checked | None = None


@dataclass(frozen=True)
class Step:
    """What is being done right now, in words, while an answer is made."""

    name: str
    detail: str = ""


def answer(
    question: Question,
    model: SemanticModel,
    warehouse: Warehouse,
    planner: Planner,
    *,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    cache: CacheKey | None = None,
    refresh: bool = False,
    record: Callable[[QueryRecord], None] | None = None,
    on_step: Callable[[Step], None] | None = None,
    cancel: CancelToken | None = None,
    spans: Spans | None = None,
    members: Mapping[str, int] | None = None,
) -> Answer:
    """Answer a question. What the model cannot say is an Answer with a Refusal or a Clarification, never an error.

    `spans` (as a `ValueIndex` has them) tell where a period reaches beyond the data, which is then a warning;
    `members` how many values each field has, by which a change is likely explained.
    Raises InvalidInput (empty or too long question), Unavailable (provider), and what running a statement raises:
    ConnectFailed, WarehouseFailed, TimedOut, Cancelled.
    """
    say = on_step or (lambda _: None)
    token = cancel or CancelToken()
    watch = _Stopwatch()

    say(Step("Understanding the question"))
    planned = which_change(question, planner.plan(question, model, token), model, warehouse.dialect, spans or {})
    watch.lap("plan")
    if isinstance(planned.plan, Clarification | Refusal):
        return Answer(question, planned, warnings=planned.warnings, stages_ms=watch.laps)

    token.raise_if_cancelled()
    if isinstance(planned.plan, WhyChanged):
        asker = Asker(
            model,
            warehouse,
            question.clock,
            question.tables,
            limits,
            cache,
            refresh=refresh,
            record=record,
            cancel=token,
        )
        return _why(question, planned, asker, watch, say, spans=spans, members=members)
    say(Step("Writing the SQL", _in_words(planned)))
    ran = with_one_more(planned.plan, limits.rows)

    def compiled_of(plan: Plan) -> CompiledQuery:
        of = partial(compile_plan, plan, model, warehouse.dialect, question.clock, tables=question.tables)
        return alike(lambda until: of(until=until), model, spans or {}, question.clock.today)

    try:
        compiled = compiled_of(planned.plan)
        peeked = compiled if ran is planned.plan else compiled_of(ran)
        must_say_something(planned.plan, model, question.clock)
    except (Refused, UnknownField, InvalidInput) as error:
        watch.lap("compile")
        _record_refusal(record, planned.plan, error)
        told = replace(planned, plan=declined(error, planned.plan, question, model))
        return Answer(question, told, warnings=planned.warnings, stages_ms=watch.laps)
    watch.lap("compile")

    say(Step("Asking the warehouse", ", ".join(compiled.tables)))
    with told_as_moved(model, warehouse, compiled.tables, peeked.sql.text):
        result = run(
            warehouse,
            peeked.sql,
            limits=limits,
            cancel=token,
            cache=cache,
            refresh=refresh,
            record=record,
            on_wait=lambda: say(Step("Waiting for a free turn", "other queries are running")),
        )
    watch.lap("run")
    result, level = as_asked(planned.plan, ran, compiled, result, model)

    say(Step("Drawing and describing the result", _rows_in_words(result)))
    compiled = reaching(compiled, model, spans or {}, question.clock.today)
    chart = choose_chart(compiled, result)
    watch.lap("chart")
    today, span = question.clock.today, span_of(compiled, model, spans or {})
    narrative = narrate(planned.plan, model, compiled, result, today, span=span)
    watch.lap("narrate")
    said = said_of_period(compiled, span, today)
    said = tuple(warning for warning in said if warning != UNFINISHED or not narrative.unfinished)
    warnings = tuple(dict.fromkeys((*planned.warnings, *said, *([level] if level else []))))
    return Answer(question, planned, compiled, result, chart, narrative, warnings, watch.laps)


def _why(
    question: Question,
    planned: Planned,
    asker: Asker,
    watch: _Stopwatch,
    say: Callable[[Step], None],
    *,
    spans: Spans | None,
    members: Mapping[str, int] | None,
) -> Answer:
    """Why a measure changed. What cannot be taken apart is a Refusal that says why."""
    change = planned.plan
    if not isinstance(change, WhyChanged):
        raise InvalidInput("That is no question why something changed.", "Ask it in another way.")
    asker.on_wait = lambda: say(Step("Waiting for a free turn", "other queries are running"))
    try:
        explained = explain_change(
            change, asker, spans=spans, known=members, on_step=lambda name, detail: say(Step(name, detail))
        )
    except (Refused, UnknownField, InvalidInput) as error:
        if isinstance(error, OverBudget):
            raise
        watch.lap("run")
        told = replace(planned, plan=Refusal(f"{error.message} {error.hint}".strip()))
        return Answer(question, told, warnings=planned.warnings, stages_ms=watch.laps)
    watch.lap("run")
    say(Step("Drawing and describing the result"))
    compiled, result = table_of(explained)
    chart = picture_of(explained)
    watch.lap("chart")
    narrative = tell_change(explained, compiled, result)
    watch.lap("narrate")
    warnings = tuple(dict.fromkeys((*planned.warnings, *explained.said)))
    notes = (*planned.notes, *notes_of(explained))
    planned = replace(planned, plan=explained.change, notes=notes)
    return Answer(question, planned, compiled, result, chart, narrative, warnings, watch.laps, explained)


def compile_plan(
    plan: Plan,
    model: SemanticModel,
    dialect: str,
    clock: Clock,
    *,
    tables: Collection[str] | None = None,
    until: date | None = None,
) -> CompiledQuery:
    """The one way from a plan to SQL that may run; a stored figure that is refreshed enters here.

    `tables` are those whose fields may be named (an agent's); joins may lead through others. `until` as in `compile_query`.
    Raises Refused, UnknownField, InvalidInput.
    """
    if isinstance(plan, Clarification | Refusal):
        raise InvalidInput("There is nothing to run: the question was not answered.", "Ask it in another way.")
    if isinstance(plan, WhyChanged):
        plan = plan.query()
    said = plan.sql if isinstance(plan, ModelSql) else plan
    return semantic_compile.compile_plan(said, model, dialect, clock, tables=tables, until=until)


def must_say_something(plan: Plan, model: SemanticModel, clock: Clock) -> None:
    """Raises Refused for a plan whose conditions every row fulfils or none can: words were put together wrongly."""
    reason = says_nothing(plan, model, clock) if isinstance(plan, SemanticQuery) else None
    if reason is not None:
        raise Refused(reason, ASK_ANEW, code="says_nothing")


class _Stopwatch:
    """Milliseconds of each stage."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage] = (now - self._last) * 1000
        self._last = now


def _in_words(planned: Planned) -> str:
    return ", ".join(dict.fromkeys(understood.as_ for understood in planned.understood))


def _rows_in_words(result: ResultTable) -> str:
    rows = f"{result.row_count:,} row{'' if result.row_count == 1 else 's'}"
    return f"{rows} from memory" if result.from_cache else f"{rows} in {result.elapsed_ms:,.0f} ms"


def _record_refusal(record: Callable[[QueryRecord], None] | None, plan: Plan, error: LunaraError) -> None:
    """SQL that somebody wrote and that was refused goes into the query log; a question that does not compile does not."""
    if record is not None and isinstance(plan, ModelSql):
        record(QueryRecord(plan.sql, "", "refused", 0, 0, 0.0, False, error.message))
