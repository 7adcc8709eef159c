"""A question that is planned twice, by different roads: equal results are worth more than one, different ones are shown both.

Nobody's reading is picked for the person: where results differ the answer is a choice, with the two answers beside each other
and what differs in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lunara.ask.answer import Answer, Checked, Step, answer, compile_plan
from lunara.ask.change.asked import WhyChanged
from lunara.ask.describe import Describer
from lunara.ask.describe_periods import describe_range
from lunara.ask.plan import Clarification, ModelSql, Option, Plan, Planned, Planner, Refusal, spent_on, who
from lunara.ask.same_rows import Rows, rows_of, same_rows
from lunara.ask.together import Together
from lunara.errors import Cancelled, InvalidInput, LunaraError, Refused, UnknownField
from lunara.semantic.query import Calculation, Compare, SemanticQuery

if TYPE_CHECKING:
    from threading import Event

    from lunara.ask.question import Question
    from lunara.connect.result import ResultTable
    from lunara.connect.warehouse import CancelToken, Warehouse
    from lunara.semantic.model import SemanticModel

MOST_REASON = 200


def answer_twice(
    question: Question,
    model: SemanticModel,
    warehouse: Warehouse,
    planner: Planner,
    second: Planner,
    *,
    on_step: Callable[[Step], None] | None = None,
    cancel: CancelToken | None = None,
    under_way: Event | None = None,
    **more: Any,
) -> Answer:
    """The answer of `planner`, checked by what `second` makes of the question; `Answer.checked` says how it went.

    Both plan at the same time (`Together`, which `under_way` is for). Where the two results differ the plan is a Clarification
    whose options are the two plans, and `checked.sides` are the two answers. A second planner that fails takes no answer away,
    and what it took of tokens is counted. Raises what `answer` raises of the first.
    """
    say = on_step or (lambda step: None)
    told: Mapping[str, Any] = {**more, "on_step": on_step, "cancel": cancel}
    both = Together(planner, second, under_way=under_way)
    first = answer(question, model, warehouse, both, **told)
    planned = both.second_plan
    if planned is None:
        return _unchecked(first, second, both.second_error)
    try:
        if planned.provider == first.planned.provider:
            return _alone(first, planned, f"{who(planned.provider)} is the only one that answered")
        if isinstance(first.planned.plan, WhyChanged) or isinstance(planned.plan, WhyChanged):
            return _of_change(first, planned, model, warehouse.dialect)
        if _says_the_same(first, planned, model, warehouse.dialect):
            names = f"{who(first.planned.provider)} and {who(planned.provider)}"
            said = f"Two planners agree: {names} read it in the same way."
            return replace(_paid(first, planned), checked=Checked("agree", said))
        other = answer(question, model, warehouse, _Already(planned), **told)
    except Cancelled:
        raise
    except LunaraError as error:
        return _alone(first, planned, f"what {who(planned.provider)} would ask failed: {error.message}")
    say(Step("Comparing the two answers"))
    return _compared(first, other, model)


def _unchecked(first: Answer, second: Planner, error: LunaraError | None) -> Answer:
    """The answer where the second planner made no plan."""
    if error is None:
        raise InvalidInput("The question was planned once.", "Ask it again.")
    text = f"Not confirmed by a second planner: {who(second.name)} did not answer: {error.message}"
    return replace(first, planned=first.planned.with_tokens(spent_on(error)), checked=Checked("alone", text))


@dataclass(frozen=True)
class _Already:
    """Gives back what was planned."""

    planned: Planned

    @property
    def name(self) -> str:
        return self.planned.provider

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        return self.planned


def _compared(first: Answer, other: Answer, model: SemanticModel) -> Answer:
    both = _paid(first, other.planned)
    if other.result is None or other.compiled is None:
        if first.result is None:
            return both
        return _alone(first, other.planned, f"{who(other.planned.provider)} would not have answered: {_reason(other)}")
    if first.result is None or first.compiled is None:
        no, yes = who(first.planned.provider), who(other.planned.provider)
        text = f"{no} would not answer, and {yes} would. Which one do you follow?"
        return _differ(both, first, other, text, (f"{no}: {_reason(first)}",))
    names = f"{who(first.planned.provider)} and {who(other.planned.provider)}"
    differences = differences_of(first, other, model)
    verdict = _same(first.result, other.result)
    if verdict == "nothing":
        said = f"{names} read it differently, and both found nothing."
        return replace(both, checked=Checked("alone", said, differences))
    if verdict == "same":
        said = f"Two planners agree: {names} came to the same result."
        return replace(both, checked=Checked("agree", said))
    text = f"{names} come to different results. Which one is meant?"
    if verdict == "cut":
        text = f"{names} read it differently, and both results are too long to be compared. Which one is meant?"
    return _differ(both, first, other, text, differences)


def _of_change(first: Answer, planned: Planned, model: SemanticModel, dialect: str) -> Answer:
    """An explanation is confirmed by the same question about the change; there is nothing else to hold it against."""
    ours, theirs = first.planned.plan, planned.plan
    if isinstance(ours, WhyChanged) and isinstance(theirs, WhyChanged):
        # By what it is explained an answer has filled in.
        mine, other = (_statement(one.by(None), first.question, model, dialect) for one in (ours, theirs))
        if mine is not None and mine == other:
            said = f"Two planners agree: {who(first.planned.provider)} and {who(planned.provider)} ask for the same change."
            return replace(_paid(first, planned), checked=Checked("agree", said))
    return _alone(first, planned, f"{who(planned.provider)} read it as another question")


def _says_the_same(first: Answer, planned: Planned, model: SemanticModel, dialect: str) -> bool:
    """Whether the other plan is the same statement."""
    if first.compiled is None or isinstance(planned.plan, Clarification | Refusal):
        return False
    return _statement(planned.plan, first.question, model, dialect) == first.compiled.sql.text


def _statement(plan: Plan, question: Question, model: SemanticModel, dialect: str) -> str | None:
    """The plan's SQL; None for one that does not compile, which answering it says."""
    try:
        return compile_plan(plan, model, dialect, question.clock, tables=question.tables).sql.text
    except (Refused, UnknownField, InvalidInput):
        return None


