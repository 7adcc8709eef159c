"""Trade words for money that a model has under another name: "revenue", "takings", "spending" are sums of its facts.

What comes in is a fact that is called so and no more (sales, donations; orders, invoices or payments of those who pay), of
nobody who is paid (`money_rows`). That customers, donors or members stand beside it does not make a fact revenue: it is asked
about, as is what is left of several candidates. What goes out is an expense. Of the amounts of one fact its total goes before
its parts; lines without a date of their own give way to the fact that they are lines of.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.spending import outgo, without_prices
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.model import Measure, Table
from lunara.semantic.query import InlineMeasure, SemanticQuery

INCOME = spread("revenue turnover income taking proceed earning sale fundraising")
OUTGO = spread("spending spend expenditure outlay expense")
"""Stems of the words that ask for what came in and what went out."""

_SALES_ONLY = spread("sale turnover")
_OF_GIFTS = spread("fundraising")
_OF_ANYONE = spread("earning income")
"""What whoever is named may have, where revenue and sales are always those of the organization."""
_FACT, _LINES = 0.9, 0.78

_EARNED = {
    **dict.fromkeys(("earn", "earned", "take", "taken", "take in", "taken in", "bring in", "brought in"), "revenue"),
    **dict.fromkeys(("make", "made", "collect", "collected", "gross", "grossed"), "revenue"),
    **dict.fromkeys(("raise", "raised"), "fundraising"),
    **dict.fromkeys(("spend", "spent"), "spending"),
}
_TAKEN = frozenset(("earn", "earned", "take", "taken", "bring", "brought", "spend", "spent"))
"""What "what did we …" asks the sum of; what we made or collected may be things."""
_SUM_DONE = {
    **dict.fromkeys(("earned", "collected", "taken"), "revenue"),
    **dict.fromkeys(("raised", "given", "donated"), "fundraising"),
    "spent": "spending",
}
_WE = spread("we our us")
_OTHERS = spread("they it he she")
_THEIRS = spread("their its his her theirs")
_AUXILIARIES = spread("did do does have has had was were been is are")


def meant(word: str, lexicon: Lexicon) -> list[Match]:
    """The sums that a trade word may mean here, best first; none where it is no such word or nothing fits it.

    Beside what surely is such money stands every sum of a dated fact that may be: several candidates are asked about, and one
    that only may be is as well (`uncertain`).
    """
    if word not in INCOME and word not in OUTGO:
        return []
    tables = lexicon.tables.values()
    if word in OUTGO:
        return _matches(outgo(lexicon), lexicon)
    given = {t.name: rows.amounts(t) for t in tables if rows.called(t) & rows.GIVEN and rows.comes_in(t, lexicon)}
    if word == "fundraising" and any(given.values()):
        return _matches(given, lexicon)
    sure = {t.name: rows.amounts(t) for t in tables if t.name not in given and rows.comes_in(t, lexicon)}
    if word not in _SALES_ONLY:
        sure |= given
    if not any(sure.values()):
        paid = {t.name: rows.amounts(t) for t in tables if t.name not in given and rows.of_payers(t, lexicon)}
        return _matches(paid, lexicon) or _matches(_sold_singly(lexicon), lexicon)
    perhaps = {
        t.name: rows.amounts(t) for t in tables if t.name not in {*sure, *given} and rows.may_come_in(t, lexicon)
    }
    return _matches(sure | perhaps, lexicon) or _matches(_sold_singly(lexicon), lexicon)


def _sold_singly(lexicon: Lexicon) -> dict[str, list[Measure]]:
    """The prices at which the rows of tables were sold one by one, where no rows have a sum that may come in."""
    tables = (t for t in lexicon.tables.values() if rows.may_come_in(t, lexicon) and not rows.amounts(t))
    return {t.name: rows.brought_in(t, lexicon) for t in tables}


def of_named(content: Sequence[Token], lexicon: Lexicon) -> list[Match]:
    """ "Ticket revenue", "fare revenue": the money that the rows, or the number, before a trade word bring in; or nothing.

    "Ticket sales" are called so too, as "net revenue" is the net amount of what comes in, and an "invoice total" or "order value"
    the whole of it.
    """
    if len(content) < 2 or content[-1].stem not in (INCOME - _OF_GIFTS) | _WHOLE:
        return []
    before = {t.stem for t in content[:-1]}
    if content[-1].stem in _WHOLE:
        return _whole_of(content[:-1], lexicon)
    alone = [m for m in lexicon.fields((content[-1].stem,)) if m.exact and m.target.kind in ("measure", "derived")]
    if before == {"total"} and alone:
        return alone  # "total revenue" is the revenue, though invoices have a total
    found: dict[Target, Match] = {}
    if before <= _LEFT:
        sums = meant("revenue", lexicon) or [m for t in lexicon.tables.values() for m in _may_bring_in(t, lexicon)]
        return [m for m in sums if before <= {*words_of(label_of(lexicon, m.target))}]
    for table in lexicon.tables.values():
        called = rows.called(table)
        if called - before and called - before <= {"sale", "revenue"} and before <= called:
            found |= {one.target: one for one in _brought_in(table.name, lexicon)}
    for match in lexicon.fields(tuple(t.stem for t in content[:-1])):
        target = match.target
        measure = lexicon.measure(target.table, target.name) if target.kind == "measure" else None
        sold = measure is not None and rows.sold_at(measure, lexicon.tables[target.table], lexicon)
        if match.exact and measure is not None and (sold or rows.adds_up(measure)):
            found[target] = Match(target, _FACT, True)
        elif match.exact and target.kind == "table":
            own = _brought_in(target.table, lexicon)
            if _of_others(content[-1].stem, target.table, lexicon):
                own = [replace(one, score=_FACT) for one in own]  # it is no revenue of those others
            found = {one.target: one for one in own} | found
    return sorted(found.values(), key=lambda m: (-m.score, m.target.path))


def _of_others(word: str, table: str, lexicon: Lexicon) -> bool:
    """Whether a trade word alone is a sum of rows that have nothing to do with these but to stand below the same ones."""
    named = [m.target for m in lexicon.fields((word,)) if m.exact and m.target.kind == "measure"]
    alone = {t.table for t in named or [m.target for m in meant(word, lexicon)]}
    near = {table, *rows.above(lexicon.tables[table], lexicon, len(lexicon.tables))}
    below = {t for t in alone if table in rows.above(lexicon.tables[t], lexicon, len(lexicon.tables))}
    return bool(alone) and not alone & near and not below


_WHOLE, _LEFT = spread("total value"), spread("net gross")
"""What the whole amount of a row is called, and what it is before and after something is taken off."""


def _whole_of(content: Sequence[Token], lexicon: Lexicon) -> list[Match]:
    """The one sum of a table's rows that is called their total: "invoice total"; else that of all their lines."""
    stems = {t.stem for t in content}
    named = {
        m.target.table for m in lexicon.fields(tuple(t.stem for t in content)) if m.exact and m.target.kind == "table"
    }
    sums = [(name, m) for name in named for m in rows.amounts(lexicon.tables[name])]
    whole = [(name, m) for name, m in sums if "total" in words_of(m.label or m.name)]
    if named and not sums:
        lines = [n for n, t in lexicon.tables.items() if stems < rows.called(t) and rows.lines_of(n, named, lexicon)]
        sums = whole = [(name, m) for name in lines for m in rows.whole_lines(lexicon.tables[name])]
    return (
        [Match(Target("measure", name, m.name), _FACT, True) for name, m in whole]
        if len(whole) == len(sums) == 1
        else []
    )


