"""What a drafted dashboard shows of data that began or ended lately, and by whose names it ranks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.build.artifact import DashboardContent, Place, Widget
from lunara.build.kinds.draft import draft_dashboard, placed_in_rows
from lunara.build.kinds.grid import reading_order
from lunara.connect import open_url
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Measure, Relationship, SemanticModel, Table
from lunara.semantic.query import Compare

MODEL = SemanticModel(
    name="m",
    tables=(
        Table(
            name="orders",
            source="orders",
            primary_key=("id",),
            default_time="ordered_at",
            dimensions=(
                Dimension(name="id", type="number"),
                Dimension(name="ordered_at", type="time"),
                Dimension(name="channel"),
                Dimension(name="region"),
            ),
            measures=(
                Measure(name="revenue", aggregate="sum", expression="amount"),
                Measure(name="ordersplaced_in_rows", aggregate="count"),
            ),
        ),
        Table(
            name="people",
            source="people",
            label="People",
            primary_key=("id",),
            dimensions=(
                Dimension(name="id", type="number"),
                Dimension(name="title", label="Title"),
                Dimension(name="nick_name", label="Name"),
                Dimension(name="last_name"),
            ),
        ),
    ),
    relationships=(
        Relationship(
            name="buyer",
            from_table="orders",
            from_columns=("person",),
            to_table="people",
            to_columns=("id",),
        ),
    ),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    path: Path = tmp_path_factory.mktemp("draft") / "orders.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute(
            "create table orders as select row_number() over () as id, day::timestamp as ordered_at, 10 as amount, "
            "['web', 'store'][1 + (row_number() over ()) % 2] as channel, case when day < date '2026-02-01' then 'EU' end "
            "as region, (row_number() over ()) % 40 as person "
            "from range(date '2025-05-31', date '2026-11-15', interval 1 day) days(day)"
        )
        made.execute(
            "create table people as select i as id, case when i < 2 then 'Mr.' when i < 4 then 'Ms.' end as title, "
            "case when i < 5 then 'Nick ' || i end as nick_name, 'Last ' || i as last_name from range(40) t(i)"
        )
    warehouse = open_url(f"duckdb://{path}")
    yield warehouse
    warehouse.close()


def drafted(store: Warehouse, today: date) -> DashboardContent:
    return draft_dashboard(MODEL, "m", store, Clock(today))


def _compares(content: DashboardContent) -> list[Compare]:
    queries = [tile.figure.query for tile in content.widgets if tile.figure is not None]
    return [query.compare for query in queries if query is not None and query.compare is not None]


def test_nothing_is_compared_with_months_before_the_data(store: Warehouse) -> None:
    content = drafted(store, date(2026, 11, 22))
    span = content.date_range
    # Twelve whole months, and the twelve before them lie before the data.
    assert span is not None and (span.last, span.grain, span.complete) == (12, "month", True)
    assert _compares(content) == []


def test_the_range_begins_with_the_first_whole_month(store: Warehouse) -> None:
    span = drafted(store, date(2025, 10, 3)).date_range
    # 31 May is no month: June to September 2025.
    assert span is not None and (span.last, span.complete) == (4, True)


def test_a_month_that_the_data_ends_in_is_left_out(store: Warehouse) -> None:
    content = drafted(store, date(2028, 3, 1))
    assert content.date_range is not None
    assert (content.date_range.from_, content.date_range.to) == (date(2025, 11, 1), date(2026, 11, 1))


def test_titles_and_names_that_few_have_rank_nobody(store: Warehouse) -> None:
    content = drafted(store, date(2026, 11, 22))
    fields = [
        dimension if isinstance(dimension, str) else dimension.field
        for tile in content.widgets
        if tile.figure is not None and tile.figure.query is not None
        for dimension in tile.figure.query.dimensions
    ]
    assert not {"people.title", "people.nick_name"} & set(fields)


def test_a_field_that_is_mostly_empty_splits_nothing(store: Warehouse) -> None:
    content = drafted(store, date(2026, 11, 22))
    assert [item.field for item in content.filters] == ["orders.channel"]


@given(
    st.lists(st.tuples(st.sampled_from(["kpi", "chart", "table"]), st.integers(1, 12), st.integers(1, 6)), max_size=14)
)
def test_every_row_of_a_draft_fills_the_grid(tiles: list[tuple[str, int, int]]) -> None:
    widgets = [
        Widget.model_construct(id="new", kind=kind, title="", text="", figure=None, place=Place(x=0, y=0, w=w, h=h))
        for kind, w, h in tiles
    ]
    places = [widget.place for widget in reading_order(placed_in_rows(widgets))]
    assert len(places) == len(tiles)
    cells = {(x, y) for p in places for x in range(p.x, p.x + p.w) for y in range(p.y, p.y + p.h)}
    assert len(cells) == sum(p.w * p.h for p in places)
    assert len(cells) == 12 * max((p.y + p.h for p in places), default=0)
