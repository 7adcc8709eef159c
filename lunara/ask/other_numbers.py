"""What is said of the numbers that a question asks for beside the main one."""

from __future__ import annotations

from lunara.ask.bound import Cell, Measured, Sentence
from lunara.ask.moves import group_name, movement
from lunara.ask.shape import Story, in_time, known, whole_periods

MOST_OTHERS = 2
EXTREMES = ("highest ", "lowest ", "largest ", "smallest ")


def moves_of_others(story: Story, when: int) -> list[Sentence]:
    """How each other number moved from the first whole period to the last."""
    found: list[Sentence] = []
    for other in _others(story):
        theirs = whole_periods(story, in_time(story, story.rows_with(other), when), when)
        if len(theirs) > 1:
            ends: Sentence = (" between ", Cell(theirs[0], when), " and ", Cell(theirs[-1], when), ".")
            found.append((*movement(story, other, theirs[-1], theirs[0]), *ends))
    return found


def _others(story: Story) -> tuple[int, ...]:
    """The numbers that were asked for beside the main one; none where one of them is calculated from the others."""
    columns = story.facts.columns
    if story.compared or any(columns[one].calculation is not None for one in story.measures):
        return ()
    return tuple(one for one in story.measures[1:] if columns[one].type == "number")[:MOST_OTHERS]


def foremost_of_others(story: Story) -> list[Sentence]:
    """Of each other number the group that has the highest, where one alone has it and it is named."""
    found: list[Sentence] = []
    for other in _others(story):
        numbers = {row: known(story, row, other) for row in story.rows_with(other)}
        named = {
            r: n for r, n in numbers.items() if all(story.facts.value(Cell(r, g)) is not None for g in story.groups)
        }
        best = [row for row, number in named.items() if number == max(named.values())]
        if len(best) != 1 or len(named) < 2 or max(named.values()) < max(numbers.values()):
            continue
        start = "Of those shown, " if story.partial else ""
        extreme = story.facts.columns[other].label.lower().startswith(EXTREMES)
        word = " comes first by " if extreme else " has the highest "
        name: Sentence = (*group_name(story, best[0]), word, Measured(other), ": ")
        found.append((*([start] if start else []), *name, Cell(best[0], other), "."))
    return found
