"""A dashboard as a document: every tile, in reading order, with its numbers."""

from __future__ import annotations

from lunara.build.artifact import DashboardContent, Place, Widget
from lunara.build.kinds.dashboard_export import dashboard_report
from lunara.build.kinds.report import report_html, report_pdf
from tests.unit.build.made import FIGURE, PROVENANCE, bars, kpi, table


def _dashboard() -> DashboardContent:
    return DashboardContent(
        widgets=(
            Widget(id="t", kind="table", title="Top", figure=FIGURE, place=Place(x=0, y=7, w=12, h=5)),
            Widget(id="b", kind="chart", title="By country", figure=FIGURE, place=Place(x=6, y=2, w=6, h=5)),
            Widget(id="w", kind="text", title="Read me", text="As of today.", place=Place(x=0, y=2, w=6, h=5)),
            Widget(id="k", kind="kpi", title="Revenue", figure=FIGURE, place=Place(x=0, y=0, w=3, h=2)),
        ),
        theme="lunara-dark",
    )


def test_tiles_in_reading_order_keep_their_ids_and_figures() -> None:
    content = _dashboard()
    report = dashboard_report(content, "Sales")
    assert [block.id for block in report.blocks] == ["k", "w", "b", "t"]
    assert report.title == "Sales" and report.theme == "lunara-dark"
    figures = {tile.id: tile.figure for tile in content.widgets}
    assert all(block.figure is figures[block.id] for block in report.blocks)


def test_a_dashboard_leaves_as_html_and_pdf() -> None:
    report = dashboard_report(_dashboard(), "Sales")
    results = {"k": kpi(), "b": bars(), "t": table()}
    html = report_html(report, results, PROVENANCE, interactive=False).decode()
    places = [html.index(f">{text}<") for text in ("$7.6M", "As of today.", "By country", "Top")]
    assert places == sorted(places)
    assert report_pdf(report, results, PROVENANCE).startswith(b"%PDF")
