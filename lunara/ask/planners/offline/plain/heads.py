"""Those whom others of their kind report to: "which manager has the most direct reports", by a key to their own table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import DENIALS, as_one, thing_at, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Relationship

ABOVE = frozenset(spread("manager supervisor boss superior"))
"""What those are called whom others report to."""
_REPORTS = (("direct", "reports"), ("direct", "report"), ("reports",), ("subordinates",), ("reportees",))
_MANAGES = frozenset(spread("manages supervises oversees leads"))
_HAS = frozenset(spread("has have")) | _MANAGES
_PEOPLE = frozenset(spread("people employees staff workers colleagues"))
_PER = frozenset(spread("by per each"))


def most_reports(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which manager has the most direct reports", "who manages the most people": the number of them by whom they report to.

    Kept as it is where rows are called reports. "Direct reports" in other places mean nothing: the key to those above holds no
    number of them.
    """
    del clock
    found = key_of_those_above(lexicon)
    said = next(((n, w) for n in range(len(tokens)) for w in _REPORTS if _at(tokens, n, w)), None)
    if found is None or DENIALS & {t.low for t in tokens}:
        return list(tokens), []
    named = said is not None and len(said[1]) == 1 and any(m.exact for m in lexicon.fields((tokens[said[0]].stem,)))
    asked = None if named else _asked(tokens, found, lexicon)
    if asked is not None:
        things = label_of(lexicon, Target("table", found.from_table, found.from_table))
        whom = " ".join(words_of(found.label or found.name))
        made = tokens_of(f"number of {things} by {whom}", tokens[0])
        comma = replace(tokens[0], kind="symbol", text=",", low=",", stem=",", value=None)
        note = f"Those who report to each are counted by {found.label or found.name}."
        return [*made, *([comma, *asked] if asked else [])], [note]
    if said is not None and len(said[1]) > 1 and unknown("direct", lexicon):
        at, words = said
        return [*tokens[:at], as_one(tokens[at : at + len(words)]), *tokens[at + len(words) :]], []
    return list(tokens), []


def whose_manager(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Employees by manager" by the key to those they report to, where nothing else is called so."""
    del clock
    found = key_of_those_above(lexicon)
    if found is None:
        return list(tokens), []
    for at in range(1, len(tokens)):
        own = tokens[at].low in ABOVE and tokens[at - 1].low in _PER and unknown(tokens[at].low, lexicon)
        about = {t.table for n in range(at) if (t := thing_at(tokens, n, lexicon)) is not None}
        if own and about == {found.from_table}:
            whom = " ".join(words_of(found.label or found.name))
            note = f"“{tokens[at].text}” was read as {found.label or found.name}."
            return [*tokens[:at], *tokens_of(whom, tokens[at]), *tokens[at + 1 :]], [note]
    return list(tokens), []


def key_of_those_above(lexicon: Lexicon) -> Relationship | None:
    """The one key by which people refer to those of their own table whom they report to."""
    own = [r for r in lexicon.model.relationships if r.from_table == r.to_table and r.from_table in lexicon.tables]
    found = [r for r in own if _says_above(r) and (masters.people(r.from_table, lexicon) or _supervised(r))]
    return found[0] if len(found) == 1 else None


def _supervised(key: Relationship) -> bool:
    """Whether rows have a supervisor or a boss of their kind, as none but people have."""
    return bool(
        {*words_of(key.label or ""), *(w for c in key.from_columns for w in words_of(c))} & {"supervisor", "boss"}
    )


def _says_above(key: Relationship) -> bool:
    words = {*words_of(key.label or ""), *(w for c in key.from_columns for w in words_of(c))}
    return bool(words & ABOVE) or ("to" in words and bool(words & {"report", "reports"}))


def _asked(tokens: Sequence[Token], key: Relationship, lexicon: Lexicon) -> list[Token] | None:
    """How many of those with the most are asked for, as tokens, or [] for all; None where something else is asked."""
    said = [t for t in tokens if t.kind != "symbol"]
    lows = [t.low for t in said]
    one = replace(tokens[0], kind="number", text="1", low="1", stem="1", value=1)
    top = [*tokens_of("top", tokens[0]), one]
    if lows[:1] == ["who"] and lows[2:4] == ["the", "most"]:
        rows = lows[1] == "has"
        whole = lows[1] in _MANAGES or rows
        return top if whole and _counted(said, 4, key, lexicon, only_reports=rows) else None
    start = 1 if lows[:1] and lows[0] in ("which", "what", "the") else 0
    if lows[:1] == ["top"] and len(said) > 2 and said[1].kind == "number":
        start, top = 2, list(said[:2])
    end = _head(said, start, key, lexicon)
    if end is None:
        behind = 2 if lows[:2] == ["number", "of"] else 0
        end = _end_counted(said, behind, key, lexicon, only_reports=True)
        per = end is not None and lows[end : end + 1] != [] and lows[end] in _PER
        return [] if per and end is not None and _head(said, end + 1, key, lexicon) == len(said) else None
    above = said[end - 1].stem in ABOVE
    if lows[end + 1 : end + 3] == ["the", "most"] and lows[end] in _HAS | {"with"}:
        return top if _counted(said, end + 3, key, lexicon, only_reports=not above) else None
    if lows[end : end + 1] == ["by"]:
        behind = end + 1 + 2 * (lows[end + 1 : end + 3] == ["number", "of"])
        return (top if start == 2 else []) if _counted(said, behind, key, lexicon, only_reports=True) else None
    return None


def _head(said: Sequence[Token], at: int, key: Relationship, lexicon: Lexicon) -> int | None:
    """Where the name of those whom others report to ends."""
    at += said[at : at + 1] != [] and said[at].low == "line"
    if at >= len(said):
        return None
    if said[at].stem in ABOVE and not _is_other(said[at], key, lexicon):
        return at + 1
    thing = thing_at(said, at, lexicon)
    return thing.end if thing is not None and thing.table == key.from_table else None


def _is_other(said: Token, key: Relationship, lexicon: Lexicon) -> bool:
    """Whether something else than the end of this key is called so: a table, or another key or field."""
    own = {*words_of(key.label or ""), *(w for c in key.from_columns for w in words_of(c))}
    keys = [r for r in lexicon.model.relationships if r is not key and said.stem in words_of(r.label or "")]
    tables = [m for m in lexicon.fields((said.stem,)) if m.exact and m.target.kind == "table"]
    return bool(keys or tables) or (said.stem not in own and not unknown(said.stem, lexicon))


def _counted(said: Sequence[Token], at: int, key: Relationship, lexicon: Lexicon, *, only_reports: bool) -> bool:
    return _end_counted(said, at, key, lexicon, only_reports=only_reports) == len(said)


def _end_counted(
    said: Sequence[Token], at: int, key: Relationship, lexicon: Lexicon, *, only_reports: bool
) -> int | None:
    """Where the name of those who report to others ends."""
    words = next((w for w in _REPORTS if _at(said, at, w)), None)
    if words is not None:
        return at + len(words)
    thing = thing_at(said, at, lexicon) if at < len(said) and not only_reports else None
    if thing is not None:
        return thing.end if thing.table == key.from_table else None
    people = at < len(said) and not only_reports and said[at].low in _PEOPLE
    return at + 1 if people else None


def _at(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> bool:
    return tuple(t.low for t in tokens[at : at + len(words)]) == words
