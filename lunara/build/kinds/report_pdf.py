"""A report as PDF by Typst. Text reaches Typst as JSON strings and charts as SVG files: nothing is parsed as its markup."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import orjson

from lunara.build.artifact import ReportContent
from lunara.build.document import (
    Failed,
    Grid,
    Numbers,
    Picture,
    Piece,
    Provenance,
    Words,
    as_of,
    pieces,
    provenance_line,
)
from lunara.build.refresh import FigureResult
from lunara.charts.display import clean, display
from lunara.charts.kpi import delta_line
from lunara.charts.palette import FONT_FAMILY, Theme, theme_named
from lunara.charts.static import FONTS, svg
from lunara.errors import LunaraError

WIDTH, HEIGHT = 720, 256
CELL_CHARACTERS = 160


def report_pdf(
    content: ReportContent, results: Mapping[str, FigureResult], provenance: Provenance, *, name: str = ""
) -> bytes:
    """The report as an A4 PDF with page numbers, its text selectable, charts as vectors with alternative texts.

    `results` by block id as `refresh_all` gives them. Raises LunaraError when it cannot be set.
    """
    import typst

    title = clean(content.title) or clean(name) or "Report"
    theme = theme_named(content.theme)
    made = (provenance.made_at or datetime.now(UTC)).astimezone(UTC)
    with tempfile.TemporaryDirectory(prefix="lunara-report-") as folder:
        root = Path(folder)
        set_pieces = [_set(piece, number, root, theme) for number, piece in enumerate(pieces(content.blocks, results))]
        document = {
            "title": title,
            "author": clean(provenance.author),
            "source": provenance_line(provenance, as_of(results.values())),
            "footer": f"{title[:80]} · made with Lunara on {display(made, grain='minute')} UTC",
            "font": FONT_FAMILY,
            "look": {
                key: getattr(theme, key) for key in ("background", "surface", "text", "muted", "grid", "bad", "dark")
            },
            "pieces": set_pieces,
        }
        (root / "report.json").write_bytes(orjson.dumps(document))
        layout = resources.files("lunara.build.kinds").joinpath("report.typ").read_text(encoding="utf-8")
        (root / "report.typ").write_text(layout, encoding="utf-8")
        try:
            made_pdf = typst.compile(str(root / "report.typ"), root=str(root), font_paths=[str(FONTS)])
        except typst.TypstError as error:
            raise LunaraError("The PDF could not be set.", "Export HTML and print it from the browser.") from error
    if not isinstance(made_pdf, bytes):
        raise LunaraError("The PDF could not be set.", "Export HTML and print it from the browser.")
    return made_pdf


def _set(piece: Piece, number: int, root: Path, theme: Theme) -> dict[str, Any]:
    """A piece as the JSON that report.typ lays out; a picture's file is written beside it."""
    if isinstance(piece, Words):
        if piece.heading:
            return {"kind": "heading", "title": piece.title}
        return {
            "kind": "words",
            "title": piece.title,
            "parts": [{"kind": kind, "lines": list(lines)} for kind, lines in piece.parts],
        }
    if isinstance(piece, Failed):
        return {"kind": "failed", "title": piece.title, "message": piece.message}
    if isinstance(piece, Numbers):
        return {
            "kind": "numbers",
            "title": piece.title,
            "notes": list(piece.notes),
            "kpis": [
                {
                    "label": f"{kpi.label} · {kpi.of}" if kpi.of else kpi.label,
                    "value": kpi.value,
                    "delta": delta_line(kpi),
                }
                for kpi in piece.kpis
            ],
        }
    if isinstance(piece, Picture):
        file = f"chart-{number}.svg"
        drawn = svg(piece.spec, piece.compiled.columns, piece.result, theme, width=WIDTH, height=HEIGHT)
        (root / file).write_text(drawn, encoding="utf-8")
        return {"kind": "picture", "title": piece.title, "file": file, "alt": piece.alt, "notes": list(piece.notes)}
    return _set_table(piece)


def _set_table(piece: Grid) -> dict[str, Any]:
    notes = list(piece.notes)
    cut = any(len(text) > CELL_CHARACTERS for row in piece.rows for text in row)
    if cut:
        notes.append(f"Texts of over {CELL_CHARACTERS} characters are cut.")
    rows = [
        [text if len(text) <= CELL_CHARACTERS else text[: CELL_CHARACTERS - 1] + "…" for text in row]
        for row in piece.rows
    ]
    widths = []
    for index, label in enumerate(piece.headers):
        longest = max([len(label), *(len(row[index]) for row in rows)])
        widths.append(max(5, min(longest, 36)))
    return {
        "kind": "table",
        "title": piece.title,
        "headers": list(piece.headers),
        "rows": rows,
        "numeric": list(piece.numeric),
        "widths": widths,
        "notes": notes,
    }
