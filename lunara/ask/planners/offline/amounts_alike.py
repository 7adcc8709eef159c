"""Amounts that are called alike: "total amount" where visits, contracts and repairs each have one, "order amount" where
orders have a gross and a net one. None of them is meant more than another, so it is asked which; an average is none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.model import Measure

_VAGUE = spread("total amount amounts value values sum")
_WHOLE = frozenset(spread("total ttl amount amt value sum net gross"))
_AVERAGES = frozenset(spread("average avg mean median typical"))
_LEAST = 0.5
_BEHIND = 0.15
"""How far an amount that is only called so when it is added up stands behind the one whose field is called so."""


def level(content: Sequence[Token], matches: list[Match], lexicon: Lexicon) -> list[Match]:
    """The matches, with the amounts of several kinds of rows on one level where no more than "total amount" is said."""
    if not matches or not content or not all(t.low in _VAGUE for t in content) or content[-1].low in ("sum", "total"):
        return matches
    found = matches if len(content) > 1 else [*matches, *lexicon.fields((content[0].stem,), limit=40)]
    whole = {m.target: m for m in found if m.score >= _LEAST and _whole_amount(m.target, lexicon)}
    called = {t.table for t, m in whole.items() if m.exact}
    whole = {t: m for t, m in whole.items() if m.exact or t.table not in called}
    homes = {t.table for t in whole}
    alike = [m for t, m in whole.items() if not rows.lines_of(t.table, homes - {t.table}, lexicon)]
    if len({m.target.table for m in alike}) < 2:
        return matches
    top = matches[0].score
    rest = [m for m in matches if m not in alike]
    fields = [m for m in rest if not (m.target.kind == "dimension" and m.target.table in homes)]
    own = [m for m in alike if _label(m.target, lexicon) == tuple(t.low for t in content)]
    if (
        len(content) > 1 and len(own) == 1 and _below(own[0], alike, lexicon)
    ):  # "total amount" of orders, not of payments
        said = [replace(m, score=top if m in own else top - _BEHIND, exact=True) for m in alike]
    else:
        said = [replace(m, score=top, exact=True) for m in alike]
    return [*sorted(said, key=lambda m: -m.score), *fields]


def _below(own: Match, alike: Sequence[Match], lexicon: Lexicon) -> bool:
    """Whether all other amounts are of rows that belong to those of the one: what was paid for an order, and no other deal."""
    others = [m.target.table for m in alike if m.target.table != own.target.table]
    return all(lexicon.roads.distance_up(table, own.target.table) is not None for table in others)


def of_thing(content: Sequence[Token], matches: list[Match], lexicon: Lexicon) -> list[Match]:
    """ "Purchase amount" where no number is called so: the amounts of a purchase, and no average of them."""
    if len(content) < 2 or content[-1].low not in ("amount", "amounts", "value", "values"):
        return matches
    if any(m.exact and m.target.kind != "table" for m in matches) or _AVERAGES & {t.low for t in content}:
        return matches
    kept = [m for m in matches if not _AVERAGES & set(_label(m.target, lexicon))]
    if len(kept) == len(matches):
        return matches
    named = lexicon.fields(tuple(t.stem for t in content[:-1]))
    tables = list(dict.fromkeys(m.target.table for m in named if m.exact and m.target.kind == "table"))
    sums = [Target("measure", t, m.name) for t in tables for m in rows.amounts(lexicon.tables[t])]
    return [*(Match(t, 1.0, True) for t in sums), *kept] if sums else kept


def _label(target: Target, lexicon: Lexicon) -> tuple[str, ...]:
    found: Measure | None = lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    derived = lexicon.derived(target.name) if target.kind == "derived" else None
    item = found or derived
    return words_of(item.label or item.name) if item is not None else ()


def _whole_amount(target: Target, lexicon: Lexicon) -> bool:
    """Whether a number is called an amount of its rows, and no more than that: no fee, tax or part of them."""
    measure = lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    if measure is None or measure.aggregate != "sum" or measure.filter is not None:
        return False
    money = measure.format is not None and measure.format.kind == "currency"
    words = set(words_of(measure.label or measure.name))
    return money and bool(words & _WHOLE) and words <= _WHOLE | set(table_words(lexicon.tables[target.table]))


def ends_of_ranges(matches: Sequence[Match], lexicon: Lexicon) -> list[Match]:
    """Both ends of a range as likely as each other: a "salary" is no more the lowest than the highest of a job.

    Only where the word names neither of them in full.
    """
    best: dict[tuple[str, str, tuple[str, ...]], float] = {}
    keys = [_range(m.target, lexicon) if not m.exact else None for m in matches]
    for key, match in zip(keys, matches, strict=True):
        if key is not None:
            best[key] = max(best.get(key, 0.0), match.score)
    return [
        replace(m, score=best[key]) if key is not None and best[key] > m.score else m
        for key, m in zip(keys, matches, strict=True)
    ]


_ENDS = frozenset(("min", "max", "minimum", "maximum", "lowest", "highest", "from", "to", "lower", "upper"))


def _range(target: Target, lexicon: Lexicon) -> tuple[str, str, tuple[str, ...]] | None:
    """The table, the kind and the words of a number that is one end of a range, without the word for the end."""
    found = lexicon.dimension(target.table, target.name) or lexicon.measure(target.table, target.name)
    words = words_of(found.label or found.name) if found is not None else []
    rest = tuple(w for w in words if w not in _ENDS)
    return (target.table, target.kind, rest) if len(words) - len(rest) == 1 and rest else None
