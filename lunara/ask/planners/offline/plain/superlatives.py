"""The best by a number that is named or called so: "busiest month by orders", "best rated films"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    ends_at,
    periods,
    thing_at,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_BUSY = {"busiest": "the most", "quietest": "the fewest"}
_RANKS = _BUSY | {"best": "the most", "worst": "the fewest", "highest": "the most", "lowest": "the fewest"}
_EITHER = spread(
    "cost expense delay error failure return refund complaint churn time duration rate average score rating loss"
)
"""Numbers of which less may be better, or that are no amount of which there is more and less in a period."""
_GRAINS = frozenset(spread("day week month quarter year"))
_LEAD = frozenset(spread("which what is was were are the our of in we had has"))
_COUNT = (("number", "of"), ("count", "of"), ("the", "number", "of"))
_BEST = frozenset(spread("best highest top"))
_TOP = frozenset(("best", "top", "worst"))
_WORST = frozenset(spread("worst lowest poorest"))
_EACH = frozenset(spread("per each every by has have had"))
_HIGH = {"highest": "highest", "biggest": "highest", "largest": "highest", "lowest": "lowest", "smallest": "lowest"}
_EXTREME = {"maximum": "highest", "max": "highest", "minimum": "lowest", "min": "lowest"}
_HAVING = frozenset(spread("with has have had having"))
_MONEY = frozenset(spread("bill invoice payment donation fine fee refund"))
"""Rows of which each is an amount of money, so that the highest one is that of the highest amount."""


def busiest(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Busiest month of 2024 by enrolments", "best month by total amount": the month with the most of them.

    Kept as it is where something else than a calendar's period is the busiest, or nothing says by what.
    """
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w in _RANKS), None)
    by = next((n for n, w in enumerate(lows) if w == "by"), None)
    if at is None or by is None or by < at or not unknown(lows[at], lexicon) or DENIALS & set(lows):
        return list(tokens), []
    if lows[at] not in _BUSY and _EITHER & {t.stem for t in tokens[by:]}:
        return list(tokens), []
    said = [*range(at), *range(at + 1, by)]
    spans = [(start, end) for start, end in periods(tokens, clock) if end <= by]
    timed = {n for start, end in spans for n in range(start, end)}
    rest = [n for n in said if n not in timed and lows[n] not in _LEAD]
    if len(rest) != 1 or lows[rest[0]] not in _GRAINS or len(spans) > 1:
        return list(tokens), []
    measured = list(tokens[by + 1 :])
    for words in _COUNT:
        if tuple(t.low for t in measured[: len(words)]) == words:
            measured = measured[len(words) :]
    end = next((n for n, t in enumerate(measured) if t.kind == "symbol" and t.low in "?!."), len(measured))
    if not measured[:end]:
        return list(tokens), []
    when = [tokens[n] for n in sorted(timed)]
    if when and when[0].low == "of":
        when = [*tokens_of("in", when[0]), *when[1:]]
    elif when and when[0].low not in ("in", "during", "since", "last", "this", "between", "from", "before", "after"):
        when = [*tokens_of("in", when[0]), *when]
    led = [*tokens_of("which", tokens[at]), tokens[rest[0]], *tokens_of(f"had {_RANKS[lows[at]]}", tokens[at])]
    return [*led, *measured[:end], *when, *measured[end:]], []


def selling(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Best selling tracks by quantity": the best by quantity, where the number of what was sold is named."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(1, len(lows)) if lows[n] == "selling" and lows[n - 1] in (*_TOP, "-")), None)
    by = next((n for n, w in enumerate(lows) if w == "by"), None)
    if at is None or by is None or by < at or not unknown("selling", lexicon) or (lows[at - 1] == "-" and at < 2):
        return list(tokens), []
    start = at - 1 if lows[at - 1] == "-" else at
    named = tuple(t.stem for t in tokens[by + 1 :] if t.kind == "word")
    targets = [m.target for m in lexicon.fields(named) if m.exact and m.target.kind == "measure"] if named else []
    sums = {lexicon.measure(t.table, t.name) for t in targets}
    if lows[start - 1] not in _TOP or not sums or any(m is None or m.aggregate != "sum" for m in sums):
        return list(tokens), []
    return [*tokens[:start], *tokens[at + 1 :]], []


