"""A deck as PDF, and as pictures of its slides, by Typst. Texts reach it as JSON and charts as SVG: nothing is read as markup."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import orjson

from lunara.build.artifact import SlidesContent
from lunara.build.document import Provenance
from lunara.build.kinds.slides_layout import NO_PICTURES, laid_out
from lunara.build.kinds.slides_parts import Chart, Image, Part, Shape, Text
from lunara.build.refresh import FigureResult
from lunara.charts.palette import FONT_FAMILY, Theme
from lunara.charts.static import FONTS, svg
from lunara.errors import LunaraError

POINTS_AN_INCH = 72


def slides_pdf(
    content: SlidesContent,
    results: Mapping[str, FigureResult],
    provenance: Provenance,
    *,
    name: str = "",
    pictures: Mapping[str, bytes] = NO_PICTURES,
) -> bytes:
    """The deck as PDF, a page of 960 by 540 points a slide, laid out as `slides_pptx` lays it; its text can be selected.

    Raises LunaraError when it cannot be set.
    """
    (made,) = _set(content, results, provenance, pictures, name=name, format="pdf")
    return made


def slides_shown(
    content: SlidesContent,
    results: Mapping[str, FigureResult],
    provenance: Provenance,
    *,
    name: str = "",
    pictures: Mapping[str, bytes] = NO_PICTURES,
    width: int = 1_600,
) -> list[bytes]:
    """Each slide as PNG, `width` pixels wide. Raises LunaraError when they cannot be set."""
    return _set(content, results, provenance, pictures, name=name, format="png", ppi=POINTS_AN_INCH * width / 960)


def _set(
    content: SlidesContent,
    results: Mapping[str, FigureResult],
    provenance: Provenance,
    pictures: Mapping[str, bytes],
    *,
    name: str,
    format: Literal["pdf", "png"],
    ppi: float = 144.0,
) -> list[bytes]:
    import typst

    laid = laid_out(content, results, provenance, pictures, name=name)
    with tempfile.TemporaryDirectory(prefix="lunara-slides-") as folder:
        root = Path(folder)
        files = _Files(root, laid.theme)
        document = {
            "title": laid.title,
            "author": laid.author,
            "font": FONT_FAMILY,
            **{key: getattr(laid.theme, key) for key in ("background", "surface", "text", "muted")},
            "slides": [[files.told(part) for part in sheet.parts] for sheet in laid.sheets],
        }
        (root / "slides.json").write_bytes(orjson.dumps(document))
        layout = resources.files("lunara.build.kinds").joinpath("slides.typ").read_text(encoding="utf-8")
        (root / "slides.typ").write_text(layout, encoding="utf-8")
        try:
            made = typst.compile(
                str(root / "slides.typ"), root=str(root), font_paths=[str(FONTS)], format=format, ppi=ppi
            )
        except typst.TypstError as error:
            raise LunaraError("The slides could not be set.", "Download PowerPoint instead.") from error
    return list(made) if isinstance(made, list) else [made]


class _Files:
    """Parts as slides.typ reads them; what it loads is written beside it, the same picture once."""

    def __init__(self, root: Path, theme: Theme) -> None:
        self._root, self._theme = root, theme
        self._written: dict[bytes, str] = {}

    def told(self, part: Part) -> dict[str, Any]:
        if isinstance(part, Shape):
            return {"kind": "shape", "box": part.box, "fill": part.fill, "opacity": part.opacity, "form": part.form}
        if isinstance(part, Text):
            return {
                "kind": "text",
                "box": part.box,
                "lines": [{"text": line.text, "bullet": line.bullet} for line in part.lines],
                **{key: getattr(part, key) for key in ("size", "ink", "bold", "align", "anchor", "accent")},
            }
        if isinstance(part, Image):
            return {
                "kind": "image",
                "box": part.box,
                "file": self._file(part.data, "png" if part.data[:4] == b"\x89PNG" else "jpg"),
                "fit": "cover",
                "alt": part.alt or "Decoration",
            }
        if isinstance(part, Chart):
            piece = part.piece
            size = {"width": round(part.box[2]), "height": round(part.box[3])}
            drawn = svg(piece.spec, piece.compiled.columns, piece.result, self._theme, **size)
            return {
                "kind": "image",
                "box": part.box,
                "file": self._file(drawn.encode(), "svg"),
                "fit": "contain",
                "alt": piece.alt,
            }
        return {
            "kind": "table",
            "box": part.box,
            **{key: getattr(part, key) for key in ("widths", "rows", "numeric", "size")},
        }

    def _file(self, data: bytes, ending: str) -> str:
        if data not in self._written:
            name = f"part-{len(self._written)}.{ending}"
            (self._root / name).write_bytes(data)
            self._written[data] = name
        return self._written[data]
