"""Things that have no table of their own, only lines: they are counted by different numbers and never as rows."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from lunara.connect import open_url
from lunara.connect.catalog import Catalog, Column, Table
from lunara.connect.run import Runner
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.model import SemanticModel

WARDROBE = """
create table dim_member (member_key integer, member_name varchar);
create table fact_hire_line (ticket_no integer, line_no integer, member_key integer, hired_on date, pieces integer,
  net_amount double);
create table fact_damage (damage_id integer, ticket_no integer, member_key integer, found_on date, cost double);
insert into dim_member select i, 'Member ' || i from range(1, 30) t(i);
insert into fact_hire_line select 900 + i, l, 1 + i % 25, date '2024-01-01' + cast(i as integer), l, 10.0 * l
  from range(1, 60) t(i), range(1, 4) u(l) where l <= 1 + i % 3;
insert into fact_damage select i, 900 + 2 * (i % 20), 1 + i % 25, date '2024-05-01', 4.5 from range(1, 26) t(i);
"""
EXPORT = """
create table bookings (row_no integer, booking_id varchar, booked_on date, guest varchar, room_type varchar, amount double);
insert into bookings select 4 * i + l, 'B' || i, date '2024-01-01' + cast(i as integer), 'Guest ' || i % 20,
  case l when 1 then 'Double' else 'Single' end, 80.0 from range(1, 60) t(i), range(1, 4) u(l) where l <= 1 + i % 3;
"""
KNOWN = """
create table visits (visit_id integer primary key, came_on date);
create table tests (test_id integer primary key, visit_id integer, sample varchar);
insert into visits select i, date '2024-01-01' + cast(i as integer) from range(1, 40) t(i);
insert into tests select i, 1 + i % 39, 's' || i from range(1, 90) t(i);
"""


def drafted(path: Path, sql: str) -> SemanticModel:
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)
    warehouse = open_url(f"duckdb:///{path}")
    model = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None))).model
    warehouse.close()
    return model


def counted(model: SemanticModel) -> dict[str, tuple[str, str | None]]:
    """What is counted by different values, by its label: the table and the column."""
    return {
        m.label or m.name: (t.name, m.expression)
        for t in model.tables
        for m in t.measures
        if m.aggregate == "count_distinct" and m.filter is None
    }


def test_tickets_known_by_their_lines_are_counted_once_each(tmp_path: Path) -> None:
    model = drafted(tmp_path / "x.duckdb", WARDROBE)
    assert counted(model) == {"Tickets": ("fact_hire_line", "ticket_no")}
    (value,) = [m for m in model.measures if m.name == "average_ticket_value"]
    assert value.expression == "total_net_amount / ticket_count"
    (lines,) = [t for t in model.tables if t.name == "fact_hire_line"]
    assert "tickets" in lines.synonyms and lines.label == "Hire lines"
    assert [m.label for m in lines.measures][:2] == ["Hire lines", "Tickets"]


def test_a_table_called_after_what_its_rows_are_parts_of_counts_those(tmp_path: Path) -> None:
    model = drafted(tmp_path / "x.duckdb", EXPORT)
    assert counted(model) == {"Bookings": ("bookings", "booking_id")}
    assert [(m.name, m.label, m.aggregate) for m in model.tables[0].measures][:2] == [
        ("booking_count", "Bookings", "count_distinct"),
        ("booking_row_count", "Booking rows", "count"),
    ]
    assert [m.expression for m in model.measures if m.name == "average_booking_value"] == [
        "total_amount / booking_count"
    ]


def test_what_has_rows_of_its_own_is_counted_there(tmp_path: Path) -> None:
    assert counted(drafted(tmp_path / "x.duckdb", KNOWN)) == {}


@pytest.mark.parametrize(
    ("columns", "key", "expected"),
    [
        ("receipt_no integer, line_no integer, sold_on date, amount double", "receipt_no line_no", {"Receipts"}),
        (
            "scan_id integer, shipment_id integer, scanned_at timestamp",
            "scan_id",
            set(),
        ),  # nothing says that it repeats
        ("house_no integer, flat_no integer, rent double", "house_no flat_no", set()),
        ("country_code varchar, line_no integer, amount double", "country_code line_no", set()),
    ],
)
def test_without_counts_the_key_says_whether_several_rows_share_one(columns: str, key: str, expected: set[str]) -> None:
    made = tuple(Column(*c.split()) for c in columns.split(", "))
    model = draft_model(
        Catalog("duckdb", (Table("main", "slips", made, primary_key=tuple(key.split())),)), name="x"
    ).model
    assert counted(model).keys() == expected


def test_a_few_numbers_that_are_there_twice_make_no_lines_of_a_table_of_its_own(tmp_path: Path) -> None:
    """Rows of 55 bookings of which five were written down once more."""
    twice = EXPORT.replace(
        "range(1, 4) u(l) where l <= 1 + i % 3", "range(1, 3) u(l) where l <= 1 + cast(i < 6 as integer)"
    )
    assert counted(drafted(tmp_path / "x.duckdb", twice)) == {}


def test_different_stays_a_word_of_the_question(tmp_path: Path) -> None:
    model = drafted(tmp_path / "x.duckdb", WARDROBE)
    names = [s for t in model.tables for m in t.measures for s in (m.label or "", *m.synonyms)]
    assert not [name for name in names if "different" in name.lower().split()]
