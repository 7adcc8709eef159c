"""Columns that hold an amount of time: their unit, whether they add up, and how people speak of them."""

from __future__ import annotations

from dataclasses import dataclass

from lunara.semantic.draft import role_words as rw
from lunara.semantic.draft.facts import NUMERIC, ColumnFacts, TableFacts
from lunara.semantic.draft.vocabulary import word_set
from lunara.semantic.model import Aggregate

_PLURALS = word_set("days hours minutes seconds weeks months years ms milliseconds")
_CLOCK = frozenset(["hour", "minute", "second", "millisecond", "ms"])
_ONE_WORD = {("down", "time"), ("up", "time"), ("over", "time"), ("play", "time"), ("run", "time"), ("air", "time")}
# Said of a single occurrence or promised beforehand: a sum of it says nothing.
_SINGLE = word_set("""
    lead latency response reaction tenure age experience term warranty notice interval timeout sla target setup maturity
    trial retention allowed limit lifetime
""")
_PROMISED = word_set("sla target limit allowed timeout warranty")
_FIXED = word_set("average mean median maximum minimum")
_OTHER = (rw.MONEY | rw.PRICES | rw.RATES) - {"total", "net", "gross", "value", "open", "close", "high", "low"}
_GENERIC = word_set("duration time elapsed length total")
_TAILS = word_set(
    "event record log entry cause reason history detail fact interval period item line header data incident"
)
_NOUNS = {
    "played": ("playtime", "play time", "playing time"),
    "worked": ("work time", "working time"),
    "watched": ("watch time", "viewing time"),
    "listened": ("listening time",),
    "spent": ("time spent",),
    "flown": ("flight time", "flying time"),
    "driven": ("driving time",),
    "used": ("usage time",),
}


@dataclass(frozen=True)
class AmountOfTime:
    """`aggregate` is what the bare name means; `both` says that a total and an average are each worth a measure."""

    aggregate: Aggregate
    both: bool
    unit: str | None
    because: str


def amount_of_time(column: ColumnFacts, table: TableFacts) -> AmountOfTime | None:
    """What the name of a number says about an amount of time; None when it is something else."""
    sense = _joined(column.sense)
    words, last = set(sense), sense[-1]
    unit = next((word for word in (last, sense[0]) if word in rw.DURATION_UNITS), None)
    if words & _OTHER or "per" in words or (last in rw.CODES and unit is None):
        return None
    named = words & rw.TIME_NAMES or (unit is not None and words & rw.TIME_SPENT_NOUNS)
    timed = "time" in words and column.kind in NUMERIC and bool(words & (rw.TIME_TAKEN | rw.TIME_SPENT | {"lead"}))
    counted = unit is not None and bool(_PLURALS & set(column.words))
    if not (named or timed or counted):
        return None
    shown = rw.DURATION_UNITS.get(unit or "")
    if words & _FIXED:
        return AmountOfTime("avg", False, shown, "Already an average or an extreme of lengths of time.")
    spent = words & (rw.TIME_SPENT | rw.TIME_SPENT_NOUNS)
    if not words - _GENERIC - set(rw.DURATION_UNITS):  # the duration of a downtime is spent like the downtime
        spent = spent | (set(_joined(table.entity)) & rw.TIME_SPENT_NOUNS)
    taken = (named or timed or words & rw.TIME_TAKEN) and not spent
    how: Aggregate = "avg"
    if words & _PROMISED:
        return AmountOfTime("avg", False, shown, "A length that was promised or allowed, not one that passed.")
    if spent or (
        not taken and unit in _CLOCK - {"millisecond", "ms"} and not words & {"to", "since", "between", "until"}
    ):
        how = "sum"
    event = any(c.kind in ("date", "timestamp") and not (rw.AUDIT | {"update"}) & set(c.sense) for c in table.columns)
    single = bool(words & _SINGLE) or (not spent and (unit not in _CLOCK if unit else not event))
    both = how == "sum" or not single
    because = "An amount of time: it adds up." if how == "sum" else "How long something took."
    if both and how == "avg":
        because += " It adds up as well."
    return AmountOfTime(how, both, shown, because)


def _joined(sense: tuple[str, ...]) -> tuple[str, ...]:
    """`down time` as downtime."""
    found: list[str] = []
    for word in sense:
        if found and (found[-1], word) in _ONE_WORD:
            found[-1] += word
        else:
            found.append(word)
    return tuple(found)


def phrases(column: ColumnFacts, table: TableFacts) -> tuple[list[str], list[str]]:
    """How people speak of a column's amount of time: without its unit ("departure delay"), and by the unit ("delay minutes")."""
    words = list(column.words)
    unit = ""
    if column.sense[-1] in rw.DURATION_UNITS:
        unit = words.pop()
    elif column.sense[0] in rw.DURATION_UNITS:
        unit = words.pop(0)
    verbs = [word for word in words if word in _NOUNS]
    named = [noun for word in verbs for noun in _NOUNS[word]]
    if words and not verbs and set(words) != {"total"}:
        named.append(" ".join(words))
    if set(words) - _GENERIC:
        return named, []
    of_row, by_unit = row_phrases(table, unit)
    return list(dict.fromkeys([*named, *of_row])), by_unit


def row_phrases(table: TableFacts, unit: str) -> tuple[list[str], list[str]]:
    """The same for the whole length of a row: "downtime", "call duration", and "downtime minutes"."""
    subject = list(_joined(table.entity))
    while len(subject) > 1 and subject[-1] in _TAILS:
        subject.pop()
    if not subject or subject[-1] in _TAILS:
        return [], []
    one = " ".join(subject)
    spent = subject[-1] in rw.TIME_SPENT_NOUNS
    lengths = [one, f"{one} duration"] if spent else [f"{one} duration", f"{one} length", f"{one} time"]
    return lengths, [f"{one} {unit}"] if unit else []
