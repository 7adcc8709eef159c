"""Holding an answer against what is expected of it: by its meaning, else by its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from lunara.ask.answer import Answer, compile_plan
from lunara.ask.change.asked import WhyChanged
from lunara.ask.describe import describe
from lunara.ask.evaluated import By, Outcome
from lunara.ask.plan import Clarification, ModelSql, Refusal
from lunara.ask.reach import Spans, alike
from lunara.ask.same_rows import Rows, Verdict, apart, rows_of, same_rows, written_rows
from lunara.ask.suite import Case, Expectation
from lunara.ask.wire import plan_json, rows_json
from lunara.connect.plain import plain
from lunara.connect.result import ResultTable
from lunara.connect.run import CacheKey, Runner, run, run_text
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, InvalidInput, LunaraError
from lunara.semantic.compiled import Clock
from lunara.semantic.graph import graph_of
from lunara.semantic.meaning import meaning_of
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

SHOWN_ROWS = 5


@dataclass(frozen=True)
class ShownRows:
    """Some rows of a result as text, and how many rows it has in all. `names` are empty where they were written by hand."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    of: int

    @classmethod
    def of_places(cls, rows: Rows, places: Sequence[int]) -> ShownRows:
        """The rows at these places."""
        texts = tuple(tuple("" if value is None else str(plain(value)) for _, value in rows.rows[at]) for at in places)
        return cls(rows.names, texts, len(rows.rows))


class Judge:
    """Holds answers against what is expected; what it asks the warehouse takes the same road as the answers."""

    def __init__(
        self,
        model: SemanticModel,
        runner: Runner,
        tables: tuple[str, ...] | None,
        cache: CacheKey | None,
        cancel: CancelToken,
        *,
        spans: Spans | None = None,
    ) -> None:
        self._model, self._runner, self._tables, self._cache, self._cancel = model, runner, tables, cache, cancel
        self._spans = spans or {}

    def of(self, case: Case, done: Answer, clock: Clock) -> Outcome:
        """What came of a case. Raises Cancelled and ConnectFailed."""
        planned = done.planned
        told = Outcome(
            case.name,
            case.mark,
            case.question,
            "failed",
            plan=plan_json(planned.plan),
            provider=planned.provider,
            tokens=planned.tokens.all,
            seconds=sum(done.stages_ms.values()) / 1000,
        )
        plan, expect = planned.plan, case.expect
        if isinstance(plan, Refusal):
            right = expect == "refusal"
            return replace(
                told, came="right" if right else "refused", by="refusal" if right else "", because=plan.reason
            )
        if isinstance(plan, Clarification):
            right = expect == "clarification"
            because = plan.text if right else f"{plan.text} {self._among(plan, expect)}".strip()
            return replace(
                told, came="right" if right else "asked_back", by="clarification" if right else "", because=because
            )
        if isinstance(plan, WhyChanged):
            because = f"It was answered by why {plan.name} changed, and a suite expects no explanation."
            return replace(told, came="wrong", because=because)
        if isinstance(expect, str):
            wanted = "a refusal" if expect == "refusal" else "a question back"
            return replace(
                told, came="wrong", because=f"It was answered where {wanted} was expected: {self._said(plan)}"
            )
        return self._answered(expect, told, plan, done, clock)

    def _answered(
        self, expect: Expectation, told: Outcome, plan: SemanticQuery | ModelSql, done: Answer, clock: Clock
    ) -> Outcome:
        wanted = plan_of(expect)
        result = done.result
        assert result is not None and done.compiled is not None  # noqa: S101 - it was answered
        if wanted is not None and meaning(wanted, self._model) == meaning(plan, self._model):
            return replace(told, came="right", by="meaning", empty=rows_of(result).says_nothing)
        otherwise = f"It means something else: {self._said(plan)}" if wanted is not None else ""
        if expect.exactly:
            return replace(told, came="wrong", because=otherwise)
        try:
            expected, ordered, by = self._expected(expect, clock)
        except (Cancelled, ConnectFailed):
            raise
        except LunaraError as error:
            because = f"What is expected cannot be had: {error.message} {error.hint}".strip()
            return replace(told, because=because, error=error)
        cut = "What is expected" if isinstance(expected, ResultTable) and expected.truncated else ""
        cut = cut or ("The answer" if result.truncated else "")
        if cut:
            return replace(told, because=f"{cut} was cut at its limit, so it cannot be compared.")
        ours = rows_of(expected) if isinstance(expected, ResultTable) else expected
        theirs = rows_of(result)
        verdict = same_rows(
            ours, theirs, ordered=ordered, by=by, tolerance=expect.tolerance, more_columns=expect.more_columns
        )
        empty = ours.says_nothing and theirs.says_nothing
        if verdict.same and empty and wanted is not None:
            verdict = Verdict(False, "Both results are empty, which does not make them the same.")
        if verdict.same:
            because = "Both results are empty." if empty else _told_right(expect, wanted)
            how: By = "rows" if wanted is None else "rows_alone"
            return replace(told, came="right", by=how, because=because, empty=empty)
        return replace(
            told,
            came="wrong",
            because=f"{verdict.because} {otherwise}".strip(),
            empty=empty,
            expected=_first(expected, expect),
            got=rows_json(result, SHOWN_ROWS),
        )

    def apart(self, case: Case, plan: SemanticQuery | ModelSql, clock: Clock) -> tuple[ShownRows, ShownRows]:
        """What is expected of a case and what its answer `plan` gives, asked anew: the first rows that one of them has alone.

        Raises InvalidInput where the case expects no rows, and what compiling and running raise.
        """
        if isinstance(case.expect, str):
            raise InvalidInput("No rows are expected of this question.", "It is to be declined.")
        expected, _, _ = self._expected(case.expect, clock)
        compile = partial(compile_plan, plan, self._model, self._runner.dialect, clock, tables=self._tables)
        compiled = alike(lambda until: compile(until=until), self._model, self._spans, clock.today)
        result = run(
            self._runner.warehouse,
            compiled.sql,
            limits=self._runner.limits,
            cancel=self._cancel,
            cache=self._cache,
            record=self._runner.record,
        )
        ours, theirs = rows_of(expected) if isinstance(expected, ResultTable) else expected, rows_of(result)
        found = apart(ours, theirs, most=SHOWN_ROWS, tolerance=case.expect.tolerance)
        return ShownRows.of_places(ours, found.expected), ShownRows.of_places(theirs, found.got)

    def _expected(self, expect: Expectation, clock: Clock) -> tuple[ResultTable | Rows, bool, Sequence[int] | None]:
        """What is expected, whether its order counts, and by which columns it is ordered (None: all)."""
        if expect.rows is not None:
            return written_rows(expect.rows), bool(expect.ordered), None
        runner = self._runner
        if expect.sql is not None:
            result = run_text(
                runner.warehouse,
                expect.sql,
                allowed=graph_of(self._model).physical_tables(runner.dialect),
                limits=runner.limits,
                cancel=self._cancel,
                cache=self._cache,
                refresh=True,
                record=runner.record,
            )
            by = _ordered_by(expect.sql, runner.dialect, result.columns)
        else:
            plan = plan_of(expect)
            assert plan is not None  # noqa: S101 - one of four kinds
            compile = partial(compile_plan, plan, self._model, runner.dialect, clock, tables=self._tables)
            compiled = alike(lambda until: compile(until=until), self._model, self._spans, clock.today)
            result = run(
                runner.warehouse,
                compiled.sql,
                limits=runner.limits,
                cancel=self._cancel,
                cache=self._cache,
                refresh=True,
                record=runner.record,
            )
            by = _ordered_by(compiled.sql.text, runner.dialect, result.columns)
            if isinstance(plan, SemanticQuery) and not plan.order_by:
                by = None  # an order that the compiler gives to what has none
        ordered = bool(by) if expect.ordered is None else expect.ordered
        return result, ordered, by or None

    def _among(self, plan: Clarification, expect: object) -> str:
        wanted = plan_of(expect) if isinstance(expect, Expectation) else None
        if wanted is None:
            return ""
        meant = meaning(wanted, self._model)
        for number, option in enumerate(plan.options, 1):
            if option.query is not None and meaning(option.query, self._model) == meant:
                return f"Choice {number} is what is expected."
        return "None of the choices is known to be what is expected." if plan.options else ""

    def _said(self, plan: SemanticQuery | ModelSql) -> str:
        if not isinstance(plan, SemanticQuery):
            return plan.sql
        try:
            return describe(plan, self._model)
        except LunaraError as error:
            return error.message


