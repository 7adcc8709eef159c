"""Charts on the screen in whatever theme the visitor sees, drawn once for both.

Streamlit's own chart theme names colours by placeholders ("#000001" is the first series), which the browser replaces by those of
`.streamlit/config.toml` for light or dark. A figure drawn in placeholders therefore fits both and is cached once;
`look.follow_theme` sees to a switch while the page is open. The replacement goes over the whole figure as text, so a value of
the data that looks like a placeholder (an order called "#000012") gets an invisible joiner, which `unguarded` takes out again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lunara.charts.palette import Theme

SERIES = tuple(f"#{number:06d}" for number in range(1, 9))
# The ninth categorical colour of config.toml is the muted text colour: Streamlit has no placeholder for that.
MUTED, TEXT, GRID, BACKGROUND, SURFACE = "#000009", "#000037", "#000039", "#000038", "#000040"
SEQUENCE = tuple(f"#{number:06d}" for number in range(11, 21))

ON_SCREEN = Theme(
    name="screen",
    label="On screen",
    dark=False,
    background=BACKGROUND,
    surface=SURFACE,
    text=TEXT,
    muted=MUTED,
    grid=GRID,
    accent=SERIES[0],
    good="#000032",
    bad="#000033",
    series=SERIES,
    sequence=SEQUENCE,
)

_PLACEHOLDER = re.compile(r"#(?=0000[0-4]\d)")
_GUARD = "#\u2060"
_FADED = "2E"


def for_screen(figure: Mapping[str, Any]) -> dict[str, Any]:
    """A figure drawn with ON_SCREEN, with its data safe from the replacement and fills as faded placeholders."""
    guarded: dict[str, Any] = _guarded(figure)
    for trace in guarded["data"]:
        if "fillcolor" in trace:
            trace["fillcolor"] = f"{trace['line']['color']}{_FADED}"
    return guarded


def _guarded(value: Any, key: str = "") -> Any:
    if isinstance(value, str):
        return value if "color" in key else _PLACEHOLDER.sub(_GUARD, value)
    if isinstance(value, Mapping):
        return {name: _guarded(inner, name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_guarded(inner, key) for inner in value]
    return value


def unguarded(value: Any) -> Any:
    """What a click returned, as the data has it."""
    if isinstance(value, str):
        return value.replace(_GUARD, "#")
    if isinstance(value, Mapping):
        return {name: unguarded(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [unguarded(inner) for inner in value]
    return value
