"""What an explanation looks like: its table with the total as the last row, its picture, and what it says in bound sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lunara.ask.bound import Cell, Change, Difference, Facts, Sentence, Thing, Window, write_all
from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.explained import Explained
from lunara.ask.change.split import Line, rounded, scale_of
from lunara.ask.narrate import Narrative
from lunara.charts.display import cell
from lunara.charts.period import period_phrase, period_text
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import CompiledQuery, OutputColumn
from lunara.semantic.model import Format
from lunara.semantic.query import OrderBy, SemanticQuery

PARTS = Format(kind="percent", decimals=1)
POINTS = Format(kind="number", decimals=2, unit="pp")
TOTAL = "Total"
MOST_NAMED = 3
MOST_BESIDE = 20
MEMBER, BEFORE, AFTER = 0, 1, 2
METHOD = (
    "Rate is what members' own values changed, mix what their weights changed, both at the mean of the two periods "
    "(Kitagawa 1955), so that they add up to the change and nothing is left over."
)


def columns_of(explained: Explained) -> tuple[OutputColumn, ...]:
    """The columns of the table, as they come."""
    measure, periods = explained.measure, explained.periods
    label, form = measure.label, measure.format
    own = replace(explained.dimension, name="member", type="string", format=None, grain=None)
    made = [
        own,
        OutputColumn("before", "measure", f"{label}, {period_text(periods.before)}", "number", form, compares="after"),
        OutputColumn("after", "measure", f"{label}, {period_text(periods.after)}", "number", form, measure.field),
    ]
    points = form is not None and form.kind == "percent"
    changed = POINTS if points else form
    if explained.split is not None and explained.split.splits:
        of = explained.weight or "the denominator"
        made += [
            OutputColumn("weight_before", "measure", f"Part of {of} before", "number", PARTS),
            OutputColumn("weight_after", "measure", f"Part of {of} after", "number", PARTS),
            OutputColumn("rate_effect", "measure", "By its own rate", "number", changed),
            OutputColumn("mix_effect", "measure", "By the mix", "number", changed),
        ]
        if any(line.unsplit for line in explained.split.lines):
            made.append(OutputColumn("not_split", "measure", "Without a rate of its own", "number", changed))
    made.append(OutputColumn("change", "measure", f"Change in {label}", "number", changed))
    if explained.split is not None:
        made.append(OutputColumn("share_of_change", "measure", "Part of the change", "number", PARTS))
    return tuple(made)


def table_of(explained: Explained) -> tuple[CompiledQuery, ResultTable]:
    """The table (its last row is the total) with the query of its members."""
    import pyarrow as pa

    columns = columns_of(explained)
    if explained.split is None:
        rows = _apart_rows(explained)
    else:
        lines = (*explained.split.lines, explained.split.total)
        factor = 100 if columns[-2].format == POINTS else 1
        rows = [_row(explained, line, [column.name for column in columns], factor) for line in lines]
    arrays = [pa.array([row[0] for row in rows], pa.string())]
    for place in range(1, len(columns)):
        arrays.append(_decimals([row[place] for row in rows]))
    data = pa.table(arrays, names=[column.name for column in columns])
    slowest = sum(statement.elapsed_ms for statement in explained.statements)
    fetched = explained.result
    compiled = replace(
        explained.compiled,
        columns=columns,
        window=explained.periods.after,
        compare_window=explained.periods.before,
        warnings=explained.said,
    )
    return compiled, ResultTable(data, False, slowest, fetched.fetched_at, fetched.from_cache)


def _decimals(values: Sequence[Decimal | None]) -> Any:
    import pyarrow as pa

    known = [value for value in values if value is not None]
    scale = max((-int(value.as_tuple().exponent) for value in known), default=0)
    digits = max((value.adjusted() + 1 for value in known if value), default=1)
    wide = max(digits, 1) + max(scale, 0)
    return pa.array(values, pa.decimal128(38, max(scale, 0)) if wide <= 38 else pa.decimal256(76, max(scale, 0)))


def _row(explained: Explained, line: Line, names: Sequence[str], factor: int) -> list[Any]:
    values: dict[str, Any] = {
        "member": _name(explained, line),
        "before": line.before,
        "after": line.after,
        "weight_before": line.weight_before,
        "weight_after": line.weight_after,
        "rate_effect": line.rate * factor,
        "mix_effect": line.mix * factor,
        "not_split": line.unsplit * factor,
        "change": line.change * factor,
        "share_of_change": line.share,
    }
    return [values[name] for name in names]


def _name(explained: Explained, line: Line) -> str:
    if line.kind == "total":
        return TOTAL
    if line.kind == "others":
        return f"All others ({line.of:,})" if line.counted else "All others"
    return cell(line.key, explained.dimension)


def _apart_rows(explained: Explained) -> list[list[Any]]:
    numbers = [number for one in explained.apart for number in (one.before, one.after) if number is not None] + [
        number for number in explained.whole if number is not None
    ]
    scale = scale_of(numbers)
    factor = 100 if explained.measure.format is not None and explained.measure.format.kind == "percent" else 1

    def shown(number: Fraction | None) -> Decimal | None:
        return None if number is None else rounded(number, scale)

    def changed(before: Fraction | None, after: Fraction | None) -> Decimal | None:
        return None if before is None or after is None else rounded((after - before) * factor, scale)

    rows = [
        [
            cell(one.key, explained.dimension),
            shown(one.before),
            shown(one.after),
            changed(one.before, one.after),
        ]
        for one in explained.apart
    ]
    before, after = explained.whole
    return [*rows, [TOTAL, shown(before), shown(after), changed(before, after)]]


def picture_of(explained: Explained) -> ChartSpec:
    """Bars of what each member adds to the change; of a ratio by rate and by mix; without a sum, both periods."""
    if explained.split is None:
        return ChartSpec(
            kind="bar_horizontal", x="member", y=("after", "before"), limit=20, because="Both periods of each member."
        )
    if explained.split.splits:
        return ChartSpec(
            kind="bar_horizontal", x="member", y=("rate_effect", "mix_effect"), because="What each member adds, in two."
        )
    return ChartSpec(kind="bar_horizontal", x="member", y=("change",), because="What each member adds to the change.")


def notes_of(explained: Explained) -> tuple[str, ...]:
    """How it was explained: by which method, and why by this dimension."""
    notes = [METHOD] if explained.split is not None and explained.split.splits else []
    ranked = [one for one in explained.tried if one.score is not None]
    if len(ranked) > 1:
        best = ranked[0].candidate.label
        others = ", ".join(one.candidate.label for one in ranked[1:])
        notes.append(f"{len(ranked)} dimensions were compared. Most is explained with least by {best}; then: {others}.")
    return tuple(notes)


def without_total(result: ResultTable) -> ResultTable:
    """The rows that are drawn: the total would dwarf what it is made of."""
    return replace(result, data=result.data.slice(0, max(0, result.row_count - 1)))


def beside(change: WhyChanged) -> SemanticQuery:
    """Both periods of each member as a semantic query, largest first: what of an explanation a dashboard can keep up to date."""
    largest = OrderBy(field=change.name, direction="desc")
    return change.query().model_copy(update={"order_by": (largest,)})


def picture_beside(compiled: CompiledQuery) -> ChartSpec:
    """The steps from one period to the other, for what `beside` gives; bars of both periods where members do not add up."""
    names = [column.name for column in compiled.columns]
    if compiled.adds_up and compiled.columns[1].additive:
        return ChartSpec(kind="waterfall", x=names[0], y=(names[1], names[2]), because="What each member adds.")
    return ChartSpec(
        kind="bar_horizontal",
        x=names[0],
        y=(names[1], names[2]),
        limit=MOST_BESIDE,
        because="Both periods of each member.",
    )


# -- words ----------------------------------------------------------------------------------------------------------------


def tell_change(explained: Explained, compiled: CompiledQuery, result: ResultTable) -> Narrative:
    """What the table says. Every figure is a cell of it, or a formula over cells."""
    columns = compiled.columns
    place = {column.name: number for number, column in enumerate(columns)}
    facts = Facts(
        columns=columns,
        rows=result.rows(),
        window=explained.periods.after,
        compare_window=explained.periods.before,
        things={AFTER: explained.measure.label, MEMBER: explained.dimension.label},
    )
    total = result.row_count - 1
    headlines = _headlines(explained, facts, total)
    details: list[Sentence] = []
    caveats: list[Sentence] = []
    if explained.split is None:
        caveats.append(
            (
                Thing(AFTER),
                " ",
                explained.because,
                ": members are shown beside each other, and their changes do not add up to the total.",
            )
            if not explained.because.startswith(("its ", "the "))
            else ("The members do not add up, because ", explained.because, ".")
        )
    else:
        details += _movers(explained, place)
        if explained.split.splits:
            details.append(
                (
                    *("Of the change, ", Cell(total, place["rate_effect"]), " is by members’ own rates and "),
                    *(Cell(total, place["mix_effect"]), " by the mix of members."),
                )
            )
        details += _coming_and_going(explained)
        weights = [one for line in explained.split.lines for one in (line.weight_before, line.weight_after)]
        if any(one is not None and one < 0 for one in weights):
            caveats.append(("Some members weigh less than nothing, so rate and mix add up but are hard to read.",))
    before, after = explained.whole
    if before is not None and after is not None and explained.change.supposed is not None:
        went = "up" if after > before else "down" if after < before else ""
        if went != explained.change.supposed:
            supposed = {"up": "rose", "down": "fell"}[explained.change.supposed]
            caveats.insert(0, (f"The question supposes that it {supposed}, which it did not.",))
    written = write_all(headlines, facts)
    return Narrative(
        headline=written[0] if written else "The change is in the table.",
        details=write_all(details, facts),
        caveats=write_all(caveats, facts),
    )


def _headlines(explained: Explained, facts: Facts, total: int) -> list[Sentence]:
    now, then = Cell(total, AFTER), Cell(total, BEFORE)
    before, after = explained.whole
    ends: Sentence = (", from ", then, *_when(compared=True, facts=facts), " to ", now, *_when(facts=facts), ".")
    if before is None or after is None:
        return [(Thing(AFTER), ": ", then, *_when(compared=True, facts=facts), ", ", now, *_when(facts=facts), ".")]
    if before == after:
        return [(Thing(AFTER), " stayed the same", *ends)]
    word = " rose" if after > before else " fell"
    form = explained.measure.format
    if form is not None and form.kind == "percent":
        return [(Thing(AFTER), word, *ends)]
    by: Sentence = (" by ", Difference(now, then, size=True))
    if before > 0:
        return [(Thing(AFTER), word, *by, " (", Change(now, then, size=True), ")", *ends)]
    return [(Thing(AFTER), word, *by, *ends)]


def _when(*, facts: Facts, compared: bool = False) -> Sentence:
    window = facts.compare_window if compared else facts.window
    if period_phrase(window).startswith("from "):
        return (" (", Window(compared=compared), ")")
    return (" ", Window(compared=compared, phrase=True))


def _movers(explained: Explained, place: dict[str, int]) -> list[Sentence]:
    """Who moved it, and who moved the other way."""
    if explained.split is None:
        return []
    lines, whole = explained.split.lines, explained.split.total.change
    parts = explained.split.total.share is not None
    named = [(number, line) for number, line in enumerate(lines) if line.kind == "member"]
    with_it = [number for number, line in named if line.change and (line.change > 0) == (whole > 0)]
    against = [number for number, line in named if line.change and (line.change > 0) != (whole > 0)]
    if not whole:
        up = [number for number, line in named if line.change > 0]
        down = [number for number, line in named if line.change < 0]
        return _list_of("Up", up, place, shares=False) + _list_of("Down", down, place, shares=False)
    left = [number for number, line in enumerate(lines) if line.kind == "others" and not line.counted]
    others = max((abs(lines[number].change) for number in left), default=Decimal(0))
    unseen = explained.unseen
    most = [n for n in with_it if unseen is not None and abs(lines[n].change) >= max(Fraction(others), unseen)]
    if not left or most:
        found = _list_of("What moved it most, by ", most if left else with_it, place, shares=parts, thing=True)
    else:
        found = _list_of("Together, without a line of their own", left, place, shares=parts)
        found += _list_of("Beside them, by ", with_it, place, shares=parts, thing=True)
    return found + _list_of("The other way went", against, place, shares=False)


def _list_of(
    lead: str, rows: Sequence[int], place: dict[str, int], *, shares: bool, thing: bool = False
) -> list[Sentence]:
    if not rows:
        return []
    said: list[Any] = [lead, Thing(MEMBER)] if thing else [lead]
    for turn, row in enumerate(rows[:MOST_NAMED]):
        said += [": " if turn == 0 else ", ", Cell(row, MEMBER), " ", Cell(row, place["change"])]
        if shares:
            said += [" (", Cell(row, place["share_of_change"]), " of the change)"]
    return [(*said, ".")]


def _coming_and_going(explained: Explained) -> list[Sentence]:
    """Who was in one of the periods only, and whose rows of one of them come to zero."""
    if explained.split is None:
        return []
    said: list[Sentence] = []
    members = [(row, line) for row, line in enumerate(explained.split.lines) if line.kind == "member"]
    for state, compared in (("new", False), ("gone", True)):
        rows = [row for row, line in members if line.state == state]
        if rows:
            said.append(("Only ", Window(compared=compared, phrase=True), ": ", *_names(rows), "."))
    if explained.split.splits:
        return said
    for column, compared in ((BEFORE, True), (AFTER, False)):
        rows = [
            row
            for row, line in members
            if line.change and line.there[column - BEFORE] and not (line.before if column == BEFORE else line.after)
        ]
        if rows:
            zero = Cell(rows[0], column)
            said.append(("At ", zero, " ", Window(compared=compared, phrase=True), ": ", *_names(rows), "."))
    return said


def _names(rows: Sequence[int]) -> list[Any]:
    names: list[Any] = []
    for row in rows[:MOST_NAMED]:
        names += [", " if names else "", Cell(row, MEMBER)]
    return [*names, " and others"] if len(rows) > MOST_NAMED else names
