"""Abbreviations that stand for another word in some trades, written out where the names around them tell the trade."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from lunara.semantic.draft.vocabulary import word_set


class _Trade(NamedTuple):
    """What an abbreviation is short for, in the company of one of these words and of none of those."""

    words: tuple[str, ...]
    beside: frozenset[str]
    never: frozenset[str]


_CONTESTS = word_set("""
    score scores tournament tournaments league leagues contest contests fixture fixtures race races athlete athletes judge judges
    handicap handicaps referee referees swimmer swimmers rider riders jockey jockeys medal medals scorecard scorecards heat heats
""")
_STAKES = word_set(
    "golf tee tees par holes hole jockey jockeys horse horses race races score scores bowler bowlers scorecard"
)
_GOODS_BACK = word_set(
    "sale sales order orders loan loans rental rentals hire hires parcel parcels borrower purchase purchases"
)
_COMPANIES = word_set(
    "company companies compensation salary salaries payroll credit employer employers competitor competitors"
)
_CARERS = word_set(
    "physician physicians doctor doctors prescription prescriptions patient patients hospital drug drugs sample samples"
)
_STAFF = word_set(
    "employee employees staff pension pensions soldier rank veteran veterans teacher teachers retirement retired"
)
_TRADES = {
    "comp": _Trade(("competition",), _CONTESTS, _COMPANIES),
    "comps": _Trade(("competitions",), _CONTESTS, _COMPANIES),
    "hcp": _Trade(("handicap",), _STAKES, _CARERS),
    "hcap": _Trade(("handicap",), _STAKES, _CARERS),
    "retd": _Trade(("returned",), _GOODS_BACK, _STAFF),
}
_CUT = re.compile(r"[^0-9A-Za-z]+|(?<=[a-z0-9])(?=[A-Z])")


def short_here(names: Iterable[str], spelled: Callable[[str], str] = str) -> dict[str, tuple[str, ...]]:
    """The abbreviations of these names that their trade tells, each with the words that it stands for.

    >>> short_here(["comp", "comp_dt", "gross_score"])
    {'comp': ('competition',)}
    >>> short_here(["comp", "comp_nm", "employer"]), short_here(["comp", "city"])
    ({}, {})
    """
    pieces = {piece.lower() for name in names for piece in _CUT.split(name) if piece}
    used = pieces & _TRADES.keys()
    if not used:
        return {}
    beside = pieces | {word for piece in pieces - used for word in spelled(piece).split()}
    return {short: _TRADES[short].words for short in sorted(used) if _fits(_TRADES[short], beside)}


def _fits(trade: _Trade, beside: set[str]) -> bool:
    return bool(trade.beside & beside) and not trade.never & beside
