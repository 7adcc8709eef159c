"""Which moment "in 2025" means for a table: in many writing styles, by names alone and with values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.connect.run import Runner
from lunara.semantic.draft import Draft, Probe, draft_model
from tests.unit.draft.live import duck
from tests.unit.draft.styles import STYLES, catalog_in

NAMED = [
    ("boarding_stays", "stay_id int, booked_on date, check_in date, check_out date, price double", "check_in"),
    ("hotel_bookings", "booking_id int, booked_on date, check_in date, check_out date, price double", "booked_on"),
    (
        "flights",
        "flight_id int, scheduled_departure timestamp, actual_departure timestamp, status varchar",
        "scheduled_departure",
    ),
    (
        "flights",
        "flight_id int, actual_arrival timestamp, actual_departure date, scheduled_arrival date, scheduled_departure date",
        "scheduled_departure",
    ),
    (
        "work_orders",
        "work_order_id int, planned_start timestamp, planned_end timestamp, actual_end timestamp",
        "planned_start",
    ),
    (
        "work_orders",
        "work_order_id int, actual_start timestamp, actual_end timestamp, planned_end timestamp, planned_start timestamp",
        "planned_start",
    ),
    ("orders", "order_id int, shipped_date date, order_date date, delivered_date date", "order_date"),
    ("orders", "order_id int, closed_at timestamp, created_at timestamp, shipped_at timestamp", "created_at"),
    ("tickets", "ticket_id int, resolved_at timestamp, opened_at timestamp, closed_at timestamp", "opened_at"),
    ("fines", "fine_id int, paid_on date, assessed_on date, amount double", "assessed_on"),
    ("payments", "payment_id int, due_date date, paid_date date, amount double", "paid_date"),
    ("downtime_events", "event_id int, ended_at timestamp, started_at timestamp, reason varchar", "started_at"),
    (
        "appointments",
        "appointment_id int, created_at timestamp, scheduled_at timestamp, status varchar",
        "scheduled_at",
    ),
    ("lessons", "lesson_id int, booked_at timestamp, starts_at timestamp, status varchar", "starts_at"),
    ("orders", "order_id int, booked_at timestamp, starts_at timestamp, status varchar", "booked_at"),
    ("shipments", "shipment_id int, expected_delivery_date date, delivered_date date, ship_date date", "ship_date"),
    ("stays", "stay_id int, arrival_date date, departure_date date", "arrival_date"),
    ("invoices", "invoice_id int, paid_date date, due_date date, invoice_date date", "invoice_date"),
    ("admissions", "admission_id int, discharged_at timestamp, admitted_at timestamp", "admitted_at"),
    ("applications", "application_id int, approved_on date, rejected_on date, submitted_on date", "submitted_on"),
    ("trips", "trip_id int, dropoff_date date, pickup_date date, distance double", "pickup_date"),
    ("projects", "project_id int, completed_on date, start_date date, deadline date", "start_date"),
    ("events", "event_id int, published_at timestamp, created_at timestamp, starts_at timestamp", "starts_at"),
    ("workshops", "workshop_id int, created_at timestamp, updated_at timestamp, start_date date", "start_date"),
    ("subscriptions", "subscription_id int, inserted_at timestamp, started_on date, ended_on date", "started_on"),
    ("films", "film_id int, created_at timestamp, release_date date", "release_date"),
    ("customers", "customer_id int, created_at timestamp, contract_start date", "created_at"),
    ("orders", "order_id int, created_at timestamp, pickup_at timestamp", "created_at"),
    ("branches", "branch_id int, created_at timestamp, opened_on date", "opened_on"),
    ("visits", "visit_id int, loaded_at timestamp, seen_on date", "seen_on"),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("table", "columns", "right"), NAMED)
def test_the_moment_a_row_came_to_be_or_was_due(style: str, table: str, columns: str, right: str) -> None:
    catalog, logical = catalog_in(style, {table: columns})
    model = draft_model(catalog, name="x").model
    assert model.tables[0].default_time == logical[table][right]


def _told(draft: Draft) -> tuple[str | None, str, str]:
    found = next(e for e in draft.evidence if e.kind == "default_time")
    return draft.model.tables[0].default_time, found.value, found.because


def test_the_reason_is_told() -> None:
    catalog, _ = catalog_in(
        "snake", {"flights": "flight_id int, scheduled_departure timestamp, actual_departure timestamp"}
    )
    time, value, because = _told(draft_model(catalog, name="x"))
    assert time == value == "scheduled_departure"
    assert because == (
        "scheduled_departure is the moment that a row of flights stands for: "
        "it is known before the row's actual times, which may be missing."
    )


def test_two_equal_moments_leave_it_to_a_person(tmp_path: Path) -> None:
    sql = """create table batches (batch_id int, mixed_on date, poured_on date, grade varchar);
        insert into batches select i, date '2024-01-01' + i::int, date '2024-01-03' + i::int, 'g' from range(60) r(i);"""
    warehouse = duck(tmp_path, sql)
    for probe in (None, Probe(Runner(warehouse, record=None))):
        time, value, because = _told(draft_model(warehouse.catalog(), name="x", probe=probe))
        assert (time, value) == (None, "")
        assert (
            because
            == "mixed_on and poured_on may each be the moment of a row of batches; nothing tells which, so none is set."
        )


def test_one_moment_in_two_forms_is_no_tie() -> None:
    catalog, _ = catalog_in("snake", {"batches": "batch_id int, mixed_on date, mixed_at timestamp, grade varchar"})
    assert draft_model(catalog, name="x").model.tables[0].default_time == "mixed_on"


def test_of_equal_moments_the_one_that_every_row_has(tmp_path: Path) -> None:
    warehouse = duck(
        tmp_path,
        """create table batches (batch_id int, mixed_on date, poured_on date, grade varchar);
        insert into batches select i, case when i % 5 > 0 then date '2024-01-01' + i::int end, date '2024-01-03' + i::int, 'g'
            from range(60) r(i);""",
    )
    time, _, because = _told(draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None))))
    assert (time, because) == (
        "poured_on",
        "poured_on is the moment that a row of batches stands for; every row has one.",
    )


@pytest.mark.parametrize("share", [1, 3])
def test_an_event_that_rarely_happened_gives_way_to_the_creation(tmp_path: Path, share: int) -> None:
    """A visit that most rows do not have is not the moment of the row, however well it is named."""
    warehouse = duck(
        tmp_path,
        f"""create table leads (lead_id int, visit_date date, created_on date, source varchar);
        insert into leads select i, case when i % 4 >= {share} then date '2024-01-05' + i::int end,
            date '2024-01-01' + i::int, 's' from range(80) r(i);""",
    )
    names_only = draft_model(warehouse.catalog(), name="x").model.tables[0]
    counted = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None))).model.tables[0]
    assert names_only.default_time == "visit_date"
    assert counted.default_time == ("created_on" if share == 3 else "visit_date")


def test_missing_moments_are_told_and_an_empty_column_is_never_taken(tmp_path: Path) -> None:
    warehouse = duck(
        tmp_path,
        """create table payments (payment_id int, payment_date date, paid_at timestamp, amount double);
        insert into payments select i, null, case when i % 4 > 0 then timestamp '2024-01-01' end, 1.5 from range(40) r(i);""",
    )
    draft = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None)))
    assert _told(draft) == (
        "paid_at",
        "paid_at",
        "paid_at is the moment that a row of payments stands for; 25% of the rows have none.",
    )


def test_the_day_of_an_entry_and_the_day_it_is_for_are_both_meant_by_bookings() -> None:
    columns = "reservation_id int, check_in date, check_out date, created_at timestamp"
    catalog, _ = catalog_in("snake", {"reservations": columns})
    time, _, because = _told(draft_model(catalog, name="x"))
    assert time is None
    assert "nothing tells which" in because


@pytest.mark.parametrize("column", ["loaded_at", "etl_batch_at", "ingested_on"])
def test_when_a_copy_came_is_no_date_of_the_business(column: str) -> None:
    catalog, _ = catalog_in("snake", {"customers": f"customer_id int, name varchar, {column} timestamp"})
    assert draft_model(catalog, name="x").model.tables[0].default_time is None


CALENDAR = {"dim_date": "date_key int, full_date date, calendar_year int"}


@pytest.mark.parametrize(
    ("columns", "dated"),
    [
        ("prescription_key int, filled_date_key int, amount double", True),
        ("prescription_key int, expiry_date_key int, amount double", False),
        ("prescription_key int, filled_date_key int, collected_date_key int, amount double", False),
    ],
)
def test_the_only_day_of_a_fact_is_its_own_whatever_it_is_called(columns: str, dated: bool) -> None:
    made = [
        Table("main", name, tuple(Column(*c.split()) for c in text.split(", ")), primary_key=(text.split()[0],))
        for name, text in (*CALENDAR.items(), ("fact_prescription", columns))
    ]
    days = [c.split()[0] for c in columns.split(", ") if "date_key" in c]
    keys = tuple(ForeignKey((day,), "main", "dim_date", ("date_key",)) for day in days)
    catalog = Catalog("duckdb", (made[0], replace(made[1], foreign_keys=keys)))
    fact = next(t for t in draft_model(catalog, name="x").model.tables if t.name == "fact_prescription")
    assert fact.default_time == ("dim_date.full_date" if dated else None)
