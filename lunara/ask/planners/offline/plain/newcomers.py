"""New things of a period: "new members per month" are those who joined in each."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.masters import comes_in
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import dates, periods, says, shown, thing_at, things, unknown
from lunara.ask.planners.offline.words import DATE_VERBS, EVENT_VERBS, spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

_COMING = frozenset(
    spread(
        """join sign signup register registration create creation hire open start enrol enroll enrolment enrollment admit
        admission launch found establish subscribe subscription add acquire purchase onboard order activate activation since"""
    )
)
"""What is done to something once, when it comes about."""
_GETTING = frozenset(
    spread("get got gain win add have come join sign register hire acquire open create enrol enroll onboard")
)
_ASKING = frozenset(
    spread(
        "how many number of the count total what was were is are show list me us give all our which a did we please compare"
    )
)
_BUSY = frozenset(
    spread(
        "busiest quietest slowest best most fewest day week month quarter year time hour for in had has get gets got"
    )
)
"""What leads to new things where the period with the most of them is asked for."""
_CONDITIONS = frozenset(
    spread("who that which with without whose having and or but not never than only among versus vs")
)
_AGAINST = frozenset(spread("vs versus with than"))
"""Between two periods these leave nobody out: "new members in 2024 vs 2023"."""
_GRAINS = frozenset(spread("day week month quarter year daily weekly monthly quarterly yearly"))


def left_out(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "New members per month": the members of each month by the date on which they joined.

    With a period they are so where a state is called "new" as well. Kept as it is where the question says more of them than
    when, or where no date tells when they came.
    """
    at = next((n for n, t in enumerate(tokens) if t.low == "new"), None)
    thing = thing_at(tokens, at + 1, lexicon) if at is not None else None
    if (
        at is None
        or thing is None
        or not (unknown("new", lexicon, thing.table) or _first_state(thing.table, lexicon))
        or any(t.low not in _ASKING | _BUSY for t in tokens[:at])
    ):
        return list(tokens), []
    starts = {start for start, _ in periods(tokens, clock)}
    against = {n for n, t in enumerate(tokens) if t.low in _AGAINST and n + 1 in starts}
    behind = [t for n, t in enumerate(tokens) if n >= thing.end and n not in against and t.kind == "word"]
    if any(t.low in _CONDITIONS or _does_something_else(t.low, thing.table, lexicon) for t in behind):
        return list(tokens), []
    if not starts and not any(t.stem in _GRAINS for t in (*tokens[:at], *behind)):
        return list(tokens), []
    if _of_others(tokens[thing.end :], thing.table, lexicon):
        return list(tokens), []
    own = lexicon.time_dimension(thing.table)
    date = next((d for d in dates(thing.table, lexicon) if d.name == own), None)
    told, label = (says(date), shown(date)) if date is not None else by_key(thing.table, own, lexicon)
    if not told & (_COMING | set(table_words(lexicon.tables[thing.table])[-1:])):
        return list(tokens), []
    words = " ".join(t.low for t in tokens[thing.start : thing.end])
    return [*tokens[:at], *tokens[at + 1 :]], [f"“New {words}” are counted by {label}."]


def came_in(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Leads that came in last month": the leads of last month, which are there because they came in."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 1):
        if lows[at] not in ("came", "come", "arrived") or "not" in lows or "never" in lows:
            continue
        start = at
        while start and lows[start - 1] in ("that", "which", "who", "have", "has", "did"):
            start -= 1
        thing = next((t for t in things(tokens[:start], lexicon) if t.end == start), None)
        if thing is not None and comes_in(thing.table, lexicon) and unknown(lows[at], lexicon, thing.table):
            return [*tokens[:start], *tokens[at + 1 :]], []
    return list(tokens), []


def _first_state(table: str, lexicon: Lexicon) -> bool:
    """Whether "new" is a state of the things alone: what came in then is no longer in it, once something was done with it."""
    called = [m.target for m in lexicon.fields(("new",)) if m.exact]
    held = [m.target for m in lexicon.value_matches(("new",), "new") if m.exact and m.target.table == table]
    return not called and bool(held) and all(lexicon.is_state(t.table, t.name) for t in held)


def by_key(table: str, own: str | None, lexicon: Lexicon) -> tuple[frozenset[str], str]:
    """The words of a key to the calendar by which rows go, and what it is called: "start date" of `start_date_key`."""
    aimed = (own or "").rpartition(".")[0]
    roads = [r for r in lexicon.model.relationships if r.from_table == table and aimed in (r.name, r.to_table)]
    if not aimed or len(roads) != 1 or len(roads[0].from_columns) != 1:
        return frozenset(), ""
    words = [w for w in words_of(roads[0].from_columns[0]) if w not in ("key", "id", "sk", "fk")]
    return frozenset((*words, *(v for w in words for v in verb_stems(w)))), " ".join(words).capitalize()


def _of_others(tokens: Sequence[Token], table: str, lexicon: Lexicon) -> bool:
    """Whether a number, or rows that do not stand above the new ones, are named: "new products by revenue in 2024"."""
    for at in range(len(tokens)):
        for end in (at + 1, at + 2):
            named = [m.target for m in lexicon.fields(tuple(t.stem for t in tokens[at:end])) if m.exact]
            tables = {t.table for t in named if t.kind == "table"}
            if tables and not any(lexicon.roads.distance_up(table, t) is not None for t in tables):
                return True
            if not tables and any(t.kind in ("measure", "derived") for t in named):
                return True
    return False


def _does_something_else(word: str, table: str, lexicon: Lexicon) -> bool:
    """Whether a verb tells of more than that they came: of another deed, or of rows elsewhere ("enrolled in a course")."""
    verbs = set(verb_stems(word))
    if not verbs & (EVENT_VERBS.keys() | DATE_VERBS.keys()):
        return False
    return not verbs & _GETTING or _told_elsewhere(verbs, table, lexicon)


def _told_elsewhere(verbs: set[str], table: str, lexicon: Lexicon) -> bool:
    """Whether no date of the things is called after the verb, but rows or a date of another table are."""
    if any(says(date) & verbs for date in dates(table, lexicon)):
        return False
    nouns = {noun for verb in verbs for noun in (verb, *lexicon.events.get(verb, ()))}
    return any(
        set(table_words(lexicon.tables[other])[-1:]) & nouns
        or any(says(date) & verbs for date in dates(other, lexicon))
        for other in lexicon.tables
        if other != table
    )
