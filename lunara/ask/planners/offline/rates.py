"""Ratios said in one breath: the rate of a state ("no-show rate"), an amount per unit of a length ("revenue per rental day")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from lunara.ask.planners.offline.deeds import same_deed
from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.operators import Op
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem, tokenize, verb_stems

_STATES = spread("status state outcome result stage disposition")
_LONGEST = 4
_MOST_STATES = 30


OWN_RATES = spread(
    """exchange interest shipping shipment delivery postage freight billing hourly daily weekly monthly yearly annual hour day
    night growth tax vat discount conversion unit currency fx pay payment wage labour labor rental rent lease mortgage loan
    commission subscription admission insurance charge fare fee price pricing room card base flat overtime inflation
    depreciation amortization amortisation retention occupancy utilization utilisation consumption heart pulse sampling data
    transport transportation installation inspection translation valuation withholding duty"""
)
"""Rates that are prices, or ratios of their own: never the share of a state that sounds alike."""
_DEEDS = ("tion", "sion", "ance", "ence", "ment", "ure", "val", "sal", "nial", "ery")
_DEEDS_AS_VERBS = spread("return churn refund")
_SHORTEST_VERB = 4


def in_shares(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[list[Token], str | None]:
    """The tokens with such a rate said as "share of cancelled orders", and what to say of it; None where there was none."""
    at = next((i for i, t in enumerate(tokens) if t.low in ("rate", "rates") and i), None)
    if at is None:
        return list(tokens), None
    for length in range(min(_LONGEST, at), 0, -1):
        said = tokens[at - length : at]
        if any(
            m.exact and m.target.kind in ("measure", "derived", "dimension") for m in _named(tokens, said, at, lexicon)
        ):
            return list(tokens), None
        state = _state(said, lexicon)
        things = _things(state, lexicon) if state is not None else None
        if state is None or things is None:
            continue
        value = tokenize(str(state.value)) if length == 1 else list(said)
        words = [t for w in ("share", "of") for t in [replace(said[0], low=w, stem=w)]]
        words += [replace(said[0], low=t.low, stem=t.stem, text=t.text) if length == 1 else t for t in value]
        words += [replace(tokens[at], text=w, low=w, stem=stem(w)) for w in things.lower().split()]
        spoken = " ".join(t.low for t in (*said, tokens[at]) if t.low != "-")
        field = label_of(lexicon, replace(state, kind="dimension", value=None)).lower()
        note = f"“{spoken}” was read as the share of {things.lower()} whose {field} is “{state.value}”."
        return [*tokens[: at - length], *words, *tokens[at + 1 :]], note
    return list(tokens), None


def not_there(tokens: Sequence[Token], lexicon: Lexicon) -> str | None:
    """Why "exchange rate" is not answered by another rate of what was exchanged; None where the model has such a rate."""
    for word, rate in pairwise(tokens):
        if rate.low not in ("rate", "rates") or word.low not in OWN_RATES - _RECKONED:
            continue
        both = {word.stem, rate.stem}
        named = [m for m in lexicon.fields((word.stem, rate.stem)) if m.exact or both <= lexicon.own_words(m.target)]
        if not named:
            return f"The model has no {word.low} rate. Name a number that it has."
    return None


_RECKONED = spread("growth inflation")
"""Rates that may be reckoned from any number."""


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
    """The one state that is called so to the letter, or that the noun of its verb is: "cancellation" of "cancelled"."""
    if any(t.low in OWN_RATES or t.stem in OWN_RATES for t in said):
        return None
    words = tuple(t.stem for t in said if t.kind != "symbol")
    raw = "".join(t.text if i == 0 or said[i - 1].end == t.start else f" {t.text}" for i, t in enumerate(said))
    found = {m.target for m in lexicon.value_matches(words, raw) if m.exact and _is_state(m.target, lexicon)}
    found = {t for t in found if _letters(str(t.value)) == _letters(raw)}
    if not found and len(said) == 1 and _is_deed(said[0]):
        found = {t for t in _states(lexicon) if any(_done(said[0].low, v) for v in verb_stems(str(t.value)))}
    return found.pop() if len(found) == 1 else None


def _is_deed(noun: Token) -> bool:
    """Whether the form of a noun says that something was done: cancellation, approval; return and churn are known."""
    return noun.low in _DEEDS_AS_VERBS or noun.low.endswith(_DEEDS)


def _done(noun: str, verb: str) -> bool:
    if noun == verb:
        return noun in _DEEDS_AS_VERBS
    return len(verb.removesuffix("e")) >= _SHORTEST_VERB and same_deed(noun, verb)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


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
