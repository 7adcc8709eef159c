"""The app's theme and the charts' palette are one look; what the theme names is in the repository."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from lunara.charts.palette import DARK, LIGHT, Theme

ROOT = Path(__file__).resolve().parents[3]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())


@pytest.mark.parametrize(("section", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_the_app_and_its_charts_share_their_colours(section: str, theme: Theme) -> None:
    chosen = CONFIG["theme"][section]
    assert chosen["backgroundColor"] == theme.background
    assert chosen["secondaryBackgroundColor"] == theme.surface
    assert chosen["textColor"] == theme.text
    assert tuple(chosen["chartCategoricalColors"]) == (*theme.series, theme.muted)
    assert (chosen["chartSequentialColors"][0], chosen["chartSequentialColors"][-1]) == (
        theme.sequence[0],
        theme.sequence[-1],
    )
    assert len(chosen["chartSequentialColors"]) == len(chosen["chartDivergingColors"]) == 10


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("section", ["light", "dark"])
def test_text_and_controls_can_be_read(section: str) -> None:
    chosen = CONFIG["theme"][section]
    background = chosen["backgroundColor"]
    assert contrast(chosen["textColor"], background) >= 7
    assert contrast(chosen["grayTextColor"], background) >= 4.5
    assert contrast(chosen["linkColor"], background) >= 4.5
    assert contrast("#FFFFFF", chosen["primaryColor"]) >= 4.5
    assert contrast(chosen["primaryColor"], background) >= 3


def test_fonts_are_in_the_repository_with_their_licence() -> None:
    static = ROOT / "lunara" / "ui" / "static"
    for face in CONFIG["theme"]["fontFaces"]:
        assert face["url"].startswith("app/static/")
        assert (static / face["url"].removeprefix("app/static/")).is_file()
    for licence in ("OFL-Inter.txt", "OFL-JetBrainsMono.txt"):
        assert "SIL OPEN FONT LICENSE" in (static / "fonts" / licence).read_text().upper()


def test_a_workspace_without_sign_in_is_not_offered_to_the_network() -> None:
    assert CONFIG["server"]["address"] == "localhost"
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"
