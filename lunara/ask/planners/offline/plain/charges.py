"""Verbs that name an amount: what brings in the least money, what insurers pay, what is charged for a thing or invoiced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import masters, money
from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import DENIALS, things, tokens_of, unknown
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

_BRING = frozenset(("bring", "brings", "brought"))
_GENERATE = frozenset(("generate", "generates", "generated"))
_FOR_US = frozenset(("make", "makes", "made", "earn", "earns", "earned"))
_MONEY = frozenset(("money", "cash"))
_INCOME = frozenset(("income", "revenue", "turnover", "sales"))
_RANK = {"most": "highest", "least": "lowest", "highest": "highest", "lowest": "lowest"}
_SAID_OF_PAID = spread("amount amt paid payment share portion contribution total sum")
_OTHERS = frozenset(("and", "or", ",", "&", "/", "plus", "vs", "versus", "compared", "than"))
"""Words behind a payer by which another one may be named."""
_DO = frozenset(("do", "does", "did", "have", "has"))
_PRICES = spread("fee price charge rate tariff fare")
_BILLED = spread("invoice bill")


def brought_in(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which category brings in the least money" as "which category has the lowest revenue", of the sum that was paid.

    "Makes" and "earns" are read so of things, and with "us" alone of people: what somebody makes is theirs.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 2):
        end = at + 1
        if lows[at] in _BRING and lows[end] in ("in", "us"):
            end += 1
            end += lows[at + 1] == "us" and lows[end : end + 1] == ["in"]
        elif not (
            lows[at] in _GENERATE or (lows[at] in _FOR_US and (lows[end] == "us" or _no_person(tokens, at, lexicon)))
        ):
            continue
        end += lows[end : end + 1] == ["us"]
        end += lows[end : end + 1] == ["the"]
        if end >= len(lows) or lows[end] not in _RANK or not unknown(lows[at], lexicon):
            continue
        behind = end + 1 + (lows[end + 1 : end + 2] != [] and lows[end + 1] in _MONEY | _INCOME)
        if DENIALS & set(lows) or (behind == end + 1 and behind < len(lows) and lows[behind] not in _FOLLOWING):
            continue
        whole = [m for m in lexicon.whole(("revenue",)) if m.target.kind in ("measure", "derived")]
        if lows[behind - 1] not in _INCOME and not whole and money.called_so("revenue", lexicon):
            return list(tokens), []  # "monthly recurring revenue" is not the money that came in
        start = at - 1 if lows[at - 1] in ("that", "which", "who") and at > 1 else at
        led = tokens_of(f"with the {_RANK[lows[end]]}", tokens[at])
        named = lows[behind - 1] in _INCOME
        amount = None if named else _net(lexicon)
        number = (
            named_amount(tokens[end], amount, lexicon)
            if amount is not None
            else tokens_of(lows[behind - 1] if named else "revenue", tokens[end])
        )
        notes = [_read_as(tokens[at:behind], amount, lexicon)] if amount is not None else []
        return [*tokens[:start], *led, *number, *tokens[behind:]], notes
    return list(tokens), []


def _no_person(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether things stand right before that are no people: stores and categories earn what they sell."""
    thing = next((t for t in things(tokens[:at], lexicon) if t.end == at), None)
    said = tokens[at - 1].stem
    return thing is not None and not masters.people(thing.table, lexicon) and not said.endswith(_PERSONS)


_PERSONS = ("er", "or", "ist", "ee", "ian", "ant", "man", "staff", "crew", "team", "host", "guide", "nurse", "clerk")
_FOLLOWING = frozenset(("in", "last", "this", "per", "by", "?", ".", "since", "during", "for", "on"))


def _net(lexicon: Lexicon) -> Target | None:
    """What was paid of all that may come in, where its rows have a gross amount as well; None where "revenue" is one thing."""
    tables = {m.target.table for m in money.meant("revenue", lexicon)}
    several = [t for t in tables if len(rows.amounts(lexicon.tables[t])) > 1]
    paid = rows.paid(lexicon.tables[several[0]]) if len(tables) == 1 and several else None
    return Target("measure", several[0], paid.name) if paid is not None else None