def _same(first: ResultTable, other: ResultTable) -> str:
    """ "same", "different", "nothing" (there is no value in either) or "cut" (not all rows are here)."""
    ours, theirs = rows_of(first), rows_of(other)
    if ours.says_nothing and theirs.says_nothing:
        return "nothing"
    if first.truncated or other.truncated:
        return "cut"
    if ours.says_nothing or theirs.says_nothing:
        return "different"
    # What one shows beside it, such as a second measure, takes nothing from what both show.
    wide, narrow = (ours, theirs) if ours.width >= theirs.width else (theirs, ours)
    if narrow.width < wide.width and not _confirms(narrow, wide):
        return "different"
    return "same" if same_rows(narrow, wide, more_columns=True).same else "different"


def _confirms(narrow: Rows, wide: Rows) -> bool:
    """Whether what shows less can confirm the other: it has a number where that has one, and where one row has several numbers
    it is the names that say which is meant."""
    numbers = _numbers(wide)
    if numbers and not _numbers(narrow):
        return False
    if numbers < 2 or len(wide.rows) > 1:
        return True
    return {name.casefold() for name in narrow.names} <= {name.casefold() for name in wide.names}


def _numbers(side: Rows) -> int:
    """How many of its columns have numbers."""
    return sum(any(row[at][0] == "number" for row in side.rows) for at in range(side.width))


def _paid(answered: Answer, other: Planned) -> Answer:
    """The answer, with what the other plan took of tokens counted in."""
    return replace(answered, planned=answered.planned.with_tokens(other.tokens))


def _alone(first: Answer, other: Planned, why: str) -> Answer:
    return replace(_paid(first, other), checked=Checked("alone", f"Not confirmed by a second planner: {why}"))


