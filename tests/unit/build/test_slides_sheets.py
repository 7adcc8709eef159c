"""The sheets behind a deck's charts hold numbers and text, whatever the data is called."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from lunara.build.artifact import Slide, SlidesContent
from lunara.build.kinds.slides import slides_pptx
from lunara.build.refresh import FigureResult
from tests.unit.build.made import FIGURE, PROVENANCE, outcome
from tests.unit.charts.made import compiled, dimension, measure, result

NAMES = [
    "=1+1",
    '=HYPERLINK("https://evil.example")',
    "=cmd|'/C calc'!A0",
    "https://evil.example",
    "mailto:a@b.c",
    "ok",
]


def bars() -> FigureResult:
    query = compiled(dimension("country"), measure("revenue"))
    return outcome(query, result({"country": NAMES, "revenue": [6.0, 5.0, 4.0, 3.0, 2.0, 1.0]}))


def stacked() -> FigureResult:
    query = compiled(dimension("category"), dimension("channel"), measure("revenue", additive=True))
    pairs = [(category, name) for category in ("A", "B", "C") for name in NAMES[:4]]
    rows = {"category": [a for a, _ in pairs], "channel": [b for _, b in pairs], "revenue": list(range(1, 13))}
    return outcome(query, result(rows))


@pytest.mark.parametrize("made", [bars, stacked])
def test_no_name_becomes_a_formula_or_a_link(made: type) -> None:
    content = SlidesContent(slides=(Slide(id="a", kind="chart", title="Chart", figure=FIGURE),))
    deck = Presentation(io.BytesIO(slides_pptx(content, {"a": made()}, PROVENANCE)))
    (chart,) = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    sheet = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    texts = {str(cell.value) for cell in cells if cell.data_type == "s"}
    assert {"=1+1", "https://evil.example"} <= texts
    assert sum(cell.data_type == "n" for cell in cells) >= 6
