"""What was done or not done to somebody, where a yes or no says it: "the parents were not told" of `parents_informed`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import BE, ends_at, shown, thing_at, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

_SAME = (
    frozenset(spread("tell inform notify alert advise")),
    frozenset(spread("call phone ring contact")),
    frozenset(spread("send mail post dispatch")),
    frozenset(spread("sign countersign")),
)
"""Verbs by which one says the same of somebody."""
_IRREGULAR = {"told": "tell", "sent": "send", "rung": "ring", "rang": "ring"}
_ASIDE = frozenset(spread("is has was were been be flag yn ind"))
_LEADS = (
    ("in", "which"),
    ("for", "which"),
    ("of", "which"),
    ("with",),
    ("where",),
    ("whose",),
    ("when",),
    ("that",),
)
_BETWEEN = BE | frozenset(spread("have has had yet ever"))
_NOT = frozenset(("not", "never"))
_THE = frozenset(spread("the their our its a any"))
_OPENS = frozenset(spread("did has have had was were is are"))


@dataclass(frozen=True)
class _Flag:
    """A yes or no that is called after somebody or something and what was done."""

    table: str
    noun: str
    deed: str
    words: str


def said(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with such a clause as with or without what the field says yes to, also by another verb of the same meaning."""
    del clock
    flags = list(_flags(lexicon)) if len(tokens) > 3 else []
    for flag in flags:
        for at, token in enumerate(tokens):
            if token.kind != "word" or token.stem != flag.noun or not at or tokens[0].low in _OPENS:
                continue
            found = _deed(tokens, at + 1, flag, lexicon)
            if found is None or (thing_at(tokens, at, lexicon) is not None and flag.noun == ""):
                continue
            end, denied = found
            start, lead = _start(tokens, at)
            if lead is None:
                continue
            told = " ".join(t.text for t in tokens[at:end])
            end += (
                end < len(tokens)
                and tokens[end].low == "of"
                and (end + 1 == len(tokens) or tokens[end + 1].kind == "symbol")
            )
            made = tokens_of(f"{lead} {'without' if denied else 'with'} {flag.words}".strip(), token)
            note = f"“{told}” was read as: {'without' if denied else 'with'} {flag.words}."
            return [*tokens[:start], *made, *tokens[end:]], [note]
    return list(tokens), []


def how_often(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many times were the police called", "how often did we call the police": the number of rows with that yes.

    Only where one table has such a yes or no.
    """
    del clock
    lows = [t.low for t in tokens]
    lead = next((w for w in _HOW_OFTEN if tuple(lows[: len(w)]) == w), None)
    if lead is None or lexicon.knows("often") or _NOT & set(lows):
        return list(tokens), []
    at = len(lead)
    found = [(f, end) for f in _flags(lexicon) if (end := _clause(tokens, at, f, lexicon)) is not None]
    if len(found) != 1:
        return list(tokens), []
    flag, end = found[0]
    label = label_of(lexicon, Target("table", flag.table, flag.table))
    rows = replace(tokens[0], text=label, low=label.lower(), stem=label.lower(), table=flag.table)
    note = f"“{' '.join(t.text for t in tokens[at:end])}” was read as: {label} with {flag.words}."
    return [*tokens_of("how many", tokens[0]), rows, *tokens_of(f"with {flag.words}", tokens[0]), *tokens[end:]], [note]


_HOW_OFTEN = (("how", "many", "times"), ("how", "often"), ("number", "of", "times"))
_SUBJECTS = frozenset(spread("we they"))


def _clause(tokens: Sequence[Token], at: int, flag: _Flag, lexicon: Lexicon) -> int | None:
    """Where "were the police called", "did we call the police" or "the police were called" ends, which begins here."""
    lows = [t.low for t in tokens]
    asked = at < len(lows) and (lows[at] in BE or lows[at] in ("did", "do", "have", "had", "has"))
    at += asked
    we = asked and lows[at : at + 1] != [] and lows[at] in _SUBJECTS
    at += we
    verb = lows[at] if we and at < len(lows) else ""
    at += we
    while at < len(lows) and lows[at] in _THE:
        at += 1
    if at >= len(lows) or tokens[at].stem != flag.noun:
        return None
    if we:
        end = at + 1 if {verb, *_verbs(verb)} & _verbs(flag.deed) else None
    else:
        done = _deed(tokens, at + 1, flag, lexicon)
        end = done[0] if done is not None and not done[1] else None
    return end if end is not None and ends_at(tokens, end) else None


def _flags(lexicon: Lexicon) -> Iterator[_Flag]:
    for table in lexicon.tables.values():
        for field in table.dimensions:
            if field.hidden or lexicon.flag(table.name, field.name) is None:
                continue
            words = [w for w in words_of(shown(field)) if w not in _ASIDE]
            if len(words) == 2 and _verbs(words[1]):
                yield _Flag(table.name, words[0], words[1], " ".join(words))


def _verbs(word: str) -> frozenset[str]:
    """The verbs of a participle."""
    return frozenset({_IRREGULAR.get(word, ""), *verb_stems(word)} - {""})


def _deed(tokens: Sequence[Token], at: int, flag: _Flag, lexicon: Lexicon) -> tuple[int, bool] | None:
    """Where the clause ends that says of the noun before this place what was done, and whether it denies it; else None."""
    denied, end = False, at
    while end < len(tokens):
        low = tokens[end].low
        if low in _NOT:
            denied = True
        elif low in ("'", "’", "n") or (low == "t" and tokens[end - 1].low in ("'", "’")):
            denied = denied or low == "t"
        elif (
            low.endswith("n")
            and low[:-1] in BE | {"has", "have", "had"}
            and [t.low for t in tokens[end + 1 : end + 3]] in (["'", "t"], ["’", "t"])
        ):
            pass
        elif low not in _BETWEEN:
            break
        end += 1
    if end == len(tokens) or tokens[end].kind != "word":
        return None
    told, held = _verbs(tokens[end].low), _verbs(flag.deed)
    same = bool(told & held) or (any(told & g and held & g for g in _SAME) and unknown(tokens[end].low, lexicon))
    return (end + 1, denied) if same else None


def _start(tokens: Sequence[Token], at: int) -> tuple[int, str | None]:
    """Where the clause begins, and what joins it to the words before it; None where it stands in another way."""
    start = at
    while start and tokens[start - 1].low in _THE:
        start -= 1
    for lead in _LEADS:
        if tuple(t.low for t in tokens[max(0, start - len(lead)) : start]) == lead:
            begins = start - len(lead)
            joined = begins > 0 and tokens[begins - 1].low == "and"
            return begins - joined, "and" if joined else ""
    if start and tokens[start - 1].low == "and":
        return start - 1, "and"
    plain = start and tokens[start - 1].kind == "word" and start < at
    return start, "" if plain else None
