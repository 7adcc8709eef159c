"""Which sentences a result deserves, by its shape: one number, a trend, a ranking, groups over time, a list, nothing.

Sentences are made of words and references only (`bound.Sentence`); no figure is typed here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from lunara.ask.bound import (
    Cell,
    Change,
    Conditions,
    Difference,
    Label,
    Measured,
    RowCount,
    Rows,
    Sentence,
    Share,
    Thing,
    Total,
    Window,
)
from lunara.ask.grown import growth, growth_by_group
from lunara.ask.moves import alike, biggest_step, extremes, group_name, in_window, is_rate, movement
from lunara.ask.other_numbers import EXTREMES, foremost_of_others, moves_of_others
from lunara.ask.shape import (
    Story,
    in_time,
    known,
    may_miss_zeros,
    moment_of,
    neighbours,
    nonnegative,
    scope,
    whole_periods,
)
from lunara.charts.period import period_phrase

MINIMUM_PERIODS = 3
MOST_TIED = 3


def tell(story: Story) -> tuple[list[Sentence], list[Sentence]]:
    """(headlines, details): of the headlines, the first that can be written is used."""
    facts = story.facts
    if not facts.rows:
        if facts.window is not None:
            return [("No rows match ", Window(phrase=True), "."), ("No rows match.",)], []
        return [("No rows match the question's conditions.",)], []
    if not story.measures:
        return _listed(story), []
    main = story.measures[0]
    if facts.columns[main].type != "number":
        line: Sentence = (Measured(main), ": ", Cell(0, main), ".")
        return [line if len(facts.rows) == 1 else (RowCount(), " ", Rows(), ".")], []
    if not story.rows_with(main):
        reason: Sentence = (Measured(main), " has no value ", Window(phrase=True), ": no rows match.")
        return [reason, (Measured(main), " has no value: no rows match the question's conditions.")], []
    if len(facts.rows) == 1 and story.time is None and not story.groups:
        return _single(story)
    if story.time is not None and not story.groups:
        if story.running is not None and story.rows_with(story.running):
            return _running(story, story.running, main, story.time)
        if story.growth is not None:
            return growth(story, story.growth, main, story.time)
        return _best_periods(story, main, story.time) if story.ranked else _trend(story, main, story.time)
    if story.growth is not None and (story.time is not None or main in story.compared):
        return growth_by_group(story, story.growth, main, story.time)
    if story.time is not None:
        return _trend_by_group(story, main, story.time)
    return _ranking(story, main)


def _listed(story: Story) -> list[Sentence]:
    """What a list lists, and how many: "12,154 customers without orders"."""
    if story.leads and len(story.facts.rows) == 1 and len(story.groups) > 1:
        name, number = story.groups[0], story.groups[-1]
        if story.facts.columns[number].type == "number" and story.facts.value(Cell(0, number)) is not None:
            return [(Cell(0, name), " comes first: ", Label(number), " ", Cell(0, number), ".")]
    if story.ordered is not None and len(story.facts.rows) > 1 and not story.partial:
        number = story.ordered
        named = next((g for g in story.groups if g != number and story.facts.columns[g].type == "string"), None)
        first, second = story.facts.numbers(number)[:2]
        if named is not None and first is not None and first != second:
            which: Sentence = (Cell(0, named), " comes first of ", RowCount(), " ", Rows())
            value: Sentence = (": ", Label(number), " ", Cell(0, number), ".")
            return [(*which, " ", Conditions(), *value), (*which, *value)]
    start: Sentence = ("The first ",) if story.partial and len(story.facts.rows) > 1 else ()
    when: Sentence = (" (", Window(), ")") if story.relative and story.facts.window is not None else ()
    return [
        (*start, RowCount(), " ", Rows(), " ", Conditions(), *when, "."),
        (*start, RowCount(), " ", Rows(), "."),
    ]


def _single(story: Story) -> tuple[list[Sentence], list[Sentence]]:
    main, *others = story.measures
    lines = [_value_line(story, column) for column in (main, *others) if story.facts.rows[0][column] is not None]
    return [lines[0]], lines[1:]


def _value_line(story: Story, column: int) -> Sentence:
    start: Sentence = (Measured(column), ": ", Cell(0, column))
    if story.facts.window is not None:
        start = (*start, " ", Window(phrase=True))
    other = story.compared.get(column)
    if other is None:
        return (*start, ".")
    return (*start, *_against(story, Cell(0, column), Cell(0, other)), ".")


def _against(story: Story, now: Cell, before: Cell) -> Sentence:
    """ ", up 12.0% from $100 in Mar 2024"; empty where nothing can be compared."""
    after_value, before_value = story.of(now.row, now.column), story.of(before.row, before.column)
    if after_value is not None and before_value is None and story.facts.compare_window is not None:
        return (", with nothing to compare it with (", Window(compared=True), ")")
    if after_value is None or before_value is None:
        return ()
    when: Sentence = ()
    if story.facts.compare_window is not None:
        when = (" ", Window(compared=True, phrase=True))
        if period_phrase(story.facts.compare_window).startswith("from "):
            when = (" (", Window(compared=True), ")")
    if story.unlike:
        return (", against ", before, *when)
    if alike(story, now, before):
        return (", unchanged from ", before, *when)
    word = ", up " if after_value > before_value else ", down "
    if is_rate(story, now.column):
        return (word.rstrip(), " from ", before, *when)
    if before_value == 0:
        return (word, Difference(now, before, size=True), " from ", before, *when)
    return (word, Change(now, before, size=True), " from ", before, *when)


def _best_periods(story: Story, main: int, when: int) -> tuple[list[Sentence], list[Sentence]]:
    """Periods that were picked by their number: which comes first, and no way from one to another that lies elsewhere."""
    rows = [row for row in story.rows_with(main) if story.facts.value(Cell(row, when)) is not None]
    if not rows:
        return _trend(story, main, when)
    ranked = sorted(rows, key=lambda row: (-known(story, row, main), row))
    if story.lowest_first:
        ranked.reverse()
    lead, others = ranked[0], ranked[1:]
    tied = bool(others) and known(story, others[0], main) == known(story, lead, main)
    word = " comes first by " if tied else " has the lowest " if story.lowest_first else " has the highest "
    headline: Sentence = (Cell(lead, when), word, Measured(main), *in_window(story), ": ", Cell(lead, main), ".")
    details: list[Sentence] = []
    if others and not tied:
        details.append(("Next comes ", Cell(others[0], when), " with ", Cell(others[0], main), "."))
    if len(others) > 1:
        end = "Highest here: " if story.lowest_first else "Lowest here: "
        details.append((end, Cell(others[-1], when), " with ", Cell(others[-1], main), "."))
    return [headline], details


def _trend(story: Story, main: int, when: int) -> tuple[list[Sentence], list[Sentence]]:
    rows = in_time(story, story.rows_with(main), when)
    if not rows:
        return [], []
    full = whole_periods(story, rows, when)
    first, last = full[0], full[-1]
    details: list[Sentence] = []
    if first == last and len(rows) == 2:
        # two periods were asked for, one of which is not whole: both are said, and nothing is made of their difference
        headline: Sentence = (
            *(Measured(main), ": ", Cell(rows[0], main), " in ", Cell(rows[0], when)),
            *(", ", Cell(rows[1], main), " in ", Cell(rows[1], when), "."),
        )
    elif first == last:
        headline = (Measured(main), ": ", Cell(first, main), " in ", Cell(first, when), ".")
    elif (far := _left_and_came_back(story, main, full)) is not None:
        headline = (
            *(Measured(main), ": ", Cell(last, main), " in ", Cell(last, when), " as in ", Cell(first, when)),
            *(", with ", Cell(far, main), " in ", Cell(far, when), " in between."),
        )
    else:
        headline = (
            *movement(story, main, last, first),
            " between ",
            Cell(first, when),
            " and ",
            Cell(last, when),
            ".",
        )
    details += moves_of_others(story, when)
    details += _without(story, main, when)
    if main in story.facts.additive and len(rows) > 1:
        details.append(("Over all periods: ", Total(main, tuple(rows)), "."))
    if len(full) >= MINIMUM_PERIODS:
        zeros = may_miss_zeros(story, main, rows, when)
        of = scope(story, main, rows, full, when)
        details += extremes(story, main, full, when, of, zeros=zeros)
        if not zeros and neighbours(story, full, when):
            details += biggest_step(story, main, full, when, of)
    details += _compared_groups(story, main, full[-1:], when)
    return [headline], details


def _left_and_came_back(story: Story, main: int, rows: Sequence[int]) -> int | None:
    """Of periods whose last is as the first, the one that is farthest from them; None where it is not, or all are alike."""
    first, last = Cell(rows[0], main), Cell(rows[-1], main)
    if not alike(story, last, first):
        return None
    begun = known(story, rows[0], main)
    far = max(rows[1:-1], key=lambda row: abs(known(story, row, main) - begun), default=None)
    return None if far is None or alike(story, Cell(far, main), first) else far


def _running(story: Story, total: int, main: int, when: int) -> tuple[list[Sentence], list[Sentence]]:
    """Where a running total stands at the end, how it began, and the largest part of it."""
    rows = in_time(story, story.rows_with(total), when)
    if not rows:
        return [], []
    first, last = rows[0], rows[-1]
    headline: Sentence = (Label(total), ": ", Cell(last, total), " in ", Cell(last, when), ".")
    details: list[Sentence] = []
    if first != last:
        details.append(("Began with ", Cell(first, total), " in ", Cell(first, when), "."))
    parts = in_time(story, story.rows_with(main), when)
    if main != total and len(parts) >= MINIMUM_PERIODS:
        high = max(parts, key=lambda row: (known(story, row, main), -row))
        details.append(("Most was added in ", Cell(high, when), ": ", Cell(high, main), "."))
    return [headline], details


def _without(story: Story, main: int, dimension: int) -> list[Sentence]:
    """What belongs to no group (or no date) of a dimension."""
    empty = [row for row in story.rows_with(main) if story.facts.value(Cell(row, dimension)) is None]
    if not empty or all(known(story, row, main) == 0 for row in empty):
        return []
    what: Sentence = ("Without a date",)
    if story.facts.columns[dimension].type != "time":
        what = ("Without ", Thing(dimension))
    return [(*what, ": ", Cell(empty[0], main) if len(empty) == 1 else Total(main, tuple(empty)), ".")]


def _ranking(story: Story, main: int) -> tuple[list[Sentence], list[Sentence]]:
    rows = story.rows_with(main)
    named = [row for row in rows if all(story.facts.value(Cell(row, g)) is not None for g in story.groups)] or rows
    ranked = sorted(named, key=lambda row: (-known(story, row, main), row))
    if story.lowest_first:
        ranked.reverse()
    lead = ranked[0]
    tied = [row for row in ranked if known(story, row, main) == known(story, lead, main)]
    if len(tied) == len(ranked) > 1 and len(named) == len(rows) and not story.leads:
        # nothing leads where all are alike
        return [
            (*group_name(story, lead), " and all others have the same ", Measured(main), ": ", Cell(lead, main), ".")
        ], []
    of = _of_those_named(story, main, lead, [row for row in rows if row not in named])
    headline: Sentence = (*of, *_leading(story, tied, main), *in_window(story), ": ", Cell(lead, main))
    whole = Total(main)
    shares = main in story.facts.additive and not story.partial and nonnegative(story, main) and len(rows) > 1
    part = story.of(lead, story.share) if story.share is not None else None
    if len(ranked) == 1 and not story.leads and story.share is not None and part is not None:
        headline = (*group_name(story, lead), " has ", Cell(lead, story.share), " of the total ", Measured(main))
        headline = (*headline, *in_window(story), ": ", Cell(lead, main))
    elif len(ranked) == 1 and not story.leads:
        headline = (*group_name(story, lead), ": ", Cell(lead, main), " ", Measured(main), *in_window(story))
    elif story.share is not None and len(tied) == 1 and part is not None:
        headline = (*headline, ", ", Cell(lead, story.share), " of the total")
    elif shares and len(tied) == 1:
        headline = (*headline, ", ", Share(Cell(lead, main), whole), " of all ", whole)
    details: list[Sentence] = []
    if len(ranked) > len(tied):
        second, last = ranked[len(tied)], ranked[-1]
        details.append(("Next comes ", *group_name(story, second), " with ", Cell(second, main), "."))
        if len(ranked) > len(tied) + 1:
            end = "Highest here: " if story.lowest_first else "Lowest here: " if story.partial else "Lowest: "
            details.append((end, *group_name(story, last), " with ", Cell(last, main), "."))
    if len(story.groups) == 1 and len(named) < len(rows):
        details = _without(story, main, story.groups[0]) + details
    details += _compared_groups(story, main, rows, None)
    return [(*headline, ".")], foremost_of_others(story) + details


def _of_those_named(story: Story, main: int, lead: int, unnamed: Sequence[int]) -> Sentence:
    """Said first where what belongs to no group comes before all that do."""
    best = known(story, lead, main)
    others = [known(story, row, main) for row in unnamed]
    beaten = any(other < best if story.lowest_first else other > best for other in others)
    return ("Of those named, ",) if beaten else ()


def most_moved(story: Story) -> list[Sentence]:
    """Of groups that are compared with another period, the one that moved most; nothing over time or without groups."""
    if not story.measures or not story.groups or story.time is not None:
        return []
    return _compared_groups(story, story.measures[0], story.rows_with(story.measures[0]), None)


def _leading(story: Story, tied: Sequence[int], main: int) -> Sentence:
    """ "Hardware has the highest Agents", "Hardware and Software have the highest Agents"."""
    lowest = story.lowest_first
    if story.facts.columns[main].label.lower().startswith(EXTREMES):
        return (*group_name(story, tied[0]), " comes first by ", Measured(main))
    if len(tied) == 1:
        return (*group_name(story, tied[0]), " has the lowest " if lowest else " has the highest ", Measured(main))
    names: list[str | Cell | Label] = []
    for position, row in enumerate(tied[:MOST_TIED]):
        last = position == min(len(tied), MOST_TIED) - 1 and len(tied) <= MOST_TIED
        names += [] if not names else [" and " if last else ", "]
        names += group_name(story, row)  # type: ignore[arg-type]
    names += [" and others"] if len(tied) > MOST_TIED else []
    return (*names, " share the lowest " if lowest else " share the highest ", Measured(main))


def _compared_groups(story: Story, main: int, rows: Sequence[int], when: int | None) -> list[Sentence]:
    """Where a comparison was asked: the group that moved most."""
    other = story.compared.get(main)
    if other is None or story.unlike:
        return []
    both = [row for row in rows if story.of(row, main) is not None and story.of(row, other) is not None]
    if when is None and main in story.facts.additive:
        alone = _of_one_period(story, main, other, both)
        if alone is not None:
            return [alone]
    if not both:
        return []
    row = max(both, key=lambda r: (abs(known(story, r, main) - known(story, r, other)), -r))
    now, before = Cell(row, main), Cell(row, other)
    moved = known(story, row, main) - known(story, row, other)
    if moved == 0:
        return []
    subject: Sentence = (Cell(row, when),) if when is not None else ("Most changed: ", *group_name(story, row))
    word = ", up " if moved > 0 else ", down "
    if is_rate(story, main):
        return [] if alike(story, now, before) else [(*subject, word.rstrip(), " from ", before, " to ", now, ".")]
    if known(story, row, other) == 0:
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


def _of_one_period(story: Story, main: int, other: int, both: Sequence[int]) -> Sentence | None:
    """The group that has a number in one of the periods alone, where no other one moved more."""
    alone = {
        row: Cell(row, other if story.of(row, main) is None else main)
        for row in range(len(story.facts.rows))
        if (story.of(row, main) is None) != (story.of(row, other) is None)
    }
    if not alone:
        return None
    size = {row: abs(known(story, row, cell.column)) for row, cell in alone.items()}
    row = max(alone, key=lambda one: (size[one], -one))
    if size[row] <= max((abs(known(story, r, main) - known(story, r, other)) for r in both), default=0):
        return None
    name: Sentence = ("Most changed: ", *group_name(story, row), ", from ")
    return (*name, alone[row], " to none.") if alone[row].column == other else (*name, "none to ", alone[row], ".")


def _trend_by_group(story: Story, main: int, when: int) -> tuple[list[Sentence], list[Sentence]]:
    members: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in in_time(story, story.rows_with(main), when):
        members[tuple(map(repr, (story.facts.value(Cell(row, g)) for g in story.groups)))].append(row)
    if not members:
        return [], []
    if story.partial and story.ranked:
        return _first_of_periods(story, main, when), []
    sentences: list[Sentence] = []
    if main in story.facts.additive and not story.partial:
        totals = {key: sum(known(story, row, main) for row in rows) for key, rows in members.items()}
        lead = max(members, key=lambda key: (totals[key], -members[key][0]))
        part = Total(main, tuple(members[lead]))
        line: Sentence = (
            *group_name(story, members[lead][0]),
            " has the highest ",
            Measured(main),
            " over all periods: ",
            part,
        )
        # Rows without a date are in the total and in no period.
        dated = sum(map(len, members.values())) == len(story.rows_with(main))
        if dated and nonnegative(story, main) and len(members) > 1:
            line = (*line, ", ", Share(part, Total(main)), " of all ", Total(main))
        sentences.append((*line, "."))
    ordered = in_time(story, [row for rows in members.values() for row in rows], when)
    full = whole_periods(story, ordered, when)
    final = moment_of(story, full[-1], when)
    at_end = [row for row in full if moment_of(story, row, when) == final]
    best = max(at_end, key=lambda row: (known(story, row, main), -row))
    sentences.append(
        (
            "In ",
            Cell(best, when),
            ", ",
            *group_name(story, best),
            " has the highest ",
            Measured(main),
            ": ",
            Cell(best, main),
            ".",
        )
    )
    sentences += _most_changed(story, main, when, full, members.values())
    return sentences[:1], sentences[1:]


def _first_of_periods(story: Story, main: int, when: int) -> list[Sentence]:
    """Of the best groups over all periods, the first: nothing is known of the periods and groups that are not listed."""
    numbers = {row: known(story, row, main) for row in story.rows_with(main)}
    best = (min if story.lowest_first else max)(numbers, key=numbers.__getitem__)
    tied = list(numbers.values()).count(numbers[best]) > 1
    word = " comes first by " if tied else " has the lowest " if story.lowest_first else " has the highest "
    dated = story.facts.value(Cell(best, when)) is not None
    where: Sentence = (" in ", Cell(best, when)) if dated else ()
    return [(*group_name(story, best), *where, word, Measured(main), ": ", Cell(best, main), ".")]


def _most_changed(
    story: Story, main: int, when: int, full: Sequence[int], members: Iterable[Sequence[int]]
) -> list[Sentence]:
    """The group that moved most from the first of the `full` periods to the last.

    A group that is in only one of them came from zero or went to it, unless it then has no value: no sentence is made of
    that, nor of a smaller move.
    """
    ends = [moment_of(story, full[0], when), moment_of(story, full[-1], when)]
    moves, others = [], [Decimal(0)]
    for rows in members:
        first, last = ([row for row in rows if moment_of(story, row, when) == end] for end in ends)
        if first and last:
            moves.append((abs(known(story, last[0], main) - known(story, first[0], main)), first[0], last[0]))
        elif not story.partial and main not in story.valueless:
            others += [abs(known(story, row, main)) for row in (*first, *last)]
    if not moves:
        return []
    size, before, after = max(moves, key=lambda move: (move[0], -move[1]))
    if size <= max(others):
        return []
    return [
        (
            *("Most changed: ", *group_name(story, after), ", where ", *movement(story, main, after, before)),
            *(" between ", Cell(before, when), " and ", Cell(after, when), "."),
        )
    ]
