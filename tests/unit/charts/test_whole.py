"""What is said of the first and last period is what is drawn of them: apart where not whole, not there without data."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from lunara.charts.arrange import Arranged, arrange
from lunara.charts.draw import figure
from lunara.charts.palette import THEMES
from lunara.charts.spec import ChartSpec
from lunara.charts.static import vega_lite
from lunara.charts.whole import partial_ends
from tests.unit.charts.made import measure, month, result

WEEKS = [date(2011, 9, 26) + timedelta(days=7 * n) for n in range(14)]
Q4 = (date(2011, 10, 1), date(2012, 1, 1))
REACH = (date(2011, 5, 31), date(2011, 12, 22))
THEME = next(iter(THEMES.values()))


def drawn(kind: str = "line", **x: Any) -> tuple[ChartSpec, Any, Any]:
    columns = (month(grain="week", **x), measure("sales"))
    rows = result({"month": WEEKS, "sales": [235, 14, 15, 9, 12, 186, 18, 19, 14, 86, 12, 15, 13, 0]})
    return ChartSpec(kind=kind, x="month", y=("sales",)), columns, rows


def arranged(kind: str = "line", **x: Any) -> Arranged:
    return arrange(*drawn(kind, **x))


def test_a_period_that_the_range_cuts_is_drawn_apart_and_said() -> None:
    cut = arranged(asked=Q4)
    assert cut.begun and cut.unfinished
    assert cut.notes == (
        "Week of 26 Sep 2011 is cut by the date range and drawn apart.",
        "Week of 26 Dec 2011 is cut by the date range and drawn apart.",
    )
    whole = arranged(asked=(WEEKS[0], WEEKS[-1] + timedelta(days=7)))
    assert not whole.begun and not whole.unfinished and whole.notes == ()


def test_what_is_filled_in_after_the_data_is_not_drawn() -> None:
    seen = arranged(asked=Q4, reach=REACH)
    assert seen.groups[-1].label == "Week of 19 Dec 2011" and seen.unfinished
    assert seen.notes == (
        "The data ends on 22 Dec 2011: nothing is drawn after it.",
        "Week of 26 Sep 2011 is cut by the date range and drawn apart.",
        "Week of 19 Dec 2011 is where the data ends and drawn apart.",
    )
    # nothing is left away that has a number, whatever is known of the data
    short = arranged(reach=(date(2011, 10, 3), date(2011, 10, 20)))
    assert len(short.groups) == 13


@pytest.mark.parametrize("kind", ["line", "bar"])
def test_both_ends_stand_apart_on_screen_and_in_print(kind: str) -> None:
    spec, columns, rows = drawn(kind, asked=Q4, reach=REACH)
    on_screen = figure(spec, columns, rows, THEME)
    printed = vega_lite(arrange(spec, columns, rows), THEME, width=700, height=300)
    if kind == "bar":
        assert on_screen["data"][0]["marker"]["pattern"]["shape"] == ["/", *[""] * 11, "/"]
        values = printed["data"]["values"]
        assert [row["p"] for row in values] == [True, *[False] * 11, True]
        return
    line, *ends = on_screen["data"]
    assert line["y"][0] is None and line["y"][-1] is None and line["y"][1] == 14
    assert [trace["y"] for trace in ends] == [[235, 14], [235], [15, 13], [13]]
    assert [trace["line"]["dash"] for trace in ends[::2]] == ["dot", "dot"]
    assert {trace["marker"]["symbol"] for trace in ends[1::2]} == {"circle-open"}
    assert len(printed["layer"]) == 5


def test_a_range_that_ends_with_the_data_is_where_the_data_ends() -> None:
    days = [date(2011, 11, 1), date(2011, 12, 1)]
    reach = (date(2011, 5, 31), date(2011, 12, 22))
    assert partial_ends(days, "month", window=(days[0], date(2011, 12, 23)), reach=reach) == ("", "edge")
    assert partial_ends(days, "month", window=(days[0], date(2011, 12, 20)), reach=reach) == ("", "cut")
    assert partial_ends(days, "month", window=(days[0], None), today=date(2011, 12, 3)) == ("", "unfinished")
    assert partial_ends(days, "month", reach=(date(2011, 11, 2), date(2011, 12, 30))) == ("", "")
    assert partial_ends([date(9999, 12, 1)], "month", window=(None, date(9999, 12, 3))) == ("", "")


@pytest.mark.parametrize("grain", ["month", "quarter", "year"])
def test_a_few_quiet_days_are_no_end_of_the_data_and_a_week_is_one(grain: Any) -> None:
    """A quarter of which a week is missing is no whole one to hold against another."""
    start = date(2011, 1, 1)
    for missing, late in ((3, ""), (7, "edge")):
        last = {"month": date(2011, 1, 31), "quarter": date(2011, 3, 31), "year": date(2011, 12, 31)}[grain]
        reach = (date(2010, 1, 1), last - timedelta(days=missing))
        assert partial_ends([start], grain, window=(start, None), reach=reach)[1] == late
