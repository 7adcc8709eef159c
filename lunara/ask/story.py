"""Which sentences a result deserves, by its shape: one number, a trend, a ranking, groups over time, a list, nothing.

Sentences are made of words and references only (`bound.Sentence`); no figure is typed here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from lunara.ask.bound import Cell, Change, Difference, Facts, Label, RowCount, Sentence, Share, Total, Window
from lunara.charts.display import as_date

# A period that moved by less than this part of the period before it is not worth a sentence.
NOTABLE = Decimal("0.05")
MINIMUM_PERIODS = 3


# Why the first or the last period is not whole: cut by the query's range, not over yet, or perhaps where the data begins.
Partial = Literal["", "cut", "unfinished", "unknown"]


@dataclass(frozen=True)
class Story:
    """The result by position: time dimension, other dimensions, measures (the main one first), compared columns.

    `partial`: only some of the groups are here. `early` and `late`: why the first and the last period are not whole.
    `leads`: the query asked for the top or bottom of a ranking.
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

    def of(self, row: int, column: int) -> Decimal | None:
        """The number in a cell, or None."""
        return self.facts.numbers(column)[row]

    def rows_with(self, column: int) -> list[int]:
        """Rows that hold a number in this column."""
        return [row for row, number in enumerate(self.facts.numbers(column)) if number is not None]


def tell(story: Story) -> tuple[list[Sentence], list[Sentence]]:
    """(headlines, details): of the headlines, the first that can be written is used."""
    facts = story.facts
    if not facts.rows:
        if facts.window is not None:
            return [("No rows match in ", Window(), "."), ("No rows match.",)], []
        return [("No rows match the question's conditions.",)], []
    if not story.measures:
        return [("Found ", RowCount(), " row." if len(facts.rows) == 1 else " rows.")], []
    main = story.measures[0]
    if facts.columns[main].type != "number":
        line: Sentence = (Label(main), ": ", Cell(0, main), ".")
        return [line if len(facts.rows) == 1 else ("Found ", RowCount(), " rows.")], []
    if not story.rows_with(main):
        reason: Sentence = (Label(main), " has no value in ", Window(), ": no rows match.")
        return [reason, (Label(main), " has no value: no rows match the question's conditions.")], []
    if len(facts.rows) == 1 and story.time is None and not story.groups:
        return _single(story)
    if story.time is not None and not story.groups:
        return _trend(story, main, story.time)
    if story.time is not None:
        return _trend_by_group(story, main, story.time)
    return _ranking(story, main)


def _single(story: Story) -> tuple[list[Sentence], list[Sentence]]:
    main, *others = story.measures
    lines = [_value_line(story, column) for column in (main, *others) if story.facts.rows[0][column] is not None]
    return [lines[0]], lines[1:]


def _value_line(story: Story, column: int) -> Sentence:
    start: Sentence = (Label(column), ": ", Cell(0, column))
    if story.facts.window is not None:
        start = (*start, " in ", Window()) if _bounded(story) else (*start, " ", Window())
    other = story.compared.get(column)
    if other is None:
        return (*start, ".")
    return (*start, *_against(story, Cell(0, column), Cell(0, other)), ".")


def _bounded(story: Story) -> bool:
    window = story.facts.window
    return window is not None and window.start is not None and window.end is not None


def _against(story: Story, now: Cell, before: Cell) -> Sentence:
    """ ", up 12.0% from $100 in Mar 2024"; empty where nothing can be compared."""
    after_value, before_value = story.of(now.row, now.column), story.of(before.row, before.column)
    if after_value is None or before_value is None:
        return ()
    when: Sentence = (" in ", Window(compared=True)) if story.facts.compare_window is not None else ()
    if after_value == before_value:
        return (", unchanged from ", before, *when)
    word = ", up " if after_value > before_value else ", down "
    if before_value == 0:
        return (word, Difference(now, before, size=True), " from ", before, *when)
    return (word, Change(now, before, size=True), " from ", before, *when)


