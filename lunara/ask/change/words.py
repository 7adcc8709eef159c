"""A question why something changed, in words: its own sentence, and what was understood."""

from __future__ import annotations

from lunara.ask.change.asked import WhyChanged
from lunara.ask.describe import Describer, describe_range
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import TimeRange


def describe_change(change: WhyChanged, model: SemanticModel) -> str:
    """The question as a person asks it: "Why did revenue change from February 2026 to March 2026, by country?"."""
    said = Describer(change.by(None).query().model_copy(update={"time": None, "compare": None}), model)
    text = f"Why did {said.measure(change.measure)} change from {_named(change.against)} to {_named(change.period)}"
    where = said.conditions()
    text += f" {where}" if where else ""
    if change.dimension is not None:
        text += f", by {Describer(change.query(), model).dimension(change.dimension)}"
    return f"{text}?"


def _named(period: TimeRange) -> str:
    said = describe_range(period)
    for word in ("in ", "on ", "from "):
        said = said.removeprefix(word)
    return said.replace(" to ", " – ")
