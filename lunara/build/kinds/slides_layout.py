"""A deck laid out: what stands where on each slide, in points of a 960 by 540 slide. PowerPoint and PDF are written from it.

Text is measured and cut here, so both say the same. Art is a picture below everything; text over it stands on a panel as opaque
as its contrast needs, and charts and tables on a plain one, so that their colours keep theirs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from lunara.build.art.contrast import panel_needed
from lunara.build.art.house import dressed
from lunara.build.art.picture import opened
from lunara.build.artifact import Slide, SlidesContent
from lunara.build.document import Failed, Grid, Numbers, Picture, Provenance, Words, as_of, piece_of, provenance_line
from lunara.build.kinds.slides_drawn import cover, rule
from lunara.build.kinds.slides_fit import Fitted, fit, lines_of, width_of
from lunara.build.kinds.slides_parts import (
    CELL_PADDING,
    HEIGHT,
    ROW_HEIGHT,
    WIDTH,
    Box,
    Chart,
    Image,
    Line,
    Part,
    Shape,
    Sheet,
    Table,
    Text,
)
from lunara.build.refresh import FigureResult
from lunara.charts.display import clean
from lunara.charts.kpi import Kpi, delta_line
from lunara.charts.palette import Theme, theme_named
from lunara.errors import InvalidInput

MARGIN = 48
BESIDE_ART = 712.0
"""Where the contents of a slide end at the right when an illustration stands beside them."""
TITLE_TOP, TITLE_HEIGHT = 26, 66
BODY_TOP, BODY_BOTTOM = 122, 488
NOTE_HEIGHT = 18
TABLE_ROWS, TABLE_COLUMNS = 11, 8
SHORT_TABLE, HIGHEST_ROW = 7, 42.0
BULLET_SIZES = (20, 18, 16, 14, 12)
SAFETY = 1.12
BESIDE_TITLE = 560.0
"""Where the picture of a title slide begins that does not fill it."""
LOGO_WIDTH, LOGO_HEIGHT = 110, 30


def theme_of(content: SlidesContent) -> Theme:
    """The theme that a deck is drawn in, in the deck's own colours where it has some."""
    return dressed(theme_named(content.look), content.brief.colours if content.brief is not None else ())


def sheets(
    content: SlidesContent,
    results: Mapping[str, FigureResult],
    provenance: Provenance,
    pictures: Mapping[str, bytes],
    *,
    name: str = "",
) -> tuple[Sheet, ...]:
    """Every slide laid out. `results` by slide id as `refresh_all` gives them; `pictures` by image id, as they were kept: a slide
    whose picture is not there is drawn, and its notes say so.

    Each slide says when its numbers are of and where from; one without numbers says it of the whole deck. What does not fit is
    cut and said so on the slide, in full in its notes.
    """
    theme = theme_of(content)
    items = content.slides or (Slide(id="empty", kind="title", title=clean(content.title) or clean(name) or "Slides"),)
    shown = [results[item.id] for item in items if item.figure is not None and item.id in results]
    whole = provenance_line(provenance, as_of(shown)) if shown else provenance_line(provenance, None)
    made = []
    for number, item in enumerate(items, 1):
        outcome = results.get(item.id) if item.figure else None
        line = provenance_line(provenance, as_of([outcome])) if outcome is not None else whole
        art = pictures.get(item.art.image) if content.painted and item.art is not None else None
        logo = pictures.get(content.brief.logo) if content.brief is not None and content.brief.logo else None
        desk = _Desk(theme, art, logo, line=line, number=number)
        if item.kind == "title":
            _title_sheet(desk, item, provenance, first=number == 1)
        else:
            _content_sheet(desk, item, outcome)
        if content.painted and item.art is not None and not desk.painted:
            desk.said.append("The art of this slide is not there: it is drawn. Paint it again.")
        made.append(Sheet(tuple(desk.parts), tuple(desk.said), desk.title))
    return tuple(made)


