"""What those who pay still owe: the amount of the bills that are not paid, by their state or by the day they were paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.endings import PAYING
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import DENIALS, dates, ends_at, says, things, tokens_of, unknown
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Table

_BILLS = frozenset(spread("invoice bill fine statement instalment installment"))
_OPEN = frozenset(("open", "unpaid", "outstanding", "overdue", "due", "past due"))
_DONE = frozenset(
    (
        "paid",
        "void",
        "voided",
        "cancelled",
        "canceled",
        "refunded",
        "credited",
        "draft",
        "written off",
        "waived",
        "closed",
    )
)
_SIDE = frozenset(spread("tax vat discount gst duty fee shipping interest"))
_STATES = frozenset(spread("status state"))
_OWES = frozenset(("owe", "owes"))
_STILL = frozenset(spread("still currently yet"))
_AUX = frozenset(("do", "does", "did"))
_OF_ALL = frozenset(spread("our the all they people"))
_UNPAID = frozenset(("outstanding", "unpaid", "owed", "overdue"))
_MOST_STATES = 20


@dataclass(frozen=True)
class _Bills:
    """Bills, their amount, and the words for those that are not paid."""

    table: str
    amount: Target
    unpaid: str


def how_much(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How much do customers still owe us", "how much are we owed", "how much is overdue": the amount of unpaid bills.

    "Each customer" as by customer. Kept as it is where several kinds of bills may be meant, or several amounts of them.
    """
    del clock
    lows = [t.low for t in tokens]
    if lows[:2] != ["how", "much"] or DENIALS & set(lows):
        return list(tokens), []
    start = 2 + (lows[2:3] == ["money"])
    found = _owing(tokens, start, lexicon) or _owed(tokens, start, lexicon)
    bills = _bills(lexicon) if found is not None else None
    if found is None or bills is None:
        return list(tokens), []
    end, groups, state = found
    label = label_of(lexicon, Target("table", bills.table, bills.table)).lower()
    unpaid = state if state == "overdue" else bills.unpaid
    asked = [*named_amount(tokens[0], bills.amount, lexicon), *tokens_of(f"of {unpaid} {label}", tokens[0])]
    text = " ".join(t.text for t in tokens[:end])
    note = f"“{text}” was read as: {label_of(lexicon, bills.amount)} of {unpaid} {label}."
    return [*asked, *groups, *tokens[end:]], [note]


def who(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which customers still owe us money" as those with unpaid bills."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(1, len(lows)) if lows[n] in _OWES), None)
    if at is None or DENIALS & set(lows) or not unknown(lows[at], lexicon):
        return list(tokens), []
    end = at + 1 + (lows[at + 1 : at + 2] == ["us"])
    end += lows[end : end + 1] == ["money"]
    start = at
    while start and lows[start - 1] in _STILL | {"who", "that"}:
        start -= 1
    thing = next((t for t in things(tokens[:at], lexicon) if t.end == start), None)
    bills = _bills(lexicon)
    if bills is None or end == at + 1 or not ends_at(tokens, end):
        return list(tokens), []
    payer = _payer(bills.table, lexicon) if start == 0 and lows[0] == "who" else ""
    if payer:
        tokens = [*tokens_of(f"which {label_of(lexicon, Target('table', payer, payer))}", tokens[0]), *tokens[1:]]
        thing, at, end = things(tokens[:3], lexicon)[0], at + 1, end + 1
    if thing is None or lexicon.roads.distance_up(bills.table, thing.table) is None:
        return list(tokens), []
    start = thing.end
    label = label_of(lexicon, Target("table", bills.table, bills.table)).lower()
    text = " ".join(t.text for t in tokens[start:end])
    return [*tokens[: thing.end], *tokens_of(f"with {bills.unpaid} {label}", tokens[at]), *tokens[end:]], [
        f"“{text}” was read as: with {bills.unpaid} {label}."
    ]


def outstanding(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Outstanding balance per client" as the amount of their unpaid bills, where nothing is called outstanding or a balance."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows[:-1]) if w in _UNPAID and lows[n + 1] in _BALANCES), None)
    if at is None or DENIALS & set(lows) or not (set(lows[:at]) <= _LEADS and ends_at(tokens, at + 2)):
        return list(tokens), []
    named = (*_UNPAID, stem(lows[at + 1])) if lows[at + 1] not in _ANY_AMOUNT else _UNPAID
    bills = _bills(lexicon) if all(unknown(w, lexicon) for w in named) else None
    if bills is None or any(w in ("average", "mean") for w in lows):
        return list(tokens), []
    label = label_of(lexicon, Target("table", bills.table, bills.table)).lower()
    unpaid = "overdue" if lows[at] == "overdue" else bills.unpaid
    asked = [*named_amount(tokens[at], bills.amount, lexicon), *tokens_of(f"of {unpaid} {label}", tokens[at])]
    note = f"“{lows[at]} {lows[at + 1]}” was read as: {label_of(lexicon, bills.amount)} of {unpaid} {label}."
    return [*asked, *tokens[at + 2 :]], [note]


