"""Looker's filter expressions (`"-cancelled,%test%"`, `">5"`, `"yes"`) as conditions. What goes by today's date is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import reduce

from sqlglot import exp

from lunara.semantic.formats.parts import Unsaid
from lunara.semantic.model import DimensionType

# Letters of one filter expression, and how many numbers it may list.
MOST_LETTERS = 20_000
MOST_LISTED = 1_000
_NUMBER = r"-?\d+(?:\.\d+)?"
_COMPARED = re.compile(rf"(<>|!=|>=|<=|>|<|=)\s*({_NUMBER})")
_INTERVAL = re.compile(rf"(not\s+)?([\[(])\s*(-?inf|{_NUMBER})?\s*,\s*(inf|{_NUMBER})?\s*([\])])", re.IGNORECASE)
_RANGE = re.compile(rf"(not\s+)?({_NUMBER})\s+to\s+({_NUMBER})", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?")


def condition(value: exp.Expr, kind: DimensionType, text: str) -> exp.Expr | None:
    """The condition on a value that the filter expression says; None: any value. Raises Unsaid."""
    if not text.strip():
        return None
    if len(text) > MOST_LETTERS:
        raise Unsaid(f"“{text[:60]}…” has more than {MOST_LETTERS:,} letters")
    if re.search(r"\{[{%]|[$@]\{", text):
        raise Unsaid(f"“{text}” is a template that only Looker can fill in")
    by_kind: dict[DimensionType, Callable[[exp.Expr, str], exp.Expr]] = {
        "string": _of_text,
        "number": _of_number,
        "boolean": _of_truth,
        "time": _of_time,
    }
    return by_kind[kind](value, text.strip())


def _all(parts: Sequence[exp.Expr]) -> exp.Expr:
    return reduce(lambda one, other: exp.And(this=_tight(one), expression=_tight(other)), parts)


def _any(parts: Sequence[exp.Expr]) -> exp.Expr:
    return reduce(lambda one, other: exp.Or(this=one, expression=other), parts)


def _tight(tree: exp.Expr) -> exp.Expr:
    return exp.Paren(this=tree) if isinstance(tree, exp.Or) else tree


def _null(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=value.copy(), expression=exp.Null())


def _present(value: exp.Expr) -> exp.Expr:
    return exp.Not(this=_null(value))


def _of_truth(value: exp.Expr, text: str) -> exp.Expr:
    if text.lower() in ("yes", "true"):
        return value.copy()
    if text.lower() in ("no", "false"):
        return exp.Not(this=exp.Coalesce(this=value.copy(), expressions=[exp.Boolean(this=False)]))
    raise Unsaid(f"“{text}” is neither yes nor no")


# -- text ----------------------------------------------------------------------------------------------------


def _of_text(value: exp.Expr, text: str) -> exp.Expr:
    wanted: list[exp.Expr] = []
    unwanted: list[exp.Expr] = []
    equal: list[str] = []
    for part, quoted in _parts(text):
        negative = part.startswith("-") and not quoted and len(part) > 1
        word = part[1:] if negative else part
        if not quoted and word.upper() == "NULL":
            unwanted += [_present(value)] if negative else []
            wanted += [] if negative else [_null(value)]
        elif not quoted and word.upper() == "EMPTY":
            empty = exp.Or(this=_null(value), expression=exp.EQ(this=value.copy(), expression=exp.Literal.string("")))
            (unwanted if negative else wanted).append(exp.Not(this=exp.Paren(this=empty)) if negative else empty)
        elif not quoted and re.search(r"(?<!\^)%", word):
            like = _like(value, word)
            (unwanted if negative else wanted).append(
                exp.Or(this=exp.Not(this=like), expression=_null(value)) if negative else like
            )
        else:
            plain = re.sub(r"\^(.)", r"\1", word)
            if negative:
                other = exp.NEQ(this=value.copy(), expression=exp.Literal.string(plain))
                unwanted.append(exp.Or(this=other, expression=_null(value)))
            else:
                equal.append(plain)
    if len(equal) == 1:
        wanted.insert(0, exp.EQ(this=value.copy(), expression=exp.Literal.string(equal[0])))
    elif equal:
        wanted.insert(0, exp.In(this=value.copy(), expressions=[exp.Literal.string(one) for one in equal]))
    return _all([*([_any(wanted)] if wanted else []), *unwanted])


def _like(value: exp.Expr, word: str) -> exp.Expr:
    if "_" in word or "^" in word:
        raise Unsaid(f"the pattern “{word}” has a letter that SQL takes for any letter")
    return exp.Like(this=value.copy(), expression=exp.Literal.string(word))


def _parts(text: str) -> list[tuple[str, bool]]:
    """(part, whether it stood in quotes) between commas."""
    found: list[tuple[str, bool]] = []
    for match in re.finditer(r'\s*(?:"((?:[^"])*)"|((?:\^.|[^,])*))\s*(?:,|$)', text):
        quoted, plain = match.group(1), match.group(2)
        if quoted is not None:
            found.append((quoted, True))
        elif plain is not None and plain.strip():
            found.append((plain.strip(), False))
    return found


# -- numbers -------------------------------------------------------------------------------------------------


def _of_number(value: exp.Expr, text: str) -> exp.Expr:
    wanted: list[exp.Expr] = []
    unwanted: list[exp.Expr] = []
    alternatives = _alternatives(text)
    if len(alternatives) > MOST_LISTED:
        raise Unsaid(f"“{text[:60]}…” lists more than {MOST_LISTED:,} numbers")
    for word in alternatives:
        both = [_one_number(value, one.strip()) for one in re.split(" and ", word, flags=re.IGNORECASE)]
        if any(one is None for one in both):
            raise Unsaid(f"“{text}” is no filter of numbers that is understood")
        tree = _all([one for one in both if one is not None])
        (unwanted if re.match(r"(not\b|<>|!=)", word, re.IGNORECASE) else wanted).append(tree)
    return _all([*([_any(wanted)] if wanted else []), *unwanted])


def _alternatives(text: str) -> list[str]:
    """What stands between commas and ORs, but not between the ends of an interval; each blank is one space."""
    plain = " ".join(text.split())
    cuts: list[int] = []
    closing = False
    for place in range(len(plain) - 1, -1, -1):
        if plain[place] in "[]()":
            closing = plain[place] in "])"
        elif plain[place] == "," and not closing:
            cuts.append(place)
    ends = [*reversed(cuts), len(plain)]
    parts = [plain[start:end] for start, end in zip([0, *(cut + 1 for cut in reversed(cuts))], ends, strict=True)]
    return [one.strip() for part in parts for one in re.split(" or ", part, flags=re.IGNORECASE)]


def _one_number(value: exp.Expr, word: str) -> exp.Expr | None:
    if word.upper() in ("NULL", "NOT NULL"):
        return _null(value) if word.upper() == "NULL" else _present(value)
    if re.fullmatch(_NUMBER, word):
        return exp.EQ(this=value.copy(), expression=_number(word))
    unequal = re.fullmatch(rf"not\s+({_NUMBER})", word, re.IGNORECASE)
    compared = _COMPARED.fullmatch(word)
    if unequal or (compared and compared[1] in ("<>", "!=")):
        number = unequal[1] if unequal else compared[2] if compared else ""
        return exp.Or(this=exp.NEQ(this=value.copy(), expression=_number(number)), expression=_null(value))
    if compared:
        kinds = {">": exp.GT, "<": exp.LT, ">=": exp.GTE, "<=": exp.LTE, "=": exp.EQ}
        return kinds[compared[1]](this=value.copy(), expression=_number(compared[2]))
    ranged = _RANGE.fullmatch(word)
    if ranged:
        return _within(value, ((exp.GTE, ranged[2]), (exp.LTE, ranged[3])), bool(ranged[1]))
    interval = _INTERVAL.fullmatch(word)
    if interval:
        low = exp.GTE if interval[2] == "[" else exp.GT
        high = exp.LTE if interval[5] == "]" else exp.LT
        return _within(value, ((low, interval[3]), (high, interval[4])), bool(interval[1]))
    return None


def _within(value: exp.Expr, bounds: Sequence[tuple[type[exp.Binary], str | None]], outside: bool) -> exp.Expr | None:
    ends: list[exp.Expr] = []
    for kind, bound in bounds:
        if bound is not None and not bound.lower().endswith("inf"):
            ends.append(kind(this=value.copy(), expression=_number(bound)))
    if not ends:
        return None
    both = _all(ends)
    if not outside:
        return both
    return exp.Or(this=exp.Not(this=exp.Paren(this=both)), expression=_null(value))


def _number(text: str) -> exp.Expr:
    number: exp.Expr = exp.Literal.number(text.lstrip("-"))
    return exp.Neg(this=number) if text.startswith("-") else number


# -- dates ---------------------------------------------------------------------------------------------------


def _of_time(value: exp.Expr, text: str) -> exp.Expr:
    word = " ".join(text.lower().split())
    if word in ("null", "not null", "-null"):
        return _null(value) if word == "null" else _present(value)
    before, after = re.fullmatch("before (.+)", word), re.fullmatch("after (.+)", word)
    both = re.fullmatch("(.+?) to (.+)", word)
    if before:
        return exp.LT(this=value.copy(), expression=_date(_period(before[1], text)[0]))
    if after:
        return exp.GTE(this=value.copy(), expression=_date(_period(after[1], text)[0]))
    first, last = (_period(both[1], text)[0], _period(both[2], text)[0]) if both else _period(word, text)
    return _all(
        [
            exp.GTE(this=value.copy(), expression=_date(first)),
            exp.LT(this=value.copy(), expression=_date(last)),
        ]
    )


def _period(word: str, text: str) -> tuple[date, date]:
    """The first day of a day, month or year, and the first one after it. Raises Unsaid."""
    match = _DAY.fullmatch(word.strip())
    if match is None:
        raise Unsaid(f"“{text}” goes by the day it is asked on, or is no date; a measure is the same every day")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if year is None or year > 9998:
            raise ValueError
        if month is None:
            return date(year, 1, 1), date(year + 1, 1, 1)
        if day is None:
            return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, day), date(year, month, day) + timedelta(days=1)
    except ValueError as error:
        raise Unsaid(f"“{text}” is no date") from error


def _date(day: date) -> exp.Expr:
    return exp.cast(exp.Literal.string(day.isoformat()), exp.DataType.Type.DATE)
