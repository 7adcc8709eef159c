"""Amounts named by what was done: "invoiced amount", "total billed" are what the rows that tell of it come to."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import DENIALS, dates, says, unknown_value
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import TABLE_NOISE, related, spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Table

_AMOUNTS = frozenset(spread("amount amounts value sum total"))
_CALLED = frozenset(spread("amount amt total value sum"))
_PLAIN = frozenset(spread("price charge net gross base line revenue"))
_SORTS = frozenset(spread("net gross base taxable"))
_TIES = frozenset(
    spread(
        "by per in for of during since last this from to each every over between ? . , and vs versus except excluding without but"
    )
) | {""}
_OTHERS = frozenset(spread("average avg mean median net gross typical per not"))
"""Words before an amount by which another number of it is meant."""


def amounts(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Invoiced amount by month", "amount invoiced", "total billed": the one amount of the rows that tell of the deed.

    Kept as it is where the model calls a number so, where a value or a date of other rows says the same, and where the rows have
    several amounts.
    """
    del clock
    lows = [t.low for t in tokens]
    for at, token in enumerate(tokens):
        for first in (at, at - 1):
            whole = _whole_name(tokens, at, lexicon, first) if first >= 0 else None
            if whole is not None:
                number, end = whole
                said = " ".join(t.text for t in tokens[first:end])
                note = f"“{said}” was read as {label_of(lexicon, number)} of {_things(number.table, lexicon)}."
                return [*tokens[:first], *named_amount(token, number, lexicon), *tokens[end:]], [note]
        span = _span(lows, at)
        if token.kind != "word" or span is None or (span[0] and lows[span[0] - 1] in _OTHERS):
            continue
        start, end = span
        if DENIALS & set(lows[max(0, start - 2) : end]):
            continue  # "the total not invoiced"; what is left out behind it is invoiced like the rest
        amount = _amount(token, lexicon)
        if amount is None or _called_so(tokens[start:end], lexicon):
            continue
        said = " ".join(t.text for t in tokens[start:end])
        note = f"“{said}” was read as {label_of(lexicon, amount)} of {_things(amount.table, lexicon)}."
        return [*tokens[:start], *named_amount(token, amount, lexicon), *tokens[end:]], [note]
    return list(tokens), []


