"""Figures drawn in placeholders: colours for the browser to fill in, data that it leaves alone."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from lunara.ui.screen_theme import MUTED, ON_SCREEN, SERIES, for_screen, unguarded

CONFIG = tomllib.loads((Path(__file__).resolve().parents[3] / ".streamlit" / "config.toml").read_text())
PLACEHOLDER = re.compile(r"#0000[0-4]\d")


def test_data_that_looks_like_a_placeholder_is_left_alone() -> None:
    drawn = {
        "data": [
            {
                "type": "bar",
                "name": "#000001",
                "x": ["#000012", "plain"],
                "customdata": [["#000012 and #000037", "#000012"]],
                "marker": {"color": SERIES[0]},
            }
        ],
        "layout": {"xaxis": {"ticktext": ["#000012"], "linecolor": MUTED}, "colorway": list(ON_SCREEN.series)},
    }
    shown = for_screen(drawn)
    found = PLACEHOLDER.findall(json.dumps(shown, ensure_ascii=False))
    assert found == [SERIES[0], MUTED, *SERIES]
    assert unguarded(shown["data"][0]["customdata"]) == drawn["data"][0]["customdata"]  # type: ignore[index]


def test_fills_are_faded_in_whatever_colour_the_browser_puts_in() -> None:
    trace = {"type": "scatter", "line": {"color": SERIES[1]}, "fillcolor": "rgba(0,0,2,0.18)"}
    shown = for_screen({"data": [trace], "layout": {}})
    assert shown["data"][0]["fillcolor"] == f"{SERIES[1]}2E"


def test_the_theme_of_the_app_has_a_colour_for_every_placeholder() -> None:
    for section in ("light", "dark"):
        assert len(CONFIG["theme"][section]["chartCategoricalColors"]) == len(SERIES) + 1
        assert len(CONFIG["theme"][section]["chartSequentialColors"]) == len(ON_SCREEN.sequence)
