"""Reports: an ordered document of blocks. Every function returns a new content."""

from __future__ import annotations

from typing import Literal

from lunara.build.artifact import Block, Figure, ReportContent
from lunara.build.kinds.dashboard import new_id
from lunara.build.kinds.report_html import report_html
from lunara.build.kinds.report_pdf import report_pdf
from lunara.errors import InvalidInput, NotFound

__all__ = ["add_block", "duplicate_block", "move_block", "remove_block", "report_html", "report_pdf", "update_block"]

BlockKind = Literal["heading", "text", "kpi", "chart", "table"]


def add_block(
    content: ReportContent,
    kind: BlockKind,
    *,
    title: str = "",
    text: str = "",
    figure: Figure | None = None,
    position: int | None = None,
) -> ReportContent:
    """The report with one more block, at the end or at `position` (from 0).

    Raises InvalidInput when a kpi, chart or table has no figure, or a heading or text has one.
    """
    if (kind in ("heading", "text")) != (figure is None):
        raise InvalidInput(
            f"A {kind} block {'needs' if figure is None else 'holds no'} figure.", "Add it from an answer."
        )
    block = Block(id=new_id({item.id for item in content.blocks}), kind=kind, title=title, text=text, figure=figure)
    at = len(content.blocks) if position is None else max(0, min(position, len(content.blocks)))
    return content.model_copy(update={"blocks": (*content.blocks[:at], block, *content.blocks[at:])})


def move_block(content: ReportContent, id: str, by: int) -> ReportContent:
    """The block `by` places further down (negative: up), at most to the end. Raises NotFound."""
    at = _index(content, id)
    rest = [item for item in content.blocks if item.id != id]
    to = max(0, min(at + by, len(rest)))
    return content.model_copy(update={"blocks": (*rest[:to], content.blocks[at], *rest[to:])})


def duplicate_block(content: ReportContent, id: str) -> ReportContent:
    """A copy right below the block. Raises NotFound."""
    at = _index(content, id)
    copy = content.blocks[at].model_copy(update={"id": new_id({item.id for item in content.blocks})})
    return content.model_copy(update={"blocks": (*content.blocks[: at + 1], copy, *content.blocks[at + 1 :])})


def remove_block(content: ReportContent, id: str) -> ReportContent:
    """The report without the block. Raises NotFound."""
    _index(content, id)
    return content.model_copy(update={"blocks": tuple(item for item in content.blocks if item.id != id)})


def update_block(
    content: ReportContent, id: str, *, title: str | None = None, text: str | None = None, figure: Figure | None = None
) -> ReportContent:
    """The block with what is given changed. Raises NotFound, and InvalidInput for a figure in a heading or text."""
    block = content.blocks[_index(content, id)]
    if figure is not None and block.kind in ("heading", "text"):
        raise InvalidInput(f"A {block.kind} block holds no figure.", "Add a new block instead.")
    given = (("title", title), ("text", text), ("figure", figure))
    changed = block.model_copy(update={name: value for name, value in given if value is not None})
    return content.model_copy(update={"blocks": tuple(changed if item.id == id else item for item in content.blocks)})


def _index(content: ReportContent, id: str) -> int:
    for position, item in enumerate(content.blocks):
        if item.id == id:
            return position
    raise NotFound("That block is no longer in this report.", "Reload the page.")
