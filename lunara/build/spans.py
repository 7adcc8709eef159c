"""How far the data of a model reaches, read only for the dates that a figure goes by."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lunara.ask.reach import DataSpan, default_times, read_span
from lunara.connect.result import ResultTable
from lunara.connect.run import CacheKey, Limits, Runner, run
from lunara.connect.warehouse import CancelToken
from lunara.guard import ReadOnlySql
from lunara.semantic.model import SemanticModel


@dataclass(frozen=True)
class KeptRunner(Runner):
    """A runner whose results are kept as those of the figures are; `refresh` reads them again."""

    cache: CacheKey | None = None
    refresh: bool = False

    def run(self, sql: ReadOnlySql, *, limits: Limits, cancel: CancelToken | None = None) -> ResultTable:
        """Run a guarded statement within `limits` and the runner's own. Raises as the function `run`."""
        narrowed = self.limits.within(limits)
        return run(
            self.warehouse,
            sql,
            limits=narrowed,
            cancel=cancel,
            cache=self.cache,
            source=self.source,
            refresh=self.refresh,
            record=self.record,
        )


class LazySpans(Mapping[str, DataSpan]):
    """The spans of a model's default times by field; each is read once, when it is first asked for. Threads may share it.

    Reading raises Cancelled; a date whose span cannot be read is not in it.
    """

    def __init__(self, model: SemanticModel, runner: KeptRunner, cancel: CancelToken | None = None) -> None:
        hidden = {table.name for table in model.tables if table.hidden}
        self._fields = frozenset(
            field for field in default_times(model).values() if field.partition(".")[0] not in hidden
        )
        self._model, self._runner, self._cancel = model, runner, cancel
        self._found: dict[str, DataSpan | None] = {}
        self._lock = threading.Lock()

    def __getitem__(self, field: str) -> DataSpan:
        span = self._read(field)
        if span is None:
            raise KeyError(field)
        return span

    def __contains__(self, field: object) -> bool:
        return isinstance(field, str) and self._read(field) is not None

    def __iter__(self) -> Iterator[str]:
        return (field for field in sorted(self._fields) if field in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, field: str) -> DataSpan | None:
        if field not in self._fields:
            return None
        with self._lock:
            if field not in self._found:
                self._found[field] = read_span(self._model, self._runner, field, cancel=self._cancel)
            return self._found[field]
