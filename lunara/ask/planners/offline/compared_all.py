"""Compared with all, in words: "priced above average", "older than the average singer", "more staff than the minimum of all".

The words become a number, so that the question is read by the rules for numbers; `comparer` turns what is planned back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, tokenize

STAND_IN = 88_888_888.125
"""The number that stands for the average while the question is read: nobody asks for it."""
_AGGREGATES = {
    **dict.fromkeys(("average", "avg", "mean"), "avg"),
    **dict.fromkeys(("minimum", "min", "lowest", "smallest", "least"), "min"),
    **dict.fromkeys(("maximum", "max", "highest", "largest", "greatest"), "max"),
}
_OVER = frozenset(("above", "over", "below", "under", "beyond", ">", "<", ">=", "<="))
_PLAIN = frozenset(("more", "less", "higher", "lower", "greater", "fewer", "larger", "smaller", "bigger"))
_ARTICLES = frozenset(("the", "their", "its", "his", "her", "an", "a", "overall"))
_AT_OR = {"above": "at least", "over": "at least", "below": "at most", "under": "at most"}
_OF = frozenset(("of", "for", "in", "within", "among"))
_SMALL = frozenset(("of", "the", "a", "an"))
_THEIRS = frozenset(("their", "its", "his", "her", "the same"))
_BEFORE_FIELD = frozenset(("with", "have", "has", "having", "had", "a", "an"))
_IS = frozenset(("is", "are", "was", "were", "be", "being"))
_TIMES = spread("twice double half triple times percent % well far much way just slightly somewhat significantly")
_NUMBERS = frozenset(
    ("number", "count", "total", "sum", "average", "avg", "mean", "median", "many", "much", "share", "percentage")
)
_ENDS = spread(
    "in by per for each during since until between from on at and or who that which whose where when with having ordered sorted "
    "to than before after this last next as"
)
_ORDERS = frozenset(("order", "sort"))
_MOST_WORDS = 4


@dataclass(frozen=True)
class Compared:
    """The question with a number in the average's place, and what was said of the average."""

    text: str
    aggregate: str
    said: str
    fields: tuple[Target, ...] = ()
    """What is compared, where the words behind the average name it and the question does so before."""
    thing: str = ""
    """The table whose things the average is one of: "than the average customer"."""
    within: str = ""
    """The words behind "of their": "category"."""
    behind: str = ""
    """The end of `text` that may say which rows the average is of: what follows one that is named or has an article."""
    rows: str | None = None
    """The words of the rows that it is the average of: "museums opened after 2010"; None: it does not say."""


def read(text: str, lexicon: Lexicon) -> Compared | None:
    """The comparison with an average, lowest or highest in a question; None without one that is understood."""
    if not lexicon.knows("expensive"):
        text = re.sub(r"\bmore expensive than\b", "pricier than", text, flags=re.IGNORECASE)
        text = re.sub(r"\bless expensive than\b", "cheaper than", text, flags=re.IGNORECASE)
    tokens = tokenize(text)
    foremost = _in_the_foremost(tokens, text, lexicon)
    if foremost is not None:
        return foremost
    found = [at for at, t in enumerate(tokens) if t.low in _AGGREGATES and _compared(tokens, at) is not None]
    if len(found) != 1:
        return None
    at = found[0]
    first = _compared(tokens, at) or 0
    if first and (tokens[first - 1].kind == "number" or tokens[first - 1].low in _TIMES):
        return None  # "twice the average", "10% above average", "well above average": by how much is not asked here
    than = any(t.low == "than" for t in tokens[first : at + 1])
    end, named = _named(tokens, at + 1, lexicon)
    thing = _thing(named, lexicon)
    field_words = "" if thing or end == at + 1 else text[tokens[at + 1].start : tokens[end - 1].end]
    fields = () if thing else tuple(m for m in named if m.kind in ("dimension", "measure", "derived"))
    end, within, rows = _of(tokens, end, text)
    if within is None or not _ends(tokens, end):
        return None
    comparing = text[tokens[first].start : tokens[at - 1].end]
    comparing = re.sub(r"(?:\s+(?:the|their|its|his|her|an?|overall)|-)+$", "", comparing, flags=re.IGNORECASE)
    if comparing.lower().startswith("at or "):
        comparing = _AT_OR[comparing.lower().split()[-1]]
    head, tail = text[: tokens[first].start], text[tokens[end - 1].end :]
    bare = not than and end == at + 1 and tokens[at - 1].low not in _ARTICLES
    behind = "" if bare else tail
    inner = re.fullmatch(r"(\w+)\s+(.+?)\s+than", comparing, flags=re.IGNORECASE)
    number = f"{STAND_IN}"
    if inner is not None:  # "more staff than the minimum", "a higher rate than the average"
        made = f"{head}{inner[1]} than {number} {inner[2]}{tail}"
        if inner[1].lower() not in ("more", "less", "fewer"):
            made = f"{head}{inner[2]} {inner[1]} than {number}{tail}"
        return Compared(made, _AGGREGATES[tokens[at].low], tokens[at].text, fields, thing, within, behind, rows)
    head = _of_their_makers(head, tokens[:first], lexicon)
    words = comparing.lower().split()
    plain = not than or words[0] in _PLAIN
    before = tokens[first - 1].low if first else ""
    if field_words and plain and before not in _IS and not _names(tokens, first, fields, lexicon):
        if before in ("of", "at"):
            return None
        joint = "" if before in _BEFORE_FIELD else "with "
        made = f"{head}{joint}{field_words} {comparing} {number}{tail}"
        fields = ()
    else:
        made = f"{head}{comparing} {number}{tail}"
    return Compared(made, _AGGREGATES[tokens[at].low], tokens[at].text, fields, thing, within, behind, rows)


