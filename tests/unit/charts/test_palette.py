"""Colours measured, not believed: contrast with the background, and distance for colour-blind eyes."""

from __future__ import annotations

import itertools
import math

import pytest

from lunara.charts.palette import DARK, LIGHT, THEMES, Theme, theme_named

# Machado, Oliveira, Fernandes 2009: severity 1.0, on linear RGB.
_DEFICIENCIES = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour: str) -> tuple[float, ...]:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def contrast(one: str, other: str) -> float:
    light, dark = sorted(
        (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True)) for colour in (one, other)),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb: tuple[float, ...]) -> tuple[float, float, float]:
    r, g, b = rgb
    l = max(0, 0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    m = max(0, 0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    s = max(0, 0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    )


def seen(colour: str, deficiency: str) -> tuple[float, float, float]:
    rgb = linear(colour)
    rows = _DEFICIENCIES[deficiency]
    return oklab(tuple(min(1, max(0, sum(w * c for w, c in zip(row, rgb, strict=True)))) for row in rows))


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
class TestTheme:
    def test_every_series_colour_stands_out_from_the_background(self, theme: Theme) -> None:
        for colour in theme.series:
            assert contrast(colour, theme.background) >= 3, colour

    def test_text_is_readable_on_background_and_surface(self, theme: Theme) -> None:
        for ink in (theme.text, theme.muted, theme.bad, theme.good):
            assert contrast(ink, theme.background) >= 4.5, ink
            assert contrast(ink, theme.surface) >= 4.5, ink

    @pytest.mark.parametrize("deficiency", _DEFICIENCIES)
    def test_any_two_series_can_be_told_apart(self, theme: Theme, deficiency: str) -> None:
        for one, other in itertools.combinations(theme.series, 2):
            assert math.dist(seen(one, deficiency), seen(other, deficiency)) >= 0.08, (one, other)

    def test_the_sequence_runs_one_way_in_lightness(self, theme: Theme) -> None:
        lightness = [oklab(linear(colour))[0] for colour in theme.sequence]
        assert lightness == sorted(lightness, reverse=not theme.dark)


def test_the_measure_itself_can_fail() -> None:
    assert math.dist(seen("#0E9384", "deuteranopia"), seen("#C4417F", "deuteranopia")) < 0.08
    assert contrast("#F0E442", "#FFFFFF") < 3


def test_names_find_their_theme() -> None:
    assert theme_named("dark") is DARK and theme_named("lunara") is LIGHT and theme_named("nothing") is LIGHT
