"""Verbs said with a word that adds nothing: "send out a quote" is to send it, "paid out" is paid; and some that add nothing."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import things, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

_ADDS_NOTHING = {
    "out": frozenset(spread("send ship hand give mail post rent hire lend loan pay issue dish serve")),
    "in": frozenset(spread("come send hand")),
    "away": frozenset(("give",)),
}
"""Verbs that say the same without this word behind them; "sent back" and "checked in" say something else."""
_GOES_ON = frozenset(spread("of from"))
"""What makes the word the beginning of a place: "sent out of Leeds"."""


def left_out(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many quotes did we send out": did we send, where nothing of the data is called by both words."""
    del clock
    made = list(tokens)
    for at in range(len(tokens) - 1, 0, -1):
        word, behind = tokens[at].low, tokens[at + 1] if at + 1 < len(tokens) else None
        verbs = _ADDS_NOTHING.get(word, frozenset()) & {tokens[at - 1].low, *verb_stems(tokens[at - 1].low)}
        if not verbs or (behind is not None and behind.low in _GOES_ON):
            continue
        if word == "in" and not _ends(behind):
            continue  # "came in May" and "came in last month" say when
        if not _called_so(verbs, word, lexicon):
            del made[at]
    return made, []


_BASED = frozenset(spread("work works working worked operate operates operating run runs running"))


def out_of_places(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who works out of each depot" as in it, "incidents on board the Star" as on it, where nothing is called so.

    What was called off is cancelled, where the data says so.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 1):
        based = lows[at : at + 2] == ["out", "of"] and lows[at - 1] in _BASED
        aboard = (
            lows[at : at + 2] == ["on", "board"]
            and at + 2 < len(tokens)
            and tokens[at + 2].kind == "word"
            and not _ends(tokens[at + 2])
        )
        called_off = lows[at : at + 2] == ["called", "off"]
        if called_off and unknown("off", lexicon) and not unknown("cancelled", lexicon):
            return [*tokens[:at], *tokens_of("cancelled", tokens[at]), *tokens[at + 2 :]], []
        if based and unknown("out", lexicon):
            return [*tokens[:at], *tokens_of("at", tokens[at]), *tokens[at + 2 :]], []
        if aboard and lows[at - 1] != "still" and unknown("board", lexicon):
            return [*tokens[: at + 1], *tokens[at + 2 :]], []
    return list(tokens), []


_GIVE = frozenset(spread("give gives gave given donate donates donated"))


def given_money(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Companies that gave us money in 2025" as those that gave then, where gifts of money are all that is given."""
    del clock
    made = list(tokens)
    for at in range(len(made) - 1, 1, -1):
        verb = at - 1 - (made[at - 1].low == "us")
        if made[at].low != "money" or made[verb].low not in _GIVE or any(m.exact for m in lexicon.fields(("money",))):
            continue
        given = [t for t in lexicon.tables.values() if _GIFTS & set(words_of(t.label or t.name))]
        if len(given) == 1 and rows.amounts(given[0]) and _ends_here(made, at + 1):
            del made[at]
    return made, []


_GIFTS = frozenset(spread("donation gift contribution pledge donations gifts contributions pledges"))


def _ends_here(tokens: Sequence[Token], at: int) -> bool:
    """Whether nothing but when or how it was given stands behind: "money for the roof" says for what."""
    return at >= len(tokens) or tokens[at].kind == "symbol" or tokens[at].low in _LEADING


_DEALING = frozenset(spread("book buy order purchase shop trade deal come work operate play travel"))


def before_without(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Clients who book without an agency" as clients without one, where that is a field of theirs and not of what they do."""
    del clock
    lows = [t.low for t in tokens]
    if "without" not in lows:
        return list(tokens), []
    for thing in things(tokens, lexicon):
        verb = thing.end + (lows[thing.end : thing.end + 1] in (["who"], ["that"], ["which"]))
        if lows[verb + 1 : verb + 2] != ["without"] or lows[verb] not in _DEALING:
            continue
        if any(m.exact for m in lexicon.fields((tokens[verb].stem,))):
            continue
        start = verb + 2 + (lows[verb + 2 : verb + 3] != [] and lows[verb + 2] in ("a", "an", "any"))
        for end in (start + 3, start + 2, start + 1):
            named = [m.target for m in lexicon.fields(tuple(t.stem for t in tokens[start:end])) if m.exact]
            own = all(t.table == thing.table and t.kind in ("dimension", "measure") for t in named)
            if end <= len(tokens) and own and any(t.kind == "dimension" for t in named):
                return [*tokens[: thing.end], *tokens[verb + 1 :]], []
    return list(tokens), []


def _ends(behind: Token | None) -> bool:
    """Whether "in" leads to nothing behind it: "sent in?", "came in during May"."""
    return behind is None or behind.kind == "symbol" or behind.low in _LEADING


_LEADING = frozenset(spread("in by per since during on from between last this each every yesterday today over"))


def _called_so(verbs: frozenset[str], word: str, lexicon: Lexicon) -> bool:
    """Whether a name of the model has such a verb and this word: "paid_out", "date sent out"."""
    names = [n for t in lexicon.tables.values() for d in t.dimensions for n in (d.name, d.label or "")]
    names += [n for t in lexicon.tables.values() for m in t.measures for n in (m.name, m.label or "")]
    said = [words_of(name) for name in names]
    return any(word in words and any({w, *verb_stems(w)} & verbs for w in words) for words in said)