_FOREMOST = {**dict.fromkeys(("most",), "max"), **dict.fromkeys(("fewest", "least"), "min")}
_INSIDE = frozenset(("in", "from", "at", "of", "within", "inside"))
_NOT_OF_IT = frozenset(("not", "no", "never", "without", "except", "each", "every", "per", "by", "outside"))


def _in_the_foremost(tokens: Sequence[Token], text: str, lexicon: Lexicon) -> Compared | None:
    """ "Cities in the county with the most police officers": those whose county has no less than the highest number of them.

    Only at the end of a question about other things, where that is a number of each county; None for all else.
    """
    end = len(tokens)
    while end and tokens[end - 1].kind == "symbol":
        end -= 1
    lows = [t.low for t in tokens[:end]]
    for at in range(1, end - 4):
        if lows[at] not in _INSIDE or lows[at + 1] != "the":
            continue
        behind = next((n for n in range(at + 3, end) if lows[n] in ("with", "has", "having")), end)
        owner = tokens[at + 2 : behind - (behind < end and lows[behind - 1] in ("that", "which"))]
        named = _only_table(owner, lexicon)
        way = lows[behind + 1 : behind + 3]
        aggregate = ({**_AGGREGATES, **_FOREMOST}).get(way[1], "") if way[:1] == ["the"] and len(way) > 1 else ""
        field = tokens[behind + 3 : end]
        if named is None or aggregate not in ("max", "min") or owner[-1].low != owner[-1].stem or not field:
            continue
        held = _number_of(field, named, lexicon)
        others = {t for n in range(at) for t in _tables_at(tokens, n, at, lexicon)}
        if not held or not others or named in others or _NOT_OF_IT & set(lows[:at]):
            continue
        if any(lexicon.roads.distance_up(one, named) is None for one in others):
            continue
        of = text[tokens[at + 1].start : owner[-1].end]
        number = f"{'at least' if aggregate == 'max' else 'at most'} {STAND_IN}"
        said = text[field[0].start : field[-1].end]
        made = f"{text[: tokens[at + 1].start]}{of} with {said} of {number}{text[tokens[end - 1].end :]}"
        return Compared(made, aggregate, tokens[behind + 2].text)
    return None


def _only_table(said: Sequence[Token], lexicon: Lexicon) -> str | None:
    """The one table that these words are the name of."""
    if not said or len(said) > _MOST_WORDS or any(t.kind != "word" for t in said):
        return None
    exact = {
        m.target.table for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact and m.target.kind == "table"
    }
    return exact.pop() if len(exact) == 1 else None


def _tables_at(tokens: Sequence[Token], start: int, stop: int, lexicon: Lexicon) -> list[str]:
    """The tables that are named from this place on, before another one."""
    ends = range(start + 1, min(stop, start + _MOST_WORDS) + 1)
    return [table for end in ends if (table := _only_table(tokens[start:end], lexicon)) is not None]


def _number_of(said: Sequence[Token], table: str, lexicon: Lexicon) -> bool:
    """Whether these words are the name of a number that each row of a table has, and of no rows that are counted."""
    if len(said) > _MOST_WORDS or any(t.kind != "word" for t in said):
        return False
    exact = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact]
    fields = [lexicon.dimension(t.table, t.name) for t in exact if t.kind == "dimension" and t.table == table]
    return any(d is not None and d.type == "number" for d in fields) and not any(t.kind == "table" for t in exact)


def _of_their_makers(head: str, tokens: Sequence[Token], lexicon: Lexicon) -> str:
    """ "List all song names by singers who are": nothing is counted or added up, so those behind "by" are whose they are."""
    at = next((n for n in reversed(range(len(tokens))) if tokens[n].low == "by"), None)
    if at is None or not tokens or tokens[0].low in ("how", "number") or {t.low for t in tokens[:at]} & _NUMBERS:
        return head
    thing = [t for t in tokens[at + 1 :] if t.low not in _IS and t.low not in ("who", "that", "which", "with", "the")]
    named = lexicon.fields(tuple(t.stem for t in thing))
    if not thing or not any(m.exact and m.target.kind == "table" for m in named):
        return head
    return head[: tokens[at].start] + "of" + head[tokens[at].end :]


