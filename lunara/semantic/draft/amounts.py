"""Measures of amounts of time: of a column that holds one, and between two moments of a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lunara.semantic.compile.sqltime import days_between, elapsed
from lunara.semantic.draft.durations import phrases, row_phrases
from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.measures import Proposal, column_measure, column_sql, free_name
from lunara.semantic.draft.role_words import TIME_SPENT_NOUNS
from lunara.semantic.draft.roles import Role
from lunara.semantic.draft.times import after_arrival
from lunara.semantic.draft.vocabulary import word_set
from lunara.semantic.draft.words import sentence
from lunara.semantic.model import Aggregate, Format, Measure

_STARTS = word_set("""
    order ordered created create creation placed start started begin began beginning opened open submitted requested request
    admission admitted check_in signup booked booking purchased purchase pickup departure departed reported received hire
    hired sent issued invoice application applied order_placed
""")
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
_AIMED = word_set("expected planned plan estimated required promised due scheduled schedule target")
# A column with one of these holds another length than that of the whole row.
_PART = _AIMED | word_set("delay late lateness break pause wait waiting response lead overtime latency setup queue")
_LEAVING = frozenset(["departure", "departed", "depart"])
_LENGTH_OF_ONE = frozenset(["duration", "length", "elapsed", "elapsed time", "time"])


def column_amounts(
    column: ColumnFacts, role: Role, table: TableFacts, dialect: str, *, taken: set[str], claimed: set[str]
) -> list[Proposal]:
    """The total and the average of a column that holds an amount of time, the one that its bare name means first.

    `claimed` are the phrases that the table's earlier columns are called by; two columns are not called by one phrase.
    """
    other: Aggregate = "avg" if role.aggregate == "sum" else "sum"
    because = {"sum": "Amounts of time add up.", "avg": "How long one took, on average."}[other]
    named, by_unit = phrases(column, table)
    named, by_unit = ([p for p in group if p not in claimed] for group in (named, by_unit))
    claimed.update(named, by_unit)
    bare: dict[str, list[str]] = {"sum": [], "avg": []}
    for name in named:
        bare["avg" if name in _LENGTH_OF_ONE else role.aggregate].append(name)
    plain = " ".join(column.words)
    alone = _without_unit(column, role)
    found = []
    for one in (role, replace(role, aggregate=other, because=because)):
        proposal = column_measure(column, one, dialect, taken)
        measure = proposal.measure
        if one.aggregate == "sum":
            said = [
                plain if one is role or len(column.words) > 1 else "",
                f"total {plain}",
                *by_unit,
                *(f"total {name}" for name in named),
            ]
        else:
            said = [f"average {plain}", *(f"average {name}" for name in named)]
        said = [*bare[one.aggregate], *said, *(s for s in measure.synonyms if s not in (plain, alone))]
        if one is role:
            said.append(alone)
        label = measure.label or measure.name
        if one.aggregate == "sum" and one is not role and "total" not in label.lower():
            label = sentence(("total", *column.words))
        synonyms = tuple(s for s in dict.fromkeys(said) if s and s != label.lower())
        found.append(replace(proposal, measure=measure.model_copy(update={"label": label, "synonyms": synonyms})))
    return found


def _without_unit(column: ColumnFacts, role: Role) -> str:
    """ "weight" of a column "weight kg", which means the first of the two as well; "" where no noun would be left."""
    shown = role.format is not None and role.format.kind == "number" and role.format.unit == column.words[-1]
    kept = column.words[:-1] if shown else ()
    return " ".join(kept) if kept and kept[-1] not in ("net", "gross", "total", "sale", "sales") else ""


def spans(table: TableFacts, times: Sequence[ColumnFacts]) -> list[tuple[ColumnFacts, ColumnFacts, str]]:
    """Pairs (start, end, verb) of the same row between which a duration makes sense: ordered -> shipped: "ship"."""
    real = [c for c in times if c.kind in ("date", "timestamp") and not set(c.sense) & _AIMED]
    starts = [c for c in real if set(c.sense) & _STARTS and not set(c.sense) & {"end", "close"}]
    starts = [c for c in starts if not (set(c.sense) & _LEAVING and after_arrival(c, real))]
    if not starts:
        return []
    start = next((c for c in starts if set(c.sense) & {"start", "started", "order", "ordered"}), starts[0])
    found: list[tuple[ColumnFacts, ColumnFacts, str]] = []
    for column in real:
        verb = next((_ENDS[word] for word in column.sense if word in _ENDS), None)
        if verb is not None and column is not start and verb not in [v for _, _, v in found]:
            found.append((start, column, verb))
    return found[:3]


def between_moments(
    table: TableFacts, roles: Mapping[str, Role], times: Sequence[ColumnFacts], dialect: str, taken: set[str]
) -> list[Proposal]:
    """How long it takes from one moment of a row to another; none where a column of the table says it already."""
    lengths = [set(c.sense) for c in table.columns if roles[c.name].time]
    whole = any(not words & _PART for words in lengths)
    found: list[Proposal] = []
    for start, end, verb in spans(table, times):
        told = whole if verb == "end" else any(words & _forms(verb) and not words & _PART for words in lengths)
        if told or (verb != "end" and whole and len(lengths) == 1 and len(times) == 2):
            continue
        found.extend(
            _whole(table, start, end, dialect, taken) if verb == "end" else [_until(start, end, verb, dialect, taken)]
        )
    return found


def _forms(verb: str) -> set[str]:
    return {verb, *(word for word, base in _ENDS.items() if base == verb)}


def _length(start: ColumnFacts, end: ColumnFacts, unit: str, dialect: str) -> tuple[str, str, str]:
    """SQL, unit and what it is in words: exact between two timestamps, whole calendar days where one is a date."""
    sides = column_sql(start.name, dialect), column_sql(end.name, dialect)
    if start.kind == end.kind == "timestamp":
        exact = "hours" if unit == "hours" else "days"
        return elapsed(*sides, exact, dialect), exact, f"Exact time from {start.name} to {end.name}, in {exact}"
    dates = tuple(c.kind == "date" for c in (start, end))
    return days_between(*sides, dialect, dates=all(dates)), "days", f"Calendar days from {start.name} to {end.name}"


def _until(start: ColumnFacts, end: ColumnFacts, verb: str, dialect: str, taken: set[str]) -> Proposal:
    sql, unit, told = _length(start, end, "hours" if verb in ("answer", "arrive", "drop off") else "days", dialect)
    measure = Measure(
        name=free_name(f"average_{unit}_to_{verb.replace(' ', '_')}", taken),
        aggregate="avg",
        expression=sql,
        label=f"Average {unit} to {verb}",
        description=f"{told}, averaged over rows that have both.",
        synonyms=(f"{unit} to {verb}", f"time to {verb}"),
        format=Format(kind="number", decimals=1, unit=unit),
    )
    return Proposal(measure, 0.85, f"{start.name} and {end.name} are two moments of the same row.")


def _whole(table: TableFacts, start: ColumnFacts, end: ColumnFacts, dialect: str, taken: set[str]) -> list[Proposal]:
    """The total and the average length of a row: of a downtime, a call, a session."""
    sql, unit, told = _length(start, end, "hours", dialect)
    named, by_unit = row_phrases(table, unit)
    tail, shown = ("_days", " in days") if unit == "days" else ("", "")
    shape = Format(kind="duration", unit=unit) if unit == "hours" else Format(kind="number", decimals=1, unit=unit)
    piles_up = "sum" if set(table.entity) & TIME_SPENT_NOUNS else "avg"
    bare: dict[str, list[str]] = {"avg": ["duration", "length"], "sum": by_unit}
    bare[piles_up] = [*bare[piles_up], *named]
    found = []
    for aggregate, word in (("avg", "average"), ("sum", "total")):
        how: Aggregate = "avg" if aggregate == "avg" else "sum"
        said = [*bare[how], *(f"{word} {name}" for name in ("duration", *named))]
        label = f"{word.capitalize()} duration{shown}"
        measure = Measure(
            name=free_name(f"{word}_duration{tail}", taken),
            aggregate=how,
            expression=sql,
            label=label,
            description=f"{told}, {'averaged' if how == 'avg' else 'added up'} over rows that have both.",
            synonyms=tuple(s for s in dict.fromkeys(said) if s != label.lower()),
            format=shape,
        )
        found.append(Proposal(measure, 0.85, f"{start.name} and {end.name} are two moments of the same row."))
    return found
