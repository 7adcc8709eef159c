"""The ways in which words set two against each other, each put as "A vs B" or as "A minus B" in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lunara.ask.planners.offline import contrast_asked
from lunara.ask.planners.offline.periods import MONTHS
from lunara.ask.planners.offline.words import spread

_JOINERS = re.compile(r"\s(?:and|with|to|vs\.?|versus|against)\s(?:that of |those of |the one of )?", re.IGNORECASE)
_MOST_JOINERS = 3
"""Each place where two may be joined is a question of its own to be planned."""
_COMPARE = re.compile(r"(?:please\s+)?(?:compare|comparison\s+of|compare\s+the)\s+(?P<rest>.+)", re.IGNORECASE)
_HOW = re.compile(
    r"how\s+(?:do|does|did)\s+(?P<rest>.+?)\s+compare\s+(?:to|with|against)\s+(?P<other>.+)", re.IGNORECASE
)
_COMPARED = re.compile(
    r"(?P<rest>.+?),?\s+(?:(?:as\s+)?compared\s+(?:to|with|against)|in\s+comparison\s+(?:to|with)|relative\s+to)\s+(?P<other>.+)",
    re.IGNORECASE,
)
_WHAT = r"(?:what\s+(?:is|was|were)\s+)?(?:the\s+)?"
_DIFFERENCE_IN = re.compile(
    _WHAT + r"difference\s+(?:in|of)\s+(?P<of>.+?)\s+between\s+(?P<first>.+?)\s+and\s+(?P<second>.+)", re.IGNORECASE
)
_DIFFERENCE_BETWEEN = re.compile(
    _WHAT
    + r"(?P<agg>(?:average|total)\s+)?difference\s+between\s+(?:the\s+)?(?P<first>.+?)\s+and\s+(?:the\s+)?(?P<second>.+)",
    re.IGNORECASE,
)
CHANGED = re.compile(
    r"(?:by\s+)?how\s+much\s+(?:did|has|have)\s+(?P<of>.+?)\s+change[d]?\s+(?:between|from)\s+(?P<first>.+?)\s+(?:and|to)\s+(?P<second>.+)",
    re.IGNORECASE,
)
_MINUS = re.compile(r"(?P<first>.+?)\s+(?:minus|less(?!\s+than\b))\s+(?P<second>.+)", re.IGNORECASE)
_IN_BRACKETS = re.compile(
    _WHAT
    + r"(?P<agg>(?:average|total)\s+)?(?P<name>[^()]+?)\s*"
    + r"\((?P<inside>[^()]+\s(?:minus|plus|times|-|\+|\*)\s[^()]+)\)(?P<rest>[^()]*)",
    re.IGNORECASE,
)
_MOST_CUTS = 3
_REST = re.compile(r"\s+(?:by|per|for|in|of|on|during|since|last|this)\s", re.IGNORECASE)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTHS_OF_YEAR = re.compile(
    rf"\b(?P<one>{_MONTH}|q[1-4])\.?(?P<tie>\s(?:and|vs\.?|with|to)\s)(?P<two>{_MONTH}|q[1-4])\.?\s(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:(?P<before>[\w.,:$€£<>=-]+)\s+)?\b(?P<year>(?:19|20)\d\d)\b(?![-/.\d])", re.IGNORECASE)
_BEFORE_OTHERS = frozenset(
    spread(
        """over above below under than least most exceeding exactly number id no # model version year fy since before after until
        by to and from between"""
    )
)
"""Words before a number that make it no year, or a year as it stands."""
_TOLD_APART = re.compile(
    r"(?P<lead>(?:the )?number of )(?P<one>[\w-]+) vs (?P<two>[\w-]+) (?P<noun>\w+)(?P<rest>(?:\s.*)?)", re.IGNORECASE
)


@dataclass(frozen=True)
class Form:
    """The question with "vs" in it, and what is asked of the two: "" to see both, "change" or "minus"."""

    text: str
    wants: str = ""
    first: str = ""
    """The question of the first alone, where the order counts."""
    alone: bool = False
    """Only the word that compares is left out: what stands side by side are the groups or the numbers."""
    formula: bool = False
    label: str = ""
    name: str = ""
    """What brackets behind it define."""
    asks: bool = False
    """It is asked of the two which of them is more."""


def _said(text: str) -> Iterator[Form]:
    """The ways in which a question may set two against each other."""
    compare, how, compared = _COMPARE.fullmatch(text), _HOW.fullmatch(text), _COMPARED.fullmatch(text)
    if compare is not None:
        rest = re.sub(r"\bbetween\b(?=.+\band\b)", "of", _with_years(compare["rest"]), count=1, flags=re.IGNORECASE)
        joined = list(_JOINERS.finditer(rest))[-_MOST_JOINERS:]
        for tie in reversed(joined):
            yield Form(_dated(_versus(rest[: tie.start()], rest[tie.end() :])))
        if joined and not re.search(r"\d", rest):
            yield Form(f"{rest[: joined[-1].start()]} and {rest[joined[-1].end() :]}", alone=True)
        elif not joined:
            yield Form(rest, alone=True)
        for tie in reversed(joined):
            yield Form(f"number of {_versus(rest[: tie.start()], rest[tie.end() :])}")
    elif (other_form := how or compared) is not None:
        yield Form(_dated(_with_years(_versus(other_form["rest"], other_form["other"]))))
    elif re.search(r"\s(?:vs\.?|versus)\s", text, re.IGNORECASE):
        left, _, right = re.sub(r"\s(?:vs\.?|versus)\s", " vs ", text, flags=re.IGNORECASE).partition(" vs ")
        other = _dated(_with_years(_versus(left, right)))
        if other != text:
            yield Form(other)
        yield Form(f"number of {other}")
    found = _DIFFERENCE_IN.fullmatch(text)
    if found is not None:
        yield Form(f"{found['of']} of {found['first']} vs {found['second']}", "change")
        yield Form(_dated(_with_years(f"{found['of']} {found['first']} vs {found['second']}")), "change")
        return
    found = CHANGED.fullmatch(text)
    if found is not None:
        yield Form(_dated(_with_years(f"{found['of']} {found['first']} vs {found['second']}")), "change")
        return
    found = _DIFFERENCE_BETWEEN.fullmatch(text)
    minus = _MINUS.fullmatch(text) if found is None else None
    if found is not None:
        of = re.fullmatch(r"(?P<second>.+?)\s+in\s+(?P<of>\D+)", found["second"])
        if of is not None:
            yield Form(f"{of['of']} of {found['first']} vs {of['second']}", "change")
    yield from _defined(text)
    for pair in (found, minus):
        if pair is None or "(" in pair["second"] or ")" in pair["second"]:
            continue
        for number, rest in _cut(pair["second"]):
            agg, first, second = (pair["agg"] or "") if pair is found else "", pair["first"], number
            both = re.fullmatch(
                r"(?P<agg>total |average )(?P<one>.+)\n(?P=agg)(?P<two>.+)", f"{first}\n{second}", re.IGNORECASE
            )
            if both is not None and not agg:
                agg, first, second = both["agg"], both["one"], both["two"]
            yield Form(
                f"{agg}difference ({first} minus {second}){rest}",
                formula=True,
                label=f"{agg}{first} minus {second}".capitalize(),
            )
        wants = "minus" if pair is minus else "change"
        yield Form(_dated(_versus(pair["first"], pair["second"])), wants, pair["first"])


def _cut(text: str) -> Iterator[tuple[str, str]]:
    """A number and what is said of it, by each place where that may begin: "cost per portion | by course" before "cost | …"."""
    tails = [m.start() for m in _REST.finditer(text)]
    for at in [len(text), *reversed(tails)][: _MOST_CUTS + 1]:
        yield text[:at], text[at:]


def _defined(text: str) -> Iterator[Form]:
    """ "Average margin (price minus cost) by range": what a name stands for that the data need not know."""
    found = _IN_BRACKETS.fullmatch(text)
    if found is None:
        return
    for name, rest in _cut(found["name"]):
        label = f"{found['agg'] or ''}{name}".strip().capitalize()
        yield Form(
            f"{found['agg'] or ''}difference ({found['inside']}){rest}{found['rest']}",
            formula=True,
            label=label,
            name=name,
        )


def _asked(text: str) -> Iterator[Form]:
    """The forms of a yes or no that is asked of two, and of two that are said in short."""
    whole = contrast_asked.with_last(text)
    asks = contrast_asked.asks(whole)
    if whole != text:
        yield Form(whole, asks=asks)
        yield from (replace(form, asks=asks) for form in _said(whole))
    for put in contrast_asked.in_vs(whole):
        left, _, right = put.partition(" vs ")
        yield Form(_dated(_with_years(_versus(left, right))), asks=asks)


def forms_of(text: str) -> Iterator[Form]:
    """The forms of a question, "number of bookings cancelled vs completed" behind "number of cancelled vs completed bookings"."""
    asked = _asked(text)
    for form in (*asked, *_said(text)) if contrast_asked.asks(text) else (*_said(text), *asked):
        yield form
        found = _TOLD_APART.fullmatch(form.text)
        if found is not None:
            yield replace(form, text=f"{found['lead']}{found['noun']} {found['one']} vs {found['two']}{found['rest']}")


def _versus(first: str, second: str) -> str:
    """One against the other, what both begin with said once: "hours in May vs April" of "hours in May", "hours in April"."""
    one, two = first.split(), second.split()
    same = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a.lower() != b.lower()), 0)
    return f"{first} vs {' '.join(two[same:])}"


def _with_years(text: str) -> str:
    """ "January and February 2025": the year behind the later month or quarter is that of both."""

    def both(found: re.Match[str]) -> str:
        one, two = found["one"].lower(), found["two"].lower()
        later = MONTHS[one] < MONTHS[two] if one in MONTHS and two in MONTHS else one < two
        if not later or (one in MONTHS) != (two in MONTHS):
            return found[0]
        return f"{found['one']} {found['year']}{found['tie']}{found['two']} {found['year']}"

    return _MONTHS_OF_YEAR.sub(both, text)


def _dated(text: str) -> str:
    """The text whose two bare years are said as periods: "2025 revenue vs 2024"."""
    years = list(_YEAR.finditer(text))
    if len(years) != 2 or not re.search(r"\svs\s", text[years[0].end() : years[1].start()] + " "):
        return text

    def said(found: re.Match[str]) -> str:
        before = (found["before"] or "").lower()
        if (
            before in ("in", "of", "for", "during", "quarter")
            or before in MONTHS
            or re.fullmatch(r"q\d|\d+\w*|.*-", before)
        ):
            return found[0]
        if before in _BEFORE_OTHERS or (before and before[-1] in "$€£<>="):
            return found[0]
        return f"{found['before']} in {found['year']}" if found["before"] else f"in {found['year']}"

    return _YEAR.sub(said, text)
