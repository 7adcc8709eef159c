"""What those who pay paid: "which customer paid the most", "how much did customers pay", of the one amount of payments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.charges import paid_to_others
from lunara.ask.planners.offline.plain.things import (
    DENIALS,
    Thing,
    ends_at,
    in_words,
    shown,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Measure

_MOST = {"most": "highest", "least": "lowest"}
_ASKED = frozenset(("which", "what"))
_PAID = frozenset(("paid", "pay", "pays"))


def the_most(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which customer paid the most" as the one with the highest total of what was paid."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(lows) - 1):
        end = at + 1 + (lows[at + 1] == "the")
        if lows[at] not in _PAID or end >= len(lows) or lows[end] not in _MOST:
            continue
        thing = next((t for t in things(tokens[:at], lexicon) if t.end == at), None)
        amount = _paid(thing, lexicon) if thing is not None and lows[0] in _ASKED else None
        rest = lows[end + 1 :]
        if amount is None or DENIALS & set(lows) or (rest and rest[0] not in _BEHIND):
            continue  # "paid the most invoices" are counted
        led = tokens_of(f"with the {_MOST[lows[end]]}", tokens[at])
        return [*tokens[:at], *led, *named_amount(tokens[end], amount, lexicon), *tokens[end + 1 :]], [
            _told("paid", amount, lexicon)
        ]
    return list(tokens), []


def purchases(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Top buyers by purchases" by the sales to them, where sales alone refer to those who buy and nothing is called purchases.

    Kept as it is where suppliers are in the data: what was purchased may be ours.
    """
    del clock
    at = next((n for n, t in enumerate(tokens) if t.low == "purchases"), None)
    if at is None or not ends_at(tokens, at + 1) or not unknown("purchase", lexicon):
        return list(tokens), []
    if any(rows.called(t) & rows.SUPPLIERS for t in lexicon.tables.values()):
        return list(tokens), []
    buyers = [t.table for t in things(tokens, lexicon) if rows.called(lexicon.tables[t.table]) & rows.PAYERS]
    sales = [n for n, t in lexicon.tables.items() if table_words(t)[-1:] == ("sale",)]
    if len(set(buyers)) != 1 or len(sales) != 1:
        return list(tokens), []
    roads = [r for r in lexicon.roads.direct(sales[0], buyers[0]) if r.from_table == sales[0]]
    if len(roads) != 1:
        return list(tokens), []
    label = label_of(lexicon, Target("table", sales[0], sales[0]))
    return [*tokens[:at], *tokens_of(label, tokens[at]), *tokens[at + 1 :]], [f"“purchases” was read as {label}."]


_OPENS = frozenset(("who", "which", "what", "are", "is", "were", "was", "the", "our", "show", "list", "me", "top"))