class _Desk:
    """One slide in the making: its look, what is on it so far, and what is said in its notes."""

    def __init__(self, theme: Theme, art: bytes | None, logo: bytes | None, *, line: str, number: int) -> None:
        self.theme, self.line, self.number, self.logo = theme, line, number, logo
        self.parts: list[Part] = []
        self.said: list[str] = []
        self.title = ""
        self.image = None
        if art is not None:
            try:
                self.image = opened(art)
            except InvalidInput:
                return
            self.image.thumbnail((WIDTH, WIDTH))  # as much as is seen of it at once
            self.image.thumbnail((WIDTH, WIDTH))  # as much as is seen of it at once
            self.parts.append(Image((0, 0, WIDTH, HEIGHT), art))

    @property
    def painted(self) -> bool:
        return self.image is not None

    def text(
        self,
        text: str,
        box: Box,
        size: int,
        ink: str,
        *,
        bold: bool = False,
        align: Literal["left", "right"] = "left",
        anchor: Literal["top", "middle"] = "top",
        title: bool = False,
    ) -> None:
        self.parts.append(Text(box, (Line(text),), size, ink, bold, align, anchor, title))

    def panel(self, box: Box, *inks: str, plain: bool = False) -> None:
        """Where there is art: what text in these inks needs behind it, or a plain panel."""
        if self.image is None:
            return
        area = (box[0] / WIDTH, box[1] / HEIGHT, box[2] / WIDTH, box[3] / HEIGHT)
        opacity = 1.0 if plain else panel_needed(self.image, area, inks, self.theme.background)
        if opacity:
            self.parts.append(Shape(box, self.theme.background, opacity, "rounded"))

    def footer(self, right: float) -> None:
        """Where the numbers are from, and which slide it is."""
        self.panel((MARGIN - 12, HEIGHT - 42, right - MARGIN + 24, 26), self.theme.muted)
        wide = right - MARGIN - 60
        if self.line:
            fitted = fit(self.line, wide, sizes=(10, 9), lines=1)
            self.text(fitted.text, (MARGIN, HEIGHT - 36, wide, 16), fitted.size, self.theme.muted)
            self.said.append(self.line)
        self.text(str(self.number), (right - 50, HEIGHT - 36, 50, 16), 10, self.theme.muted, align="right")

    def mark(self) -> None:
        """The logo, at the top right."""
        if self.logo is None:
            return
        from PIL import Image as Pil

        with Pil.open(io.BytesIO(self.logo), formats=("PNG",)) as image:
            scale = min(LOGO_WIDTH / image.width, LOGO_HEIGHT / image.height)
            wide, high = image.width * scale, image.height * scale
        box = (WIDTH - MARGIN - wide, 24.0, wide, high)
        if self.painted:
            self.parts.append(
                Shape((box[0] - 8, box[1] - 6, wide + 16, high + 12), self.theme.background, 1.0, "rounded")
            )
        self.parts.append(Image(box, self.logo, "Logo"))


