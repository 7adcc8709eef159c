"""Slides: a deck in order. Every function returns a new content."""

from __future__ import annotations

from typing import Literal

from lunara.build.artifact import Figure, Slide, SlidesContent
from lunara.build.kinds.dashboard import new_id
from lunara.build.kinds.slides_pptx import slides_pptx
from lunara.errors import InvalidInput, NotFound

__all__ = ["add_slide", "duplicate_slide", "move_slide", "remove_slide", "slides_pptx", "update_slide"]

SlideKind = Literal["title", "chart", "kpi", "table", "text"]


def add_slide(
    content: SlidesContent,
    kind: SlideKind,
    *,
    title: str = "",
    subtitle: str = "",
    text: str = "",
    notes: str = "",
    figure: Figure | None = None,
    position: int | None = None,
) -> SlidesContent:
    """The deck with one more slide, at the end or at `position` (from 0).

    Raises InvalidInput when a kpi, chart or table has no figure, or a title or text slide has one.
    """
    if (kind in ("title", "text")) != (figure is None):
        raise InvalidInput(
            f"A {kind} slide {'needs a' if figure is None else 'holds no'} figure.", "Add it from an answer."
        )
    slide = Slide(
        id=new_id({item.id for item in content.slides}),
        kind=kind,
        title=title,
        subtitle=subtitle,
        text=text,
        notes=notes,
        figure=figure,
    )
    at = len(content.slides) if position is None else max(0, min(position, len(content.slides)))
    return content.model_copy(update={"slides": (*content.slides[:at], slide, *content.slides[at:])})


def move_slide(content: SlidesContent, id: str, by: int) -> SlidesContent:
    """The slide `by` places later (negative: earlier), at most to the end. Raises NotFound."""
    at = _index(content, id)
    rest = [item for item in content.slides if item.id != id]
    to = max(0, min(at + by, len(rest)))
    return content.model_copy(update={"slides": (*rest[:to], content.slides[at], *rest[to:])})


def duplicate_slide(content: SlidesContent, id: str) -> SlidesContent:
    """A copy right after the slide. Raises NotFound."""
    at = _index(content, id)
    copy = content.slides[at].model_copy(update={"id": new_id({item.id for item in content.slides})})
    return content.model_copy(update={"slides": (*content.slides[: at + 1], copy, *content.slides[at + 1 :])})


def remove_slide(content: SlidesContent, id: str) -> SlidesContent:
    """The deck without the slide. Raises NotFound."""
    _index(content, id)
    return content.model_copy(update={"slides": tuple(item for item in content.slides if item.id != id)})


def update_slide(
    content: SlidesContent,
    id: str,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    text: str | None = None,
    notes: str | None = None,
    figure: Figure | None = None,
) -> SlidesContent:
    """The slide with what is given changed. Raises NotFound, and InvalidInput for a figure on a title or text slide."""
    slide = content.slides[_index(content, id)]
    if figure is not None and slide.kind in ("title", "text"):
        raise InvalidInput(f"A {slide.kind} slide holds no figure.", "Add a new slide instead.")
    given = (("title", title), ("subtitle", subtitle), ("text", text), ("notes", notes), ("figure", figure))
    changed = slide.model_copy(update={name: value for name, value in given if value is not None})
    return content.model_copy(update={"slides": tuple(changed if item.id == id else item for item in content.slides)})


def _index(content: SlidesContent, id: str) -> int:
    for position, item in enumerate(content.slides):
        if item.id == id:
            return position
    raise NotFound("That slide is no longer in this deck.", "Reload the page.")
