"""A theme written into a presentation: background, colour scheme and fonts, so that what people add later matches."""

from __future__ import annotations

import re
from typing import Any

from lunara.charts.palette import Theme

FONT = "Calibri"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"


def dress(deck: Any, theme: Theme) -> None:
    """Give the deck's master the theme's background, colours (charts take `accent1`…) and fonts."""
    fill = deck.slide_master.background.fill
    fill.solid()
    fill.fore_color.rgb = colour(theme.background)
    for layout in deck.slide_layouts:
        for placeholder in list(layout.placeholders):
            if placeholder.placeholder_format.type is not None and placeholder.placeholder_format.idx in (10, 11, 12):
                placeholder._element.getparent().remove(placeholder._element)
    part = deck.slide_master.part.part_related_by(_TRANSITIONAL)
    text = part.blob.decode("utf-8")
    dark, light = (theme.background, theme.text) if theme.dark else (theme.text, theme.background)
    scheme = {
        "dk1": dark,
        "lt1": light,
        "dk2": theme.muted if not theme.dark else theme.surface,
        "lt2": theme.surface if not theme.dark else theme.muted,
        **{f"accent{number}": theme.series[number - 1] for number in range(1, 7)},
        "hlink": theme.accent,
        "folHlink": theme.muted,
    }
    for name, value in scheme.items():
        text = re.sub(
            rf"(<a:{name}>).*?(</a:{name}>)", rf'\g<1><a:srgbClr val="{value.lstrip("#")}"/>\g<2>', text, flags=re.S
        )  # fmt: skip
    text = re.sub(r'(<a:clrScheme name=")[^"]*', rf"\g<1>{theme.label}", text)
    text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", text)
    part._blob = text.encode("utf-8")


def colour(hexadecimal: str) -> Any:
    """python-pptx's colour of "#RRGGBB"."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(hexadecimal.lstrip("#").upper())
