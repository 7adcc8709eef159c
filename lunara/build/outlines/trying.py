"""Trying a part before it is shown: it compiles, means something, runs, and its rows tell something apart."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lunara.ask.answer import must_say_something
from lunara.ask.plan import ModelSql
from lunara.ask.reach import alike, reaching, span_of
from lunara.build.outlines.outline import PartKind, Role, Tried
from lunara.build.refresh import DEFAULT_LIMITS, other_period_named
from lunara.build.spans import KeptRunner, LazySpans
from lunara.build.told import Telling
from lunara.charts.display import display, settle
from lunara.connect.result import ResultTable
from lunara.connect.run import CacheKey, Limits, QueryRecord, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, ConnectFailed, LunaraError, OverBudget, Refused
from lunara.semantic.compile import compile_plan
from lunara.semantic.compiled import Clock, CompiledQuery
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

LEAST_PERIODS = 3
WORKERS = 4


@dataclass(frozen=True)
class Allowance:
    """What an outline may cost: parts, statements that are run for it, and seconds."""

    parts: int = 14
    statements: int = 60
    seconds: float = 90.0


@dataclass
class Bench:
    """Where parts are tried: a model over a warehouse, within an allowance. What was tried once is remembered."""

    model: SemanticModel
    model_id: str
    warehouse: Warehouse
    clock: Clock
    limits: Limits = DEFAULT_LIMITS
    cache: CacheKey | None = None
    record: Callable[[QueryRecord], None] | None = None
    cancel: CancelToken = field(default_factory=CancelToken)
    tables: tuple[str, ...] | None = None
    allowance: Allowance = field(default_factory=Allowance)
    statements: int = 0
    began: float = field(default_factory=time.monotonic)
    _known: dict[str, Tried | LunaraError] = field(default_factory=dict)
    _counting: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        runner = KeptRunner(self.warehouse, self.record, self.limits, cache=self.cache)
        self.spans = LazySpans(self.model, runner, self.cancel)

    @property
    def spent(self) -> bool:
        """Whether nothing more may be tried."""
        return self.statements >= self.allowance.statements or self.seconds >= self.allowance.seconds

    @property
    def seconds(self) -> float:
        """How long the trying has gone on."""
        return time.monotonic() - self.began

    def try_out(self, plan: SemanticQuery | ModelSql) -> Tried | LunaraError:
        """The plan's rows, or why it cannot be shown. Raises Cancelled, ConnectFailed, and OverBudget of the day."""
        self.cancel.raise_if_cancelled()
        key = _key(plan)
        if key not in self._known:
            try:
                self._known[key] = self._tried(plan)
            except (Cancelled, ConnectFailed):
                raise
            except LunaraError as error:
                if isinstance(error, OverBudget) and error.of_the_day:
                    raise
                self._known[key] = error
        return self._known[key]

    def ahead(self, plans: Iterable[SemanticQuery]) -> None:
        """Try several plans at once, at most `WORKERS`, so that `try_out` knows what comes of them. Raises as `try_out` does.

        No more are tried than the allowance has left, the first ones, so that the same outline comes of the same request.
        """
        left = self.allowance.statements - self.statements
        unknown = {key: plan for plan in plans if (key := _key(plan)) not in self._known}
        wanted = [*unknown.values()][: max(left, 0)]
        if len(wanted) < 2:
            return
        with ThreadPoolExecutor(max_workers=min(WORKERS, len(wanted)), thread_name_prefix="outline") as pool:
            running = [pool.submit(self.try_out, plan) for plan in wanted]
        for one in running:
            one.result()

    def rows(self, plan: SemanticQuery) -> tuple[CompiledQuery, ResultTable] | None:
        """The compiled plan and its rows; None where it cannot be shown."""
        tried = self.try_out(plan)
        return (tried.compiled, tried.result) if isinstance(tried, Tried) else None

    def _tried(self, plan: SemanticQuery | ModelSql) -> Tried:
        said = plan.sql if isinstance(plan, ModelSql) else plan
        compiled = alike(
            lambda until: compile_plan(
                said, self.model, self.warehouse.dialect, self.clock, tables=self.tables, until=until
            ),
            self.model,
            self.spans,
            self.clock.today,
        )
        must_say_something(plan, self.model, self.clock)
        with self._counting:
            if self.spent:
                raise Refused(
                    "The allowance for this outline was used up before.", "Ask for less, or add it afterwards."
                )
            self.statements += 1
        compiled = other_period_named(compiled, plan)
        result = run(
            self.warehouse, compiled.sql, limits=self.limits, cancel=self.cancel, cache=self.cache, record=self.record
        )
        if compiled.window is None and not any(column.grain for column in compiled.columns):
            return Tried(compiled, result, Telling(plan, self.model, self.clock.today))
        compiled = reaching(compiled, self.model, self.spans, self.clock.today)
        span = span_of(compiled, self.model, self.spans)
        return Tried(compiled, result, Telling(plan, self.model, self.clock.today, span))


