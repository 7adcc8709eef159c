"""A large catalog is read schema by schema: watched, stopped, and gone on with where it stopped."""

from __future__ import annotations

import pytest

from lunara.connect.catalog import Catalog, Column, Table
from lunara.connect.catalog_reading import READ_AT_ONCE, KeptReadings, read_catalog
from lunara.connect.postgres import PostgresWarehouse
from lunara.connect.warehouse import BySchema, CancelToken
from lunara.errors import Cancelled, ConnectFailed


class Large:
    """Three schemas, of which one fails the first time."""

    dialect = "duckdb"

    def __init__(self, tables: int, fails: str = "") -> None:
        self.tables, self.fails = tables, fails
        self.asked: list[str | None] = []

    def schemas(self, *, cancel: CancelToken | None = None) -> dict[str, int]:
        return dict.fromkeys(("a", "b", "c"), self.tables)

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        self.asked.append(schema)
        if schema == self.fails:
            self.fails = ""
            raise ConnectFailed("The connection to the database was lost.", code="connection_lost")
        names = ["a", "b", "c"] if schema is None else [schema]
        return Catalog("duckdb", tuple(Table(name, "t", (Column("x", "int"),)) for name in names))


class Told:
    def __init__(self) -> None:
        self.fractions: list[float | None] = []

    def __call__(self, label: str, *, detail: str = "", fraction: float | None = None) -> None:
        self.fractions.append(fraction)


def test_few_tables_are_read_at_once() -> None:
    warehouse = Large(READ_AT_ONCE // 3)
    assert len(read_catalog(warehouse, report=Told(), cancel=CancelToken()).tables) == 3  # type: ignore[arg-type]
    assert warehouse.asked == [None]


def test_many_are_read_in_parts_with_progress() -> None:
    warehouse, told = Large(READ_AT_ONCE), Told()
    found = read_catalog(warehouse, report=told, cancel=CancelToken())  # type: ignore[arg-type]
    assert [table.schema for table in found.tables] == warehouse.asked == ["a", "b", "c"]
    assert told.fractions == [None, 0.0, pytest.approx(1 / 3), pytest.approx(2 / 3)]


def test_a_reading_that_failed_goes_on_where_it_stopped() -> None:
    warehouse, kept = Large(READ_AT_ONCE, fails="b"), KeptReadings().of("someone")
    with pytest.raises(ConnectFailed):
        read_catalog(warehouse, report=Told(), cancel=CancelToken(), kept=kept)  # type: ignore[arg-type]
    assert list(kept) == ["a"]
    found = read_catalog(warehouse, report=Told(), cancel=CancelToken(), kept=kept)  # type: ignore[arg-type]
    assert warehouse.asked == ["a", "b", "b", "c"]
    assert [table.schema for table in found.tables] == ["a", "b", "c"]
    assert kept == {}


def test_it_stops_between_two_schemas() -> None:
    token = CancelToken()

    class Stopping(Told):
        def __call__(self, label: str, *, detail: str = "", fraction: float | None = None) -> None:
            if fraction:
                token.cancel()

    warehouse = Large(READ_AT_ONCE)
    with pytest.raises(Cancelled):
        read_catalog(warehouse, report=Stopping(), cancel=token)  # type: ignore[arg-type]
    assert warehouse.asked == ["a", "b"]


def test_parts_are_kept_apart_and_forgotten() -> None:
    now = 0.0
    readings = KeptReadings(seconds=10, clock=lambda: now)
    mine = readings.of(("org one", "ann"))
    mine["a"] = ()
    assert readings.of(("org one", "ann")) is mine
    assert readings.of(("org two", "ann")) == {}
    now = 11.0
    assert readings.of(("org one", "ann")) == {}


def test_what_declares_it_has_it() -> None:
    assert issubclass(PostgresWarehouse, BySchema)
