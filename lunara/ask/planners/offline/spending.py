"""What is spent: by the organization on those who supply it, and by those who pay it, whose spending is what it takes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.flatplan import FlatPlan, measure_tables
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import CURRENCIES, spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.model import Measure, Table
from lunara.semantic.query import InlineMeasure, SemanticQuery

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
_EACH = frozenset(("per", "each", "every"))
_ON = frozenset(("on", "in", "at", "for", "with"))
_ONE = frozenset(("a", "an", "one", "single", "any", "1", "each", "every", "some", "once"))
_AT_ONCE = frozenset(("once",))
_AVERAGED = frozenset(
    ("average", "avg", "mean", "median", "typical", "typically", "highest", "lowest", "largest", "smallest")
)
_REVENUE = frozenset((("revenue",), ("turnover",)))
_AT, _PLACE = frozenset(("in", "from")), 4
"""How it is said where those who pay are, and of how many words that is at most."""
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
        own = {*_WHOLE, *CURRENCIES, *table_words(lexicon.tables[target.table])} if whole else set()
        if match.exact or match.target.kind == "value" or (whole and set(words_of(label_of(lexicon, target))) <= own):
            found.append(match)
    return found


@dataclass(frozen=True)
class Spent:
    """The amount that those who pay spend, and the note that tells it."""

    amount: Target
    note: str


def of_payers(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[list[Token], Spent | None]:
    """ "Customers who spent more than 500" with the amount that the organization takes of them, and a note that says so.

    Unchanged where nobody who pays is named, where what they have is called spending, or where several amounts may be meant;
    and where it is spent on one thing, for each of them or on average, which the amount of all of them does not say.
    """
    asked, tokens = tokens, _by_their_spending(tokens, lexicon)
    made, spent = _spent_by(tokens, lexicon)
    return (made, spent) if spent is not None else (list(asked), None)


_TOTALS = frozenset(spread("total amount money sum overall"))
_AFTER_SPENT = frozenset(("in", "during", "since", "this", "last", "?", "."))


def _by_their_spending(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "By total spent", "by amount spent" as by spending, where nothing is called spent and nothing says what it is spent on."""
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 2):
        start = at + 1 + (lows[at + 1] in ("the", "their"))
        end = next((n for n in range(start, len(lows)) if lows[n] not in _TOTALS), len(lows))
        if lows[at] != "by" or lows[end : end + 1] != ["spent"] or end == start or lexicon.knows("spent"):
            continue
        if not lows[end + 1 :] or lows[end + 1] in _AFTER_SPENT:
            named = replace(tokens[end], low="spending", stem="spending")
            return [*tokens[: at + 1], named, *tokens[end + 1 :]]
    return list(tokens)


