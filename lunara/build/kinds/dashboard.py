"""Dashboards: tiles put on the grid, moved, copied and removed. Every function returns a new content."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from typing import Literal

from lunara.build.artifact import DashboardContent, DashboardFilter, Figure, Place, Widget
from lunara.build.kinds.draft import draft_dashboard
from lunara.build.kinds.grid import SIZES, free_place, reading_order, settled
from lunara.errors import InvalidInput, NotFound
from lunara.semantic.query import TimeRange

__all__ = [
    "add_filter",
    "add_tile",
    "draft_dashboard",
    "duplicate_tile",
    "move_tiles",
    "new_id",
    "reading_order",
    "remove_filter",
    "remove_tile",
    "set_date_range",
    "set_filter",
    "update_tile",
]

WidgetKind = Literal["kpi", "chart", "table", "text"]


def new_id(taken: Collection[str]) -> str:
    """A short id that none of `taken` is."""
    while (made := secrets.token_hex(4)) in taken:
        continue
    return made


def add_tile(
    content: DashboardContent,
    kind: WidgetKind,
    *,
    title: str = "",
    text: str = "",
    figure: Figure | None = None,
    size: tuple[int, int] | None = None,
) -> DashboardContent:
    """The dashboard with one more tile, in the first free space that holds it.

    Raises InvalidInput when a kpi, chart or table has no figure, or a text has one.
    """
    if (kind == "text") != (figure is None):
        raise InvalidInput(
            "A text tile holds no figure." if kind == "text" else f"A {kind} tile needs a figure.",
            "Add it from an answer.",
        )
    width, height = size or SIZES[kind]
    widget = Widget(
        id=new_id({item.id for item in content.widgets}),
        kind=kind,
        title=title,
        text=text,
        figure=figure,
        place=free_place((item.place for item in content.widgets), width, height),
    )
    return content.model_copy(update={"widgets": (*content.widgets, widget)})


def move_tiles(content: DashboardContent, places: Mapping[str, Place]) -> DashboardContent:
    """Tiles moved or resized to `places` (by id; an id that is gone is ignored); the others make room."""
    moved = tuple(
        widget.model_copy(update={"place": places[widget.id]}) if widget.id in places else widget
        for widget in content.widgets
    )
    return content.model_copy(update={"widgets": settled(moved, fixed=places)})


def duplicate_tile(content: DashboardContent, id: str) -> DashboardContent:
    """A copy of the tile in the first free space of its size. Raises NotFound."""
    widget = _tile(content, id)
    place = free_place((item.place for item in content.widgets), widget.place.w, widget.place.h)
    copy = widget.model_copy(
        update={
            "id": new_id({item.id for item in content.widgets}),
            "title": f"{widget.title} (copy)" if widget.title else "",
            "place": place,
        }
    )
    return content.model_copy(update={"widgets": (*content.widgets, copy)})


def remove_tile(content: DashboardContent, id: str) -> DashboardContent:
    """The dashboard without the tile, the gap closed. Raises NotFound."""
    _tile(content, id)
    return content.model_copy(update={"widgets": settled([item for item in content.widgets if item.id != id])})


def update_tile(
    content: DashboardContent,
    id: str,
    *,
    title: str | None = None,
    text: str | None = None,
    figure: Figure | None = None,
    kind: WidgetKind | None = None,
) -> DashboardContent:
    """The tile with what is given changed. Raises NotFound, and InvalidInput when a text tile would become a figure's."""
    before = _tile(content, id)
    changes = {
        name: value
        for name, value in (("title", title), ("text", text), ("figure", figure), ("kind", kind))
        if value is not None
    }
    after = before.model_copy(update=changes)
    if (after.kind == "text") != (after.figure is None):
        raise InvalidInput("A text tile holds no figure, every other kind needs one.", "Add a new tile instead.")
    return content.model_copy(
        update={"widgets": tuple(after if item.id == id else item for item in content.widgets)}
    )  # fmt: skip


def add_filter(content: DashboardContent, field: str, label: str) -> DashboardContent:
    """A global filter on a dimension, empty at first; one that is there already is kept."""
    if any(item.field == field for item in content.filters):
        return content
    made = DashboardFilter(id=new_id({item.id for item in content.filters}), field=field, label=label)
    return content.model_copy(update={"filters": (*content.filters, made)})


def set_filter(
    content: DashboardContent, id: str, values: Collection[str | int | float | bool | None]
) -> DashboardContent:
    """The values that a global filter keeps; none keeps everything. Raises NotFound."""
    if not any(item.id == id for item in content.filters):
        raise NotFound("That filter is no longer on this dashboard.", "Reload the page.")
    changed = tuple(
        item.model_copy(update={"values": tuple(values)}) if item.id == id else item for item in content.filters
    )
    return content.model_copy(update={"filters": changed})


def remove_filter(content: DashboardContent, id: str) -> DashboardContent:
    """The dashboard without that global filter."""
    return content.model_copy(update={"filters": tuple(item for item in content.filters if item.id != id)})


def set_date_range(content: DashboardContent, range: TimeRange | None) -> DashboardContent:
    """One range for every tile, or None for each tile's own."""
    return content.model_copy(update={"date_range": range})


def _tile(content: DashboardContent, id: str) -> Widget:
    found = next((item for item in content.widgets if item.id == id), None)
    if found is None:
        raise NotFound("That tile is no longer on this dashboard.", "Reload the page.")
    return found
