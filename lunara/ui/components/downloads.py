"""An artifact as a file: HTML and PDF of a report or dashboard, PowerPoint and PDF of a deck."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from lunara.build.artifact import Content, DashboardContent, ReportContent, SlidesContent
from lunara.build.document import Provenance
from lunara.build.refresh import FigureResult
from lunara.ui.failure import explained
from lunara.ui.figure_results import Models
from lunara.ui.page import PageContext
from lunara.ui.slide_art import pictures_of, provenance_of, readable, styled
from lunara.workspace.records import Artifact

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def downloads(
    ctx: PageContext, artifact: Artifact, content: Content, models: Models, results: Mapping[str, FigureResult]
) -> None:
    """Download buttons; a file is made when its button is pressed, from the results that are on the screen."""
    provenance, results = provenance_of(ctx, models), readable(results)
    stem = "".join(c if c.isalnum() or c in "-_" else "-" for c in artifact.name)[:80].strip("-") or "lunara"
    name = artifact.name
    if isinstance(content, SlidesContent):
        deck = styled(ctx, content)
        pictures = pictures_of(ctx, deck)
        _download("PowerPoint", f"{stem}.pptx", _PPTX, lambda: _pptx(deck, results, provenance, name, pictures))
        _download("PDF", f"{stem}.pdf", "application/pdf", lambda: _slides(deck, results, provenance, name, pictures))
        return
    if isinstance(content, DashboardContent):
        from lunara.build.kinds.dashboard_export import dashboard_report

        document = dashboard_report(content, name)
    else:
        document = content
    _download("HTML", f"{stem}.html", "text/html", lambda: _html(document, results, provenance, name))
    _download("PDF", f"{stem}.pdf", "application/pdf", lambda: _pdf(document, results, provenance, name))


def _download(label: str, name: str, mime: str, make: Callable[[], bytes]) -> None:
    with explained():
        st.download_button(label, data=make, file_name=name, mime=mime, icon=":material/download:", on_click="ignore")


def _html(content: ReportContent, results: Mapping[str, FigureResult], provenance: Provenance, name: str) -> bytes:
    from lunara.build.kinds.report_html import report_html

    return report_html(content, results, provenance, name=name)


def _pdf(content: ReportContent, results: Mapping[str, FigureResult], provenance: Provenance, name: str) -> bytes:
    from lunara.build.kinds.report_pdf import report_pdf

    return report_pdf(content, results, provenance, name=name)


def _pptx(
    content: SlidesContent,
    results: Mapping[str, FigureResult],
    provenance: Provenance,
    name: str,
    pictures: Mapping[str, bytes],
) -> bytes:
    from lunara.build.kinds.slides_pptx import slides_pptx

    return slides_pptx(content, results, provenance, name=name, pictures=pictures)


def _slides(
    content: SlidesContent,
    results: Mapping[str, FigureResult],
    provenance: Provenance,
    name: str,
    pictures: Mapping[str, bytes],
) -> bytes:
    from lunara.build.kinds.slides_pdf import slides_pdf

    return slides_pdf(content, results, provenance, name=name, pictures=pictures)
