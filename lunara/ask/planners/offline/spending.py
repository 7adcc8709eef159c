"""What is spent: by the organization on those who supply it, and by those who pay it, whose spending is what it takes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, tokenize, verb_stems
from lunara.semantic.model import Measure, Table

_BOUGHT = spread("purchase order invoice bill payment procurement receipt")
"""What rows are called by which the organization owes or pays those who supply it."""
_NOT_BOUGHT = spread(
    "return refund credit quote quotation offer request budget plan forecast target contract claim sale"
)
_WHOLE = spread("total amount sum cost expense spend spending expenditure")
_SPEND = frozenset(("spend", "spends", "spent", "spending"))
_COMPARED = frozenset(("more", "less", "over", "under", "above", "below", "at", "between"))
_MOST = {"most": "highest", "least": "lowest"}
_LED_BY = frozenset(("who", "that", "which", "have", "has", "had", "did", "do", "does"))
_DENIED = frozenset(("not", "never", "no", "without", "nobody", "nothing"))
_IN_ALL = (("in", "total"), ("in", "all"), ("overall",), ("altogether",), ("money",))
_DONE = frozenset(("did", "do", "have"))
_ALL = frozenset(("our", "the", "all", "my", "money", "of"))
_TIED = frozenset(("by", "per", "of", "for"))


def outgo(lexicon: Lexicon) -> dict[str, list[Measure]]:
    """The sums of what goes out, by table: of expenses, and of what was bought of those who supply the organization."""
    tables = lexicon.tables.values()
    return {t.name: rows.amounts(t) for t in tables if rows.called(t) & rows.SPENT or of_suppliers(t, lexicon)}


def of_suppliers(table: Table, lexicon: Lexicon) -> bool:
    """Whether a table's rows are what was bought of a supplier, or lines of such a purchase."""
    if not rows.called(table) & _BOUGHT or rows.called(table) & _NOT_BOUGHT:
        return False
    if any(rows.called(lexicon.tables[t]) & rows.PAYERS for t in rows.above(table, lexicon, 2) if t in lexicon.tables):
        return False
    near = [lexicon.tables[t] for t in rows.above(table, lexicon, 1) if t in lexicon.tables]
    if any(rows.called(t) & rows.SUPPLIERS for t in near):
        return True
    return not rows.dated(table) and any(rows.dated(t) and of_suppliers(t, lexicon) for t in near if t is not table)


def without_prices(matches: Sequence[Match], lexicon: Lexicon) -> list[Match]:
    """What "spend" may mean by its near-synonyms: the whole cost of rows, never what a thing costs, nor a part like freight."""
    found = []
    for match in matches:
        target = match.target
        measure = lexicon.measure(target.table, target.name) if target.kind == "measure" else None
        whole = measure is not None and measure.aggregate == "sum" and target.table in lexicon.tables
        own = {*_WHOLE, *table_words(lexicon.tables[target.table])} if whole else set()
        if match.exact or match.target.kind == "value" or (whole and set(words_of(label_of(lexicon, target))) <= own):
            found.append(match)
    return found


