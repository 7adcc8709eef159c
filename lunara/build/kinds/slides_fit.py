"""Text measured, so that it fits its box: smaller type first, then cut with an ellipsis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from lunara.charts.display import clean
from lunara.charts.static import FONTS

NARROWEST = 0.15  # of the type size; Inter's "i" and space are wider


@dataclass(frozen=True)
class Fitted:
    """Text that fits, the type size in points, how many lines it takes, and whether anything was cut off."""

    text: str
    size: int
    lines: int
    cut: bool


@cache
def _font(bold: bool) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(str(FONTS / ("Inter-SemiBold.otf" if bold else "Inter-Regular.otf")), 100)


def width_of(text: str, size: float, bold: bool = False) -> float:
    """The width of one line in points. Inter is wider than the fonts that stand in for it, so a box errs on the roomy side."""
    return float(_font(bold).getlength(text)) * size / 100


def lines_of(text: str, size: float, width: float, bold: bool = False) -> int:
    """How many lines the text takes in a box of that width in points, words broken only when alone too wide."""
    lines, used = 1, 0.0
    space = width_of(" ", size, bold)
    for word in text.split():
        needed = width_of(word, size, bold)
        if used and used + space + needed <= width:
            used += space + needed
        else:
            if used:
                lines += 1
            extra = int(needed // width) if needed > width else 0
            lines += extra
            used = needed - extra * width
    return lines


def fit(text: str, width: float, *, sizes: tuple[int, ...], lines: int, bold: bool = False) -> Fitted:
    """The largest of `sizes` (points, descending) at which the text takes at most `lines`; cut at the smallest."""
    words = clean(text)
    # Far longer than can fit is not measured to the end: no run of characters is narrower than this.
    most = int(lines * width / (sizes[-1] * NARROWEST)) + 1
    if len(words) > most:
        words = words[:most]
    else:
        for size in sizes:
            taken = lines_of(words, size, width, bold)
            if taken <= lines:
                return Fitted(words, size, taken, cut=False)
    size = sizes[-1]
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if lines_of(words[:middle].rstrip() + "…", size, width, bold) <= lines:
            low = middle
        else:
            high = middle - 1
    return Fitted(words[:low].rstrip() + "…", size, lines, cut=True)