def _told_right(expect: Expectation, wanted: object) -> str:
    told = "It means something else, and its rows are the same." if wanted is not None else ""
    within = f"Numbers may differ by {expect.tolerance:g}." if expect.tolerance else ""
    return f"{told} {within}".strip()


def _first(expected: ResultTable | Rows, expect: Expectation) -> Sequence[Sequence[Any]]:
    if isinstance(expected, ResultTable):
        return rows_json(expected, SHOWN_ROWS)
    return [list(row) for row in (expect.rows or ())[:SHOWN_ROWS]]


def _ordered_by(sql: str, dialect: str, columns: Sequence[str]) -> list[int] | None:
    """The columns that a statement is ordered by; all where they are not to be told, None where it is not ordered."""
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    from lunara.guard.reading import parse_within

    try:
        tree = parse_within(sql, dialect)
    except SqlglotError:
        return None
    order = tree.args.get("order")
    if order is None:
        return None
    every = list(range(len(columns)))
    made = tree.selects if isinstance(tree, exp.Select) else []
    if len(made) != len(columns):
        return every
    found = []
    for one in order.expressions:
        by = one.this if isinstance(one, exp.Ordered) else one
        if isinstance(by, exp.Literal) and not by.is_string and 0 < int(by.name) <= len(columns):
            found.append(int(by.name) - 1)
            continue
        name = by.name.casefold() if isinstance(by, exp.Column) else ""
        at = next(
            (n for n, its in enumerate(made) if its.alias_or_name.casefold() == name or its.unalias() == by), None
        )
        if at is None:
            return every
        found.append(at)
    return found


def plan_of(expect: Expectation) -> SemanticQuery | ModelSql | None:
    """The plan that is expected, where one is."""
    return (
        expect.query
        if expect.query is not None
        else ModelSql(expect.model_sql)
        if expect.model_sql is not None
        else None
    )


def meaning(plan: SemanticQuery | ModelSql, model: SemanticModel) -> str:
    """What tells one answer from another."""
    return meaning_of(plan.sql if isinstance(plan, ModelSql) else plan, model)
