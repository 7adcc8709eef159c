"""A deck as PowerPoint: native charts and tables that stay editable, speaker notes with source and time of the numbers."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lunara.build.artifact import SlidesContent
from lunara.build.document import Provenance
from lunara.build.kinds.slides_charts import add_chart
from lunara.build.kinds.slides_layout import NO_PICTURES, laid_out
from lunara.build.kinds.slides_look import FONT, colour, dress
from lunara.build.kinds.slides_parts import HEIGHT, WIDTH, Chart, Image, Shape, Sheet, Table, Text
from lunara.build.refresh import FigureResult
from lunara.charts.display import clean
from lunara.charts.palette import Theme
from lunara.charts.static import png


def slides_pptx(
    content: SlidesContent,
    results: Mapping[str, FigureResult],
    provenance: Provenance,
    *,
    name: str = "",
    pictures: Mapping[str, bytes] = NO_PICTURES,
) -> bytes:
    """The deck as .pptx, 16:9. `results` by slide id as `refresh_all` gives them; `pictures` are its art, by image id.

    Line, area, bar, stacked, pie and scatter charts are PowerPoint's own, with their data; a heatmap is a picture. Titles,
    figures and tables are PowerPoint's own over the art, too. What does not fit a slide is cut and said so on it, in full in its
    notes.
    """
    from pptx import Presentation
    from pptx.util import Pt

    laid = laid_out(content, results, provenance, pictures, name=name)
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    dress(deck, laid.theme)
    properties = deck.core_properties
    properties.title, properties.author = laid.title, laid.author or "Lunara"
    properties.created = properties.modified = (
        (provenance.made_at or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    )
    properties.last_modified_by, properties.comments = "Lunara", ""
    for sheet in laid.sheets:
        _slide(deck, sheet, laid.theme)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _slide(deck: Any, sheet: Sheet, theme: Theme) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    title = slide.shapes.title
    for part in sheet.parts:
        if isinstance(part, Shape):
            _shape(slide, part)
        elif isinstance(part, Image):
            picture = slide.shapes.add_picture(io.BytesIO(part.data), *map(_points, part.box))
            if part.alt:
                _describe(picture, part.alt, part.alt)
            else:
                _decorative(picture)
        elif isinstance(part, Text):
            _text(slide, part)
        elif isinstance(part, Chart):
            _chart(slide, part, theme)
        else:
            _table(slide, part, theme)
    # The layout's placeholder came first; what is behind the title must lie behind it.
    tree = title._element.getparent()
    tree.remove(title._element)
    tree.append(title._element)
    slide.notes_slide.notes_text_frame.text = "\n".join(sheet.notes)


def _shape(slide: Any, part: Shape) -> None:
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.oxml.ns import qn

    form = {"rectangle": MSO_SHAPE.RECTANGLE, "rounded": MSO_SHAPE.ROUNDED_RECTANGLE, "oval": MSO_SHAPE.OVAL}[part.form]
    drawn = slide.shapes.add_shape(form, *map(_points, part.box))
    if part.form == "rounded":
        drawn.adjustments[0] = 12 / min(part.box[2], part.box[3]) / 2
    drawn.fill.solid()
    drawn.fill.fore_color.rgb = colour(part.fill)
    if part.opacity < 1:
        tone = drawn.fill._xPr.find(qn("a:solidFill")).find(qn("a:srgbClr"))
        tone.append(tone.makeelement(qn("a:alpha"), {"val": str(round(part.opacity * 100_000))}))
    drawn.line.fill.background()
    # Without the theme's style: its shadow would shine through what is not opaque.
    drawn._element.remove(drawn._element.find(qn("p:style")))
    _decorative(drawn)


def _text(slide: Any, part: Text) -> None:
    from pptx.enum.text import MSO_ANCHOR

    if part.title:
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = map(_points, part.box)
    else:
        shape = slide.shapes.add_textbox(*map(_points, part.box))
    frame = shape.text_frame
    _bare(frame)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if part.anchor == "middle" else MSO_ANCHOR.TOP
    for position, line in enumerate(part.lines):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        _run(paragraph, line.text, part.size, part.ink, bold=part.bold)
        _align(paragraph, part.align)
        if part.accent:  # a text of several paragraphs
            paragraph.space_after = _points(part.size * 0.5)
            paragraph.line_spacing = 1.1
        if line.bullet:
            _bullet(paragraph, part.accent)


def _chart(slide: Any, part: Chart, theme: Theme) -> None:
    piece = part.piece
    if piece.spec.kind == "heatmap":
        drawn = png(
            piece.spec,
            piece.compiled.columns,
            piece.result,
            theme,
            width=int(part.box[2]),
            height=int(part.box[3]),
            scale=2,
        )
        frame = slide.shapes.add_picture(io.BytesIO(drawn), *map(_points, part.box))
    else:
        frame = add_chart(slide, piece, theme, part.box)
    _describe(frame, piece.title, piece.alt)


def _table(slide: Any, part: Table, theme: Theme) -> None:
    from pptx.enum.text import MSO_ANCHOR

    frame = slide.shapes.add_table(len(part.rows), len(part.widths), *map(_points, part.box))
    table = frame.table
    _plain_style(frame)
    for index, column in enumerate(part.widths):
        table.columns[index].width = _points(column)
    for number, texts in enumerate(part.rows):
        table.rows[number].height = _points(part.box[3] / len(part.rows))
        for index, text in enumerate(texts):
            cell = table.cell(number, index)
            cell.margin_left = cell.margin_right = _points(7)
            cell.margin_top = cell.margin_bottom = _points(2)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.fill.solid()
            cell.fill.fore_color.rgb = colour(theme.surface if number % 2 == 0 else theme.background)
            cell.text_frame.word_wrap = False
            paragraph = cell.text_frame.paragraphs[0]
            _run(paragraph, text, part.size, theme.muted if number == 0 else theme.text, bold=number == 0)
            _align(paragraph, "right" if part.numeric[index] else "left")
    _describe(frame, part.title, part.alt)


def _bare(frame: Any) -> None:
    from pptx.enum.text import MSO_AUTO_SIZE

    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _run(paragraph: Any, text: str, size: int, ink: str, *, bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size = _points(size)
    run.font.bold = bold
    run.font.name = FONT
    run.font.color.rgb = colour(ink)


def _align(paragraph: Any, align: str) -> None:
    from pptx.enum.text import PP_ALIGN

    paragraph.alignment = PP_ALIGN.RIGHT if align == "right" else PP_ALIGN.LEFT


def _bullet(paragraph: Any, accent: str) -> None:
    from pptx.oxml.ns import qn

    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(_points(20)))
    properties.set("indent", str(-_points(20)))
    for tag, attributes in (("a:buClr", None), ("a:buFont", {"typeface": "Arial"}), ("a:buChar", {"char": "•"})):
        element = properties.makeelement(qn(tag), attributes or {})
        if attributes is None:
            element.append(element.makeelement(qn("a:srgbClr"), {"val": accent.lstrip("#")}))
        properties.append(element)


def _describe(shape: Any, title: str, alt: str) -> None:
    properties = shape._element.xpath("./*/p:cNvPr")[0]
    properties.set("name", clean(title)[:120] or "Figure")
    properties.set("descr", alt)


def _decorative(shape: Any) -> None:
    properties = shape._element.xpath("./*/p:cNvPr")[0]
    properties.set("name", "Decoration")
    properties.set("descr", "")


def _plain_style(frame: Any) -> None:
    """No table style: every cell carries its own colours, so no theme paints over them."""
    found = frame._element.xpath(".//a:tblPr/a:tableStyleId")
    if found:
        found[0].text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _points(value: float) -> int:
    return round(value * 12_700)
