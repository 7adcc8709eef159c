"""What is said of us behind a thing: "plans we no longer sell", "trucks we don't use at all", "the longest route we fly"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline import money_rows
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import DENIALS, Thing, in_words, says, shown, things, tokens_of, unknown
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import EVENT_VERBS, PIECE_WORDS, spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_SELL = frozenset(spread("sell offer stock carry make produce market"))
_ON_OFFER = frozenset(spread("available active offered sold sellable saleable stocked orderable"))
_OFF = frozenset(spread("discontinued retired obsolete withdrawn delisted"))
_ASIDE = frozenset(spread("is was currently for sale still yn flag"))
_NEVER = (("do", "not"), ("never",), ("have", "never"), ("have", "not"), ("did", "not"))
_NO_LONGER = (("no", "longer"), ("have", "stopped"), ("stopped",))
_STILL = (("still",), ("currently",))
_BEHIND = (("any", "more"), ("anymore",), ("any", "longer"))
_USE = frozenset(("use", "used"))
_ENTIRELY = (("at", "all"), ("ever",), ())
_OURS = frozenset(spread("have own operate run offer sell keep hold got stock"))
_FOREMOST = frozenset(
    spread(
        """longest shortest largest biggest smallest oldest newest youngest cheapest dearest priciest highest lowest heaviest
        lightest fastest slowest latest earliest best worst expensive"""
    )
)


def sold_no_longer(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Plans we no longer sell", "lamps we still stock" by the one yes or no that says whether they are on offer."""
    del clock
    for thing, at in _of_us(tokens, lexicon):
        still = next((w for w in _STILL if _at(tokens, at, w)), None)
        gone = next((w for w in _NO_LONGER if _at(tokens, at, w)), None)
        denied = _at(tokens, at, ("do", "not"))
        verb = at + len(still or gone or (("do", "not") if denied else ()))
        if not (still or gone or denied) or verb >= len(tokens) or not _SELL & {tokens[verb].low, *_bare(tokens[verb])}:
            continue
        last = next((w for w in _BEHIND if _at(tokens, verb + 1, w)), ())
        end = verb + 1 + len(last)
        field = _on_offer(thing.table, lexicon)
        if field is None or not _ends(tokens, end) or not unknown(tokens[verb].low, lexicon):
            continue
        name = " ".join(w for w in words_of(shown(field)) if w not in _ASIDE)
        off = bool(_OFF & set(words_of(shown(field))))
        said = "are" if bool(still) != off else "are not"
        words = " ".join(t.text for t in tokens[thing.end : end])
        note = f"“{words}” was read as: {shown(field)} is {'yes' if said == 'are' else 'no'}."
        return [*tokens[: thing.end], *tokens_of(f"that {said} {name}", tokens[thing.end]), *tokens[end:]], [note]
    return list(tokens), []


_LEADS = frozenset(spread("how many number of the total count our all show me what is are were was"))
_DENIED = DENIALS - {"without", "excluding", "except"}
_SOLD = (
    ("did", "we", "sell"),
    ("have", "we", "sold"),
    ("do", "we", "sell"),
    ("were", "sold"),
    ("have", "been", "sold"),
    ("we", "sold"),
    ("are", "sold"),
    ("sold",),
)


