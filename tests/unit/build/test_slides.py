"""The deck read back by python-pptx: native charts with their data, nothing overlapping, notes with source and time."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.enum.dml import MSO_LINE

from lunara.build.artifact import Slide, SlidesContent
from lunara.build.kinds.slides import slides_pptx
from lunara.build.kinds.slides_fit import fit, lines_of, width_of
from lunara.charts.palette import THEMES
from lunara.charts.spec import ChartSpec
from tests.unit.build.made import FIGURE, FIGURES, PROVENANCE, a_deck, bars, kind_of, outcome, table
from tests.unit.charts.made import USD, compiled, dimension, measure, month, result


def read(content: SlidesContent, results: Any = FIGURES) -> Any:
    return Presentation(io.BytesIO(slides_pptx(content, results, PROVENANCE)))


@pytest.fixture(scope="module")
def deck() -> Any:
    return read(a_deck())


def slide_of(deck: Any, name: str) -> Any:
    return next(slide for slide in deck.slides if slide.shapes.title.text_frame.text == name)


def chart_of(deck: Any, name: str) -> Any:
    return next(shape.chart for shape in slide_of(deck, name).shapes if shape.has_chart)


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("Line", "LINE_MARKERS"),
        ("Bars", "BAR_CLUSTERED"),
        ("Stacked", "COLUMN_STACKED"),
        ("Pie", "DOUGHNUT"),
        ("Scatter", "XY_SCATTER"),
    ],
)
def test_charts_are_powerpoints_own(deck: Any, name: str, type: str) -> None:
    assert chart_of(deck, name).chart_type.name == type


def test_their_numbers_are_the_results_and_can_be_edited(deck: Any) -> None:
    line = chart_of(deck, "Line")
    assert [len(series.values) for series in line.plots[0].series] == [18, 18]
    assert list(line.plots[0].series[0].values)[:3] == [1000.0, 1001.0, 1002.0]
    assert list(line.plots[0].categories)[:2] == ["Jan 2024", "Feb 2024"]
    stacked = chart_of(deck, "Stacked")
    assert {series.name: list(series.values) for series in stacked.plots[0].series} == {
        "Web": [50, 30, 10],
        "Store": [60, 40, 20],
    }
    assert len(list(chart_of(deck, "Scatter").plots[0].series[0].iter_values())) == 20
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(stacked.part.chart_workbook.xlsx_part.blob)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][1] == ["Parts", 50, 60]


def test_bars_begin_at_zero_whatever_program_opens_them() -> None:
    close = outcome(
        compiled(dimension("country"), measure("revenue")), result({"country": ["A", "B"], "revenue": [372.9, 357.1]})
    )
    made = read(
        SlidesContent(slides=(Slide(id="close", kind="chart", title="Close", figure=FIGURE),)), {"close": close}
    )
    assert chart_of(made, "Close").value_axis.minimum_scale == 0


def test_a_heatmap_is_a_described_picture(deck: Any) -> None:
    picture = next(shape for shape in slide_of(deck, "Heatmap").shapes if shape.shape_type.name == "PICTURE")
    assert picture._element.xpath("./*/p:cNvPr")[0].get("descr").startswith("Heatmap: Heatmap. Orders by Hour and Day.")


def test_every_figure_has_an_alternative_text(deck: Any) -> None:
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert len(shape._element.xpath("./*/p:cNvPr")[0].get("descr")) > 20


def test_notes_carry_what_was_written_the_source_and_the_time(deck: Any) -> None:
    notes = slide_of(deck, "Line").notes_slide.notes_text_frame.text
    assert notes.startswith("Say it.")
    assert "Source: Shop <i>warehouse</i>, semantic model shop. As of 22 Nov 2026, 09:30 UTC." in notes
    assert "Line chart: Revenue" in notes or "Line chart: Line" in notes
    said = slide_of(deck, "Shop review").notes_slide.notes_text_frame.text
    assert said.startswith("Welcome\n") and "As of 22 Nov 2026, 09:30 UTC." in said


def test_every_slide_says_where_its_numbers_are_from_and_of_when(deck: Any) -> None:
    for slide in deck.slides:
        assert "Source: Shop <i>warehouse</i>" in slide.notes_slide.notes_text_frame.text, (
            slide.shapes.title.text_frame.text
        )
        assert "Source: Shop <i>warehouse</i>" in texts(slide)
        assert "As of 22 Nov 2026" in texts(slide) or any(
            word in texts(slide) for word in ("It failed", "not been computed")
        )


def texts(slide: Any) -> str:
    return " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_numbers_tables_and_failures_are_there(deck: Any) -> None:
    assert "$7.6M" in texts(slide_of(deck, "Kpi")) and "▲ +17.1% vs $6.5M in 2024" in texts(slide_of(deck, "Kpi"))
    grid = next(shape.table for shape in slide_of(deck, "Table").shapes if shape.has_table)
    assert [cell.text for cell in grid.rows[0].cells] == ["Product", "Revenue", "Return rate"]
    assert grid.cell(3, 0).text == "(none)" and len(grid.rows) == 12
    assert "The first 11 of 40 rows." in texts(slide_of(deck, "Table"))
    assert "Try again." in texts(slide_of(deck, "Failed"))


def boxes(slide: Any) -> list[tuple[str, int, int, int, int]]:
    return [
        (shape.name, shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
        for shape in slide.shapes
        if shape.name != "Decoration"
    ]


def no_overlap(deck: Any) -> None:
    for slide in deck.slides:
        found = boxes(slide)
        for index, (name, left, top, right, bottom) in enumerate(found):
            assert left >= 0 and top >= 0 and right <= deck.slide_width and bottom <= deck.slide_height, name
            for other, l2, t2, r2, b2 in found[:index]:
                assert right <= l2 or r2 <= left or bottom <= t2 or b2 <= top, (name, other)


@pytest.mark.parametrize("template", [*THEMES, "nano-banana-pro", "unknown"])
def test_nothing_overlaps_or_leaves_the_slide_in_any_theme(template: str) -> None:
    no_overlap(read(a_deck(template)))


LONG = "A title that goes on and on about what happened in the year and why it did, told in far too many words " * 4


def test_long_titles_texts_and_tables_are_fitted_cut_and_said() -> None:
    wide = compiled(*[dimension(f"c{i}", f"A long column label {i}") for i in range(14)])
    rows = result({f"c{i}": ["A long text that no cell of that width can hold at all"] * 30 for i in range(14)})
    content = SlidesContent(
        slides=(
            Slide(id="a", kind="title", title=LONG, subtitle=LONG),
            Slide(id="b", kind="text", title=LONG, text="\n".join(f"- {LONG}" for _ in range(20))),
            Slide(id="w", kind="table", title=LONG, figure=FIGURE),
            Slide(id="bars", kind="chart", title=LONG, figure=FIGURE),
        )
    )
    deck = read(content, {"w": outcome(wide, rows), "bars": bars(40)})
    no_overlap(deck)
    _, text, wide_slide, chart = deck.slides
    assert text.shapes.title.text_frame.text.endswith("…")
    assert LONG.strip() in text.notes_slide.notes_text_frame.text
    assert "continues in the notes" in texts(text)
    assert "The first 8 of 14 columns." in texts(wide_slide) and "Long texts are cut." in texts(wide_slide)
    assert "20 of 40 by Country" in texts(chart)
    frame = next(
        shape for shape in text.shapes if "continues" in (shape.text_frame.text if shape.has_text_frame else "")
    )
    used = sum(
        lines_of(p.text, p.runs[0].font.size.pt, frame.width.pt - 20) * p.runs[0].font.size.pt * 1.25
        for p in frame.text_frame.paragraphs
    )
    assert used <= frame.height.pt


@pytest.mark.parametrize("kind", ["line", "bars", "kpi", "table"])
def test_what_is_said_of_a_figure_stands_under_the_title(kind: str) -> None:
    long = "Revenue rose in every month of the year but one, and more in the south than in the north. " * 4
    said = [
        Slide(id="a", kind=kind_of(kind), title="A", text="Revenue rose 5%.", figure=FIGURE),
        Slide(id="b", kind=kind_of(kind), title="B", text=long, figure=FIGURE),
    ]
    made = read(SlidesContent(slides=tuple(said)), dict.fromkeys("ab", FIGURES[kind]))
    assert "Revenue rose 5%." in texts(made.slides[0])
    shown = texts(made.slides[1])
    assert "…" in shown or long.strip() in shown
    assert long.strip() in shown + made.slides[1].notes_slide.notes_text_frame.text
    assert "Revenue rose in every month of the year but one, and more in the south than in the north." in shown
    no_overlap(made)


def test_a_month_that_has_not_ended_is_dotted() -> None:
    query = compiled(month(), measure("revenue", format=USD))
    rows = result({"month": [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)], "revenue": [5, 6, 1]})
    slide = Slide(id="a", kind="chart", title="A", figure=FIGURE)
    made = read(
        SlidesContent(slides=(slide,)), {"a": outcome(query, rows, ChartSpec(kind="line", x="month", y=("revenue",)))}
    )
    whole, stretch = chart_of(made, "A").plots[0].series
    assert (list(whole.values), list(stretch.values)) == ([5, 6, None], [None, 6, 1])
    assert stretch.format.line.dash_style == MSO_LINE.ROUND_DOT and whole.format.line.dash_style is None
    assert not chart_of(made, "A").has_legend
    assert "Nov 2026 is not over yet" in texts(made.slides[0])


def test_negative_numbers_keep_their_sign_in_every_label() -> None:
    query = compiled(dimension("g"), measure("v"))
    data = {"v": outcome(query, result({"g": ["a", "b"], "v": [Decimal(5_000_000), Decimal(-20_000)]}))}
    deck = read(SlidesContent(slides=(Slide(id="v", kind="chart", title="V", figure=FIGURE),)), data)
    code = chart_of(deck, "V").plots[0].data_labels.number_format
    assert "[" not in code, "conditional formats lose the sign in some programs"


def test_the_theme_reaches_charts_that_people_add_later() -> None:
    deck = read(a_deck("midnight"))
    theme = deck.slide_master.part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
    )
    assert b'<a:accent1><a:srgbClr val="2FC4B2"/></a:accent1>' in theme.blob
    assert str(deck.slide_master.background.fill.fore_color.rgb) == "0B1B2B"


def test_an_empty_deck_has_its_title() -> None:
    deck = read(SlidesContent(title="Later"))
    assert [slide.shapes.title.text_frame.text for slide in deck.slides] == ["Later"]
    assert deck.core_properties.title == "Later" and deck.core_properties.author == "Ana & Co"


@settings(deadline=None)
@given(st.text(max_size=400), st.integers(60, 900), st.integers(1, 4))
def test_fitted_text_takes_its_lines_and_no_more(text: str, width: int, lines: int) -> None:
    fitted = fit(text, width, sizes=(28, 20, 12), lines=lines)
    assert fitted.lines <= lines
    assert lines_of(fitted.text, fitted.size, width) <= lines or fitted.text == "…"
    if lines == 1 and fitted.text != "…":
        assert width_of(fitted.text, fitted.size) <= width + 0.5


def test_a_table_of_one_row_is_small() -> None:
    deck = read(SlidesContent(slides=(Slide(id="t", kind="table", title="T", figure=FIGURE),)), {"t": table(1)})
    grid = next(shape.table for shape in slide_of(deck, "T").shapes if shape.has_table)
    assert len(grid.rows) == 2


def test_the_steps_between_two_periods_are_a_chart_that_can_be_edited() -> None:
    columns = (
        dimension("store"),
        measure("revenue", format=USD, additive=True, period="Nov 2011"),
        measure("before", format=USD, compares="revenue", period="Oct 2011"),
    )
    spec = ChartSpec(kind="waterfall", x="store", y=("revenue", "before"))
    for now, shown in (
        ([100, 40], {"Total", "Increase", "Decrease"}),
        ([-80, 40], {"Total below zero", "Decrease below zero"}),
    ):
        rows = result({"store": ["A", "B"], "revenue": now, "before": [150, 20]})
        steps = outcome(compiled(*columns), rows, spec)
        content = SlidesContent(slides=(Slide(id="w", kind="chart", title="Why", figure=FIGURE),))
        chart = chart_of(read(content, {"w": steps}), "Why")
        assert chart.chart_type.name == "BAR_STACKED" and not chart.has_legend
        assert list(chart.plots[0].categories) == ["Oct 2011", "A", "B", "Nov 2011"]
        series = {one.name: list(one.values) for one in chart.plots[0].series}
        assert shown <= set(series)
        labels = chart.plots[0].series[-1].points
        assert labels[3].data_label.text_frame.text == f"{'-' if sum(now) < 0 else ''}${abs(sum(now))}"
        # Where a bar of the steps ends, the next one begins.
        figures = [sum(filter(None, (one[at] for name, one in series.items() if name != "Figures"))) for at in (0, 3)]
        assert figures == [170, sum(now)]
