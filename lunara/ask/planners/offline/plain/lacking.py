"""Things that a deed was never done to: "parts that were never used" are those without the rows that tell of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.brought_about import brings_about
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import (
    DENIALS,
    Thing,
    dates,
    periods,
    says,
    thing_at,
    things,
    tokens_of,
    unknown,
    unknown_value,
)
from lunara.ask.planners.offline.relations import road_between
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import EVENT_VERBS, FILLER, LIGHT_VERBS, TABLE_NOISE, spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock

_NEUTRAL = frozenset(spread("use perform do choose take need try"))
"""What is done to a thing with any row that pairs it with another one."""
_SERVED = _NEUTRAL | frozenset(spread("serve include feature pick select put wear show play schedule offer"))
"""What is done to a thing with any row that puts it on what is delivered or takes place."""
_AUXILIARIES = frozenset(spread("have has had was were is are did do does we"))
_PAST = frozenset(spread("have has had was were did"))
_PASSED = frozenset(spread("been be ever once actually yet"))
_ANYTHING = (("anything",), ("something",), ("at", "all"), ())
_ANYBODY = frozenset(spread("anything something anyone anybody anywhere"))
_PARTS = frozenset(spread("in on part of to inside"))
_ARTICLES = frozenset(spread("a an any single one the"))
_REFERRING = frozenset(("who", "that", "which"))
_ENDS = frozenset(("?", ".", "yet", "so", "far", "before", "ever"))
_WITH_US = (("from", "us"), ("with", "us"), ("by", "us"))
_LINES = frozenset(spread("line item detail"))
_USES = _LINES | frozenset(
    spread(
        """use usage order booking bill charge invoice rental hire loan lease reservation trip ride outing checkout appointment
        subscription redemption payment transaction flight voyage sailing tour charter"""
    )
)
"""Rows by which a thing was used, ordered or booked."""
_WORK = frozenset(spread("repair work job service customer client"))
"""What the orders may be called in whose lines a thing was used: an order of work on a thing is no use of that."""
_OF_ITSELF = frozenset(
    spread(
        """repair maintenance inspection damage claim complaint review rating comment price tariff stock inventory budget forecast
        target plan return refund cancellation note image photo tag translation"""
    )
)
"""Rows that tell of a thing itself, or of what went wrong with it, and not that it was used."""


def not_a_single(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who haven't sold a single car", "with not a single order": none at all, as "a car" and "no order" say it."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(lows) - 1):
        if lows[at] != "single" or lows[at - 1] != "a" or thing_at(tokens, at + 1, lexicon) is None:
            continue
        if not unknown("single", lexicon) or not DENIALS & set(lows[max(0, at - 6) : at - 1]):
            continue
        if lows[at - 2] == "not":
            return [*tokens[: at - 2], *tokens_of("no", tokens[at]), *tokens[at + 1 :]], []
        return [*tokens[:at], *tokens[at + 1 :]], []
    return list(tokens), []


def without(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Parts that were never used", "employees who booked no time": those without the one kind of rows that tell of it.

    Kept as it is where the things have a field, a date or a value of their own that says it, where rows of several kinds may tell
    of it, and where more than a period is said of it. A verb that would be passed over though nothing tells of it means nothing.
    """
    tokens = _dated_besides(tokens, lexicon, clock)
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        doubtful = _of_another_day(tokens, thing, lexicon)
        if doubtful is not None:
            return doubtful, []
        never = _never_did(tokens, thing, lexicon)
        if never is not None:
            return never, []
        at = thing.end + (lows[thing.end : thing.end + 1] != [] and lows[thing.end] in _REFERRING)
        found = _never(tokens, at, thing, lexicon) or _none_of(tokens, at, thing, lexicon)
        if found is None:
            continue
        rows, end = found
        if not rows and (lows[end - 1] == "no" or _only_when(tokens, end, clock)):
            return _unsaid(tokens, at, end), []
        if not rows or not _only_when(tokens, end, clock):
            continue
        if lexicon.time_dimension(rows) is None and any(start >= end for start, _ in periods(tokens, clock)):
            return _unsaid(tokens, at, len(tokens)), []
        label = label_of(lexicon, Target("table", rows, rows))
        said = " ".join(t.text for t in tokens[at:end])
        named = replace(tokens[end - 1], kind="word", text=label, low=label.lower(), stem=label.lower(), table=rows)
        whose = " ".join(t.text for t in tokens[thing.start : thing.end])
        them = replace(tokens[thing.start], text=whose, low=whose.lower(), stem=whose.lower(), table=thing.table)
        tie = replace(tokens[at], kind="word", text="without", low="without", stem="without")
        return [*tokens[: thing.start], them, tie, named, *tokens[end:]], [f"“{said}” was read as: without {label}."]
    return list(tokens), []


