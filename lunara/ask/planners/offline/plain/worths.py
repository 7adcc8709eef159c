"""What things are worth, as the name of a number: "the value of our stock" is the "value of stock".

"Order value" is what the orders add up to, though the model has an "average order value": nobody said average.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from lunara.ask.planners.offline import money_rows
from lunara.ask.planners.offline.in_lines import lines_of
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.superlatives import whole_amount
from lunara.ask.planners.offline.plain.things import BE, ends_at, thing_at, tokens_of
from lunara.ask.planners.offline.plain.things import things as things_in
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.planners.offline.valued import PIECES, WORTH, values_of_pieces
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Measure, Table

_WHOSE = frozenset(spread("our the all my total whole entire"))


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens without "our" and "the" between "value of" and what follows, where a number is called so without them."""
    del clock
    for at in range(len(tokens) - 3):
        if tokens[at].low not in WORTH or tokens[at + 1].low != "of":
            continue
        end = at + 2
        while end < len(tokens) and tokens[end].low in _WHOSE:
            end += 1
        if end in (at + 2, len(tokens)):
            continue
        called = lexicon.fields((tokens[at].stem, tokens[end].stem))
        if any(m.exact and m.target.kind in ("measure", "derived") for m in called):
            return [*tokens[: at + 2], *tokens[end:]], []
    return list(tokens), []


