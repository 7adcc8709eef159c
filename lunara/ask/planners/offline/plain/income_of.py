"""What rows bring in, by a part of their name: "parking income" of parking sessions, "collected from fines" of what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import money
from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import DENIALS, Thing, periods, thing_at, tokens_of
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Measure

_INCOME = frozenset(spread("revenue turnover income takings proceeds earnings"))
_FROM = frozenset(("from", "of"))
_LONGEST = 3
_BEHIND = frozenset(
    spread("by per for in on each every this last since during between from until over across split broken and vs than")
)
"""What may follow the income that is named: no other noun."""
_APART = frozenset(spread("net gross average avg mean median other expected forecast lost budget target planned"))


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Parking income", "income from EV charging" as the amount of the one kind of rows whose name has the words in it.

    Kept as it is where a table, a field or a value is called so, or income is a number of its own.
    """
    for at, token in enumerate(tokens):
        if token.low not in _INCOME or money.called_so(token.stem, lexicon):
            continue
        before = next((n for n in (3, 2, 1) if n <= at and _short(tokens[at - n : at], lexicon)), 0)
        behind = 0
        if not before and [t.low for t in tokens[at + 1 : at + 2]] and tokens[at + 1].low in _FROM:
            behind = next((n for n in (3, 2, 1) if _short(tokens[at + 2 : at + 2 + n], lexicon, n)), 0)
        start, end = at - before, at + 1 + (1 + behind if behind else 0)
        said = tokens[start:at] if before else tokens[at + 2 : end]
        amount = _short(said, lexicon)
        if amount is None or not _ends(tokens, end) or (start and tokens[start - 1].low in _APART):
            continue
        words = " ".join(t.text for t in tokens[start:end])
        things = label_of(lexicon, Target("table", amount.table, amount.table))
        note = f"“{words}” was read as {label_of(lexicon, amount)} of {things}."
        start -= start > 0 and tokens[start - 1].low == "total"
        rest, notes = named(tokens[end:], lexicon, clock)
        return [*tokens[:start], *_amount(token, amount, lexicon), *rest], [note, *notes]
    return list(tokens), []


def _ends(tokens: Sequence[Token], at: int) -> bool:
    return at >= len(tokens) or tokens[at].kind == "symbol" or tokens[at].low in _BEHIND


def _short(said: Sequence[Token], lexicon: Lexicon, length: int = 0) -> Target | None:
    """The amount of the one kind of rows that is meant by a part of its name."""
    if not said or (length and len(said) < length) or any(t.kind != "word" for t in said):
        return None
    stems = tuple(t.stem for t in said)
    if {*stems} & (rows.PAYERS | rows.WORKERS):
        return None  # what they earn themselves
    exact = [m.target for m in lexicon.fields(stems) if m.exact]
    whole = {t.table for t in exact if t.kind == "table"}
    if any(t.table not in whole for t in exact) or len(whole) > 1 or (whole and len(said) == 1):
        return None
    if any(m.exact for m in lexicon.value_matches(stems, " ".join(t.low for t in said))):
        return None
    found = []
    for name, table in lexicon.tables.items():
        words = table_words(table)
        nouns = [next((w for w in words if w in {t.stem, t.low, *verb_stems(t.low)}), "") for t in said]
        sums = rows.brought_in(table, lexicon) if all(nouns) and len({*nouns}) == len(nouns) else []
        if sums and name in (whole or {name}) and rows.beside(table, lexicon) <= {*nouns} and nouns[0] == words[0]:
            if not all(rows.adds_up(m) for m in sums):
                return None  # prices at which things were sold are added up by `money`
            found += [Target("measure", name, m.name) for m in sums]
    return found[0] if len(found) == 1 else None


_COLLECT = frozenset(spread("collect collected receive received recover recovered"))
_RECEIVED = frozenset(spread("paid collected received recovered"))
_SAID_OF_IT = frozenset(spread("amount total sum value"))
_GRAINS = frozenset(spread("day week month quarter year daily weekly monthly quarterly yearly"))
_PERIODS = frozenset(spread("in during since this last between"))


