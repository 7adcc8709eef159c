"""The first of things by what they are like, where one field of theirs says it: "smallest lake", "most valuable painting"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.coded import carriers, explains_code
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.money_rows import amounts
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import DENIALS, dates, shown, thing_at, things, tokens_of
from lunara.ask.planners.offline.words import ADJECTIVES, spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Table

_SIZE = spread("area size population capacity acreage surface")
_PRICE = spread("price cost fee rate charge fare rent tariff")
_PLAIN = spread("price cost fee")
_PAGES = spread("page pages count number num of no")
_WORTH = spread("value worth valuation")
_CAPACITY = "capacity"
_OF_ALL = spread("hourly daily weekly monthly yearly annual total current insured appraised estimated market")
"""What may stand before a price, a rent or a value that is still that of the whole thing."""
MEASURED = {
    **dict.fromkeys(("largest", "biggest"), ("highest", _SIZE)),
    "smallest": ("lowest", _SIZE),
    **dict.fromkeys(("most expensive", "priciest", "dearest"), ("highest", _PRICE)),
    **dict.fromkeys(("cheapest", "least expensive"), ("lowest", _PRICE)),
    **dict.fromkeys(("longest", "thickest"), ("highest", _PAGES)),
    **dict.fromkeys(("shortest", "thinnest"), ("lowest", _PAGES)),
    "most valuable": ("highest", _WORTH),
    "least valuable": ("lowest", _WORTH),
}
"""Superlatives: which end of which fields they speak of."""
_COSTLY = frozenset(("most expensive", "priciest", "dearest", "costliest"))
_SHOWN_BY_KIND = frozenset((*MEASURED, *ADJECTIVES))
_LEAD = frozenset(
    spread("what which who is s was are the our my a show me give list find tell name of ' ’ please us all")
)
_KINDS = spread("type kind category class")


def measured(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The thing "with the highest area" for the largest one; unchanged where it has several such fields or none.

    It is as well where it is asked for by another number, or where several things are named in the plural.
    """
    del clock
    made, lows = _of_kind(tokens, lexicon), [t.low for t in tokens]
    found = _superlative(lows)
    if found is None or DENIALS & set(lows) or not set(lows[: found[0]]) <= _LEAD:
        return made, []  # "which state has the largest lake" has other things before it
    start, end = found
    thing = thing_at(made, end, lexicon) or (thing_at(made, end + 1, lexicon) if len(made) > len(tokens) else None)
    last = made[thing.end - 1] if thing is not None else None
    if thing is None or last is None or last.low != last.stem:
        return made, []
    word = " ".join(lows[start:end])
    way, words = MEASURED[word]
    field = _one_of(lexicon.tables[thing.table], words, lexicon)
    rest = _unsaid(made[thing.end :], field) if field is not None else None
    if field is None or rest is None:
        return made, []
    label = " ".join(words_of(shown(field).partition("(")[0]))
    told = f"“{word}” was read as: {way} {shown(field)}."
    return [*made[:start], *made[end : thing.end], *tokens_of(f"with the {way} {label}", made[start]), *rest], [told]


def costly(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The most expensive repair order" as the biggest one, where its rows have one amount and no price."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(lows)):
        length = next((n for n in (2, 1) if " ".join(lows[at : at + n]) in _COSTLY and at + n < len(lows)), 0)
        thing = thing_at(tokens, at + length, lexicon) if length else None
        if thing is None or DENIALS & set(lows):
            continue
        fields = [d for d in lexicon.tables[thing.table].dimensions if d.type == "number" and not d.hidden]
        whole = amounts(lexicon.tables[thing.table])
        priced = any(_PRICE & {*words_of(d.label or ""), *words_of(d.name)} for d in fields)
        if len(whole) != 1 or (priced and "total" not in words_of((whole[0].expression or "").strip('"'))):
            continue  # what a night costs is a part of the total of a stay
        note = f"“{' '.join(lows[at : at + length])}” was read as: highest {shown(whole[0])}."
        return [*tokens[:at], *tokens_of("biggest", tokens[at]), *tokens[at + length :]], [note]
    return list(tokens), []