def _compared(tokens: Sequence[Token], at: int) -> int | None:
    """Where the comparison begins that ends in the aggregate at `at`: "above", "older than the"; None for none."""
    here = at - 1
    while here >= 0 and (tokens[here].low in _ARTICLES or tokens[here].low == "-"):
        here -= 1
    if here < 0:
        return None
    lows = [t.low for t in tokens[max(0, here - 2) : here + 1]]
    if lows[-2:] in (["at", "least"], ["at", "most"]):
        return here - 1
    if lows[:2] == ["at", "or"] and lows[-1] in _AT_OR:
        return here - 2
    if tokens[here].low in _OVER:
        return here
    if tokens[here].low != "than" or here == 0:
        return None
    for back in range(1, 1 + _MOST_WORDS):
        if here - back < 0:
            return None
        word = tokens[here - back].low
        if word in _PLAIN or (back == 1 and word.endswith("er")):
            return here - back
    return None


def _named(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> tuple[int, list[Target]]:
    """The longest name of the model behind the aggregate, and what it may be."""
    if start < len(tokens) and tokens[start].low in _OF:
        return start, []
    for end in range(min(len(tokens), start + _MOST_WORDS), start, -1):
        span = tokens[start:end]
        last = [t.low for t in tokens[end : end + 1]]
        if any(t.kind != "word" or t.low in _ENDS for t in span) or span[-1].low in _SMALL:
            continue
        if span[-1].low in _ORDERS and last in (["by"], ["them"]):
            continue
        stems = tuple(t.stem for t in span if t.low not in _SMALL)
        matches = [
            m.target
            for m in lexicon.fields(stems)
            if m.target.kind != "role" and (m.exact or _said(m.target, stems, lexicon))
        ]
        if matches:
            return end, matches
    return start, []


def _said(target: Target, stems: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether these are the words of a name in another order: "staff number" for "number of staff"."""
    words = {w for w in words_of(label_of(lexicon, target)) if w not in _SMALL}
    return target.kind != "value" and len(stems) > 1 and words == set(stems)


def _thing(named: Sequence[Target], lexicon: Lexicon) -> str:
    """The table that a name is of, where it means its rows and no number of theirs."""
    tables = {one.table for one in named if one.kind == "table"}
    others = [one for one in named if one.kind != "table"]
    counts = (lexicon.measure(one.table, one.name) if one.kind == "measure" else None for one in others)
    if len(tables) != 1 or not all(its is not None and its.aggregate == "count" for its in counts):
        return ""
    return next(iter(tables))


def _of(tokens: Sequence[Token], at: int, text: str) -> tuple[int, str | None, str | None]:
    """Behind the average: (where it ends, the words it is taken within, the words of the rows it is of).

    The words within are None where what follows is not understood.
    """
    if at >= len(tokens) or tokens[at].low not in _OF:
        return at, "", None
    following = [t.low for t in tokens[at + 1 : at + 3]]
    if following[:1] and following[0] in _THEIRS:
        skip = at + 2
    elif following == ["the", "same"]:
        skip = at + 3
    elif tokens[at].low == "of":
        rest = tokens[at + 1 :]
        while rest and rest[-1].kind == "symbol":
            rest = rest[:-1]
        while rest and rest[0].low == "the":
            rest = rest[1:]
        if not rest or rest[0].kind == "number" or any(t.low in ("other", "others", "rest") for t in rest):
            return at, None, None
        return tokens.index(rest[-1]) + 1, "", text[rest[0].start : rest[-1].end]
    else:
        return at, "", None
    end = skip
    while end < len(tokens) and tokens[end].kind == "word" and tokens[end].low not in _ENDS:
        end += 1
    if end == skip:
        return at, None, None
    return end, text[tokens[skip].start : tokens[end - 1].end], None


def _ends(tokens: Sequence[Token], at: int) -> bool:
    return at >= len(tokens) or tokens[at].low in _ENDS | _ORDERS or tokens[at].kind == "symbol"


def _names(tokens: Sequence[Token], before: int, fields: Sequence[Target], lexicon: Lexicon) -> bool:
    """Whether the words right before the comparison name the field that it compares: "the price above the average price"."""
    for start in range(max(0, before - _MOST_WORDS), before):
        span = tokens[start:before]
        if any(t.kind != "word" for t in span):
            continue
        if any(m.exact and m.target in fields for m in lexicon.fields(tuple(t.stem for t in span))):
            return True
    return False