def sold_most(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which agent sold the most premium": the one with the most of it, where it is a sum of rows that lead to the agents.

    Kept as it is where things are counted ("sold the most policies"), and where a number of the data says what was sold.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 3):
        if lows[at] not in _SOLD or lows[at + 1] != "the" or lows[at + 2] not in ("most", "least"):
            continue
        thing = next((t for t in things(tokens[:at], lexicon) if t.end == at), None)
        found = lexicon.fields((tokens[at + 3].stem,))
        best = max((m.score for m in found), default=0.0)
        targets = {m.target for m in found if m.score >= best - _NEAR}
        sums = {
            t.table
            for t in targets
            if t.kind == "measure" and (m := lexicon.measure(t.table, t.name)) is not None and m.aggregate == "sum"
        }
        others = [t for t in targets if t.kind not in ("measure", "dimension") or t.table not in sums]
        if thing is None or len(sums) != 1 or others or DENIALS & set(lows) or _number_sold(lexicon):
            continue
        road = lexicon.roads.distance_up(next(iter(sums)), thing.table)
        if road is not None and road > 0:
            return [*tokens[:at], *tokens_of("has", tokens[at]), *tokens[at + 1 :]], []
    return list(tokens), []


_SOLD = frozenset(("sold", "sells", "sell"))
_NEAR = 0.1


def _number_sold(lexicon: Lexicon) -> bool:
    """Whether a number of the data is called what was sold."""
    return any("sold" in words_of(m.label or m.name) for t in lexicon.tables.values() for m in t.measures)


