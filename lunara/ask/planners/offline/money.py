"""Trade words for money that a model has under another name: "revenue", "takings", "spending" are sums of its facts.

What comes in is what customers, donors or members pay: a fact that is called so (sales, rentals, donations) or belongs to one of
them, and to nobody who is paid. What goes out is an expense. Of the amounts of one fact its total goes before its parts; lines
without a date of their own give way to the fact that they are lines of. What is left of several candidates is asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.model import Measure, Table

INCOME = spread("revenue turnover income taking proceed earning sale")
OUTGO = spread("spending spend expenditure outlay expense")
"""Stems of the words that ask for what came in and what went out."""

_SOLD = spread("sale invoice rental booking reservation donation contribution subscription membership pledge")
_SPENT = spread("expense expenditure spending outlay disbursement")
_PAYERS = spread(
    """customer client buyer shopper guest member donor patient passenger subscriber tenant patron visitor student
    policyholder sponsor attendee"""
)
_PAID = spread("supplier vendor employee staff contractor payee grantee beneficiary")
_NOT_OURS = spread(
    """refund return purchase expense expenditure cost claim salary payroll budget quote estimate forecast target transaction
    transfer deposit withdrawal balance trade position fine reward prize payout"""
)
_LENT = spread("loan debt credit mortgage lease policy")
"""What is paid on these is not what was earned with them, and a transaction may go either way."""
_SAID_OF_ALL = spread("total amount amt sum value price gross net base subtotal paid charged billed invoiced received")
_FACT, _LINES = 0.9, 0.78

_EARNED = {
    **dict.fromkeys(("earn", "earned", "raise", "raised", "take in", "taken in", "bring in", "brought in"), "revenue"),
    **dict.fromkeys(("make", "made", "collect", "collected", "gross", "grossed"), "revenue"),
    **dict.fromkeys(("spend", "spent"), "spending"),
}
_WE = spread("we our us they it")
_AUXILIARIES = spread("did do does have has had was were been is are")


def meant(word: str, lexicon: Lexicon) -> list[Match]:
    """The sums that a trade word may mean here, best first; none where it is no such word or nothing fits it."""
    if word not in INCOME and word not in OUTGO:
        return []
    fits = _comes_in if word in INCOME else _goes_out
    facts: dict[str, list[Measure]] = {}
    for table in lexicon.tables.values():
        sums = _amounts(table) if fits(table, lexicon) else []
        if sums:
            facts[table.name] = sums
    lines = {t for t in facts if word in INCOME and _lines_of(t, facts, lexicon)}
    found = [
        Match(Target("measure", name, measure.name), _LINES if name in lines else _FACT)
        for name, sums in facts.items()
        for measure in sums
    ]
    return sorted(found, key=lambda m: -m.score)


def lines_step_back(matches: list[Match], said: Sequence[str], lexicon: Lexicon) -> list[Match]:
    """ "Total amount" where orders have one and their lines an amount: that of the orders, unless only the lines will do."""
    sums = {
        m.target: set(words_of(label_of(lexicon, m.target))) for m in matches if m.exact and _sum(m.target, lexicon)
    }
    named = {t for t, own in sums.items() if set(said) - set(table_words(lexicon.tables[t.table])) <= own}
    facts = {t.table for t in named}
    lines = {t for t in sums if t not in named and _lines_of(t.table, facts, lexicon)}
    return [replace(m, score=m.score + _LINES - _FACT) if m.target in lines else m for m in matches]


def _sum(target: Target, lexicon: Lexicon) -> bool:
    measure = lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    return measure is not None and measure.aggregate == "sum"


def told(text: str, target: Target, lexicon: Lexicon) -> str | None:
    """What to say of a trade word that was taken for this measure; None where it was no such word or the measure's own."""
    said = {stem(w) for w in text.lower().split()} & (INCOME | OUTGO)
    if not said or target.kind != "measure" or said & lexicon.own_words(target):
        return None
    table = lexicon.tables[target.table]
    return f"“{text}” was read as {label_of(lexicon, target)} of {table.label or table.name.replace('_', ' ')}."


