"""Pictures for the search for writing: made here, with writing and without, each by a seed."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from lunara.charts.static import FONTS

SIZE = (1376, 768)
_FONTS = sorted(FONTS.glob("*.otf"))
WORDS = (
    "Revenue",
    "Growth 2025",
    "42%",
    "1,234",
    "Sales by region",
    "Q3",
    "AUTUMN",
    "strategy",
    "+18.5",
    "Thank you",
    "€ 3.2M",
)

Paint = Callable[[random.Random], Image.Image]


def _colour(draw: random.Random, low: int = 0, high: int = 255) -> tuple[int, int, int]:
    return draw.randint(low, high), draw.randint(low, high), draw.randint(low, high)


def gradient(draw: random.Random) -> Image.Image:
    """Two colours, one into the other, and a soft light."""
    a, b = Image.new("RGB", SIZE, _colour(draw)), Image.new("RGB", SIZE, _colour(draw))
    slope = Image.linear_gradient("L").rotate(draw.choice((0, 45, 90, 135))).resize(SIZE)
    return Image.composite(a, b, slope)


def bokeh(draw: random.Random) -> Image.Image:
    """Discs of light, some sharp."""
    image = gradient(draw)
    for _ in range(draw.randint(15, 60)):
        layer, r = Image.new("L", SIZE), draw.randint(8, 90)
        x, y = draw.randint(0, SIZE[0]), draw.randint(0, SIZE[1])
        ImageDraw.Draw(layer).ellipse((x - r, y - r, x + r, y + r), fill=draw.randint(40, 200))
        image.paste(_colour(draw, 80), mask=layer.filter(ImageFilter.GaussianBlur(draw.choice((0, 1, 6)))))
    return image


def waves(draw: random.Random) -> Image.Image:
    """Hills behind hills."""
    image = gradient(draw)
    pen = ImageDraw.Draw(image)
    for layer in range(draw.randint(3, 8)):
        base, high, long = SIZE[1] * (0.3 + 0.1 * layer), draw.uniform(10, 80), draw.uniform(80, 400)
        top = [(x, base + high * math.sin(x / long + layer)) for x in range(0, SIZE[0] + 8, 8)]
        pen.polygon([*top, (SIZE[0], SIZE[1]), (0, SIZE[1])], fill=_colour(draw))
    return image


def lines(draw: random.Random) -> Image.Image:
    """Thin curves beside one another, as on a map of heights."""
    image = gradient(draw)
    pen = ImageDraw.Draw(image)
    gap, high, long = draw.randint(8, 40), draw.uniform(5, 60), draw.uniform(60, 300)
    ink = _colour(draw)
    for y in range(-80, SIZE[1] + 80, gap):
        pen.line(
            [(x, y + high * math.sin(x / long + y / 90)) for x in range(0, SIZE[0] + 6, 6)],
            fill=ink,
            width=draw.randint(1, 4),
        )
    return image


def triangles(draw: random.Random) -> Image.Image:
    """A mesh of three-cornered tiles."""
    image = Image.new("RGB", SIZE)
    pen, step, base = ImageDraw.Draw(image), draw.randint(50, 160), _colour(draw)
    at = {
        (i, j): (i * step + draw.randint(-step // 3, step // 3), j * step + draw.randint(-step // 3, step // 3))
        for i in range(-1, SIZE[0] // step + 3)
        for j in range(-1, SIZE[1] // step + 3)
    }
    for i in range(-1, SIZE[0] // step + 2):
        for j in range(-1, SIZE[1] // step + 2):
            for corners in (((i, j), (i + 1, j), (i, j + 1)), ((i + 1, j), (i + 1, j + 1), (i, j + 1))):
                shift = draw.randint(-40, 40)
                fill = tuple(min(max(part + shift, 0), 255) for part in base)
                pen.polygon([at[one] for one in corners], fill=fill)
    return image


def dots(draw: random.Random) -> Image.Image:
    """A pattern of equal marks: discs, rings, crosses or bars."""
    image, kind = gradient(draw), draw.choice(("disc", "ring", "cross", "bar", "square"))
    pen, step, ink = ImageDraw.Draw(image), draw.randint(22, 70), _colour(draw)
    r = step * draw.uniform(0.15, 0.38)
    for x in range(step // 2, SIZE[0], step):
        for y in range(step // 2, SIZE[1], step):
            if kind == "disc":
                pen.ellipse((x - r, y - r, x + r, y + r), fill=ink)
            elif kind == "ring":
                pen.ellipse((x - r, y - r, x + r, y + r), outline=ink, width=max(2, int(r / 3)))
            elif kind == "cross":
                pen.line((x - r, y, x + r, y), fill=ink, width=max(2, int(r / 3)))
                pen.line((x, y - r, x, y + r), fill=ink, width=max(2, int(r / 3)))
            elif kind == "square":
                pen.rectangle((x - r, y - r, x + r, y + r), outline=ink, width=max(2, int(r / 3)))
            else:
                pen.rectangle((x - r / 4, y - r, x + r / 4, y + r), fill=ink)
    return image


def skyline(draw: random.Random) -> Image.Image:
    """Houses with windows, some lit."""
    image = gradient(draw)
    pen, x = ImageDraw.Draw(image), 0
    wall, lit = _colour(draw, 0, 120), _colour(draw, 150)
    while x < SIZE[0]:
        wide, high = draw.randint(60, 170), draw.randint(120, 560)
        pen.rectangle((x, SIZE[1] - high, x + wide, SIZE[1]), fill=wall)
        size = draw.randint(6, 14)
        for wx in range(x + 10, x + wide - size, size * 2):
            for wy in range(SIZE[1] - high + 12, SIZE[1] - size, size * 2):
                if draw.random() < 0.6:
                    pen.rectangle((wx, wy, wx + size, wy + size * 1.3), fill=lit)
        x += wide + draw.randint(0, 30)
    return image


def leaves(draw: random.Random) -> Image.Image:
    """Many small shapes, turned and of all sizes."""
    image = gradient(draw)
    for _ in range(draw.randint(80, 300)):
        w, h = draw.randint(14, 70), draw.randint(6, 30)
        leaf = Image.new("L", (w * 2, w * 2))
        ImageDraw.Draw(leaf).ellipse((w // 2, w - h // 2, w + w // 2, w + h // 2), fill=255)
        leaf = leaf.rotate(draw.randint(0, 359))
        image.paste(_colour(draw), (draw.randint(-40, SIZE[0]), draw.randint(-40, SIZE[1])), leaf)
    return image


def grain(draw: random.Random) -> Image.Image:
    """Noise, coarse or fine, as of paper, clouds or stone."""
    cell = draw.choice((2, 6, 14, 40))
    small = Image.frombytes(
        "L", (SIZE[0] // cell, SIZE[1] // cell), draw.randbytes((SIZE[0] // cell) * (SIZE[1] // cell))
    )
    rough = small.resize(SIZE, Image.Resampling.BICUBIC)
    return Image.blend(gradient(draw), Image.merge("RGB", (rough, rough, rough)), draw.uniform(0.1, 0.7))


def shapes(draw: random.Random) -> Image.Image:
    """A few large plain forms, filled or as outlines."""
    image = gradient(draw)
    pen = ImageDraw.Draw(image)
    for _ in range(draw.randint(5, 25)):
        x, y, r = draw.randint(0, SIZE[0]), draw.randint(0, SIZE[1]), draw.randint(15, 200)
        box, wide = (x - r, y - r, x + r, y + r), draw.randint(2, 12)
        kind = draw.choice(("disc", "ring", "square", "arc", "corner"))
        if kind == "disc":
            pen.ellipse(box, fill=_colour(draw))
        elif kind == "ring":
            pen.ellipse(box, outline=_colour(draw), width=wide)
        elif kind == "square":
            pen.rectangle(box, outline=_colour(draw), width=wide)
        elif kind == "arc":
            pen.arc(box, draw.randint(0, 180), draw.randint(181, 359), fill=_colour(draw), width=wide)
        else:
            pen.polygon([(x, y - r), (x + r, y + r), (x - r, y + r)], fill=_colour(draw))
    return image


def network(draw: random.Random) -> Image.Image:
    """Points and the lines between them."""
    image = gradient(draw)
    pen, ink = ImageDraw.Draw(image), _colour(draw)
    at = [(draw.randint(0, SIZE[0]), draw.randint(0, SIZE[1])) for _ in range(draw.randint(30, 90))]
    for one in at:
        for other in sorted(at, key=lambda to: math.dist(one, to))[1:4]:
            pen.line((*one, *other), fill=ink, width=2)
        r = draw.randint(3, 9)
        pen.ellipse((one[0] - r, one[1] - r, one[0] + r, one[1] + r), fill=ink)
    return image


def bars(draw: random.Random) -> Image.Image:
    """Upright bars of many heights, as in a drawing of a chart without its numbers."""
    image = gradient(draw)
    pen, x, ink = ImageDraw.Draw(image), draw.randint(40, 300), _colour(draw)
    wide, base = draw.randint(8, 60), draw.randint(400, 720)
    while x < SIZE[0] - 100:
        pen.rectangle((x, base - draw.randint(30, 320), x + wide, base), fill=ink)
        x += wide + draw.randint(wide // 3 + 2, wide + 4)
    return image


WITHOUT: tuple[Paint, ...] = (
    gradient, bokeh, waves, lines, triangles, dots, skyline, leaves, grain, shapes, network, bars,
)  # fmt: skip


def without_writing(seed: int) -> Image.Image:
    """A picture of the kind that `seed` names, in turn."""
    draw = random.Random(seed)
    return WITHOUT[seed % len(WITHOUT)](draw)


def with_writing(seed: int, *, fonts: tuple[Path, ...] = ()) -> tuple[Image.Image, str]:
    """Words or figures on a picture without writing, level, leaning a little or upright; and what they are.

    They stand out by at least 60 levels of 255, as what a person reads at a glance does.
    """
    draw = random.Random(seed)
    image = WITHOUT[seed % len(WITHOUT)](draw)
    text, size = draw.choice(WORDS), draw.choice((18, 24, 32, 44, 64, 96, 140))
    font = ImageFont.truetype(str(draw.choice(fonts or tuple(_FONTS))), size)
    left, top, right, bottom = font.getbbox(text)
    layer = Image.new("L", (int(right - left) + 24, int(bottom - top) + 24))
    ImageDraw.Draw(layer).text((12 - left, 12 - top), text, font=font, fill=255)
    lean = draw.choice((0, 0, 0, 0, 5, -6, 90))
    layer = layer.rotate(lean, expand=True, resample=Image.Resampling.BICUBIC)
    x = draw.randint(10, max(11, SIZE[0] - layer.width - 10))
    y = draw.randint(10, max(11, SIZE[1] - layer.height - 10))
    under = image.crop((x, y, x + layer.width, y + layer.height)).convert("L").resize((1, 1)).getpixel((0, 0))
    assert isinstance(under, int)
    dark = draw.randint(0, under - 60) if under > 127 else draw.randint(under + 60, 255)
    image.paste((dark, dark, dark), (x, y), layer)
    return image, f"{text} at {size}, leaning {lean}"