def rated(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which film is rated best", "the best rated films": by the average rating, where the model has one such number.

    Kept as it is where other things are named beside them: the city of the best rated hotel is not the city with the best hotels.
    """
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w == "rated"), None)
    if (
        at is None
        or not unknown("rated", lexicon)
        or (DENIALS | _EACH) & set(lows)
        or len(things(tokens, lexicon)) != 1
    ):
        return list(tokens), []
    before, behind = [*lows[max(0, at - 2) : at]], lows[at + 1 : at + 2]
    if before[-1:] == ["-"]:
        before = lows[max(0, at - 3) : at - 1]
    joined = lows[at - 1 : at] == ["-"]
    word = behind[0] if behind and behind[0] in _BEST | _WORST else (before or [""])[-1]
    if word not in _BEST | _WORST:
        return list(tokens), []
    predicate = bool(behind) and behind[0] == word and lows[at - 1 : at] != [word]
    start, end = (at, at + 2) if predicate else (at - 1 - joined, at + 1)
    rating = _rating(things(tokens, lexicon)[0].table, lexicon)
    if rating is None:
        return list(tokens), []
    way = "highest" if word in _BEST else "lowest"
    note = f"“{' '.join(lows[start:end])}” was read as: {way} {rating}."
    if predicate:
        thing = next((t for t in reversed(things(tokens[:start], lexicon))), None)
        between = set(lows[thing.end : start]) if thing is not None else {"?"}
        if thing is None or not between <= BE | {"that", "which"}:
            return list(tokens), []
        return [*tokens[: thing.end], *tokens_of(f"with the {way} {rating}", tokens[at]), *tokens[end:]], [note]
    thing = things(tokens, lexicon)[0]
    kind = tokens[end : thing.start]
    if thing.start < end or (kind and not _is_value(kind, lexicon)):
        return list(tokens), []
    told = tokens_of(f"with the {way} {rating}", tokens[at])
    return [*tokens[:start], *kind, *tokens[thing.start : thing.end], *told, *tokens[thing.end :]], [note]


def _is_value(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether these words are a value of the data: "the best rated Italian restaurant"."""
    found = lexicon.value_matches(tuple(t.stem for t in said), " ".join(t.text for t in said))
    return len(said) <= _LONGEST_VALUE and any(m.exact for m in found)


_LONGEST_VALUE = 3


_GETTING = frozenset(spread("gets get got has have had receives receive received with"))


def reviewed(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which clinic gets the worst reviews" as that with the lowest average score, where reviews have one such number."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(lows) - 2 if not DENIALS & set(lows) else 0):
        if lows[at] not in _GETTING or lows[at + 1] != "the" or lows[at + 2] not in _BEST | _WORST:
            continue
        thing = next((t for t in things(tokens[:at], lexicon) if t.end == at), None)
        rows_ = thing_at(tokens, at + 3, lexicon)
        if thing is None or rows_ is None or not _REVIEWS & {*table_words(lexicon.tables[rows_.table])[-1:]}:
            continue
        found = [m for m in lexicon.tables[rows_.table].measures if m.aggregate == "avg" and not m.hidden]
        scores = [m for m in found if _SCORES & {*words_of(m.label or m.name)} and m.filter is None]
        road = lexicon.roads.distance_up(rows_.table, thing.table)
        if len(scores) != 1 or not road or (len(tokens) > rows_.end and not ends_at(tokens, rows_.end)):
            continue
        way = "highest" if lows[at + 2] in _BEST else "lowest"
        name = (scores[0].label or scores[0].name.replace("_", " ")).lower()
        number = replace(
            tokens[at + 3], low=name, stem=name, measure=(rows_.table, scores[0].name), end=tokens[rows_.end - 1].end
        )
        said = " ".join(t.text for t in tokens[at + 2 : rows_.end])
        led = tokens_of(f"has the {way}", tokens[at])
        return [*tokens[:at], *led, number, *tokens[rows_.end :]], [f"“{said}” was read as: {way} {name}."]
    return list(tokens), []


_REVIEWS = frozenset(spread("review rating feedback survey evaluation"))
_SCORES = frozenset(spread("score rating star grade mark satisfaction"))


_RATERS = frozenset(spread("customer client guest user visitor passenger patient rider"))


def _rating(thing: str, lexicon: Lexicon) -> str | None:
    """What the one average of ratings is called, where it may be that of this thing.

    It is not where its name tells whose it is, and that is another, nor where the thing has ratings or stars beside it.
    """
    found = {
        (table.name, (m.label or m.name.replace("_", " ")).lower())
        for table in lexicon.tables.values()
        for m in table.measures
        if m.aggregate == "avg" and not m.hidden and "rating" in words_of(m.label or m.name)
    }
    if len(found) != 1:
        return None
    home, called = found.pop()
    one = lexicon.tables[thing]
    whose = set(words_of(called)) - {"average", "mean", "rating", "overall"}
    if home != thing and lexicon.roads.distance_up(home, thing) is not None:
        whose -= _RATERS  # the customers' rating of a visit of this thing
    own = any({"rating", "star", "score"} & {*words_of(d.name), *words_of(d.label or "")} for d in one.dimensions)
    if whose - {*words_of(one.name), *words_of(one.label or "")} or (own and home != thing):
        return None
    return called


def maximal(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The stadium that has the maximum capacity" as that with the highest one: a thing is asked for, not the number."""
    del clock
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        at = thing.end + (lows[thing.end : thing.end + 1] in (["that"], ["which"], ["who"]))
        end = at + 1 + (lows[at + 1 : at + 2] == ["the"])
        way = _EXTREME.get(lows[end]) if end < len(tokens) and lows[at] in _HAVING else None
        if way is not None:
            return [*tokens[:end], *tokens_of(way, tokens[end]), *tokens[end + 1 :]], []
    return list(tokens), []


_TOTALS = {
    **dict.fromkeys(spread("maximum max highest largest greatest biggest"), "highest"),
    **dict.fromkeys(spread("minimum min lowest smallest"), "lowest"),
}
_ANY = frozenset(spread("a an any one single"))
_LEADING = frozenset(spread("what is was are the find show give me tell list return"))


def of_totals(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The maximum total amount paid by a customer": that of the customer with the highest total, who is shown with it."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(len(lows) - 1) if lows[n] in _TOTALS and lows[n + 1] == "total"), None)
    if at is None or any(w not in _LEADING for w in lows[:at]) or DENIALS & set(lows):
        return list(tokens), []
    for by in range(at + 3, len(lows) - 2):
        thing = thing_at(tokens, by + 2, lexicon) if lows[by + 1] in _ANY else None
        if tokens[by].kind == "symbol":
            break
        if lows[by] not in ("by", "of", "for", "in", "from") or thing is None:
            continue
        ends = thing.end == len(tokens) or tokens[thing.end].kind == "symbol"
        if ends and lows[thing.end - 1] == tokens[thing.end - 1].stem:
            lead = [*tokens_of("which", tokens[at]), *tokens[thing.start : thing.end]]
            told = tokens_of(f"has the {_TOTALS[lows[at]]}", tokens[at])
            return [*lead, *told, *tokens[at + 1 : by], *tokens[thing.end :]], []
    return list(tokens), []


def highest_row(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The highest bill": the highest total of bills, where one of their amounts is the whole of them."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w in _HIGH), None)
    thing = thing_at(tokens, at + 1, lexicon) if at is not None else None
    if at is None or thing is None or DENIALS & set(lows) or "by" in lows or lows[thing.end - 1].endswith("s"):
        return list(tokens), []
    behind = [w for w in lows[thing.end :] if w.isalpha()]
    grouped = _of_each(tokens[thing.end :], lexicon)
    money = set(rows.called(lexicon.tables[thing.table])) & _MONEY
    if grouped is None and (any(w not in _EVER for w in behind) or not money):
        return list(tokens), []
    whole = whole_amount(thing.table, lexicon)
    if whole is None or any(w not in _ASKED for w in lows[:at]):
        return list(tokens), []
    if not money and not set(table_words(lexicon.tables[thing.table])) & set(words_of(whole)):
        return list(tokens), []  # what is called after the things is the whole of each: the loan amount of a loan
    words = f"{_HIGH[lows[at]]} {whole.lower()} of"
    things_ = " ".join(lows[at + 1 : thing.end])
    note = f"“{lows[at]} {things_}” was read as: {_HIGH[lows[at]]} {whole.lower()}."
    last = [t for t in tokens[thing.end :] if t.kind == "symbol"]
    if grouped is not None:
        last = [*tokens_of("in each", tokens[at]), *tokens[thing.end + grouped :]]
    return [*tokens[:at], *tokens_of(words, tokens[at]), *tokens[at + 1 : thing.end], *last], [note]