def their_number(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Shortest 5 films", "the most expensive three tracks": the 5 shortest films, where things are named right behind."""
    del clock
    for at in range(len(tokens) - 2):
        length = 2 if tokens[at].low in ("most", "least") else 1
        place = at + length
        word = " ".join(t.low for t in tokens[at:place])
        if word not in _COUNTABLE or place + 1 >= len(tokens) or not _few(tokens[place]):
            continue
        behind = next((t for t in things(tokens[place + 1 : place + 4], lexicon)), None)
        if behind is None or behind.start > 1 or tokens[place + behind.end].low == tokens[place + behind.end].stem:
            continue
        return [*tokens[:at], tokens[place], *tokens[at:place], *tokens[place + 1 :]], []
    return list(tokens), []


def _few(token: Token) -> bool:
    """Whether this is so many, no year: "the oldest 2019 models"."""
    return token.low in _NUMBER_WORDS or (token.kind == "number" and token.low.isdigit() and int(token.low) <= _FEW)


_FEW = 1000
_NUMBER_WORDS = frozenset(spread("two three four five six seven eight nine ten twenty"))
_COUNTABLE = frozenset(
    w
    for w in (*MEASURED, *ADJECTIVES)
    if (w.endswith("est") or " " in w) and w not in ("largest", "biggest", "smallest")
) | frozenset(spread("latest newest oldest earliest youngest"))


def so_many(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The 5 largest invoices" as "the largest 5 invoices", whose rows have an amount that tells how large each is."""
    del clock
    for at in range(len(tokens) - 2):
        if tokens[at].kind != "number" or tokens[at + 1].low not in _LARGE:
            continue
        behind = next((t for t in things(tokens, lexicon) if t.start >= at + 2), None)
        if behind is None or behind.start > at + 4 or any(t.kind != "word" for t in tokens[at + 2 : behind.start]):
            continue
        if amounts(lexicon.tables[behind.table]) and dates(behind.table, lexicon):
            return [*tokens[:at], tokens[at + 1], tokens[at], *tokens[at + 2 :]], []
    return list(tokens), []


def most_of_what_is_there(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Store with the largest inventory" as that with the most of it, where its rows are called by a word that has no plural."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(3, len(tokens)):
        way = _MOST.get(lows[at - 1])
        held = (
            thing_at(tokens, at, lexicon)
            if way is not None and lows[at - 2] == "the" and lows[at - 3] in _HAVING
            else None
        )
        whose = next((t for t in things(tokens[: at - 3], lexicon) if t.end == at - 3), None)
        if held is None or whose is None or lexicon.roads.distance_up(held.table, whose.table) is None:
            continue
        table = lexicon.tables[held.table]
        alone = (
            all(m.aggregate == "count" for m in table.measures)
            and (table.label or table.name).lower() == lows[held.end - 1]
        )
        if alone and held.end == at + 1:
            return [*tokens[: at - 1], *tokens_of(way or "", tokens[at - 1]), *tokens[at:]], []
    return list(tokens), []


_MOST = {**dict.fromkeys(("largest", "biggest", "highest"), "most"), **dict.fromkeys(("smallest", "lowest"), "fewest")}
_HAVING = frozenset(spread("with has have had"))
_LARGE = frozenset(("largest", "biggest", "smallest"))
_IT = frozenset(spread("it this that"))
_FOR = frozenset(spread("for by of on from at with"))


def whose_it_was(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Biggest order, and which customer was it for": with its customer, by what that one is called."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(3, len(lows) - 3):
        if lows[at] != "and" or lows[at + 1] not in ("which", "what"):
            continue
        thing = thing_at(tokens, at + 2, lexicon)
        end = thing.end if thing is not None else 0
        was = thing is not None and lows[end : end + 1] in (["was"], ["is"]) and {*lows[end + 1 : end + 2]} <= _IT
        behind = end + 2 + (lows[end + 2 : end + 3] != [] and lows[end + 2] in _FOR)
        name = lexicon.display(thing.table) if thing is not None else None
        field = lexicon.dimension(thing.table, name) if thing is not None and name is not None else None
        if not was or field is None or any(t.kind != "symbol" for t in tokens[behind:]):
            continue
        start = at - (lows[at - 1] == ",")
        while start and lows[start - 1] == "ever":
            start -= 1
        told = " ".join(words_of(shown(field)))
        return [*tokens[:start], *tokens_of(f"with its {told}", tokens[at])], []
    return list(tokens), []


def _unsaid(rest: Sequence[Token], field: Dimension) -> list[Token] | None:
    """What follows the thing without "by hourly rate", where that is the field; None where another number is named by it."""
    at = next((n for n, t in enumerate(rest) if t.low == "by"), None)
    called = words_of(shown(field))
    if at is None:
        return None if rest and rest[0].stem in called else list(rest)
    named = tuple(t.stem for t in rest[at + 1 :] if t.kind == "word")
    return [*rest[:at], *(t for t in rest[at + 1 :] if t.kind == "symbol")] if named == called else None


def _superlative(lows: Sequence[str]) -> tuple[int, int] | None:
    """Where the one superlative stands, as places of words; None where there are several."""
    found = [(n, n + 1) for n, w in enumerate(lows) if w in MEASURED]
    found += [(n, n + 2) for n in range(len(lows) - 1) if " ".join(lows[n : n + 2]) in MEASURED]
    return found[0] if len(found) == 1 else None


def _one_of(table: Table, words: frozenset[str], lexicon: Lexicon) -> Dimension | None:
    """The one number of these rows that is called by such a word and is of the whole thing; what is a price is money.

    For how many there is room says nothing of how many there are, where other rows are of these.
    """
    fields = [d for d in table.dimensions if d.type == "number" and not d.hidden]
    if words is _PRICE and any(_PLAIN & set(words_of(d.label or d.name)) for d in fields):
        return None  # the grammar knows of prices
    found = [
        d
        for d in fields
        if (words if words is not _PAGES else {"page"}) & {stem(w) for w in words_of(d.label or d.name)}
        and ((d.format is not None and d.format.kind == "currency") == (words not in (_SIZE, _PAGES)))
    ]
    if len(found) != 1 or not _of_all(found[0], words, table):
        return None
    held = any(r.to_table == table.name for r in lexicon.model.relationships)
    return None if held and _CAPACITY in words_of(shown(found[0])) else found[0]


def _of_all(field: Dimension, words: frozenset[str], table: Table) -> bool:
    """Whether a field is called by such a word alone, or behind the name of the thing."""
    said = words_of(shown(field).partition("(")[0])
    return {*said} <= words | _OF_ALL | {*table_words(table)}


def _of_kind(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "The largest apartment", "the oldest cat": the unit that is an apartment, where one kind of things is called so."""
    for at, token in enumerate(tokens[:-1]):
        two = f"{token.low} {tokens[at + 1].low}"
        end = at + 2 if two in _SHOWN_BY_KIND else at + 1 if token.low in _SHOWN_BY_KIND else 0
        if not end or end >= len(tokens) or things(tokens[end : end + 2], lexicon):
            continue
        held = _kind_at(tokens[end], lexicon)
        if held is not None:
            name = " ".join(words_of(held.label or held.name))
            return [*tokens[: end + 1], *tokens_of(name, tokens[end]), *tokens[end + 1 :]]
    return list(tokens)


def _kind_at(token: Token, lexicon: Lexicon) -> Table | None:
    """The table of the things of which one kind is called by this word, in the singular."""
    found = {m.target for m in lexicon.value_matches((token.stem,), token.low) if m.exact}
    if len(found) != 1 or token.low != token.stem or lexicon.fields((token.stem,)):
        return None
    value = found.pop()
    held = lexicon.dimension(value.table, value.name)
    if held is not None and words_of(held.label or held.name)[-1:][0] in _KINDS:
        return lexicon.tables[value.table]
    of = carriers(value.table, lexicon) if explains_code(value, lexicon) else []
    return lexicon.tables[of[0]] if len(of) == 1 else None