def brought_in(lexicon: Lexicon) -> list[Match]:
    """All that any rows bring in, that of rows which surely are paid to us first."""
    found = [m for name in lexicon.tables for m in _brought_in(name, lexicon)]
    return sorted(found, key=lambda m: (not rows.comes_in(lexicon.tables[m.target.table], lexicon), m.target.path))


def _brought_in(name: str, lexicon: Lexicon) -> list[Match]:
    """What rows bring in: beside their name a trade word weighs no more than it does alone, which it is read as where it can."""
    measures = rows.brought_in(lexicon.tables[name], lexicon)
    return [Match(Target("measure", name, measure.name), _LINES, True) for measure in measures]


def _may_bring_in(table: Table, lexicon: Lexicon) -> list[Match]:
    return _matches({table.name: rows.amounts(table)}, lexicon) if rows.may_come_in(table, lexicon) else []


def _matches(found: dict[str, list[Measure]], lexicon: Lexicon) -> list[Match]:
    facts = {name: sums for name, sums in found.items() if sums}
    lines = {name for name in facts if rows.lines_of(name, facts, lexicon)}
    made = [
        Match(Target("measure", name, measure.name), _LINES if name in lines else _FACT)
        for name, sums in facts.items()
        for measure in sums
    ]
    return sorted(made, key=lambda m: -m.score)


def not_spent(word: str, matches: list[Match], lexicon: Lexicon) -> list[Match]:
    """What a word that is no sum of money here may mean by its near-synonyms: "spend" is never what a thing costs on average."""
    return without_prices(matches, lexicon) if word in OUTGO else matches


def called_so(word: str, lexicon: Lexicon) -> bool:
    """Whether a number of the model has this very word in its name: then it is looked up, and not what trade means by it."""
    found = [m for m in lexicon.fields((word,)) if m.target.kind in ("measure", "derived")]
    return any(word in lexicon.literal_words(m.target) for m in not_recurring(word, found, lexicon))


