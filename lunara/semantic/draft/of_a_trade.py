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
    alone: bool = True
    """Whether it is that as the name of a table or column of its own too, and not only in front of other words."""


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
_SUPPLIES = word_set("meter meters kwh tariff tariffs electricity")
_OTHER_CENTERS = word_set("""
    click clicks impression impressions campaign campaigns ad ads call calls cost shopping distribution contact warehouse
    warehouses data profit
""")
_MOVES = word_set("""
    warehouse warehouses stock bank player players patient patients account accounts balance shipment shipments traffic
""")
_KEPT_FOR_US = word_set(
    "rental rentals hotel hotels guest guests room rooms restaurant restaurants pickup cabin cabins campsite"
)
_NOT_KEPT = word_set("""
    patient patients laboratory lab sample samples ticket tickets issue issues resource resources project projects allocation
    student students residence residents
""")
_WORK_DONE = word_set("""
    schedule scheduled visit visits task tasks job jobs project projects work training lesson lessons shipment shipments
""")
_GRIEVANCES = word_set("complaint complaints complainant grievance grievances compliance")
_FITTERS = word_set("visit visits repair repairs depot depots hire hired maintenance job jobs")
_NO_FITTERS = word_set("stack technology technologies company companies investment patent industry department software")
_TRADES = {
    "compl": _Trade(("completion",), _WORK_DONE, _GRIEVANCES, alone=False),
    "ctr": _Trade(("contract",), _SUPPLIES, _OTHER_CENTERS),
    "res": _Trade(("reservation",), _KEPT_FOR_US, _NOT_KEPT),
    "tech": _Trade(("technician",), _FITTERS, _NO_FITTERS),
    "trf": _Trade(("tariff",), _SUPPLIES, _MOVES),
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
    >>> short_here(["ctr", "ctr_id", "mtr_kwh"]), short_here(["ctr", "clicks", "kwh"])
    ({'ctr': ('contract',)}, {})
    """
    names = list(names)
    pieces = {piece.lower() for name in names for piece in _CUT.split(name) if piece}
    used = pieces & _TRADES.keys()
    if not used:
        return {}
    beside = pieces | {word for piece in pieces - used for word in spelled(piece).split()}
    own = {name.lower() for name in names}
    fitting = (short for short in sorted(used) if _fits(_TRADES[short], beside))
    return {short: _TRADES[short].words for short in fitting if _TRADES[short].alone or short not in own}


def _fits(trade: _Trade, beside: set[str]) -> bool:
    return bool(trade.beside & beside) and not trade.never & beside
