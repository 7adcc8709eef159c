"""The organization's own style: its colours, mood and logo, for decks that say no other. Kept in the organization's settings."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lunara.build.art.picture import kept_logo, logo_of
from lunara.build.artifact import HOUSE_LOGO, SlidesContent, StyleBrief
from lunara.charts.look import mixed
from lunara.charts.palette import Theme, theme_named
from lunara.errors import InvalidInput

KEY = "style"
MOST_COLOURS, MOST_MOOD = 4, 300
MOST_FILE, MOST_LOGO_BYTES = 5_000_000, 48_000
"""The settings are read with every page, so a logo there is small."""
LOGO_SIDES = (360, 240, 160)
VISIBLE = 3.0
"""WCAG's ratio for what is no text: bars and lines on their ground."""
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True)
class House:
    """`theme` names the drawn theme, `colours` are up to four of one's own, `logo` is a PNG; empty where there is none."""

    theme: str = "lunara"
    mood: str = ""
    colours: tuple[str, ...] = ()
    logo: bytes = field(default=b"", repr=False)

    @property
    def said(self) -> bool:
        """Whether the organization has a style of its own."""
        return self != House()


def house_of(settings: Mapping[str, Any]) -> House:
    """The style in an organization's settings; what cannot be read of it is as if it was not said."""
    raw = settings.get(KEY)
    if not isinstance(raw, Mapping):
        return House()
    colours = raw.get("colours")
    kept = (
        [one for one in colours if isinstance(one, str) and _COLOUR.fullmatch(one)] if isinstance(colours, list) else []
    )
    mood, theme, logo = (raw.get(name) for name in ("mood", "theme", "logo"))
    return House(
        theme_named(theme if isinstance(theme, str) else "").name,
        mood[:MOST_MOOD] if isinstance(mood, str) else "",
        tuple(kept[:MOST_COLOURS]),
        _png(logo) if isinstance(logo, str) else b"",
    )


def house_json(house: House) -> dict[str, Any]:
    """What is stored; `house_of` reads it."""
    logo = {"logo": base64.b64encode(house.logo).decode()} if house.logo else {}
    return {"theme": house.theme, "mood": house.mood, "colours": list(house.colours), **logo}


def house_logo(file: bytes) -> bytes:
    """A logo as it is kept: read within limits and written anew as a small PNG. Raises InvalidInput for what is no picture."""
    for side in LOGO_SIDES:
        made = logo_of(file, most_bytes=MOST_FILE, side=side).data
        if len(made) <= MOST_LOGO_BYTES:
            return made
    raise InvalidInput("The logo is too detailed to be kept.", "Take one with fewer colours.")


def in_house(content: SlidesContent, house: House) -> SlidesContent:
    """The deck with the organization's style where it has none of its own."""
    if content.brief is not None or not house.said:
        return content
    theme = house.theme if content.painted else content.template
    logo = HOUSE_LOGO if house.logo else ""
    return content.model_copy(
        update={"brief": StyleBrief(theme=theme, mood=house.mood, colours=house.colours, logo=logo)}
    )


def dressed(theme: Theme, colours: Sequence[str]) -> Theme:
    """The theme in one's own colours, each darker or lighter where it would not stand out from the background.

    >>> dressed(theme_named("lunara"), ()).accent == theme_named("lunara").accent
    True
    >>> dressed(theme_named("lunara"), ("#0B6E63",)).accent
    '#0B6E63'
    """
    own = tuple(_visible(colour, theme) for colour in colours)
    if not own:
        return theme
    others = tuple(one for one in theme.series if one not in own)
    return replace(theme, accent=own[0], series=(*own, *others)[: len(theme.series)])


def ratio(one: str, other: str) -> float:
    """WCAG's contrast of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _visible(colour: str, theme: Theme) -> str:
    tried = (mixed(colour, theme.text, tenths / 10) for tenths in range(10, 0, -1))
    return next((one for one in tried if ratio(one, theme.background) >= VISIBLE), theme.text)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _png(text: str) -> bytes:
    """The logo of settings, which owners may write without the form: one that `house_logo` would not have written is none."""
    try:
        data = base64.b64decode(text, validate=True)
        return kept_logo(data, side=max(LOGO_SIDES)) if len(data) <= MOST_LOGO_BYTES else b""
    except (binascii.Error, ValueError, InvalidInput):
        return b""
