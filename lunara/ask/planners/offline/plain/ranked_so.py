"""Who is ranked by a key that leads to them, or by the kind that they are of: "captains ranked by number of sailings"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.compiled import Clock

_LEADS = frozenset(spread("list show give display me us all our the please rank"))
_WAYS = frozenset(spread("ascending descending first last lowest highest"))
_GOES_ON = frozenset(spread("in for since during this last between from where with just only"))
_COUNTED = (("number", "of"), ("count", "of"), ("total", "number", "of"))
_LONGEST = 4
_SURE = 0.9
"""How well a value is named, also in the plural."""


def by_number(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Captains ranked by number of sailings": the number of sailings by captain, the highest first unless it is said otherwise.

    Of people and things that rows refer to by a key called so, or that are all of a kind that one field of theirs says; things
    of a table only where they are said to be ranked. Only by the number of other things.
    """
    del clock
    lows = [t.low for t in tokens]
    start = next((n for n, low in enumerate(lows) if low not in _LEADS), len(lows))
    by = next((n for n in range(start, len(lows)) if lows[n] == "by"), None)
    if by is None or "by" in lows[by + 1 :]:
        return list(tokens), []
    end = by - (lows[by - 1] == "ranked")
    whom = tokens[start:end]
    first = by + 1 + (lows[by + 1 : by + 2] in (["the"], ["their"]))
    lead = next((len(words) for words in _COUNTED if tuple(lows[first : first + len(words)]) == words), 0)
    counted = next((t for t in things(tokens, lexicon) if t.start == first + lead), None) if lead else None
    if counted is None or not 0 < len(whom) <= _LONGEST or any(t.kind != "word" for t in whom):
        return list(tokens), []
    if not (counted.end == len(lows) or lows[counted.end] in _GOES_ON or tokens[counted.end].kind == "symbol"):
        return list(tokens), []
    group = _group(whom, counted.table, lexicon, ranked=end < by)
    if group is None:
        return list(tokens), []
    behind = list(tokens[counted.end :])
    told = bool(_WAYS & {t.low for t in behind})
    way = [] if told else tokens_of("descending", tokens[by])
    note = [] if told else ["A ranking is read with the highest first."]
    number = tokens[first : counted.end]
    return [*number, *tokens_of(f"by {group}", tokens[by]), *way, *behind], note


_FIRST = {**dict.fromkeys(("most", "largest", "biggest"), "highest first"), "fewest": "lowest first"}
_POPULAR = frozenset(spread("popular common frequent used"))


def most_first(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Films per distributor, most films first", "most popular first": the highest number first, where one is counted."""
    del lexicon, clock
    end = next((n for n, t in enumerate(tokens) if t.kind == "symbol" and t.low in "?!."), len(tokens))
    lows = [t.low for t in tokens]
    at = next((n for n in range(max(1, end - 3), end - 1) if lows[n] in _FIRST), None)
    if at is None or lows[end - 1] != "first" or lows[at - 1] not in (",", "the", "with", "-"):
        return list(tokens), []
    counted = any(tuple(lows[n : n + 2]) in _COUNTED for n in range(at)) or lows[:2] == ["how", "many"]
    said = tokens[at + 1]
    same = said.low in _POPULAR | {"first"} or any(t.stem == said.stem for t in tokens[:at])
    if not counted or not same:
        return list(tokens), []
    return [*tokens[:at], *tokens_of(_FIRST[lows[at]], said), *tokens[end:]], []


def _group(whom: Sequence[Token], counted: str, lexicon: Lexicon, *, ranked: bool) -> str | None:
    """What the number is grouped by, in words; None where these are neither a key's end nor one kind of some people or things.

    The things of a table are, where it is said that they are `ranked`.
    """
    stems = tuple(t.stem for t in whom)
    named = [m.target for m in lexicon.fields(stems) if m.exact]
    if named:
        table = next((t.table for t in named if t.kind == "table"), counted)
        return " ".join(t.text for t in whom) if ranked and table != counted else None
    keys = [r for r in lexicon.model.relationships if tuple(map(stem, words_of(r.label or ""))) == stems]
    if keys:
        near = lexicon.roads.distance_up(counted, keys[0].from_table) is not None
        one = len(keys) == 1 and near and masters.named(keys[0].to_table, lexicon)
        return (keys[0].label or "").lower() if one else None
    found = {
        m.target.path: m.target
        for m in lexicon.value_matches(stems, " ".join(t.text for t in whom))
        if m.score >= _SURE and masters.named(m.target.table, lexicon)
    }
    kind = next(iter(found.values())) if len(found) == 1 else None
    near = kind is not None and lexicon.roads.distance_up(counted, kind.table) is not None
    if kind is None or not near:
        return None
    field = lexicon.dimension(kind.table, kind.name)
    table = label_of(lexicon, Target("table", kind.table, kind.table)).lower()
    label = (field.label or field.name).lower() if field is not None else ""
    return f"{table} whose {label} is {kind.value}" if label else None
