"""Nouns of what was done: "approval" is the date it was approved on, "payment" in "days to payment" what "days to pay" says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems

_OF_NOUNS = spread(
    """al ment ion ation ition ution ission ssion ption pt ure y ance ence ing tion lation llation ration ication cation sal"""
)
_OF_VERBS = frozenset(("", "e", "t", "ve", "ive", "y", "er", "sh"))
_NO_DEEDS = spread("date time day on at dt datetime timestamp the of")
_LENGTHS = spread("days day hours weeks months minutes time")


def same_deed(noun: str, verb: str) -> bool:
    """Whether a noun says what a verb does: approval and approve, payment and pay, submission and submit."""
    if noun == verb:
        return True
    root = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(noun, verb, strict=False)))
    after_noun, after_verb = noun[root:], verb[root:]
    if root < 3 or after_noun not in _OF_NOUNS or after_verb not in _OF_VERBS:
        return False
    return root > 3 or after_verb in ("", "e")


def dates_of(noun: str, lexicon: Lexicon) -> dict[str, list[Target]]:
    """The dates, by table, that say no more than when this was done: `approved_on` for "approval"."""
    found: dict[str, list[Target]] = {}
    for table in lexicon.tables.values():
        for dimension in table.dimensions:
            if dimension.type != "time" or dimension.hidden:
                continue
            names = (dimension.label or dimension.name, dimension.name)
            if any(_says(words_of(name), noun) for name in names):
                found.setdefault(table.name, []).append(Target("dimension", table.name, dimension.name))
    return found


def _says(words: tuple[str, ...], noun: str) -> bool:
    rest = [w for w in words if w not in _NO_DEEDS]
    return len(rest) == 1 and any(same_deed(noun, v) for v in (rest[0], *verb_stems(rest[0])))


def between(items: list[Item], lexicon: Lexicon) -> list[Item]:
    """ "Days between approval and payment": the two dates of one table's rows, where only one table has both."""
    for at, item in enumerate(items):
        if item.low not in ("between", "from") or not any(i.low in _LENGTHS for i in items[max(0, at - 1) : at]):
            continue
        rest = [i for i in items[at + 1 :] if i.low not in ("the", "its", "their", "of")][:3]
        if len(rest) < 3 or rest[1].low not in ("and", "to", "until"):
            continue
        first, second = rest[0], rest[2]
        if any(" " in i.low or i.kind not in ("unknown", "mention", "verb", "filler") for i in (first, second)):
            continue
        starts, ends = dates_of(first.low, lexicon), dates_of(second.low, lexicon)
        named = {m.target.table for i in items for m in i.matches if m.exact and m.target.kind == "table"}
        both = [t for t in starts if t in ends and (not named & starts.keys() & ends.keys() or t in named)]
        if len(both) == 1 and len(starts[both[0]]) == len(ends[both[0]]) == 1:
            for one, target in ((first, starts[both[0]][0]), (second, ends[both[0]][0])):
                one.kind, one.matches, one.verb = "mention", [Match(target, 1.0, True)], ()
    return items


def in_verbs(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "Days to payment" as "days to pay", where a number of the model is called so and none like the noun."""
    made = list(tokens)
    for at in range(len(tokens) - 2):
        length, to, noun = tokens[at : at + 3]
        if length.low not in _LENGTHS or to.low not in ("to", "until") or noun.kind != "word":
            continue
        if lexicon.whole((length.stem, "to", noun.stem)):
            continue
        verbs = {
            name[-1]
            for table in lexicon.tables.values()
            for measure in table.measures
            for name in map(words_of, (measure.label or "", *measure.synonyms))
            if name[-3:-1] == (length.stem, "to") and same_deed(noun.low, name[-1])
        }
        if len(verbs) == 1:
            verb = verbs.pop()
            made[at + 2] = replace(noun, low=verb, stem=verb)
    return made
