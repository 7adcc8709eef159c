"""What a theme draws of its own on a slide that nothing was painted for."""

from __future__ import annotations

from lunara.build.kinds.slides_parts import Shape
from lunara.charts.palette import Theme


def cover(theme: Theme, *, first: bool) -> list[Shape]:
    """The deck's cover, or the slide that opens a section of it: large quiet forms at the right, clear of the title."""
    if not first:
        return [
            Shape((0, 0, 24, 540), theme.accent),
            Shape((700, 150, 240, 240), theme.accent, 0.10, "oval"),
            Shape((760, 210, 120, 120), theme.accent, 0.22, "oval"),
        ]
    return [
        Shape((640, 0, 320, 540), theme.accent, 0.08),
        Shape((668, 60, 264, 264), theme.accent, 0.16, "oval"),
        Shape((742, 196, 190, 190), theme.series[2], 0.30, "oval"),
        Shape((676, 318, 130, 130), theme.series[1], 0.34, "oval"),
        Shape((838, 396, 70, 70), theme.accent, 0.55, "oval"),
    ]


def rule(theme: Theme) -> list[Shape]:
    """Above the title of a slide with contents."""
    return [Shape((0, 0, 960, 6), theme.accent)]
