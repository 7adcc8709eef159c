"""A deck as PowerPoint: native charts and tables that stay editable, speaker notes with source and time of the numbers."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lunara.build.artifact import Slide, SlidesContent
from lunara.build.document import Failed, Grid, Numbers, Picture, Provenance, Words, as_of, piece_of, provenance_line
from lunara.build.kinds.slides_charts import add_chart
from lunara.build.kinds.slides_fit import fit, lines_of, width_of
from lunara.build.kinds.slides_look import FONT, colour, dress
from lunara.build.refresh import FigureResult
from lunara.charts.display import clean
from lunara.charts.kpi import Kpi, delta_line
from lunara.charts.palette import Theme, theme_named
from lunara.charts.static import png

WIDTH, HEIGHT = 960, 540
MARGIN = 48
TITLE_TOP, TITLE_HEIGHT = 30, 66
BODY_TOP, BODY_BOTTOM = 122, 488
NOTE_HEIGHT = 18
TABLE_ROWS, TABLE_COLUMNS, ROW_HEIGHT = 11, 8, 27
BULLET_SIZES = (20, 18, 16, 14, 12)
CELL_PADDING = 16
SAFETY = 1.12


def slides_pptx(
    content: SlidesContent, results: Mapping[str, FigureResult], provenance: Provenance, *, name: str = ""
) -> bytes:
    """The deck as .pptx, 16:9. `results` by slide id as `refresh_all` gives them; `content.template` names a theme.

    Line, area, bar, stacked, pie and scatter charts are PowerPoint's own, with their data; a heatmap is a picture. What does
    not fit a slide is cut and said so on it, in full in its notes.
    """
    from pptx import Presentation
    from pptx.util import Pt

    theme = theme_named(content.template)
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    dress(deck, theme)
    properties = deck.core_properties
    properties.title = clean(content.title) or clean(name) or "Slides"
    properties.author = clean(provenance.author) or "Lunara"
    properties.created = properties.modified = (
        (provenance.made_at or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    )
    properties.last_modified_by, properties.comments = "Lunara", ""
    for number, item in enumerate(content.slides, 1):
        outcome = results.get(item.id) if item.figure else None
        _slide(deck, item, outcome, theme, provenance, number=number)
    if not content.slides:
        _slide(deck, Slide(id="empty", kind="title", title=properties.title), None, theme, provenance, number=1)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _slide(
    deck: Any, item: Slide, outcome: FigureResult | None, theme: Theme, provenance: Provenance, *, number: int
) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    piece = piece_of(item.kind, item.title, item.text, outcome, rows=TABLE_ROWS, columns=TABLE_COLUMNS)
    line = (
        provenance_line(provenance, as_of([outcome]) if outcome else None) if item.kind not in ("title", "text") else ""
    )
    said = [clean(item.notes)] if clean(item.notes) else []
    if item.kind == "title":
        _title_slide(slide, item, theme, provenance)
        _notes(slide, said)
        return
    title = clean(item.title) or getattr(piece, "title", "")
    if _title(slide, title, theme):
        said.append(f"Title in full: {title}")
    notes = list(getattr(piece, "notes", ()))
    if item.figure is not None and clean(item.text):
        said += _sentence(slide, clean(item.text), theme)
    bottom = BODY_BOTTOM - (NOTE_HEIGHT + 4 if notes else 0)
    if isinstance(piece, Words):
        said += _words(slide, piece, theme)
    elif isinstance(piece, Numbers):
        _numbers(slide, piece.kpis, theme)
        said += [kpi.sentence for kpi in piece.kpis]
    elif isinstance(piece, Picture):
        box = (MARGIN, BODY_TOP, WIDTH - 2 * MARGIN, bottom - BODY_TOP)
        if piece.spec.kind == "heatmap":
            drawn = png(
                piece.spec, piece.compiled.columns, piece.result, theme, width=int(box[2]), height=int(box[3]), scale=2
            )
            picture = slide.shapes.add_picture(io.BytesIO(drawn), *map(_points, box))
            _describe(picture, piece.title, piece.alt)
        else:
            frame = add_chart(slide, piece, theme, box)
            _describe(frame, piece.title, piece.alt)
        said.append(piece.alt)
    elif isinstance(piece, Grid):
        frame, cut = _table(slide, piece, theme)
        if cut:
            notes.append("Long texts are cut.")
        _describe(frame, piece.title or "Table", f"Table of {', '.join(piece.headers)}: {len(piece.rows)} rows.")
    elif isinstance(piece, Failed):
        _text(slide, piece.message, (MARGIN, BODY_TOP, WIDTH - 2 * MARGIN, 60), 18, theme.bad)
    if notes:
        fitted = fit(" ".join(notes), WIDTH - 2 * MARGIN, sizes=(11, 10), lines=1)
        _text(
            slide,
            fitted.text,
            (MARGIN, BODY_BOTTOM - NOTE_HEIGHT, WIDTH - 2 * MARGIN, NOTE_HEIGHT),
            fitted.size,
            theme.muted,
        )
        said += notes
    if line:
        fitted = fit(line, WIDTH - 2 * MARGIN - 60, sizes=(10, 9), lines=1)
        _text(slide, fitted.text, (MARGIN, HEIGHT - 36, WIDTH - 2 * MARGIN - 60, 16), fitted.size, theme.muted)
        said.append(line)
    _text(slide, str(number), (WIDTH - MARGIN - 50, HEIGHT - 36, 50, 16), 10, theme.muted, align="right")
    _notes(slide, said)


def _title_slide(slide: Any, item: Slide, theme: Theme, provenance: Provenance) -> None:
    from pptx.enum.shapes import MSO_SHAPE

    fitted = fit(item.title or "Untitled", WIDTH - 2 * 84, sizes=(48, 42, 36, 30, 26), lines=3, bold=True)
    high = fitted.size * 1.2 * fitted.lines
    top = HEIGHT / 2 - high / 2 - 24
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(_points, (84, top - 26, 56, 5)))
    bar.fill.solid()
    bar.fill.fore_color.rgb = colour(theme.accent)
    bar.line.fill.background()
    bar.shadow.inherit = False
    _decorative(bar)
    _place(slide.shapes.title, (84, top, WIDTH - 168, high + 8))
    _write(slide.shapes.title.text_frame, fitted.text, fitted.size, theme.text, bold=True)
    under = [text for text in (clean(item.subtitle), clean(item.text)) if text]
    if under:
        small = fit(" ".join(under), WIDTH - 168, sizes=(22, 20, 18, 16), lines=3)
        _text(
            slide,
            small.text,
            (84, top + high + 18, WIDTH - 168, small.size * 1.3 * small.lines + 8),
            small.size,
            theme.muted,
        )
    if clean(provenance.author):
        _text(slide, clean(provenance.author), (84, HEIGHT - 52, WIDTH - 168, 18), 12, theme.muted)


def _title(slide: Any, title: str, theme: Theme) -> bool:
    """Write the title; whether it had to be cut."""
    fitted = fit(title or "Untitled", WIDTH - 2 * MARGIN, sizes=(28, 26, 24, 22, 20), lines=2, bold=True)
    _place(slide.shapes.title, (MARGIN, TITLE_TOP, WIDTH - 2 * MARGIN, TITLE_HEIGHT))
    _write(slide.shapes.title.text_frame, fitted.text, fitted.size, theme.text, bold=True, anchor="middle")
    return fitted.cut


def _sentence(slide: Any, text: str, theme: Theme) -> list[str]:
    """What is said of the figure, in the line under the title; the whole of it for the notes where it had to be cut."""
    fitted = fit(text, WIDTH - 2 * MARGIN, sizes=(15, 14, 13, 12), lines=1)
    _text(slide, fitted.text, (MARGIN, BODY_TOP - 24, WIDTH - 2 * MARGIN, 20), fitted.size, theme.muted)
    return [text] if fitted.cut else []


def _words(slide: Any, piece: Words, theme: Theme) -> list[str]:
    """Bullets and paragraphs at the largest size that fits; what does not fit even small is cut and goes to the notes."""
    lines = [(kind == "bullets", text) for kind, texts in piece.parts for text in texts]
    if not lines:
        return []
    width, height = WIDTH - 2 * MARGIN - 20, BODY_BOTTOM - BODY_TOP
    cut: list[str] = []

    def high(size: int) -> float:
        return sum(lines_of(text, size, width) * size * 1.25 + size * 0.55 for _, text in lines)

    size = next((size for size in BULLET_SIZES if high(size) <= height), BULLET_SIZES[-1])
    if high(size) > height:
        cut = ["Text in full: " + " ".join(text for _, text in lines)]
        while len(lines) > 1 and high(size) > height - size * 2:
            lines.pop()
        if high(size) > height - size * 2:
            most = int((height - size * 3) / (size * 1.25))
            lines = [(lines[0][0], fit(lines[0][1], width, sizes=(size,), lines=max(1, most)).text)]
        lines.append((False, "… continues in the notes."))
    box = slide.shapes.add_textbox(*map(_points, (MARGIN, BODY_TOP, WIDTH - 2 * MARGIN, height)))
    frame = box.text_frame
    _bare(frame)
    for position, (bullet, text) in enumerate(lines):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        _run(paragraph, text, size, theme.text)
        paragraph.space_after = _points(size * 0.5)
        paragraph.line_spacing = 1.1
        if bullet:
            _bullet(paragraph, theme)
    return cut


def _numbers(slide: Any, kpis: Sequence[Kpi], theme: Theme) -> None:
    from pptx.enum.shapes import MSO_SHAPE

    gap = 20
    width = (WIDTH - 2 * MARGIN - gap * (len(kpis) - 1)) / len(kpis)
    height = 210
    top = BODY_TOP + (BODY_BOTTOM - BODY_TOP - height) / 2 - 10
    inner = width - 48
    sizes = {1: (80, 72, 60, 48, 36), 2: (60, 54, 48, 40, 32)}.get(len(kpis), (40, 36, 32, 28, 24, 20))
    size = min(fit(kpi.value, inner / 1.3, sizes=sizes, lines=1, bold=True).size for kpi in kpis)
    for position, kpi in enumerate(kpis):
        left = MARGIN + position * (width + gap)
        card = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *map(_points, (left, top, width, height)))
        card.adjustments[0] = 0.06
        card.fill.solid()
        card.fill.fore_color.rgb = colour(theme.surface)
        card.line.fill.background()
        card.shadow.inherit = False
        _decorative(card)
        label = fit(f"{kpi.label} · {kpi.of}" if kpi.of else kpi.label, inner, sizes=(16, 14, 12), lines=2)
        _text(slide, label.text, (left + 24, top + 24, inner, 44), label.size, theme.muted)
        value = fit(kpi.value, inner, sizes=(size,), lines=1, bold=True)
        _text(slide, value.text, (left + 24, top + 70, inner, 84), value.size, theme.text, bold=True, anchor="middle")
        if kpi.delta:
            delta = fit(delta_line(kpi), inner, sizes=(15, 13, 12, 11), lines=2)
            _text(slide, delta.text, (left + 24, top + 160, inner, 40), delta.size, theme.muted)


def _table(slide: Any, piece: Grid, theme: Theme) -> tuple[Any, bool]:
    """Add the table, every cell on one line; returns its frame and whether a text had to be cut."""
    from pptx.enum.text import MSO_ANCHOR

    width, rows = WIDTH - 2 * MARGIN, piece.rows
    size = 13 if len(piece.headers) <= 5 else 11
    widths = _column_widths(piece, rows, size, width)
    frame = slide.shapes.add_table(
        len(rows) + 1, len(piece.headers), *map(_points, (MARGIN, BODY_TOP, width, ROW_HEIGHT * (len(rows) + 1)))
    )
    table = frame.table
    _plain_style(frame)
    shortened = False
    for index, column in enumerate(widths):
        table.columns[index].width = _points(column)
    for number, texts in enumerate((piece.headers, *rows)):
        table.rows[number].height = _points(ROW_HEIGHT)
        for index, text in enumerate(texts):
            cell = table.cell(number, index)
            cell.margin_left = cell.margin_right = _points(7)
            cell.margin_top = cell.margin_bottom = _points(2)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.fill.solid()
            cell.fill.fore_color.rgb = colour(theme.surface if number % 2 == 0 else theme.background)
            fitted = fit(text, (widths[index] - CELL_PADDING) / SAFETY, sizes=(size,), lines=1, bold=number == 0)
            shortened = shortened or fitted.cut
            cell.text_frame.word_wrap = False
            _run(
                cell.text_frame.paragraphs[0],
                fitted.text,
                size,
                theme.muted if number == 0 else theme.text,
                bold=number == 0,
            )
            _align(cell.text_frame.paragraphs[0], "right" if piece.numeric[index] else "left")
    return frame, shortened


def _column_widths(piece: Grid, rows: Sequence[Sequence[str]], size: int, width: float) -> list[float]:
    """Each column as wide as it needs, the widest text columns giving way first when the table is too wide."""
    wanted = [
        max(
            width_of(text, size, bold=position == 0)
            for position, text in enumerate((label, *(row[index] for row in rows)))
        )
        + 18
        for index, label in enumerate(piece.headers)
    ]
    if sum(wanted) <= width:
        spare = (width - sum(wanted)) / len(wanted)
        return [column + spare for column in wanted]
    low, high = 30.0, max(wanted)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(min(column, middle) for column in wanted) <= width else (low, middle)
    capped = [min(column, low) for column in wanted]
    return [column * width / sum(capped) for column in capped]


def _text(
    slide: Any,
    text: str,
    box: tuple[float, float, float, float],
    size: int,
    ink: str,
    *,
    bold: bool = False,
    align: str = "left",
    anchor: str = "top",
) -> None:
    shape = slide.shapes.add_textbox(*map(_points, box))
    _write(shape.text_frame, text, size, ink, bold=bold, align=align, anchor=anchor)


def _write(
    frame: Any, text: str, size: int, ink: str, *, bold: bool = False, align: str = "left", anchor: str = "top"
) -> None:
    from pptx.enum.text import MSO_ANCHOR

    _bare(frame)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if anchor == "middle" else MSO_ANCHOR.TOP
    paragraph = frame.paragraphs[0]
    _run(paragraph, text, size, ink, bold=bold)
    _align(paragraph, align)


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


def _bullet(paragraph: Any, theme: Theme) -> None:
    from pptx.oxml.ns import qn

    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(_points(20)))
    properties.set("indent", str(-_points(20)))
    for tag, attributes in (("a:buClr", None), ("a:buFont", {"typeface": "Arial"}), ("a:buChar", {"char": "•"})):
        element = properties.makeelement(qn(tag), attributes or {})
        if attributes is None:
            element.append(element.makeelement(qn("a:srgbClr"), {"val": theme.accent.lstrip("#")}))
        properties.append(element)


def _notes(slide: Any, said: Sequence[str]) -> None:
    slide.notes_slide.notes_text_frame.text = "\n".join(said)


def _describe(shape: Any, title: str, alt: str) -> None:
    properties = shape._element.xpath("./*/p:cNvPr")[0]
    properties.set("name", clean(title)[:120] or "Figure")
    properties.set("descr", alt)


def _decorative(shape: Any) -> None:
    shape._element.xpath("./*/p:cNvPr")[0].set("name", "Decoration")


def _plain_style(frame: Any) -> None:
    """No table style: every cell carries its own colours, so no theme paints over them."""
    found = frame._element.xpath(".//a:tblPr/a:tableStyleId")
    if found:
        found[0].text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _place(shape: Any, box: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = map(_points, box)


def _points(value: float) -> int:
    return round(value * 12_700)
