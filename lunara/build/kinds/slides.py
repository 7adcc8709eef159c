"""Slides: a deck in order, and its export."""

from __future__ import annotations

from typing import Literal

from lunara.build.artifact import Figure, Slide, SlidesContent
from lunara.build.kinds.ordered import insert
from lunara.build.kinds.slides_pptx import slides_pptx

__all__ = ["add_slide", "slides_pptx"]

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
    made = Slide(id="", kind=kind, title=title, subtitle=subtitle, text=text, notes=notes, figure=figure)
    return insert(content, made, position)
