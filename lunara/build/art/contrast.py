"""Whether text stays readable over a picture, and how much of a panel it needs behind it otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

READABLE = 4.5
"""WCAG's ratio for text of any size."""
NEARLY_ALL = 0.5
"""Percent of the area that may fall short: specks, which no letter hides behind."""
PANELS = (0.0, 0.5, 0.65, 0.8, 0.9, 1.0)
SIDE = 320

Box = tuple[float, float, float, float]
"""Left, top, width and height as parts of the picture's width and height."""


def panel_needed(image: Image.Image, box: Box, inks: tuple[str, ...], panel: str) -> float:
    """How opaque a panel of colour `panel` has to lie on `box` for text in each of `inks` ("#RRGGBB") to be readable.

    0 where the picture itself is calm enough; 1 hides it.
    """
    return next((opacity for opacity in PANELS if contrast(image, box, inks, panel, opacity) >= READABLE), 1.0)


def contrast(image: Image.Image, box: Box, inks: tuple[str, ...], panel: str, opacity: float) -> float:
    """The contrast (1 to 21) of the worst ink with nearly all of the picture in `box` under a panel so opaque."""
    import numpy as np

    left, top = round(box[0] * image.width), round(box[1] * image.height)
    right, bottom = round((box[0] + box[2]) * image.width), round((box[1] + box[3]) * image.height)
    part = image.crop((left, top, max(right, left + 1), max(bottom, top + 1))).convert("RGB")
    part.thumbnail((SIDE, SIDE))
    seen = np.asarray(part, dtype=np.float64) * (1 - opacity) + _rgb(panel) * opacity
    light = _luminance(seen)
    worst = np.percentile(np.stack([_ratio(light, float(_luminance(_rgb(ink)))) for ink in inks]).min(0), NEARLY_ALL)
    return float(worst)


def _rgb(colour: str) -> Any:
    import numpy as np

    return np.asarray([int(colour[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.float64)


def _luminance(rgb: Any) -> np.ndarray[Any, Any]:
    """WCAG's relative luminance of sRGB levels of 0 to 255."""
    import numpy as np

    part = rgb / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.asarray([0.2126, 0.7152, 0.0722]))


def _ratio(light: np.ndarray[Any, Any], ink: float) -> np.ndarray[Any, Any]:
    import numpy as np

    return np.asarray((np.maximum(light, ink) + 0.05) / (np.minimum(light, ink) + 0.05))
