"""What is said of a change from period to period that was asked for: only of whole periods, held against whole ones."""

from __future__ import annotations

from lunara.ask.bound import Cell, Label, Sentence
from lunara.ask.moves import group_name, in_window
from lunara.ask.shape import Story, held_against_whole, known, moment_of

MINIMUM_PERIODS = 3


def growth(story: Story, change: int, main: int, when: int) -> tuple[list[Sentence], list[Sentence]]:
    """The last change of a whole period against a whole one, and the highest and the lowest of them."""
    rows = held_against_whole(story, change, main, when)
    if not rows:
        return [_no_growth(story, change, when)], []
    last = rows[-1]
    headline: Sentence = (
        Label(change),
        ": ",
        Cell(last, change),
        " in ",
        Cell(last, when),
        ", at ",
        Cell(last, main),
        ".",
    )
    details: list[Sentence] = []
    if len(rows) >= MINIMUM_PERIODS:
        high = max(rows, key=lambda row: (known(story, row, change), -row))
        low = min(rows, key=lambda row: (known(story, row, change), row))
        details.append(("Highest in ", Cell(high, when), ": ", Cell(high, change), "."))
        details.append(("Lowest in ", Cell(low, when), ": ", Cell(low, change), "."))
    return [headline], details


def growth_by_group(story: Story, change: int, main: int, when: int | None) -> tuple[list[Sentence], list[Sentence]]:
    """The group with the highest change, and the one with the lowest: of the last whole period, where there are several."""
    rows = story.rows_with(change)
    if when is not None:
        rows = held_against_whole(story, change, main, when)
        rows = [row for row in rows if moment_of(story, row, when) == moment_of(story, rows[-1], when)]
    elif story.unlike:
        rows = []
    if not rows:
        return [_no_growth(story, change, when)], []
    ranked = sorted(rows, key=lambda row: (-known(story, row, change), row))
    high, low = ranked[0], ranked[-1]
    shown = "Of those shown, " if story.partial else ""
    start: Sentence = (shown,) if shown else ()
    if when is not None:
        start = (f"{shown}in " if shown else "In ", Cell(high, when), ", ")
    said: Sentence = () if when is not None else in_window(story)
    headline: Sentence = (*start, *group_name(story, high), " has the highest ", Label(change), *said)
    details: list[Sentence] = []
    if known(story, high, change) != known(story, low, change):
        details.append(
            ("Lowest: ", *group_name(story, low), " with ", Cell(low, change), ", at ", Cell(low, main), ".")
        )
    return [(*headline, ": ", Cell(high, change), ", at ", Cell(high, main), ".")], details


def _no_growth(story: Story, change: int, when: int | None) -> Sentence:
    noun = f"{story.facts.columns[when].grain or 'period'}s" if when is not None else "periods"
    return (Label(change), " cannot be told: there are no two whole ", noun, " here to hold against each other.")
