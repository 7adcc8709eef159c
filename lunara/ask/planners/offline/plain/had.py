"""What things have or have not had, in other words: "hasn't had any visit", "on 30 contract hours", "under repair"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import thing_at, things, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_HAVE = frozenset(spread("have has had"))
_SHORT = {"haven": "have", "hasn": "has", "hadn": "had"}
_GOT = frozenset(spread("had got received made placed done taken seen"))
_ANY = (("any",), ("a", "single"), ("even", "one"), ("a",), ("an",), ("one",), ("got", "any"))
_WHO = frozenset(spread("who that which we"))
_TAKES = frozenset(spread("get gets getting receive receives receiving on have has having doing"))


def none_of(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Clients that haven't had any visit", "have not received a single order": clients without one."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 2):
        end = _denied(lows, at)
        if not end:
            continue
        end += lows[end : end + 1] != [] and lows[end] in _GOT
        any_ = next((w for w in _ANY if tuple(lows[end : end + len(w)]) == w), None)
        if any_ is None:
            continue
        thing = thing_at(tokens, end + len(any_), lexicon)
        start = at - (lows[at - 1] in _WHO)
        before = any(t.end == start for t in things(tokens[:start], lexicon))
        if thing is not None and before:
            return [*tokens[:start], *tokens_of("without any", tokens[at]), *tokens[thing.start :]], []
    return list(tokens), []


def _denied(lows: Sequence[str], at: int) -> int:
    """Where "haven't" or "have not" ends that stands at this place; 0 where none does."""
    if lows[at] in _SHORT and lows[at + 1 : at + 3] in (["'", "t"], ["’", "t"]):
        return at + 3
    return at + 2 if lows[at] in _HAVE and lows[at + 1 : at + 2] == ["not"] else 0


def so_many(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Children who get 30 funded hours", "staff on 30 contract hours": with that number of a field of theirs."""
    del clock
    for at in range(1, len(tokens) - 2):
        if tokens[at].low not in _TAKES or tokens[at + 1].kind != "number" or tokens[at + 2].kind != "word":
            continue
        start = at
        while start and tokens[start - 1].low in ("who", "that", "which", "are", "is", "do", "currently"):
            start -= 1
        thing = next((t for t in things(tokens[:start], lexicon) if t.end == start), None)
        length = next(
            (n for n in (3, 2) if thing is not None and _is_number(tokens[at + 2 : at + 2 + n], thing.table, lexicon)),
            0,
        )
        if length:
            return [*tokens[:start], *tokens_of("with", tokens[at]), *tokens[at + 1 :]], []
    return list(tokens), []


def _is_number(said: Sequence[Token], table: str, lexicon: Lexicon) -> bool:
    """Whether a number of the table, of more than one word, is called so."""
    if len(said) < 2 or any(t.kind != "word" for t in said):
        return False
    found = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact and m.target.kind == "dimension"]
    fields = [d for t in found if t.table == table and (d := lexicon.dimension(t.table, t.name)) is not None]
    return len(found) == len(fields) == 1 and fields[0].type == "number"


def under(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Berths under repair", "contracts under review": in that state, where a value is called so."""
    del clock
    for at in range(1, len(tokens) - 1):
        token = tokens[at + 1]
        if tokens[at].low != "under" or token.kind != "word" or not unknown("under", lexicon):
            continue
        if any(m.exact for m in lexicon.fields((token.stem,))):
            continue  # "under budget" is less than it
        held = [m.target for m in lexicon.value_matches((token.stem,), token.low) if m.exact]
        if held and all(lexicon.is_state(t.table, t.name) or _says_state(t.name) for t in held):
            start = at - (tokens[at - 1].low in ("currently", "still"))
            return [*tokens[:start], *tokens_of("in", tokens[at]), *tokens[at + 1 :]], []
    return list(tokens), []


_PREPOSITIONS = frozenset(spread("for on to of in with by"))


def in_full(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Jobs that are waiting for parts" where the data writes such a state without its preposition: `waiting_parts`."""
    del clock
    for at in range(1, len(tokens) - 2):
        said = (tokens[at], tokens[at + 2])
        if tokens[at + 1].low not in _PREPOSITIONS or any(t.kind != "word" for t in said):
            continue
        held = lexicon.value_matches(tuple(t.stem for t in said), f"{said[0].low} {said[1].low}")
        states = [m.target for m in held if m.exact and lexicon.is_state(m.target.table, m.target.name)]
        if not states or len({t.path for t in states}) != 1 or len(words_of(str(states[0].value))) != len(said):
            continue
        return [*tokens[: at + 1], *tokens[at + 2 :]], []
    return list(tokens), []


_ONES = frozenset(spread("days day ones cases entries"))


def state_of_each(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "What share of attendance records were sick days": of which the state is so, each row being such a day."""
    del clock
    end = len(tokens)
    while end and tokens[end - 1].kind == "symbol":
        end -= 1
    if end < 4 or tokens[end - 1].low not in _ONES or tokens[end - 3].low not in ("were", "was", "are", "is"):
        return list(tokens), []
    state, word = tokens[end - 2], tokens[end - 1]
    named = {t.table for t in things(tokens[: end - 3], lexicon)}
    held = [m.target for m in lexicon.value_matches((state.stem,), state.low) if m.exact]
    own = [t for t in held if t.table in named]
    dated = all(lexicon.time_dimension(t.table) is not None for t in own)
    fits = len(own) == len(held) == 1 and (dated or word.low not in ("day", "days"))
    if not fits or any(m.exact for m in lexicon.fields((word.stem,))):
        return list(tokens), []
    return [*tokens[: end - 1], *tokens[end:]], []


def _says_state(name: str) -> bool:
    return bool({"stat", "status", "state", "condition", "stage"} & set(name.lower().split("_")))