def _trend(story: Story, main: int, when: int) -> tuple[list[Sentence], list[Sentence]]:
    rows = _in_time(story, story.rows_with(main), when)
    if not rows:
        return [], []
    full = whole_periods(story, rows, when)
    first, last = full[0], full[-1]
    details: list[Sentence] = []
    if first == last:
        headline: Sentence = (Label(main), ": ", Cell(first, main), " in ", Cell(first, when), ".")
    else:
        headline = (
            *_movement(story, main, last, first),
            " between ",
            Cell(first, when),
            " and ",
            Cell(last, when),
            ".",
        )
    if main in story.facts.additive and len(rows) > 1:
        details.append(("Over all periods: ", Total(main, tuple(rows)), "."))
    if len(full) >= MINIMUM_PERIODS:
        high = max(full, key=lambda row: (_known(story, row, main), -row))
        low = min(full, key=lambda row: (_known(story, row, main), row))
        if _known(story, high, main) != _known(story, low, main):
            details.append(
                (
                    "Highest in ",
                    Cell(high, when),
                    " (",
                    Cell(high, main),
                    "), lowest in ",
                    Cell(low, when),
                    " (",
                    Cell(low, main),
                    ").",
                )
            )
        details += _biggest_step(story, main, full, when)
    details += _compared_groups(story, main, full[-1:], when)
    return [headline], details


def _movement(story: Story, column: int, after: int, before: int) -> Sentence:
    """ "Revenue rose 12.0% from $100 to $112"."""
    now, then = Cell(after, column), Cell(before, column)
    new, old = _known(story, after, column), _known(story, before, column)
    if new == old:
        return (Label(column), " stayed at ", now)
    word = " rose " if new > old else " fell "
    how: Sentence = (
        (Difference(now, then, size=True),) if old == 0 or (old < 0) != (new < 0) else (Change(now, then, size=True),)
    )
    return (Label(column), word, *how, " from ", then, " to ", now)


def _biggest_step(story: Story, column: int, rows: Sequence[int], when: int) -> list[Sentence]:
    steps = [(abs(_known(story, b, column) - _known(story, a, column)), a, b) for a, b in pairwise(rows)]
    if not steps:
        return []
    size, before, after = max(steps, key=lambda step: (step[0], -step[2]))
    base = abs(_known(story, before, column))
    if size == 0 or base == 0 or size / base < NOTABLE:
        return []
    word = "Biggest rise: " if _known(story, after, column) > _known(story, before, column) else "Biggest fall: "
    now, then = Cell(after, column), Cell(before, column)
    size_of_it: Sentence = (Difference(now, then, size=True), " (", Change(now, then, size=True), ")")
    return [(word, *size_of_it, " from ", Cell(before, when), " to ", Cell(after, when), ".")]


def _ranking(story: Story, main: int) -> tuple[list[Sentence], list[Sentence]]:
    rows = story.rows_with(main)
    named = [row for row in rows if all(story.facts.value(Cell(row, g)) is not None for g in story.groups)] or rows
    ranked = sorted(named, key=lambda row: (-_known(story, row, main), row))
    if story.lowest_first:
        ranked.reverse()
    lead = ranked[0]
    word = " has the lowest " if story.lowest_first else " has the highest "
    headline: Sentence = (*_group(story, lead), word, Label(main), ": ", Cell(lead, main))
    whole = Total(main)
    shares = main in story.facts.additive and not story.partial and _nonnegative(story, main) and len(rows) > 1
    if len(ranked) == 1 and not story.leads:
        headline = (*_group(story, lead), ": ", Cell(lead, main), " ", Label(main))
    elif shares:
        headline = (*headline, ", ", Share(Cell(lead, main), whole), " of all ", whole)
    details: list[Sentence] = []
    if len(ranked) > 1:
        second, last = ranked[1], ranked[-1]
        details.append(("Next comes ", *_group(story, second), " with ", Cell(second, main), "."))
        if len(ranked) > 2:
            end = "Highest here: " if story.lowest_first else "Lowest here: " if story.partial else "Lowest: "
            details.append((end, *_group(story, last), " with ", Cell(last, main), "."))
    empty = sorted(set(rows) - set(named))
    if shares and empty and len(story.groups) == 1:
        details.append(("Without ", Label(story.groups[0]), ": ", Total(main, tuple(empty)), "."))
    details += _compared_groups(story, main, rows, None)
    return [(*headline, ".")], details


