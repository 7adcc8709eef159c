"""What a laid out slide is made of. PowerPoint and PDF are written from these, in points of a 960 by 540 slide."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lunara.build.document import Picture

WIDTH, HEIGHT = 960, 540
ROW_HEIGHT = 27
CELL_PADDING = 16

Box = tuple[float, float, float, float]
"""Left, top, width, height in points."""


@dataclass(frozen=True)
class Shape:
    """A plain form, for the eye alone: `form` "oval" fills its box as an ellipse."""

    box: Box
    fill: str
    opacity: float = 1.0
    form: Literal["rectangle", "rounded", "oval"] = "rectangle"


@dataclass(frozen=True)
class Line:
    """A paragraph."""

    text: str
    bullet: bool = False


@dataclass(frozen=True)
class Text:
    """Words in a box, measured so that they fit. `title` marks the slide's own title."""

    box: Box
    lines: tuple[Line, ...]
    size: int
    ink: str
    bold: bool = False
    align: Literal["left", "right"] = "left"
    anchor: Literal["top", "middle"] = "top"
    title: bool = False
    accent: str = ""


@dataclass(frozen=True)
class Image:
    """A picture file (JPEG or PNG) that fills its box, with what it shows in words; empty for what is for the eye alone."""

    box: Box
    data: bytes = field(repr=False)
    alt: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart with its numbers."""

    box: Box
    piece: Picture


@dataclass(frozen=True)
class Table:
    """A table; every cell on one line."""

    box: Box
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    size: int
    title: str
    alt: str


Part = Shape | Text | Image | Chart | Table


@dataclass(frozen=True)
class Sheet:
    """A slide laid out, from back to front; `notes` are the speaker's, a paragraph each."""

    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    title: str
