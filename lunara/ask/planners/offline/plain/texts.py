"""Texts that names have in them: "have 'Express' in their names", "without the letter M in their first names"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import things, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_TEXTS = spread("letter letters word words string substring text phrase character characters")
_HOLDS = spread(
    "contain contains containing include includes including begin begins beginning start starts starting end ends ending"
)
_STARTS = spread("begin begins beginning start starts starting end ends ending")
_HAVING = spread("with have has having had")
_AUX = spread("do does did")
_WHOSE = spread("their its his her the")
_ARTICLES = spread("the a an")
_LETTERS = frozenset(("a", "i"))
"""Letters that are words of the language too."""
_BEHIND = spread("? . ! , and or by per in with who that which have has had are is")


def spelled(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Contains the letter M", "starting with A": what is looked for is a text as it is written, no word of the question."""
    del clock
    lows = [t.low for t in tokens]
    made = list(tokens)
    for at in range(2, len(tokens)):
        led = lows[at - 2] in _STARTS and lows[at - 1] in ("with", "in")
        if led and lows[at] in _LETTERS and (lows[at + 1 : at + 2] or ["?"])[0] in _BEHIND:
            made[at] = replace(tokens[at], kind="quoted")  # "starting with A", which is no article there
    for at in range(1, len(tokens) - 1):
        said = tokens[at + 1]
        if lows[at] not in _TEXTS or not unknown(lows[at], lexicon) or said.kind not in ("word", "number"):
            continue
        before = at - 1 - (lows[at - 1] in _ARTICLES)
        led = before >= 0 and lows[before] in _HOLDS | _HAVING | {"without", "with"}
        letter = lows[at] in ("letter", "character") and len(said.low) == 1
        if led and (
            letter or (lows[at] in ("word", "string", "substring", "text", "phrase") and said.low not in _WHOSE)
        ):
            made[at + 1] = replace(said, kind="quoted")
    return made, []


def within(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Have 'Express' in their names": whose names contain it; "without" and "do not have" deny it."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 3):
        if not _is_text(tokens, at, lexicon) or lows[at + 1] not in ("in", "within") or lows[at + 2] not in _WHOSE:
            continue
        if not _named(tokens[at + 3 : at + 6], lexicon):
            continue
        start = at - (lows[at - 1] in _TEXTS)
        start -= lows[start - 1] in _ARTICLES
        lead = lows[start - 1] if start else ""
        if not _said_of_a_thing(tokens[: start - 1], lexicon):
            continue  # "a song having 'Hey' in its name", where songs are no rows
        if lead == "without":
            told, said = tokens_of("not containing", tokens[at]), replace(tokens[at], kind="quoted")
            return [*tokens[: start - 1], *told, said, *tokens[at + 1 :]], []
        if lead not in _HAVING:
            continue
        before = start - 1
        denied = before > 1 and lows[before - 1] in ("not", "n't") and lows[before - 2] in _AUX
        before -= 2 if denied else 0
        told = tokens_of("not containing" if denied else "containing", tokens[at])
        return [*tokens[:before], *told, replace(tokens[at], kind="quoted"), *tokens[at + 1 :]], []
    return list(tokens), []


def _said_of_a_thing(before: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a thing of the data stands right before, so that the name is its own."""
    end = len(before)
    while end and before[end - 1].low in _AUX | {"not", "n't", "that", "which", "who"}:
        end -= 1
    return any(thing.end == end for thing in things(before[:end], lexicon))


def _is_text(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether this is a text in quotes, of which single ones are no tokens, or a capitalised word that nothing is called."""
    said = tokens[at]
    marked = said.start - tokens[at - 1].end > 1 or said.text[:1].isupper()
    return said.kind == "quoted" or (said.kind == "word" and marked and unknown(said.low, lexicon))


def _named(behind: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a field is named here."""
    for length in range(len(behind), 0, -1):
        said = behind[:length]
        if all(t.kind == "word" for t in said) and any(
            m.exact and m.target.kind == "dimension" for m in lexicon.fields(tuple(t.stem for t in said))
        ):
            return True
    return False