def of_rows(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Value of open quotes", "what are the open quotes worth?" as the one amount of those rows, or of their lines.

    Unchanged where a number is called a value or a worth, and where the rows have no amount or several.
    """
    del clock
    lows = [t.low for t in tokens]
    for at, low in enumerate(lows):
        if low not in ("value", "worth") or any(_value_called(t, lexicon) for t in tokens[at : at + 1]):
            continue
        if lows[at + 1 : at + 2] == ["of"] and (not at or lows[at - 1] in _BEFORE):
            start, end, things = at, at + 2, tokens[at + 2 : at + 2 + _FARTHEST]
            kept: list[Token] = []
        else:
            start = _asked_before(lows, at) if low == "worth" else -1
            if start < 0:
                continue
            end = at + 1
            first = next(n for n in range(start, at) if lows[n] in BE) + 1
            things = kept = list(tokens[first:at])
        named = things_in(things, lexicon)
        amount = money_rows.worth_of(named[0].table, lexicon) if named and not _OF_OTHERS & set(lows) else None
        if amount is None or (kept and len(named) > 1) or any(ends_at(things, n) for n in range(named[0].start)):
            continue
        while end < len(tokens) and not kept and lows[end] in _WHOSE:
            end += 1
        table = label_of(lexicon, Target("table", named[0].table, named[0].table))
        note = f"What {table} are worth was read as {label_of(lexicon, amount)}."
        name = [*named_amount(tokens[at], amount, lexicon), *tokens_of("of", tokens[at])]
        return [*tokens[:start], *name, *kept, *tokens[end:]], [note]
    return list(tokens), []


def of_each(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Average job value", "deal size by sector": the one amount of those rows, where no number is called so.

    A size is one of money where the rows have no pieces: how large an order is may be told by what is in it.
    """
    del clock
    for at in range(1, len(tokens)):
        word = tokens[at]
        if word.low not in ("value", "size") or _value_called(word, lexicon):
            continue
        thing = next((t for t in things_in(tokens[:at], lexicon) if t.end == at), None)
        if thing is None or tokens[at - 1].low != tokens[at - 1].stem:
            continue
        stems = tuple(t.stem for t in tokens[thing.start : at + 1])
        names = (stems, ("average", *stems))
        called = any(m.exact and m.target.kind != "table" for said in names for m in lexicon.fields(said))
        called = (
            called
            or bool(_LINES & {*words_of(thing.table)})
            or any(one.table == thing.table for one in lines_of(lexicon))
        )
        table = lexicon.tables[thing.table]
        own = money_rows.paid(table) or (lent(table) if word.low == "size" else None)
        if called or own is None or own.additive_over != "all" or _OF_OTHERS & {t.low for t in tokens}:
            continue
        if word.low == "size" and not _of_money_alone(thing.table, lexicon):
            continue
        label = " ".join(w for w in words_of(own.label or own.name) if w != "total") or "amount"
        rows = label_of(lexicon, Target("table", thing.table, thing.table)).lower()
        said = " ".join(t.text for t in tokens[thing.start : at + 1])
        behind = tokens[at + 1 :]
        again = [t.low for t in behind[:1]] in (["of"], ["for"]) and thing.table in {
            t.table for t in things_in(behind, lexicon)
        }
        made = tokens_of(label if again else f"{label} of {rows}", word)
        return [*tokens[: thing.start], *made, *tokens[at + 1 :]], [f"“{said}” was read as {label} of {rows}."]
    return list(tokens), []


_AGGREGATED = frozenset(spread("total average mean median highest lowest maximum minimum max min sum combined overall"))


def in_total(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Value of vouchers sold by month" as their total value, where one number of theirs that adds up is called a value."""
    del clock
    for at in range(len(tokens) - 2):
        if tokens[at].low != "value" or tokens[at + 1].low != "of" or (at and tokens[at - 1].low in _AGGREGATED):
            continue
        thing = next((t for t in things_in(tokens, lexicon) if t.start in (at + 2, at + 3)), None)
        if thing is None or tokens[thing.end - 1].low == tokens[thing.end - 1].stem:
            continue  # of one voucher
        sums = [
            m
            for m in lexicon.tables[thing.table].measures
            if m.aggregate == "sum" and not m.hidden and m.filter is None
        ]
        if len([m for m in sums if "value" in words_of(m.label or m.name)]) == 1:
            return [*tokens[:at], *tokens_of("total", tokens[at]), *tokens[at:]], []
    return list(tokens), []


def lent(table: Table) -> Measure | None:
    """The one amount of rows of what is lent: how large a loan is."""
    sums = [m for m in table.measures if m.aggregate == "sum" and not m.hidden and m.filter is None]
    sums = [m for m in sums if m.format is not None and m.format.kind == "currency"]
    return sums[0] if len(sums) == 1 and money_rows.called(table) & LOANS else None


LOANS = frozenset(spread("loan mortgage credit advance"))


def _of_money_alone(name: str, lexicon: Lexicon) -> bool:
    """Whether rows have one amount and nothing that is counted in pieces, of their own or in lines of theirs."""
    rows = [t for n, t in lexicon.tables.items() if n == name or money_rows.lines_of(n, {name}, lexicon)]
    if any({*words_of(d.label or d.name)} & PIECES for t in rows for d in t.dimensions):
        return False
    sizes = (d for d in lexicon.tables[name].dimensions if {*words_of(d.label or d.name)} & _SIZES)
    return next(sizes, None) is None


_LINES = frozenset(spread("line item detail"))
_SIZES = frozenset(spread("size length width height area weight volume count employees seats"))


def _asked_before(lows: Sequence[str], at: int) -> int:
    """Where "what are …", "how much is …" begins that ends with the word at this place; -1 for anything else."""
    start = next((n for n in range(at) if lows[n] == "what" or lows[n : n + 2] == ["how", "much"]), -1)
    behind = start + (2 if start >= 0 and lows[start] == "how" else 1)
    return start if start >= 0 and behind < at and lows[behind] in BE else -1


def _value_called(token: Token, lexicon: Lexicon) -> bool:
    return any(m.exact and m.target.kind in ("measure", "derived", "dimension") for m in lexicon.fields((token.stem,)))


_FARTHEST = 5
_BEFORE = frozenset(
    spread(
        "the total average avg mean highest lowest our is was are were and show me give what by , . : overall combined whats"
    )
)
_OF_OTHERS = frozenset(spread("market book insured insurance declared estimated scrap replacement face par net gross"))
"""Words that say which value is meant."""


def at_price(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Stock value at cost" as the stock value, where that is made of the pieces and their cost.

    Unchanged where it is made of another price: "at retail" is no value at cost.
    """
    del clock
    lows = [t.low for t in tokens]
    if "at" not in lows[2:] or not WORTH & set(lows):
        return list(tokens), []
    at = lows.index("at", 2)
    start = at + 1 + (lows[at + 1 : at + 2] in (["the"], ["their"], ["its"]))
    value = _valued(tokens[:at], lexicon)
    for end in range(min(len(tokens), start + 3), start, -1) if value is not None else ():
        said = {t.stem for t in tokens[start:end]}
        if value is not None and said & _PRICES and _made_at(said, value, lexicon):
            label = label_of(lexicon, value)
            what = " ".join(t.text for t in tokens[at:end])
            return [*tokens[:at], *tokens[end:]], [f"“{what}” is how {label} is reckoned."]
    return list(tokens), []


_PRICES = frozenset(spread("price cost"))
_AT_COST = frozenset(spread("cost buying buy purchase purchasing"))
"""What the price is called that was paid for a piece."""


def _valued(tokens: Sequence[Token], lexicon: Lexicon) -> Target | None:
    """The value of pieces that is named by the words behind which a price is said."""
    values = values_of_pieces(lexicon.tables.values())
    stems = [t.stem for t in tokens if t.low not in _WHOSE | {"of"}]
    spans = ((*stems[n : n + size],) for size in (3, 2) for n in range(len(stems) - size + 1)) if values else ()
    for span in spans:
        named = [m.target for m in lexicon.fields(span) if m.exact and m.target.kind == "measure"]
        if len(named) == 1 and (named[0].table, named[0].name) in values:
            return named[0]
    return None


def _made_at(said: Set[str], value: Target, lexicon: Lexicon) -> bool:
    """Whether the one price of its row that is called so is what a value is made of."""
    measure = lexicon.measure(value.table, value.name)
    made = measure.expression or "" if measure is not None else ""
    cost = said <= _PRICES and "cost" in said
    called = [
        d
        for d in lexicon.tables[value.table].dimensions
        if d.type == "number"
        and (words := {*words_of(d.label or d.name)}) & _PRICES
        and (words & _AT_COST if cost else said <= words)
    ]
    columns = {w.strip('"`') for w in made.replace("*", " ").replace("(", " ").replace(")", " ").split()}
    return len(called) == 1 and (called[0].expression or called[0].name).strip('"`') in columns


_COMES = (("come", "to"), ("amount", "to"), ("add", "up", "to"), ("run", "to"))


def come_to(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "What does the average bill come to", "how much is the average invoice" as the average of what is the whole of each."""
    del clock
    lows = [t.low for t in tokens]
    asks = lows[:2] in (["what", "does"], ["what", "do"], ["how", "much"], ["what", "did"])
    at = next((n for n in range(2, len(lows) - 1) if lows[n] in ("average", "typical") and asks), None)
    led = lows[2:at] if at is not None else ["?"]
    thing = thing_at(tokens, at + 1, lexicon) if at is not None else None
    if thing is None or at is None or any(w not in ("the", "our", "an", "a", "is", "was", "does") for w in led):
        return list(tokens), []
    said = next((w for w in _COMES if tuple(lows[thing.end : thing.end + len(w)]) == w), ())
    end = thing.end + len(said)
    plain = lows[0] == "how" and bool({"is", "was"} & set(led))
    whole = whole_amount(thing.table, lexicon) if said or plain else None
    if whole is None or not ends_at(tokens, end):
        return list(tokens), []
    label = label_of(lexicon, Target("table", thing.table, thing.table))
    note = f"What the average of {label} comes to was read as: average {whole.lower()}."
    made = tokens_of(f"average {' '.join(words_of(whole))} of {label}", tokens[0])
    return [*made, *tokens[end:]], [note]


def in_all(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with "order value" as the total that the "average order value" divides, where no average is asked for.

    Unchanged where a number is called so without the average, and where one order's value is meant ("the highest order value").
    """
    del clock
    lows = {t.low for t in tokens}
    for at in range(len(tokens) - 1):
        said = tokens[at : at + 2]
        if said[1].stem not in WORTH or any(t.kind != "word" for t in said) or lows & _OF_EACH:
            continue
        stems = tuple(t.stem for t in said)
        if any(m.target.kind != "derived" for m in lexicon.whole(stems)):
            continue
        total = _divided(stems, lexicon)
        if total is not None:
            words = " ".join(t.text for t in said)
            note = f"“{words}” was read as {label_of(lexicon, total)} in all, as no average is asked for."
            return [*tokens[:at], *named_amount(said[0], total, lexicon), *tokens[at + 2 :]], [note]
    return list(tokens), []


_OF_EACH = frozenset(
    spread(
        """average avg mean median typical typically usual highest lowest largest smallest biggest maximum minimum max min aov
        over under above below than between"""
    )
)


def _divided(stems: tuple[str, ...], lexicon: Lexicon) -> Target | None:
    """The sum that the one average called after these words divides by a number of rows."""
    found: list[Target] = []
    for derived in lexicon.model.measures:
        names = [words_of(n) for n in (derived.label or derived.name, derived.name)]
        if not any(name[:1] == ("average",) and name[1:] == stems for name in names):
            continue
        sides = [side.strip().rpartition(".")[2] for side in derived.expression.split("/")]
        sums = [
            Target("measure", t.name, m.name)
            for t in lexicon.tables.values()
            for m in t.measures
            if len(sides) == 2 and m.name == sides[0] and m.aggregate == "sum" and m.filter is None and not m.hidden
        ]
        counted = any(
            m.name == sides[-1] and m.aggregate == "count" for t in lexicon.tables.values() for m in t.measures
        )
        found += sums if counted else []
    return found[0] if len(found) == 1 else None
