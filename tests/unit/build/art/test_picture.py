"""Files that call themselves pictures: read within limits, written anew, nothing else of them kept."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lunara.build.art.contrast import READABLE, contrast, panel_needed
from lunara.build.art.picture import art_of, logo_of, opened
from lunara.charts.palette import THEMES
from lunara.errors import InvalidInput
from tests.emulators.painter import picture


def bomb(side: int) -> bytes:
    """A PNG of some kilobytes that says that it is so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side * 16 // 9, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 5_000_000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "not a picture"),
        (b"<svg onload=alert(1)>", "not a picture"),
        (b"GIF89a" + b"\0" * 40, "not a picture"),
        (picture()[:400], "broken"),
        (bomb(60_000), "not a picture|pixels"),
        (bomb(5_200), "pixels"),
        (picture(size=(768, 768)), "16:9"),
        (picture(size=(320, 180)), "640 wide"),
    ],
)
def test_what_is_no_picture_of_a_slide_is_refused(file: bytes, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        art_of(file, most_bytes=6_000_000)


def test_a_file_of_too_many_bytes_is_not_opened() -> None:
    with pytest.raises(InvalidInput, match="more than"):
        art_of(picture() + b"\0" * 40_000_001, most_bytes=6_000_000)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_it_is_written_anew_whatever_it_calls_itself(kind: str) -> None:
    kept = art_of(picture(kind=kind), most_bytes=6_000_000)
    assert kept.data[:3] == b"\xff\xd8\xff" and (kept.width, kept.height) == (1376, 768)


def test_what_hides_in_a_file_goes_no_further() -> None:
    hidden = PngInfo()
    hidden.add_text("Comment", "the secret 471147")
    out = io.BytesIO()
    Image.new("RGB", (1376, 768), "white").save(out, "PNG", pnginfo=hidden)
    kept = art_of(out.getvalue() + b"<script>471147</script>", most_bytes=6_000_000)
    assert b"471147" not in kept.data


def test_a_large_one_is_made_to_fit_or_refused() -> None:
    import random

    noise = Image.frombytes("RGB", (1376, 768), random.Random(1).randbytes(1376 * 768 * 3))
    out = io.BytesIO()
    noise.save(out, "PNG")
    assert len(art_of(out.getvalue(), most_bytes=1_500_000).data) <= 1_500_000
    with pytest.raises(InvalidInput, match="too detailed"):
        art_of(out.getvalue(), most_bytes=100_000)


def test_a_logo_keeps_what_is_clear_and_is_small() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (1200, 300), (10, 20, 30, 0)).save(out, "PNG")
    logo = logo_of(out.getvalue(), most_bytes=500_000)
    assert (logo.width, logo.height) == (600, 150)
    assert Image.open(io.BytesIO(logo.data)).getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_text_is_readable_on_whatever_was_painted() -> None:
    import random

    noise = Image.frombytes("RGB", (1376, 768), random.Random(2).randbytes(1376 * 768 * 3)).resize((344, 192))
    for image in (noise, *(Image.new("RGB", (64, 36), c) for c in ("black", "white", "#808080", "#4A56C9"))):
        for theme in THEMES.values():
            for box in ((0.0, 0.0, 1.0, 1.0), (0.05, 0.05, 0.9, 0.2), (0.99, 0.99, 0.01, 0.01)):
                inks = (theme.text, theme.muted)
                opacity = panel_needed(image, box, inks, theme.background)
                assert contrast(image, box, inks, theme.background, opacity) >= READABLE


def test_calm_art_in_the_theme_s_colour_needs_no_panel() -> None:
    for theme in THEMES.values():
        image = Image.new("RGB", (1376, 768), theme.background)
        assert panel_needed(image, (0, 0, 0.5, 1), (theme.text, theme.muted), theme.background) == 0
    assert contrast(Image.new("RGB", (8, 8), "white"), (0, 0, 1, 1), ("#000000",), "#FFFFFF", 0) == pytest.approx(21)


def test_what_was_kept_opens_again() -> None:
    assert opened(art_of(picture(), most_bytes=6_000_000).data).size == (1376, 768)
