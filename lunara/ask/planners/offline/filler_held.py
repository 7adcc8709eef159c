"""Filler that is a value of the data: "individual donors" where donors are individual or corporate, "phones that are broken"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.words import COLLECTIVES, spread
from lunara.ask.tokens import Token, stem

_TELLING = spread(
    """individual various different overall entire whole full complete particular specific certain associated related
    corresponding respective distinct unique exact broken split given done made included present used
    analysis system information data database record report chart graph table query question answer string figure order
    plus basis combination output term result results info dataset system sure altogether needed wanted new"""
)
"""Filler that can say of what kind a thing is, or in which state; words that only join or ask never do."""
_BE = spread("is are was were be been being as")
_PARTICIPLES = spread("associated related given done made included split used wanted needed")
_OF_PARTICIPLE = spread("by to with from for of into as")
_JOINING = spread("and or but in at on by per for from of since during last this today now ? . , ;")
_BESIDE = spread("and or vs versus nor , /")
_MOST_WORDS_BETWEEN = 3


def telling(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[Match]:
    """The values that such a word means: of the rows right behind it, or of those that are said to be so.

    "Individual donors", "how many phones are broken"; not "the individual donors' towns" where only shops are individual.
    """
    token = tokens[at]
    if token.low not in _TELLING:
        return []
    found = lexicon.value_matches((token.stem,), token.text)
    held = [m for m in found if stem(str(m.target.value).casefold()) == token.stem]
    if not held:
        return []
    if at and token.text[0].isupper() and not token.text.isupper():
        return [m for m in held if str(m.target.value) == token.text] or held  # written as a name is
    things = _things_behind(tokens, at, lexicon)
    near = [m for m in held if any(_of_rows(t, m.target.table, lexicon) for t in things)]
    if near:
        return near
    return held if _said_of_them(tokens, at, lexicon) or _behind_its_field(tokens, at, held, lexicon) else []


def of_a_state(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """ "Used cars", "full buses": whether such a word tells some of the things from others, which is no filler.

    "The most used machines" are ranked by it, and the "full list" and "full customer names" are no things.
    """
    if tokens[at].low not in _OF_A_STATE or (at and tokens[at - 1].low in _RANKING):
        return False
    if tokens[at].low == "broken":  # only "broken down by" and its like say nothing of the things
        return not (at + 1 < len(tokens) and tokens[at + 1].low in _APART)
    last_word = at + 1 == len(tokens) or tokens[at + 1].kind == "symbol"
    if tokens[at].low != "used" and at > 1 and tokens[at - 1].low in _BE and last_word:
        return True  # "how many buses are full"
    for end in range(min(len(tokens), at + 4), at + 1, -1):
        behind = tokens[end].low if end < len(tokens) else "?"
        last = tokens[end - 1]
        many = last.low != last.stem or last.low in COLLECTIVES
        if not many or not (behind in _JOINING or behind in _BEHIND or behind in _ASKING):
            continue
        stems = tuple(t.stem for t in tokens[at + 1 : end])
        if any(m.exact and m.target.kind == "table" for m in lexicon.fields(stems)):
            return True
        if any(
            m.score >= _CALLED_SO for m in lexicon.value_matches(stems, " ".join(t.low for t in tokens[at + 1 : end]))
        ):
            return True  # "used bikes", where a bike is a kind of things
    return False


_OF_A_STATE = spread("used full complete broken")
_APART = spread("down out up by into")
_CALLED_SO = 0.95
"""From this score on a value is called so, in the plural too."""
_RANKING = spread("most least commonly often frequently mostly")
_ASKING = spread("do does did we are is were was can could there where when")


def _things_behind(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> set[str]:
    """The tables whose rows the word stands before, also with another adjective between."""
    for start in range(at + 1, min(len(tokens), at + 2 + _MOST_WORDS_BETWEEN)):
        if tokens[start].low in _BESIDE:
            continue  # "individual and corporate donors"
        if tokens[start].kind != "word" or tokens[start].low in _JOINING or tokens[start].low in _BE:
            break
        for end in range(min(len(tokens), start + 3), start, -1):
            named = lexicon.fields(tuple(t.stem for t in tokens[start:end]))
            tables = {m.target.table for m in named if m.exact and m.target.kind == "table"}
            if tables:
                return tables
        if not lexicon.value_matches((tokens[start].stem,), tokens[start].text):
            break
    return set()


def _of_rows(thing: str, home: str, lexicon: Lexicon) -> bool:
    """Whether the value is of these rows, or of what each of them refers to."""
    return thing == home or lexicon.roads.distance_up(thing, home) == 1


def _said_of_them(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """ "Which phones are broken", "is it complete": behind "are", and not the verb of a clause ("used by", "made of")."""
    start = at
    while start > 1 and tokens[start - 1].low in _BESIDE and lexicon.value_matches((tokens[start - 2].stem,), ""):
        start -= 2  # "that are mended or used"
    before = tokens[start - 1].low if start else ""
    if before == "not" and start > 1:
        before = tokens[start - 2].low
    if before not in _BE:
        return False
    following = tokens[at + 1].low if at + 1 < len(tokens) else "?"
    if tokens[at].low in _PARTICIPLES and following in _OF_PARTICIPLE:
        return following == "by" and _names_field(tokens, at + 2, lexicon)
    return following in _JOINING


def _names_field(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """ "Used by town" are groups, "used by members" is who did it."""
    named = lexicon.fields((tokens[at].stem,)) if at < len(tokens) else []
    return bool(named) and named[0].exact and named[0].target.kind == "dimension"


def _behind_its_field(tokens: Sequence[Token], at: int, held: Sequence[Match], lexicon: Lexicon) -> bool:
    """ "With kind individual", "whose status is complete"."""
    before = [t.stem for t in tokens[max(0, at - 2) : at] if t.low not in _BE and t.low != "="]
    return bool(before) and any(
        before[-1] in lexicon.own_words(Target("dimension", m.target.table, m.target.name)) for m in held
    )


def letter(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[Match]:
    """The values that a lone letter right behind its field means: "duel deck a", "whose side is A"; an article has a noun."""
    token = tokens[at]
    if token.kind != "word" or len(token.low) != 1 or not at:
        return []
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and following.low not in _JOINING and following.low not in _BEHIND:
        return []
    fields = _fields_before(tokens, at, lexicon)
    found = [Target("value", f.table, f.name, v) for f in fields for v in _held_letters(f, token.low, lexicon)]
    return [Match(t, 1.0, True) for t in found]


_BEHIND = spread("with who that which whose have has is are !")


def _fields_before(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[Target]:
    """The fields of texts that are named right before this place, "is" and the like aside."""
    end = at
    while end > 1 and (tokens[end - 1].low in _BE or tokens[end - 1].low in ("=", "called", "named", "equal", "to")):
        end -= 1
    for start in range(max(0, end - 3), end):
        if any(t.kind != "word" for t in tokens[start:end]):
            continue
        named = lexicon.fields(tuple(t.stem for t in tokens[start:end]))
        fields = [m.target for m in named if m.exact and m.target.kind == "dimension"]
        if fields:
            return fields
    return []


def _held_letters(field: Target, low: str, lexicon: Lexicon) -> list[str]:
    values = (str(v) for v in lexicon.values.of_field(field.table, field.name, limit=_MOST_LETTERS))
    return [v for v in values if v.strip().casefold() == low]


_MOST_LETTERS = 200
