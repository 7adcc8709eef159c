"""The organization's style: read from its settings whatever they hold, kept small, and readable on every theme."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from lunara.build.art.house import (
    MOST_LOGO_BYTES,
    VISIBLE,
    House,
    dressed,
    house_json,
    house_logo,
    house_of,
    in_house,
    ratio,
)
from lunara.build.artifact import HOUSE_LOGO, PAINTED, Slide, SlidesContent, StyleBrief
from lunara.build.document import Provenance
from lunara.build.kinds.slides_layout import sheets, theme_of
from lunara.build.kinds.slides_parts import Image as Shown
from lunara.charts.palette import THEMES
from lunara.errors import InvalidInput

COLOUR = st.from_regex(r"#[0-9A-Fa-f]{6}", fullmatch=True)


def file(kind: str = "PNG", size: tuple[int, int] = (900, 300), noisy: bool = False) -> bytes:
    noise = [Image.effect_noise(size, 120) for _ in range(3)]
    image = Image.merge("RGB", noise) if noisy else Image.new("RGB", size, "#0B6E63")
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


@given(colours=st.lists(COLOUR, max_size=4), theme=st.sampled_from(list(THEMES)))
def test_own_colours_stand_out_from_the_ground_of_every_theme(colours: list[str], theme: str) -> None:
    worn = dressed(THEMES[theme], colours)
    assert len(worn.series) == len(THEMES[theme].series)
    assert all(ratio(one, worn.background) >= VISIBLE for one in (worn.accent, *worn.series[: len(colours)]))


@given(
    raw=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=5)
            | st.dictionaries(st.sampled_from(["style", "theme", "colours", "mood", "logo", "x"]), inner, max_size=5)
        ),
    )
)
def test_settings_of_any_kind_are_read(raw: Any) -> None:
    read = house_of({"style": raw})
    assert read == house_of({"style": house_json(read)})


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_written_anew_and_small(kind: str) -> None:
    made = house_logo(file(kind) + b"<script>more</script>")
    assert made[:8] == b"\x89PNG\r\n\x1a\n" and len(made) <= MOST_LOGO_BYTES and b"script" not in made
    assert house_of({"style": house_json(House(logo=made))}).logo == made


@pytest.mark.parametrize(
    "given_", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", file()[:200]]
)
def test_what_is_no_picture_is_refused(given_: bytes) -> None:
    with pytest.raises(InvalidInput):
        house_logo(given_)


def header_of(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and holds little else."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body)) + file()[33:]


def plain_png(width: int, height: int) -> bytes:
    """A whole picture of one colour and of few bytes."""
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "logo",
    [
        header_of(16_000, 11_000),
        header_of(60_000, 60_000),
        plain_png(6_000, 6_000),
        plain_png(361, 20),
        file(size=(300, 100))[:200],
        file(size=(300, 100))[:33],
        file("JPEG", size=(300, 100)),
        b"\x89PNG\r\n\x1a\n and words",
    ],
    ids=[
        "large",
        "a bomb",
        "small bytes",
        "wider than kept",
        "cut",
        "a header",
        "another kind",
        "none",
    ],
)
def test_a_logo_in_the_settings_that_nobody_here_wrote_is_none(logo: bytes) -> None:
    assert len(logo) <= MOST_LOGO_BYTES
    read = house_of({"style": {"mood": "calm", "logo": base64.b64encode(logo).decode()}})
    assert (read.logo, read.mood) == (b"", "calm")


def test_a_logo_is_looked_at_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[tuple[int, int]] = []
    load = ImageFile.ImageFile.load
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda image: unpacked.append(image.size) or load(image))
    told = {"logo": base64.b64encode(plain_png(6_000, 6_000)).decode()}
    assert house_of({"style": told}).logo == b"" and unpacked == []
    kept = house_logo(file(size=(300, 100)))
    unpacked.clear()
    assert house_of({"style": house_json(House(logo=kept))}).logo == kept and unpacked == [(300, 100)]


def test_a_logo_that_stays_large_is_refused() -> None:
    with pytest.raises(InvalidInput, match="too detailed"):
        house_logo(file(noisy=True, size=(900, 900)))


def test_a_deck_without_a_style_has_that_of_its_organization_and_one_with_a_style_its_own() -> None:
    house = House("paper", "calm", ("#0B6E63",), house_logo(file()))
    deck = SlidesContent(slides=(Slide(id="a", kind="text", title="A", text="- b"),), template="midnight")
    ours = in_house(deck, house)
    assert (theme_of(ours).name, theme_of(ours).accent) == ("midnight", dressed(THEMES["midnight"], ["#0B6E63"]).accent)
    (sheet,) = sheets(ours, {}, Provenance("x"), {HOUSE_LOGO: house.logo})
    assert [part.data for part in sheet.parts if isinstance(part, Shown)] == [house.logo]
    painted = in_house(deck.model_copy(update={"template": PAINTED}), house)
    assert painted.brief == StyleBrief(theme="paper", mood="calm", colours=("#0B6E63",), logo=HOUSE_LOGO)
    own = deck.model_copy(update={"brief": StyleBrief(theme="midnight")})
    assert in_house(own, house) is own and theme_of(own) == THEMES["midnight"]
    assert in_house(deck, House()) is deck