def counted_by_sales(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many lamps did we sell", "lamps sold by shop" as the number of lamp sales, where each of these is one that was sold.

    The lamps of a table are kinds of which many are sold: how many of those were sold at all is another question.
    """
    del clock
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        said = next((w for w in _SOLD if _at(tokens, thing.end, w)), None)
        end = thing.end + len(said or ())
        sales = _sales_of(thing.table, lexicon) if said is not None else None
        if said is None or sales is None or any(w not in _LEADS for w in lows[: thing.start]) or _DENIED & set(lows):
            continue
        if {"different", "distinct", "which"} & set(lows) or _tells_of_sale(thing.table, lexicon):
            continue
        label = label_of(lexicon, Target("table", sales, sales))
        named = replace(
            tokens[thing.start], text=label, low=label.lower(), stem=label.lower(), kind="word", table=sales
        )
        words = " ".join(t.text for t in tokens[thing.start : end])
        note = f"“{words}” was read as: number of {label}."
        return [*tokens_of("number of", tokens[0]), named, *tokens[end:]], [note]
    return list(tokens), []


_HANDED = frozenset(("sold", "delivered", "dispensed", "supplied"))
_WE_SELL = (("did", "we", "sell"), ("have", "we", "sold"), ("did", "we", "deliver"), ("was", "sold"), ("were", "sold"))
_UNITS = 3


def amounts_sold(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "kWh sold by speed", "how many litres did we sell" as that amount, where the rows that hold it are all paid for.

    Kept as it is where they have a state, or anything of the data is called so.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens)):
        said = next((w for w in _WE_SELL if _at(tokens, at, w)), (lows[at],) if lows[at] in _HANDED else None)
        if said is None or DENIALS & set(lows) or not all(unknown(w, lexicon) for w in said[-1:]):
            continue
        for length in range(min(_UNITS, at), 0, -1):
            target = _sold_with_rows(tokens[at - length : at], lexicon)
            if target is None:
                continue
            number = named_amount(tokens[at - length], target, lexicon)
            label, rows = label_of(lexicon, target), label_of(lexicon, Target("table", target.table, target.table))
            words = " ".join(t.text for t in tokens[at - length : at + len(said)])
            start = at - length
            start -= 2 * (lows[max(0, start - 2) : start] in (["how", "many"], ["how", "much"]))
            start -= start > 0 and lows[start - 1] == "total"
            return [*tokens[:start], *number, *tokens[at + len(said) :]], [f"“{words}” was read as {label} of {rows}."]
    return list(tokens), []


def _sold_with_rows(said: Sequence[Token], lexicon: Lexicon) -> Target | None:
    """The one sum that is called so and is no money, of rows that are all paid to us."""
    exact = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact]
    sums = [t for t in exact if t.kind == "measure"]
    if len(sums) != 1 or any(t.table != sums[0].table or t.kind == "table" for t in exact):
        return None
    table, measure = lexicon.tables[sums[0].table], lexicon.measure(sums[0].table, sums[0].name)
    money = measure is not None and measure.format is not None and measure.format.kind == "currency"
    if measure is None or money or measure.aggregate != "sum" or measure.filter is not None:
        return None
    stated = any(lexicon.is_state(table.name, d.name) or lexicon.flag(table.name, d.name) for d in table.dimensions)
    return sums[0] if money_rows.brought_in(table, lexicon) and not stated else None


def _tells_of_sale(table: str, lexicon: Lexicon) -> bool:
    """Whether things say themselves that they were sold."""
    fields = [d for d in lexicon.tables[table].dimensions if not d.hidden]
    return any(says(d) & {"sell", "sold"} for d in fields)


def _sales_of(table: str, lexicon: Lexicon) -> str | None:
    """The one table of which each row is a sale of one of these things, without a number of pieces."""
    own = table_words(lexicon.tables[table])
    named = [n for n, t in lexicon.tables.items() if table_words(t) == (*own, "sale")]
    found = [n for n in named if any(r.from_table == n and r.to_table == table for r in lexicon.model.relationships)]
    if len(found) != 1:
        return None
    numbers = [d for d in lexicon.tables[found[0]].dimensions if d.type == "number" and not d.hidden]
    return None if any(PIECE_WORDS & set(words_of(shown(d))) for d in numbers) else found[0]


def never_used(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Trucks we don't use at all", "tools that we have never used" as those that were never used."""
    del clock
    for thing, at in _of_us(tokens, lexicon):
        denied = next((w for w in _NEVER if _at(tokens, at, w)), None)
        verb = at + len(denied or ())
        if denied is None or verb >= len(tokens) or tokens[verb].low not in _USE:
            continue
        last = next(w for w in _ENTIRELY if _at(tokens, verb + 1, w))
        end = verb + 1 + len(last)
        if not _ends(tokens, end) or (denied[0] in ("do", "did") and not last):
            continue  # what is not used now may have been used
        return [*tokens[: thing.end], *tokens_of("that were never used", tokens[thing.end]), *tokens[end:]], []
    return list(tokens), []


def of_ours(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The longest flight we fly", "the oldest van we own" without the end: all of the data is what we have and do."""
    del clock
    lows = [t.low for t in tokens]
    for thing, at in _of_us(tokens, lexicon) if _FOREMOST & set(lows) else ():
        start = at + (lows[at : at + 1] == ["have"] and at + 1 < len(tokens) and tokens[at + 1].kind == "word")
        verb = tokens[start] if start < len(tokens) else None
        if verb is None or verb.kind != "word" or any(t.kind != "symbol" for t in tokens[start + 1 :]):
            continue
        own = _named_after(thing.table, verb, lexicon)
        if (own or verb.low in _OURS) and (unknown(verb.low, lexicon) or own):
            return [*tokens[: thing.end], *tokens[start + 1 :]], []
    return list(tokens), []


def _named_after(table: str, verb: Token, lexicon: Lexicon) -> bool:
    """Whether things are called after a verb: flights of "fly"."""
    verbs = (verb.low, *verb_stems(verb.low))
    return any(
        same_deed(w, v) or w in (*near_words(v).family, *EVENT_VERBS.get(v, ()))
        for w in table_words(lexicon.tables[table])
        for v in verbs
    )


def _of_us(tokens: Sequence[Token], lexicon: Lexicon) -> list[tuple[Thing, int]]:
    """The things that "(that) we" follows, with the place of what comes behind it."""
    found = []
    for thing in things(tokens, lexicon):
        at = thing.end + (thing.end < len(tokens) and tokens[thing.end].low in ("that", "which", "do"))
        if at < len(tokens) and tokens[at].low == "we":
            found.append((thing, at + 1))
    return found


def _on_offer(table: str, lexicon: Lexicon) -> Dimension | None:
    """The one yes or no by which things are on offer, or are so no longer."""
    flags = [d for d in lexicon.tables[table].dimensions if not d.hidden and lexicon.flag(table, d.name) is not None]
    told = [d for d in flags if {*words_of(shown(d))} <= _ON_OFFER | _OFF | _ASIDE and in_words(d)]
    return told[0] if len(told) == 1 else None


def _bare(token: Token) -> tuple[str, ...]:
    return tuple(verb_stems(token.low))


def _ends(tokens: Sequence[Token], at: int) -> bool:
    return at >= len(tokens) or tokens[at].kind == "symbol" or tokens[at].low in ("by", "per", "in")


def _at(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> bool:
    return tuple(t.low for t in tokens[at : at + len(words)]) == words
