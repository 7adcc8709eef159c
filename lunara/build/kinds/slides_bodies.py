"""What a slide is about, laid out on it: words, numbers on cards, a table, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lunara.build.document import Failed, Grid, Words
from lunara.build.kinds.slides_desk import (
    BODY_BOTTOM,
    BODY_TOP,
    BULLET_SIZES,
    HIGHEST_ROW,
    MARGIN,
    SAFETY,
    SHORT_TABLE,
    Desk,
)
from lunara.build.kinds.slides_fit import Fitted, fit, lines_of, width_of
from lunara.build.kinds.slides_parts import (
    CELL_PADDING,
    ROW_HEIGHT,
    Line,
    Shape,
    Table,
    Text,
)
from lunara.charts.kpi import Kpi, delta_line


def lay_failure(desk: Desk, piece: Failed, wide: float) -> None:
    fitted = fit(piece.message, wide, sizes=(18, 16, 14), lines=6)
    desk.text(fitted.text, (MARGIN, BODY_TOP, wide, fitted.size * 1.25 * 6), fitted.size, desk.theme.bad)


def lay_words(desk: Desk, piece: Words, wide: float) -> None:
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


def lay_numbers(desk: Desk, kpis: Sequence[Kpi], wide: float, bottom: float, said: str) -> None:
    """A card a number: what it is, how it moved and what it was; what is said of them below."""
    theme, gap = desk.theme, 20
    compared = any(kpi.delta for kpi in kpis)
    height = 232 if compared else 170
    told = whole_sentences(said, wide, sizes=(17, 16, 15, 14), lines=3) if said else None
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


def whole_sentences(text: str, wide: float, *, sizes: tuple[int, ...], lines: int) -> Fitted:
    """As many of the text's sentences as fit, none of them cut where one fits; `cut` where some are left out."""
    every = re.split(r"(?<=[.!?]) +", text)
    for count in range(len(every), 0, -1):
        fitted = fit(" ".join(every[:count]), wide, sizes=sizes, lines=lines)
        if not fitted.cut:
            return fitted if count == len(every) else replace(fitted, text=f"{fitted.text} …", cut=True)
    return fit(text, wide, sizes=sizes, lines=lines)


def told_below(table: Table, bottom: float, said: str) -> Fitted | None:
    """What is said of a table, to stand below it; None where there is no room for it, or nothing is said."""
    told = whole_sentences(said, table.box[2], sizes=(16, 15, 14), lines=2) if said else None
    if told is None or told.cut or table.box[3] + _below(told) > bottom - table.box[1]:
        return None
    return told


def _below(told: Fitted | None) -> float:
    return told.size * 1.3 * told.lines + 22 if told is not None else 0.0


def lay_table(desk: Desk, table: Table, bottom: float, told: Fitted | None) -> None:
    """The table over the height that there is, and below it what is said of it."""
    left, top, wide, _ = table.box
    row = min(max((bottom - top - _below(told)) / len(table.rows), ROW_HEIGHT), HIGHEST_ROW)
    high = row * len(table.rows)
    desk.parts.append(replace(table, box=(left, top, wide, high)))
    if told is not None:
        desk.text(told.text, (left, top + high + 16, wide, _below(told) - 18), told.size, desk.theme.text)


def table_of(piece: Grid, wide: float) -> tuple[Table, bool]:
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
