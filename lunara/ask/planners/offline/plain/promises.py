"""Late, on time and early: the date on which something was done against the one on which it was to be done, of one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lunara.ask.planners.offline.endings import ARRIVING, CLOSING, DUE, OWED, PAYING
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    TIMELY,
    Thing,
    as_one,
    dates,
    ends_at,
    periods,
    says,
    shown,
    thing_at,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.words import DATE_VERBS, spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_THE = frozenset(spread("the their its his her our a"))
_HAVE = frozenset(spread("that which who have has had"))
AIMS = DUE | {"estimate", "commit"}
"""Words of days on which something was to be done, as verbs."""
_ACTUAL = frozenset(spread("actual real actually really effective"))
DEEDS = tuple(
    frozenset(words)
    for words in (
        (ARRIVING - {"ship"}) | {"delivery", "arrival", "receipt"},
        spread("ship dispatch send shipment shipping"),
        CLOSING | {"end", "completion", "resolution", "closure"},
        spread("start begin commence"),
        spread("depart leave departure"),
        PAYING | {"payment"},
        ("return",),
    )
)
"""Words for one deed, verbs and nouns."""
_UNITS = frozenset(spread("minute minutes hour hours day days week weeks month months"))
_LONGEST = 4
_SAID = {">": "after", "<": "before", "<=": "no later than"}


@dataclass(frozen=True)
class Pair:
    """A table, the date on which its rows were done, and the one on which they were to be."""

    table: str
    done: Dimension
    due: Dimension


@dataclass(frozen=True)
class _Said:
    """How the two are compared, where the words of it end, and the words of a promise that is named."""

    op: str
    end: int
    promise: frozenset[str] = frozenset()


def against_due(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Invoices paid late", "delivered on time", "shipped after the required date" as a comparison of the two dates.

    Kept as it is where the rows do not have just one date of each. Where it is denied, or a period may be one of either, its
    words are one that nothing is called.
    """
    lows = [t.low for t in tokens]
    for at in range(1, len(lows)):
        said = _said(lows, at)
        if said is None or lows[at - 1] in _UNITS or not ends_at(tokens, said.end):
            continue
        end = at - (lows[at - 1] == "too")
        found = _verb_of(tokens, end, lexicon, said.promise)
        if found is None or not _free(lows[at], lexicon, found[0].table):
            continue
        pair, start, thing = found
        deed = bool(verb_stems(lows[end - 1])) and end > thing.end
        denied = bool(DENIALS & set(lows))
        if not deed and (denied or (said.promise and lows[at] not in ("later", "earlier"))):
            continue  # two fields by their names; what is past due is still to be done
        when = periods(tokens, clock)
        behind = next((last for first, last in when if first == said.end), said.end)
        between = all(thing.end <= first and last <= start for first, last in when)
        unclear = when and not between and lexicon.time_dimension(pair.table) != pair.done.name
        if denied or unclear:  # what was not done at all as well; whether they came about or were done then
            return [*tokens[:at], as_one(tokens[at : said.end]), *tokens[said.end :]], []
        two = _compared(pair, said.op, tokens[at : said.end])
        return [*tokens[:start], *tokens[said.end : behind], two, *tokens[behind:]], [_note(pair, said.op)]
    return list(tokens), []


_CAME = frozenset(spread("came come comes coming"))


def came_in(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Payments that came in late" as those that were late: with the deed they are called after, which was done then."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 2):
        if lows[at] not in _CAME or lows[at + 1] != "in" or lows[at + 2] not in ("late", "early", "on"):
            continue
        if _as_adverb(lows, at + 2) is None or not unknown(lows[at], lexicon):
            continue
        start = at
        while lows[start - 1] in ("have", "has", "had"):
            start -= 1
        thing = next((t for t in things(tokens[:start], lexicon) if t.end in (start, start - 1)), None)
        if thing is not None and _deeds(frozenset(table_words(lexicon.tables[thing.table]))):
            return [*tokens[:start], *tokens_of("were", tokens[at]), *tokens[at + 2 :]], []
    return list(tokens), []


