"""Which moment "in 2025" means for a table, and how text is read as a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    assessed raised reported filed detected found checkout borrowed loan loaned lent rented rental acquired granted
    awarded charged happened transacted discovered admitted admit open enrolled joined chart charted assigned checkin post
""")
# Of two moments of one row the earlier of its life says when it came to be: ordered before invoiced before paid.
_FIRST = word_set("""
    order ordered purchase purchased booking booked placed submitted application reservation reserved opened
    requested signup registration registered reported raised filed hire hired subscribed admission rented rental
    borrowed loan loaned lent checkout detected found discovered occurred happened incident event admitted admit enrolled
    joined checkin
""")
_LATER = word_set("sent issued invoice invoiced billing posting posted service received shipment review")
# What may never come: the row is there before, and where it does not come it says nothing of the row.
_OUTCOMES = {
    "paid": word_set("payment payout payroll payslip paycheck receipt donation contribution"),
    "payment": word_set("payment payout payroll payslip paycheck receipt donation contribution"),
    "sold": word_set("sale sold order purchase transaction trade deal"),
    "refund": word_set("refund return"),
    "shipment": word_set("shipment delivery dispatch"),
    "performed": word_set("performance procedure test treatment service maintenance inspection"),
}
_BAD = word_set("""
    due birth born expiry expiration expire expires expired end ended until deleted archived removed login
    cancelled canceled prior next previous last modified updated changed retired terminated termination death
    dead renewal trial effective valid to partitioned close closed deadline target expected estimated
    recent latest promised resolved cutoff final maturity return out death died
""")
_LATE = word_set("""
    finish finished completed completion closing discharge discharged settled settlement approved answered dropoff rejected
""")
_AIMED = word_set("planned plan scheduled schedule")
_DONE = word_set("actual real")
_CREATED = word_set("created creation inserted")
_OUT = word_set("release released premiere premiered publish published launch launched held kickoff aired")
# Rows that come to be when somebody asks for them: that they were written down is an event of their own.
_ASKED_FOR = word_set("order purchase request ticket issue quote inquiry enquiry application")
# Of these both count, the day they were written down and the day they are for: "bookings in July" may mean either.
_AHEAD = word_set("booking reservation task job")
_START = word_set("start started starting begin began beginning from departure departed depart pickup")
_PERIODS = frozenset(["month", "quarter", "year", "week", "period"])  # the end of one is the moment of a state
_NO_PLAN = word_set("arrival arrived arrive delivery delivered ship shipped shipping dispatch dispatched")
# What is put into a calendar before it happens: its planned moment is its moment, not the day it was written down.
_HAPPENING = word_set("""
    appointment visit meeting flight trip class lesson game match maintenance departure surgery interview session
    shift voyage sailing course exam inspection performance show screening event
""")
_BOOKED = word_set("booked reserved")
_STAYS = word_set("stay reservation booking guest visit admission room hotel night encounter")
_GENERIC = word_set("date datetime timestamp day time at on dt ts ds moment utc local hour")
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


@dataclass(frozen=True)
class TableTime:
    """The moment of a table's rows, how sure and why; `column` is None where two moments are equally good."""

    column: ColumnFacts | None
    confidence: float
    because: str


def default_time(table: TableFacts, times: Sequence[ColumnFacts]) -> TableTime | None:
    """The time dimension for this table's measures: when a row came to be or was due to happen.

    A moment that not every row has gives way to one of its kind that every row has. None when no moment is an event of the row;
    without a column when two different moments are equally good, so that a person decides.
    """
    scored = [(round(_score(column, table, times), 3), column) for column in times]
    usable = sorted(((s, c) for s, c in scored if s > 0), key=lambda item: (-item[0], item[1].position))
    if not usable:
        return _state_of(table, times)
    score, column = usable[0]
    rivals = [c for s, c in usable[1:] if s >= score - 0.5]
    equal = [c for s, c in usable[1:] if s == score and _said(c) != _said(column)]
    if equal:
        names = " and ".join(c.name for c in (column, *equal))
        because = f"{names} may each be the moment of a row of {table.table.name}; nothing tells which, so none is set."
        return TableTime(None, 0.5, because)
    because = f"{column.name} is the moment that a row of {table.table.name} stands for"
    missing = _missing(column)
    if missing == 0 and column.stats is not None:
        because += "; every row has one"
    elif missing:
        because += f"; {missing:.0%} of the rows have none"
    elif set(column.sense) & _AIMED:
        because += ": it is known before the row's actual times, which may be missing"
    sure = 0.92 if score >= 2 else 0.85 if score >= 1 else 0.7
    return TableTime(column, min(sure, 0.75) if rivals or missing > 0.02 else sure, because + ".")


def moment_score(column: ColumnFacts, table: TableFacts) -> float:
    """How well a moment fits as the one that a row stands for; 0 or less when it does not."""
    return _score(column, table, ())


def _said(column: ColumnFacts) -> frozenset[str]:
    """What the name says beside being a date: two names that say the same are one moment in two forms."""
    return frozenset(column.own) - _GENERIC