def of_payers(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[list[Token], str | None]:
    """ "Customers who spent more than 500" with the amount that the organization takes of them, and a note that says so.

    Unchanged where nobody who pays is named, where what they have is called spending, or where several amounts may be meant.
    """
    at = next((n for n, t in enumerate(tokens) if t.low in _SPEND), None)
    named = _payer(tokens, at, lexicon) if at is not None else None
    if at is None or named is None or any(t.low in _DENIED for t in tokens):
        return list(tokens), None
    start, end, table = named
    amount = _taken_of(table, lexicon)
    made = None if amount is None else _said(tokens, at, start, end, _name(tokens[at], amount, lexicon))
    if [t.low for t in tokens[:2]] == ["how", "much"] and not _told_apart(tokens[2:start], table, lexicon):
        return list(tokens), None
    if amount is None or made is None:
        return list(tokens), None
    label, fact = label_of(lexicon, amount), label_of(lexicon, Target("table", amount.table, amount.table))
    who = label_of(lexicon, Target("table", table, table))
    back = [label_of(lexicon, Target("table", t.name, t.name)) for t in lexicon.tables.values() if rows.taken_back(t)]
    note = f"What {who} spend was read as {label} of {fact}."
    return made, f"{note} {' and '.join(back)} are not taken off." if back else note


def _told_apart(told: Sequence[Token], table: str, lexicon: Lexicon) -> bool:
    """Whether what is said right before those who pay ("vip customers") is of themselves, and not of what they had."""
    for token in told:
        if token.low in _LED_BY or token.low in _ALL:
            continue
        tables = {m.target.table for m in lexicon.value_matches((token.stem,), token.text)}
        if tables != {table}:
            return False
    return True


def by_us(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "How much money did we refund" as "total refund amount", "how much did we pay" as that of what suppliers were paid.

    Unchanged where no one amount is that: what we pay is never what we are paid.
    """
    said = [t.low for t in tokens]
    at = 3 if said[2:3] == ["money"] else 2
    if (
        said[:2] != ["how", "much"]
        or said[at : at + 1] == []
        or said[at] not in _DONE
        or said[at + 1 : at + 2] != ["we"]
    ):
        return list(tokens)
    verb = tokens[at + 2] if at + 2 < len(tokens) else None
    if verb is None:
        return list(tokens)
    back = _given_back(lexicon) if "refund" in (verb.low, *verb_stems(verb.low)) else []
    if len(back) == 1:
        return [*_name(verb, back[0], lexicon), *tokens[at + 3 :]]
    paid = _paid_out(lexicon) if verb.low in ("pay", "paid") else []
    if len(paid) != 1:
        return list(tokens)
    rest = list(tokens[at + 3 :])
    led = 1 if rest[:1] and rest[0].low in ("to", "our") else 0
    whom = {m.target.table for m in lexicon.fields([t.stem for t in rest[led : led + 1]]) if m.exact}
    near = set(rows.above(lexicon.tables[paid[0].table], lexicon, 1))
    suppliers = {t for t in whom & near if rows.called(lexicon.tables[t]) & rows.SUPPLIERS}
    return [*_name(verb, paid[0], lexicon), *(rest[led + 1 :] if suppliers else rest)]


def _given_back(lexicon: Lexicon) -> list[Target]:
    """The sums of money that were given back to those who paid it."""
    return [
        Target("measure", t.name, m.name)
        for t in lexicon.tables.values()
        if rows.taken_back(t) and not _near_suppliers(t, lexicon)
        for m in t.measures
        if rows.adds_up(m)
    ]


def _paid_out(lexicon: Lexicon) -> list[Target]:
    """The sums of what suppliers were paid; what they only ask for is none of it."""
    return [
        Target("measure", t.name, m.name)
        for t in lexicon.tables.values()
        if "payment" in rows.called(t) and of_suppliers(t, lexicon)
        for m in rows.amounts(t)
    ]


def _near_suppliers(table: Table, lexicon: Lexicon) -> bool:
    return any(
        rows.called(lexicon.tables[t]) & rows.SUPPLIERS for t in rows.above(table, lexicon, 2) if t in lexicon.tables
    )


def _payer(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, int, str] | None:
    """Where those who pay are named, the nearest name of them alone, and their table."""
    found = []
    for start in range(len(tokens)):
        for end in (start + 1, start + 2):
            said = tokens[start:end]
            if len(said) < end - start or any(t.kind != "word" for t in said) or start <= at < end:
                continue
            named = [
                m.target.table for m in lexicon.fields([t.stem for t in said]) if m.exact and m.target.kind == "table"
            ]
            payers = [t for t in named if rows.called(lexicon.tables[t]) & rows.PAYERS]
            if len(named) == len(payers) == 1:
                found.append((abs(start - at), start, end, payers[0]))
    return min(found)[1:] if found else None


def _taken_of(table: str, lexicon: Lexicon) -> Target | None:
    """The one amount that the organization surely takes of the rows of this table; None where they are said to spend another."""
    spent = [m.target for m in lexicon.fields(("spend",)) if m.exact or "spend" in lexicon.literal_words(m.target)]
    if any(t.table == table or lexicon.roads.distance_up(t.table, table) is not None for t in spent if t.table):
        return None
    facts = [
        t
        for t in lexicon.tables.values()
        if t.name != table and lexicon.roads.distance_up(t.name, table) is not None and rows.amounts(t)
    ]
    names = [t.name for t in facts]
    whole = [t for t in facts if not rows.lines_of(t.name, names, lexicon) and not rows.taken_back(t)]
    if len(whole) != 1 or not rows.comes_in(whole[0], lexicon) or len(rows.amounts(whole[0])) != 1:
        return None
    return Target("measure", whole[0].name, rows.amounts(whole[0])[0].name)


def _name(said: Token, amount: Target, lexicon: Lexicon) -> list[Token]:
    """The amount by its own name, as a total, at the place of the word that says it."""
    label = label_of(lexicon, amount).lower().removeprefix("total ")
    alike = [t for t in lexicon.tables.values() for m in t.measures if m.label and m.label == label_of(lexicon, amount)]
    whose = words_of(label_of(lexicon, Target("table", amount.table, amount.table)))[-1:] if len(alike) > 1 else ()
    label = " ".join(("total", *whose, label))
    return [replace(t, start=said.start + t.start, end=said.start + t.end) for t in tokenize(label)]


def _said(tokens: Sequence[Token], at: int, start: int, end: int, name: list[Token]) -> list[Token] | None:
    """The question with the amount in it: compared, ranked by, added up or asked for by its groups. None for another form."""
    tie = replace(tokens[at], low="with", stem="with")
    cut = at
    while cut > end and tokens[cut - 1].low in _LED_BY:
        cut -= 1
    after = at + 1
    while after < len(tokens) and tokens[after].low == "the":
        after += 1
    following = tokens[after].low if after < len(tokens) else ""
    if end <= at and following in _COMPARED:
        numbers = [n for n in range(after, min(after + 6, len(tokens))) if tokens[n].kind == "number"]
        last = numbers[1:2] if following == "between" else numbers[:1]
        return [*tokens[:cut], tie, *tokens[after : last[0] + 1], *name, *_rest(tokens, last[0] + 1)] if last else None
    if end <= at and following in _MOST:
        led = [replace(tokens[after], low=w, stem=w) for w in ("the", _MOST[following])]
        return [*tokens[:cut], tie, *led, *name, *_rest(tokens, after + 1)]
    if [t.low for t in tokens[:2]] == ["how", "much"] and end == cut:
        first = next((n for n in range(2, at) if tokens[n].low not in _LED_BY | {"money"}), at)
        return [*name, replace(tokens[1], low="from", stem="from"), *tokens[first:cut], *_rest(tokens, at + 1)]
    if end == at:
        return [*tokens[:start], *name, *tokens[at + 1 :]]  # what customers spend is what all of it is
    noun = following in _TIED or (at and tokens[at - 1].low in _TIED)
    return [*tokens[:at], *name, *tokens[at + 1 :]] if noun else None


def _rest(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    """What follows, without a word that only says that all of it is meant."""
    for said in _IN_ALL:
        if tuple(t.low for t in tokens[at : at + len(said)]) == said:
            return tokens[at + len(said) :]
    return tokens[at:]
