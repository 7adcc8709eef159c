"""A report as one HTML file: interactive charts, light and dark, print, and nothing loaded from anywhere.

Everything from names and data is escaped; chart data travels as JSON in inert elements; the policy in the file's head lets
only its own two scripts run (by their hashes) and no connection be made.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from html import escape
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

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
from lunara.charts.draw import figure
from lunara.charts.kpi import delta_line
from lunara.charts.palette import DARK, LIGHT, THEMES, Theme, theme_named
from lunara.charts.static import FONTS, svg
from lunara.errors import Unavailable

_BOOT = """
"use strict";
(function () {
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var fixed = document.documentElement.dataset.theme;
  var plots = Array.prototype.slice.call(document.querySelectorAll("[data-figure]"));
  function draw(box) {
    var drawn = JSON.parse(document.getElementById(box.dataset.figure).textContent);
    var look = fixed === "dark" || (fixed !== "light" && dark.matches) ? drawn.dark : drawn.light;
    box.parentNode.classList.add("drawn");
    Plotly.react(box, look.data, look.layout, {displaylogo: false, displayModeBar: false, responsive: true});
  }
  if (!window.Plotly) { return; }
  plots.forEach(draw);
  dark.addEventListener("change", function () { plots.forEach(draw); });
})();
"""


def report_html(
    content: ReportContent,
    results: Mapping[str, FigureResult],
    provenance: Provenance,
    *,
    name: str = "",
    interactive: bool = True,
) -> bytes:
    """The report as UTF-8 HTML; `results` by block id as `refresh_all` gives them.

    About 5 MB, nearly all of it plotly.js; `interactive=False` leaves that out and shows the charts as drawings. The theme's
    name says light or dark for good ("lunara-dark"); the default follows the reader's system. Raises Unavailable when
    plotly.js is not installed.
    """
    title = clean(content.title) or clean(name) or "Report"
    parts = pieces(content.blocks, results)
    light, dark = _looks(theme_named(content.theme))
    body, data = [], []
    for number, piece in enumerate(parts):
        body.append(_block(piece, number, light, interactive=interactive))
        if isinstance(piece, Picture) and interactive:
            data.append(_figure_json(piece, number, light, dark))
    scripts = [_plotly_js(), _BOOT] if data else []
    moment = as_of(results.values())
    made = display((provenance.made_at or datetime.now(UTC)).astimezone(UTC), grain="minute")
    by = f" by {clean(provenance.author)}" if clean(provenance.author) else ""
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="en"{_fixed(content.theme)}>',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(scripts)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            '<meta name="generator" content="Lunara">',
            f"<title>{escape(title)}</title>",
            f"<style>{_style(light, dark)}</style>",
            "</head>",
            "<body>",
            "<main>",
            f'<header><h1>{escape(title)}</h1><p class="source">{escape(provenance_line(provenance, moment))}</p></header>',
            *body,
            f"<footer>Made{escape(by)} with Lunara on {escape(made)} UTC.</footer>",
            "</main>",
            *data,
            *(f"<script>{script}</script>" for script in scripts),
            "</body>",
            "</html>",
            "",
        ]
    ).encode()


def _block(piece: Piece, number: int, theme: Theme, *, interactive: bool) -> str:
    if isinstance(piece, Words):
        return _words(piece)
    if isinstance(piece, Failed):
        return _section(piece.title, f'<p class="failed" role="note">{escape(piece.message)}</p>', ())
    if isinstance(piece, Numbers):
        cards = "".join(
            f'<div class="kpi"><dt>{escape(kpi.label)}{_of(kpi.of)}</dt><dd title="{escape(kpi.full)}">{escape(kpi.value)}</dd>'
            + (f'<dd class="delta">{escape(delta_line(kpi))}</dd>' if kpi.delta else "")
            + "</div>"
            for kpi in piece.kpis
        )
        return _section(piece.title, f'<dl class="kpis">{cards}</dl>', piece.notes)
    if isinstance(piece, Grid):
        return _section(piece.title, _table(piece), piece.notes)
    drawing = svg(piece.spec, piece.compiled.columns, piece.result, theme, width=760, height=340)
    plot = f'<div class="plot" data-figure="figure-{number}"></div>' if interactive else ""
    picture = (
        f'<div class="picture" role="img" aria-label="{escape(piece.alt)}">{plot}'
        f'<div class="still" aria-hidden="true">{drawing}</div></div>'
    )
    return _section(piece.title, picture, piece.notes)


def _words(piece: Words) -> str:
    if piece.heading:
        return f"<h2>{escape(piece.title)}</h2>"
    out = [f"<h3>{escape(piece.title)}</h3>"] if piece.title else []
    for kind, lines in piece.parts:
        if kind == "bullets":
            out.append("<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>")
        else:
            out += [f"<p>{escape(line)}</p>" for line in lines]
    return f'<section class="words">{"".join(out)}</section>'


def _section(title: str, inside: str, notes: Sequence[str]) -> str:
    head = f"<h3>{escape(title)}</h3>" if title else ""
    foot = f'<p class="notes">{escape(" ".join(notes))}</p>' if notes else ""
    return f"<section>{head}{inside}{foot}</section>"


def _table(piece: Grid) -> str:
    kinds = ['class="number"' if numeric else "" for numeric in piece.numeric]
    head = "".join(
        f'<th scope="col" {kind}>{escape(label)}</th>' for label, kind in zip(piece.headers, kinds, strict=True)
    )
    rows = "".join(
        "<tr>" + "".join(f"<td {kind}>{escape(text)}</td>" for text, kind in zip(row, kinds, strict=True)) + "</tr>"
        for row in piece.rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(piece.title or "Table")}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _of(of: str) -> str:
    return f" · {escape(of)}" if of else ""


def _figure_json(piece: Picture, number: int, light: Theme, dark: Theme) -> str:
    """Both looks of a chart as JSON in an inert element; no "<" is left in it."""
    looks = {
        name: figure(piece.spec, piece.compiled.columns, piece.result, theme)
        for name, theme in (("light", light), ("dark", dark))
    }
    text = orjson.dumps(looks).decode().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'<script type="application/json" id="figure-{number}">{text}</script>'


def _policy(scripts: Sequence[str]) -> str:
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts
    )
    allowed = hashes or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )


def _fixed(name: str) -> str:
    """The reader's system decides, unless the report's theme says so by its name."""
    if name in ("lunara", ""):
        return ""
    theme = THEMES.get(name)
    dark = theme.dark if theme is not None else name == "dark"
    return ' data-theme="dark"' if dark else ' data-theme="light"'


@cache
def _plotly_js() -> str:
    """plotly.js from the plotly package's own files; the package itself is not imported."""
    found = find_spec("plotly")
    path = Path(found.origin).with_name("package_data") / "plotly.min.js" if found and found.origin else None
    if path is None or not path.is_file():
        raise Unavailable("plotly.js is not installed, so charts cannot be made interactive.", "pip install plotly")
    return path.read_text(encoding="utf-8").replace("</script", "<\\/script")


@cache
def _font() -> str:
    return base64.b64encode((FONTS / "Inter-latin.woff2").read_bytes()).decode()


def _looks(theme: Theme) -> tuple[Theme, Theme]:
    """The light and the dark look of a report in that theme."""
    return (LIGHT, theme) if theme.dark else (theme, DARK)


def _style(light: Theme, dark: Theme) -> str:
    def colours(look: Theme) -> str:
        names = ("background", "surface", "text", "muted", "grid", "accent", "bad")
        return "".join(f"--{name}:{getattr(look, name)};" for name in names)

    sheet = resources.files("lunara.build.kinds").joinpath("report.css").read_text(encoding="utf-8")
    face = (
        f"@font-face{{font-family:Inter;font-weight:100 900;src:url(data:font/woff2;base64,{_font()}) format('woff2')}}"
    )
    return (
        f"{face}:root{{color-scheme:light;{colours(light)}}}"
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{color-scheme:dark;{colours(dark)}}}}}'
        f':root[data-theme="dark"]{{color-scheme:dark;{colours(dark)}}}'
        f"@media print{{:root:root:root{{color-scheme:light;{colours(light)}}}}}{sheet}"
    )
