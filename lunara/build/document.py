"""Blocks and slides with their numbers, as finished plain text: what every export of a document lays out.

Nothing here is markup. An export escapes what it writes; nothing else decides what is shown, cut or noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from lunara.build.artifact import Block
from lunara.build.refresh import FigureResult
from lunara.charts.arrange import arrange
from lunara.charts.choose import choose_chart
from lunara.charts.describe import alt_text
from lunara.charts.display import cell, clean, display, settle, shorten
from lunara.charts.kpi import Kpi, kpis
from lunara.charts.period import period_text
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import CompiledQuery, OutputColumn
from lunara.semantic.query import SemanticQuery

DOCUMENT_ROWS = 200
DOCUMENT_COLUMNS = 12
CELL_CHARACTERS = 400


@dataclass(frozen=True)
class Provenance:
    """Where the numbers come from: the data source's and the semantic model's names, and who made the document."""

    source: str
    model: str = ""
    author: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True)
class Words:
    """A heading, or text as paragraphs and bullet lists (a list is several lines, each a bullet)."""

    title: str
    parts: tuple[tuple[Literal["paragraph", "bullets"], tuple[str, ...]], ...] = ()
    heading: bool = False


@dataclass(frozen=True)
class Numbers:
    """One or more numbers beside each other."""

    title: str
    kpis: tuple[Kpi, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A chart with what draws it."""

    title: str
    spec: ChartSpec
    compiled: CompiledQuery
    result: ResultTable
    alt: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A table as text, cut to what a page takes (said in `notes`); `numeric` tells which columns align right."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failed:
    """A figure that could not be computed: what went wrong and what to do."""

    title: str
    message: str


Piece = Words | Numbers | Picture | Grid | Failed


def pieces(blocks: Iterable[Block], results: Mapping[str, FigureResult]) -> tuple[Piece, ...]:
    """A report's blocks in order, each with its numbers. `results` is by block id, as `refresh_all` gives it.

    Numbers that follow one another and have no title but their label stand beside each other, four at most. What a block says
    of its figure follows it.
    """
    found: list[Piece] = []
    for block in blocks:
        piece = piece_of(block.kind, block.title, block.text, results.get(block.id) if block.figure else None)
        before = found[-1] if found else None
        if isinstance(piece, Numbers) and len(piece.kpis) == 1 and piece.title == piece.kpis[0].label:
            piece = Numbers("", piece.kpis, piece.notes)
        beside = isinstance(piece, Numbers) and isinstance(before, Numbers) and not piece.title and not before.title
        if (
            beside
            and isinstance(piece, Numbers)
            and isinstance(before, Numbers)
            and len(before.kpis) + len(piece.kpis) <= 4
        ):
            notes = tuple(dict.fromkeys((*before.notes, *piece.notes)))
            found[-1] = Numbers("", (*before.kpis, *piece.kpis), notes)
        else:
            found.append(piece)
        if block.figure is not None and clean(block.text):
            found.append(Words("", _parts(block.text)))
    return tuple(found)


def piece_of(
    kind: str,
    title: str,
    text: str,
    outcome: FigureResult | None,
    *,
    rows: int = DOCUMENT_ROWS,
    columns: int = DOCUMENT_COLUMNS,
) -> Piece:
    """One block or slide. A figure without an outcome has not been computed and says so."""
    title = clean(title)
    if kind in ("heading", "text", "title"):
        if kind == "heading":
            return Words(title or clean(text), heading=True)
        return Words(title, _parts(text))
    if outcome is None:
        return Failed(title or "Figure", "It has not been computed. Refresh and export again.")
    if outcome.error is not None or outcome.compiled is None or outcome.result is None:
        return Failed(title or "Figure", clean(str(outcome.error)) if outcome.error else "It has no result.")
    compiled, result = outcome.compiled, outcome.result
    chart = outcome.chart or choose_chart(compiled, result)
    notes = figure_notes(outcome)
    if not result.row_count:
        return Failed(title or clean(chart.title) or "Figure", "No rows: nothing in the data fits.")
    if kind == "kpi" or (kind == "chart" and chart.kind == "kpi"):
        shown = kpis(chart if chart.kind == "kpi" else choose_chart(compiled, result), compiled, result)
        if shown:
            return Numbers(title, shown[:4], notes)
    if kind == "chart" and chart.kind not in ("table", "kpi"):
        drawing = arrange(chart, compiled.columns, result)
        named = chart.model_copy(update={"title": title or chart.title})
        return Picture(
            title or drawing.title, chart, compiled, result, alt_text(named, compiled, result), (*notes, *drawing.notes)
        )
    return grid(title or clean(chart.title), compiled.columns, result, notes, rows=rows, columns=columns)