def not_recurring(word: str, matches: list[Match], lexicon: Lexicon) -> list[Match]:
    """What a bare word for money may mean, without "monthly recurring revenue": what is to come in is no revenue of a month."""
    if word not in INCOME:
        return matches
    return [m for m in matches if m.exact or "recurring" not in lexicon.literal_words(m.target)]


def lines_step_back(matches: list[Match], said: Sequence[str], lexicon: Lexicon) -> list[Match]:
    """ "Total amount" where orders have one and their lines an amount: that of the orders, unless only the lines will do."""
    sums = {
        m.target: set(words_of(label_of(lexicon, m.target))) for m in matches if m.exact and _sum(m.target, lexicon)
    }
    named = {t for t, own in sums.items() if set(said) - set(table_words(lexicon.tables[t.table])) <= own}
    facts = {t.table for t in named}
    lines = {t for t in sums if t not in named and rows.lines_of(t.table, facts, lexicon)}
    return [replace(m, score=m.score + _LINES - _FACT) if m.target in lines else m for m in matches]


def _sum(target: Target, lexicon: Lexicon) -> bool:
    measure = lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    return measure is not None and measure.aggregate == "sum"


def told(text: str, target: Target, query: SemanticQuery, lexicon: Lexicon) -> str | None:
    """What to say of a trade word that was taken for this measure, by the name that its number has in the query.

    None where it was no such word or the measure's own.
    """
    if not traded(text, target, lexicon):
        return None
    name = made_of(target, query, lexicon)
    said = f"“{text}” was read as {name} of {_label(lexicon.tables[target.table])}."
    back = [_label(t) for t in lexicon.tables.values() if t.name != target.table and rows.taken_back(t)]
    return f"{said} {' and '.join(back)} {_NOT_TAKEN_OFF}" if back and not _outgo(text) else said


_NOT_TAKEN_OFF = "are not taken off."


def uncertain(text: str, target: Target, lexicon: Lexicon) -> bool:
    """Whether a trade word was taken for a measure of rows that may be paid to us, or by us: to be asked about."""
    if not traded(text, target, lexicon) or _outgo(text):
        return False
    table = lexicon.tables[target.table]
    said = {stem(w) for w in text.lower().split()}
    named = said & set(table_words(table)) and rows.beside(table, lexicon) <= said
    if named or rows.comes_in(table, lexicon):
        return False
    measure = lexicon.measure(target.table, target.name)
    label = words_of(measure.label or measure.name) if measure is not None else ()
    whole = said - INCOME == {stem(w) for w in label if w != "total"}
    return not (whole and set(label) & _FEES and rows.from_payers(table, lexicon))  # "late fee income"


_FEES = spread("fee fare toll dues")
"""What those who pay are asked for beside a price: said in full before an "income" it tells what came in."""


def of_others(text: str, target: Target, others: Collection[Target], lexicon: Lexicon) -> str | None:
    """Why "earnings by employee" is not answered with what the organization earned; None where nobody else may have earned.

    `others`: what else the question names.
    """
    words = {stem(w) for w in text.lower().split()}
    earned = words & _OF_ANYONE or _EARNED.get(text.lower()) == "revenue"
    if not earned or not traded(text, target, lexicon):
        return None
    paid = next((t for t in others if t.table and rows.paid_by_us(t, lexicon)), None)
    if paid is None:
        return None
    who = _label(lexicon.tables[paid.table])
    return (
        f"“{text}” beside {who} may be what they earn or what the organization earns with them, and no number is called so. "
        "Name the number that is meant."
    )