def _title_sheet(desk: _Desk, item: Slide, provenance: Provenance, *, first: bool) -> None:
    theme = desk.theme
    left, wide = 84.0, 430.0 if desk.painted else 500.0
    if not desk.painted:
        desk.parts += cover(theme, first=first)
    fitted = fit(item.title or "Untitled", wide, sizes=(48, 42, 36, 30, 26), lines=3, bold=True)
    desk.title = clean(item.title) or "Untitled"
    under = " · ".join(text for text in (clean(item.subtitle), clean(item.text)) if text)
    small = fit(under, wide, sizes=(22, 20, 18, 16), lines=3) if under else None
    high = fitted.size * 1.2 * fitted.lines + 8
    below = small.size * 1.3 * small.lines + 8 if small is not None else 0.0
    top = HEIGHT / 2 - high / 2 - 24
    author = clean(provenance.author)
    foot = fit(desk.line, wide, sizes=(10, 9), lines=2) if desk.line else None
    said = max(_reach(fitted, bold=True, wide=wide), _reach(small, wide=wide) if small is not None else 0.0)
    if desk.painted and item.art is not None and item.art.mode == "background":
        # the picture stands beside the title
        desk.parts.append(Shape((0, 0, BESIDE_TITLE, HEIGHT), theme.background))
    else:
        desk.panel((left - 28, top - 44, said + 56, high + below + 80), theme.text, theme.muted)
    desk.parts.append(Shape((left, top - 26, 56, 5), theme.accent))
    desk.text(fitted.text, (left, top, said, high), fitted.size, theme.text, bold=True, title=True)
    if small is not None:
        desk.text(small.text, (left, top + high + 10, said, below), small.size, theme.muted)
    signed = fit(author, wide, sizes=(12, 10), lines=1) if author else None
    told = max(_reach(one, wide=wide) for one in (signed, foot) if one is not None) if signed or foot else 0.0
    if told and not (item.art is not None and item.art.mode == "background"):
        desk.panel((left - 28, HEIGHT - 74, told + 56, 62), theme.muted)
    if signed is not None:
        desk.text(signed.text, (left, HEIGHT - 66, told, 18), signed.size, theme.muted)
    desk.said += [clean(item.notes)] if clean(item.notes) else []
    if fitted.cut:
        desk.said.append(f"Title in full: {desk.title}")
    if small is not None and small.cut:
        desk.said.append(under)
    if foot is not None:
        desk.text(foot.text, (left, HEIGHT - 44, told, 28), foot.size, theme.muted)
        desk.said.append(desk.line)
    desk.mark()


def _reach(fitted: Fitted, *, wide: float, bold: bool = False) -> float:
    """How far a text goes to the right, with a little room."""
    return min(width_of(fitted.text, fitted.size, bold) * SAFETY, wide) if fitted.lines == 1 else wide


def _content_sheet(desk: _Desk, item: Slide, outcome: FigureResult | None) -> None:
    theme = desk.theme
    piece = piece_of(item.kind, item.title, item.text, outcome, rows=TABLE_ROWS, columns=TABLE_COLUMNS)
    beside = desk.painted and not isinstance(piece, Grid)
    right = BESIDE_ART if beside else float(WIDTH - MARGIN)
    wide = right - MARGIN
    desk.said += [clean(item.notes)] if clean(item.notes) else []
    if not desk.painted:
        desk.parts += rule(theme)
    desk.title = clean(item.title) or getattr(piece, "title", "") or "Untitled"
    notes = list(getattr(piece, "notes", ()))
    said = clean(item.text) if item.figure is not None else ""
    desk.panel((MARGIN - 12, TITLE_TOP - 8, wide + 24, BODY_TOP - TITLE_TOP + 2), theme.text, theme.muted)
    room = wide if desk.logo is None or right < WIDTH - MARGIN else wide - LOGO_WIDTH - 20
    fitted = fit(desk.title, room, sizes=(27, 26, 25, 24, 22, 20), lines=2, bold=True)
    box = (float(MARGIN), float(TITLE_TOP), room, float(TITLE_HEIGHT))
    desk.text(fitted.text, box, fitted.size, theme.text, bold=True, anchor="middle", title=True)
    if fitted.cut:
        desk.said.append(f"Title in full: {desk.title}")
    table, texts_cut = _table(piece, wide) if isinstance(piece, Grid) else (None, False)
    notes += ["Long texts are cut."] if texts_cut else []
    below = fit(" ".join(notes), wide, sizes=(11, 10), lines=2) if notes else None
    high = NOTE_HEIGHT + (below.lines - 1) * 14 if below is not None else 0
    bottom = BODY_BOTTOM - (high + 4 if below is not None else 0)
    below_table = _told_below(table, bottom, said) if table is not None else None
    if said and not isinstance(piece, Numbers) and below_table is None:
        told = _sentences(said, wide, sizes=(15, 14, 13), lines=1)
        desk.text(told.text, (MARGIN, BODY_TOP - 24, wide, 20), told.size, theme.muted)
        desk.said += [said] if told.cut else []
    if not (isinstance(piece, Words) and not piece.parts):
        body = (MARGIN - 12.0, BODY_TOP - 6.0, wide + 24, BODY_BOTTOM - BODY_TOP + 12.0)
        desk.panel(body, theme.text, theme.muted, theme.bad, plain=not isinstance(piece, Words | Failed))
    if isinstance(piece, Words):
        _words(desk, piece, wide)
    elif isinstance(piece, Numbers):
        _numbers(desk, piece.kpis, wide, bottom, said)
    elif isinstance(piece, Picture):
        desk.parts.append(Chart((MARGIN, BODY_TOP, wide, bottom - BODY_TOP), piece))
        desk.said.append(piece.alt)
    elif table is not None:
        _grid(desk, table, bottom, below_table)
    elif isinstance(piece, Failed):
        _failed(desk, piece, wide)
    if below is not None:
        desk.text(below.text, (MARGIN, BODY_BOTTOM - high, wide, high), below.size, theme.muted)
        desk.said += notes
    desk.footer(right)
    desk.mark()


