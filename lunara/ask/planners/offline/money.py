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

INCOME = spread("revenue turnover income taking proceed earning sale fundraising")
OUTGO = spread("spending spend expenditure outlay expense")
"""Stems of the words that ask for what came in and what went out."""

_GIVEN = spread("donation contribution pledge gift")
_SOLD = spread("sale invoice rental booking reservation subscription membership")
_SALES_ONLY = spread("sale turnover")
_SPENT = spread("expense expenditure spending outlay disbursement")
_PAYERS = spread(
    """customer client buyer shopper guest member donor patient passenger subscriber tenant patron visitor student
    policyholder sponsor attendee"""
)
_SUPPLIERS = spread("supplier vendor contractor payee grantee beneficiary")
_STAFF = spread("employee staff")
_NOT_OURS = spread(
    """refund return purchase expense expenditure cost claim salary payroll budget quote estimate forecast target transaction
    transfer deposit withdrawal balance trade position fine reward prize payout"""
)
_LENT = spread("loan debt credit mortgage lease policy")
"""What is paid on these is not what was earned with them, and a transaction may go either way."""
_MONEY = spread(
    "total amount amt price gross net base subtotal paid charged billed invoiced received fee charge fare revenue"
)
_SAID_OF_ALL = _MONEY | {"sum", "value"}
_FACT, _LINES = 0.9, 0.78

_EARNED = {
    **dict.fromkeys(("earn", "earned", "take in", "taken in", "bring in", "brought in"), "revenue"),
    **dict.fromkeys(("make", "made", "collect", "collected", "gross", "grossed"), "revenue"),
    **dict.fromkeys(("raise", "raised"), "fundraising"),
    **dict.fromkeys(("spend", "spent"), "spending"),
}
_SUM_DONE = {
    **dict.fromkeys(("earned", "collected", "taken"), "revenue"),
    **dict.fromkeys(("raised", "given", "donated"), "fundraising"),
    "spent": "spending",
}
_WE = spread("we our us they it")
_AUXILIARIES = spread("did do does have has had was were been is are")


def meant(word: str, lexicon: Lexicon) -> list[Match]:
    """The sums that a trade word may mean here, best first; none where it is no such word or nothing surely fits it.

    Beside what surely is such money stands every sum of a dated fact that may be: several candidates are asked about.
    """
    if word not in INCOME and word not in OUTGO:
        return []
    tables = lexicon.tables.values()
    if word in OUTGO:
        return _matches({t.name: _amounts(t) for t in tables if _called(t) & _SPENT}, lexicon)
    given = {t.name: _amounts(t) for t in tables if _called(t) & _GIVEN and _comes_in(t, lexicon)}
    if word == "fundraising" and any(given.values()):
        return _matches(given, lexicon)
    sure = {t.name: _amounts(t) for t in tables if t.name not in given and _comes_in(t, lexicon)}
    if word not in _SALES_ONLY:
        sure |= given
    if not any(sure.values()):
        return []
    perhaps = {t.name: _amounts(t) for t in tables if t.name not in {*sure, *given} and _may_come_in(t, lexicon)}
    return _matches(sure | perhaps, lexicon)


def _matches(found: dict[str, list[Measure]], lexicon: Lexicon) -> list[Match]:
    facts = {name: sums for name, sums in found.items() if sums}
    lines = {name for name in facts if _lines_of(name, facts, lexicon)}
    made = [
        Match(Target("measure", name, measure.name), _LINES if name in lines else _FACT)
        for name, sums in facts.items()
        for measure in sums
    ]
    return sorted(made, key=lambda m: -m.score)


def called_so(word: str, lexicon: Lexicon) -> bool:
    """Whether a number of the model has this very word in its name: then it is looked up, and not what trade means by it."""
    found = (m.target for m in lexicon.fields((word,)) if m.target.kind in ("measure", "derived"))
    return any(word in lexicon.literal_words(target) for target in found)


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
    low = text.lower()
    said = {stem(w) for w in low.split()} & (INCOME | OUTGO)
    if not (said or low in _EARNED or low in _SUM_DONE) or target.kind != "measure" or said & lexicon.own_words(target):
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
    if own or not _understood(word, lexicon):
        return list(tokens)

    total = replace(tokens[0], low="total", stem="total")
    return [total, replace(tokens[at], low=_EARNED[verb], stem=word), *tokens[at + length :]]


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
            if not own and not called and _understood(word, lexicon):
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
        and (set(words_of(m.label or m.name)) & _MONEY or _called(table) & _SOLD)
    ]
    totals = [m for m in sums if {"total", "ttl"} & {*words_of(m.label or ""), *words_of(m.expression or "")}]
    return totals if len(totals) == 1 else sums


def _comes_in(table: Table, lexicon: Lexicon) -> bool:
    """Whether its rows surely are paid to us: called so, or of those who pay, and of no supplier or debt."""
    words = _called(table)
    near = {w for t in _above(table, lexicon, 1) for w in _called(lexicon.tables.get(t))}
    above = {w for t in _above(table, lexicon, 2) for w in _called(lexicon.tables.get(t))}
    if words & (_NOT_OURS | _LENT) or near & _SUPPLIERS or above & _LENT:
        return False
    return bool(above & _PAYERS) or (bool(words & (_SOLD | _GIVEN)) and not near & _STAFF)


def _may_come_in(table: Table, lexicon: Lexicon) -> bool:
    """Whether its rows may be paid to us: facts with a date that nothing says is paid by us, lent or planned."""
    dated = any(d.type == "time" and not d.hidden for d in table.dimensions)
    near = {w for t in _above(table, lexicon, 1) for w in _called(lexicon.tables.get(t))}
    return dated and not _called(table) & (_NOT_OURS | _LENT | _SPENT) and not near & _SUPPLIERS


def _understood(word: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.whole((word,))) or (not called_so(word, lexicon) and bool(meant(word, lexicon)))


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
