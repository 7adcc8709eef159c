"""Which moment "in 2025" means for a table, and how long things take between two moments of a row."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.vocabulary import word_set
from lunara.semantic.identifiers import column_identifier

_EVENT = word_set("""
    order ordered purchase purchased sale sold transaction booking booked event payment paid visit invoice
    invoiced posting posted trade traded sent signup registration registered session incident claim admission
    enrollment encounter snapshot recorded reading measured observation placed submitted application reservation
    reserved issued received viewed click clicked review call ticket opened requested hire hired return returned
    refund shipment appointment service billing subscribed performed played game match occurred log logged
""")
_BAD = word_set("""
    due birth born expiry expiration expire expires expired end ended until deleted archived removed login
    cancelled canceled prior next previous last modified updated changed retired terminated termination death
    dead renewal trial effective valid to partitioned close closed deadline target planned expected estimated
    promised scheduled resolved to cutoff final maturity return
""")
_PLAIN = frozenset(
    [
        ("date",),
        ("datetime",),
        ("timestamp",),
        ("day",),
        ("ds",),
        ("dt",),
        ("time",),
        ("date", "day"),
        ("at",),
        ("date", "time"),
    ]
)
_STARTS = [
    "order",
    "ordered",
    "created",
    "create",
    "creation",
    "placed",
    "start",
    "started",
    "begin",
    "opened",
    "open",
    "submitted",
    "requested",
    "request",
    "admission",
    "admitted",
    "check_in",
    "signup",
    "booked",
    "booking",
    "purchased",
    "purchase",
    "pickup",
    "departure",
    "reported",
    "received",
    "hire",
    "hired",
    "sent",
    "issued",
    "invoice",
    "application",
    "applied",
    "order_placed",
]
_ENDS = {
    "ship": "ship",
    "shipped": "ship",
    "shipping": "ship",
    "dispatched": "dispatch",
    "delivered": "deliver",
    "delivery": "deliver",
    "close": "close",
    "closed": "close",
    "resolved": "resolve",
    "resolution": "resolve",
    "completed": "complete",
    "completion": "complete",
    "finished": "finish",
    "discharge": "discharge",
    "discharged": "discharge",
    "returned": "return",
    "arrival": "arrive",
    "arrived": "arrive",
    "paid": "pay",
    "approved": "approve",
    "end": "end",
    "ended": "end",
    "settled": "settle",
    "settlement": "settle",
    "answered": "answer",
    "dropoff": "drop off",
}


def default_time(table: TableFacts, times: Sequence[ColumnFacts]) -> tuple[ColumnFacts, float, str] | None:
    """The time dimension for this table's measures with confidence and reason; None when none is an event of the row."""
    best: tuple[float, int, ColumnFacts] | None = None
    for column in times:
        score = _score(column, table)
        if score > 0 and (best is None or (score, -column.position) > (best[0], best[1])):
            best = (score, -column.position, column)
    if best is None:
        return _state_of(table, times)
    score, _, column = best
    rivals = [c for c in times if c is not column and _score(c, table) >= score - 0.5]
    confidence = 0.9 if not rivals else 0.75
    return column, confidence, f"{column.name} is the moment that a row of {table.table.name} stands for."


def _state_of(table: TableFacts, times: Sequence[ColumnFacts]) -> tuple[ColumnFacts, float, str] | None:
    """The only date of a table of states ("month_end" of balances), where it is part of the key: each row is of that day."""
    keyed = [column for column in times if column.name in table.key]
    if len(keyed) != 1 or len(table.key) < 2:
        return None
    column = keyed[0]
    return column, 0.85, f"{column.name} is part of the key: a row of {table.table.name} is the state of that moment."


def _score(column: ColumnFacts, table: TableFacts) -> float:
    words = set(column.sense)
    if words & _BAD and not (words & {"return", "close"} & set(table.entity)):
        return -1.0
    if column.sense in _PLAIN or column.own in _PLAIN:
        score = 3.0
    elif words & _EVENT:
        score = 2.5
    elif words & {"created", "creation", "inserted"}:
        score = 2.0
    elif words & {"start", "begin", "from"}:
        if words - {"start", "begin", "from", "date", "at", "time", "on", "timestamp", "valid"} - set(table.entity):
            return -1.0  # the start of something else than the row: sell_start_date of a product
        score = 1.0
    elif words & {"ship", "shipped", "delivery", "delivered"}:
        score = 0.8
    else:
        score = 0.6 if len(table.columns) > 2 else 0.4
    if words & set(table.entity):
        score += 1.0
    return score


def spans(table: TableFacts, times: Sequence[ColumnFacts]) -> list[tuple[ColumnFacts, ColumnFacts, str]]:
    """Pairs (start, end, verb) of the same row between which a duration makes sense: ordered -> shipped: "ship"."""
    starts = [c for c in times if set(c.sense) & set(_STARTS) and not set(c.sense) & {"end", "close", "due"}]
    if not starts:
        return []
    start = max(starts, key=lambda c: (_score(c, table), -c.position))
    found: list[tuple[ColumnFacts, ColumnFacts, str]] = []
    for column in times:
        verb = next((_ENDS[word] for word in column.sense if word in _ENDS), None)
        if (
            verb is None
            or column is start
            or set(column.sense) & {"expected", "planned", "estimated", "required", "promised", "due", "scheduled"}
        ):
            continue
        if verb not in [v for _, _, v in found]:
            found.append((start, column, verb))
    return found[:3]


def days_between(start: str, end: str, dialect: str) -> str:
    """SQL for the calendar days from one column to the other."""
    first, last = (exp.column(column_identifier(name, dialect)) for name in (start, end))
    return exp.DateDiff(this=last, expression=first, unit=exp.var("DAY")).sql(dialect)


def text_as_time(column: str, dialect: str) -> str | None:
    """SQL that reads ISO text as a moment; None where the engine takes such text as a date by itself."""
    if dialect == "sqlite":
        return None
    return exp.TryCast(this=exp.column(column_identifier(column, dialect)), to=exp.DataType.build("timestamp")).sql(
        dialect
    )
