"""Places on the dashboard's 12-column grid: nothing overlaps, nothing floats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lunara.build.artifact import COLUMNS, Place, Widget

SIZES: Mapping[str, tuple[int, int]] = {"kpi": (3, 2), "chart": (6, 5), "table": (6, 5), "text": (12, 1)}
MAX_ROW = 1000


def free_place(taken: Iterable[Place], width: int, height: int) -> Place:
    """The first free cell, rows from the top and columns from the left, where a tile of that size fits."""
    places = list(taken)
    width = max(1, min(COLUMNS, width))
    for y in sorted({0, *(place.y for place in places), *(place.y + place.h for place in places)}):
        for x in range(COLUMNS - width + 1):
            candidate = Place(x=x, y=min(y, MAX_ROW), w=width, h=height)
            if not any(candidate.overlaps(place) for place in places):
                return candidate
    bottom = max((place.y + place.h for place in places), default=0)
    return Place(x=0, y=min(bottom, MAX_ROW), w=width, h=height)


def settled(widgets: Sequence[Widget], fixed: Iterable[str] = ()) -> tuple[Widget, ...]:
    """The tiles with overlaps resolved and gaps closed: those in `fixed` keep their place first, others fall in below."""
    keep = set(fixed)
    order = sorted(widgets, key=lambda item: (item.id not in keep, item.place.y, item.place.x))
    placed: dict[str, Place] = {}
    for widget in order:
        place = widget.place
        while any(place.overlaps(other) for other in placed.values()) and place.y < MAX_ROW:
            place = place.model_copy(update={"y": place.y + 1})
        placed[widget.id] = place
    risen: dict[str, Place] = {}
    for widget in sorted(widgets, key=lambda item: (placed[item.id].y, placed[item.id].x)):
        place = placed[widget.id]
        while place.y > 0:
            higher = place.model_copy(update={"y": place.y - 1})
            if any(higher.overlaps(other) for other in risen.values()):
                break
            place = higher
        risen[widget.id] = place
    return tuple(widget.model_copy(update={"place": risen[widget.id]}) for widget in widgets)


def reading_order(widgets: Sequence[Widget]) -> tuple[Widget, ...]:
    """Top to bottom, left to right: the order for narrow screens and for the keyboard."""
    return tuple(sorted(widgets, key=lambda item: (item.place.y, item.place.x)))