def _failed(desk: _Desk, piece: Failed, wide: float) -> None:
    fitted = fit(piece.message, wide, sizes=(18, 16, 14), lines=6)
    desk.text(fitted.text, (MARGIN, BODY_TOP, wide, fitted.size * 1.25 * 6), fitted.size, desk.theme.bad)


def _words(desk: _Desk, piece: Words, wide: float) -> None:
    """Bullets and paragraphs at the largest size that fits; what does not fit even small is cut and goes to the notes."""
    lines = [(kind == "bullets", text) for kind, texts in piece.parts for text in texts]
    if not lines:
        return
    width, height = wide - 20, BODY_BOTTOM - BODY_TOP

    def high(size: int) -> float:
        return sum(lines_of(text, size, width) * size * 1.25 + size * 0.55 for _, text in lines)

    size = next((size for size in BULLET_SIZES if high(size) <= height), BULLET_SIZES[-1])
    if high(size) > height:
        desk.said.append("Text in full: " + " ".join(text for _, text in lines))
        while len(lines) > 1 and high(size) > height - size * 2:
            lines.pop()
        if high(size) > height - size * 2:
            most = int((height - size * 3) / (size * 1.25))
            lines = [(lines[0][0], fit(lines[0][1], width, sizes=(size,), lines=max(1, most)).text)]
        lines.append((False, "… continues in the notes."))
    told = tuple(Line(text, bullet) for bullet, text in lines)
    desk.parts.append(Text((MARGIN, BODY_TOP, wide, height), told, size, desk.theme.text, accent=desk.theme.accent))


def _numbers(desk: _Desk, kpis: Sequence[Kpi], wide: float, bottom: float, said: str) -> None:
    """A card a number: what it is, how it moved and what it was; what is said of them below."""
    theme, gap = desk.theme, 20
    compared = any(kpi.delta for kpi in kpis)
    height = 232 if compared else 170
    told = _sentences(said, wide, sizes=(17, 16, 15, 14), lines=3) if said else None
    below = told.size * 1.3 * told.lines + 26 if told is not None else 0.0
    top = BODY_TOP + max(0.0, (bottom - BODY_TOP - height - below) / 2 - 8)
    width = (wide - gap * (len(kpis) - 1)) / len(kpis)
    inner = width - 40
    sizes = {1: (60, 54, 48, 36), 2: (60, 54, 48, 40, 32)}.get(len(kpis), (44, 40, 36, 32, 28, 24, 20))
    size = min(fit(kpi.value, inner / SAFETY, sizes=sizes, lines=1, bold=True).size for kpi in kpis)
    for position, kpi in enumerate(kpis):
        left = MARGIN + position * (width + gap)
        desk.parts.append(Shape((left, top, width, height), theme.surface, form="rounded"))
        desk.parts.append(Shape((left, top, width, 4), theme.accent))
        label = fit(f"{kpi.label} · {kpi.of}" if kpi.of else kpi.label, inner, sizes=(16, 14, 12), lines=2)
        desk.text(label.text, (left + 20, top + 22, inner, 42), label.size, theme.muted)
        value = fit(kpi.value, inner, sizes=(size,), lines=1, bold=True)
        box = (left + 20, top + 66, inner, 78.0)
        desk.text(value.text, box, value.size, theme.text, bold=True, anchor="middle")
        if kpi.delta:
            moved = fit(
                delta_line(kpi).removesuffix(f" {kpi.compared}"), inner, sizes=(18, 16, 14, 12), lines=1, bold=True
            )
            desk.text(moved.text, (left + 20, top + 150, inner, 26), moved.size, theme.text, bold=True)
            was = " ".join(filter(None, ("vs", kpi.earlier, f"in {kpi.compared.removeprefix('vs ')}")))
            before = fit(
                was if kpi.compared != "vs before" else f"vs {kpi.earlier} before",
                inner,
                sizes=(13, 12, 11, 10),
                lines=2,
            )
            desk.text(before.text, (left + 20, top + 180, inner, 38), before.size, theme.muted)
        desk.said.append(kpi.sentence)
    if told is not None:
        desk.text(told.text, (MARGIN, top + height + 24, wide, below - 20), told.size, theme.text)
        desk.said += [said] if told.cut else []