def of_those_before(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """ "Their revenue", behind the opening of a follow-up: the organization's, of what the question before was asked by."""
    traded = [t for t in tokens[1:3] if t.stem in INCOME - _OF_ANYONE and not called_so(t.stem, lexicon)]
    return bool(traded) and tokens[0].low in _THEIRS


def of_whom(tokens: Sequence[Token], lexicon: Lexicon) -> str | None:
    """Why "how much did they earn", "income of clients" is not answered: who earned is not said, or it is somebody else."""
    for at, token in enumerate(tokens):
        whose_own = (
            _owner(tokens, at, lexicon) if token.stem in _OF_ANYONE and not called_so(token.stem, lexicon) else None
        )
        if whose_own is not None:
            return f"“{token.text}” of {whose_own} is what they earn, and no number is called so. Name the number that is meant."
        after = [t.low for t in tokens[at + 1 : at + 4]]
        verb = token.low in _OTHERS and any(w in _EARNED or w in _SUM_DONE for w in (*after[:2], " ".join(after[:2])))
        money = any(t.stem in INCOME | OUTGO and not called_so(t.stem, lexicon) for t in tokens)
        asked = token.low in _OTHERS and at and tokens[at - 1].low in _AUXILIARIES and money
        whose = token.low in _THEIRS and any(
            stem(w) in INCOME | OUTGO and not called_so(stem(w), lexicon) for w in after[:2]
        )
        if not (verb or asked or whose):
            continue
        if _named_before(tokens[:at], lexicon):
            continue
        return f"Who “{token.low}” stands for is not said. Name them, and the number that is meant."
    return None


def _owner(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> str | None:
    """Those of whom the income at this place is said to be: "income of clients", "clients' income", "client income"."""
    after = [t for t in tokens[at + 1 : at + 5] if t.low not in ("the", "our", "all", "each", "every")]
    before = [t for t in tokens[max(0, at - 3) : at] if t.kind == "word" and t.low != "s"]
    near = [*after[1:2], *after[1:3]] if after and after[0].low == "of" else before[-1:]
    for stems in ((t.stem,) for t in near):
        for match in lexicon.fields(stems):
            if match.exact and match.target.kind in ("table", "role") and match.target.table in lexicon.tables:
                table = lexicon.tables[match.target.table]
                if rows.called(table) & rows.PAYERS or rows.paid_by_us(match.target, lexicon):
                    return _label(table)
    return None


def _named_before(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    stems = [t.stem for t in tokens]
    spans = [(*stems[at : at + n],) for at in range(len(stems)) for n in (1, 2)]
    return any(m.exact and m.target.kind in ("table", "role", "dimension") for s in spans for m in lexicon.fields(s))


def traded(text: str, target: Target, lexicon: Lexicon) -> bool:
    """Whether a trade word was taken for a measure that is not called so itself."""
    low = text.lower()
    said = {stem(w) for w in low.split()} & (INCOME | OUTGO)
    trade = bool(said) or low in _EARNED or low in _SUM_DONE
    return trade and target.kind == "measure" and not said & lexicon.own_words(target)


def _outgo(text: str) -> bool:
    low = text.lower()
    spent = "spending" in (_EARNED.get(low), _SUM_DONE.get(low))
    return spent or bool({stem(w) for w in low.split()} & OUTGO)


def _label(table: Table) -> str:
    return table.label or table.name.replace("_", " ")


def made_of(target: Target, query: SemanticQuery, lexicon: Lexicon) -> str:
    """The label of what a query takes of a measure: "Total price" where the measure's prices are added up."""
    measure = lexicon.measure(target.table, target.name)
    made = [
        m.label
        for m in query.measures
        if isinstance(m, InlineMeasure)
        and measure is not None
        and (m.table, m.expression) == (target.table, measure.expression)
        and m.label
    ]
    return made[0] if made else label_of(lexicon, target)


def in_nouns(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "How much did we earn" and "how much was spent" as "total revenue" and "total spending", where no field is called so."""
    lows = [t.low for t in tokens]
    asked = lows[:3] in (["what", "did", "we"], ["what", "have", "we"]) and lows[3:4] and lows[3] in _TAKEN
    if lows[:2] != ["how", "much"] and not asked:
        return _sum_done(tokens, lexicon)
    at = 1 if asked else 2 + (lows[2:3] == ["money"])
    start = at
    while at < len(tokens) and tokens[at].low in _AUXILIARIES | _WE:
        at += 1
    spoken = [t.low for t in tokens[start:at]]
    one, two = (" ".join(t.low for t in tokens[at : at + n]) for n in (1, 2))
    verb, length = (two, 2) if two in _EARNED else (one, 1)
    said = bool(set(spoken) & _WE) or verb.endswith(("ed", "spent", "made", "taken in", "brought in"))
    if verb not in _EARNED or not spoken or not said or (verb in ("take", "taken") and not _ends(tokens, at + 1)):
        return list(tokens)
    word = stem(_EARNED[verb])
    own = [m for m in lexicon.fields((tokens[at].stem,)) if m.exact and m.target.kind in ("measure", "derived")]
    if own or not _understood(word, lexicon):
        return list(tokens)

    total = replace(tokens[0], low="total", stem="total")
    return [total, replace(tokens[at], text=verb, low=_EARNED[verb], stem=word), *tokens[at + length :]]


def _ends(tokens: Sequence[Token], at: int) -> bool:
    """Whether no object follows: what was taken is money then, and not time or a thing."""
    return at >= len(tokens) or tokens[at].kind == "symbol" or tokens[at].low in _BEHIND


_BEHIND = frozenset(
    ("in", "last", "this", "by", "per", "on", "since", "during", "so", "from", "at", "each", "every", "today")
)


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


def _understood(word: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.whole((word,))) or (not called_so(word, lexicon) and bool(meant(word, lexicon)))
