"""Two set against each other by a yes or no and in short: "did we sell more in May than in April", "signups this year vs last".

Each is put as "A vs B" for `contrast_forms`. Which of the two is more is seen where both are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_GRAIN = r"(?P<grain>year|quarter|month|week)"
_LAST_ALONE = re.compile(
    rf"\bthis\s+{_GRAIN}(?P<tie>(?:'s\s+\w+)?,?\s+(?:vs\.?|versus|against|than|and|or|(?:as\s+)?compared\s+(?:to|with))\s+)"
    r"(?P<last>(?:in\s+)?(?:the\s+)?last)(?:\s+one)?(?=\s*(?:$|[?.,]|\s(?:by|per|for|in)\s))",
    re.IGNORECASE,
)
"""A last one of which the words before say what it is."""
_MORE = (
    r"(?:more|fewer|less|higher|lower|better|worse|bigger|larger|smaller|stronger|weaker|greater|slower|faster|longer"
    r"|shorter)"
)
_PLACED = r"(?:in|on|at|this|last|during|from|for|with)\s"
_END = r"\s+than\s+(?:it\s+was\s+|they\s+were\s+)?(?P<two>(?:in\s|on\s|at\s|during\s|for\s|with\s)?.+)"
_THERE = re.compile(
    rf"(?:were|was|are|is)\s+there\s+(?:more|fewer|less)\s+(?P<of>.+?)\s+(?P<one>{_PLACED}.+?){_END}", re.IGNORECASE
)
_DID_MORE = re.compile(
    r"(?:did|do|have|has)\s+(?P<who>we|they|people|customers|clients)\s+(?P<verb>\w+)\s+(?:more|fewer|less)"
    rf"(?P<of>(?:\s+(?!in\b|on\b|this\b|last\b|during\b|than\b)[\w-]+)*)\s+(?P<one>{_PLACED}.+?){_END}",
    re.IGNORECASE,
)
_GOT = frozenset(("get", "have", "see", "receive", "had", "got", "make", "take"))
"""Verbs that say no more than that there were some."""
_WAS_BETTER = re.compile(
    rf"(?:was|is|were|are)\s+(?P<one>.+?)\s+(?:a\s+)?{_MORE}(?:\s+\w+)?\s+than\s+(?P<two>.+?)\s+"
    r"(?:for|in\s+terms\s+of|by|regarding|with\s+regard\s+to)\s+(?P<of>.+)",
    re.IGNORECASE,
)
_IS_HIGHER = re.compile(
    rf"(?:was|is|were|are)\s+(?:the\s+|our\s+)?(?P<of>.+?)\s+(?P<one>{_PLACED}.+?)\s+{_MORE}{_END}", re.IGNORECASE
)
_MOVES = (
    r"(?:grow|grown|rise|risen|increase[d]?|improve[d]?|fall|fallen|drop(?:ped)?|decrease[d]?|decline[d]?|shrink|shrunk"
    r"|go(?:ne)?\s+(?:up|down))"
)
_MOVED = re.compile(
    rf"(?:did|has|have)\s+(?:the\s+|our\s+)?(?P<of>.+?)\s+{_MOVES}\s+(?:from\s+(?P<one>.+?)\s+to|between\s+(?P<first>.+?)\s+and)"
    r"\s+(?P<two>.+)",
    re.IGNORECASE,
)
_IS_UP = re.compile(
    r"(?:is|are)\s+(?:the\s+|our\s+)?(?P<of>.+?)\s+(?:up|down)(?:\s+this\s+\w+)?\s+"
    rf"(?:on|from|over|against|versus|vs\.?|compared\s+(?:to|with))\s+last\s+{_GRAIN}",
    re.IGNORECASE,
)
_LED = re.compile(r"(?P<pair>\S[^:,]*\s(?:vs\.?|versus|against)\s[^:,]+)\s*[:,]\s*(?P<of>.+)", re.IGNORECASE)
_BEHIND = re.compile(r"(?P<of>[^:,]+)\s*[:,]\s*(?P<pair>\S[^:,]*\s(?:vs\.?|versus|against)\s[^:,]+)", re.IGNORECASE)
_AGAINST = re.compile(r"\sagainst\s", re.IGNORECASE)
_QUANTITIES = re.compile(r"\b(?:average|total|sum|number|amount|revenue|sales|share|rate)\b", re.IGNORECASE)


def with_last(text: str) -> str:
    """ "This year vs last" with the year that is meant said twice."""
    return _LAST_ALONE.sub(lambda m: f"this {m['grain']}{m['tie']}{m['last']} {m['grain']}", text)


LONGEST = 400
"""So many characters has a question that sets two against each other at most: longer ones are not looked at word by word."""


def asks(text: str) -> bool:
    """Whether a yes or no is asked of two."""
    return len(text) <= LONGEST and any(
        form.fullmatch(text) for form in (_THERE, _DID_MORE, _WAS_BETTER, _IS_HIGHER, _MOVED, _IS_UP)
    )


def may_set(text: str) -> bool:
    """Whether these are words that may set two against each other."""
    return asks(text) or with_last(text) != text or _AGAINST.search(text) is not None


def in_vs(text: str) -> Iterator[str]:
    """The ways of saying it with "vs", the surest first."""
    for made in _put(text):
        if not _QUANTITIES.search(made) and not made.lower().startswith("how "):
            yield f"number of {made}"
        yield made


def _put(text: str) -> Iterator[str]:
    if len(text) > LONGEST:
        return
    there, better, higher = _THERE.fullmatch(text), _WAS_BETTER.fullmatch(text), _IS_HIGHER.fullmatch(text)
    did, moved, up = _DID_MORE.fullmatch(text), _MOVED.fullmatch(text), _IS_UP.fullmatch(text)
    if did is not None:
        yield from _done(did)
    elif there is not None:
        yield f"{there['of']} {there['one']} vs {there['two']}"
    elif moved is not None:
        yield f"{moved['of']} in {_bare(moved['one'] or moved['first'])} vs {_bare(moved['two'])}"
    elif up is not None:
        yield f"{up['of']} this {up['grain']} vs last {up['grain']}"
    elif better is not None:
        yield f"{better['of']} in {_bare(better['one'])} vs {_bare(better['two'])}"
    elif higher is not None:
        yield f"{higher['of']} {higher['one']} vs {higher['two']}"
        yield f"{higher['of']} {higher['one']} vs {_bare(higher['two'])}"
    else:
        led, behind = _LED.fullmatch(text), _BEHIND.fullmatch(text)
        for found in (led, behind):
            if found is not None:
                pair = re.sub(r"\s(?:versus|against)\s", " vs ", found["pair"], flags=re.IGNORECASE)
                yield f"{found['of']} in {_bare(pair)}"
        if _AGAINST.search(text) and led is behind is None:
            yield _AGAINST.sub(" vs ", text)


def _done(did: re.Match[str]) -> Iterator[str]:
    """ "Did we admit more people in May than in April": how many did we admit, or how many there were of them."""
    of, when = did["of"].strip(), f"{did['one']} vs {did['two']}"
    if did["verb"].lower() in _GOT:
        if of:
            yield f"{of} {when}"
        return
    yield (
        f"how many {of} did {did['who']} {did['verb']} {when}"
        if of
        else f"how much did {did['who']} {did['verb']} {when}"
    )
    if of:
        yield f"how much {of} did {did['who']} {did['verb']} {when}"


def _bare(period: str) -> str:
    """A period without the word that leads it, and such as need none."""
    return re.sub(r"^(?:in|during)\s+", "", period, flags=re.IGNORECASE)
