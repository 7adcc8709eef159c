"""What a change of a semantic model does to the numbers that depend on it: each is asked under both models and compared.

    found = dependents_of(store, project_id, model_id, before)
    effects = effects_of(before, after, found.items, runner, clock, cancel=cancel, on_step=report)

Only what compiles to another statement is asked of the warehouse: the same statement gives the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from pydantic import ValidationError

from lunara.build.artifact import Figure
from lunara.build.dependents import Dependent
from lunara.connect.result import ResultTable
from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import ConnectFailed, LunaraError
from lunara.semantic.compile import compile_plan
from lunara.semantic.compiled import Clock, CompiledQuery
from lunara.semantic.filters import filter_names
from lunara.semantic.model import Format, SemanticModel
from lunara.semantic.names import Names
from lunara.semantic.query import InlineMeasure, SemanticQuery
from lunara.semantic.review import walk_items
from lunara.semantic.uses import needs_of
from lunara.semantic.versions import WORDS

ROWS = 5_000
SECONDS = 20.0
MOST_ASKED = 100
_CLOSE = 1e-9

Plan = SemanticQuery | str
Outcome = Literal["refused", "changed", "failed", "mended", "concerned", "not_asked", "same"]
_ORDER: tuple[Outcome, ...] = ("refused", "changed", "failed", "mended", "concerned", "not_asked", "same")
OnStep = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Number:
    """A total before and after; None where there is none (no rows, or a null)."""

    label: str
    before: Any
    after: Any
    format: Format | None = None

    @property
    def differs(self) -> bool:
        """Whether it is another number."""
        return not same_value(self.before, self.after)


@dataclass(frozen=True)
class Effect:
    """What a change does to one thing that reads the model.

    refused: it was answered and is not any more, `because` says why; changed: other numbers; failed: the warehouse did not
    answer; mended: it was not answered and is now; concerned: it computes nothing itself (agents, filters); not_asked: beyond
    what is asked at once; same: the statement is the same, or its numbers are. `rows` are how many it has before and after,
    `differ` how many of them are not the same; `cut`: of the first rows only.
    """

    kind: str
    title: str
    outcome: Outcome
    owner: str = ""
    owner_id: str = ""
    item_id: str = ""
    artifact_type: str | None = None
    numbers: tuple[Number, ...] = ()
    rows: tuple[int, int] | None = None
    differ: int = 0
    cut: bool = False
    because: str = ""
    hint: str = ""


def meaning_changes(before: SemanticModel, after: SemanticModel) -> frozenset[str]:
    """Keys of the items of `before` that are gone or mean something else in `after`; other words for them mean the same.

    One that has another name is gone: what names it is not answered any more.
    """
    there = dict(_meanings(after))
    return frozenset(key for key, meaning in _meanings(before) if there.get(key) != meaning)


def same_statements(before: SemanticModel, after: SemanticModel) -> bool:
    """Whether every query is the same statement under both: nothing that is in one of them means anything else in the other."""
    return before.dialect == after.dialect and not (meaning_changes(before, after) or meaning_changes(after, before))


def _meanings(model: SemanticModel) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, kind, item, _ in walk_items(model):
        # A table's fields are items of their own.
        own = {"dimensions", "measures"} if kind == "table" else set()
        yield key, item.model_dump(exclude=own | WORDS)


def effects_of(
    before: SemanticModel,
    after: SemanticModel,
    dependents: Sequence[Dependent],
    runner: Runner,
    clock: Clock,
    *,
    measures: bool = True,
    cancel: CancelToken | None = None,
    on_step: OnStep | None = None,
) -> list[Effect]:
    """The effects, the worst first: of the changed measures themselves, of what is computed from them, of the dependents.

    `measures` False: of the dependents alone. Raises Cancelled, ConnectFailed; what one statement raises belongs to its effect.
    """
    step: OnStep = on_step or (lambda what, done, total: None)
    stop = cancel or CancelToken()
    comparison = _Comparison(before, after, runner, clock, stop)
    keys = meaning_changes(before, after)
    subjects = [*(_own(before, after, keys) if measures else ()), *_of_dependents(before, dependents, keys)]
    effects = []
    for number, (told, plan) in enumerate(subjects):
        stop.raise_if_cancelled()
        step("Comparing numbers", number, len(subjects))
        effects.append(told if plan is None else comparison.of(told, plan))
    return sorted(effects, key=lambda one: _ORDER.index(one.outcome))


def _own(before: SemanticModel, after: SemanticModel, keys: frozenset[str]) -> Iterator[tuple[Effect, Plan | None]]:
    """The measures that changed, and those that are computed from what changed."""
    concerned = {*keys, *needs_of(before).above(keys)}
    here = {f"measure:{t.name}.{m.name}": m.label or m.name for t in before.tables for m in t.measures}
    here |= {f"measure:{m.name}": m.label or m.name for m in before.measures}
    for key, label in here.items():
        if key in concerned:
            name = key.partition(":")[2]
            owner = name.rpartition(".")[0]
            yield Effect("measure", label, "same", owner=owner, item_id=key), SemanticQuery(measures=(name,))
    known = here.keys()
    for table in after.tables:
        for measure in table.measures:
            key = f"measure:{table.name}.{measure.name}"
            if key not in known:
                told = Effect("measure", measure.label or measure.name, "same", owner=table.name, item_id=key)
                yield told, SemanticQuery(measures=(f"{table.name}.{measure.name}",))


def _of_dependents(
    before: SemanticModel, dependents: Iterable[Dependent], keys: frozenset[str]
) -> Iterator[tuple[Effect, Plan | None]]:
    asked = {question.question: question.query for question in before.verified_questions}
    for one in dependents:
        told = Effect(
            one.kind, one.title, "same", one.owner, one.owner_id, item_id=one.item_id, artifact_type=one.artifact_type
        )
        if one.kind in ("agent", "filter"):
            if one.version is None and one.uses.keys & keys:
                yield replace(told, outcome="concerned"), None
        elif one.figure is not None:
            yield told, _plan(one.figure)
        else:
            try:
                yield told, SemanticQuery.model_validate(asked.get(one.title))
            except ValidationError:
                yield replace(told, outcome="concerned", because=one.uses.problem), None


def _plan(figure: Figure) -> Plan:
    return figure.query if figure.query is not None else figure.sql or ""


class _Comparison:
    """Asks plans under both models; what was asked once is not asked again."""

    def __init__(
        self, before: SemanticModel, after: SemanticModel, runner: Runner, clock: Clock, cancel: CancelToken
    ) -> None:
        self._models = (before, after)
        self._runner, self._clock, self._cancel = runner, clock, cancel
        self._limits = Limits(rows=ROWS, seconds=SECONDS)
        self._known: dict[str, ResultTable | LunaraError] = {}
        self._asked = 0

    def of(self, told: Effect, plan: Plan) -> Effect:
        """The effect on a plan."""
        was, now = (self._compiled(plan, model) for model in self._models)
        if isinstance(now, LunaraError):
            outcome: Outcome = "same" if isinstance(was, LunaraError) else "refused"
            return replace(told, outcome=outcome, because=now.message, hint=now.hint)
        if not isinstance(was, LunaraError) and was.sql.text == now.sql.text:
            return told
        if self._asked >= MOST_ASKED:
            return replace(told, outcome="not_asked", because=f"Only {MOST_ASKED} are asked at once.")
        self._asked += 1
        after = self._run(now)
        if isinstance(after, LunaraError):
            return replace(told, outcome="failed", because=after.message, hint=after.hint)
        before = was if isinstance(was, LunaraError) else self._run(was)
        if isinstance(before, LunaraError):
            told = replace(told, outcome="mended", because=before.message)
        numbers = self._totals(plan, now, after, None if isinstance(before, LunaraError) else before)
        if isinstance(before, LunaraError) or isinstance(was, LunaraError):
            return replace(told, numbers=numbers)
        rows = None if _one_row(plan) else (before.row_count, after.row_count)
        differ = 0 if rows is None else _differing(was, before, now, after)
        changed = differ or any(number.differs for number in numbers) or (rows is not None and rows[0] != rows[1])
        return replace(
            told,
            outcome="changed" if changed else "same",
            numbers=numbers,
            rows=rows,
            differ=differ,
            cut=before.truncated or after.truncated,
        )

    def _compiled(self, plan: Plan, model: SemanticModel) -> CompiledQuery | LunaraError:
        try:
            return compile_plan(plan, model, self._runner.dialect, self._clock)
        except LunaraError as error:
            return error

    def _run(self, compiled: CompiledQuery) -> ResultTable | LunaraError:
        text = compiled.sql.text
        if text not in self._known:
            try:
                self._known[text] = self._runner.run(compiled.sql, limits=self._limits, cancel=self._cancel)
            except ConnectFailed:
                raise
            except LunaraError as error:
                self._cancel.raise_if_cancelled()
                self._known[text] = error
        return self._known[text]

    def _totals(
        self, plan: Plan, compiled: CompiledQuery, after: ResultTable, before: ResultTable | None
    ) -> tuple[Number, ...]:
        """The measures over all groups: of the rows themselves where there is one, else asked without the groups."""
        if _one_row(plan):
            return _numbers(compiled, before, after)
        total = _total_of(plan, self._models[1])
        if total is None:
            return ()
        now = self._compiled(total, self._models[1])
        was = self._compiled(total, self._models[0])
        if isinstance(now, LunaraError):
            return ()
        result = self._run(now)
        earlier = None if isinstance(was, LunaraError) else self._run(was)
        if isinstance(result, LunaraError) or isinstance(earlier, LunaraError):
            return ()
        return _numbers(now, earlier, result)


def _one_row(plan: Plan) -> bool:
    return isinstance(plan, SemanticQuery) and bool(plan.measures) and not plan.dimensions


def _total_of(plan: Plan, model: SemanticModel) -> SemanticQuery | None:
    """The plan without its groups; None where it has no measures, or conditions on groups, which a total does not have."""
    if isinstance(plan, str) or not plan.measures:
        return None
    names = Names(model)
    own = {measure.name for measure in plan.measures if isinstance(measure, InlineMeasure)}
    if any(kind == "field" and _is_measure(name, names, own) for name, kind in filter_names(plan.filters)):
        return None
    return SemanticQuery(measures=plan.measures, filters=plan.filters, time=plan.time)


def _is_measure(name: str, names: Names, own: set[str]) -> bool:
    if name in own:
        return True
    try:
        return names.resolve(name).kind == "measure"
    except LunaraError:
        return True


def _numbers(compiled: CompiledQuery, before: ResultTable | None, after: ResultTable) -> tuple[Number, ...]:
    def first(result: ResultTable | None, name: str) -> Any:
        if result is None or result.row_count == 0 or name not in result.columns:
            return None
        return result.data.column(name)[0].as_py()

    return tuple(
        Number(column.label, first(before, column.name), first(after, column.name), column.format)
        for column in compiled.columns
        if column.role == "measure"
    )


def _differing(was: CompiledQuery, before: ResultTable, now: CompiledQuery, after: ResultTable) -> int:
    """How many groups have other values, or are on one side only."""
    names = [column.name for column in now.columns]
    if names != [column.name for column in was.columns]:
        return max(before.row_count, after.row_count)
    groups = [at for at, column in enumerate(now.columns) if column.role == "dimension"]
    values = [at for at in range(len(names)) if at not in groups]

    def by_group(result: ResultTable) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
        found: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
        for row in result.rows():
            found.setdefault(tuple(str(row[at]) for at in groups), []).append(tuple(row[at] for at in values))
        return found

    one, other = by_group(before), by_group(after)
    differ = 0
    for group in one.keys() | other.keys():
        mine, theirs = one.get(group, []), other.get(group, [])
        pairs = zip(mine, theirs, strict=False)
        differ += sum(not all(map(same_value, a, b)) for a, b in pairs) + abs(len(mine) - len(theirs))
    return differ


def same_value(one: Any, other: Any) -> bool:
    """Whether two values are the same number or the same thing; sums of floats may differ in their last digits."""
    if isinstance(one, int | float | Decimal) and isinstance(other, int | float | Decimal):
        if isinstance(one, float) or isinstance(other, float):
            both = float(one), float(other)
            return math.isclose(*both, rel_tol=_CLOSE, abs_tol=1e-12) or all(map(math.isnan, both))
        return one == other
    return bool(one == other)
