"""How many parts the measures of a statement may have when those that they are made of are written out in them."""

from __future__ import annotations

from lunara.errors import InvalidInput

MOST_PARTS = 20_000


class Parts:
    """Counts them for one statement: measures that name others twice, in a row, double at each step."""

    def __init__(self) -> None:
        self._taken = 0

    def take(self, measure: str, number: int) -> None:
        """`number` more, in `measure`. Raises InvalidInput when there are too many."""
        self._taken += number
        if self._taken > MOST_PARTS:
            raise InvalidInput(
                f"With all measures that they are made of, the measures have more than {MOST_PARTS:,} parts; {measure} is one.",
                "Build them of fewer measures.",
            )
