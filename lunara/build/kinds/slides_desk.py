"""One slide in the making: its look, what is on it so far, and what is said in its notes."""

from __future__ import annotations

import io
from typing import Literal

from lunara.build.art.contrast import panel_needed
from lunara.build.art.picture import opened
from lunara.build.kinds.slides_fit import fit
from lunara.build.kinds.slides_parts import (
    HEIGHT,
    WIDTH,
    Box,
    Image,
    Line,
    Part,
    Shape,
    Text,
)
from lunara.charts.palette import Theme
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


class Desk:
    """What a slide is made on."""

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