def _differ(both: Answer, first: Answer, other: Answer, text: str, differences: tuple[str, ...]) -> Answer:
    sides = (first, other)
    options = tuple(option for side in sides if (option := _option(both.question.text, side)) is not None)
    planned = replace(both.planned, plan=Clarification(text, options), understood=(), ignored=(), warnings=())
    return Answer(
        both.question,
        replace(planned, provider=f"{who(first.planned.provider)} and {who(other.planned.provider)}"),
        stages_ms=both.stages_ms,
        checked=Checked("differ", text, differences, sides),
    )


def _option(question: str, side: Answer) -> Option | None:
    name, plan = who(side.planned.provider), side.planned.plan
    asked = f"{question.rstrip()} (as {name} read it)"
    if isinstance(plan, SemanticQuery):
        return Option(name, asked, query=plan)
    return Option(name, asked, sql=plan.sql) if isinstance(plan, ModelSql) else None


def _reason(side: Answer) -> str:
    plan = side.planned.plan
    text = plan.reason if isinstance(plan, Refusal) else plan.text if isinstance(plan, Clarification) else ""
    return text if len(text) <= MOST_REASON else f"{text[: MOST_REASON - 1]}…"


# -- what differs ------------------------------------------------------------------------------------------------------


def differences_of(first: Answer, other: Answer, model: SemanticModel) -> tuple[str, ...]:
    """What two answers read differently, each in one sentence; the results too where they differ in size."""
    names = who(first.planned.provider), who(other.planned.provider)
    said = []
    ours, theirs = _parts(first.planned.plan, model), _parts(other.planned.plan, model)
    for part in dict.fromkeys((*ours, *theirs)):
        left, right = ours.get(part, ""), theirs.get(part, "")
        if left != right:
            said.append(f"{part}: {names[0]} {_took(left)}, {names[1]} {_took(right)}.")
    if not said:
        said.append("The queries differ in how they reach the rows: see their SQL.")
    if first.result is not None and other.result is not None and first.result.row_count != other.result.row_count:
        said.append(f"Rows: {first.result.row_count:,} and {other.result.row_count:,}.")
    return tuple(said)


def _took(text: str) -> str:
    return f"takes “{text}”" if text else "takes none"


def _parts(plan: Plan, model: SemanticModel) -> dict[str, str]:
    """What a plan is made of, in words, by part."""
    if isinstance(plan, ModelSql):
        return {"As SQL": plan.sql if len(plan.sql) <= MOST_REASON else f"{plan.sql[: MOST_REASON - 1]}…"}
    if not isinstance(plan, SemanticQuery):
        return {}
    words = Describer(plan, model)
    time = plan.time
    order = ", ".join(f"{words.label(one.field)}, {_DIRECTION[one.direction]}" for one in plan.order_by)
    found = {
        "What is shown": _several(words.measure(one) for one in plan.measures),
        "For each": _several(words.dimension(one) for one in plan.dimensions),
        "Conditions": _several(words.condition(one) for one in plan.filters if not words.is_of_ranking(one)),
        "Period": describe_range(time.range) if time is not None else "",
        "By the date": words.label(time.field) if time is not None and time.field else "",
        "Compared with": _held_against(plan.compare) if plan.compare is not None else "",
        "Calculated": _several(_calculated(one, words) for one in plan.calculations),
        "Summarized": _summarized(plan, words),
        "Order": order,
        "At most": f"{plan.limit:,}" if plan.limit is not None else "",
    }
    return {part: text for part, text in found.items() if text}


def _calculated(one: Calculation, words: Describer) -> str:
    by = f" by {words.label(one.by)}" if one.by is not None else ""
    lowest = ", the lowest first" if one.direction == "asc" else ""
    return f"{one.kind.replace('_', ' ')} of {words.label(one.of)}{by}{lowest}"


def _summarized(plan: SemanticQuery, words: Describer) -> str:
    if plan.summary is None:
        return ""
    return f"{plan.summary.aggregate} over {_several(words.dimension(one) for one in plan.summary.over)}"


def _held_against(compare: Compare) -> str:
    return describe_range(compare.range) if compare.range is not None else compare.name


_DIRECTION = {"asc": "lowest first", "desc": "highest first"}


def _several(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
