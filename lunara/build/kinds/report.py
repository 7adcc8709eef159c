"""Reports: an ordered document of blocks, and its exports."""

from __future__ import annotations

from typing import Literal

from lunara.build.artifact import Block, Figure, ReportContent
from lunara.build.kinds.ordered import insert
from lunara.build.kinds.report_html import report_html
from lunara.build.kinds.report_pdf import report_pdf

__all__ = ["add_block", "report_html", "report_pdf"]

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
    return insert(content, Block(id="", kind=kind, title=title, text=text, figure=figure), position)
