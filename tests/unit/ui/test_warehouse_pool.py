"""Open warehouses are shared, kept apart by organization and version, and closed when nobody needs them."""

from __future__ import annotations

from typing import Any, cast

import pytest

from lunara.connect.warehouse import Warehouse
from lunara.errors import ConnectFailed
from lunara.ui.warehouses import WarehousePool


class Opened:
    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


def opener(into: list[Opened]) -> Any:
    def open_it() -> Warehouse:
        into.append(Opened())
        return cast(Warehouse, into[-1])

    return open_it


def test_one_warehouse_a_source_and_version() -> None:
    made: list[Opened] = []
    pool = WarehousePool()
    assert pool.get(("a", "s", 1), opener(made)) is pool.get(("a", "s", 1), opener(made))
    pool.get(("b", "s", 1), opener(made))
    pool.get(("a", "s", 2), opener(made))
    assert len(made) == 3


def test_a_failed_opening_is_tried_again() -> None:
    pool = WarehousePool()

    def refuse() -> Warehouse:
        raise ConnectFailed("no", "")

    with pytest.raises(ConnectFailed):
        pool.get(("a", "s", 1), refuse)
    made: list[Opened] = []
    assert pool.get(("a", "s", 1), opener(made)) is cast(Warehouse, made[0])


def test_idle_ones_are_closed_and_busy_ones_are_not() -> None:
    now = [0.0]
    made: list[Opened] = []
    pool = WarehousePool(idle=100, grace=10, clock=lambda: now[0])
    for source in ("idle", "busy"):
        pool.get(("a", source, 1), opener(made))
    pool.begin(("a", "busy", 1))
    now[0] = 101
    pool.get(("a", "new", 1), opener(made))
    assert [one.closed for one in made] == [1, 0, 0]


def test_an_older_version_goes_once_its_user_had_time() -> None:
    now = [0.0]
    made: list[Opened] = []
    pool = WarehousePool(idle=1000, grace=10, clock=lambda: now[0])
    pool.get(("a", "s", 1), opener(made))
    pool.get(("a", "s", 2), opener(made))
    assert made[0].closed == 0
    now[0] = 11
    pool.get(("a", "s", 2), opener(made))
    assert [one.closed for one in made] == [1, 0]


def test_no_more_than_entries_stay_open() -> None:
    now = [0.0]
    made: list[Opened] = []
    pool = WarehousePool(entries=3, grace=5, clock=lambda: now[0])
    for number in range(10):
        now[0] += 6
        pool.get(("a", f"s{number}", 1), opener(made))
    assert len(pool) <= 3
    assert sum(one.closed for one in made) == 7


def test_dropping_a_source_closes_every_version_of_it_only() -> None:
    made: list[Opened] = []
    pool = WarehousePool()
    for key in (("a", "s", 1), ("a", "s", 2), ("a", "t", 1), ("b", "s", 1)):
        pool.get(key, opener(made))
    pool.drop("a", "s")
    assert [one.closed for one in made] == [1, 1, 0, 0]
