"""When something was done last or first: "when did we last get something from Acme", "when was the last order of Acme"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.deeds import dates_of
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.plain.things import BE, DENIALS, dates, in_words, periods, thing_at, things, tokens_of
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

_LAST = {
    **dict.fromkeys(spread("last latest newest"), "latest"),
    **dict.fromkeys(spread("first earliest oldest"), "earliest"),
}
_DONE = frozenset(spread("did do does have has had"))
_WHO = frozenset(spread("we they i you somebody someone anybody anyone us"))
_THING = frozenset(spread("something anything stuff things goods"))
_A = frozenset(spread("a an any the our one some"))
_RECEIVED = frozenset(spread("get got have had"))
_EACH = frozenset(spread("each every"))


def dated(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens as the latest or the earliest day of those rows, where they go by one day and nothing is denied."""
    lows = [t.low for t in tokens]
    if len(lows) < 2 or DENIALS & set(lows):
        return list(tokens), []
    made = None
    if lows[0] == "when" and lows[1] in BE:
        made = _was(tokens, 2, lexicon)
    elif lows[0] == "when" and lows[1] in _DONE:
        made = _did(tokens, lexicon)
    elif "of" in lows[:4] and "date" in lows[:3]:
        at = lows.index("of")
        lead = set(lows[:at]) <= {"what", "is", "was", "the", "date", "show", "me", "give"}
        made = _was(tokens, at + 1, lexicon) if lead else None
    else:
        made = _by_own_day(tokens, lexicon) if not periods(tokens, clock) else None
    return (made, []) if made is not None else (list(tokens), [])


def _was(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[Token] | None:
    """ "When was the last order from Acme": the word, the thing, and what is said of it."""
    while at < len(tokens) and tokens[at].low in _A:
        at += 1
    recent = [t.low for t in tokens[at : at + 2]] == ["most", "recent"]
    way = "latest" if recent else _LAST.get(tokens[at].low) if at < len(tokens) else None
    thing = thing_at(tokens, at + 1 + recent, lexicon) if way is not None else None
    if thing is None or way is None:
        return None
    behind = tokens[thing.end :]
    deed = _day_of(behind[0], thing.table, lexicon) if behind and verb_stems(behind[0].low) else None
    if deed is not None or (behind and behind[0].low in _MADE):
        behind = behind[1:]
    own = deed or _day_of(tokens[thing.end - 1], thing.table, lexicon) or lexicon.time_dimension(thing.table)
    return _asked(way, (thing.table, own), behind, tokens[at], lexicon)


_MADE = frozenset(spread("placed made received"))


def _day_of(said: Token, table: str, lexicon: Lexicon) -> str | None:
    """The one day of these rows on which it was done: of deliveries that were booked, the day of delivery."""
    found = dates_of(said.stem, lexicon).get(table) or dates_of(said.low, lexicon).get(table, [])
    return found[0].name if len(found) == 1 else None


def _by_own_day(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token] | None:
    """ "The most recent delivery" as the row with the latest day of delivery, where the rows go by another day."""
    at = next((n for n, t in enumerate(tokens) if t.low not in _SHOW), len(tokens))
    recent = [t.low for t in tokens[at : at + 2]] == ["most", "recent"]
    way = "latest" if recent else _LAST.get(tokens[at].low) if at < len(tokens) else None
    thing = thing_at(tokens, at + 1 + recent, lexicon) if way is not None else None
    last = tokens[thing.end - 1] if thing is not None else None
    if thing is None or last is None or last.low != last.stem:
        return None
    own = _day_of(last, thing.table, lexicon)
    day = lexicon.dimension(thing.table, own) if own is not None else None
    if day is None or own == lexicon.time_dimension(thing.table):
        return None
    told = tokens_of(f"with the {way} {in_words(day)}", tokens[at])
    return [*tokens[:at], *tokens[thing.start : thing.end], *told, *tokens[thing.end :]]


_SHOW = frozenset(spread("show give me us the our what which is was"))


def _did(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token] | None:
    """ "When did we last receive bread from Acme", "when did Acme last order": the rows by their name or by the verb."""
    at = next((n for n in range(2, len(tokens) - 1) if tokens[n].low in _LAST), None)
    if at is None or at == 2:
        return None
    who, verb = list(tokens[2:at]), tokens[at + 1]
    rest = list(tokens[at + 2 :])
    while rest and rest[0].low in _A:
        rest.pop(0)
    if rest and rest[0].low in _THING:
        rest.pop(0)
    named = thing_at(rest, 0, lexicon) if rest else None
    table = named.table if named is not None else _told(verb, tokens, lexicon)
    if table is None or (named is not None and not _ties(verb, named.table, lexicon)):
        return None
    behind = rest[named.end :] if named is not None else rest
    us = len(who) == 1 and who[0].low in _WHO
    if us:
        whose = []
    elif who[0].low in _EACH and thing_at(who, 1, lexicon) is not None:
        whose = [*tokens_of("by", who[0]), *who[1:]]
    else:
        whose = [*tokens_of("of", who[0]), *(t for t in who if t.low not in ("the", "our"))]
    if behind and behind[0].kind == "word" and behind[0].low not in _FOLLOWS:
        behind = [*tokens_of("of", behind[0]), *behind]
    return _asked(_LAST[tokens[at].low], (table, lexicon.time_dimension(table)), [*whose, *behind], tokens[at], lexicon)


_FOLLOWS = frozenset(spread("from to of by for in with at on per"))


def _asked(
    way: str, day_of: tuple[str, str | None], behind: Sequence[Token], like: Token, lexicon: Lexicon
) -> list[Token] | None:
    """ "Latest received on of donations from Acme", by this day of these rows."""
    table, own = day_of
    day = lexicon.dimension(table, own) if own is not None and "." not in own else None
    if day is None:
        return None
    label = label_of(lexicon, Target("table", table, table))
    return [*tokens_of(f"{way} {in_words(day)} of {label}", like), *behind]


def _told(verb: Token, tokens: Sequence[Token], lexicon: Lexicon) -> str | None:
    """The one table whose rows a verb tells of: by the day that they go by, or by what they are called."""
    said = ("receive",) if verb.low in _RECEIVED else (verb.low, *verb_stems(verb.low))
    by_day = {
        table
        for word in said
        for table, found in dates_of(word, lexicon).items()
        if lexicon.time_dimension(table) in {t.name for t in found}
    }
    nouns = {n for w in said for n in lexicon.events.get(w, ()) if w in _TRADED or w == n or same_deed(n, w)}
    by_name = {n for n, t in lexicon.tables.items() if nouns & set(table_words(t)[-1:]) and dates(n, lexicon)}
    named = {t.table for t in things(tokens, lexicon)}
    for found in (by_day, by_name):
        if len(found - named) == 1:
            return next(iter(found - named))
        if len(found) > 1:
            return None
    return None


_TRADED = frozenset(spread("sell buy order purchase give contribute"))
"""Verbs whose rows are called by several nouns that say the same; what is paid is not what was invoiced."""


def _ties(verb: Token, table: str, lexicon: Lexicon) -> bool:
    """Whether a verb says no more of rows than that they were had: one has an order, places it, and receives a delivery."""
    said = {verb.low, *verb_stems(verb.low)}
    if said & (_RECEIVED | _HAD):
        return True
    nouns = {noun for word in said for noun in lexicon.events.get(word, ())}
    days = {t for word in said for t in dates_of(word, lexicon)}
    return table in days or bool(nouns & set(table_words(lexicon.tables[table])))


_HAD = frozenset(spread("receive place make do take see get have send issue open create book record log raise"))
