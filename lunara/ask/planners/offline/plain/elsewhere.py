"""Returned to a different branch than picked up from: two keys of one row to the same things, that differ or are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import BE, DENIALS, thing_at, things
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Relationship

_OTHER = frozenset(spread("different another other"))
_TO = frozenset(spread("to at in into from a an the"))
_BESIDE = BE | _TO | frozenset(spread("they it that which where one ones up off out of were by have had been"))
_GRAINS = frozenset(spread("day week month quarter year daily weekly monthly quarterly yearly"))
_THAT = frozenset(spread("that which who have has had"))


def differing(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Rentals returned to a different branch than they were picked up from": those whose two branches are not the same.

    Where it is denied, where the rows know other than two such things, and where one of the two is not said, "a different
    branch" is a word that nothing is called.
    """
    del clock
    found = _two(tokens, lexicon) if not DENIALS & {t.low for t in tokens} else None
    return found if found is not None else (_unsaid(tokens, lexicon), [])


def _unsaid(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """The tokens with "a different branch" as one, which is not the branches counted once each."""
    for at in range(1, len(tokens) - 1):
        before = [t.low for t in tokens[max(0, at - 2) : at]]
        one = before[-1] if tokens[at].low == "another" else before[0] if before[1:] == ["a"] else ""
        said = one in _TO and tokens[at].low in ("another", "different")
        place = thing_at(tokens, at + 1, lexicon) if said else None
        if place is not None:
            text = " ".join(t.text for t in tokens[at : place.end])
            both = replace(tokens[at], text=text, low=text.lower(), stem=text.lower(), end=tokens[place.end - 1].end)
            return [*tokens[:at], both, *tokens[place.end :]]
    return list(tokens)


def _two(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[list[Token], list[str]] | None:
    """The tokens with the two keys compared, and what to say of it; None where that is not said."""
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 1):
        other = lows[at] in _OTHER
        place = thing_at(tokens, at + 1, lexicon) if other or lows[at] == "same" else None
        thing = next((t for t in reversed(things(tokens[:at], lexicon)) if t.end <= at), None)
        if place is None or thing is None:
            continue
        behind = place.end
        if lows[behind : behind + 1] in (["than"], ["from"], ["as"]):
            behind += 1
        elif other:
            continue
        roads = [r for r in lexicon.model.relationships if r.from_table == thing.table and r.to_table == place.table]
        end = next((n for n in range(behind, len(lows)) if tokens[n].kind == "symbol" or _groups(lows, n)), len(lows))
        start = at
        while start > thing.end and lows[start - 1] in _TO:
            start -= 1
        if len(roads) != 2 or start == thing.end or any(len(r.from_columns) != 1 for r in roads):
            continue
        said, rest = set(verb_stems(lows[start - 1])), lows[behind:end]
        first = [r for r in roads if said & _called(r, lexicon)]
        second = [r for r in roads if r not in first]
        own = _called(second[0], lexicon) | set(table_words(lexicon.tables[place.table])) if len(first) == 1 else set()
        words = {w for n, w in enumerate(rest) if w not in _BESIDE or rest[n - 1 : n + 1] == ["picked", "up"]}
        joined = {"pickup"} if {"pick", "picked"} & words and "up" in rest else set()
        told = [w for w in words if w not in ("picked", "pick", "up") or not joined]
        known = all({w, *verb_stems(w)} & own for w in told) and joined <= own
        if len(first) != 1 or not known or not (joined or {v for w in told for v in (w, *verb_stems(w))} & own):
            continue
        if _place_behind(rest, set(told), place.table, lexicon) or any(t.stem in _GRAINS for t in tokens[end:]):
            text = " ".join(t.text for t in tokens[at:end])
            return [
                *tokens[:at],
                replace(tokens[at], text=text, low=text.lower(), stem=text.lower()),
                *tokens[end:],
            ], []
        columns = [_dimension(thing.table, r, lexicon) for r in (first[0], second[0])]
        if None in columns:
            continue
        start -= 1
        while start > thing.end and lows[start - 1] in BE | _THAT:
            start -= 1
        text = " ".join(t.text for t in tokens[at : place.end])
        two = replace(
            tokens[at],
            text=text,
            low=text.lower(),
            stem=text.lower(),
            end=tokens[end - 1].end,
            compared=(thing.table, columns[0] or "", "<>" if other else "=", columns[1] or ""),
        )
        labels = [r.label or r.name.replace("_", " ") for r in (first[0], second[0])]
        note = f"{labels[0]} {'differs from' if other else 'is the same as'} {labels[1]}, where both are known."
        return [*tokens[:start], two, *tokens[end:]], [note]
    return None


def _groups(lows: Sequence[str], at: int) -> bool:
    """Whether what follows is what the rows are grouped by."""
    return lows[at] in ("by", "per") or lows[at : at + 2] in (["for", "each"], ["for", "every"])


def _place_behind(rest: Sequence[str], told: set[str], place: str, lexicon: Lexicon) -> bool:
    """Whether a place is named behind the other end and is no part of its name: "as pickup in the branch"."""
    own = set(table_words(lexicon.tables[place]))
    ends = [n for n, w in enumerate(rest) if w == "up" or (w in told and not {w, *verb_stems(w), stem(w)} & own)]
    behind = ends[-1] + 1 if ends else len(rest)
    while behind < len(rest) and {rest[behind], stem(rest[behind])} & own:
        behind += 1
    return any({w, stem(w)} & own for w in rest[behind:])


def _called(road: Relationship, lexicon: Lexicon) -> set[str]:
    """What the thing is to the rows: "return" of the return branch."""
    own = {*table_words(lexicon.tables[road.to_table])}
    words = {*words_of(road.label or ""), *words_of(road.from_columns[0])} - own - {"id", "key", "code"}
    return words | {v for w in words for v in verb_stems(w)}


def _dimension(table: str, road: Relationship, lexicon: Lexicon) -> str | None:
    column = road.from_columns[0].lower()
    found = [
        d.name for d in lexicon.tables[table].dimensions if (d.expression or d.name).strip('"`[]').lower() == column
    ]
    return found[0] if len(found) == 1 else None