def on_something(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The ten guests that spent the most on fares" as the top ten by their total fare, a number of their rows."""
    del clock
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        at = thing.end + (lows[thing.end : thing.end + 1] in (["that"], ["who"]))
        most = at + 1 + (lows[at + 1 : at + 2] == ["the"])
        if lows[at : at + 1] not in (["spent"], ["paid"], ["spend"], ["spends"]) or lows[most : most + 1] != ["most"]:
            continue
        before = [t for t in tokens[: thing.start] if t.low not in _OPENS]
        one = tokens[thing.end - 1].low == tokens[thing.end - 1].stem
        numbered = len(before) == 1 and before[0].kind == "number"
        if (
            lows[most + 1 : most + 2] not in (["on"], ["in"], ["for"])
            or DENIALS & set(lows)
            or not (numbered or (one and not before))
        ):
            continue
        start = most + 2 + (lows[most + 2 : most + 3] in (["the"], ["their"]))
        found = next((f for end in (start + 2, start + 1) if (f := _spent_on(tokens[start:end], thing, lexicon))), None)
        if found is None or not ends_at(tokens, start + found[1]):
            continue
        number = before[0] if numbered else replace(tokens[0], kind="number", text="1", low="1", stem="1", value=1)
        named = " ".join(words_of(label_of(lexicon, Target("table", thing.table, thing.table))))
        made = [*tokens_of("top", tokens[0]), number, *tokens_of(f"{named} by total {in_words(found[0])}", tokens[at])]
        note = f"What was spent on it was read as: total {shown(found[0])}."
        return [*made, *tokens[start + found[1] :]], [note]
    return list(tokens), []


_HEAVY = frozenset(("heaviest", "biggest", "top", "largest"))
_NEAR = 0.5
_USERS = frozenset(("users", "user", "consumers", "consumer"))


def heaviest_users(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Our 5 heaviest water users" as the top five of those who pay by their water, a number of rows that are theirs."""
    del clock
    lows = [t.low for t in tokens]
    end = next((n for n in range(2, len(lows)) if lows[n] in _USERS and ends_at(tokens, n + 1)), None)
    at = next((n for n in range(end or 0) if lows[n] in _HEAVY), None)
    if end is None or at is None:
        return list(tokens), []
    numbers = [t for t in tokens[:end] if t.kind == "number"]
    said = [t for t in tokens[at + 1 : end] if t.kind != "number"]
    before = [t for t in tokens[:at] if t.low not in _OPENS and t.kind != "number"]
    payers = [t for t in lexicon.tables if rows.PAYERS & set(table_words(lexicon.tables[t]))]
    called = [m for m in lexicon.fields((tokens[end].stem,)) if m.exact or m.target.kind == "table"]
    others = {m.target.table for m in called if m.score >= _NEAR} - set(payers)
    if others or before or len(payers) != 1 or len(numbers) > 1 or (not numbers and lows[end].endswith("s")):
        return list(tokens), []
    if not _used(said, payers[0], lexicon):
        return list(tokens), []
    number = numbers[0] if numbers else replace(tokens[0], kind="number", text="1", low="1", stem="1", value=1)
    named = " ".join(words_of(label_of(lexicon, Target("table", payers[0], payers[0]))))
    made = [*tokens_of("top", tokens[0]), number, *tokens_of(f"{named} by {' '.join(t.low for t in said)}", tokens[at])]
    note = (
        f"“{' '.join(t.text for t in tokens[at : end + 1])}” was read as: {named} by {' '.join(t.text for t in said)}."
    )
    return [*made, *tokens[end + 1 :]], [note]


def _used(said: Sequence[Token], payer: str, lexicon: Lexicon) -> bool:
    """Whether a number of rows that are theirs, and nothing else, is called so: what they use, and no money."""
    if not said or any(t.kind != "word" for t in said):
        return False
    named = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact]
    homes = {t.table for t in named}
    numbers = [
        n for t in named if (n := lexicon.measure(t.table, t.name) or lexicon.dimension(t.table, t.name)) is not None
    ]
    counted = all(isinstance(n, Measure) or n.type == "number" for n in numbers) and not any(map(_is_money, numbers))
    theirs = [r for h in homes for r in lexicon.roads.direct(h, payer) if r.from_table == h]
    return bool(named) and len(numbers) == len(named) and counted and len(homes) == len(theirs) == 1


def _spent_on(said: Sequence[Token], thing: Thing, lexicon: Lexicon) -> tuple[Dimension, int] | None:
    """The one amount of money of rows of those who pay that is called so, and in how many words."""
    if (
        not said
        or any(t.kind != "word" for t in said)
        or not rows.PAYERS & set(table_words(lexicon.tables[thing.table]))
    ):
        return None
    named = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact]
    fields = [d for t in named if t.kind == "dimension" and (d := lexicon.dimension(t.table, t.name)) is not None]
    homes = {t.table for t in named}
    theirs = [r for h in homes for r in lexicon.roads.direct(h, thing.table) if r.from_table == h]
    fits = len(fields) == 1 and fields[0].type == "number" and _is_money(fields[0])
    prices = fits and {"price", "rate", "cost"} & set(words_of(shown(fields[0])))
    return (fields[0], len(said)) if fits and not prices and len(homes) == len(theirs) == 1 else None


_BEHIND = frozenset(("in", "for", "since", "during", "this", "last", "so", "between", "?", "."))


