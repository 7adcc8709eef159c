"""A waterfall: a total, what was added to it and taken from it step by step, and the total that it came to.

    made = waterfall(("Feb", Decimal(140)), [("Germany", Decimal(30)), ("France", Decimal(-10))], ("Mar", Decimal(160)), format)
    drawn, alt = waterfall_figure(made, theme), waterfall_text(made)

All text from names and data is escaped, as in `lunara.charts.draw`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from lunara.charts.display import cell, clean, display, escape_markup, shorten
from lunara.charts.palette import FONT_STACK, Theme
from lunara.charts.spec import ChartSpec
from lunara.errors import InvalidInput
from lunara.semantic.compiled import OutputColumn
from lunara.semantic.model import Format

LABEL_LENGTH, SHORT_LENGTH = 28, 60
# The axis begins at zero unless all that moved is less than this part of the totals: it would not be seen.
SEEN = Decimal("0.12")
# What is left below the lowest step where the axis does not begin at zero, as a part of all that moved.
FOOT = Decimal("0.5")
# How many groups of a comparison are steps of their own; the others are one together.
MOST_STEPS = 9
# Room for the figures at both ends of the bars, as a part of what the axis spans.
ROOM = 0.3
_CLEAR = "rgba(0,0,0,0)"
Kind = Literal["total", "up", "down", "none"]


@dataclass(frozen=True)
class Step:
    """A bar: from where to where it runs, and its figure (of a step with its sign)."""

    label: str
    kind: Kind
    begins: Decimal
    ends: Decimal
    text: str


@dataclass(frozen=True)
class Waterfall:
    """Steps in their order, the first and the last of them totals. `axis` is where the bars of the totals begin."""

    title: str
    steps: tuple[Step, ...]
    axis: Decimal
    notes: tuple[str, ...]


def waterfall(
    start: tuple[str, Decimal],
    parts: Sequence[tuple[str, Decimal]],
    end: tuple[str, Decimal],
    format: Format | None,
    *,
    title: str = "",
    change_format: Format | None = None,
    factor: int = 1,
) -> Waterfall:
    """The steps from `start` to `end`. `change_format` writes a part `factor` times over (points of a percentage); absent:
    `format`.

    Raises InvalidInput where the parts do not add up to what lies between the totals, to the last digit.
    """
    total = start[1] + sum((value for _, value in parts), Decimal(0))
    if total != end[1]:
        raise InvalidInput(
            f"The parts add up to {total}, which is not the total {end[1]}.", "Look at the members in the table."
        )
    steps = [Step(start[0], "total", Decimal(0), start[1], display(start[1], format, compact=True))]
    at = start[1]
    for label, value in parts:
        kind: Kind = "up" if value > 0 else "down" if value < 0 else "none"
        text = display(value * factor, change_format or format, compact=True)
        steps.append(Step(label, kind, at, at + value, f"+{text}" if value > 0 else text))
        at += value
    steps.append(Step(end[0], "total", Decimal(0), end[1], display(end[1], format, compact=True)))
    axis = _axis([start[1], *(step.ends for step in steps[1:])])
    notes: tuple[str, ...] = ()
    if axis:
        said = f"The axis begins at {_precisely(axis, format)}, so that the steps are seen"
        notes = (f"{said}: the bars of the totals are longer than drawn.",)
    drawn = (replace(step, begins=axis) if step.kind == "total" else step for step in steps)
    return Waterfall(title, tuple(drawn), axis, notes)


def _precisely(axis: Decimal, format: Format | None) -> str:
    """With all its digits: a total may be shown with as few as the axis would have."""
    form = format or Format()
    decimals = max(0, -int(axis.as_tuple().exponent) - (2 if form.kind == "percent" else 0))
    return display(axis, form.model_copy(update={"decimals": min(decimals, 10)}))


def _axis(places: Sequence[Decimal]) -> Decimal:
    """Where the bars of the totals begin: zero, or near what moved where that is little."""
    low, high = min(places), max(places)
    moved = high - low
    if not moved or low * high <= 0 or moved >= SEEN * max(abs(low), abs(high)):
        return Decimal(0)
    axis = low - FOOT * moved if low > 0 else high + FOOT * moved
    # To as many digits as the foot has: an axis begins at a figure that can be read.
    return axis.quantize(Decimal(1).scaleb((FOOT * moved).adjusted() - 1))


def compared_steps(
    spec: ChartSpec,
    x: OutputColumn,
    measures: Sequence[OutputColumn],
    data: Mapping[str, Sequence[Any]],
    *,
    whole: bool,
) -> Waterfall | None:
    """The steps between the two numbers of a comparison, what moved most first and all that moved least together.

    `data` are the values of the columns by name, `whole` whether they are all that there are. None where the groups do not add
    up to the totals: some are left out, or their numbers are no sums.
    """
    if not whole or len(measures) != 2 or not data[spec.y[0]] or not measures[0].additive:
        return None
    now, before = measures
    if before.compares != now.name:
        return None
    pairs = zip(data[spec.y[1]], data[spec.y[0]], strict=True)
    ends = [(_exact(then), _exact(here)) for then, here in pairs]
    moved = [(cell(key, x), here - then) for key, (then, here) in zip(data[x.name], ends, strict=True)]
    moved.sort(key=lambda part: -abs(part[1]))
    most = spec.limit or MOST_STEPS
    kept, rest = (moved, []) if len(moved) <= most + 1 else (moved[:most], moved[most:])
    if rest:
        kept = [*kept, (f"All others ({len(rest):,})", sum((value for _, value in rest), Decimal(0)))]
    return waterfall(
        (before.period or clean(before.label), sum((then for then, _ in ends), Decimal(0))),
        kept,
        (now.period or clean(now.label), sum((here for _, here in ends), Decimal(0))),
        now.format,
        title=clean(spec.title) or f"Change in {clean(now.label)}",
    )


def _exact(value: Any) -> Decimal:
    """A number as it is written; a group that one of the periods does not have came to nothing in it."""
    return Decimal(0) if value is None else value if isinstance(value, Decimal) else Decimal(str(value))


def step_colours(theme: Theme) -> dict[str, str]:
    """The colour of each kind of step."""
    return {"total": theme.series[0], "up": theme.series[2], "down": theme.series[1], "none": theme.muted}


def waterfall_figure(made: Waterfall, theme: Theme) -> dict[str, Any]:
    """A plotly figure dict, the steps below each other; every bar's figure stands beside it, so that no colour is needed."""
    steps, axis = made.steps, float(made.axis)
    colours = step_colours(theme)
    places = list(range(len(steps)))
    begins = [float(step.begins) for step in steps]
    sizes = [float(step.ends - step.begins) for step in steps]
    reaches = [*begins, *(float(step.ends) for step in steps)]
    low, high = min(axis, *reaches), max(axis, *reaches)
    room = (high - low or 1.0) * ROOM
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": places,
        "base": begins,
        "x": sizes,
        "width": 0.68,
        "marker": {"color": [colours[step.kind] for step in steps], "cornerradius": 2},
        "text": [escape_markup(step.text) for step in steps],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": theme.muted, "size": 12},
        "customdata": [[escape_markup(step.label), escape_markup(step.text)] for step in steps],
        "hovertemplate": "%{customdata[0]}: %{customdata[1]}<extra></extra>",
        "showlegend": False,
    }
    # From the end of each step to the beginning of the next.
    across: list[float | None] = []
    down: list[float | None] = []
    for place, step in enumerate(steps[:-1]):
        across += [float(step.ends), float(step.ends), None]
        down += [place + 0.34, place + 0.66, None]
    lines = {
        "type": "scatter",
        "mode": "lines",
        "x": across,
        "y": down,
        "line": {"color": theme.muted, "width": 1},
        "hoverinfo": "skip",
        "customdata": [],
        "showlegend": False,
    }
    plain = {"automargin": True, "fixedrange": True, "zeroline": False, "showgrid": False, "linecolor": theme.grid}
    return {
        "data": [bars, lines],
        "layout": {
            "template": {},
            "font": {"family": FONT_STACK, "color": theme.text, "size": 13},
            "paper_bgcolor": _CLEAR,
            "plot_bgcolor": _CLEAR,
            "margin": {"l": 8, "r": 20, "t": 12, "b": 8, "pad": 4},
            "hoverlabel": {
                "bgcolor": theme.surface,
                "bordercolor": theme.grid,
                "font": {"color": theme.text, "family": FONT_STACK},
                "align": "left",
                "namelength": -1,
            },
            "hovermode": "closest",
            "dragmode": False,
            "showlegend": False,
            "separators": ".,",
            "xaxis": {
                **plain,
                "showticklabels": False,
                "range": [min([low, *(float(step.ends) - room for step in steps if _leftwards(step))]), high + room],
                **({"zeroline": True, "zerolinecolor": theme.grid} if low < 0 < high else {}),
            },
            "yaxis": {
                **plain,
                "tickmode": "array",
                "tickvals": places,
                "ticktext": [_bold(step) for step in steps],
                "tickfont": {"color": theme.muted, "size": 12},
                "range": [len(steps) - 0.4, -0.6],
            },
            "meta": {"kind": "waterfall", "x": None, "series": None, "notes": list(made.notes)},
        },
    }


def _leftwards(step: Step) -> bool:
    """Whether its figure stands at the left of its bar."""
    return step.ends < step.begins


def _bold(step: Step) -> str:
    label = escape_markup(shorten(step.label, LABEL_LENGTH))
    return f"<b>{label}</b>" if step.kind == "total" else label


def waterfall_text(made: Waterfall) -> str:
    """What is drawn in plain words, for those who do not see it; all steps with their figures."""
    first, *parts, last = made.steps
    said = "; ".join(f"{shorten(step.label, SHORT_LENGTH)} {step.text}" for step in parts)
    head = f"Waterfall chart: {made.title}. " if made.title else "Waterfall chart. "
    notes = " ".join(made.notes)
    return f"{head}From {first.label}, {first.text}, to {last.label}, {last.text}. {said}. {notes}".strip()
