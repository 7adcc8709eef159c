"""Whether a model's dimensions and measures run: each is compiled and asked of the first rows of its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp
from sqlglot.errors import SqlglotError

from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, LunaraError, Refused
from lunara.guard.reading import parse_within
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import DerivedMeasure, Grain, SemanticModel, Table
from lunara.semantic.query import DimensionRef, SemanticQuery
from lunara.semantic.review import references
from lunara.semantic.schema_check import CheckFinding, Compared

FIRST_ROWS = 1_000
# What a failed statement does not say about itself: the warehouse did not let it run.
_NOT_ITS_FAULT = frozenset({"not_granted", "out_of_memory", "locked", "timed_out", "not_asked"})
# A measure of other periods is tried by these periods of its own time: its date or its offset may not go by days.
_TRIED_BY: tuple[Grain, ...] = ("day", "month", "year")


def cannot_run(item: str, about: str, error: LunaraError, breaks: tuple[str, ...] = ()) -> CheckFinding:
    """The finding for a statement that failed: an error when the statement is wrong, `not_checked` when the warehouse was busy,
    refused to show the table, or took too long.
    """
    if error.code in _NOT_ITS_FAULT:
        return CheckFinding(
            "warning", "not_checked", item, f"Could not check {about}: {error.message}", error.hint, breaks=breaks
        )
    return CheckFinding("error", "cannot_run", item, f"Cannot run {about}: {error.message}", error.hint, breaks=breaks)


class Trial:
    """Tries the fields of a model on at most `FIRST_ROWS` rows of each table, so that it costs little on a large one."""

    def __init__(
        self, model: SemanticModel, runner: Runner, compared: Compared, *, limits: Limits, cancel: CancelToken
    ) -> None:
        self._model, self._runner, self._compared = model, runner, compared
        self._limits, self._cancel = limits, cancel
        self._clock = Clock.now()
        # What reads a column of another type may run all the same.
        failed = {
            key
            for finding in compared.findings
            for key in (finding.item, *(finding.breaks if finding.code != "type_changed" else ()))
        }
        lost = [key.partition(":")[2] for key in failed if key.startswith("measure:")]
        self._failed = failed | {f"measure:{above.name}" for name in lost for above in self._above(name)}
        self._small = model.model_copy(update={"tables": tuple(map(self._first_rows, model.tables))})

    def _first_rows(self, table: Table) -> Table:
        try:
            inside: exp.Expr
            if table.sql is not None:
                tree = parse_within(table.sql, self._model.dialect)
                inside = exp.Subquery(this=tree, alias=exp.TableAlias(this=exp.to_identifier("own")))
            else:
                inside = exp.to_table(table.source or table.name, dialect=self._model.dialect)
            sql = exp.select("*").from_(inside).limit(FIRST_ROWS).sql(self._model.dialect)
        except (SqlglotError, ValueError):
            return table
        return table.model_copy(update={"source": None, "sql": sql})

    def fields(self, table: Table) -> Iterator[CheckFinding]:
        """What fails among the dimensions and the measures of a table, each named."""
        if table.sql is None and table.name not in self._compared.relations:
            return
        dimensions = [(f"dimension:{table.name}.{d.name}", f"{table.name}.{d.name}") for d in table.dimensions]
        measures = [(f"measure:{table.name}.{m.name}", f"{table.name}.{m.name}") for m in table.measures]
        item = f"table:{table.name}"
        yield from self._try(dimensions, item, f"the dimensions of {table.name}", measures=False)
        yield from self._try(measures, item, f"the measures of {table.name}", measures=True)

    def derived(self) -> Iterator[CheckFinding]:
        """What fails among the measures over measures, but for what a measure that failed already explains."""
        fields = [(f"measure:{m.name}", m.name) for m in self._model.measures]
        yield from self._try(fields, fields[0][0] if fields else "", "the calculated measures", measures=True)

    def _try(
        self, fields: Sequence[tuple[str, str]], item: str, about: str, *, measures: bool
    ) -> Iterator[CheckFinding]:
        """All at once; where that fails, halves, down to the fields that fail alone. `item` and `about` name them together."""
        good = [(key, name) for key, name in fields if key not in self._failed]
        if not good:
            return
        error = self._run([name for _, name in good], measures=measures)
        if error is None:
            return
        if error.code in _NOT_ITS_FAULT:
            self._failed.update(key for key, _ in good)
            self._failed.update(f"measure:{above.name}" for _, name in good for above in self._above(name) if measures)
            yield cannot_run(item, about, error)
            return
        if len(good) > 1:
            middle = len(good) // 2
            yield from self._try(good[:middle], item, about, measures=measures)
            yield from self._try(good[middle:], item, about, measures=measures)
            return
        ((key, name),) = good
        above = tuple(f"measure:{m.name}" for m in self._above(name)) if measures else ()
        self._failed.update((key, *above))
        yield cannot_run(key, name, error, above)

    def _above(self, name: str) -> list[DerivedMeasure]:
        """Measures that are computed from the measure of that path, directly or through others."""
        names = {name, name.rpartition(".")[2]}
        found: list[DerivedMeasure] = []
        while more := [m for m in self._model.measures if m not in found and references(m.expression) & names]:
            found += more
            names |= {measure.name for measure in more}
        return found

    def _run(self, names: Sequence[str], *, measures: bool) -> LunaraError | None:
        """What the fields fail with. Measures that have no value without a period are asked by their own time."""
        query = SemanticQuery(
            measures=tuple(names) if measures else (), dimensions=() if measures else tuple(names), limit=1
        )
        error = self._ask(query)
        if error is None or error.code != "no_period":
            return error
        refused: LunaraError | None = None
        for grain in _TRIED_BY:
            by_time = query.model_copy(update={"dimensions": (DimensionRef(field="time", grain=grain),)})
            error = self._ask(by_time)
            if not isinstance(error, Refused):
                return error
            refused = refused or error
        return refused

    def _ask(self, query: SemanticQuery) -> LunaraError | None:
        try:
            compiled = compile_query(query, self._small, self._runner.dialect, self._clock)
            self._runner.run(compiled.sql, limits=self._limits, cancel=self._cancel)
        except (Cancelled, ConnectFailed):
            raise
        except LunaraError as error:
            return error
        return None
