"""Numbers out of a date are shown by name, in the order of the numbers, wherever a result is shown."""

from __future__ import annotations

from lunara.charts.arrange import arrange
from lunara.charts.choose import choose_chart
from lunara.charts.display import cell
from lunara.charts.parts import with_names
from tests.unit.charts.made import compiled, dimension, measure, result

DAY = dimension("d", "Day", type="number", part="day_of_week")


def test_a_chart_has_the_days_by_name_in_the_order_of_the_week() -> None:
    query, rows = compiled(DAY, measure("v")), result({"d": [1, 2, 3, 4], "v": [3, 9, 1, 4]})
    spec = choose_chart(query, rows)
    drawn = arrange(spec, query.columns, rows)
    assert [group.label for group in drawn.groups] == ["Monday", "Tuesday", "Wednesday", "Thursday"]


def test_a_table_keeps_its_rows_and_what_is_no_part_of_a_date() -> None:
    shown = with_names(result({"d": [7, None, 1], "v": [3, 9, 1]}).data, (DAY, measure("v")))
    assert shown.to_pydict() == {"d": ["Sunday", None, "Monday"], "v": [3, 9, 1]}


def test_an_hour_and_a_number_that_no_day_has_stay_numbers() -> None:
    assert cell(9, dimension("h", type="number", part="hour")) == "9"
    assert cell(8, DAY) == "8" and cell(None, DAY) == "(none)"