def grid(
    title: str,
    shown: Sequence[OutputColumn],
    result: ResultTable,
    notes: tuple[str, ...] = (),
    *,
    rows: int,
    columns: int,
) -> Grid:
    """A result as a table of text, with a note about every row or column that is left out."""
    kept = list(shown)[:columns]
    data = [result.data.column(index).slice(0, rows).to_pylist() for index in range(len(kept))]
    whole = [_column_text(column, values) for column, values in zip(kept, data, strict=True)]
    texts = [[shorten(text, CELL_CHARACTERS) for text in column] for column in whole]
    said = list(notes)
    if texts != whole:
        said.append(f"Texts are shown to {CELL_CHARACTERS} characters.")
    if len(shown) > columns:
        said.append(f"The first {columns} of {len(shown):,} columns.")
    if result.row_count > rows:
        said.append(f"The first {rows:,} of {result.row_count:,} rows.")
    return Grid(
        title=title,
        headers=tuple(clean(column.label) for column in kept),
        rows=tuple(zip(*texts, strict=True)) if texts else (),
        numeric=tuple(column.role == "measure" and column.type == "number" for column in kept),
        notes=tuple(said),
    )


def figure_notes(outcome: FigureResult) -> tuple[str, ...]:
    """The period, the compiler's warnings, filters that do not act and a cut result, each a sentence."""
    notes: list[str] = []
    compiled, result = outcome.compiled, outcome.result
    if compiled is not None:
        period = period_text(compiled.window)
        if period:
            unfinished = ", not yet complete" if compiled.window is not None and compiled.window.incomplete else ""
            plan = outcome.telling.plan if outcome.telling is not None else None
            chosen = isinstance(plan, SemanticQuery) and plan.compare is not None and plan.compare.range is not None
            against = period_text(compiled.compare_window) if chosen else ""
            notes.append(f"Period: {period}{f' compared with {against}' if against else ''}{unfinished}.")
        notes += [clean(warning) for warning in compiled.warnings]
        if not compiled.adds_up:
            notes.append("Groups overlap, so they do not add up to the total.")
    notes += [clean(str(item)) for item in outcome.not_applied]
    if result is not None and outcome.not_refreshed is not None:
        notes.append(f"Could not be refreshed: as of {display(result.fetched_at.astimezone(UTC), grain='minute')} UTC.")
    if result is not None and result.truncated:
        notes.append(f"The result was cut at {result.row_count:,} rows.")
    return tuple(dict.fromkeys(notes))


def as_of(results: Iterable[FigureResult]) -> datetime | None:
    """When the oldest of the numbers left the warehouse (UTC)."""
    times = [outcome.result.fetched_at for outcome in results if outcome.result is not None]
    return min(times).astimezone(UTC) if times else None


def provenance_line(provenance: Provenance, moment: datetime | None) -> str:
    """ "Source: Shop warehouse, semantic model shop. As of 22 Nov 2026, 09:30 UTC." """
    source = f"Source: {clean(provenance.source)}" if clean(provenance.source) else ""
    if clean(provenance.model):
        source = (
            f"{source}, semantic model {clean(provenance.model)}"
            if source
            else f"Semantic model {clean(provenance.model)}"
        )
    parts = [source] if source else []
    if moment is not None:
        parts.append(f"As of {display(moment, grain='minute')} UTC")
    return ". ".join(parts) + ("." if parts else "")


def _column_text(column: OutputColumn, values: list[Any]) -> list[str]:
    if column.role == "dimension":
        return [cell(value, column) for value in values]
    form = settle(column.format, values)
    return [display(value, form, grain=column.grain) for value in values]


def _parts(text: str) -> tuple[tuple[Literal["paragraph", "bullets"], tuple[str, ...]], ...]:
    """Paragraphs are parted by empty lines; lines that start with "- " or "* " are bullets."""
    parts: list[tuple[Literal["paragraph", "bullets"], tuple[str, ...]]] = []
    paragraph: list[str] = []
    bullets: list[str] = []

    def close() -> None:
        if paragraph:
            parts.append(("paragraph", (" ".join(paragraph),)))
            paragraph.clear()
        if bullets:
            parts.append(("bullets", tuple(bullets)))
            bullets.clear()

    for line in text.splitlines():
        words = clean(line)
        if words[:2] in ("- ", "* ", "• "):
            if paragraph:
                close()
            bullets.append(words[2:])
        elif words:
            if bullets:
                close()
            paragraph.append(words)
        else:
            close()
    close()
    return tuple(parts)
