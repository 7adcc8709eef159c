"""What an item of a model gives: a measure's total and its course, a dimension's values, rows of a table, partners of a join."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lunara.connect import kind
from lunara.connect.recording import Asked
from lunara.connect.result import ResultTable
from lunara.connect.warehouse import CancelToken
from lunara.errors import ConnectFailed, LunaraError, NotFound, NotPermitted
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import CompiledQuery
from lunara.semantic.graph import graph_of
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, Relationship, SemanticModel, Table
from lunara.semantic.query import DimensionRef, ExistsFilter, InlineMeasure, NotFilter, OrderBy, SemanticQuery
from lunara.semantic.review import find_item
from lunara.semantic.versions import touched_tables
from lunara.ui.jobs import Job, Report, start_job
from lunara.ui.page import PageContext
from lunara.ui.warehouses import limits_of, needs_editor, runner_for
from lunara.workspace.records import SemanticModelHead

ROWS = 20
MONTHS = 24
SECONDS = 20.0
_COLUMNS = 12


@dataclass(frozen=True)
class Glance:
    """One question that a preview asks. `title` says what its rows are."""

    title: str
    query: SemanticQuery


@dataclass(frozen=True)
class Seen:
    """A glance with what came of it; `error` says why there are no rows."""

    title: str
    compiled: CompiledQuery | None = None
    result: ResultTable | None = None
    error: LunaraError | None = None


@dataclass(frozen=True)
class Preview:
    """What was seen of an item of `model`."""

    model: SemanticModel
    key: str
    seen: tuple[Seen, ...]

    def of(self, model: SemanticModel, key: str) -> bool:
        """Whether it is what this model gives: the same item, over the same tables, measures and relationships."""
        return key == self.key and (model is self.model or not touched_tables(self.model, model))


def glances_of(model: SemanticModel, key: str) -> list[Glance]:
    """What to ask about the item of `key`. Raises NotFound when the model has none."""
    _, item, parent = find_item(model, key)
    if isinstance(item, Measure):
        return _of_measure(f"{parent}.{item.name}", model.table(parent))
    if isinstance(item, DerivedMeasure):
        return _of_derived(model, item)
    if isinstance(item, Dimension):
        return [_of_dimension(item, parent)]
    if isinstance(item, Relationship):
        return _of_relationship(item)
    return _of_table(item)


def _of_measure(name: str, table: Table | None) -> list[Glance]:
    found = [Glance("Total", SemanticQuery(measures=(name,)))]
    if table is None:
        return found
    if table.default_time is not None:
        time = table.default_time if "." in table.default_time else f"{table.name}.{table.default_time}"
        month = DimensionRef(field=time, grain="month")
        newest = OrderBy(field=time, direction="desc")
        by_month = SemanticQuery(measures=(name,), dimensions=(month,), order_by=(newest,), limit=MONTHS)
        return [*found, Glance("By month, the latest first", by_month)]
    words = next((d for d in table.dimensions if d.type == "string" and not d.hidden), None)
    if words is not None:
        largest = OrderBy(field=name, direction="desc")
        by_words = SemanticQuery(
            measures=(name,), dimensions=(f"{table.name}.{words.name}",), order_by=(largest,), limit=ROWS
        )
        found.append(Glance(f"By {words.label or words.name}, the largest first", by_words))
    return found


def _of_derived(model: SemanticModel, item: DerivedMeasure) -> list[Glance]:
    """Its total, and by month where the tables of its measures say what their time is."""
    from lunara.semantic.uses import uses_of

    total = SemanticQuery(measures=(item.name,))
    measures = [key for key in uses_of(total, model).keys if key.startswith("measure:") and "." in key]
    homes = [table for table in model.tables if any(key.startswith(f"measure:{table.name}.") for key in measures)]
    found = [Glance("Total", total)]
    if homes and all(table.default_time for table in homes) and not graph_of(model).names.has_bare("time", "dimension"):
        month = DimensionRef(field="time", grain="month")
        newest = OrderBy(field="time", direction="desc")
        by_month = SemanticQuery(measures=(item.name,), dimensions=(month,), order_by=(newest,), limit=MONTHS)
        found.append(Glance("By month, the latest first", by_month))
    return found


def _of_dimension(item: Dimension, table: str) -> Glance:
    rows = InlineMeasure(name="rows", table=table, aggregate="count", label="Rows")
    field = f"{table}.{item.name}"
    if item.type == "time":
        month = DimensionRef(field=field, grain="month")
        newest = OrderBy(field=field, direction="desc")
        query = SemanticQuery(measures=(rows,), dimensions=(month,), order_by=(newest,), limit=MONTHS)
        return Glance("Rows by month, the latest first", query)
    most = OrderBy(field="rows", direction="desc")
    query = SemanticQuery(measures=(rows,), dimensions=(field,), order_by=(most,), limit=ROWS)
    return Glance("Most frequent values", query)


def _of_relationship(item: Relationship) -> list[Glance]:
    rows = InlineMeasure(name="rows", table=item.from_table, aggregate="count", label="Rows")
    alone = NotFilter.model_validate({"not": ExistsFilter(exists=item.to_table, via=item.name)})
    return [
        Glance(f"Rows of {item.from_table}", SemanticQuery(measures=(rows,))),
        Glance(f"Without a row of {item.to_table}", SemanticQuery(measures=(rows,), filters=(alone,))),
    ]


def _of_table(item: Table) -> list[Glance]:
    rows = InlineMeasure(name="rows", table=item.name, aggregate="count", label="Rows")
    found = [Glance("How many rows", SemanticQuery(measures=(rows,)))]
    fields = tuple(f"{item.name}.{d.name}" for d in item.dimensions if not d.hidden)[:_COLUMNS]
    if fields:
        found.append(Glance("First rows", SemanticQuery(dimensions=fields, limit=ROWS)))
    return found


def preview_key(model_id: str, key: str) -> str:
    """Key of the job that looks at an item."""
    return f"preview-model:{model_id}:{key}"


def start_preview(ctx: PageContext, head: SemanticModelHead, model: SemanticModel, key: str, *, published: bool) -> Job:
    """Look at an item of `model` in the background; the job's result is a Preview.

    Who builds may look at anything. A viewer sees what they may ask about: of the `published` version what is not hidden.
    Raises NotPermitted, NotFound.
    """
    _, item, _ = find_item(model, key)
    _may_see(ctx, model, [key], published=published)
    return _start(ctx, head, model, key, glances_of(model, key), title=f"Looking at {item.label or item.name}")


def start_try(
    ctx: PageContext, head: SemanticModelHead, model: SemanticModel, query: SemanticQuery, *, key: str, published: bool
) -> Job:
    """Ask a query of `model` in the background; the job's result is a Preview of one glance. Raises as `start_preview`."""
    from lunara.semantic.uses import uses_of

    _may_see(ctx, model, uses_of(query, model).keys, published=published)
    return _start(ctx, head, model, key, [Glance("First rows", query)], title="Asking the warehouse")