def collected(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How much did we collect from fines" as the one amount of theirs that is called by being paid, "was collected" too.

    In a period it is what was paid then, where the rows have one such day. Rows with no more than that day were paid on it.
    """
    lows = [t.low for t in tokens]
    verb = _collecting(tokens)
    if verb is None or DENIALS & set(lows):
        return list(tokens), []
    tie = verb + 1
    thing = thing_at(tokens, tie + 1, lexicon) if lows[tie : tie + 1] in (["from"], ["on"], ["for"], ["in"]) else None
    if thing is None or any(m.exact for m in lexicon.fields((stem(tokens[verb].text.lower()),))):
        return list(tokens), []
    found = [m for m in lexicon.tables[thing.table].measures if _is_received(m, thing.table, lexicon)]
    days = [d for d in lexicon.tables[thing.table].dimensions if d.type == "time" and not d.hidden]
    days = [d for d in days if _RECEIVED & {*words_of(d.name)}]
    if not found and len(days) == 1:
        return _of_those_paid(_period_first(tokens, thing.end, clock), verb, thing, days[0], lexicon)
    if len(found) != 1:
        return list(tokens), []
    amount = Target("measure", thing.table, found[0].name)
    label = label_of(lexicon, amount)
    tokens = _period_first(tokens, thing.end, clock) if len(days) == 1 else tokens
    lows = [t.low for t in tokens]
    deed = next((w for d in days[:1] for w in words_of(d.name) if w in _RECEIVED), "")
    when = tokens_of(deed, tokens[tie]) if len(days) == 1 and {*lows[thing.end : thing.end + 1]} & _PERIODS else []
    rest = tokens[thing.end :]
    of = [*tokens_of("of", tokens[tie]), *tokens[thing.start : thing.end]]
    note = f"What was collected was read as {label}" + (f", by {days[0].label or days[0].name}." if when else ".")
    return [*_amount(tokens[verb], amount, lexicon), *of, *when, *rest], [note]


def _period_first(tokens: Sequence[Token], at: int, clock: Clock) -> Sequence[Token]:
    """The tokens with their one period behind the things, where the deed is said: "by town in 2024" as "in 2024 by town"."""
    found = [(start, end) for start, end in periods(tokens, clock) if start > at]
    if len(found) != 1:
        return tokens
    start, end = found[0]
    return [*tokens[:at], *tokens[start:end], *tokens[at:start], *tokens[end:]]


def _of_those_paid(
    tokens: Sequence[Token], verb: int, thing: Thing, day: Dimension, lexicon: Lexicon
) -> tuple[list[Token], list[str]]:
    """What the rows with a day of payment come to: by that day in a period, or over periods; all were billed, not all paid."""
    sums = rows.amounts(lexicon.tables[thing.table])
    deed = next(w for w in words_of(day.name) if w in _RECEIVED)
    if len(sums) != 1:
        return list(tokens), []
    amount = Target("measure", thing.table, sums[0].name)
    named, rest = tokens[thing.start : thing.end], tokens[thing.end :]
    when = rest and (rest[0].low in _PERIODS or any(t.low in _GRAINS for t in rest))
    done = tokens_of(deed, tokens[verb])
    those = [*named, *done] if when else [*done, *named]
    note = f"What was collected was read as {label_of(lexicon, amount)} where {day.label or day.name} is known."
    return [*_amount(tokens[verb], amount, lexicon), *tokens_of("of", tokens[verb]), *those, *rest], [note]


def _amount(said: Token, amount: Target, lexicon: Lexicon) -> list[Token]:
    """The amount by its own name: that it was meant is told, and not asked about."""
    return [replace(t, text=label_of(lexicon, amount)) for t in named_amount(said, amount, lexicon)]


def _collecting(tokens: Sequence[Token]) -> int | None:
    """Where it is asked how much was collected, also where that stands as revenue by now."""
    lows = [t.low for t in tokens]
    if lows[:1] == ["total"] and tokens[1:2] and tokens[1].text.lower() in _COLLECT:
        return 1
    lead = 3 if lows[:3] == ["how", "much", "money"] else 2
    if lows[:2] != ["how", "much"] or lows[lead : lead + 1] not in (["did"], ["have"], ["was"], ["has"]):
        return None
    verb = lead + 2 if lows[lead + 1 : lead + 2] in (["we"], ["been"]) else lead + 1
    return verb if {*lows[verb : verb + 1]} & _COLLECT else None


def _is_received(measure: Measure, table: str, lexicon: Lexicon) -> bool:
    """Whether a measure is all that was paid with rows, and called by nothing else."""
    words = {*words_of(measure.label or measure.name)}
    own = {*table_words(lexicon.tables[table])} | _SAID_OF_IT
    return rows.adds_up(measure) and bool(words & _RECEIVED) and words <= _RECEIVED | own
