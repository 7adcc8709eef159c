"""People, places and things that are there for a while: what the date on which one came about says of it, and of what is its own.

An order is of its day. An owner is registered once and there ever after: the day is not that of the owner's pets, and who was
registered in a year is not who was there in it, nor who came in.
"""

from __future__ import annotations

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import says
from lunara.ask.planners.offline.words import spread
from lunara.ask.values import looks_personal
from lunara.semantic.model import Dimension

ONCE = frozenset(
    spread(
        "join sign signup register registration hire open establish found foundation enrol enroll onboard create creation"
    )
)
"""What is done to people, places and things once, when they come about."""
_OF_PEOPLE = ONCE | frozenset(spread("start begin since employ employment add"))


def named(table: str, lexicon: Lexicon) -> bool:
    """Whether the rows of a table bear names of their own, as people, places and things do and orders do not."""
    its = lexicon.tables[table]
    own = {*table_words(its), "first", "last", "full", "family", "given"}
    return any(
        words[-1:] == ("name",) and set(words[:-1]) <= own
        for d in its.dimensions
        for words in (words_of(d.name), words_of(d.label or ""))
    )


def people(table: str, lexicon: Lexicon) -> bool:
    """Whether the rows of a table are people: names of theirs are names of persons."""
    its = lexicon.tables[table]
    return any(
        ("name",) in (words_of(d.name)[-1:], words_of(d.label or "")[-1:]) and looks_personal(its, d)
        for d in its.dimensions
    )


def came_about(table: str, lexicon: Lexicon) -> Dimension | None:
    """The date that goes for rows which are people, places or things, where it is when they came about; else None."""
    own = lexicon.time_dimension(table)
    date = lexicon.dimension(table, own) if own is not None and "." not in own else None
    if date is None or not named(table, lexicon) or comes_in(table, lexicon):
        return None
    return date if says(date) & (_OF_PEOPLE if people(table, lexicon) else ONCE) else None


_COMING_IN = frozenset(spread("lead enquiry inquiry prospect"))
"""People who are an event of the day on which they came in: those of a month are those who came in then."""


def comes_in(table: str, lexicon: Lexicon) -> bool:
    """Whether rows are people who are there because they came in: leads and enquiries."""
    return bool(_COMING_IN & {*table_words(lexicon.tables[table])[-1:]})


def lends(table: str, lexicon: Lexicon) -> bool:
    """Whether the date of these rows is that of the rows that belong to them: of an order's lines, not of an owner's pets."""
    return not people(table, lexicon) and came_about(table, lexicon) is None