def _compared_groups(story: Story, main: int, rows: Sequence[int], when: int | None) -> list[Sentence]:
    """Where a comparison was asked: the group that moved most."""
    other = story.compared.get(main)
    if other is None:
        return []
    both = [row for row in rows if story.of(row, main) is not None and story.of(row, other) is not None]
    if not both:
        return []
    row = max(both, key=lambda r: (abs(_known(story, r, main) - _known(story, r, other)), -r))
    now, before = Cell(row, main), Cell(row, other)
    moved = _known(story, row, main) - _known(story, row, other)
    if moved == 0:
        return []
    subject: Sentence = (Cell(row, when),) if when is not None else ("Most changed: ", *_group(story, row))
    word = ", up " if moved > 0 else ", down "
    if _known(story, row, other) == 0:
        return [(*subject, word, Difference(now, before, size=True), " from ", before, ".")]
    return [
        (
            *subject,
            word,
            Difference(now, before, size=True),
            " (",
            Change(now, before, size=True),
            ") from ",
            before,
            ".",
        )
    ]


def _trend_by_group(story: Story, main: int, when: int) -> tuple[list[Sentence], list[Sentence]]:
    members: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in _in_time(story, story.rows_with(main), when):
        members[tuple(map(repr, (story.facts.value(Cell(row, g)) for g in story.groups)))].append(row)
    if not members:
        return [], []
    sentences: list[Sentence] = []
    if main in story.facts.additive:
        totals = {key: sum(_known(story, row, main) for row in rows) for key, rows in members.items()}
        lead = max(members, key=lambda key: (totals[key], -members[key][0]))
        part = Total(main, tuple(members[lead]))
        line: Sentence = (
            *_group(story, members[lead][0]),
            " has the highest ",
            Label(main),
            " over all periods: ",
            part,
        )
        if not story.partial and _nonnegative(story, main) and len(members) > 1:
            line = (*line, ", ", Share(part, Total(main)), " of all ", Total(main))
        sentences.append((*line, "."))
    ordered = _in_time(story, [row for rows in members.values() for row in rows], when)
    full = whole_periods(story, ordered, when)
    final = _moment(story, full[-1], when)
    at_end = [row for row in full if _moment(story, row, when) == final]
    best = max(at_end, key=lambda row: (_known(story, row, main), -row))
    sentences.append(
        (
            "In ",
            Cell(best, when),
            ", ",
            *_group(story, best),
            " has the highest ",
            Label(main),
            ": ",
            Cell(best, main),
            ".",
        )
    )
    moves, inside = [], set(full)
    for rows in members.values():
        kept = [row for row in rows if row in inside]
        if len(kept) > 1:
            moves.append((abs(_known(story, kept[-1], main) - _known(story, kept[0], main)), kept[0], kept[-1]))
    if moves:
        _, before, after = max(moves, key=lambda move: (move[0], -move[1]))
        if _known(story, before, main) != _known(story, after, main):
            sentences.append(
                ("Most changed: ", *_group(story, after), ", where ", *_movement(story, main, after, before),
                 " between ", Cell(before, when), " and ", Cell(after, when), ".")
            )  # fmt: skip
    return sentences[:1], sentences[1:]


def whole_periods(story: Story, rows: Sequence[int], when: int) -> list[int]:
    """Rows (in time order) of periods that can be compared with each other: first and last ones that are not whole left out.

    Where too few would be left, what is not surely partial stays.
    """
    moments = list(dict.fromkeys(_moment(story, row, when) for row in rows))
    kept = moments[:-1] if story.late and len(moments) > 1 else moments
    fewest = 1 if story.early == "cut" else 2
    kept = kept[1:] if story.early and len(kept) > fewest else kept
    inside = set(kept)
    return [row for row in rows if _moment(story, row, when) in inside]


def _group(story: Story, row: int) -> Sentence:
    parts: list[str | Cell] = []
    for position in story.groups:
        parts += [" / ", Cell(row, position)] if parts else [Cell(row, position)]
    return tuple(parts)


def _nonnegative(story: Story, column: int) -> bool:
    return all(_known(story, row, column) >= 0 for row in story.rows_with(column))


def _known(story: Story, row: int, column: int) -> Decimal:
    return story.facts.number(Cell(row, column))


def _moment(story: Story, row: int, when: int) -> str:
    value = story.facts.value(Cell(row, when))
    parsed = as_date(value)
    return parsed.isoformat() if isinstance(parsed, date) else str(value)


def _in_time(story: Story, rows: Sequence[int], when: int) -> list[int]:
    return sorted(
        (row for row in rows if story.facts.value(Cell(row, when)) is not None),
        key=lambda row: (_moment(story, row, when), row),
    )
