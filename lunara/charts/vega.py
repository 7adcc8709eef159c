"""Words of Vega's expression language: how ticks are written. Data gets into them only as JSON text, which is a literal there."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from lunara.charts.display import currency_symbol
from lunara.semantic.model import Format


def number_expression(format: Format) -> str:
    """Vega's own formatting of tick values, in which only our fixed text and quoted units appear."""
    if format.kind == "percent":
        return "format(datum.value, '.2~%')"
    before = currency_symbol(format.currency) if format.kind == "currency" else ""
    sign = "(datum.value < 0 ? '-' : '')"
    size = "abs(datum.value)"
    body = f"replace(replace({size} < 1000 ? format({size}, '.3~r') : format({size}, '.3~s'), 'G', 'B'), 'k', 'K')"
    return f"{sign} + {orjson.dumps(before).decode()} + {body}"


def lookup(labels: Sequence[str | Sequence[str]], index: str = "datum.value") -> str:
    """An expression that takes a label (or its lines) from a list; JSON text is a literal of Vega's expression language."""
    return f"{orjson.dumps(list(labels)).decode()}[{index}]"


def among(labels: Sequence[str], places: Sequence[float]) -> str:
    """An expression that takes the label of the tick at one of `places`."""
    return lookup(labels, f"indexof({orjson.dumps(list(places)).decode()}, datum.value)")