def named_so(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Late deliveries", "on-time payments": things called after the deed. Late orders may be those that wait as well."""
    lows = [t.low for t in tokens]
    if DENIALS & set(lows):
        return list(tokens), []
    for at in range(len(lows)):
        op, behind = _as_adjective(lows, at)
        thing = thing_at(tokens, behind, lexicon) if op else None
        if (
            thing is None
            or not _free(lows[at], lexicon, thing.table)
            or tokens[thing.end - 1].stem == lows[thing.end - 1]
        ):
            continue
        own = frozenset(table_words(lexicon.tables[thing.table]))
        pair = pair_of(thing.table, own & _nouns(), frozenset(), lexicon) if _deeds(own) else None
        when = periods(tokens, clock)
        if pair is None or (when and lexicon.time_dimension(pair.table) != pair.done.name):
            continue
        two = _compared(pair, op, tokens[at:behind])
        return [*tokens[:at], *tokens[behind : thing.end], two, *tokens[thing.end :]], [_note(pair, op)]
    return list(tokens), []


def rated(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "On-time delivery rate" as the share of the rows whose delivery was, where the data has one date of each in all.

    Where a period may be one in which the rows came about or the deed was done, its words are one that nothing is called.
    """
    lows = [t.low for t in tokens]
    if DENIALS & set(lows):
        return list(tokens), []
    for at in range(len(lows)):
        op, behind = _as_adjective(lows, at)
        if not op or not _free(lows[at], lexicon) or lows[behind + 1 : behind + 2] not in (["rate"], ["rates"]):
            continue
        deed = frozenset((lows[behind],)) & _nouns()
        found = [p for t in lexicon.tables if deed and (p := pair_of(t, deed, frozenset(), lexicon)) is not None]
        if len(found) != 1:
            continue
        if periods(tokens, clock) and lexicon.time_dimension(found[0].table) != found[0].done.name:
            return [*tokens[:at], as_one(tokens[at : behind + 2]), *tokens[behind + 2 :]], []
        table = lexicon.tables[found[0].table]
        named = table.label or table.name.replace("_", " ")
        two = _compared(found[0], op, tokens[at : behind + 2])
        made = [*tokens_of(f"share of {named}", tokens[at]), two]
        rest = tokens[behind + 2 :]
        again = thing_at(rest, 1, lexicon) if [t.low for t in rest[:1]] in (["of"], ["for"]) else None
        rest = rest[again.end :] if again is not None and again.table == table.name else rest
        return [*tokens[:at], *made, *rest], [_note(found[0], op)]
    return list(tokens), []


def pair_of(table: str, verb: frozenset[str], promise: frozenset[str], lexicon: Lexicon) -> Pair | None:
    """The one date of a deed (else of the one deed that the rows have) and the one promise of it; None without such a pair.

    `promise`: words that the promise is called by.
    """
    known = dates(table, lexicon)
    wanted_for = _wanted_for(known, verb, lexicon.time_dimension(table))
    owed = OWED if PAYING & verb else AIMS
    dues = wanted_for or [d for d in known if says(d) & AIMS]
    done = _done([d for d in known if d not in dues], verb, table, lexicon)
    if done is None:
        return None
    own = frozenset(table_words(lexicon.tables[table]))
    told = _deeds(says(done) | verb)
    fits = [d for d in dues if says(d) & owed]
    fits = wanted_for or [d for d in fits if (rest := _rest(d, own)) <= _TAIL or _deeds(rest) & told]
    named = [d for d in fits if promise - {"due", "deadline"} <= says(d) | TIMELY | own | _ACTUAL]
    return Pair(table, done, named[0]) if len(named) == 1 else None


def _wanted_for(known: Sequence[Dimension], verb: frozenset[str], own: str | None) -> list[Dimension]:
    """The requested date of goods that were ordered on another one, where no date promises them."""
    ordered = any(says(d) & _ORDERED for d in known if not says(d) & {"request"})
    goods = not verb or bool((ARRIVING | {"delivery", "arrival", "receipt"}) & verb)
    asked = [d for d in known if says(d) & {"request"} and d.name != own]
    return asked if ordered and goods and len(asked) == 1 and not any(says(d) & AIMS for d in known) else []


_ORDERED = frozenset(spread("order purchase place"))


def _done(others: Sequence[Dimension], verb: frozenset[str], table: str, lexicon: Lexicon) -> Dimension | None:
    """The date of what was done: that of the verb, or the one by which such rows come about or are done."""
    if verb:
        near = verb | {w for v in verb for w in DATE_VERBS.get(v, ())}
        alike = frozenset(w for group in _deeds(verb) for w in DEEDS[group])
        for words in (verb, near, alike):
            found = [d for d in others if says(d) & words and (words is not alike or _ends_in_fact(d, verb))]
            if found:
                return found[0] if len(found) == 1 else None
        return None
    if len(others) == 1:
        return others[0]
    own, begun = lexicon.time_dimension(table), _deeds(frozenset(("start",)))
    found = [d for d in others if (deeds := _deeds(says(d))) and not (d.name == own and deeds <= begun)]
    return found[0] if len(found) == 1 else None


def _ends_in_fact(date: Dimension, verb: frozenset[str]) -> bool:
    """An end may be one that is known beforehand, unless it is called the actual one."""
    return "end" not in says(date) or bool(says(date) & (_ACTUAL | verb))


_TAIL = frozenset(spread("by back"))


def _rest(due: Dimension, own: frozenset[str]) -> frozenset[str]:
    """What the name of a promise says besides that it is one: the deed that is promised, or something else."""
    words = frozenset(words_of(shown(due))) - TIMELY - own
    return frozenset(w for w in words if not {w, *verb_stems(w)} & AIMS)


def _deeds(words: frozenset[str]) -> frozenset[int]:
    told = words | {v for w in words for v in verb_stems(w)}
    return frozenset(n for n, group in enumerate(DEEDS) if group & told)


def _nouns() -> frozenset[str]:
    return frozenset().union(*DEEDS)


def _verb_of(
    tokens: Sequence[Token], end: int, lexicon: Lexicon, promise: frozenset[str]
) -> tuple[Pair, int, Thing] | None:
    """The two dates that the words before this place speak of, where the verb of them begins, and the thing it is said of."""
    for thing in reversed([t for t in things(tokens[:end], lexicon) if t.end <= end]):
        last = tokens[end - 1].low
        verb = frozenset(verb_stems(last) or {last} & CLOSING) if end > thing.end else frozenset[str]()
        start = end - bool(verb)
        while start > thing.end and tokens[start - 1].low in BE | _HAVE:
            start -= 1
        now = not verb and not any(t.low in ("was", "were", "been") for t in tokens[start:end])
        pair = pair_of(thing.table, verb, promise, lexicon)
        if pair is not None and not now:  # what is late now may still have to be done
            return pair, start, thing
    return None


def _said(lows: Sequence[str], at: int) -> _Said | None:
    """What is said of the two dates here."""
    word, after = lows[at], lows[at + 1] if at + 1 < len(lows) else ""
    plain = _as_adverb(lows, at)
    if plain is not None:
        return plain
    if word in ("later", "earlier") and after == "than":
        promised = _promise(lows, at + 2)
        return None if promised is None else replace(promised, op=">" if word == "later" else "<")
    opens: tuple[tuple[tuple[str, ...], str], ...] = (
        (("on", "or", "before"), "<="),
        (("after",), ">"),
        (("past",), ">"),
        (("beyond",), ">"),
        (("before",), "<"),
        (("by",), "<="),
    )
    for words, op in opens:
        if tuple(lows[at : at + len(words)]) == words and lows[at - 1] != "or":
            promised = _promise(lows, at + len(words))
            if promised is not None and (op != "<=" or promised.promise - TIMELY):
                return replace(promised, op=op)
    return None


def _as_adverb(lows: Sequence[str], at: int) -> _Said | None:
    """ "Late", "early", "on time", "behind schedule", as they stand behind a verb."""
    after = [*lows[at + 1 : at + 4], "", "", ""]
    if lows[at] in ("late", "early") and after[0] not in ("in", "at", "on", "-"):
        return _Said(">" if lows[at] == "late" else "<", at + 1)
    if lows[at] in ("on", "in") and after[0] in ("time", "schedule") and (lows[at], after[0]) != ("in", "schedule"):
        return _Said("<=", at + 2)
    if lows[at] == "on" and after[:2] == ["-", "time"]:
        return _Said("<=", at + 3)
    if lows[at] == "behind" and after[0] == "schedule":
        return _Said(">", at + 2)
    if lows[at] == "ahead" and after[0] == "of" and after[1] in ("time", "schedule"):
        return _Said("<", at + 3)
    return None


def _as_adjective(lows: Sequence[str], at: int) -> tuple[str, int]:
    """How "late", "early" and "on time" compare right before a thing, and where that begins; "" for another word."""
    if lows[at] in ("late", "early"):
        return (">" if lows[at] == "late" else "<"), at + 1
    if lows[at] == "on" and list(lows[at + 1 : at + 3]) == ["-", "time"]:
        return "<=", at + 3
    if lows[at] == "on" and list(lows[at + 1 : at + 2]) == ["time"]:
        return "<=", at + 2
    return "", at


def _promise(lows: Sequence[str], at: int) -> _Said | None:
    """ "Promised", "the required date", "their planned end date", "the deadline": where it ends and what it is called."""
    end, words = at, set[str]()
    while end < len(lows) and lows[end] in _THE:
        end += 1
    first = end
    while end < min(len(lows), first + _LONGEST) and _of_a_promise(lows[end]):
        words |= {lows[end], *verb_stems(lows[end])}
        end += 1
    if not words & AIMS:
        return None
    aims = frozenset(words & AIMS)
    nouns = frozenset(stem(w) for w in lows[first:end] if w in _nouns())
    return _Said("", end, aims | nouns)


def _of_a_promise(word: str) -> bool:
    return bool({word, *verb_stems(word)} & AIMS) or word in _nouns() or word in ("date", "dates", "day", "time")


def _free(word: str, lexicon: Lexicon, table: str = "") -> bool:
    """Whether "late" and "early" say nothing else here; the other words are read with those behind them."""
    return word not in ("late", "early") or unknown(word, lexicon, table)


def _compared(pair: Pair, op: str, said: Sequence[Token]) -> Token:
    """One token for the comparison."""
    return replace(as_one(said), compared=(pair.table, pair.done.name, op, pair.due.name))


def _note(pair: Pair, op: str) -> str:
    done, due = shown(pair.done), shown(pair.due)
    return f"{done} is compared with {due}: {_SAID[op]} it. Rows without one of the two are left out."
