"""Colours of charts, documents and slides, as data.

The series colours were searched for so that each stands out from its background (WCAG 3:1) and any two can be told apart
by people with protanopia, deuteranopia and tritanopia; tests/unit/charts/test_palette.py measures both.
"""

from __future__ import annotations

from dataclasses import dataclass

FONT_FAMILY = "Inter"
FONT_STACK = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


@dataclass(frozen=True)
class Theme:
    """A look. Every colour is `#RRGGBB`; `series` is used in order; `sequence` runs from the lowest value to the highest."""

    name: str
    label: str
    dark: bool
    background: str
    surface: str
    text: str
    muted: str
    grid: str
    accent: str
    good: str
    bad: str
    series: tuple[str, ...]
    sequence: tuple[str, ...]


_LIGHT_SERIES = ("#4A56C9", "#E0701F", "#0E9384", "#A278E4", "#791B11", "#654F6A", "#A55115", "#382D93")
_DARK_SERIES = ("#8C96FF", "#F59A4C", "#2FC4B2", "#F7E04F", "#8E51B6", "#BB4717", "#92F1F6", "#507B73")

LIGHT = Theme(
    name="lunara",
    label="Lunara light",
    dark=False,
    background="#FFFFFF",
    surface="#F6F7FB",
    text="#1B1E2E",
    muted="#5C6178",
    grid="#E3E5EE",
    accent="#4A56C9",
    good="#0B7A4B",
    bad="#B3261E",
    series=_LIGHT_SERIES,
    sequence=("#EEF0FC", "#C3C9F3", "#939DE4", "#6672D3", "#4A56C9", "#2B3490"),
)
DARK = Theme(
    name="lunara-dark",
    label="Lunara dark",
    dark=True,
    background="#12141F",
    surface="#1B1E2C",
    text="#F0F1F8",
    muted="#A9AEC4",
    grid="#2E3246",
    accent="#8C96FF",
    good="#4CCB8E",
    bad="#FF8A80",
    series=_DARK_SERIES,
    sequence=("#1F2340", "#343B78", "#4D57B0", "#6C77DD", "#8C96FF", "#C9CEFF"),
)
PAPER = Theme(
    name="paper",
    label="Paper",
    dark=False,
    background="#FBF9F4",
    surface="#F1EDE3",
    text="#22201B",
    muted="#635E52",
    grid="#E2DCCD",
    accent="#0B6E63",
    good="#0B6E4B",
    bad="#A6261E",
    series=("#0E9384", "#E0701F", "#4A56C9", "#A278E4", "#791B11", "#654F6A", "#A55115", "#382D93"),
    sequence=("#E4F0EA", "#B5DACF", "#7DBFB0", "#3F9E8E", "#0B7F72", "#07524A"),
)
MIDNIGHT = Theme(
    name="midnight",
    label="Midnight",
    dark=True,
    background="#0B1B2B",
    surface="#12283D",
    text="#F2F6FA",
    muted="#A8B7C7",
    grid="#24405B",
    accent="#2FC4B2",
    good="#4CCB8E",
    bad="#FF8A80",
    series=("#2FC4B2", "#F59A4C", "#8C96FF", "#F7E04F", "#8E51B6", "#C24C1B", "#92F1F6", "#507B73"),
    sequence=("#12303A", "#17545A", "#1C7A7A", "#229F96", "#2FC4B2", "#A9EBE2"),
)
THEMES: dict[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK, PAPER, MIDNIGHT)}
_ALIASES = {"light": LIGHT, "dark": DARK, "nano-banana-pro": LIGHT, "": LIGHT}


def theme_named(name: str) -> Theme:
    """The theme of that name ("light" and "dark" are understood); the light one when there is none of that name."""
    return THEMES.get(name) or _ALIASES.get(name, LIGHT)