def _of_each(behind: Sequence[Token], lexicon: Lexicon) -> int | None:
    """Where the thing begins in "in each region", "per branch"; None where more or something else follows."""
    lows = [t.low for t in behind if t.kind != "symbol"]
    start = 2 if lows[:2] and lows[0] in ("in", "of", "for", "at", "by") and lows[1:2] in (["each"], ["every"]) else 1
    if start == 1 and lows[:1] != ["per"]:
        return None
    named = thing_at(behind, start, lexicon)
    return start if named is not None and named.end == len(lows) else None


_ASKED = frozenset(spread("what is was the our how much high show me give"))
_EVER = frozenset(spread("we ever sent issued sold billed wrote invoiced had made so far to date yet all time of"))


def whole_amount(table: str, lexicon: Lexicon) -> str | None:
    """What the one amount is called that is all of a row: the only one, that is called a total, or after the row itself."""
    sums = rows.amounts(lexicon.tables[table])
    named = [m.label or m.name.replace("_", " ") for m in sums]
    totals = [n for n, m in zip(named, sums, strict=True) if "total" in words_of((m.expression or "").strip('"'))]
    things_ = set(table_words(lexicon.tables[table]))
    found = named if len(named) == 1 else totals or [n for n in named if things_ & {*words_of(n)}]
    return found[0] if len(found) == 1 else None


_FIRST = frozenset(spread("earliest latest oldest newest")) | _HIGH.keys() | _EXTREME.keys()


def of_all(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Of all the barges, what was the earliest launch date?" with those it is said of behind it."""
    del clock
    comma = next((n for n, t in enumerate(tokens) if t.low == ","), 0)
    lead, rest = tokens[:comma], list(tokens[comma + 1 :])
    if not lead or lead[0].low not in ("of", "among") or [t.low for t in rest[:1]] != ["what"] or len(rest) < 4:
        return list(tokens), []
    named = things(lead, lexicon)
    if len(named) != 1 or named[0].end != comma or any(t.low not in _OF_ALL for t in lead[: named[0].start]):
        return list(tokens), []
    ended = rest[-1].kind == "symbol"
    said = rest[: len(rest) - ended]
    if (
        said[2].low != "the"
        or said[3].low not in _FIRST
        or any(t.kind == "symbol" for t in said)
        or things(said, lexicon)
    ):
        return list(tokens), []
    return [*said, *tokens_of("of all the", lead[0]), *lead[named[0].start :], *rest[len(said) :]], []


_OF_ALL = frozenset(("of", "among", "all", "the", "our"))


def in_terms_of(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The three largest cities in terms of regional population" as those by it, where a number is called so."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(tokens) - 3):
        if lows[at : at + 3] != ["in", "terms", "of"]:
            continue
        start = at + 3 + (lows[at + 3] in ("the", "their", "its"))
        end = next((n for n in range(start, len(tokens)) if tokens[n].kind != "word"), len(tokens))
        if _number_called(tokens[start:end], lexicon):
            return [*tokens[:at], *tokens_of("by", tokens[at]), *tokens[start:]], []
    return list(tokens), []


def _number_called(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether these words are the name of a number."""
    named = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact] if said else []
    fields = [lexicon.dimension(t.table, t.name) for t in named if t.kind == "dimension"]
    return any(t.kind in ("measure", "derived") for t in named) or any(
        d is not None and d.type == "number" for d in fields
    )
