"""Rows of a kind that are compared or ranked by how many they are: "clients with at least 2 weddings", "the most no-shows"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.coded import carriers, explains_code
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.plain.did_we import kind_before
from lunara.ask.planners.offline.plain.things import ends_at, thing_at
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_HAVING = frozenset(spread("has have had with got get gets having"))
_MOST = frozenset(spread("most fewest least"))
_THAN = frozenset(spread("than over under least most exactly"))
_RANKED = frozenset(spread("top bottom rank ranked ranking best"))
_ENDS = frozenset(spread("top bottom best"))
_BUSY = frozenset(spread("busiest quietest slowest"))
_PERIODS = frozenset(spread("day weekday week month quarter year hour time"))
_LONGEST = 4
_SURE = 0.9
"""How well a value is named, also in the plural."""


def with_their_rows(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with the rows behind such a kind: "the most weddings" as "the most wedding events", where weddings are events.

    Only of rows of what takes place or is done, by a field that says of which kind each of them is.
    """
    del clock
    for start in range(1, len(tokens)):
        if not _counted(tokens, start):
            continue
        for end in range(min(len(tokens), start + _LONGEST), start, -1):
            last = tokens[end - 1]
            if last.low == last.stem or not ends_at(tokens, end):
                continue
            kind = kind_before(_as_words(tokens[start:end]), len(_as_words(tokens[start:end])), lexicon)
            if kind is None or kind.start or not masters.lends(kind.table, lexicon) or thing_at(tokens, start, lexicon):
                continue
            label = label_of(lexicon, Target("table", kind.table, kind.table))
            rows = replace(last, text=label, low=label.lower(), stem=label.lower(), table=kind.table)
            one = replace(last, low=last.stem, text=last.stem)
            return [*tokens[: end - 1], one, rows, *tokens[end:]], []
    return list(tokens), []


def of_those(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Top 5 nurses by completed visits": the best of the staff who are nurses, and no visits by how many nurses each has.

    Of people and things with names of their own, by a field that says of which kind each of them is.
    """
    del clock
    for at in range(1, len(tokens) - 2):
        if tokens[at].kind != "number" or tokens[at - 1].low not in _ENDS:
            continue
        for end in range(at + 2, min(len(tokens) - 1, at + 2 + _LONGEST)):
            kind, last = tokens[at + 1 : end], tokens[end - 1]
            if tokens[end].low != "by" or last.low == last.stem or any(t.kind != "word" for t in kind):
                continue
            stems = tuple(t.stem for t in kind)
            if any(m.exact for m in lexicon.fields(stems)):
                break
            found = [m.target for m in lexicon.value_matches(stems, " ".join(t.text for t in kind)) if m.score >= _SURE]
            table = _whose_kind(found, lexicon)
            if table is None:
                break
            label = label_of(lexicon, Target("table", table, table))
            rows = replace(last, text=label, low=label.lower(), stem=label.lower(), table=table)
            one = replace(last, low=last.stem, text=last.stem)
            return [*tokens[: end - 1], one, rows, *tokens[end:]], []
    return list(tokens), []


def _whose_kind(values: Sequence[Target], lexicon: Lexicon) -> str | None:
    """The one table whose rows bear names and are of such a kind, which a field of theirs or a code of theirs says."""
    if len({t.path for t in values}) != 1:
        return None
    coded = carriers(values[0].table, lexicon) if explains_code(values[0], lexicon) else [values[0].table]
    return coded[0] if len(coded) == 1 and masters.named(coded[0], lexicon) else None


def _as_words(tokens: Sequence[Token]) -> list[Token]:
    """The words of a name, without the hyphens between them."""
    return [t for t in tokens if t.low != "-"]


def _counted(tokens: Sequence[Token], at: int) -> bool:
    """Whether the number of what stands here is compared or ranks what was said before."""
    lows = [t.low for t in tokens]
    if tokens[at - 1].kind == "number":
        return bool(_THAN & set(lows[max(0, at - 3) : at - 1])) and bool(_HAVING & set(lows[:at]))
    if lows[at - 3 : at] and lows[at - 2 : at] == ["or", "more"] and tokens[at - 3].kind == "number":
        return bool(_HAVING & set(lows[:at]))
    if lows[at - 1] in _MOST:
        return bool(_HAVING & set(lows[max(0, at - 3) : at]))
    if lows[at - 1] == "for" and _BUSY & set(lows[:at]):
        return bool(_PERIODS & set(lows[:at]))  # "busiest day of the week for weddings"
    return lows[at - 1] == "by" and bool(_RANKED & set(lows[:2]))
