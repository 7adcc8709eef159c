"""Running the statements of one question why, counted and within limits; and the conditions that leave members out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lunara.ask.change.dimensions import MOST_TRIED
from lunara.ask.change.explained import Statement
from lunara.connect.run import CacheKey, Limits, QueryRecord, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Refused
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock, CompiledQuery
from lunara.semantic.filters import AndFilter, FieldFilter, Filter, OrFilter
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, SemanticQuery

if TYPE_CHECKING:
    from lunara.connect.result import ResultTable

MOST_QUERIES = 1 + MOST_TRIED + 3


@dataclass
class Asker:
    """Runs the statements of one question, and counts them."""

    model: SemanticModel
    warehouse: Warehouse
    clock: Clock
    tables: Collection[str] | None = None
    limits: Limits = field(default_factory=Limits)
    cache: CacheKey | None = None
    refresh: bool = False
    record: Callable[[QueryRecord], None] | None = None
    cancel: CancelToken | None = None
    on_wait: Callable[[], None] | None = None
    ran: list[Statement] = field(default_factory=list)

    def compiled(self, query: SemanticQuery) -> CompiledQuery:
        """The statement, with its proof. Raises as `compile_query`."""
        return compile_query(query, self.model, self.warehouse.dialect, self.clock, tables=self.tables)

    def run(self, what: str, compiled: CompiledQuery) -> ResultTable:
        """Its result. Raises as `run`, and Refused when the question has asked enough."""
        if len(self.ran) >= MOST_QUERIES:
            raise Refused(
                "Too many queries were needed to explain this change.", "Name one dimension to explain it by."
            )
        result = run(
            self.warehouse,
            compiled.sql,
            limits=self.limits,
            cancel=self.cancel,
            cache=self.cache,
            refresh=self.refresh,
            record=self.record,
            on_wait=self.on_wait,
        )
        self.ran.append(Statement(what, compiled, result.row_count, result.elapsed_ms, result.from_cache))
        return result


def none_of(dimension: str | DimensionRef, keys: Sequence[object]) -> Filter:
    """The rows of no such member; those of none are among them, unless none is a member itself."""
    name = dimension if isinstance(dimension, str) else dimension.field
    via = dimension.via if isinstance(dimension, DimensionRef) else None
    values = tuple(key for key in keys if key is not None)
    if any(not isinstance(key, str | int | float | bool) for key in values):
        raise Refused(
            f"There are too many different values of {name} to explain the change by it.",
            "Choose a dimension with fewer values.",
            code="too_many_members",
        )
    apart = FieldFilter(field=name, op="not_in", values=values, via=via)  # type: ignore[arg-type]
    empty = FieldFilter(field=name, op="is_null", via=via)
    if len(values) < len(keys):
        filled = FieldFilter(field=name, op="is_not_null", via=via)
        return AndFilter.model_validate({"and": [apart, filled]}) if values else filled
    return OrFilter.model_validate({"or": [apart, empty]})
