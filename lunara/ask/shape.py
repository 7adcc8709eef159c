"""A result seen as a story: which columns are what, and which of its periods can be compared with each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lunara.ask.bound import Cell, Facts
from lunara.ask.periods import absent, day_of, period_before, period_end
from lunara.charts.display import as_date
from lunara.charts.whole import DAYS, Partial, apart


@dataclass(frozen=True)
class Story:
    """The result by position: time dimension, other dimensions, measures (the main one first), compared columns.

    `partial`: only some of the groups are here. `early` and `late`: why the first and the last period are not whole.
    `leads`: the query asked for the top or bottom of a ranking. `running`: the running total that was asked for. `reach`:
    the first and the last day of the data, where known.
    """

    facts: Facts
    time: int | None
    groups: tuple[int, ...]
    measures: tuple[int, ...]
    compared: dict[int, int]
    partial: bool
    early: Partial
    late: Partial
    leads: bool
    lowest_first: bool
    ranked: bool = False
    """Whether the top or bottom by the main measure was asked for."""
    running: int | None = None
    growth: int | None = None
    """The change from period to period that was asked for."""
    against: str = ""
    """What it is held against where that is not the period before: a "year" earlier, or another "period"."""
    reach: tuple[date, date] | None = None
    relative: bool = False
    """Whether the period is counted back from today, so that its days are worth saying."""
    unlike: bool = False
    """Whether the compared periods are not of the same number of days of data, so that no change is said."""
    asked: tuple[date | None, date | None] = (None, None)
    """The first day that the question is about and the day after the last, where known: of its period and of the data."""
    valueless: frozenset[int] = frozenset()
    """Measures that have no value where there are no rows; others may be zero there."""
    ordered: int | None = None
    """The column of numbers that a list without measures is in the order of."""
    share: int | None = None
    """The share of the total that was asked for, beside the main number."""

    def of(self, row: int, column: int) -> Decimal | None:
        """The number in a cell, or None."""
        return self.facts.numbers(column)[row]

    def rows_with(self, column: int) -> list[int]:
        """Rows that hold a number in this column."""
        return [row for row, number in enumerate(self.facts.numbers(column)) if number is not None]


def whole_periods(story: Story, rows: Sequence[int], when: int) -> list[int]:
    """Rows (in time order) of periods that can be compared with each other: first and last ones that are not whole left out.

    Periods outside the data (filled with zeros) are left out too. Where too few would be left, what is not surely partial
    stays.
    """
    moments = _within_reach(story, list(dict.fromkeys(moment_of(story, row, when) for row in rows)))
    kept = moments[:-1] if story.late and len(moments) > 1 else moments
    fewest = 1 if story.early == "cut" else 2
    kept = kept[1:] if story.early and len(kept) > fewest else kept
    inside = set(kept)
    return [row for row in rows if moment_of(story, row, when) in inside]


def held_against_whole(story: Story, change: int, main: int, when: int) -> list[int]:
    """Rows (in time order) whose change is that of a whole period against another whole one.

    Neither a period that is cut, not over, or where the data begins or ends is among them, nor what is held against one.
    """
    rows = in_time(story, story.rows_with(main), when)
    moments = _within_reach(story, list(dict.fromkeys(moment_of(story, row, when) for row in rows)))
    partial = ({moments[0]} if story.early and moments else set()) | (
        {moments[-1]} if story.late and moments else set()
    )
    found = []
    for row in rows:
        moment = moment_of(story, row, when)
        if story.of(row, change) is None or moment in partial or moment not in moments:
            continue
        before = _held_against(story, moment, when)
        if before is None or any(before == day_of(one) for one in partial) or _before_the_data(story, before, when):
            continue
        found.append(row)
    return found


def _held_against(story: Story, moment: str, when: int) -> date | None:
    """The day on which the period begins that a period is held against; None where it is not known."""
    day, now, then = day_of(moment), story.facts.window, story.facts.compare_window
    if day is None:
        return None
    unit = story.against or story.facts.columns[when].grain
    if unit == "period":
        starts = [day_of(window.start) if window is not None else None for window in (now, then)]
        return None if starts[0] is None or starts[1] is None else starts[1] + (day - starts[0])
    return period_before(day, unit)


def _before_the_data(story: Story, day: date, when: int) -> bool:
    """Whether the data begins later than the first few days of the period that begins on this day."""
    return story.reach is not None and apart(day, story.reach[0], story.facts.columns[when].grain)


def gaps(story: Story, rows: Sequence[int], when: int) -> bool:
    """Whether periods between these rows (in time order) are not among them. Of times that are no periods: never."""
    return bool(absent(_moments(story, rows, when), story.facts.columns[when].grain))


def neighbours(story: Story, rows: Sequence[int], when: int) -> bool:
    """Whether these rows (in time order) surely follow each other, period by period."""
    return absent(_moments(story, rows, when), story.facts.columns[when].grain) == 0


def may_miss_zeros(story: Story, column: int, rows: Sequence[int], when: int) -> bool:
    """Whether the question is about periods that are not among these rows (all that hold a number), and that count as zero.

    Where only a part of the result is here, what is left out is not known and is not zero.
    """
    if column in story.valueless or story.partial or not rows:
        return False
    moments = _moments(story, rows, when)
    grain = story.facts.columns[when].grain
    if absent(moments, grain):
        return True
    first, last = day_of(moments[0]), day_of(moments[-1])
    if first is None or last is None or grain is None:
        return False
    begins, ends = story.asked
    try:
        after = period_end(last, grain) if grain in DAYS else last + timedelta(days=1)
    except (ValueError, OverflowError):
        return False  # the last period that the calendar has
    return (begins is not None and begins < first) or (ends is not None and after < ends)


def scope(story: Story, column: int, rows: Sequence[int], full: Sequence[int], when: int) -> str:
    """Of which periods something is said that looks at `full` alone, of all `rows`: "whole months"; empty for all of them."""
    noun = f"{story.facts.columns[when].grain or 'period'}s"
    words = noun
    if len(full) < len(rows):
        sure = story.early != "unknown" or rows[0] in full
        words = f"whole {noun}" if sure else f"{noun} that are surely whole"
    if story.partial:
        return f"{words} shown"
    if words == noun and column in story.valueless and gaps(story, rows, when):
        return f"{noun} with a value"
    return "" if words == noun else words


def _moments(story: Story, rows: Sequence[int], when: int) -> list[object]:
    return [story.facts.value(Cell(row, when)) for row in rows]


def _within_reach(story: Story, moments: list[str]) -> list[str]:
    """Starts of periods that hold some of the data's days; all of them where its span is not known or holds none."""
    if story.reach is None:
        return moments
    first, last = (day.isoformat() for day in story.reach)
    begins = max((moment for moment in moments if moment[:10] <= first), default="")
    return [moment for moment in moments if begins <= moment and moment[:10] <= last] or moments


def nonnegative(story: Story, column: int) -> bool:
    """Whether no number of the column is below zero."""
    return all(known(story, row, column) >= 0 for row in story.rows_with(column))


def known(story: Story, row: int, column: int) -> Decimal:
    """The number of a cell that holds one."""
    return story.facts.number(Cell(row, column))


def moment_of(story: Story, row: int, when: int) -> str:
    """The start of a row's period, as text that sorts."""
    value = story.facts.value(Cell(row, when))
    parsed = as_date(value)
    return parsed.isoformat() if isinstance(parsed, date) else str(value)


def in_time(story: Story, rows: Sequence[int], when: int) -> list[int]:
    """Rows that have a date, in its order."""
    return sorted(
        (row for row in rows if story.facts.value(Cell(row, when)) is not None),
        key=lambda row: (moment_of(story, row, when), row),
    )