def _read_as(said: Sequence[Token], amount: Target, lexicon: Lexicon) -> str:
    things = label_of(lexicon, Target("table", amount.table, amount.table))
    words = " ".join(t.text for t in said)
    back = [label_of(lexicon, Target("table", t.name, t.name)) for t in lexicon.tables.values() if rows.taken_back(t)]
    note = f"“{words}” was read as {label_of(lexicon, amount)} of {things}."
    return f"{note} {' and '.join(back)} are not taken off." if back else note


def paid_by(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How much did insurers pay" as the total of the one amount that is called after them ("insurer amount")."""
    del clock
    lows = [t.low for t in tokens]
    lead = 2 if lows[:2] == ["how", "much"] else 1 if lows[:1] == ["what"] else 0
    if not lead or DENIALS & set(lows):
        return list(tokens), []
    at = lead + (lows[lead : lead + 1] == ["money"])
    if lows[at : at + 1] and lows[at] in _DO:
        who = at + 1 + (lows[at + 1 : at + 2] == ["the"])
        verb, end = who + 1, who + 2
    elif lows[at : at + 3] in (["was", "paid", "by"], ["is", "paid", "by"]):
        who = at + 3 + (lows[at + 3 : at + 4] == ["the"])
        verb, end = at + 1, who + 1
    else:
        return list(tokens), []
    if who >= len(tokens) or verb >= len(tokens) or "pay" not in (lows[verb], *verb_stems(lows[verb])):
        return list(tokens), []
    payer = tokens[who].stem
    if lows[end : end + 1] and lows[end] in _OTHERS:
        return list(tokens), []  # "paid by insurers and patients" adds up what each of them paid
    if any(m.exact and m.target.kind in ("table", "role") for m in lexicon.fields((payer,))):
        return list(tokens), []
    found = [
        Target("measure", t.name, m.name)
        for t in lexicon.tables.values()
        for m in t.measures
        if rows.adds_up(m) and payer in (said := set(words_of(m.label or m.name))) and said <= _SAID_OF_PAID | {payer}
    ]
    if len(found) != 1:
        return list(tokens), []
    note = _read_as(tokens[who : who + 1], found[0], lexicon).replace("” was", "” pay was")
    return [*named_amount(tokens[who], found[0], lexicon), *tokens[end:]], [note]


def charged(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "What do we charge for a crown" as its price or fee; "on average" as the average of those that were charged.

    Where a list has one price of each thing, the average is of the lines on which it was charged.
    """
    del clock
    lows = [t.low for t in tokens]
    lead = 2 if lows[:2] == ["how", "much"] else 1 if lows[:1] == ["what"] else 0
    said = lows[lead : lead + 3]
    if not lead or said[:1] not in (["do"], ["did"]) or said[1:] != ["we", "charge"] or not unknown("charge", lexicon):
        return list(tokens), []
    rest = list(tokens[lead + 3 :])
    averaged = next((n for n in range(len(rest) - 1) if [rest[n].low, rest[n + 1].low] == ["on", "average"]), None)
    if averaged is not None:
        rest = [*rest[:averaged], *rest[averaged + 2 :]]
    if not rest or rest[0].low != "for" or DENIALS & set(lows):
        return list(tokens), []
    at = 1 + (len(rest) > 1 and rest[1].low in ("a", "an", "the", "one"))
    listed, lines = _prices_of(rest[at:], lexicon)
    if averaged is None and said[0] == "do":
        chosen = listed if len(listed) == 1 and not lines else lines if len(lines) == 1 and not listed else []
    else:
        chosen = lines or listed
    if len(chosen) != 1:
        word = next((w for w in sorted(_PRICES) if lexicon.knows(w)), None)
        return ([*tokens_of(word, tokens[lead + 2]), *rest] if word and (listed or lines) else list(tokens)), []
    label = label_of(lexicon, chosen[0]).lower().removeprefix("average").removeprefix("total").strip()
    number = replace(tokens[lead + 2], low=label, stem=label, measure=(chosen[0].table, chosen[0].name))
    things = label_of(lexicon, Target("table", chosen[0].table, chosen[0].table))
    note = f"What is charged was read as {label_of(lexicon, chosen[0])} of {things}."
    return [*tokens_of("average", tokens[lead]), number, rest[0], *rest[at:]], [note]


def _prices_of(thing: Sequence[Token], lexicon: Lexicon) -> tuple[list[Target], list[Target]]:
    """The prices of the table of which a value is named, and those of the rows that refer to it."""
    for length in range(min(4, len(thing)), 0, -1):
        words = thing[:length]
        found = lexicon.value_matches(tuple(t.stem for t in words), " ".join(t.text for t in words))
        tables = {m.target.table for m in found if m.exact}
        if len(tables) == 1:
            home = tables.pop()
            near = [
                r.from_table
                for r in lexicon.model.relationships
                if r.to_table == home and r.from_table in lexicon.tables
            ]
            return _priced([home], lexicon), _priced(dict.fromkeys(near), lexicon)
    return [], []


def _priced(tables: Sequence[str] | dict[str, None], lexicon: Lexicon) -> list[Target]:
    return [
        Target("measure", name, m.name)
        for name in tables
        if not rows.taken_back(lexicon.tables[name])
        for m in lexicon.tables[name].measures
        if m.format is not None
        and m.format.kind == "currency"
        and not m.hidden
        and m.filter is None
        and set(words_of(m.label or m.name)) & _PRICES
    ]


def invoiced(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "What did we invoice in 2024", "how much was billed": the total of the one amount that invoices have."""
    del clock
    lows = [t.low for t in tokens]
    lead = 2 if lows[:2] == ["how", "much"] else 1 if lows[:1] == ["what"] else 0
    at = lead + (lows[lead : lead + 1] == ["money"])
    if not lead or at + 2 > len(lows) or DENIALS & set(lows):
        return list(tokens), []
    if lows[at] in ("do", "did", "have") and lows[at + 1 : at + 2] == ["we"]:
        at += 2
    elif lows[at] in ("was", "is", "were") and lead == 2:
        at += 1
    else:
        return list(tokens), []
    verbs = {lows[at], *verb_stems(lows[at])} & _BILLED if at < len(lows) else set()
    tables = {m.target.table for v in verbs for m in lexicon.fields((v,)) if m.exact and m.target.kind == "table"}
    found = [
        Target("measure", name, sums[0].name)
        for name in tables
        if len(sums := rows.amounts(lexicon.tables[name])) == 1
        and (rows.comes_in(lexicon.tables[name], lexicon) or rows.billed(lexicon.tables[name], lexicon))
    ]
    if len(found) != 1 or len(tables) != 1:
        return list(tokens), []
    return [*named_amount(tokens[at], found[0], lexicon), *tokens[at + 1 :]], []


_GIVE = frozenset(spread("give given grant granted allow allowed receive received get got cost"))


def given(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How much discount did each coupon give": the amount of it; what a coupon "gives" may be a percentage."""
    del clock
    lows = [t.low for t in tokens]
    if lows[:2] != ["how", "much"] or len(lows) < 5 or lows[3] not in ("did", "was", "were", "have", "has"):
        return list(tokens), []
    word = tokens[2]
    if not _GIVE & {*lows[4:]} or DENIALS & set(lows) or word.kind != "word":
        return list(tokens), []
    amounts, shares = [], False
    for name, table in lexicon.tables.items():
        for one in table.measures:
            said = {*words_of(one.label or one.name)} - _SAID_OF_PAID
            kind = one.format.kind if one.format is not None else ""
            if one.hidden or one.filter is not None or said - {"average"} - _IN_HUNDRED != {word.stem}:
                continue
            shares = shares or kind == "percent" or bool({*words_of(one.label or one.name)} & _IN_HUNDRED)
            amounts += [Target("measure", name, one.name)] if one.aggregate == "sum" and kind == "currency" else []
    if len(amounts) != 1 or not shares:
        return list(tokens), []
    note = f"“{word.text}” was read as {label_of(lexicon, amounts[0])}: how much of it was given is an amount."
    return [*tokens[:2], *named_amount(word, amounts[0], lexicon), *tokens[3:]], [note]


_IN_HUNDRED = frozenset(spread("percent percentage pct rate share"))


_PARTICIPLES = {"pay": "paid", "pays": "paid", "spend": "spent", "give": "given", "gave": "given"}
_PRICED = frozenset(spread("charge charged ask asked bill billed take took"))
_SETTLE = frozenset(spread("pay paid refund refunded award awarded reimburse reimbursed"))
"""What we do with money that goes out: what rows of customers' bills say was paid is paid to us."""


def by_us(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The average amount we pay on a claim" as the amount paid, "how much did we pay on claims" as how much was paid.

    Of rows that are paid to others, where one amount of theirs is called so. "The price we charge" is the price.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 1):
        verb = lows[at + 1]
        if lows[at] != "we" or DENIALS & set(lows):
            continue
        start = at - (lows[at - 1] in ("that", "which", "do", "did", "have"))
        noun = tokens[start - 1] if start else None
        if noun is not None and verb in _PRICED and noun.stem in _PRICES and _in_money(noun.stem, lexicon):
            return [*tokens[:start], *tokens[at + 2 :]], []
        charged = _charged_to(verb, lexicon) if lows[start] == "did" else None
        about = any(t.table == charged for t in things(tokens, lexicon))
        if charged is not None and lows[:2] == ["how", "much"] and start == 2 and about:
            return [*tokens[:start], *tokens_of(f"was {_CHARGED[verb]}", tokens[at]), *tokens[at + 2 :]], []
        paid = _PARTICIPLES.get(verb, verb)
        table = paid_to_others(paid, lexicon) if noun is not None and verb in _SETTLE else None
        if noun is None or table is None:
            continue
        if noun.low in ("amount", "sum", "total", "money") and lows[0] != "how":
            return [*tokens[: start - 1], *tokens_of(f"amount {paid}", noun), *tokens[at + 2 :]], []
        about = any(t.table == table for t in things(tokens, lexicon))  # else all that goes out may be meant
        if about and lows[:2] == ["how", "much"] and set(lows[2:start]) <= _MONEY:
            return [*tokens[:start], *tokens_of(f"was {paid}", noun), *tokens[at + 2 :]], []
    return list(tokens), []


_CHARGED = {"charge": "charged", "bill": "billed", "claim": "claimed", "recover": "recovered", "collect": "collected"}
"""What we ask of others for something, with the participle that an amount is called by."""


def _charged_to(verb: str, lexicon: Lexicon) -> str | None:
    """The rows of the one amount that is called by what was asked for it: the "charged amount"."""
    participle = _CHARGED.get(verb, "")
    named = [
        (t.name, m)
        for t in lexicon.tables.values()
        for m in t.measures
        if not m.hidden and participle and participle in words_of(m.label or m.name)
    ]
    fits = all(rows.adds_up(m) and {*words_of(m.label or m.name)} <= _SAID_OF_PAID | {participle} for _, m in named)
    return named[0][0] if len(named) == 1 and fits else None


def _in_money(word: str, lexicon: Lexicon) -> bool:
    """Whether a price of the model has this word in its name."""
    measures = [m for t in lexicon.tables.values() for m in t.measures if m.format is not None and not m.hidden]
    return any(
        m.format is not None and m.format.kind == "currency" and word in words_of(m.label or m.name) for m in measures
    )


def paid_to_others(participle: str, lexicon: Lexicon) -> str | None:
    """The rows of which the one amount is that is called by what was done with it, where they are not paid to us."""
    found = [
        t
        for t in lexicon.tables.values()
        for m in t.measures
        if rows.adds_up(m)
        and participle in (said := set(words_of(m.label or m.name)))
        and said <= _SAID_OF_PAID | {participle}
    ]
    return found[0].name if len(found) == 1 and rows.not_ours(found[0], lexicon) else None