def _sentences(text: str, wide: float, *, sizes: tuple[int, ...], lines: int) -> Fitted:
    """As many of the text's sentences as fit, none of them cut where one fits; `cut` where some are left out."""
    every = re.split(r"(?<=[.!?]) +", text)
    for count in range(len(every), 0, -1):
        fitted = fit(" ".join(every[:count]), wide, sizes=sizes, lines=lines)
        if not fitted.cut:
            return fitted if count == len(every) else replace(fitted, text=f"{fitted.text} …", cut=True)
    return fit(text, wide, sizes=sizes, lines=lines)


def _told_below(table: Table, bottom: float, said: str) -> Fitted | None:
    """What is said of a table, to stand below it; None where there is no room for it, or nothing is said."""
    told = _sentences(said, table.box[2], sizes=(16, 15, 14), lines=2) if said else None
    if told is None or told.cut or table.box[3] + _below(told) > bottom - table.box[1]:
        return None
    return told


def _below(told: Fitted | None) -> float:
    return told.size * 1.3 * told.lines + 22 if told is not None else 0.0


def _grid(desk: _Desk, table: Table, bottom: float, told: Fitted | None) -> None:
    """The table over the height that there is, and below it what is said of it."""
    left, top, wide, _ = table.box
    row = min(max((bottom - top - _below(told)) / len(table.rows), ROW_HEIGHT), HIGHEST_ROW)
    high = row * len(table.rows)
    desk.parts.append(replace(table, box=(left, top, wide, high)))
    if told is not None:
        desk.text(told.text, (left, top + high + 16, wide, _below(told) - 18), told.size, desk.theme.text)


def _table(piece: Grid, wide: float) -> tuple[Table, bool]:
    """The table, and whether a text had to be cut."""
    size = 11 if len(piece.headers) > 5 else 15 if len(piece.rows) <= SHORT_TABLE else 13
    widths = _column_widths(piece.headers, piece.rows, size, wide)
    cut = False
    rows = []
    for number, texts in enumerate((piece.headers, *piece.rows)):
        cells = []
        for index, text in enumerate(texts):
            fitted = fit(text, (widths[index] - CELL_PADDING) / SAFETY, sizes=(size,), lines=1, bold=number == 0)
            cut = cut or fitted.cut
            cells.append(fitted.text)
        rows.append(tuple(cells))
    alt = f"Table of {', '.join(piece.headers)}: {len(piece.rows)} rows."
    box = (MARGIN, BODY_TOP, wide, ROW_HEIGHT * len(rows))
    title = piece.title or "Table"
    return Table(box, tuple(widths), tuple(rows), tuple(piece.numeric), size, title, alt), cut


def _column_widths(headers: Sequence[str], rows: Iterable[Sequence[str]], size: int, width: float) -> list[float]:
    """Each column as wide as it needs, the widest text columns giving way first when the table is too wide."""
    kept = list(rows)
    wanted = [
        max(
            width_of(text, size, bold=position == 0)
            for position, text in enumerate((label, *(row[index] for row in kept)))
        )
        + 18
        for index, label in enumerate(headers)
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
