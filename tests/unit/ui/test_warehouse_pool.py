"""Open warehouses are shared, kept apart by organization and version, and closed when nobody needs them."""

from __future__ import annotations

import threading
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


def opened(pool: WarehousePool, key: tuple[str, str, int], into: list[Opened]) -> Warehouse:
    with pool.lease(key, opener(into)) as warehouse:
        return warehouse


def test_one_warehouse_a_source_and_version() -> None:
    made: list[Opened] = []
    pool = WarehousePool()
    assert opened(pool, ("a", "s", 1), made) is opened(pool, ("a", "s", 1), made)
    opened(pool, ("b", "s", 1), made)
    opened(pool, ("a", "s", 2), made)
    assert len(made) == 3


def test_a_failed_opening_is_tried_again_and_leaves_nothing() -> None:
    pool = WarehousePool()

    def refuse() -> Warehouse:
        raise ConnectFailed("no", "")

    with pytest.raises(ConnectFailed), pool.lease(("a", "s", 1), refuse):
        pass
    assert len(pool) == 0
    made: list[Opened] = []
    assert opened(pool, ("a", "s", 1), made) is cast(Warehouse, made[0])


def test_idle_ones_are_closed_and_held_ones_are_not() -> None:
    now = [0.0]
    made: list[Opened] = []
    pool = WarehousePool(idle=100, clock=lambda: now[0])
    opened(pool, ("a", "idle", 1), made)
    with pool.lease(("a", "a long draft", 1), opener(made)):
        now[0] = 1001
        opened(pool, ("a", "new", 1), made)
        assert [one.closed for one in made] == [1, 0, 0]
    now[0] = 1050
    opened(pool, ("a", "new", 1), made)
    assert made[1].closed == 0, "it is idle since it was given back"


def test_an_older_version_goes_once_nobody_holds_it() -> None:
    made: list[Opened] = []
    pool = WarehousePool()
    with pool.lease(("a", "s", 1), opener(made)):
        opened(pool, ("a", "s", 2), made)
        assert made[0].closed == 0
    opened(pool, ("a", "s", 2), made)
    assert [one.closed for one in made] == [1, 0]


def test_no_more_than_entries_stay_open() -> None:
    now = [0.0]
    made: list[Opened] = []
    pool = WarehousePool(entries=3, clock=lambda: now[0])
    for number in range(10):
        now[0] += 6
        opened(pool, ("a", f"s{number}", 1), made)
    assert len(pool) <= 3
    assert [one.closed for one in made] == [1] * 7 + [0] * 3


def test_dropping_a_source_closes_every_version_of_it_only() -> None:
    made: list[Opened] = []
    pool = WarehousePool()
    for key in (("a", "s", 1), ("a", "s", 2), ("a", "t", 1), ("b", "s", 1)):
        opened(pool, key, made)
    pool.drop("a", "s")
    assert [one.closed for one in made] == [1, 1, 0, 0]


def test_a_dropped_one_is_closed_by_whoever_gives_it_back_last() -> None:
    made: list[Opened] = []
    pool = WarehousePool()
    key = ("a", "s", 1)
    with pool.lease(key, opener(made)) as first:
        with pool.lease(key, opener(made)):
            pool.drop("a", "s")
            assert made[0].closed == 0, "a statement runs on it"
            assert opened(pool, key, made) is not first, "and nobody else is given it"
        assert made[0].closed == 0
    assert [one.closed for one in made] == [1, 0]


def test_a_drop_while_it_is_being_opened_leaves_nothing_open() -> None:
    made: list[Opened] = []
    pool = WarehousePool()
    opening, go = threading.Event(), threading.Event()

    def slow() -> Warehouse:
        opening.set()
        go.wait(5)
        return cast(Warehouse, opener(made)())

    def use() -> None:
        with pool.lease(("a", "s", 1), slow):
            pass

    user = threading.Thread(target=use)
    user.start()
    opening.wait(5)
    pool.drop("a", "s")
    go.set()
    user.join(5)
    assert [one.closed for one in made] == [1] and len(pool) == 0


def test_a_lease_that_raises_gives_it_back() -> None:
    made: list[Opened] = []
    pool = WarehousePool()
    with pytest.raises(KeyError), pool.lease(("a", "s", 1), opener(made)):
        raise KeyError
    pool.drop("a", "s")
    assert made[0].closed == 1
