"""The search for writing, on pictures made here. What it finds in all is measured in docs/decisions/0021-slide-art.md."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageFont

from lunara.build.art.words import writing_in
from lunara.charts.static import FONTS
from tests.unit.build.art.made_art import SIZE, bokeh, gradient, shapes, waves, with_writing, without_writing


def lettered(
    text: str, size: int, *, at: tuple[int, int] = (300, 300), ink: str = "#1B1E2E", turned: int = 0
) -> Image.Image:
    image = Image.new("RGB", SIZE, "#F6F7FB")
    font = ImageFont.truetype(str(FONTS / "Inter-Regular.otf"), size)
    layer = Image.new("L", (900, 240))
    ImageDraw.Draw(layer).text((20, 20), text, font=font, fill=255)
    image.paste(
        Image.new("RGB", SIZE, ink).crop((0, 0, 900, 240)).resize(layer.size).rotate(0), at, layer.rotate(turned)
    )
    return image


@pytest.mark.parametrize("text", ["Revenue by region", "2,483,901", "AUTUMN REVIEW", "+18.5 points"])
@pytest.mark.parametrize("size", [22, 80])
def test_words_and_figures_are_found_where_they_stand(text: str, size: int) -> None:
    found = writing_in(lettered(text, size))
    assert found and found[0].certain
    left, top, right, bottom = found[0].box
    assert 0.15 < left < right <= 0.95 and 0.37 < top < bottom < 0.7


def test_light_on_dark_and_upright_writing_are_found() -> None:
    assert any(row.certain for row in writing_in(lettered("Revenue by region", 40, ink="#C9CEFF")))
    upright = lettered("Revenue by region", 40).rotate(90, expand=True)
    assert any(row.certain for row in writing_in(upright))


@pytest.mark.parametrize("paint", [gradient, bokeh, waves, shapes])
def test_calm_pictures_have_none(paint: object) -> None:
    import random

    for seed in range(2):
        assert not [row for row in writing_in(paint(random.Random(seed))) if row.certain]  # type: ignore[operator]


def test_a_plain_and_a_tiny_picture_are_looked_at() -> None:
    assert writing_in(Image.new("RGB", SIZE, "white")) == []
    assert writing_in(Image.new("RGB", (3, 2), "black")) == []


def test_what_was_measured_still_holds_on_a_few() -> None:
    seeds = range(500, 508)
    false = sum(any(row.certain for row in writing_in(without_writing(seed))) for seed in seeds)
    found = sum(bool(writing_in(with_writing(seed)[0])) for seed in seeds)
    assert false <= 2 and found >= 4
