"""Why a number changed: which parts, periods and dates are meant, and then the queries that tell (`explaining`).

Every statement is a semantic query, compiled with its fan-out proof and run as any other: within limits, through the log,
cancellable. No more than MOST_QUERIES run for one question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.asker import Asker
from lunara.ask.change.explained import Explained
from lunara.ask.change.explaining import Explaining
from lunara.ask.change.parts import Apart, Parts, on_rows, parts_of
from lunara.ask.change.periods import periods_of
from lunara.ask.reach import Spans, default_times, together
from lunara.errors import Refused
from lunara.semantic.graph import graph_of
from lunara.semantic.model import Measure, SemanticModel


def explain_change(
    change: WhyChanged,
    asker: Asker,
    *,
    spans: Spans | None = None,
    known: Mapping[str, int] | None = None,
    compare: bool = True,
    on_step: Callable[[str, str], None] = lambda name, detail: None,
) -> Explained:
    """Why the measure changed: by `change.dimension`, else by the dimension of the model that explains most.

    `spans` tell how far the data reaches, `known` the numbers of members by field. Without `compare`, a named dimension is the
    only one that is looked at. Raises Refused where nothing can be said (with why), and what compiling and running raise.
    """
    model = asker.model
    if isinstance(change.measure, str):
        found = graph_of(model).names.resolve(change.measure, "measure")
        change = change.model_copy(update={"measure": found.path})
    parts = parts_of(change.measure, model)
    if not all(on_rows(one, graph_of(model)) for one in change.filters):
        raise Refused(
            "A condition on the numbers of groups cannot be held while their change is taken apart.",
            "Leave it out, or put a condition on rows in its place.",
            code="group_condition",
        )
    change, times = _dated(change, parts, model)
    span = together(times, model, spans or {})
    amount = isinstance(parts, Parts) and parts.denominator is None and not parts.balances
    periods = periods_of(change, asker.clock, span, amount=amount)
    change = periods.of(change)
    if isinstance(parts, Parts) and parts.filters:
        asked = change.model_copy(update={"filters": (*change.filters, *parts.filters)})
    else:
        asked = change
    return Explaining(change, asked, parts, periods, asker, on_step).explained(known, compare=compare)


def _dated(change: WhyChanged, parts: Parts | Apart, model: SemanticModel) -> tuple[WhyChanged, tuple[str, ...]]:
    """The question with the date that its measure goes by, where that is not its table's; and the dates of its tables (none
    where one of them has none of its own)."""
    if change.time is not None:
        return change, (change.time,)
    if isinstance(change.measure, str):
        found = graph_of(model).names.resolve(change.measure, "measure")
        if isinstance(found.field, Measure) and found.field.time is not None:
            own = found.field.time
            named = own if "." in own else f"{found.table}.{own}"
            return change.model_copy(update={"time": named}), (named,)
    times = default_times(model)
    if any(table not in times for table in parts.tables):
        return change, ()
    return change, tuple(sorted({times[table] for table in parts.tables}))