def _unsaid(tokens: Sequence[Token], at: int, end: int) -> list[Token]:
    """The tokens with a part as one word that nothing is called."""
    said = " ".join(t.low for t in tokens[at:end])
    return [*tokens[:at], replace(tokens[at], kind="word", text=said, low=said, stem=said), *tokens[end:]]


def _dated_besides(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> list[Token]:
    """The tokens with "since January" as one word behind what is denied, where a date is called "since".

    It may be when the things themselves came to be, or how long there was none of the others.
    """
    for start, end in periods(tokens, clock):
        for n in (start - 1, start):
            if n < 1 or not (DENIALS | {"no"}) & {t.low for t in tokens[:n]}:
                continue
            named = [m.target for m in lexicon.fields((tokens[n].stem,)) if m.exact and m.target.kind == "dimension"]
            before = {t.table for t in things(tokens[:n], lexicon)}
            if tokens[n].low == "since" and any(t.table in before for t in named):
                return _unsaid(tokens, n, end)
    return list(tokens)


def _of_another_day(tokens: Sequence[Token], thing: Thing, lexicon: Lexicon) -> list[Token] | None:
    """The tokens with a denied verb as one word that nothing is called, where rows of a thing tell of it beside their own day.

    "Books never returned": a loan that is still running is no return either, and so is a book that was never lent.
    """
    lows = [t.low for t in tokens]
    at = start = thing.end + (lows[thing.end : thing.end + 1] != [] and lows[thing.end] in _REFERRING)
    while at < len(lows) and lows[at] in _AUXILIARIES | _PASSED | {"never", "not"}:
        at += 1
    denied = {"never", "not"} & set(lows[start:at]) or lows[at + 1 : at + 2] == ["no"]
    if not denied or at >= len(lows) or tokens[at].kind != "word":
        return None
    verbs = {lows[at], *verb_stems(lows[at]), lows[at].removesuffix("d")}
    if any(says(d) & verbs for d in lexicon.tables[thing.table].dimensions) or _read_already(
        verbs, thing.table, lexicon
    ):
        return None
    below = _below(thing.table, lexicon)
    if any(_called_after(_called(r, thing.table, lexicon), verbs) for r in below):
        return None
    if not any(_tells_besides(tokens[at], r, verbs, lexicon) for r in below):
        return None
    return _unsaid(tokens, start, at + 1 + (lows[at + 1 : at + 2] == ["no"]))


def _tells_besides(said: Token, rows: str, verbs: set[str], lexicon: Lexicon) -> bool:
    """Whether rows say by a date that is not their own, a yes or no or a value whether this was done."""
    told = [
        d for d in lexicon.tables[rows].dimensions if d.type in ("time", "boolean") and not d.hidden and says(d) & verbs
    ]
    if told:
        return lexicon.time_dimension(rows) not in {d.name for d in told}
    return any(m.exact and m.target.table == rows for m in lexicon.value_matches((said.stem,), said.low))


def _never_did(tokens: Sequence[Token], thing: Thing, lexicon: Lexicon) -> list[Token] | None:
    """ "Who bought no bikes" as "who never bought bikes", where rows tell of the verb: the "no" denies what was done."""
    lows = [t.low for t in tokens]
    at = thing.end + (lows[thing.end : thing.end + 1] != [] and lows[thing.end] in _REFERRING)
    if lows[at + 1 : at + 2] != ["no"] or at == thing.end or lows[at] in _AUXILIARIES:
        return None
    other = thing_at(tokens, at + 2, lexicon)
    nouns = {noun for v in verb_stems(lows[at]) for noun in lexicon.events.get(v, ())}
    if not nouns:
        return None
    named = {m.target.table for n in nouns for m in lexicon.fields((n,)) if m.exact and m.target.kind == "table"}
    rows = [t for t in named if lexicon.roads.distance_up(t, thing.table) is not None]
    if rows and (other is None or not any(lexicon.roads.distance_up(t, other.table) is not None for t in rows)):
        said = f"{lows[at]} no"  # an order need not have any of these, so that there are none is not that nothing was ordered
        return [*tokens[:at], replace(tokens[at], text=said, low=said, stem=said), *tokens[at + 2 :]]
    if other is None:
        return None
    never = replace(tokens[at + 1], text="never", low="never", stem="never")
    return [*tokens[:at], never, tokens[at], *tokens[at + 2 :]]


def _never(tokens: Sequence[Token], at: int, thing: Thing, lexicon: Lexicon) -> tuple[str, int] | None:
    """The rows that are missing where something was "never" or "not" done, and where that ends; else None."""
    lows = [t.low for t in tokens]
    denied, start = "", at
    while at < len(lows) and lows[at] in _AUXILIARIES | _PASSED | {"never", "not"}:
        denied = lows[at] if lows[at] in ("never", "not") else denied
        at += 1
    if not denied or at >= len(tokens) or tokens[at].kind != "word":
        return None
    if denied == "not" and not _PAST & set(lows[start:at]) and not lows[at].endswith("ed"):
        return None
    if lows[at] in _PARTS and lows[at - 1] == "been":
        return _in_none(tokens, at, thing, lexicon)
    verbs = {lows[at], *verb_stems(lows[at]), lows[at].removesuffix("d"), *(("do",) if lows[at] == "done" else ())}
    rows = _rows_of(thing.table, verbs, tokens[at], lexicon)
    own = any(says(d) & verbs for d in lexicon.tables[thing.table].dimensions)
    other = (
        thing_at(tokens, at + 2, lexicon)
        if rows is None and lows[at + 1 : at + 2] in (["a"], ["an"], ["any"])
        else None
    )
    if other is not None and not own and _says_no_more(tokens[at], other.table, thing.table, lexicon):
        return other.table, other.end
    if rows is None and tokens[at].low in FILLER and verbs & _NEUTRAL and not own:
        return "", at + 1
    if rows is None:
        return None
    if not _called_after(_called(rows, thing.table, lexicon), verbs) and _tells_besides(
        tokens[at], rows, verbs, lexicon
    ):
        return "", at + 1
    end = at + 1
    passed = next(p for p in _ANYTHING if tuple(lows[end : end + len(p)]) == p)
    return rows, _behind_object(tokens, end + len(passed), rows, lexicon)


def _behind_object(tokens: Sequence[Token], at: int, rows: str, lexicon: Lexicon) -> int:
    """Where what it was never done with ends, as each of those rows has one: "never applied for a job", "for anything"."""
    end = at + (at < len(tokens) and tokens[at].low in ("for", "to", "in", "at", "on", "with"))
    if end < len(tokens) and tokens[end].low in _ANYBODY:
        return end + 1 + (tuple(t.low for t in tokens[end + 1 : end + 3]) == ("at", "all")) * 2
    led = end < len(tokens) and tokens[end].low in ("a", "an", "any")
    other = thing_at(tokens, end + 1, lexicon) if led else None
    paired = {r.to_table for r in lexicon.model.relationships if r.from_table == rows}
    return other.end if other is not None and other.table in {rows, *paired} else at


def _in_none(tokens: Sequence[Token], at: int, thing: Thing, lexicon: Lexicon) -> tuple[str, int] | None:
    """ "Never been in a box": without the only rows of theirs that are called so."""
    while at < len(tokens) and tokens[at].low in _PARTS | _ARTICLES:
        at += 1
    if at >= len(tokens) or tokens[at].kind != "word" or thing_at(tokens, at, lexicon) is not None:
        return None
    rows = [r for r in _below(thing.table, lexicon) if tokens[at].stem in table_words(lexicon.tables[r])]
    return (rows[0], at + 1) if len(rows) == 1 else None


def _none_of(tokens: Sequence[Token], at: int, thing: Thing, lexicon: Lexicon) -> tuple[str, int] | None:
    """ "Opened no ticket", "did not come with any reason": without these, where the verb says no more than that there are."""
    lows = [t.low for t in tokens]
    none = False
    if lows[at : at + 2] in (["did", "not"], ["do", "not"], ["does", "not"]):
        if lows[at + 2 : at + 4] != ["come", "with"]:
            return None
        end = at + 4
        none = True
    else:
        end = at + 1
    if end >= len(lows) or not (none or lows[end] == "no"):
        return None
    end += not none
    while end < len(lows) and lows[end] in _ARTICLES:
        end += 1
    other = thing_at(tokens, end, lexicon) if end < len(tokens) else None
    if other is not None:
        rows, end = other.table, other.end
    elif end < len(tokens):
        named = [r for r in _below(thing.table, lexicon) if tokens[end].stem in table_words(lexicon.tables[r])]
        if len(named) != 1:
            return None
        rows, end = named[0], end + 1
    else:
        return None
    if rows == thing.table or (none and lexicon.roads.distance(thing.table, rows) is None):
        return None
    if none or _says_no_more(tokens[at], rows, thing.table, lexicon):
        return rows, end
    passed_over = rows in _below(thing.table, lexicon) and verb_stems(tokens[at].low) and lows[at] not in _AUXILIARIES
    return ("", at + 2) if passed_over else None


def _says_no_more(verb: Token, rows: str, table: str, lexicon: Lexicon) -> bool:
    """Whether a verb ties a thing to its rows alone: it says little, or these rows came about by it."""
    verbs = set(verb_stems(verb.low))
    if not verbs or verb.low in ("had", "has", "have") or rows not in _below(table, lexicon):
        return False
    own = lexicon.time_dimension(rows)
    date = next((d for d in dates(rows, lexicon) if d.name == own), None)
    told = {w for w in table_words(lexicon.tables[rows])[-1:] for v in verbs if same_deed(w, v)}
    keys = [r for r in lexicon.roads.direct(rows, table) if r.from_table == rows]
    brought = len(keys) == 1 and brings_about(sorted(verbs), keys[0], lexicon)
    told |= {w for w in table_words(lexicon.tables[rows])[-1:] if w == "shift" and "work" in verbs}
    return verb.low in LIGHT_VERBS | _BOOKED or bool(told) or brought or (date is not None and bool(says(date) & verbs))


_BOOKED = frozenset(spread("booked logged entered reported filed raised opened"))
"""How rows of one's own come to be there."""


def _rows_of(table: str, verbs: set[str], said: Token, lexicon: Lexicon) -> str | None:
    """The one kind of rows that tells that this was done to a thing; None where the thing tells of it itself or several may."""
    own = lexicon.tables[table]
    if any(says(d) & verbs for d in own.dimensions) or _valued(said, table, lexicon):
        return None
    if said.low not in FILLER and _read_already(verbs, table, lexicon):
        return None
    tied = [name for name in lexicon.tables if name != table and road_between(table, name, lexicon) is not None]
    words = {n: _called(n, table, lexicon) for n in tied}
    called = [n for n in tied if _called_after(words[n], verbs)] or [n for n in tied if _means(words[n], verbs)]
    if called:
        return called[0] if len(called) == 1 else None
    below = _below(table, lexicon)
    dated = [r for r in below if any(says(d) & verbs for d in dates(r, lexicon))]
    if dated:
        return dated[0] if len(dated) == 1 and len(below) == 1 else None
    if len(below) != 1:
        return None
    told = verbs & _NEUTRAL and (_pairs(below[0], table, lexicon) or _takes_place(below[0], table, lexicon))
    told = told or (verbs & _ARRANGED and _occurs(below[0], lexicon))
    told = told or (verbs & _CARRIED_OUT and _is_work(below[0], table, lexicon))
    return below[0] if told or (verbs & _SERVED and _joins(below[0], table, lexicon)) else None


def _valued(said: Token, table: str, lexicon: Lexicon) -> bool:
    """Whether a thing has a value or a yes or no that says it, or something has that does not refer to it."""
    values = [m.target.table for m in lexicon.value_matches((said.stem,), said.low) if m.exact]
    below = _below(table, lexicon)
    return any(t not in below for t in values) or (not values and not unknown_value(said, lexicon))


def _read_already(verbs: set[str], table: str, lexicon: Lexicon) -> bool:
    """Whether the grammar knows rows that the verb tells of, and that refer to the things."""
    nouns = {noun for verb in verbs for noun in lexicon.events.get(verb, ())}
    found = {
        m.target.table for noun in nouns for m in lexicon.fields((noun,)) if m.target.kind == "table" and m.score >= 0.6
    }
    if verbs & EVENT_VERBS.keys() and any(lexicon.roads.distance(name, table) is not None for name in found):
        return True
    return any(lexicon.roads.distance_up(name, table) is not None for name in found if name != table)


def _called_after(nouns: set[str], verbs: set[str]) -> bool:
    """Whether rows are called what a verb does: publications of "publish"."""
    words = {v for v in verbs if len(v) > 2}
    return any(same_deed(w, v) or w in near_words(v).family for w in nouns for v in words)


def _means(nouns: set[str], verbs: set[str]) -> bool:
    """Whether what rows are called means the same as a verb, and the verb the same as that: leases of "let"."""
    return any(w in near_words(v).same and v in near_words(w).same for w in nouns for v in verbs)


def _called(name: str, table: str, lexicon: Lexicon) -> set[str]:
    """The one word that rows are called by, beside that of the things; none where more is said of them than a deed."""
    one = lexicon.tables[name]
    words = set(words_of(one.label or one.name)) - set(table_words(lexicon.tables[table]))
    return words if len(words) == 1 else set()


def _below(table: str, lexicon: Lexicon) -> list[str]:
    """The tables whose rows refer to a thing, each by one key alone."""
    refer = [r.from_table for r in lexicon.model.relationships if r.to_table == table and r.from_table != table]
    return [name for name in dict.fromkeys(refer) if name in lexicon.tables and refer.count(name) == 1]


def _pairs(rows: str, table: str, lexicon: Lexicon) -> bool:
    """Whether rows pair a thing with another one, on a day: no things of its own, and nothing that was done to it."""
    others = [r for r in lexicon.model.relationships if r.from_table == rows and r.to_table != table]
    refer = [r for r in lexicon.model.relationships if r.to_table == table and r.from_table != table]
    dated = lexicon.time_dimension(rows) is not None and not masters.named(rows, lexicon)
    return bool(others) and len(refer) == 1 and dated and means_use(rows, table, lexicon)


def _joins(rows: str, table: str, lexicon: Lexicon) -> bool:
    """Whether rows only put a thing on one of what takes place or is delivered: "event dishes", "playlist songs"."""
    others = [r.to_table for r in lexicon.model.relationships if r.from_table == rows and r.to_table != table]
    whole = others[0] if len(others) == 1 else ""
    if whole not in lexicon.tables or lexicon.time_dimension(whole) is None or not masters.lends(whole, lexicon):
        return False
    known = {*table_words(lexicon.tables[whole]), *table_words(lexicon.tables[table]), *_LINES, *TABLE_NOISE}
    own = {w for n in (rows, lexicon.tables[rows].label or "") for w in words_of(n)}
    return own <= known and not _OF_ITSELF & set(table_words(lexicon.tables[whole]))


def _is_work(rows: str, table: str, lexicon: Lexicon) -> bool:
    """Whether things are kinds of work, and the rows of theirs the work that was done: "work order labour" of services."""
    said = {w for w in words_of(lexicon.tables[rows].label or rows) if w not in TABLE_NOISE}
    kinds = bool({*table_words(lexicon.tables[table])[-1:]} & _KINDS_OF_WORK)
    return kinds and bool(said & _WORK_DONE) and not said & _OF_ITSELF and lexicon.time_dimension(rows) is not None


def _occurs(rows: str, lexicon: Lexicon) -> bool:
    """Whether rows are the times at which something takes place, each on its day: the screenings of a film."""
    said = table_words(lexicon.tables[rows])
    dated = lexicon.time_dimension(rows) is not None and not masters.named(rows, lexicon)
    return dated and bool((_EVENTS | _TIMES) & {*said[-1:]})


_ARRANGED = frozenset(spread("schedule hold stage run"))
_TIMES = frozenset(spread("departure sailing appointment slot shift"))
_CARRIED_OUT = frozenset(spread("do perform provide carry"))
_KINDS_OF_WORK = frozenset(spread("service treatment procedure task job"))
_WORK_DONE = frozenset(spread("labour labor work job task appointment visit order line item treatment service"))


def _takes_place(rows: str, table: str, lexicon: Lexicon) -> bool:
    """Whether rows are what takes place somewhere, each on its day: the events of a venue."""
    place, said = table_words(lexicon.tables[table]), table_words(lexicon.tables[rows])
    dated = lexicon.time_dimension(rows) is not None and not masters.named(rows, lexicon)
    return dated and bool(_PLACES & {*place[-1:]}) and bool(_EVENTS & {*said[-1:]})


_PLACES = frozenset(spread("venue hall room court pitch stadium arena stage theatre theater studio ground field track"))
_EVENTS = frozenset(
    spread(
        "event session class lesson meeting match game show screening performance concert party workshop fixture race"
    )
)


def means_use(rows: str, table: str, lexicon: Lexicon) -> bool:
    """Whether rows are called a use of a thing, or lines, orders or bookings of it: not its calibration or cleaning."""
    own = {w for n in (table, lexicon.tables[table].label or "") for w in words_of(n)}
    words = words_of(lexicon.tables[rows].label or rows)
    lines = bool({*words[-1:]} & (own | _LINES))
    said = {w for w in words if w not in own | TABLE_NOISE}
    return bool(said & _USES) and said <= _USES | (_WORK if lines else frozenset())


def of_itself(rows: str, table: str, lexicon: Lexicon) -> bool:
    """Whether rows tell of a thing itself or of what went wrong with it: repairs, complaints, prices."""
    heads = {w for w in table_words(lexicon.tables[rows]) if w not in table_words(lexicon.tables[table])}
    return bool({*heads, *(stem(w) for w in heads)} & _OF_ITSELF)


def _only_when(tokens: Sequence[Token], at: int, clock: Clock) -> bool:
    """Whether no more than a period follows."""
    within = {n for start, end in periods(tokens, clock) for n in range(start, end)}
    if tuple(t.low for t in tokens[at : at + 2]) in _WITH_US:
        at += 2
    return all(n in within or tokens[n].low in _ENDS for n in range(at, len(tokens)))