def how_much(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How much did customers pay in 2024" as the total of what was paid then; "each customer" as by customer."""
    del clock
    lows = [t.low for t in tokens]
    if lows[:2] != ["how", "much"] or lows[2:3] not in (["did"], ["do"], ["does", "have"]) or DENIALS & set(lows):
        return list(tokens), []
    at = next((n for n in range(4, min(len(lows), 9)) if lows[n] in _PAID), None)
    start = 3 + (lows[3:4] in (["the"], ["our"], ["all"]))
    each = lows[start : start + 1] == ["each"] or lows[start : start + 1] == ["every"]
    start += each
    end = at + 1 if at is not None else 0
    end += 1 if lows[end : end + 1] == ["us"] else 2 if lows[end : end + 2] == ["to", "us"] else 0
    if at is None or (lows[end : end + 1] and lows[end] not in _BEHIND):
        return list(tokens), []
    thing = next((t for t in things(tokens[:at], lexicon) if t.start == start and t.end == at), None)
    amount = _paid(thing, lexicon) if thing is not None else None
    if thing is None or amount is None:
        return list(tokens), []
    groups = [*tokens_of("by", tokens[at]), *tokens[thing.start : thing.end]] if each else []
    return [*named_amount(tokens[at], amount, lexicon), *groups, *tokens[end:]], [_told("pay", amount, lexicon)]


def by_a_method(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How much did we pay out by check in May", "total paid by card": the amount of the payments that were made so.

    Only where one field of payments says how they were made and holds the word, and the payments have one amount.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(lows) - 1):
        if lows[at] not in ("by", "via", "in", "with") or DENIALS & set(lows):
            continue
        done = at - 1 - (lows[at - 1] == "out")
        if lows[done] not in _PAID:
            continue
        held = {m.target for m in lexicon.value_matches((tokens[at + 1].stem,), tokens[at + 1].low) if m.exact}
        method = held.pop() if len(held) == 1 else None
        field = lexicon.dimension(method.table, method.name) if method is not None else None
        if method is None or field is None or not _METHODS & {*words_of(field.label or ""), *words_of(field.name)}:
            continue
        amount = _paid(Thing(at, at, method.table), lexicon)
        start = _how_much_before(lows, done)
        if amount is None or amount.table != method.table or start is None or not ends_at(tokens, at + 2):
            continue
        if "we" in lows[start:done] and not _paid_out(method.table, lexicon):
            continue  # customers paid us
        named = named_amount(tokens[at], amount, lexicon)
        how = tokens_of(f"with {shown(field)}", tokens[at])
        return [*tokens[:start], *named, *how, *tokens[at + 1 :]], [_told(lows[done], amount, lexicon)]
    return list(tokens), []


def _paid_out(table: str, lexicon: Lexicon) -> bool:
    """Whether payments go to others: by what the model says, or as what is paid is a claim, a grant or a supplier's."""
    near = {r.to_table for r in lexicon.model.relationships if r.from_table == table}
    to = {w for name in near if name in lexicon.tables for w in rows.called(lexicon.tables[name])}
    return paid_to_others("paid", lexicon) == table or bool(to & (_CLAIMED | rows.SUPPLIERS))


_CLAIMED = frozenset(spread("claim grant expense reimbursement payroll payout settlement"))
_METHODS = frozenset(("method", "means", "mode"))
_BETWEEN = frozenset(spread("did do have has we was were been is money"))


def _how_much_before(lows: Sequence[str], done: int) -> int | None:
    """Where "how much did we", "the total" or "amount" begins right before this place."""
    start = done
    while start and lows[start - 1] in _BETWEEN:
        start -= 1
    if lows[max(0, start - 2) : start] == ["how", "much"]:
        return start - 2
    return start - 1 if start == done and start and lows[start - 1] in ("total", "amount") else None


def _paid(thing: Thing, lexicon: Lexicon) -> Target | None:
    """The one sum of money of the rows that are called payments, each of which is one of these things'."""
    found: list[Target] = []
    for name, table in lexicon.tables.items():
        if not {"payment", "payments"} & rows.called(table) or table.hidden:
            continue
        if name != thing.table and lexicon.roads.distance_up(name, thing.table) is None:
            continue
        sums = [m for m in table.measures if m.aggregate == "sum" and rows.adds_up(m)]
        received = [m for m in table.measures if m.aggregate == "sum" and not m.hidden and _is_money(m)]
        if len(sums) == 1 or len(received) == 1:
            found.append(Target("measure", name, (sums[0] if len(sums) == 1 else received[0]).name))
    return found[0] if len(found) == 1 else None


def _is_money(measure: object) -> bool:
    shape = getattr(measure, "format", None)
    return shape is not None and shape.kind == "currency"


def _told(word: str, amount: Target, lexicon: Lexicon) -> str:
    where = label_of(lexicon, Target("table", amount.table, amount.table))
    return f"“{word}” was read as {label_of(lexicon, amount)} of {where}."
