"""What is said of periods, worked out a second time from the rows: highest, lowest, and the biggest step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lunara.ask.narrate import Narrative, narrate
from lunara.ask.periods import absent
from lunara.ask.reach import DataSpan
from lunara.connect.result import ResultTable
from lunara.guard import ReadOnlySql
from lunara.semantic.compiled import CompiledQuery, OutputColumn, TimeWindow
from lunara.semantic.model import Dimension, Grain, Measure, SemanticModel, Table
from lunara.semantic.query import SemanticQuery

MODEL = SemanticModel(
    name="m",
    tables=(
        Table(
            name="orders",
            source="orders",
            dimensions=(Dimension(name="day", type="time"), Dimension(name="country")),
            measures=(
                Measure(name="sold", aggregate="sum", expression="x"),
                Measure(name="buyers", aggregate="count_distinct", expression="x"),
                Measure(name="price", aggregate="avg", expression="x"),
            ),
        ),
    ),
)
NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = {name: number for number, name in enumerate(NAMES, 1)}
SPAN = DataSpan(date(2011, 5, 31), date(2012, 7, 7))


def told(
    measure: str,
    rows: Sequence[Sequence[Any]],
    *,
    grain: Grain | None = "month",
    window: TimeWindow | None = None,
    span: DataSpan | None = None,
    today: date | None = None,
    limit: int | None = None,
) -> Narrative:
    dimensions = ["orders.day"] if not rows or len(rows[0]) == 2 else ["orders.day", "orders.country"]
    columns = (
        OutputColumn("day", "dimension", "Day", "time", None, "orders.day", grain),
        *(OutputColumn("country", "dimension", "Country", "string", None, "orders.country") for _ in dimensions[1:]),
        OutputColumn(measure, "measure", measure.capitalize(), "number", None, f"orders.{measure}"),
    )
    compiled = CompiledQuery(
        ReadOnlySql("SELECT 1", "duckdb", (), ()), "duckdb", columns, ("orders",), "f", window=window
    )
    query = SemanticQuery.model_validate({"measures": [f"orders.{measure}"], "dimensions": dimensions, "limit": limit})
    table = pa.table({c.name: pa.array([row[i] for row in rows]) for i, c in enumerate(columns)})
    return narrate(query, MODEL, compiled, ResultTable(table, False, 1.0, datetime.now(UTC)), today, span=span)


def sold(year: int, **by_month: int) -> list[tuple[date, int]]:
    return [(date(year, MONTHS[name.capitalize()], 1), value) for name, value in by_month.items()]


HELMETS = sold(2011, may=84, jul=178, aug=288, oct=484, dec=29)


def test_edges_left_out_and_months_without_rows_are_in_the_words() -> None:
    window = TimeWindow("orders.day", date(2011, 5, 1), date(2012, 1, 1))
    said = told("sold", HELMETS, window=window, span=DataSpan(date(2011, 5, 31), date(2011, 12, 5)))
    assert "Of the whole months, highest in Oct 2011 (484)." in said.details
    assert not any("lowest" in line or "Biggest" in line or "biggest" in line for line in said.details)
    assert "Without a value in between: 3 months." in said.caveats


def test_of_whole_neighbours_the_biggest_step_is_said_with_its_scope() -> None:
    rows = sold(2011, may=84, jun=178, jul=288, aug=484, sep=29)
    said = told("sold", rows, span=DataSpan(date(2011, 5, 31), date(2011, 9, 5)))
    assert "Of the whole months, highest in Aug 2011 (484), lowest in Jun 2011 (178)." in said.details
    assert "Of the whole months, biggest rise: 196 (68.1%) from Jul 2011 to Aug 2011." in said.details
    unknown = told("sold", rows).details
    assert "Of the months that are surely whole, highest in Aug 2011 (484), lowest in Sep 2011 (29)." in unknown


@pytest.mark.parametrize("measure", ["sold", "buyers"])
def test_a_month_of_the_question_without_rows_may_be_the_lowest(measure: str) -> None:
    window = TimeWindow("orders.day", date(2011, 5, 1), date(2011, 9, 1))
    said = told(measure, sold(2011, jun=3, jul=4, aug=8), window=window)
    assert "Highest in Aug 2011 (8)." in said.details
    assert not any("iggest" in line for line in said.details), "the fall from nothing is not here"


def test_what_was_on_a_day_is_said_to_be_on_it() -> None:
    rows = [(date(2026, 6, day), value) for day, value in [(1, 43), (2, 30), (3, 12), (4, 20)]]
    said = told("sold", rows, grain="day", span=DataSpan(date(2026, 1, 1), date(2026, 9, 1)))
    assert "Highest on 1 Jun 2026 (43)." in said.details


def test_a_number_that_is_written_as_before_is_unchanged() -> None:
    rows = [(date(2026, month, 1), value) for month, value in [(1, 4.312), (2, 4.308), (3, 4.309)]]
    said = told("price", rows, span=DataSpan(date(2026, 1, 1), date(2026, 9, 1)))
    assert "0.1%" not in said.headline and "from 4.31 to 4.31" not in said.headline, said.headline


def test_an_average_is_lowest_among_the_months_that_have_one() -> None:
    window = TimeWindow("orders.day", date(2011, 5, 1), date(2011, 12, 1))
    said = told("price", sold(2011, may=3, jul=4, aug=8, nov=6), window=window)
    assert "Of the months with a value, highest in Aug 2011 (8), lowest in May 2011 (3)." in said.details
    assert not any("iggest" in line for line in said.details)
    assert "Without a value in between: 3 months." in said.caveats


def test_of_a_part_of_the_months_only_what_is_shown_is_said() -> None:
    window = TimeWindow("orders.day", date(2011, 1, 1), date(2012, 1, 1))
    said = told("sold", sold(2011, may=3, jul=4, aug=8, nov=6), window=window, limit=4)
    assert "Of the months shown, highest in Aug 2011 (8), lowest in May 2011 (3)." in said.details
    assert "Not shown in between: 3 months." in said.caveats


def test_dates_that_are_no_periods_have_no_neighbours() -> None:
    said = told("sold", sold(2011, may=3, jun=40, aug=8, nov=6), grain=None)
    assert not any("iggest" in line for line in said.details)
    assert not any("in between" in line for line in said.caveats)


def test_a_group_that_comes_or_goes_may_have_changed_most() -> None:
    window = TimeWindow("orders.day", date(2011, 1, 1), date(2011, 3, 1))
    rows = [(date(2011, m, 1), c, v) for m, c, v in [(1, "DE", 10), (2, "DE", 40), (2, "FR", 32)]]
    assert not any("Most changed" in line for line in told("sold", rows, window=window).details)
    assert any("Most changed: DE" in line for line in told("price", rows, window=window).details)
    rows[-1] = (date(2011, 2, 1), "FR", 29)
    assert any("Most changed: DE" in line for line in told("sold", rows, window=window).details)


@pytest.mark.parametrize(
    ("grain", "values", "missing"),
    [
        ("month", [date(2024, 12, 1), date(2025, 1, 1), date(2025, 3, 1)], 1),
        ("quarter", [date(2024, 11, 1), date(2025, 2, 1), date(2025, 11, 1)], 2),
        ("year", ["2019-01-01", "2021-01-01"], 1),
        ("week", [date(2025, 1, 6), date(2025, 1, 27)], 2),
        ("week", [date(2025, 1, 6), date(2025, 1, 14)], None),
        ("day", [date(2024, 2, 28), date(2024, 3, 1)], 1),
        ("hour", [datetime(2025, 1, 1, 23), datetime(2025, 1, 2, 1)], 1),
        ("hour", [date(2025, 1, 1)], None),
        ("month", [None], None),
    ],
)
def test_missing_periods_are_counted(grain: Grain, values: list[object], missing: int | None) -> None:
    assert absent(values, grain) == missing


# --- worked out a second time

DATE = r"([A-Z][a-z]{2} \d{4})"
NUMBER = r"(-?[\d,.]+)"


def at(text: str) -> date:
    name, year = text.split()
    return date(int(year), MONTHS[name], 1)


def after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def whole(month: date, asked: list[date] | None, span: DataSpan | None) -> bool:
    """Whether the question covers the month, and the data does but for a tenth of it."""
    last = after(month) - timedelta(days=1)
    if asked is not None and not (asked[0] <= month and last < asked[1]):
        return False
    return span is None or ((span.first - month).days <= 3 and (last - span.last).days <= 3)


series = st.dictionaries(
    st.integers(4, 20).map(lambda n: date(2011 + n // 12, n % 12 + 1, 1)), st.integers(-50, 500), min_size=1
)
days = st.dates(date(2011, 4, 1), date(2012, 11, 1))


@settings(max_examples=400, deadline=None)
@given(
    series,
    st.sampled_from(["sold", "buyers", "price"]),
    st.tuples(st.none() | st.tuples(days, days).map(sorted), st.sampled_from([None, SPAN]), st.none() | days),
    st.booleans(),
)
@example(dict(HELMETS), "sold", (None, SPAN, None), False)
def test_what_is_said_of_periods_is_true_of_the_rows(
    found: dict[date, int],
    measure: str,
    known: tuple[list[date] | None, DataSpan | None, date | None],
    cut: bool,
) -> None:
    asked, span, today = known
    if asked is not None:
        # only months that the period touches come back
        found = {m: v for m, v in found.items() if m < asked[1] and after(m) > asked[0]}
    if not found:
        return
    window = TimeWindow("orders.day", asked[0], asked[1]) if asked is not None else None
    said = told(
        measure, sorted(found.items()), window=window, span=span, today=today, limit=len(found) if cut else None
    )
    shown = sorted(found)
    starts = [*(asked[:1] if asked else ()), *([span.first] if span else ())]
    ends = [*(asked[1:] if asked else ()), *([span.last + timedelta(days=1)] if span else ())]
    ends += [today + timedelta(days=1)] if today else []
    begin, end = max(starts, default=shown[0]), min(ends, default=after(shown[-1]))
    month, due = min(begin, shown[0]).replace(day=1), []
    while month < max(end, after(shown[-1])):
        due += [month] if (begin < after(month) and month < end) or shown[0] < month < shown[-1] else []
        month = after(month)
    missing = [m for m in due if m not in found]
    for line in said.details:
        low, high = (
            re.search(rf"lowest in {DATE} \({NUMBER}\)", line),
            re.search(rf"ighest in {DATE} \({NUMBER}\)", line),
        )
        step = re.search(rf"iggest (rise|fall): {NUMBER} \(.*?\) from {DATE} to {DATE}", line)
        if not (low or high or step):
            continue
        inner = shown
        if "whole" in line:
            final = max((m for m in shown if span is None or m <= span.last), default=shown[-1])
            unfinished = today is not None and final <= today < after(final)
            inner = [m for m in shown if whole(m, asked, span) and not (m == final and unfinished)]
            if "surely" in line or not starts:
                assert not starts, "the beginning is known"
                inner = [m for m in inner if m != shown[0]]
            inner = inner or shown
        assert cut == ("shown" in line), line
        if low:
            assert found[at(low[1])] == int(low[2].replace(",", "")) == min(found[m] for m in inner), (line, inner)
            assert cut or measure == "price" or not missing or found[at(low[1])] <= 0, (line, missing)
        if high:
            assert found[at(high[1])] == int(high[2].replace(",", "")) == max(found[m] for m in inner), (line, inner)
            assert cut or measure == "price" or not missing or found[at(high[1])] >= 0, (line, missing)
        if measure == "price" and [m for m in missing if shown[0] < m < shown[-1]]:
            assert cut or "whole" in line or "with a value" in line, line
        if step:
            before, now = at(step[3]), at(step[4])
            assert now == after(before), line
            assert cut or measure == "price" or not missing, (line, missing)
            steps = [found[b] - found[a] for a, b in pairwise(inner)]
            assert all(b == after(a) for a, b in pairwise(inner)), (line, inner)
            moved = found[now] - found[before]
            assert abs(moved) == int(step[2].replace(",", "")) == max(map(abs, steps)), (line, steps)
            assert (moved > 0) == (step[1] == "rise")
    between = sum(shown[0] < m < shown[-1] for m in missing)
    line = f"{'Not shown' if cut else 'Without a value'} in between: {between} month{'' if between == 1 else 's'}."
    assert (line in said.caveats) == bool(between), (said.caveats, between)
