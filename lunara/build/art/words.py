"""Whether there is writing in a picture: shapes that stand in a row as letters and digits do.

No words are read. Connected shapes of one brightness are found, those of the size and make of letters are kept, and rows of
at least three that share height, line, stroke and colour count as writing unless they are all alike, as a pattern is.
docs/decisions/0021-slide-art.md says what is found of it and what is not, measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    Grid = np.ndarray[Any, np.dtype[Any]]

SIDE = 1_280
"""Pictures are looked at this wide."""
RADII = (9, 24, 60)
"""Of the surroundings (pixels) that a shape stands out from: a little more than a stroke is wide."""
STANDS_OUT = 26
"""Levels of 255 between a shape and its surroundings."""
LOWEST, HIGHEST = 9, 230
FEWEST, CERTAIN = 3, 5
"""Shapes in a row that may be writing, and that are."""
EVEN, UNEVEN = 0.12, 0.24
"""How much the strokes of a row differ: of writing, and of what may be. Letters of one line hardly do."""
ACROSS = 1.22
"""Strokes that a line across a letter meets on average, at least."""
REGULAR = 0.09
"""How evenly the shapes of a pattern stand, as part of their distance; letters are of different widths."""


@dataclass(frozen=True)
class Writing:
    """Where writing was found: left, top, right, bottom as parts of the picture's width and height; of how many shapes."""

    box: tuple[float, float, float, float]
    shapes: int

    @property
    def certain(self) -> bool:
        """Whether it is a row as chance hardly makes one."""
        return self.shapes >= CERTAIN


def writing_in(image: Image.Image) -> list[Writing]:
    """Rows of shapes that look like writing, the longest first; level and upright ones."""
    import numpy as np

    grey = image.convert("L")
    if grey.width > SIDE:
        grey = grey.resize((SIDE, round(grey.height * SIDE / grey.width)))
    level = np.asarray(grey, dtype=np.float32)
    found = [(row, False) for row in _rows(level)] + [(row, True) for row in _rows(np.ascontiguousarray(level.T))]
    high, wide = level.shape
    written = []
    for row, turned in sorted(found, key=lambda one: -len(one[0])):
        left, top = row[:, 0].min(), row[:, 1].min()
        right, bottom = row[:, 2].max(), row[:, 3].max()
        if turned:
            left, top, right, bottom = top, left, bottom, right
        written.append(Writing((left / wide, top / high, right / wide, bottom / high), len(row)))
    return written


def _rows(level: Grid) -> Iterator[Grid]:
    """Rows of letter-like shapes: arrays with left, top, right, bottom and more of each shape."""
    import numpy as np

    for radius in RADII:
        around = _blurred(level, radius)
        for sign in (1.0, -1.0):
            shapes = _shapes((level - around) * sign > STANDS_OUT, level, radius)
            if len(shapes) >= FEWEST:
                for row in _chains(shapes):
                    if _is_written(row):
                        yield np.asarray(row)


def _blurred(level: Grid, radius: int) -> Grid:
    """The mean of the square around each pixel."""
    import numpy as np

    size = 2 * radius + 1
    padded = np.pad(level, radius + 1, mode="edge")[:-1, :-1].astype(np.float64)
    total = padded.cumsum(0).cumsum(1)
    summed = total[size:, size:] - total[:-size, size:] - total[size:, :-size] + total[:-size, :-size]
    return np.asarray(summed / size**2, dtype=np.float32)


def _shapes(mask: Grid, level: Grid, radius: int) -> Grid:
    """Connected shapes of `mask` that may be letters: left, top, right, bottom, area, stroke, strokes across, level, filled."""
    import numpy as np

    high, wide = mask.shape
    edge = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, start = np.nonzero(edge == 1)
    end = np.nonzero(edge == -1)[1]
    if not len(row):
        return np.empty((0, 9))
    label = _labels(row, start, end, wide)
    _, label = np.unique(label, return_inverse=True)
    count = int(label.max()) + 1
    length = (end - start).astype(np.float64)
    area = np.bincount(label, length, count)
    runs = np.bincount(label, minlength=count)
    left, top = np.full(count, wide), np.full(count, high)
    right, bottom = np.zeros(count, np.int64), np.zeros(count, np.int64)
    np.minimum.at(left, label, start)
    np.maximum.at(right, label, end)
    np.minimum.at(top, label, row)
    np.maximum.at(bottom, label, row + 1)
    sums = np.concatenate([np.zeros((high, 1)), level.cumsum(1, dtype=np.float64)], axis=1)
    brightness = np.bincount(label, sums[row, end] - sums[row, start], count) / area
    # Each run has two sides; how much of its length is open above and below comes from the mask moved by one row.
    open_above = mask & ~np.pad(mask, ((1, 0), (0, 0)))[:-1]
    open_below = mask & ~np.pad(mask, ((0, 1), (0, 0)))[1:]
    opened = np.concatenate(
        [np.zeros((high, 1)), (open_above.astype(np.int32) + open_below).cumsum(1, dtype=np.float64)], axis=1
    )
    outline = 2.0 * runs + np.bincount(label, opened[row, end] - opened[row, start], count)
    h, w = (bottom - top).astype(float), (right - left).astype(float)
    stroke = 2 * area / outline
    filled = area / (h * w)
    likely = (
        (h >= LOWEST)
        & (h <= HIGHEST)
        & (w <= 3.2 * h)
        & (w >= 0.08 * h)
        & (filled > 0.1)
        & (stroke < 0.34 * h)
        & (stroke > 0.9)
        & (left > 0)
        & (top > 0)
        & (right < wide)
        & (bottom < high)
        # What is as wide as its surroundings is cut by them.
        & (stroke < 1.1 * radius)
    )
    made = np.stack([left, top, right, bottom, area, stroke, runs / h, brightness, filled], axis=1)
    return np.asarray(made[likely])