def _may_see(ctx: PageContext, model: SemanticModel, keys: Iterable[str], *, published: bool) -> None:
    if ctx.principal.may("editor"):
        return
    if not published:
        needs_editor(ctx, "look at what is not published")
    for key in keys:
        _, item, parent = find_item(model, key)
        names = (item.from_table, item.to_table) if isinstance(item, Relationship) else (parent,)
        tables = [model.table(name) for name in names]
        if getattr(item, "hidden", False) or any(table is not None and table.hidden for table in tables):
            needs_editor(ctx, "look at what is hidden")


def _start(
    ctx: PageContext, head: SemanticModelHead, model: SemanticModel, key: str, glances: Sequence[Glance], *, title: str
) -> Job:
    def work(report: Report, cancel: CancelToken) -> Preview:
        report("Connecting")
        source = ctx.store.get_data_source(head.data_source_id)
        dialect = kind(source.kind).dialect
        limits = replace(limits_of(ctx.settings), rows=MONTHS * 2, seconds=SECONDS)
        seen = []
        with runner_for(ctx, source, Asked("model preview", f"{head.id}:{head.latest_version}")) as runner:
            for number, glance in enumerate(glances):
                report("Asking the warehouse", detail=glance.title, fraction=number / len(glances))
                compiled = None
                try:
                    compiled = compile_query(glance.query, model, dialect, ctx.clock)
                    result = runner.run(compiled.sql, limits=limits, cancel=cancel)
                except (ConnectFailed, NotPermitted, NotFound):
                    raise
                except LunaraError as error:
                    cancel.raise_if_cancelled()
                    seen.append(Seen(glance.title, compiled, error=error))
                else:
                    seen.append(Seen(glance.title, compiled, result))
        return Preview(model, key, tuple(seen))

    return start_job(ctx, preview_key(head.id, key), work, title=title)


def single_value(seen: Seen) -> object | None:
    """The one value of a glance that gives one, such as a total; None where there is no such value."""
    if seen.result is None or seen.result.row_count != 1 or seen.result.data.num_columns != 1:
        return None
    value: object = seen.result.data.column(0)[0].as_py()
    return value
