"""A dashboard as a document: its tiles in reading order, so that it leaves through the report's exports."""

from __future__ import annotations

from lunara.build.artifact import Block, DashboardContent, ReportContent
from lunara.build.kinds.grid import reading_order


def dashboard_report(content: DashboardContent, title: str) -> ReportContent:
    """The dashboard's tiles, top to bottom and left to right, as a report's blocks.

    Blocks keep the ids and figures of their tiles: results refreshed for the dashboard, filters and date range included,
    are those of the report.
    """
    blocks = tuple(
        Block(id=tile.id, kind=tile.kind, title=tile.title, text=tile.text, figure=tile.figure)
        for tile in reading_order(content.widgets)
    )
    return ReportContent(blocks=blocks, title=title, theme=content.theme)