def _labels(row: Grid, start: Grid, end: Grid, wide: int) -> Grid:
    """One number for the runs of each connected shape (by edges and corners)."""
    import numpy as np

    step = wide + 2
    starts, ends = row * step + start, row * step + end
    first = np.searchsorted(ends, starts + step, side="left")
    last = np.searchsorted(starts, ends + step, side="right")
    many = np.maximum(last - first, 0)
    one = np.repeat(np.arange(len(row)), many)
    other = np.arange(many.sum()) - np.repeat(many.cumsum() - many, many) + np.repeat(first, many)
    label = np.arange(len(row))
    while True:
        least = np.minimum(label[one], label[other])
        before = label.copy()
        np.minimum.at(label, one, least)
        np.minimum.at(label, other, least)
        np.minimum.at(label, before[one], least)
        np.minimum.at(label, before[other], least)
        label = label[label]
        if np.array_equal(before, label):
            return label


def _chains(shapes: Grid) -> Iterator[list[Grid]]:
    """Shapes that follow one another from left to right as the letters of a line do."""
    import numpy as np

    order = shapes[np.argsort(shapes[:, 0])]
    h = order[:, 3] - order[:, 1]
    after: list[int] = [-1] * len(order)
    taken: set[int] = set()
    for index, one in enumerate(order):
        begin, until = np.searchsorted(order[:, 0], [one[0] + 1, one[2] + 1.1 * h[index]])
        begin = max(int(begin), index + 1)
        near = order[begin : int(until)]
        if not len(near):
            continue
        tall = np.maximum(h[begin : int(until)], h[index])
        gap = near[:, 0] - one[2]
        fits = (
            (np.abs(near[:, 3] - one[3]) < 0.3 * tall)
            & (np.minimum(h[begin : int(until)], h[index]) > 0.5 * tall)
            & (gap > -0.2 * tall)
            & (gap < 0.75 * tall)
            & (np.abs(near[:, 7] - one[7]) < 28)
            & (np.maximum(near[:, 5], one[5]) < 1.75 * np.minimum(near[:, 5], one[5]))
        )
        for place in np.nonzero(fits)[0]:
            if begin + int(place) not in taken:
                after[index] = begin + int(place)
                taken.add(after[index])
                break
    for index in range(len(order)):
        if index in taken or after[index] < 0:
            continue
        chain, at = [], index
        while at >= 0:
            chain.append(order[at])
            at = after[at]
        if len(chain) >= FEWEST:
            yield chain


def _is_written(row: list[Grid]) -> bool:
    """Whether a row is writing: on one line, of one stroke, and of shapes that differ."""
    import numpy as np

    made = np.asarray(row)
    h, w = made[:, 3] - made[:, 1], made[:, 2] - made[:, 0]
    tall = float(np.median(h))
    middle = (made[:, 0] + made[:, 2]) / 2
    if len(row) > FEWEST and _spread(np.diff(middle)) < REGULAR:
        return False
    line = np.polyfit(made[:, 0], made[:, 3], 1)
    off = np.abs(made[:, 3] - np.polyval(line, made[:, 0]))
    if abs(line[0]) > 0.3 or np.mean(off < 0.12 * tall + 1) < 0.75:
        return False
    uneven = _spread(made[:, 5])
    if uneven > UNEVEN or np.mean(made[:, 6]) < ACROSS:
        return False
    differ = _spread(w) + _spread(made[:, 6]) + _spread(made[:, 8])
    return bool(differ > (0.32 if len(row) > FEWEST and uneven < EVEN else 0.5))


def _spread(values: Grid) -> float:
    """How far they are apart, as part of their mean."""
    return float(values.std() / values.mean())
