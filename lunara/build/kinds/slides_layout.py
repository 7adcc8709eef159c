"""A deck laid out: what stands where on each slide, in points of a 960 by 540 slide. PowerPoint and PDF are written from it.

Text is measured and cut here, so both say the same. Art is a picture below everything; text over it stands on a panel as opaque
as its contrast needs, and charts and tables on a plain one, so that their colours keep theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lunara.build.art.house import dressed
from lunara.build.artifact import Slide, SlidesContent
from lunara.build.document import Failed, Grid, Numbers, Picture, Provenance, Words, as_of, piece_of, provenance_line
from lunara.build.kinds.slides_bodies import (
    lay_failure,
    lay_numbers,
    lay_table,
    lay_words,
    table_of,
    told_below,
    whole_sentences,
)
from lunara.build.kinds.slides_desk import (
    BESIDE_ART,
    BESIDE_TITLE,
    BODY_BOTTOM,
    BODY_TOP,
    LOGO_WIDTH,
    MARGIN,
    NOTE_HEIGHT,
    SAFETY,
    TABLE_COLUMNS,
    TABLE_ROWS,
    TITLE_HEIGHT,
    TITLE_TOP,
    Desk,
)
from lunara.build.kinds.slides_drawn import cover, rule
from lunara.build.kinds.slides_fit import Fitted, fit, width_of
from lunara.build.kinds.slides_parts import (
    HEIGHT,
    WIDTH,
    Chart,
    Shape,
    Sheet,
)
from lunara.build.refresh import FigureResult
from lunara.charts.display import clean
from lunara.charts.palette import Theme, theme_named


def theme_of(content: SlidesContent) -> Theme:
    """The theme that a deck is drawn in, in the deck's own colours where it has some."""
    return dressed(theme_named(content.look), content.brief.colours if content.brief is not None else ())


NO_PICTURES: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True)
class Laid:
    """A deck laid out, as every file of it begins: its theme, what it is called, who made it."""

    theme: Theme
    title: str
    author: str
    sheets: tuple[Sheet, ...]


def laid_out(
    content: SlidesContent,
    results: Mapping[str, FigureResult],
    provenance: Provenance,
    pictures: Mapping[str, bytes],
    *,
    name: str = "",
) -> Laid:
    """The deck laid out. Arguments as of `sheets`."""
    title = clean(content.title) or clean(name) or "Slides"
    laid = sheets(content, results, provenance, pictures, name=name)
    return Laid(theme_of(content), title, clean(provenance.author), laid)


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
        desk = Desk(theme, art, logo, line=line, number=number)
        if item.kind == "title":
            _title_sheet(desk, item, provenance, first=number == 1)
        else:
            _content_sheet(desk, item, outcome)
        if content.painted and item.art is not None and not desk.painted:
            desk.said.append("The art of this slide is not there: it is drawn. Paint it again.")
        made.append(Sheet(tuple(desk.parts), tuple(desk.said), desk.title))
    return tuple(made)


def _title_sheet(desk: Desk, item: Slide, provenance: Provenance, *, first: bool) -> None:
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


def _content_sheet(desk: Desk, item: Slide, outcome: FigureResult | None) -> None:
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
    table, texts_cut = table_of(piece, wide) if isinstance(piece, Grid) else (None, False)
    notes += ["Long texts are cut."] if texts_cut else []
    below = fit(" ".join(notes), wide, sizes=(11, 10), lines=2) if notes else None
    high = NOTE_HEIGHT + (below.lines - 1) * 14 if below is not None else 0
    bottom = BODY_BOTTOM - (high + 4 if below is not None else 0)
    below_table = told_below(table, bottom, said) if table is not None else None
    if said and not isinstance(piece, Numbers) and below_table is None:
        told = whole_sentences(said, wide, sizes=(15, 14, 13), lines=1)
        desk.text(told.text, (MARGIN, BODY_TOP - 24, wide, 20), told.size, theme.muted)
        desk.said += [said] if told.cut else []
    if not (isinstance(piece, Words) and not piece.parts):
        body = (MARGIN - 12.0, BODY_TOP - 6.0, wide + 24, BODY_BOTTOM - BODY_TOP + 12.0)
        desk.panel(body, theme.text, theme.muted, theme.bad, plain=not isinstance(piece, Words | Failed))
    if isinstance(piece, Words):
        lay_words(desk, piece, wide)
    elif isinstance(piece, Numbers):
        lay_numbers(desk, piece.kpis, wide, bottom, said)
    elif isinstance(piece, Picture):
        desk.parts.append(Chart((MARGIN, BODY_TOP, wide, bottom - BODY_TOP), piece))
        desk.said.append(piece.alt)
    elif table is not None:
        lay_table(desk, table, bottom, below_table)
    elif isinstance(piece, Failed):
        lay_failure(desk, piece, wide)
    if below is not None:
        desk.text(below.text, (MARGIN, BODY_BOTTOM - high, wide, high), below.size, theme.muted)
        desk.said += notes
    desk.footer(right)
    desk.mark()