def costs(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Freight cost per quarter", "shipping charges": the one amount that is called freight and no more.

    Kept as it is where a number or a thing is called so, and where the word is what comes in: a discount is no cost of discounts.
    """
    del clock
    for at in range(1, len(tokens)):
        what, tail = tokens[at - 1], tokens[at]
        if tail.stem not in _COSTS or what.kind != "word" or what.low in _OTHERS or what.stem in _COMES_IN:
            continue
        if any(m.exact for m in lexicon.fields((what.stem, tail.stem))):
            continue
        if any(m.exact and m.target.kind == "table" for m in lexicon.fields((what.stem,))):
            continue
        found = {
            (table.name, m.name)
            for table in lexicon.tables.values()
            for m in table.measures
            if m.aggregate == "sum" and not m.hidden and m.filter is None and m.format is not None
            if m.format.kind == "currency" and what.stem in words_of(m.label or m.name)
        }
        if len(found) != 1:
            continue
        amount = Target("measure", *found.pop())
        rest = {*words_of(label_of(lexicon, amount))} - {what.stem, "total"}
        if rest - _CALLED - _COSTS or (at > 1 and tokens[at - 2].low in _OTHERS):
            continue
        start = at - 1 - (at > 1 and tokens[at - 2].low == "total")
        note = f"“{what.text} {tail.text}” was read as {label_of(lexicon, amount)}."
        return [*tokens[:start], *named_amount(what, amount, lexicon), *tokens[at + 1 :]], [note]
    return list(tokens), []


_COSTS = frozenset(spread("cost charge expense spend spending fee"))
_COMES_IN = frozenset(spread("discount rebate revenue sale profit balance credit debit refund income tax budget"))


def _things(table: str, lexicon: Lexicon) -> str:
    return label_of(lexicon, Target("table", table, table))


def _whole_name(tokens: Sequence[Token], at: int, lexicon: Lexicon, first: int) -> tuple[Target, int] | None:
    """ "Invoiced gross amount": the number that is called so, of the one kind of rows that tell of the deed, and its end.

    `first`: where its name begins, a word earlier in "gross invoiced amount".
    """
    led = tokens[first:at]
    if any(t.kind != "word" or t.low not in _SORTS for t in led):
        return None
    verbs = set(verb_stems(tokens[at].low))
    if not tokens[at].low.endswith("ed") or not verbs or not unknown_value(tokens[at], lexicon):
        return None
    telling = [t for t in lexicon.tables if _tells(t, verbs, lexicon)]
    for end in range(min(len(tokens), at + 4), at + 2 - len(led), -1):
        said = tuple(t.stem for t in (*led, *tokens[at + 1 : end]))
        found = {m.target for m in lexicon.fields(said) if m.exact and m.target.kind == "measure"}
        found = {t for t in found if t.table in telling} if len(found) > 1 else found
        number = found.pop() if len(found) == 1 else None
        if number is None or not number.table:
            continue
        if _called_so(tokens[at:end], lexicon) or _called_so(tokens[first:end], lexicon):
            return None
        table = lexicon.tables[number.table]
        measure = next(m for m in table.measures if m.name == number.name)
        if measure.aggregate == "sum" and telling == [table.name]:
            return number, end
    return None


def _span(lows: Sequence[str], at: int) -> tuple[int, int] | None:
    """Where a participle and the amount it is said of stand; None where it is said of something else."""
    if not lows[at].endswith(("ed", "id", "nt", "ld")) or not verb_stems(lows[at]):
        return None
    before, after = lows[at - 1] if at else "", [*lows[at + 1 : at + 2], ""][0]
    if after in ("amount", "amounts", "value", "total"):
        start = at - (before == "total")
        return start, at + 2
    if before in _AMOUNTS and after in _TIES:
        start = at - 1 - (lows[at - 2 : at - 1] == ["total"])
        return start, at + 1
    return None


def _called_so(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a number or a field of the model is called by both words: the "claimed amount"."""
    words = tuple(t.stem for t in said if t.low != "total")
    return any(m.exact and len(words) > 1 for m in lexicon.fields(words)) or bool(
        lexicon.whole(words[:1]) and len(words) == 1
    )


def _amount(said: Token, lexicon: Lexicon) -> Target | None:
    """The one amount of the one kind of rows that a participle tells of."""
    verbs = set(verb_stems(said.low))
    if not unknown_value(said, lexicon):
        return None
    called = [t for t in lexicon.tables if _tells(t, verbs, lexicon)]
    if len(called) != 1:
        return None
    table = lexicon.tables[called[0]]
    others = [t for t in lexicon.tables if t != table.name and _dated(t, verbs, lexicon)]
    sums = rows.amounts(table)
    if len(sums) == 1 and not _of_the_whole(set(words_of(sums[0].label or sums[0].name)), table, verbs):
        return None  # the fee of a delivery, and the fine amount of a hire, are not what was delivered or hired
    return Target("measure", table.name, sums[0].name) if len(sums) == 1 and not others else None


def _of_the_whole(words: set[str], table: Table, verbs: set[str]) -> bool:
    """Whether a number is called an amount, and no more than that beside what the rows are and what was done."""
    rest = words - _CALLED - _PLAIN - set(table_words(table))
    return bool(words & _CALLED) and all(any(same_deed(w, v) for v in verbs) for w in rest)


def _tells(name: str, verbs: set[str], lexicon: Lexicon) -> bool:
    """Whether rows are called what a verb does: invoices, bills and transactions are what was invoiced, billed and traded."""
    table = lexicon.tables[name]
    names = (table.label or table.name, table.name, *table.synonyms)
    heads = {words[-1] for n in names if (words := tuple(w for w in words_of(n) if w not in TABLE_NOISE))}
    return any(same_deed(w, v) or w in related(v) for w in heads for v in verbs)


def _dated(name: str, verbs: set[str], lexicon: Lexicon) -> bool:
    """Whether rows have a date or a number that is called so, and may be meant as well."""
    table = lexicon.tables[name]
    measures = {w for m in table.measures for w in words_of(m.label or m.name)}
    told = {v for w in measures for v in verb_stems(w)} & verbs
    return bool(told) or any(says(d) & verbs for d in dates(name, lexicon))
