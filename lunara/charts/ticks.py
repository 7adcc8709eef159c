"""Ticks of a value axis: round steps, written as the labels of the same chart are ("$20K", never "$407.8905k")."""

from __future__ import annotations

import math
from collections.abc import Iterable

from lunara.charts.display import display
from lunara.semantic.model import Format

STEPS = (1.0, 2.0, 5.0, 10.0)


def value_ticks(
    format: Format, values: Iterable[float | None], *, zero: bool = False, count: int = 5
) -> tuple[list[float], list[str]]:
    """Positions and texts of about `count` ticks that cover `values`, from zero with `zero`; empty without a value.

    No two texts are alike; a duration's are left to the drawing library, which is told by two empty lists.

    >>> value_ticks(Format(kind="currency", currency="USD"), [0, 93_000])
    ([0.0, 20000.0, 40000.0, 60000.0, 80000.0, 100000.0], ['$0', '$20K', '$40K', '$60K', '$80K', '$100K'])
    """
    known = [value for value in values if value is not None and math.isfinite(value)]
    if not known or format.kind == "duration":
        return [], []
    low, high = min(known), max(known)
    if zero or low == high:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = 0.0, 1.0
    step = _step((high - low) / count)
    whole = format.kind in ("number", "currency") and all(value == int(value) for value in known if abs(value) < 1e15)
    if whole and step < 1:
        step = 1.0
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    places = [float(f"{position * step:.12g}") for position in range(first, last + 1)]
    return places, _texts(format, places, step)


def _step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step for step in STEPS if rough <= step * power * (1 + 1e-9)) * power


def _texts(format: Format, places: list[float], step: float) -> list[str]:
    shown = step * 100 if format.kind == "percent" else step
    decimals = min(10, max(0, _decimals(shown)))
    exact = format.model_copy(update={"decimals": decimals})
    short = [display(place, exact, compact=True) for place in places]
    return short if len(set(short)) == len(short) else [display(place, exact) for place in places]


def _decimals(step: float) -> int:
    """How many decimals a step needs: none for 20, one for 0.5, two for 0.05."""
    text = f"{step:.10f}".rstrip("0")
    return len(text.partition(".")[2])
