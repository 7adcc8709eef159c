"""Ratios said in one breath: the rate of a state ("no-show rate"), an amount per unit of a length ("revenue per rental day")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.deeds import same_deed
from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.operators import Op
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem, tokenize, verb_stems

_STATES = spread("status state outcome result stage disposition")
_LONGEST = 4
_MOST_STATES = 30


def in_shares(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[list[Token], bool]:
    """The tokens with such a rate said as "share of cancelled orders", and whether there was one."""
    at = next((i for i, t in enumerate(tokens) if t.low in ("rate", "rates") and i), None)
    if at is None:
        return list(tokens), False
    for length in range(min(_LONGEST, at), 0, -1):
        said = tokens[at - length : at]
        if any(
            m.exact and m.target.kind in ("measure", "derived", "dimension") for m in _named(tokens, said, at, lexicon)
        ):
            return list(tokens), False
        state = _state(said, lexicon)
        things = _things(state, lexicon) if state is not None else None
        if state is None or things is None:
            continue
        value = tokenize(str(state.value)) if length == 1 else list(said)
        words = [t for w in ("share", "of") for t in [replace(said[0], low=w, stem=w)]]
        words += [replace(said[0], low=t.low, stem=t.stem, text=t.text) if length == 1 else t for t in value]
        words += [replace(tokens[at], text=w, low=w, stem=stem(w)) for w in things.lower().split()]
        return [*tokens[: at - length], *words, *tokens[at + 1 :]], True
    return list(tokens), False


def per_length(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """ "Revenue per rental day" as the ratio of the revenue to the rental days: both are added up, then divided."""
    made = list(items)
    for at in range(len(items) - 2):
        amount, per, length = items[at : at + 3]
        before = items[at - 1] if at else None
        if (
            per.low != "per"
            or length.kind != "mention"
            or length.plural
            or " " not in length.low
            or not _is_length(length, lexicon)
        ):
            continue
        if not _added_up(amount, lexicon) or (before is not None and before.kind not in ("filler", "punct")):
            continue
        ratio = Item("op", amount.start, amount.start, "", ops=[Op("ratio")], low="ratio of")
        made[at : at + 3] = [ratio, amount, replace(per, kind="filler", ops=[], low="to"), replace(length, plural=True)]
        return made
    return made


def _is_length(item: Item, lexicon: Lexicon) -> bool:
    """Whether a name is exactly a field of lengths of time of the rows, and no thing."""
    exact = [m.target for m in item.matches if m.exact]
    if not exact or any(t.kind not in ("dimension", "measure") for t in exact) or len({t.table for t in exact}) != 1:
        return False
    found = [m for t in exact if t.kind == "measure" and (m := lexicon.measure(t.table, t.name)) is not None]
    return bool(found) and all(m.format is not None and m.format.kind == "duration" for m in found)


def _added_up(item: Item, lexicon: Lexicon) -> bool:
    if item.kind != "mention" or not item.matches:
        return False
    best = [m.target for m in item.matches if m.score >= item.matches[0].score - 0.01]
    found = [lexicon.measure(t.table, t.name) for t in best if t.kind == "measure"]
    return bool(found) and all(m is not None and m.aggregate == "sum" for m in found)


def _named(tokens: Sequence[Token], said: Sequence[Token], at: int, lexicon: Lexicon):  # type: ignore[no-untyped-def]
    return lexicon.fields([t.stem for t in (*said, tokens[at]) if t.kind != "symbol"])


def _state(said: Sequence[Token], lexicon: Lexicon) -> Target | None:
    """The one state that these words are, or that the noun of its verb is: "cancellation" of "cancelled"."""
    words = tuple(t.stem for t in said if t.kind != "symbol")
    raw = "".join(t.text if i == 0 or said[i - 1].end == t.start else f" {t.text}" for i, t in enumerate(said))
    found = {m.target for m in lexicon.value_matches(words, raw) if m.exact and _is_state(m.target, lexicon)}
    if not found and len(said) == 1:
        found = {t for t in _states(lexicon) if any(same_deed(said[0].low, v) for v in verb_stems(str(t.value)))}
    return found.pop() if len(found) == 1 else None


def _states(lexicon: Lexicon) -> list[Target]:
    return [
        target
        for table in lexicon.tables.values()
        for dimension in table.dimensions
        if dimension.type == "string" and not dimension.hidden
        for value in lexicon.values.of_field(table.name, dimension.name, limit=_MOST_STATES)
        if _is_state(target := Target("value", table.name, dimension.name, value), lexicon)
    ]


def _is_state(target: Target, lexicon: Lexicon) -> bool:
    """Whether a value is one of a status or outcome, on the rows themselves or in a list of states that they refer to."""
    dimension = lexicon.dimension(target.table, target.name)
    words = {*words_of(target.name), *words_of((dimension.label if dimension else "") or ""), *words_of(target.table)}
    return bool({stem(w) for w in words} & _STATES)


def _things(state: Target, lexicon: Lexicon) -> str | None:
    """What the rows in that state are called: those of its table, or of the one table that refers to a list of states."""
    table = lexicon.tables[state.table]
    name = state.table
    if not lexicon.roads.degree.get(name) and table.default_time is None:
        below = {r.from_table for r in lexicon.model.relationships if r.to_table == name}
        if below:
            name = below.pop() if len(below) == 1 else ""
    found = lexicon.tables.get(name)
    return (found.label or found.name.replace("_", " ")) if found is not None else None
