"""Numbers in sentences: every figure is the result's, or it is not written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.ask.bound import (
    Cell,
    Change,
    Difference,
    Facts,
    Label,
    Rank,
    Reference,
    RowCount,
    Share,
    Total,
    Unbound,
    write,
    write_all,
)
from lunara.ask.narrate import narrate
from lunara.ask.plan import ModelSql
from lunara.charts.display import cell, display
from lunara.connect.result import ResultTable
from lunara.guard import ReadOnlySql
from lunara.semantic.compiled import CompiledQuery, OutputColumn, TimeWindow
from lunara.semantic.model import DerivedMeasure, Dimension, Format, Measure, SemanticModel, Table
from lunara.semantic.query import SemanticQuery

USD = Format(kind="currency", currency="USD", decimals=0)
MODEL = SemanticModel(
    name="m",
    tables=(
        Table(
            name="orders",
            source="orders",
            dimensions=(Dimension(name="day", type="time"), Dimension(name="country"), Dimension(name="channel")),
            measures=(
                Measure(name="revenue", aggregate="sum", expression="x", format=USD),
                Measure(name="price", aggregate="avg", expression="x", format=USD),
                Measure(name="stock", aggregate="sum", expression="x", additive_over="not time"),
            ),
        ),
    ),
    measures=(DerivedMeasure(name="margin", expression="revenue / stock", format=Format(kind="percent")),),
)
REVENUE = OutputColumn("revenue", "measure", "Revenue", "number", USD, "orders.revenue")
PRICE = OutputColumn("price", "measure", "Average price", "number", USD, "orders.price")
STOCK = OutputColumn("stock", "measure", "Stock", "number", None, "orders.stock")
MARGIN = OutputColumn("margin", "measure", "Margin", "number", Format(kind="percent"), "margin")
COUNTRY = OutputColumn("country", "dimension", "Country", "string", None, "orders.country")
CHANNEL = OutputColumn("channel", "dimension", "Channel", "string", None, "orders.channel")
MONTH = OutputColumn("month", "dimension", "Month", "time", None, "orders.day", "month")
BEFORE = OutputColumn("revenue_previous", "measure", "Revenue before", "number", USD, compares="revenue")


def tell(
    columns: Sequence[OutputColumn],
    rows: Sequence[Sequence[Any]],
    *,
    truncated: bool = False,
    adds_up: bool = True,
    window: TimeWindow | None = None,
    compare_window: TimeWindow | None = None,
    sql: bool = False,
    today: date | None = None,
    model: SemanticModel = MODEL,
    **query: Any,
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    table = pa.table({c.name: pa.array([row[i] for row in rows]) for i, c in enumerate(columns)})
    compiled = CompiledQuery(
        ReadOnlySql("SELECT 1", "duckdb", (), ()),
        "duckdb",
        tuple(columns),
        ("orders",),
        "f",
        window=window,
        compare_window=compare_window,
        adds_up=adds_up,
    )
    plan = SemanticQuery.model_validate({"measures": [c.name for c in columns if c.role == "measure" and not c.compares],
                                         "dimensions": [c.field for c in columns if c.role == "dimension"], **query})  # fmt: skip
    result = ResultTable(table, truncated, 1.0, datetime.now(UTC))
    told = narrate(ModelSql("select 1") if sql else plan, model, compiled, result, today)
    return told.headline, told.details, told.caveats


def months(*values: float | None) -> list[tuple[date, float | None]]:
    return [(date(2025, 1 + i, 1), value) for i, value in enumerate(values)]


def test_one_number_with_its_period() -> None:
    window = TimeWindow("orders.day", date(2025, 1, 1), date(2026, 1, 1))
    assert tell([REVENUE], [(1234,)], window=window)[0] == "Revenue: $1,234 in 2025."
    assert tell([REVENUE, PRICE], [(1234, 9.5)]) == ("Revenue: $1,234.", ("Average price: $10.",), ())


def test_one_number_of_a_period_that_is_not_over() -> None:
    window = TimeWindow("orders.day", date(2025, 1, 1), date(2026, 1, 1), incomplete=True)
    assert tell([REVENUE], [(1234,)], window=window)[2] == (
        "The period 2025 is not over yet: its numbers are still growing.",
    )


def test_one_number_compared() -> None:
    window = TimeWindow("orders.day", date(2025, 1, 1), date(2026, 1, 1))
    before = TimeWindow("orders.day", date(2024, 1, 1), date(2025, 1, 1))
    headline, _, _ = tell([REVENUE, BEFORE], [(150, 100)], window=window, compare_window=before)
    assert headline == "Revenue: $150 in 2025, up 50.0% from $100 in 2024."
    assert "down 50.0% from $100" in tell([REVENUE, BEFORE], [(50, 100)])[0]
    assert "unchanged" in tell([REVENUE, BEFORE], [(100, 100)])[0]
    assert "up $50 from $0" in tell([REVENUE, BEFORE], [(50, 0)])[0], "no percentage of nothing"
    assert tell([REVENUE, BEFORE], [(50, None)])[0] == "Revenue: $50."


def test_top_group_with_its_share() -> None:
    headline, details, _ = tell([COUNTRY, REVENUE], [("FR", 30), ("DE", 60), ("ES", 10)])
    assert headline == "DE has the highest Revenue: $60, 60.0% of all $100."
    assert "Next comes FR with $30." in details
    assert "Lowest: ES with $10." in details


def test_another_number_that_was_asked_for_is_told_too() -> None:
    rows = [("FR", 30, 9), ("DE", 60, 2), ("ES", 10, 5)]
    assert tell([COUNTRY, REVENUE, STOCK], rows)[1][0] == "FR has the highest Stock: 9."
    assert tell([COUNTRY, REVENUE, STOCK], rows, limit=3)[1][0] == "Of those shown, FR has the highest Stock: 9."
    for silent in ([("FR", 30, 9), ("DE", 60, 9)], [("FR", 30, 9), ("DE", 60, 2), (None, 5, 12)]):
        assert "Stock" not in " ".join(tell([COUNTRY, REVENUE, STOCK], silent)[1]), "none alone has the highest"
    over_time = [(*row, stock) for row, stock in zip(months(10, 20, 40, 30), (8, 6, 4, 2), strict=True)]
    assert tell([MONTH, REVENUE, STOCK], over_time)[1][0].startswith("Stock fell ")


def test_a_yes_or_no_is_told_with_what_it_answers() -> None:
    online = OutputColumn("online", "dimension", "Online order", "boolean", None, "orders.online")
    headline, details, _ = tell([online, REVENUE], [(True, 40), (False, 60)])
    assert headline == "Online order: No has the highest Revenue: $60, 60.0% of all $100."
    assert all("Yes" not in one.replace("Online order: Yes", "") for one in details)


def test_rows_without_a_group_are_told_apart() -> None:
    headline, details, _ = tell([COUNTRY, REVENUE], [(None, 50), ("DE", 40), ("FR", 10)])
    assert headline == "Of those named, DE has the highest Revenue: $40, 40.0% of all $100."
    assert "Without Country: $50." in details


def test_groups_that_are_alike_are_not_all_where_rows_without_a_group_differ() -> None:
    headline, details, _ = tell([COUNTRY, REVENUE], [("FR", 30), ("DE", 30), (None, 90)])
    assert "all others" not in headline and headline.startswith("Of those named, FR and DE share ")
    assert "Without Country: $90." in details


def test_a_share_over_all_periods_is_of_the_same_rows() -> None:
    dated = [(date(2025, 1, 1), "DE", 60.0), (date(2025, 1, 1), "FR", 40.0), (date(2025, 2, 1), "DE", 60.0)]
    dated.append((date(2025, 2, 1), "FR", 40.0))
    told = " ".join([tell([MONTH, COUNTRY, REVENUE], dated)[0], *tell([MONTH, COUNTRY, REVENUE], dated)[1]])
    assert "60.0% of all $200" in told
    undated = [*dated, (None, "DE", 100.0)]
    told = " ".join([tell([MONTH, COUNTRY, REVENUE], undated)[0], *tell([MONTH, COUNTRY, REVENUE], undated)[1]])
    assert "over all periods: $120" in told and "of all" not in told


@pytest.mark.parametrize("column", [PRICE, MARGIN])
def test_averages_and_ratios_are_never_added_up(column: OutputColumn) -> None:
    headline, details, _ = tell([COUNTRY, column], [("FR", 0.3), ("DE", 0.6)])
    assert headline.startswith("DE has the highest")
    assert "of all" not in headline + " ".join(details)


def test_a_balance_adds_up_over_places_but_not_over_time() -> None:
    assert "60.0% of all" in tell([COUNTRY, STOCK], [("FR", 40), ("DE", 60)])[0]
    assert not any("Over all" in line for line in tell([MONTH, STOCK], months(5, 6, 7))[1])


def test_a_top_list_claims_no_share_of_the_whole() -> None:
    headline, _, _ = tell([COUNTRY, REVENUE], [("DE", 60), ("FR", 30)], limit=2)
    assert "of all" not in headline
    first = {"limit": 1, "order_by": [{"field": "revenue", "direction": "desc"}]}
    assert tell([COUNTRY, REVENUE], [("DE", 60)], **first)[0] == "DE has the highest Revenue: $60."
    assert tell([COUNTRY, REVENUE], [("DE", 60)])[0] == "DE: $60 Revenue."
    headline, _, _ = tell(
        [COUNTRY, REVENUE], [("DE", 60), ("FR", 30)], filters=[{"field": "revenue", "op": ">", "values": [9]}]
    )
    assert "of all" not in headline


def test_bottom_lists_lead_with_the_lowest() -> None:
    headline, _, _ = tell(
        [COUNTRY, REVENUE], [("ES", 10), ("FR", 30)], limit=2, order_by=[{"field": "revenue", "direction": "asc"}]
    )
    assert headline.startswith("ES has the lowest Revenue: $10")


QUARTERS = TimeWindow("orders.day", date(2025, 1, 1), date(2025, 5, 1))


def test_trend_with_extremes_and_the_biggest_step() -> None:
    headline, details, caveats = tell([MONTH, REVENUE], months(100, 90, 180, 150), window=QUARTERS)
    assert headline == "Revenue rose 50.0% from $100 to $150 between Jan 2025 and Apr 2025."
    assert "Over all periods: $520." in details
    assert "Highest in Mar 2025 ($180), lowest in Feb 2025 ($90)." in details
    assert "Biggest rise: $90 (100.0%) from Feb 2025 to Mar 2025." in details
    assert caveats == ()


def test_rows_may_come_in_any_order() -> None:
    rows = months(100, 90, 180, 150)
    assert tell([MONTH, REVENUE], rows) == tell([MONTH, REVENUE], rows[::-1])


def test_what_left_and_came_back_did_not_stay() -> None:
    window = TimeWindow("orders.day", date(2025, 1, 1), date(2025, 5, 1))
    assert tell([MONTH, REVENUE], months(27, 31, 30, 27), window=window)[0] == (
        "Revenue: $27 in Apr 2025 as in Jan 2025, with $31 in Feb 2025 in between."
    )
    assert tell([MONTH, REVENUE], months(27, 27, 27, 27), window=window)[0].startswith("Revenue stayed at $27")


def test_an_unfinished_period_is_left_out_of_the_trend_and_said() -> None:
    window = TimeWindow("orders.day", date(2025, 1, 1), date(2025, 5, 1), incomplete=True)
    headline, _, caveats = tell([MONTH, REVENUE], months(100, 90, 180, 10), window=window, today=date(2025, 4, 3))
    assert "to $180 between Jan 2025 and Mar 2025" in headline
    assert "The last period is not over yet." in caveats
    headline, _, caveats = tell([MONTH, REVENUE], months(100, 90, 180, 10), window=window, today=date(2025, 5, 1))
    assert "to $10 between Jan 2025 and Apr 2025" in headline
    assert caveats == ()


def test_periods_cut_by_the_date_range_are_not_compared_with_whole_ones() -> None:
    window = TimeWindow("orders.day", date(2025, 1, 20), date(2025, 4, 5))
    headline, _, caveats = tell([MONTH, REVENUE], months(10, 90, 180, 20), window=window)
    assert "rose 100.0% from $90 to $180 between Feb 2025 and Mar 2025" in headline
    assert caveats == ("The last period is cut by the date range.", "The first period is cut by the date range.")


def test_the_data_may_begin_in_the_middle_of_the_first_period() -> None:
    years = OutputColumn("year", "dimension", "Year", "time", None, "orders.day", "year")
    rows = [(date(2023, 1, 1), 10), (date(2024, 1, 1), 100), (date(2025, 1, 1), 120), (date(2026, 1, 1), 90)]
    headline, _, caveats = tell([years, REVENUE], rows, today=date(2026, 11, 22))
    assert headline == "Revenue rose 20.0% from $100 to $120 between 2024 and 2025."
    assert caveats == (
        "The last period is not over yet.",
        "The first period may be where the data begins, so it is not compared with.",
    )


def test_groups_over_time() -> None:
    rows = [(date(2025, m, 1), c, v) for m, c, v in [(1, "DE", 10), (2, "DE", 40), (1, "FR", 30), (2, "FR", 32)]]
    headline, details, _ = tell([MONTH, COUNTRY, REVENUE], rows)
    assert headline == "FR has the highest Revenue over all periods: $62, 55.4% of all $112."
    assert "In Feb 2025, DE has the highest Revenue: $40." in details
    assert any(line.startswith("Most changed: DE, where Revenue rose 300.0% from $10 to $40") for line in details)


def test_a_day_of_the_week_is_a_name() -> None:
    day = OutputColumn("day", "dimension", "Order date (day of week)", "number", None, "orders.day", part="day_of_week")
    assert tell([day, REVENUE], [(1, 60), (2, 40)])[0].startswith("Monday has the highest Revenue")


def test_comparison_by_group_names_what_moved_most() -> None:
    _, details, _ = tell([COUNTRY, REVENUE, BEFORE], [("DE", 60, 50), ("FR", 30, 60)])
    assert "Most changed: FR, down $30 (50.0%) from $60." in details


def test_empty_results_say_so_and_why() -> None:
    window = TimeWindow("orders.day", date(2031, 1, 1), date(2032, 1, 1))
    assert tell([COUNTRY, REVENUE], [], window=window)[0] == "No rows match in 2031."
    assert tell([COUNTRY, REVENUE], [])[0] == "No rows match the question's conditions."
    assert tell([REVENUE], [(None,)], window=window)[0] == "Revenue has no value in 2031: no rows match."


def test_cut_and_overlapping_results_add_nothing_up() -> None:
    headline, _, caveats = tell([COUNTRY, REVENUE], [("DE", 60), ("FR", 40)], truncated=True)
    assert "of all" not in headline
    assert caveats[0] == "Only the first 2 rows were fetched, so nothing is added up over them."
    headline, _, caveats = tell([COUNTRY, REVENUE], [("DE", 60), ("FR", 40)], adds_up=False)
    assert "of all" not in headline
    assert "overlap" in caveats[0]


def test_sql_results_are_not_added_up_either() -> None:
    assert "of all" not in tell([COUNTRY, REVENUE], [("DE", 60), ("FR", 40)], sql=True)[0]


def test_lists_are_counted() -> None:
    assert tell([COUNTRY, CHANNEL], [("DE", "web"), ("FR", "web")])[0] == "2 orders."


def test_a_list_in_the_order_of_a_number_tells_its_first() -> None:
    cost = OutputColumn("cost", "dimension", "Cost", "number", USD, "orders.cost")
    dearest = {"order_by": [{"field": "orders.cost", "direction": "desc"}]}
    rows = [("FR", 900), ("DE", 60), ("ES", 10)]
    assert tell([COUNTRY, cost], rows, **dearest)[0] == "FR comes first of 3 orders: Cost $900."
    assert tell([COUNTRY, cost], rows)[0] == "3 orders."
    assert tell([COUNTRY, cost], [("FR", 900), ("DE", 900)], **dearest)[0] == "2 orders."


def test_text_from_data_stays_text_on_one_line() -> None:
    headline, _, _ = tell([COUNTRY, REVENUE], [("<b>\nDE\u202e</b>", 60), ("FR", 40)])
    assert headline.startswith("<b> DE </b> has the highest")
    assert "\n" not in headline


# --- bound figures

FACTS = Facts((COUNTRY, REVENUE, BEFORE), [("DE", 60, 50), ("FR", 40, None)], frozenset({1}))


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        (Cell(0, 0), "DE"),
        (Cell(0, 1), "$60"),
        (Label(1), "Revenue"),
        (RowCount(), "2"),
        (Total(1), "$100"),
        (Share(Cell(1, 1), Total(1)), "40.0%"),
        (Difference(Cell(0, 1), Cell(0, 2)), "$10"),
        (Change(Cell(0, 1), Cell(0, 2)), "20.0%"),
        (Rank(Cell(1, 1)), "2"),
    ],
)
def test_references_are_worked_out_from_the_result(reference: Reference, text: str) -> None:
    assert write((reference,), FACTS) == text


@pytest.mark.parametrize(
    "reference",
    [
        Cell(2, 1),
        Cell(-1, 1),
        Cell(0, 3),
        Label(9),
        Total(2),
        Total(1, (0, 5)),
        Share(Cell(0, 0), Total(1)),
        Difference(Cell(1, 2), Cell(0, 1)),
        Change(Cell(0, 1), Cell(1, 2)),
    ],
)
def test_references_that_the_result_cannot_fill_are_not_written(reference: Reference) -> None:
    with pytest.raises(Unbound):
        write(("Revenue is ", reference), FACTS)


@pytest.mark.parametrize("text", ["up 12%", "Revenue: ٣", "Ⅳ quarters", "x²", "①", "a third is ⅓", "三千"])
def test_a_figure_typed_into_a_sentence_is_not_written(text: str) -> None:
    assert write_all([(text,), ("The highest is ", Cell(0, 1))], FACTS) == ("The highest is $60",)


numbers = st.one_of(
    st.none(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=True, allow_infinity=True),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
)


def figures(text: str) -> list[str]:
    return re.findall(r"-?\$?-?\d[\d,.]*(?:e[+-]?\d+)?%?", text)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["DE", "FR", "ES", None]), st.integers(-(10**6), 10**6) | st.none()), max_size=8
    ),
    st.booleans(),
)
def test_every_figure_of_a_story_is_a_cell_or_a_formula_over_cells(
    rows: list[tuple[str | None, int | None]], truncated: bool
) -> None:
    headline, details, caveats = tell([COUNTRY, REVENUE], rows, truncated=truncated)
    values = [Decimal(v) for _, v in rows if v is not None]
    allowed = {display(v, USD) for v in values} | {display(sum(values), USD), str(len(rows))}
    total = sum(values)
    allowed |= {display(sum((Decimal(v) for c, v in rows if c is None and v is not None), Decimal(0)), USD)}
    if total:
        percent = Format(kind="percent", decimals=1)
        allowed |= {display(v / total, percent) for v in values}
        allowed |= {
            display(sum((Decimal(v) for c, v in rows if c is None and v is not None), Decimal(0)) / total, percent)
        }
    for sentence in (headline, *details, *caveats):
        for figure in figures(sentence):
            assert figure.rstrip(".,") in allowed, (sentence, rows)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 12), numbers), max_size=12), st.booleans())
def test_no_result_breaks_the_story(rows: list[tuple[int, Any]], incomplete: bool) -> None:
    window = TimeWindow("orders.day", date(2025, 1, 1), date(2026, 1, 1), incomplete=incomplete)
    kinds = {type(v) for _, v in rows if v is not None}
    if len(kinds) > 1:
        rows = [(m, float(v) if v is not None else None) for m, v in rows]
    headline, details, caveats = tell([MONTH, REVENUE], [(date(2025, m, 1), v) for m, v in rows], window=window)
    assert headline
    assert all(isinstance(line, str) and "\n" not in line for line in (headline, *details, *caveats))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20), st.integers(-3, 5), st.integers(-3, 5))
def test_an_injected_number_never_passes(text: str, row: int, column: int) -> None:
    written = write_all([(text, Cell(row, column))], FACTS)
    if not written:
        return
    own = cell(FACTS.rows[row][column], FACTS.columns[column])
    assert written[0].endswith(own)
    assert not any(letter.isnumeric() for letter in written[0][: len(written[0]) - len(own)])


def test_a_ranking_says_its_period_and_what_has_no_group() -> None:
    window = TimeWindow("orders.day", date(2026, 10, 1), date(2026, 11, 1))
    rows = [("DE", 30), ("FR", 20), (None, 90)]
    headline, details, _ = tell([COUNTRY, PRICE], rows, window=window)
    assert headline == "Of those named, DE has the highest Average price in Oct 2026: $30."
    assert details[0] == "Without Country: $90."


def test_groups_that_overlap_still_say_what_has_no_group() -> None:
    headline, details, caveats = tell([COUNTRY, REVENUE], [("DE", 30), ("FR", 20), (None, 90)], adds_up=False)
    assert headline == "Of those named, DE has the highest Revenue: $30."
    assert details[0] == "Without Country: $90."
    assert len(caveats) == 1


def test_a_running_total_is_told_by_where_it_stands() -> None:
    total = OutputColumn("revenue_running_total", "measure", "Revenue (running total)", "number", USD)
    rows = [(date(2025, 1, 1), 10, 10), (date(2025, 2, 1), 30, 40), (date(2025, 3, 1), 20, 60)]
    headline, details, _ = tell(
        [MONTH, REVENUE, total], rows, measures=["revenue"], calculations=[{"kind": "running_total", "of": "revenue"}]
    )
    assert headline == "Revenue (running total): $60 in Mar 2025."
    assert details == ("Began with $10 in Jan 2025.", "Most was added in Feb 2025: $30.")


def test_growth_is_told_by_the_change_and_not_by_the_number_that_changed() -> None:
    change = OutputColumn("revenue_percent_change", "measure", "Revenue (change)", "number", Format(kind="percent"))
    rows = [
        (date(2025, 1, 1), 10, None),
        (date(2025, 2, 1), 30, 2.0),
        (date(2025, 3, 1), 24, -0.2),
        (date(2025, 4, 1), 30, 0.25),
    ]
    asked: dict[str, Any] = {
        "measures": ["revenue"],
        "calculations": [{"kind": "percent_change", "of": "revenue"}],
    }
    window = TimeWindow("orders.day", date(2025, 1, 1), date(2025, 5, 1))
    headline, details, _ = tell([MONTH, REVENUE, change], rows, window=window, **asked)
    assert headline.startswith("Revenue (change): 25") and headline.endswith("in Apr 2025, at $30.")
    assert details[0].startswith("Highest in Feb 2025: 200") and details[1].startswith("Lowest in Mar 2025: ")
    # where the data may begin within January, nothing is held against it
    headline, details, _ = tell([MONTH, REVENUE, change], rows[:2], **asked)
    assert headline.startswith("Revenue (change) cannot be told") and not details


def test_a_ratio_is_told_before_the_two_numbers_of_it() -> None:
    ratio = OutputColumn("each", "measure", "Revenue per order", "number", USD)
    count = OutputColumn("order_count", "measure", "Orders", "number", None, "orders.order_count")
    calculation = {"kind": "ratio", "of": "revenue", "by": "order_count", "name": "each"}
    headline, details, _ = tell(
        [REVENUE, count, ratio], [(600, 10, 60)], measures=["revenue"], calculations=[calculation]
    )
    assert headline == "Revenue per order: $60."
    assert details[0] == "Revenue: $600."


def test_a_list_says_what_it_lists() -> None:
    asked: dict[str, Any] = {
        "filters": [{"field": "orders.channel", "op": "=", "values": ["web"]}],
        "time": {"range": {"last": 6, "grain": "month"}},
    }
    rows = [("DE", "web"), ("FR", "web")]
    assert tell([COUNTRY, CHANNEL], rows, **asked)[0] == "2 orders where channel is web in the last 6 months."
    assert tell([COUNTRY, CHANNEL], rows, limit=2)[0] == "The first 2 orders."
    assert tell([COUNTRY, CHANNEL], rows[:1])[0] == "1 order."
    assert tell([COUNTRY, CHANNEL], rows, sql=True)[0] == "2 rows."


def test_days_are_told_from_the_first_to_the_last() -> None:
    window = TimeWindow("orders.day", date(2026, 1, 1), date(2026, 11, 23))
    before = TimeWindow("orders.day", date(2025, 1, 1), date(2025, 11, 23))
    headline = tell([REVENUE, BEFORE], [(120, 100)], window=window, compare_window=before)[0]
    assert headline == ("Revenue: $120 from 1 Jan 2026 to 22 Nov 2026, up 20.0% from $100 (1 Jan 2025 to 22 Nov 2025).")
    day = TimeWindow("orders.day", date(2026, 1, 1), date(2026, 1, 2))
    assert tell([REVENUE], [(120,)], window=day)[0] == "Revenue: $120 on 1 Jan 2026."


def test_what_ties_shares_its_place() -> None:
    alike = tell([COUNTRY, REVENUE], [("FR", 30), ("DE", 30), ("ES", 30)])
    assert alike == ("FR and all others have the same Revenue: $30.", (), ())
    headline, details, _ = tell([COUNTRY, REVENUE], [("FR", 60), ("DE", 60), ("ES", 10)])
    assert headline == "FR and DE share the highest Revenue: $60."
    assert details == ("Next comes ES with $10.",)
    four = [("FR", 60), ("DE", 60), ("ES", 60), ("IT", 60), ("PT", 5)]
    assert tell([COUNTRY, REVENUE], four)[0] == "FR, DE, ES and others share the highest Revenue: $60."


def test_a_change_that_cannot_be_seen_is_none() -> None:
    assert tell([MONTH, PRICE], months(3799999, 3800000))[0].startswith("Average price stayed at $3,800,000")
    assert "unchanged" in tell([REVENUE, BEFORE], [(1000000, 1000001)])[0]


def test_no_word_is_doubled() -> None:
    best = OutputColumn("best", "measure", "Highest price", "number", USD)
    headline = tell([COUNTRY, best], [("FR", 30), ("DE", 60)], measures=["orders.price"])[0]
    assert headline == "DE comes first by Highest price: $60."


def test_both_periods_that_were_compared_are_said() -> None:
    year = OutputColumn("year", "dimension", "Year", "time", None, "orders.day", "year")
    rows = [(date(2025, 1, 1), 80), (date(2026, 1, 1), 70)]
    headline = tell([year, REVENUE], rows, today=date(2026, 11, 22))[0]
    assert headline == "Revenue: $80 in 2025, $70 in 2026."


def test_one_row_of_a_ranking_is_named() -> None:
    price = OutputColumn("price", "dimension", "List price", "number", USD, "orders.price_of")
    order = [{"field": "orders.country", "direction": "desc"}]
    assert tell([COUNTRY, price], [("FR", 30)], order_by=order, limit=1)[0] == "FR comes first: List price $30."


def test_what_has_no_name_is_without_the_thing_that_is_named() -> None:
    kinds = Table(
        name="productsubcategory",
        label="Product subcategories",
        source="k",
        dimensions=(Dimension(name="name"), Dimension(name="size", label="Size group")),
    )
    model = MODEL.model_copy(update={"tables": (*MODEL.tables, kinds)})
    rows: list[tuple[str | None, int]] = [(None, 7), ("Helmets", 40), ("Gloves", 9)]
    for field, label, said in (("name", "Name", "product subcategory"), ("size", "Size group", "Size group")):
        column = OutputColumn(field, "dimension", label, "string", None, f"productsubcategory.{field}")
        details = tell([column, PRICE], rows, model=model)[1]
        assert f"Without {said}: $7." in details


def test_the_best_periods_are_a_ranking_and_no_way_from_one_to_the_next() -> None:
    rows = [(date(2024, 11, 1), 90), (date(2023, 12, 1), 60), (date(2024, 3, 1), 30)]
    order = [{"field": "revenue", "direction": "desc"}]
    headline, details, caveats = tell([MONTH, REVENUE], rows, limit=3, order_by=order)
    assert headline == "Nov 2024 has the highest Revenue: $90."
    assert details[:2] == ("Next comes Dec 2023 with $60.", "Lowest here: Mar 2024 with $30.")
    assert not any("in between" in one for one in caveats)


def test_the_worst_period_comes_first_where_the_lowest_are_asked_for() -> None:
    rows = [(date(2024, 3, 1), 30), (date(2023, 12, 1), 60)]
    order = [{"field": "revenue", "direction": "asc"}]
    assert tell([MONTH, REVENUE], rows, limit=2, order_by=order)[0] == "Mar 2024 has the lowest Revenue: $30."
