"""Words of a request that the data does not know, and what goes with them.

A word that says of what something is ("employee turnover", "turnover of employees") takes it along: a report about turnover would
be one about something else. A phrase of its own, or a way of grouping, goes alone and is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lunara.build.outlines.words import BARE, LIMITING, PART, PARTING, VAGUE


@dataclass(frozen=True)
class Rest:
    """What is left of a text. `unknown` are the things that went, as they were named; `alone` what would be known by itself."""

    text: str
    unknown: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


def without_unknown(text: str, words: Collection[str]) -> Rest:
    """The text without these words and what they say something of; empty where nothing is left that could be asked about.

    >>> without_unknown("employee turnover", ["employee"])
    Rest(text='', unknown=('employee turnover',), alone=('turnover',))
    >>> without_unknown("sales and the weather by country", ["weather"])
    Rest(text='sales and by country', unknown=('weather',), alone=())
    >>> without_unknown("turnover of employees by month", ["employees"])
    Rest(text='', unknown=('employees',), alone=('turnover by month',))
    >>> without_unknown("sales by supplier", ["supplier"])
    Rest(text='sales', unknown=('supplier',), alone=())
    """
    strange = {word.lower() for word in words}
    kept: list[str] = []
    unknown: list[str] = []
    alone: list[str] = []
    headed = False
    for joint, phrase in _phrases(text):
        parts = [part for part in re.split(_LINKS, phrase) if part.strip()]
        head_lost = False
        left: list[str] = []
        for position, part in enumerate(parts):
            said = part.split()
            link = said[0].lower() if said and said[0].lower() in LIMITING | PARTING else ""
            own = said[1:] if link else said
            if not any(_plain(word) in strange for word in own):
                left.append(part.strip())
                continue
            known = [word for word in own if _plain(word) not in strange]
            telling = [word for word in known if _plain(word) not in VAGUE | BARE]
            named = own if telling else [word for word in own if _plain(word) in strange]
            unknown.append(" ".join(named).strip(_MARKS))
            if position == 0 and not link:
                head_lost = True
                if telling:
                    alone.append(" ".join(telling))
            elif link in LIMITING:
                head_lost = True
                others = [one for at, one in enumerate(parts) if at != position]
                alone.append(" ".join(" ".join(others).split()))
        if head_lost:
            # what parts what is not there parts what stands before it; what limits it says nothing by itself
            left = [one for one in left if one.split()[0].lower() in PARTING] if kept else []
        elif left and left[0].split()[0].lower() not in LIMITING | PARTING:
            headed = True
        if left:
            kept += [joint] if joint and kept else []
            kept += left
    rest = " ".join(kept) if headed else ""
    return Rest(rest, tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(one for one in alone if one)))


_MARKS = " ,.;:!?\"'“”"
_LINKS = re.compile(rf"\s(?=(?:{'|'.join(sorted(LIMITING | PARTING))})\s)", re.IGNORECASE)


def _phrases(text: str) -> Iterator[tuple[str, str]]:
    """The phrases of a text, each with what joins it to the one before."""
    at, joint = 0, ""
    for found in PART.finditer(text):
        if text[at : found.start()].strip():
            yield joint, text[at : found.start()]
            joint = found.group().strip()
        at = found.end()
    if text[at:].strip():
        yield joint, text[at:]


def _plain(word: str) -> str:
    return word.lower().strip(_MARKS)
