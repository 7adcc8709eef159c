"""Words that only say that all of the data is meant: "in our records", "are listed", "in the network" of a model called so."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.in_and_out import comes_and_goes
from lunara.ask.planners.offline.plain.things import BE, DENIALS, thing_at, things, tokens_of, unknown
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_INSIDE = frozenset(("in", "on", "from", "of", "at", "within"))
_OURS = frozenset(("our", "my", "their"))
_THE = _OURS | {"the", "this"}
_RECORDS = frozenset(("record", "records"))
_KEPT = frozenset(("listed", "recorded", "registered"))
_TRADES = frozenset(spread("company business firm organization organisation"))
"""What those who ask call themselves."""


def in_our_records(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Older than 30 in our records" without the end, which is no thing of the data even where a table is called so."""
    del lexicon, clock
    end = _end(tokens)
    lows = [t.low for t in tokens[:end]]
    if len(lows) > 4 and lows[-1] in _RECORDS and lows[-2] in _OURS and lows[-3] in _INSIDE:
        return [*tokens[: end - 3], *tokens[end:]], []
    return list(tokens), []


def listed(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many advisors are listed?" as how many there are, where nothing of the data is called so or denied."""
    del clock
    end = _end(tokens)
    lows = [t.low for t in tokens[:end]]
    if len(lows) < 3 or lows[-1] not in _KEPT or DENIALS & set(lows) or not unknown(lows[-1], lexicon):
        return list(tokens), []
    there = tokens_of("there", tokens[end - 1]) if lows[-2] in BE else []
    return [*tokens[: end - 1], *there, *tokens[end:]], []


def registered(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Registered vehicles by fuel" as the vehicles: each that the data knows is registered, where nothing tells of it.

    Kept as it is where rows have a state, a date or a yes or no, and where others tell of registrations.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(tokens) - 1):
        if lows[at] not in _NOUNS_OF or not unknown(lows[at], lexicon) or DENIALS & set(lows):
            continue
        thing = thing_at(tokens, at + 1, lexicon)
        nouns = lexicon.events.get(_NOUNS_OF[lows[at]], ())
        if thing is None or any(lexicon.knows(noun) for noun in (*nouns, _NOUNS_OF[lows[at]])):
            continue
        fields = lexicon.tables[thing.table].dimensions
        told = any(d.type in ("time", "boolean") and not d.hidden for d in fields)
        if told or any(lexicon.is_state(thing.table, d.name) or lexicon.flag(thing.table, d.name) for d in fields):
            continue
        return [*tokens[:at], *tokens[at + 1 :]], [f"“{tokens[at].text}” was read as: all that are known."]
    return list(tokens), []


_NOUNS_OF = {"recorded": "record", "registered": "register"}


def in_the_whole(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many females are in the network?" without the end, where the whole data is called so or those who ask are."""
    del clock
    end = _end(tokens)
    lows = [t.low for t in tokens[:end]]
    if len(lows) < 5 or lows[-2] not in _THE or lows[-3] not in _INSIDE or DENIALS & set(lows):
        return list(tokens), []
    called = {tokens[end - 1].stem, lows[-1]}
    if not called & (_TRADES | {*words_of(lexicon.model.name)}) or not unknown(lows[-1], lexicon):
        return list(tokens), []
    if comes_and_goes(tokens[:end], lows[-1], lexicon):
        return list(tokens), []
    start = end - 3 - (lows[-4] in BE)
    return [*tokens[:start], *tokens[end:]], []


def by_us(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many cars do we insure" of a model called insurance: how many there are, where nothing of the data is called so."""
    del clock
    end = _end(tokens)
    lows = [t.low for t in tokens[:end]]
    if len(lows) < 5 or lows[-3:-1] != ["do", "we"] or DENIALS & set(lows) or not unknown(lows[-1], lexicon):
        return list(tokens), []
    if not any(same_deed(word, lows[-1]) for word in words_of(lexicon.model.name)):
        return list(tokens), []
    if any(rows.paid_by_us(Target("table", t.table, t.table), lexicon) for t in things(tokens[:end], lexicon)):
        return list(tokens), []  # those who work for us
    return [*tokens[: end - 1], *tokens_of("have", tokens[end - 1]), *tokens[end:]], []


_FILES = frozenset(
    spread("file files record book books register system database list lists collection catalogue catalog")
)
_KEPT_ON = frozenset(("on", "in"))


def on_file(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Oldest boat on our books", "families without children on file" without the words, where nothing is called so."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 1):
        whose = lows[at + 1] in _THE
        place = at + 1 + whose
        if lows[at] not in _KEPT_ON or lows[place : place + 1] == [] or lows[place] not in _FILES:
            continue
        bare = lows[at : place + 1] in (["on", "file"], ["on", "record"])
        ends = place + 1 == len(lows) or tokens[place + 1].kind == "symbol" or lows[place + 1] in _GOES_ON
        if not (whose or bare) or not ends or not unknown(lows[place], lexicon):
            continue
        start = at - (lows[at - 1] in BE and at > 1)
        there = tokens_of("there", tokens[at]) if start < at and lows[0] == "how" else []
        return [*tokens[: start + bool(there)], *there, *tokens[place + 1 :]], []
    return list(tokens), []


_GOES_ON = frozenset(spread("by per in and with who that which from since"))


def of_all_time(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Top spenders of all time", "all-time best month" without the words, which name no field of times."""
    del lexicon, clock
    lows = [t.low for t in tokens]
    for at in range(len(lows) - 1):
        dash = lows[at + 1] == "-"
        if lows[at] != "all" or lows[at + 1 + dash : at + 2 + dash] != ["time"]:
            continue
        start = at - (at > 0 and lows[at - 1] in ("of", "for", "over", "across"))
        if start == at and not dash and at + 2 < len(lows):
            continue
        return [*tokens[:start], *tokens[at + 2 + dash :]], []
    return list(tokens), []


def _end(tokens: Sequence[Token]) -> int:
    """Where the last sentence mark stands, or the end."""
    end = len(tokens)
    while end and tokens[end - 1].kind == "symbol" and tokens[end - 1].low in "?!.":
        end -= 1
    return end
