"""A single number with what it was before, as text ready to be shown anywhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from lunara.charts.display import cell, clean, display
from lunara.charts.period import period_text
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import CompiledQuery, OutputColumn


@dataclass(frozen=True)
class Kpi:
    """`value` is short ("$1.2M"), `full` exact ("$1,234,567.89").

    `delta` is the change against `compared` ("+12.3%", "-1.5 points", "new"), "" when nothing is compared; `before` is
    the compared value in full, `earlier` the same short; `direction` says which way it moved, not whether that is good.
    Where the data covers other days of the two periods (`CompiledQuery.unlike`) nothing is compared.
    """

    label: str
    value: str
    full: str
    of: str = ""
    delta: str = ""
    direction: Literal["up", "down", "flat", ""] = ""
    compared: str = ""
    before: str = ""
    earlier: str = ""

    @property
    def sentence(self) -> str:
        """The whole in words, for screen readers and notes."""
        of = f" of {self.of}" if self.of else ""
        change = f", {self.delta} {self.compared} ({self.before})" if self.delta else ""
        return f"{self.label}{of}: {self.full}{change}."


def kpis(spec: ChartSpec, compiled: CompiledQuery, result: ResultTable) -> tuple[Kpi, ...]:
    """The numbers of a kpi chart, from the result's first row; none when there is no row."""
    if not result.row_count:
        return ()
    row = dict(zip(result.columns, result.data.slice(0, 1).to_pylist()[0].values(), strict=True))
    by_name = dict(zip(result.columns, compiled.columns, strict=False))
    wanted = [name for name in spec.y if name in by_name] or [
        name for name, column in by_name.items() if column.role == "measure"
    ]
    of = cell(row[spec.x], by_name[spec.x]) if spec.x in by_name else ""
    return tuple(
        _kpi(by_name[name], row[name], of, _before(name, by_name, row), compiled)
        for name in wanted
        if by_name[name].compares is None
    )


def _before(name: str, by_name: dict[str, OutputColumn], row: dict[str, Any]) -> tuple[bool, Any]:
    earlier = next((other for other, column in by_name.items() if column.compares == name), None)
    return (False, None) if earlier is None else (True, row[earlier])


def _kpi(column: OutputColumn, value: Any, of: str, earlier: tuple[bool, Any], compiled: CompiledQuery) -> Kpi:
    full = display(value, column.format)
    compact = column.format is None or column.format.kind in ("number", "currency")
    short = display(value, column.format, compact=compact and _size(value) >= 10_000)
    kpi = Kpi(clean(column.label), short, full, of)
    compared, before = earlier
    if not compared or compiled.unlike:
        return kpi
    period = period_text(compiled.compare_window)
    delta, direction = change(value, before, percent=column.format is not None and column.format.kind == "percent")
    return Kpi(
        label=kpi.label,
        value=kpi.value,
        full=kpi.full,
        of=of,
        delta=delta,
        direction=direction,
        compared=f"vs {period}" if period else "vs before",
        before=display(before, column.format),
        earlier=display(before, column.format, compact=compact and _size(before) >= 10_000),
    )


def change(value: Any, before: Any, *, percent: bool = False) -> tuple[str, Literal["up", "down", "flat", ""]]:
    """The change between two values and its direction: relative, or in points when the values are percentages.

    >>> change(120, 100), change(0.12, 0.10, percent=True), change(5, 0), change(None, 5)
    (('+20.0%', 'up'), ('+2.0 points', 'up'), ('new', 'up'), ('', ''))
    """
    new, old = _exact(value), _exact(before)
    if new is None or old is None:
        return "", ""
    difference = new - old
    direction: Literal["up", "down", "flat"] = "up" if difference > 0 else "down" if difference < 0 else "flat"
    if percent:
        return f"{difference * 100:+,.1f} points", direction
    if old == 0:
        return ("0.0%", "flat") if new == 0 else ("new", direction)
    ratio = difference / abs(old) * 100
    return (
        f"{ratio:+,.0f}%"
        if abs(ratio) >= 1000
        else f"{ratio:+,.1f}%"
        if abs(ratio) >= Decimal("0.05") or not ratio
        else f"{ratio:+,.2g}%"
    ), direction


def _exact(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() else None


def _size(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return 0.0
    size = abs(float(value))
    return size if math.isfinite(size) else 0.0


def delta_line(kpi: Kpi, separators: Sequence[str] = ("▲", "▼", "■")) -> str:
    """ "▲ +12.3% vs 2024", or "" when nothing is compared."""
    if not kpi.delta:
        return ""
    sign = {"up": separators[0], "down": separators[1]}.get(kpi.direction, separators[2])
    return f"{sign} {kpi.delta} {kpi.compared}"