_ANY_AMOUNT = frozenset(spread("amount amounts money total"))
_BALANCES = _ANY_AMOUNT | frozenset(spread("balance balances debt debts receivables"))
_LEADS = frozenset(spread("what is the our total show me give list all"))


def _payer(bills: str, lexicon: Lexicon) -> str:
    """The one kind of those who pay that the bills lead to."""
    found = [t.name for t in lexicon.tables.values() if rows.called(t) & rows.PAYERS]
    found = [name for name in found if lexicon.roads.distance_up(bills, name) is not None]
    return found[0] if len(found) == 1 else ""


def _owing(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, list[Token], str] | None:
    """Where "do customers still owe us" ends that begins here, and by whom it is asked; None for anything else."""
    lows = [t.low for t in tokens]
    if lows[at : at + 1] == [] or lows[at] not in _AUX or not unknown("owe", lexicon):
        return None
    verb = next((n for n in range(at + 2, min(len(lows), at + 7)) if lows[n] in _OWES), None)
    start = at + 1
    each = lows[start] in ("each", "every")
    while verb is not None and start < verb and lows[start] in _OF_ALL | {"each", "every"}:
        start += 1
    if verb is None:
        return None
    said = [t for t in tokens[start:verb] if t.low not in _STILL]
    thing = next((t for t in things(said, lexicon) if t.start == 0 and t.end == len(said)), None)
    payers = all(t.stem in rows.PAYERS for t in said)
    bills = _bills(lexicon)
    reached = (
        thing is not None and bills is not None and lexicon.roads.distance_up(bills.table, thing.table) is not None
    )
    if not (reached or (payers and thing is None)) or (each and thing is None):
        return None
    end = verb + 1 + (lows[verb + 1 : verb + 2] == ["us"])
    groups = [*tokens_of("by", tokens[at]), *said] if each else []
    return (end, groups, "") if ends_at(tokens, end) else None


def _owed(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, list[Token], str] | None:
    """Where "are we owed", "is still outstanding", "is overdue" ends that begins here; None for anything else."""
    lows = [t.low for t in tokens]
    if lows[at : at + 2] == ["are", "we"]:
        end = at + 2
    elif lows[at : at + 1] == ["is"]:
        end = at + 1
    else:
        return None
    while lows[end : end + 1] and lows[end] in _STILL:
        end += 1
    state = lows[end] if end < len(lows) else ""
    if state not in _UNPAID or (lows[end - 1] == "we" and state != "owed"):
        return None
    end += 1
    end += 2 * (lows[end : end + 2] == ["to", "us"])
    return (end, [], state) if ends_at(tokens, end) else None


def _bills(lexicon: Lexicon) -> _Bills | None:
    """The one kind of bills of the data that others pay, where they have one amount and it is known which are not paid."""
    named = [t for t in lexicon.tables.values() if rows.called(t) & _BILLS]
    if len(named) != 1 or _of_suppliers(named[0].name, lexicon):
        return None
    amount, unpaid = _amount(named[0]), _unpaid(named[0], lexicon)
    if amount is None or unpaid is None:
        return None
    return _Bills(named[0].name, Target("measure", named[0].name, amount), unpaid)


def _of_suppliers(table: str, lexicon: Lexicon) -> bool:
    """Whether rows are bills that we pay."""
    supply = [t.name for t in lexicon.tables.values() if rows.called(t) & rows.SUPPLIERS]
    return any(lexicon.roads.distance_up(table, name) is not None for name in supply)


def _amount(table: Table) -> str | None:
    sums = [
        m
        for m in table.measures
        if m.aggregate == "sum"
        and not m.hidden
        and m.filter is None
        and m.format is not None
        and m.format.kind == "currency"
        if not _SIDE & {*words_of(m.label or m.name)}
    ]
    whole = rows.amounts(table)
    if len(whole) == 1:
        return whole[0].name
    return sums[0].name if len(sums) == 1 else None


def _unpaid(table: Table, lexicon: Lexicon) -> str | None:
    """The words for bills that are not paid: their open states, or the day they were paid, denied."""
    states = [
        d
        for d in table.dimensions
        if d.type == "string" and not d.hidden and _STATES & {*words_of(d.name), *words_of(d.label or "")}
    ]
    paid = [d for d in dates(table.name, lexicon) if says(d) & (PAYING | {"payment", "paid"})]
    paid = [d for d in paid if not says(d) & {"due"}]
    if not states:
        return "unpaid" if len(paid) == 1 else None
    values = {
        str(v).lower().replace("_", " ")
        for v in lexicon.values.of_field(table.name, states[0].name, limit=_MOST_STATES)
    }
    if len(states) != 1 or "paid" not in values or values - _OPEN - _DONE:
        return None
    return " or ".join(sorted(values & _OPEN)) or None
