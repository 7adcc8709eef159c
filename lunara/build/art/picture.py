"""A picture from elsewhere, read within limits and written anew: nothing of its file but what is seen goes further."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lunara.errors import InvalidInput

if TYPE_CHECKING:
    from PIL import Image

MOST_FILE_BYTES = 40_000_000
MOST_PIXELS = 40_000_000
MOST_SIDE = 8_192
FORMATS = ("PNG", "JPEG", "WEBP")
QUALITIES = (90, 84, 76, 66)
LOGO_SIDE = 600


@dataclass(frozen=True)
class Picture:
    """A picture as Lunara wrote it: its bytes (JPEG for art, PNG for a logo) and its size in pixels."""

    data: bytes
    width: int
    height: int


def art_of(file: bytes, *, most_bytes: int) -> Picture:
    """A painted picture as JPEG of at most `most_bytes`, without what else its file held.

    Raises InvalidInput for what is no PNG, JPEG or WebP picture, whatever it calls itself, for one that is too large to be
    unpacked, not about 16:9, or broken.
    """
    image = _read(file)
    if not 1.6 <= image.width / image.height <= 1.95 or image.width < 640:
        raise InvalidInput(
            f"The picture is {image.width} by {image.height} pixels, and a slide's is 16:9 and at least 640 wide.",
            "Have it painted again.",
        )
    image = image.convert("RGB")
    for quality in QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, subsampling=0)
        if out.tell() <= most_bytes:
            return Picture(out.getvalue(), image.width, image.height)
    raise InvalidInput("The picture is too detailed to be kept.", "Have it painted smaller, or calmer.")


def logo_of(file: bytes, *, most_bytes: int, side: int = LOGO_SIDE) -> Picture:
    """A logo as PNG of at most `side` pixels a side, its clear parts kept clear. Raises InvalidInput as `art_of` does."""
    image = _read(file).convert("RGBA")
    image.thumbnail((side, side))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    if out.tell() > most_bytes:
        raise InvalidInput("The logo is too detailed to be kept.", "Take one with fewer colours.")
    return Picture(out.getvalue(), image.width, image.height)


def kept_logo(file: bytes, *, side: int) -> bytes:
    """The file of a logo of at most `side` pixels a side, as `logo_of` wrote it. Raises InvalidInput for any other; one that is
    larger is not unpacked.
    """
    _read(file, formats=("PNG",), most_side=side)
    return file


def opened(data: bytes) -> Image.Image:
    """A picture that `art_of` made, as pixels. Raises InvalidInput when it is none."""
    return _read(data).convert("RGB")


def _read(file: bytes, *, formats: tuple[str, ...] = FORMATS, most_side: int = MOST_SIDE) -> Image.Image:
    """The file's first picture. Its size is looked at before anything is unpacked."""
    from PIL import Image, UnidentifiedImageError

    if len(file) > MOST_FILE_BYTES:
        raise InvalidInput(
            f"The picture has {len(file):,} bytes, more than the {MOST_FILE_BYTES:,} that are read.",
            "Take a smaller one.",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(file), formats=formats)
            if image.width * image.height > MOST_PIXELS or max(image.size) > most_side:
                raise InvalidInput(
                    f"The picture is {image.width:,} by {image.height:,} pixels, more than are unpacked.",
                    "Take a smaller one.",
                )
            image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InvalidInput("This is not a picture that can be read.", "Take a PNG, JPEG or WebP file.") from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise InvalidInput("The picture's file is broken.", "Take another one, or have it painted again.") from error
    return image
