"""What moved between two periods, which period stands out, and the biggest step: sentences over a column of a trend."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from lunara.ask.bound import Cell, Change, Difference, Label, Measured, Sentence, Window, write
from lunara.ask.shape import Story, known
from lunara.charts.parts import called

# A period that moved by less than this part of the period before it is not worth a sentence.
NOTABLE = Decimal("0.05")
UNSEEN = Decimal("0.0005")


def movement(story: Story, column: int, after: int, before: int) -> Sentence:
    """ "Revenue rose 12.0% from $100 to $112"."""
    now, then = Cell(after, column), Cell(before, column)
    new, old = known(story, after, column), known(story, before, column)
    if alike(story, now, then):
        return (Measured(column), " stayed at ", now)
    word = " rose " if new > old else " fell "
    if is_rate(story, column):
        return (Measured(column), word.rstrip(), " from ", then, " to ", now)
    how: Sentence = (
        (Difference(now, then, size=True),) if old == 0 or (old < 0) != (new < 0) else (Change(now, then, size=True),)
    )
    return (Measured(column), word, *how, " from ", then, " to ", now)


def alike(story: Story, now: Cell, before: Cell) -> bool:
    """Whether a change is too small to be seen: "rose 0.0%" says nothing, nor does "from 4.31 to 4.31"."""
    new, old = known(story, now.row, now.column), known(story, before.row, before.column)
    if new == old or (old != 0 and abs(new - old) / abs(old) < UNSEEN):
        return True
    return write((now,), story.facts) == write((before,), story.facts)


def is_rate(story: Story, column: int) -> bool:
    """Whether a number is in percent, of which a change in percent is mistaken for one in points."""
    found = story.facts.columns[column].format
    return found is not None and found.kind == "percent"


def extremes(story: Story, column: int, rows: Sequence[int], when: int, of: str, *, zeros: bool) -> list[Sentence]:
    """Which of the periods `of` this kind is highest and which lowest; with `zeros` others that are not here are zero."""
    high = max(rows, key=lambda row: (known(story, row, column), -row))
    low = min(rows, key=lambda row: (known(story, row, column), row))
    if known(story, high, column) == known(story, low, column):
        return []
    ends: list[Sentence] = []
    if not zeros or known(story, high, column) >= 0:
        ends.append(("highest in ", Cell(high, when), " (", Cell(high, column), ")"))
    if not zeros or known(story, low, column) <= 0:
        ends.append(("lowest in ", Cell(low, when), " (", Cell(low, column), ")"))
    joined = [*ends[0], *(part for end in ends[1:] for part in (", ", *end)), "."]
    return [_scoped(of, joined)]


def biggest_step(story: Story, column: int, rows: Sequence[int], when: int, of: str) -> list[Sentence]:
    steps = [(abs(known(story, b, column) - known(story, a, column)), a, b) for a, b in pairwise(rows)]
    if not steps:
        return []
    size, before, after = max(steps, key=lambda step: (step[0], -step[2]))
    base = abs(known(story, before, column))
    if size == 0 or base == 0 or size / base < NOTABLE:
        return []
    word = "biggest rise: " if known(story, after, column) > known(story, before, column) else "biggest fall: "
    now, then = Cell(after, column), Cell(before, column)
    if is_rate(story, column):
        told = (word, "from ", then, " in ", Cell(before, when), " to ", now, " in ", Cell(after, when), ".")
        return [_scoped(of, told)]
    size_of_it: Sentence = (Difference(now, then, size=True), " (", Change(now, then, size=True), ")")
    return [_scoped(of, (word, *size_of_it, " from ", Cell(before, when), " to ", Cell(after, when), "."))]


def _scoped(of: str, sentence: Sequence[Any]) -> Sentence:
    """A sentence that begins with a small letter, said of periods `of` one kind, or of all."""
    return (f"Of the {of}, ", *sentence) if of else (sentence[0].capitalize(), *sentence[1:])


def in_window(story: Story) -> Sentence:
    """ " in Oct 2026", " since 3 Mar 2025"; nothing without a window."""
    if story.facts.window is None or (story.facts.window.start is None and story.facts.window.end is None):
        return ()
    return (" ", Window(phrase=True))


def group_name(story: Story, row: int) -> Sentence:
    """A group by its name; a bare number or letter says nothing without what it is: "Product line R", and Monday is a name."""
    parts: list[str | Cell | Label] = []
    for position in story.groups:
        value = story.facts.value(Cell(row, position))
        part = story.facts.columns[position].part
        named = part is not None and called(value, part) is not None
        bare = (isinstance(value, str) and len(value.strip()) == 1) or (
            isinstance(value, int | float) and not isinstance(value, bool) and not named
        )
        parts += [" / "] if parts else []
        parts += [Label(position), " ", Cell(row, position)] if bare else [Cell(row, position)]
    return tuple(parts)