def _spent_by(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[list[Token], Spent | None]:
    at = next((n for n, t in enumerate(tokens) if t.low in _SPEND), None)
    named = _payer(tokens, at, lexicon) if at is not None else None
    if at is None or named is None or any(t.low in _DENIED for t in tokens):
        return list(tokens), None
    start, end, table = named
    amount = _taken_of(table, lexicon)
    made = None if amount is None else _said(tokens, at, start, end, named_amount(tokens[at], amount, lexicon))
    if [t.low for t in tokens[:2]] == ["how", "much"] and not _theirs_alone(tokens[end:at], table, lexicon):
        return list(tokens), None
    if [t.low for t in tokens[:2]] == ["how", "much"] and not _told_apart(tokens[2:start], table, lexicon):
        return list(tokens), None
    if amount is None or made is None or _of_single(tokens, at, table, amount, lexicon):
        return list(tokens), None
    label, fact = label_of(lexicon, amount), label_of(lexicon, Target("table", amount.table, amount.table))
    who = label_of(lexicon, Target("table", table, table))
    back = [label_of(lexicon, Target("table", t.name, t.name)) for t in lexicon.tables.values() if rows.taken_back(t)]
    note = f"What {who} spend was read as {label} of {fact}."
    return made, Spent(amount, f"{note} {' and '.join(back)} are not taken off." if back else note)


def not_said(query: SemanticQuery, amount: Target | None, lexicon: Lexicon) -> str | None:
    """Why a query does not say what those who pay spend; None where it does, or where `amount` is None."""
    if amount is None:
        return None
    table = lexicon.tables[amount.table]
    measure = next(m for m in table.measures if m.name == amount.name)
    rows_alone = [
        e for e in FlatPlan(query, lexicon).exists if lexicon.roads.distance_up(e.exists, table.name) is not None
    ]
    things = label_of(lexicon, Target("table", table.name, table.name))
    if rows_alone:
        return f"It is not clear whether all {things} count, or only those of which the rest of the question is said."
    said = query.model_dump_json()
    held = amount.name in said or any(
        isinstance(m, InlineMeasure) and m.table == table.name and m.expression == measure.expression
        for m in query.measures
    )
    return None if held else f"What is spent has no place in the answer. Name {label_of(lexicon, amount)} of {things}."


def spent_by_others(tokens: Sequence[Token], query: SemanticQuery, lexicon: Lexicon) -> str | None:
    """ "How much did customers who returned something spend" is not what the organization spends: why not; None otherwise."""
    at = next((n for n, t in enumerate(tokens) if t.low in _SPEND), None)
    payer = _payer(tokens, at, lexicon) if at is not None else None
    if at is None or payer is None or payer[0] > at:
        return None
    said = [m for m in query.measures if isinstance(m, str)]
    named = [Target("measure", t, m.rpartition(".")[2]) for m in said for t in measure_tables(m, lexicon)]
    for target in named:
        words = words_of(label_of(lexicon, target))
        apart = lexicon.roads.distance_up(target.table, payer[2]) is None
        if apart and "spend" in words and tokens[at - 1].stem not in words:
            whose = label_of(lexicon, Target("table", payer[2], payer[2]))
            return f"{label_of(lexicon, target)} is not what {whose} spent. Name the amount that is meant."
    return None


def spenders(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "Top 10 spenders" as those who pay by what they spend, where one thing alone pays; unchanged where they are not ranked."""
    at = next((n for n, t in enumerate(tokens) if t.low in _SPENDERS and n), None)
    if [t.low for t in tokens[:1]] == ["who"] and {t.low for t in tokens[1:2]} & _SPEND:
        who = [t for t in lexicon.tables if rows.pays(t, lexicon) and _taken_of(t, lexicon) is not None]
        if len(who) == 1:
            label = label_of(lexicon, Target("table", who[0], who[0])).lower().split()
            named = ["which", *label[:-1], stem(label[-1])]
            return [*(replace(tokens[0], low=w, stem=stem(w)) for w in named), *tokens[1:]]
    if at is None or lexicon.fields((tokens[at].stem,)):
        return list(tokens)
    payers = [t for t in lexicon.tables if rows.pays(t, lexicon) and _taken_of(t, lexicon) is not None]
    ranks = [n for n in range(max(0, at - 2), at) if tokens[n].low in _TOP]
    if len(payers) != 1 or not ranks:
        return list(tokens)
    label = label_of(lexicon, Target("table", payers[0], payers[0])).lower().split()
    whose = [replace(tokens[at], low=w, stem=stem(w)) for w in label]
    if tokens[at].low in _ONE_SPENDER:
        whose[-1] = replace(whose[-1], low=whose[-1].stem)
    rank = tokens[ranks[0]]
    rank = rank if rank.low in _TURNED else replace(rank, low="top", stem="top")
    said = [replace(tokens[at], low=w, stem=w) for w in ("by", "spending")]
    return [*tokens[: ranks[0]], rank, *tokens[ranks[0] + 1 : at], *whose, *said, *tokens[at + 1 :]]


_ONE_SPENDER = frozenset(("spender", "payer"))
_SPENDERS = frozenset(("spenders", "payers")) | _ONE_SPENDER
_TURNED = frozenset(("lowest", "smallest", "bottom"))
_TOP = frozenset(("top", "biggest", "highest", "largest", "best", "heaviest", "big")) | _TURNED
"""Ranks of those who spend: the most, unless the least is said."""


def _of_single(tokens: Sequence[Token], at: int, payer: str, amount: Target, lexicon: Lexicon) -> bool:
    """Whether spending is said of one thing, of each, or on average: "on one order", "per order", "the highest spend of"."""
    compared = any(t.low in _COMPARED or t.low in _MOST for t in tokens[at : at + 3])
    averaged, per_payer = False, False
    for place, token in enumerate(tokens):
        following = [t.low for t in tokens[place + 1 : place + 2]]
        one = token.low in _ON and following != [] and following[0] in _ONE
        if one and following[0] in _AT_ONCE:
            return True
        if one or token.low in _EACH:
            things = _things(tokens[place + 2 : place + 3] if one else tokens[place + 1 : place + 2], lexicon)
            of_amount = any(lexicon.roads.distance_up(t, amount.table) is not None for t in things)
            if of_amount or (payer not in things and (one or compared)):
                return True
            per_payer = per_payer or payer in things
        averaged = averaged or token.low in _AVERAGED
    return averaged and not per_payer


def _things(said: Sequence[Token], lexicon: Lexicon) -> set[str]:
    return {m.target.table for m in lexicon.fields([t.stem for t in said]) if m.exact and m.target.kind == "table"}


def _told_apart(told: Sequence[Token], table: str, lexicon: Lexicon) -> bool:
    """Whether what is said right before those who pay ("vip customers") is of themselves, and not of what they had."""
    for token in told:
        if token.low in _LED_BY or token.low in _ALL or token.low in _EACH:
            continue
        tables = {m.target.table for m in lexicon.value_matches((token.stem,), token.text)}
        if tables != {table}:
            return False
    return True


def _theirs_alone(said: Sequence[Token], table: str, lexicon: Lexicon) -> bool:
    """Whether a place behind those who pay ("customers in France") is theirs, and not as well one of what they had."""
    if not said or said[0].low not in _AT or all(t.kind in ("number", "date") for t in said[1:]):
        return True
    text = " ".join(t.text for t in said[1:])
    return {m.target.table for m in lexicon.value_matches(tuple(t.stem for t in said[1:]), text)} == {table}


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
    on = [t.low for t in tokens[at + 3 : at + 5]]
    if verb.low in ("spend", "spent") and on[:1] in (["on"], ["for"]) and on[1:] != ["average"]:
        return _spent_on(tokens, at + 2, lexicon)
    back = _given_back(lexicon) if "refund" in (verb.low, *verb_stems(verb.low)) else []
    if len(back) == 1:
        return [*named_amount(verb, back[0], lexicon), *tokens[at + 3 :]]
    paid = _paid_out(lexicon) if verb.low in ("pay", "paid") else []
    if len(paid) != 1:
        return list(tokens)
    rest = list(tokens[at + 3 :])
    led = 1 if rest[:1] and rest[0].low in ("to", "our") else 0
    whom = {m.target.table for m in lexicon.fields([t.stem for t in rest[led : led + 1]]) if m.exact}
    near = set(rows.above(lexicon.tables[paid[0].table], lexicon, 1))
    suppliers = {t for t in whom & near if rows.called(lexicon.tables[t]) & rows.SUPPLIERS}
    return [*named_amount(verb, paid[0], lexicon), *(rest[led + 1 :] if suppliers else rest)]


_COSTS = frozenset(
    spread(
        """cost expense expenditure spend spending outlay freight postage fuel rent wage salary payroll tax insurance advertising
        maintenance repair commission"""
    )
)
"""Words of amounts that are spent, whoever is paid."""
_FURTHER = frozenset(spread("in during last this by per for since from between on each every"))


def _spent_on(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[Token]:
    """ "How much did we spend on freight" as the total freight; the words as one that means nothing where no amount is called so.

    What is spent on shipping is neither what others pay for that nor what was spent on anything else.
    """
    start = at + 2 + ([t.low for t in tokens[at + 2 : at + 3]] in (["the"], ["our"]))
    end = next(
        (n for n in range(start, len(tokens)) if tokens[n].kind != "word" or tokens[n].low in _FURTHER), len(tokens)
    )
    said = tuple(t.stem for t in tokens[start:end])
    for name in (said, (*said, "cost"), (*said, "spend"), (*said, "expense")) if said else ():
        found = [m.target for m in lexicon.fields(name) if m.exact and m.target.kind in ("measure", "table")]
        sums = [t for t in found if t.kind == "measure" and _is_cost(t, lexicon)]
        if len(sums) == 1 and len(found) == 1:
            return [*named_amount(tokens[start], sums[0], lexicon), *tokens[end:]]
    if any(lexicon.knows(w) for w in ("spend", "spending", "spent")) and len(said) == 1:
        whole = " ".join(t.text for t in tokens[at:end])
        return [*tokens[:at], replace(tokens[at], text=whole, low=whole.lower(), stem=whole.lower()), *tokens[end:]]
    return list(tokens)


def _is_cost(target: Target, lexicon: Lexicon) -> bool:
    measure = lexicon.measure(target.table, target.name)
    return measure is not None and rows.adds_up(measure) and bool(set(words_of(label_of(lexicon, target))) & _COSTS)


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
            payers = [t for t in named if rows.pays(t, lexicon)]
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
    if not facts:
        return _income_from(table, lexicon)
    names = [t.name for t in facts]
    whole = [t for t in facts if not rows.lines_of(t.name, names, lexicon) and not rows.taken_back(t)]
    whole = [t for t in whole if not rows.settles(t, lexicon)] or whole
    if len(whole) != 1 or not rows.comes_in(whole[0], lexicon):
        return None
    paid = rows.paid(whole[0])
    return Target("measure", whole[0].name, paid.name) if paid is not None else None


def _income_from(table: str, lexicon: Lexicon) -> Target | None:
    """The one sum of the model that is called revenue and is taken of the rows of this table, whatever it leaves out."""
    found = [
        Target("measure", t.name, m.name)
        for t in lexicon.tables.values()
        if lexicon.roads.distance_up(t.name, table) is not None
        for m in t.measures
        if m.aggregate == "sum" and not m.hidden and _plainly(m, t) in _REVENUE
    ]
    return found[0] if len(found) == 1 else None


def _plainly(measure: Measure, table: Table) -> tuple[str, ...]:
    """The name of a measure without its currency, and without what its rows are called: the "ad revenue USD" of ad deliveries."""
    own = {*CURRENCIES, *table_words(table)}
    return tuple(w for w in words_of(measure.label or measure.name) if w not in own)


def named_amount(said: Token, amount: Target, lexicon: Lexicon) -> list[Token]:
    """The amount by its own name, as a total, at the place of the word that says it."""
    label = label_of(lexicon, amount).lower().removeprefix("total").strip()
    alike = [t for t in lexicon.tables.values() for m in t.measures if m.label and m.label == label_of(lexicon, amount)]
    whose = words_of(label_of(lexicon, Target("table", amount.table, amount.table)))[-1:] if len(alike) > 1 else ()
    label = " ".join(w for w in ("total", *whose, label) if w)
    return [replace(said, low=label, stem=label, measure=(amount.table, amount.name))]


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
    placed = [t.low for t in tokens[end:cut]]
    named = _is_name(tokens[end - 1 : cut])  # "how much did customer Ana Wang spend"
    there = bool(placed) and placed[0] in _AT and len(placed) <= _PLACE
    if [t.low for t in tokens[:2]] == ["how", "much"] and (not placed or there or named):
        first = next((n for n in range(2, at) if tokens[n].low not in _LED_BY | {"money"}), at)
        each = tokens[first].low in _EACH
        tied = replace(tokens[1], low="per" if each else "from", stem="per" if each else "from")
        return [*name, tied, *tokens[first + each : cut], *_rest(tokens, at + 1)]
    if end == at:
        return [*tokens[:start], *name, *tokens[at + 1 :]]  # what customers spend is what all of it is
    noun = following in _TIED or (at and tokens[at - 1].low in _TIED)
    return [*tokens[:at], *name, *tokens[at + 1 :]] if noun else None


def _is_name(said: Sequence[Token]) -> bool:
    """Whether what stands behind a thing in the singular is written as a name is."""
    thing, name = said[:1], said[1:]
    one = bool(thing) and thing[0].low == thing[0].stem
    return one and 0 < len(name) <= _PLACE and all(t.kind == "word" and t.text[0].isupper() for t in name)


def _rest(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    """What follows, without a word that only says that all of it is meant."""
    for said in _IN_ALL:
        if tuple(t.low for t in tokens[at : at + len(said)]) == said:
            return tokens[at + len(said) :]
    return tokens[at:]