def _key(plan: SemanticQuery | ModelSql) -> str:
    return plan.sql if isinstance(plan, ModelSql) else plan.model_dump_json(by_alias=True)


def tells_nothing(
    role: Role, kind: PartKind, compiled: CompiledQuery, result: ResultTable, *, steps: bool = False
) -> str | None:
    """Why a part with these rows would say nothing, in a sentence; None when it says something. `steps`: it shows what each group
    adds, and rows without one are a step, too."""
    measures = [
        _numbers(result, position)
        for position, column in enumerate(compiled.columns)
        if column.role == "measure" and column.compares is None
    ]
    if not result.row_count:
        return "No rows fit."
    if not measures:
        return None
    if not any(value is not None for values in measures for value in values):
        return "It has no value."
    main = next(values for values in measures if any(value is not None for value in values))
    if kind == "kpi" and role == "trend":
        return "There are too few periods to see how it moves."
    if kind == "kpi":
        return None if any(main) else "It is zero."
    groups = [position for position, column in enumerate(compiled.columns) if column.role == "dimension"]
    if not groups:
        return None
    if not any(main):
        return "It is zero everywhere."
    times = [position for position in groups if compiled.columns[position].type == "time"]
    if times and role in ("trend", "asked"):
        periods = {row[times[0]] for row, value in zip(result.rows(), main, strict=True) if value is not None}
        if len(periods) < (LEAST_PERIODS if role == "trend" else 2):
            return "There are too few periods to see how it moves."
        return None
    values = _of_either(compiled, result, main) if role == "change" else main
    return _alike(compiled, result, groups, values, steps=steps)


def _of_either(
    compiled: CompiledQuery, result: ResultTable, main: Sequence[Decimal | None]
) -> Sequence[Decimal | None]:
    """The values, zero where a group has one in the other period alone: it has come to nothing, which is a change."""
    before = [_numbers(result, at) for at, column in enumerate(compiled.columns) if column.compares is not None]
    if not before:
        return main
    return [Decimal(0) if now is None and then is not None else now for now, then in zip(main, before[0], strict=True)]


def same_everywhere(compiled: CompiledQuery, result: ResultTable) -> frozenset[str]:
    """The measures that are written the same in each of several rows."""
    found = set()
    for position, column in enumerate(compiled.columns):
        values = result.data.column(position).to_pylist()
        if column.role == "measure" and len(values) > 1:
            form = settle(column.format, values)
            if len({display(value, form) for value in values}) == 1:
                found.add(column.name)
    return frozenset(found)


def _alike(
    compiled: CompiledQuery,
    result: ResultTable,
    groups: Sequence[int],
    main: Sequence[Decimal | None],
    *,
    steps: bool,
) -> str | None:
    named = [
        (row, value)
        for row, value in zip(result.rows(), main, strict=True)
        if value is not None and all(row[position] is not None for position in groups)
    ]
    what = compiled.columns[groups[0]].label.lower()
    if len(named) < 2:
        return f"There is only one {what} in it."
    whole = sum(abs(value) for value in main if value is not None)
    if not steps and whole and sum(abs(value) for _, value in named) < whole / 2:
        return f"Most of it belongs to no {what}."
    if not steps and len({value for _, value in named}) == 1 and len(named) > 2:
        return f"It is the same for each {what}."
    return None


def _numbers(result: ResultTable, position: int) -> list[Decimal | None]:
    return [_number(value) for value in result.data.column(position).to_pylist()]


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None
