"""What is chosen on a dashboard goes into its address and comes back from it; nothing else does."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.build.artifact import DashboardContent, DashboardFilter
from lunara.semantic.query import TimeRange
from lunara.ui.build_desk import BuildDesk
from lunara.ui.dashboard_link import DATES, chosen, range_of, range_words, take_chosen

CONTENT = DashboardContent(
    filters=(
        DashboardFilter(id="a", field="orders.channel", label="Channel"),
        DashboardFilter(id="b", field="orders.gift", label="Gift", values=(True,)),
    ),
    date_range=TimeRange(this="year"),
)
RANGES = [
    None,
    TimeRange(last=7, grain="day"),
    TimeRange(last=12, grain="month", complete=True),
    TimeRange(this="month"),
    TimeRange(previous="year"),
    TimeRange(to_date="quarter"),
    TimeRange.model_validate({"from": date(2025, 1, 1), "to": date(2025, 2, 1)}),
    TimeRange.model_validate({"from": date(2025, 1, 1)}),
    TimeRange.model_validate({"to": date(2025, 2, 1)}),
]


def test_what_everybody_starts_with_is_not_in_the_address() -> None:
    assert chosen(BuildDesk(), CONTENT) == {}
    assert chosen(BuildDesk(window=TimeRange(this="year"), own_window=True, values={"b": (True,)}), CONTENT) == {}


@pytest.mark.parametrize("window", RANGES)
def test_a_choice_comes_back_as_it_was(window: TimeRange | None) -> None:
    desk = BuildDesk(values={"a": ('we"b & <i>', None, 3), "b": ()}, window=window, own_window=True)
    address = chosen(desk, CONTENT)
    found = BuildDesk()
    take_chosen(found, CONTENT, lambda name: address.get(name, ""))
    assert (found.values, found.window, found.own_window) == (desk.values, window, True)
    assert window is None or range_of(range_words(window)) == window


@pytest.mark.parametrize(
    "text",
    ["[", "web", '{"a":1}', '[["web"]]', '[{"x":1}]', "[NaN]", "[" + ",".join("1" * 200) + "]", '"a"', "[1" * 900],
)
def test_what_is_no_list_of_values_is_left_out(text: str) -> None:
    desk = BuildDesk()
    address = {"show-a": text, "show-zebra": '["x"]'}
    take_chosen(desk, CONTENT, lambda name: address.get(name, ""))
    assert desk.values == {}


@pytest.mark.parametrize(
    "text", ["", "x", "..", "last", "last-0-day", "last-x-day", "last-3-aeon", "this-", "2025-13-01..", "'; drop--"]
)
def test_what_is_no_range_is_left_out(text: str) -> None:
    desk = BuildDesk()
    take_chosen(desk, CONTENT, lambda name: text if name == DATES else "")
    assert (desk.window, desk.own_window) == (None, False)


def test_a_choice_that_is_too_long_for_an_address_stays_out_of_it() -> None:
    desk = BuildDesk(values={"a": tuple(f"value {i}" for i in range(500))})
    assert chosen(desk, CONTENT) == {}
