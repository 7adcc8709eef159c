"""A question why something changed, in words: its own sentence, and what was understood."""

from __future__ import annotations

from lunara.ask.change.asked import WhyChanged
from lunara.ask.describe import Describer, describe
from lunara.ask.describe_periods import describe_range
from lunara.ask.plan import Plan
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery, TimeRange


def describe_change(change: WhyChanged, model: SemanticModel) -> str:
    """The question as a person asks it: "Why did revenue change from February 2026 to March 2026, by country?"."""
    said = Describer(change.by(None).query().model_copy(update={"time": None, "compare": None}), model)
    text = f"Why did {said.measure(change.measure)} change from {_named(change.against)} to {_named(change.period)}"
    where = said.conditions()
    text += f" {where}" if where else ""
    if change.dimension is not None:
        text += f", by {Describer(change.query(), model).dimension(change.dimension)}"
    return f"{text}?"


def described(plan: Plan | None, model: SemanticModel) -> str:
    """A plan in words: of a query what it shows, of a question why the question; "" for any other."""
    if isinstance(plan, SemanticQuery):
        return describe(plan, model)
    return describe_change(plan, model) if isinstance(plan, WhyChanged) else ""


def _named(period: TimeRange) -> str:
    said = describe_range(period)
    for word in ("in ", "on ", "from "):
        said = said.removeprefix(word)
    return said.replace(" to ", " – ")
