"""Who did or was done something that only people of one table have a day of: "who was hired in May", "who left last year".

People who joined or started are those who were hired, where the day of that is the only one on which they came about.
"""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.plain.did_we import kind_before
from lunara.ask.planners.offline.plain.things import BE, DENIALS, dates, says, things, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock

_JOIN = frozenset(spread("join start begin"))
_HIRE = frozenset(spread("hire employ employment recruit"))
_LEAVE = frozenset(spread("leave quit resign"))
_ENDED = frozenset(spread("terminate termination leave resign resignation dismissal separation exit"))
_BEING = BE | frozenset(spread("has have had got newly"))
_WE = frozenset(("we", "you", "they"))
_PEOPLE = frozenset(("people", "persons"))
_FIRST = frozenset(("first", "last"))
_ENDS = frozenset(
    spread("in on since during before after between from until by this last first next most recently so ever , . ?")
)


def asked(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who has been hired since 2024" and "how many people did we hire" by the name of those who are hired.

    Kept as it is where people of several tables, or none, have a day of it.
    """
    del clock
    lows = [t.low for t in tokens]
    if DENIALS & set(lows):
        return list(tokens), []
    if lows[:1] == ["who"]:
        start, lead = 1, "which"
    elif lows[:2] == ["how", "many"] and lows[2:3] and lows[2] in _PEOPLE and unknown(lows[2], lexicon):
        start, lead = 3, "how many"
    else:
        return list(tokens), []
    at = start
    while at < len(lows) and lows[at] in _BEING | _WE | {"did"}:
        at += 1
    behind = at + 1 + _whom(lows, at + 1, lexicon)
    if at >= len(tokens) or lows[at].endswith("ing") or (behind < len(tokens) and lows[behind] not in _ENDS):
        return list(tokens), []
    found = _whose(lows[at], lexicon, of_company=behind == at + 3)
    if len(found) != 1:
        return list(tokens), []
    table, participle = found[0]
    label = label_of(lexicon, Target("table", table, table))
    one = lead == "which" and lows[behind : behind + 1] and lows[behind] in _FIRST and lows[behind + 1 :] in ([], ["?"])
    name = " ".join(stem(w) for w in label.lower().split()) if one else label
    made = [*tokens_of(f"{lead} {name}", tokens[0]), *tokens_of(participle, tokens[at]), *tokens[behind:]]
    note = f"“{' '.join(t.text for t in tokens[:behind])}” was asked of {label}."
    return made, [note]


def _whom(lows: Sequence[str], at: int, lexicon: Lexicon) -> int:
    """How many words "us" or "the company" are that stand here; 0 for anything else."""
    if lows[at : at + 1] == ["us"]:
        return 1
    named = lows[at : at + 1] in (["the"], ["our"]) and lows[at + 1 : at + 2] and lows[at + 1] in _COMPANY
    return 2 if named and unknown(lows[at + 1], lexicon) else 0


_COMPANY = frozenset(spread("company business firm organisation organization"))


def joined(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Staff who joined in 2024" as those who were hired, where their rows have that day and no other of joining."""
    del clock
    lows = [t.low for t in tokens]
    for verb in range(1, len(tokens)):
        if not (_JOIN | {"quit", "resign"}) & {*verb_stems(lows[verb]), lows[verb]} or lows[verb].endswith("ing"):
            continue
        end = verb
        while end > 1 and lows[end - 1] in _BEING | {"who", "that"}:
            end -= 1
        thing = next((t for t in things(tokens[:end], lexicon) if t.end == end), None) or kind_before(
            tokens, end, lexicon
        )
        if thing is None or not (masters.people(thing.table, lexicon) or _employed(thing.table, lexicon)):
            continue
        behind = verb + 1 + _whom(lows, verb + 1, lexicon)
        if behind < len(lows) and lows[behind] not in _ENDS:
            continue
        participle = _told(thing.table, {*verb_stems(lows[verb]), lows[verb]}, lexicon)
        if participle is None or any(says(d) & set(verb_stems(lows[verb])) for d in dates(thing.table, lexicon)):
            continue
        return [*tokens[: thing.end], *tokens_of(participle, tokens[verb]), *tokens[behind:]], []
    return list(tokens), []


def _employed(table: str, lexicon: Lexicon) -> bool:
    """Whether rows with names have a day on which they were hired: technicians."""
    return masters.named(table, lexicon) and any(says(d) & _HIRE for d in dates(table, lexicon))


def _whose(word: str, lexicon: Lexicon, *, of_company: bool) -> list[tuple[str, str]]:
    """The tables of people who have a day of this, each with how that is said of them; customers join no company."""
    verbs = {word, *verb_stems(word)}
    people = [t for t in lexicon.tables if masters.people(t, lexicon)]
    told = [(t, p) for t in people if (p := _told(t, verbs, lexicon)) is not None]
    others = [t for t in lexicon.tables if t not in {name for name, _ in told} and masters.came_about(t, lexicon)]
    return [] if others and "join" in verbs and not of_company else told  # customers may have joined as well


def _told(table: str, verbs: set[str], lexicon: Lexicon) -> str | None:
    """How it is said of people of a table that this was done: by a day of theirs that is called so or means it."""
    days = dates(table, lexicon)
    if _LEAVE & verbs and any(says(d) & _ENDED for d in days):
        return "left"
    if (_JOIN | _HIRE) & verbs and any(says(d) & _HIRE for d in days):
        return "were hired"
    return None