def _missing(column: ColumnFacts) -> float:
    """The share of rows without this moment; 0 when nothing was counted."""
    stats = column.stats
    return 1 - stats.filled / stats.rows if stats is not None and stats.rows else 0.0


def _state_of(table: TableFacts, times: Sequence[ColumnFacts]) -> TableTime | None:
    """The only date of a table of states ("month_end" of balances), where it is part of the key: each row is of that day."""
    keyed = [column for column in times if column.name in table.key]
    if len(keyed) != 1 or len(table.key) < 2:
        return None
    column = keyed[0]
    because = f"{column.name} is part of the key: a row of {table.table.name} is the state of that moment."
    return TableTime(column, 0.85, because)


def _score(column: ColumnFacts, table: TableFacts, times: Sequence[ColumnFacts]) -> float:
    words, subject = set(column.sense), set(table.entity)
    missing = _missing(column)
    ends = {"end"} if words & _PERIODS else set()
    if missing == 1 or ((words - ends) & _BAD and not (words & {"return", "close"} & subject)):
        return -1.0
    aimed = bool(words & _AIMED)
    told = words - _AIMED - _DONE
    if aimed and told & (_NO_PLAN | _LATE):
        return -1.0
    planned = aimed and subject & _HAPPENING and (not told - _GENERIC - subject or told & _START)
    if planned or _begins_later(words, subject, times):
        score = 2.7
    else:
        score = _kind(column, table, told, times)
        if 0.5 < score < 2:
            score = _beside_entry(column, score, subject, times)
        if score > 0 and aimed:
            score += 0.2
    if words & subject and score > 0:
        score += 1.0
    if column.name in table.key:
        score += 0.05
    return max(score - missing, 0.01) if score > 0 else score


def _begins_later(words: set[str], subject: set[str], times: Sequence[ColumnFacts]) -> bool:
    """Whether this is when an appointment, a lesson or a stay begins, beside the day on which it was booked."""
    begins = bool(words & _START) and not words - _START - _GENERIC - subject
    comes = (
        "stay" in subject
        and not subject & _AHEAD
        and ({"check", "in"} <= words or words & {"arrival", "arrived", "checkin"})
    )
    return bool(comes or (begins and subject & _HAPPENING)) and any(set(c.sense) & _BOOKED for c in times)


def _kind(column: ColumnFacts, table: TableFacts, words: set[str], times: Sequence[ColumnFacts]) -> float:
    """How well the kind of moment fits a row: its own date, then an event, its creation, its start, anything else."""
    subject = set(table.entity)
    if column.sense in _PLAIN or column.own in _PLAIN:
        return 3.0
    words = words - ({"checkout"} if any("checkin" in c.sense for c in times) else set())
    events = {word for word in words & _EVENT if not (word in _OUTCOMES and not _OUTCOMES[word] & subject)}
    if events:
        return 2.5 if events & _FIRST or words & subject else 2.4 if not events & _LATER else 2.3
    if words & _CREATED:
        return 2.0
    if "end" in words and words & _PERIODS:
        return 2.0
    if (words & {"arrival", "arrived"} or {"check", "in"} <= words) and subject & _STAYS:
        return 1.0
    if words & {"departure", "departed"} and (subject & _STAYS or after_arrival(column, times)):
        return 0.5
    if column.own in (("in", "time"), ("in", "date"), ("date", "in"), ("time", "in")):
        return 1.0
    if words & _START and words & _PERIODS and not words - _START - _GENERIC - _PERIODS:
        return 1.9  # the month that a row is of, as its first day
    if words & _START:
        if words - _START - _GENERIC - {"valid"} - subject:
            return -1.0  # the start of something else than the row: sell_start_date of a product
        return 1.0
    if words & {"ship", "shipped", "delivery", "delivered"}:
        return 0.8 if words & {"ship", "shipped"} or "delivery" in subject else 0.7
    if words & set(_OUTCOMES):
        return 0.55
    if words & _LATE:
        return 0.3
    return 0.6 if len(table.columns) > 2 else 0.4


def _beside_entry(column: ColumnFacts, score: float, subject: set[str], times: Sequence[ColumnFacts]) -> float:
    """The score of a moment beside the one at which the row was written down.

    When a thing starts or comes out is its date, before the day of that entry, unless the row is there because it was asked for.
    """
    words = set(column.sense)
    entered = any(c is not column and set(c.sense) & _CREATED and not set(c.sense) & _EVENT for c in times)
    starts = score == 1.0 and "valid" not in words
    if not entered or subject & _ASKED_FOR or not (starts or words & _OUT):
        return score
    return 2.0 if subject & _AHEAD else 2.2 if starts else 2.1


def after_arrival(column: ColumnFacts, times: Sequence[ColumnFacts]) -> bool:
    """Whether the table names an arrival first: of a stay, not of a journey."""
    return any({"arrival", "arrived"} & set(c.sense) and c.position < column.position for c in times)


def text_as_time(column: str, dialect: str) -> str | None:
    """SQL that reads ISO text as a moment; None where the engine takes such text as a date by itself."""
    if dialect == "sqlite":
        return None
    return exp.TryCast(this=exp.column(column_identifier(column, dialect)), to=exp.DataType.build("timestamp")).sql(
        dialect
    )
