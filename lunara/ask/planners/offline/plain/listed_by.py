"""Things "by" a number of theirs: "customers by revenue" lists them with it, the highest first, and groups nothing by revenue."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import masters, money
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import Thing, in_words, shown, thing_at, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_LEADS = frozenset(spread("list show give display me us all our the please a of see"))
_GOES_ON = frozenset(spread("in for since during this last between from where with"))
_WAYS = frozenset(spread("ascending descending first last lowest highest"))
_BROUGHT = frozenset(spread("made generated earned produced achieved brought"))
_COUNTS = (["number", "of"], ["count", "of"], ["total", "number", "of"])


def by_a_number(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Stores by number of visits": the number of visits by store, the highest first unless another order is said."""
    del clock
    lows = [t.low for t in tokens]
    start = next((n for n, low in enumerate(lows) if low not in _LEADS), 0)
    thing = thing_at(tokens, start, lexicon) if start < len(tokens) else None
    thing = thing or _field_at(tokens, start, lexicon)
    if thing is None or lows[thing.end : thing.end + 1] != ["by"] or "by" in lows[thing.end + 1 :]:
        return list(tokens), []
    first = thing.end + 1 + (lows[thing.end + 1 : thing.end + 2] in (["the"], ["their"]))
    end = next(
        (n for n in range(first, len(lows)) if tokens[n].kind == "symbol" or lows[n] in _GOES_ON | _WAYS), len(lows)
    )
    number = list(tokens[first:end])
    if len(number) > 1 and number[-1].low in _BROUGHT and _is_number(number[:-1], lexicon):
        number = number[:-1]  # "stores by revenue generated"
    if number and number[-1].low == ",":
        number = number[:-1]
    if not thing.table:
        rest_of = number[1:] if number and number[0].low in ("total", "average") else []
        listed_so = bool(rest_of) and any(
            m.target.kind == "measure" for m in lexicon.fields(tuple(t.stem for t in rest_of))
        )
        number = number if listed_so or _is_number(number, lexicon) else []
    listed = number and (
        not thing.table
        or _is_number(number, lexicon)
        or _counted(number, thing, lexicon)
        or _held(number, thing, lexicon)
    )
    if not listed:
        return list(tokens), []
    rest = list(tokens[end:])
    told = bool(_WAYS & {t.low for t in rest})
    way = [] if told else tokens_of("descending", tokens[thing.end])
    behind = [*rest, *way] if rest and rest[0].kind != "symbol" else [*way, *rest]
    note = [] if told else ["A list by a number is read with the highest first."]
    return [*number, tokens[thing.end], *tokens[thing.start : thing.end], *behind], note


def _field_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Thing | None:
    """Where values are named by their field in the plural ("states"), as a thing of no table."""
    for end in range(min(len(tokens), at + 3), at, -1):
        said = tokens[at:end]
        if any(t.kind != "word" for t in said) or said[-1].low == said[-1].stem or tokens[end : end + 1] == []:
            continue
        named = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact]
        if tokens[end].low == "by" and named and all(t.kind == "dimension" for t in named):
            texts = [d for t in named if (d := lexicon.dimension(t.table, t.name)) is not None and d.type == "string"]
            return Thing(at, end, "") if len(texts) == len(named) else None
    return None


_MOST = {"most": "highest", "fewest": "lowest"}


def most_of_their_own(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which hotel has the most rooms" as that with the highest room count, where hotels hold it and no rows are rooms."""
    del clock
    lows = [t.low for t in tokens]
    end = next((n for n in range(len(lows), 0, -1) if tokens[n - 1].kind != "symbol"), 0)
    for at in range(3, end - 1):
        if lows[at] not in _MOST or lows[at - 1] != "the" or lows[at - 2] not in ("has", "have", "had", "with"):
            continue
        thing = next((t for t in things(tokens[: at - 2], lexicon) if t.end == at - 2), None)
        field = _own_count(tokens[at + 1 : end], thing, lexicon) if thing is not None else None
        if field is None:
            continue
        note = f"“{' '.join(t.text for t in tokens[at:end])}” was read as: {_MOST[lows[at]]} {shown(field)}."
        return [*tokens[:at], *tokens_of(f"{_MOST[lows[at]]} {in_words(field)}", tokens[at]), *tokens[end:]], [note]
    return list(tokens), []


def _held(said: Sequence[Token], thing: Thing, lexicon: Lexicon) -> bool:
    """ "Number of rooms", which hotels hold themselves; people are grouped by how many children they have."""
    lows = [t.low for t in said]
    lead = next((len(words) for words in _COUNTS if lows[: len(words)] == words), 0)
    return (
        bool(lead) and _own_count(said[lead:], thing, lexicon) is not None and not masters.people(thing.table, lexicon)
    )


def _own_count(said: Sequence[Token], thing: Thing, lexicon: Lexicon) -> Dimension | None:
    """The number of a thing that is called the count of these, where the model adds it up and has no rows called so."""
    stems = tuple(t.stem for t in said)
    if not stems or any(t.kind != "word" for t in said) or not masters.named(thing.table, lexicon):
        return None
    if any(m.exact and m.target.kind == "table" for m in lexicon.fields(stems)):
        return None
    table = lexicon.tables[thing.table]
    summed = {m.expression for m in table.measures if m.aggregate == "sum"}
    called = ((*stems, "count"), ("number", "of", *stems), ("number", *stems))
    found = [
        d
        for d in table.dimensions
        if d.type == "number" and not d.hidden and (d.expression or d.name) in summed and words_of(shown(d)) in called
    ]
    return found[0] if len(found) == 1 else None


def _is_number(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the words are the name of a number of many rows, and of no field that things may be grouped by."""
    if len(said) == 1 and money.meant(said[0].low, lexicon):
        return True  # "revenue", whatever it is called here
    exact = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact]
    return bool(exact) and all(t.kind in ("measure", "derived") for t in exact)


def _counted(said: Sequence[Token], thing: Thing, lexicon: Lexicon) -> bool:
    """ "Number of visits": of other things than those that are listed."""
    lows = [t.low for t in said]
    lead = next((len(words) for words in _COUNTS if lows[: len(words)] == words), 0)
    named = things(said[lead:], lexicon) if lead else []
    whole = bool(named) and named[0].start == 0 and named[0].end == len(said) - lead
    return whole and named[0].table != thing.table