def in_nouns(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "How much did we earn" and "how much was spent" as "total revenue" and "total spending", where no field is called so."""
    if [t.low for t in tokens[:2]] != ["how", "much"]:
        return _sum_done(tokens, lexicon)
    at = 2 + (tokens[2:3] != [] and tokens[2].low == "money")
    start = at
    while at < len(tokens) and tokens[at].low in _AUXILIARIES | _WE:
        at += 1
    spoken = [t.low for t in tokens[start:at]]
    one, two = (" ".join(t.low for t in tokens[at : at + n]) for n in (1, 2))
    verb, length = (two, 2) if two in _EARNED else (one, 1)
    said = bool(set(spoken) & _WE) or verb.endswith(("ed", "spent", "made", "taken in", "brought in"))
    if verb not in _EARNED or not spoken or not said:
        return list(tokens)
    word = stem(_EARNED[verb])
    own = [m for m in lexicon.fields((tokens[at].stem,)) if m.exact and m.target.kind in ("measure", "derived")]
    if own or not (meant(word, lexicon) or lexicon.whole((word,))):
        return list(tokens)

    total = replace(tokens[0], low="total", stem="total")
    return [total, replace(tokens[at], low=_EARNED[verb], stem=word), *tokens[at + length :]]


_SUM_DONE = {
    **dict.fromkeys(("raised", "earned", "collected", "given", "donated", "taken"), "revenue"),
    "spent": "spending",
}


def _sum_done(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "Amount raised", "money spent": as one noun, where no field is called so."""
    made: list[Token] = []
    at = 0
    while at < len(tokens):
        said = _SUM_DONE.get(tokens[at + 1].low) if at + 1 < len(tokens) else None
        if said is not None and tokens[at].low in ("amount", "money", "sum") and tokens[at].kind == "word":
            word = stem(said)
            own = [m for m in lexicon.fields((tokens[at + 1].stem,)) if m.exact and m.target.kind == "measure"]
            called = lexicon.whole((tokens[at].stem, tokens[at + 1].stem))
            if not own and not called and (meant(word, lexicon) or lexicon.whole((word,))):
                made.append(replace(tokens[at + 1], low=said, stem=word))
                at += 2
                continue
        made.append(tokens[at])
        at += 1
    return made


def _amounts(table: Table) -> list[Measure]:
    """The sums of money that the rows of a table are: its total where one of them is called so, else all."""
    own = set(table_words(table)) | _SAID_OF_ALL
    sums = [
        m
        for m in table.measures
        if m.aggregate == "sum"
        and not m.hidden
        and m.filter is None
        and m.expression
        and m.format is not None
        and m.format.kind == "currency"
        and set(words_of(m.label or m.name)) <= own
    ]
    totals = [m for m in sums if {"total", "ttl"} & {*words_of(m.label or ""), *words_of(m.expression or "")}]
    return totals if len(totals) == 1 else sums


def _comes_in(table: Table, lexicon: Lexicon) -> bool:
    words = _called(table)
    above = {w for t in _above(table, lexicon, 2) for w in _called(lexicon.tables.get(t))}
    if words & (_NOT_OURS | _LENT) or above & (_PAID | _LENT):
        return False
    return bool(words & _SOLD or above & _PAYERS)


def _goes_out(table: Table, lexicon: Lexicon) -> bool:
    return bool(_called(table) & _SPENT)


def _called(table: Table | None) -> set[str]:
    """The words of a table's own names, without what its rows may be called as well."""
    return {*words_of(table.name), *words_of(table.label or "")} if table is not None else set()


def _above(table: Table, lexicon: Lexicon, steps: int) -> list[str]:
    return [t for t, roads in lexicon.roads.up(table.name).items() if 0 < len(roads[0]) <= steps]


def _lines_of(name: str, facts: Collection[str], lexicon: Lexicon) -> bool:
    """Whether the rows are lines, without a date of their own, of another of these facts."""
    dated = any(d.type == "time" and not d.hidden for d in lexicon.tables[name].dimensions)
    above = _above(lexicon.tables[name], lexicon, 1)
    return not dated and any(t in facts for t in above)
