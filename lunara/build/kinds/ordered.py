"""Items in an order, a report's blocks and a deck's slides: put in, moved, copied, taken out, changed.

Every function returns a new content and raises NotFound for an item that is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from lunara.build.artifact import FIGURE_KINDS, Block, Figure, ReportContent, Slide, SlidesContent
from lunara.build.kinds.dashboard import new_id
from lunara.errors import InvalidInput, NotFound

C = TypeVar("C", ReportContent, SlidesContent)


def insert(content: C, item: Block | Slide, position: int | None = None) -> C:
    """The content with `item` under an id of its own, at the end or at `position` (from 0).

    Raises InvalidInput when a kpi, chart or table has no figure, or anything else has one.
    """
    _check(content, item.kind, item.figure)
    items: list[Block | Slide] = [*content.items]
    fresh = item.model_copy(update={"id": new_id({one.id for one in items})})
    items.insert(len(items) if position is None else max(position, 0), fresh)
    return content.with_items(items)


def move(content: C, id: str, by: int) -> C:
    """The item `by` places further on (negative: back), at most to the end."""
    items = [*content.items]
    at = _index(content, id)
    item = items.pop(at)
    items.insert(max(at + by, 0), item)
    return content.with_items(items)


def duplicate(content: C, id: str) -> C:
    """A copy right behind the item."""
    at = _index(content, id)
    return insert(content, content.items[at], at + 1)


def remove(content: C, id: str) -> C:
    """The content without the item."""
    items = [*content.items]
    del items[_index(content, id)]
    return content.with_items(items)


def update(
    content: C,
    id: str,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    text: str | None = None,
    notes: str | None = None,
    figure: Figure | None = None,
) -> C:
    """The item with what is given changed.

    Raises InvalidInput for a figure where none belongs, and for a subtitle or notes of a block.
    """
    at = _index(content, id)
    before = content.items[at]
    given = {"title": title, "subtitle": subtitle, "text": text, "notes": notes, "figure": figure}
    changes = {name: value for name, value in given.items() if value is not None}
    unknown = [name for name in changes if name not in type(before).model_fields]
    if unknown:
        raise InvalidInput(f"A {content.noun} has no {' or '.join(unknown)}.", "Put it into the text.")
    after = before.model_copy(update=changes)
    _check(content, after.kind, after.figure)
    return content.with_items([after if item.id == id else item for item in content.items])


def _check(content: ReportContent | SlidesContent, kind: str, figure: Figure | None) -> None:
    if (kind in FIGURE_KINDS) == (figure is not None):
        return
    if figure is None:
        raise InvalidInput(f"A {kind} {content.noun} needs a figure.", "Add it from an answer.")
    raise InvalidInput(f"A {kind} {content.noun} holds no figure.", f"Add a new {content.noun} instead.")


def _index(content: ReportContent | SlidesContent, id: str) -> int:
    items: Sequence[Block | Slide] = content.items
    for position, item in enumerate(items):
        if item.id == id:
            return position
    raise NotFound(f"That {content.noun} is no longer in this {content.name}.", "Reload the page.")
