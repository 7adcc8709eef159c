"""Amounts of time: a total and an average, under the names that people use, and exact between two moments."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lunara.connect.run import Runner, run
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.model import Measure, SemanticModel, Table
from lunara.semantic.query import SemanticQuery
from tests.unit.draft.live import duck, lite
from tests.unit.draft.styles import STYLES, catalog_in

EVENT = "machine_id int, started_at timestamp, ended_at timestamp, reason varchar"


def _drafted(style: str, table: str, columns: str) -> tuple[Table, dict[str, str]]:
    catalog, logical = catalog_in(style, {table: columns})
    return draft_model(catalog, name="x").model.tables[0], logical[table]


def _called(table: Table, words: str) -> list[str]:
    """The aggregates of the measures that are called so."""
    return [m.aggregate for m in table.measures if words in {(m.label or "").lower(), *m.synonyms}]


def _of(table: Table, column: str) -> dict[str, Measure]:
    return {
        m.aggregate: m
        for m in table.measures
        if (m.expression or "").strip('"').lower().replace(" ", "_") == column.lower()
    }


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("table", "column", "unit", "bare"),
    [
        ("downtime_events", "duration_minutes", "minutes", "sum"),
        ("machine_log", "downtime_minutes", "minutes", "sum"),
        ("timesheets", "hours_worked", "hours", "sum"),
        ("sessions", "seconds_played", "seconds", "sum"),
        ("flights", "departure_delay_minutes", "minutes", "avg"),
        ("calls", "duration_seconds", "seconds", "avg"),
        ("calls", "hold_time_seconds", "seconds", "avg"),
        ("requests", "elapsed_ms", "ms", "avg"),
    ],
)
def test_a_total_and_an_average(style: str, table: str, column: str, unit: str, bare: str) -> None:
    found, logical = _drafted(style, table, f"event_id int, {EVENT}, {column} int")
    physical = next(d for d in found.dimensions if d.name == logical[column])
    both = _of(found, (physical.expression or physical.name).strip('"').replace(" ", "_"))
    assert set(both) == {"sum", "avg"}, [m.name for m in found.measures]
    for measure in both.values():
        assert measure.format is not None and (measure.format.kind, measure.format.unit) == ("duration", unit)
    labels = [m.label or "" for m in both.values()]
    assert len(set(labels)) == 2
    assert next(m for m in found.measures if m.aggregate in both and m.expression is not None).aggregate == bare


@pytest.mark.parametrize("style", STYLES)
def test_the_words_for_downtime(style: str) -> None:
    found, _ = _drafted(style, "downtime_events", f"event_id int, {EVENT}, duration_minutes int")
    said = {
        words: _called(found, words)
        for words in ("downtime", "total downtime", "downtime minutes", "average downtime", "duration")
    }
    assert said == {
        "downtime": ["sum"],
        "total downtime": ["sum"],
        "downtime minutes": ["sum"],
        "average downtime": ["avg"],
        "duration": ["avg"],
    }


def test_the_words_for_delays_calls_and_tracks() -> None:
    flights, _ = _drafted("snake", "flights", "flight_id int, departed_at timestamp, arrival_delay_minutes int")
    assert _called(flights, "arrival delay") == ["avg"]
    assert _called(flights, "total arrival delay") == _called(flights, "arrival delay minutes") == ["sum"]
    calls, _ = _drafted("camel", "call_log", "call_id int, started_at timestamp, dur_sec int")
    assert _called(calls, "call duration") == ["avg"]
    assert _called(calls, "total call time") == ["sum"]
    track, _ = _drafted("snake", "track", "track_id int, name varchar, milliseconds int")
    assert _called(track, "track length") == ["avg"]
    assert _called(track, "total track length") == ["sum"]
    plays, _ = _drafted("snake", "play", "play_id int, played_at timestamp, seconds_played int")
    assert _called(plays, "playtime") == _called(plays, "seconds played") == ["sum"]
    assert _called(plays, "average playtime") == ["avg"]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "column",
    [
        "lead_time_days",
        "response_time_ms",
        "term_months",
        "warranty_months",
        "average_duration_minutes",
        "days_on_market",
        "latency_ms",
        "first_response_minutes",
    ],
)
def test_what_no_sum_says_anything_about(style: str, column: str) -> None:
    found, _ = _drafted(style, "requests", f"request_id int, requested_at timestamp, {column} int")
    assert [m.aggregate for m in found.measures] == ["count", "avg"]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("column", "right"),
    [
        ("delay_cost", ["sum"]),
        ("overtime_rate", ["avg"]),
        ("downtime_percent", ["avg"]),
        ("delay_code", []),
        ("downtime_count", ["sum"]),
    ],
)
def test_what_only_sounds_like_an_amount_of_time(style: str, column: str, right: list[str]) -> None:
    found, _ = _drafted(style, "flights", f"flight_id int, departed_at timestamp, {column} int")
    assert [m.aggregate for m in found.measures if m.aggregate != "count"] == right
    assert not [m for m in found.measures if m.format is not None and m.format.kind == "duration"]


def test_a_column_with_the_duration_makes_one_between_its_moments_needless() -> None:
    with_it, _ = _drafted("camel", "downtime_events", f"event_id int, {EVENT}, duration_minutes int")
    without, _ = _drafted("camel", "downtime_events", f"event_id int, {EVENT}")
    assert [m.expression for m in with_it.measures if m.expression] == ['"durationMinutes"'] * 2
    assert [(m.name, m.aggregate) for m in without.measures][1:] == [
        ("average_duration", "avg"),
        ("total_duration", "sum"),
    ]
    assert _called(without, "downtime") == _called(without, "downtime hours") == ["sum"]
    assert _called(without, "average downtime") == ["avg"]
    shipped, _ = _drafted(
        "snake", "orders", "order_id int, ordered_at timestamp, shipped_at timestamp, days_to_ship int"
    )
    assert [m.expression for m in shipped.measures if m.expression] == ["days_to_ship"]
    flown, _ = _drafted(
        "snake", "flights", "flight_id int, departure_time timestamp, arrival_time timestamp, arrival_delay_minutes int"
    )
    assert "average_hours_to_arrive" in [m.name for m in flown.measures]
    stayed, _ = _drafted(
        "snake", "stays", "stay_id int, admitted_at timestamp, discharged_at timestamp, length_of_stay_days int"
    )
    assert [m.expression for m in stayed.measures if m.expression] == ["length_of_stay_days"]
    delayed, _ = _drafted("snake", "calls", f"call_id int, {EVENT}, wait_seconds int")
    assert "average_duration" in [m.name for m in delayed.measures]


def test_a_plan_and_what_came_of_it_are_not_mixed() -> None:
    found, _ = _drafted(
        "camel",
        "work_orders",
        "work_order_id int, planned_start timestamp, planned_end timestamp, actual_end timestamp",
    )
    assert [m.name for m in found.measures] == ["work_order_count"]


ROWS = """
create table calls (call_id int, started_at timestamp, ended_at timestamp);
insert into calls values (1, '2024-03-01 23:50:00', '2024-03-02 00:05:00'), (2, '2024-03-01 08:00:00', '2024-03-01 20:30:00'),
    (3, '2024-03-05 10:00:00', null), (4, '2024-02-28 12:00:00', '2024-03-01 12:00:00');
create table orders (order_id int, ordered_at timestamp, shipped_at timestamp, delivered_date date);
insert into orders values (1, '2024-03-01 22:00:00', '2024-03-02 04:00:00', '2024-03-03'),
    (2, '2024-03-01 00:00:00', '2024-03-02 18:00:00', '2024-03-03');
create table stays (stay_id int, check_in date, start_date date, end_date date);
insert into stays values (1, null, '2024-02-27', '2024-03-01'), (2, null, '2024-03-01', '2024-03-02');
"""


def _value(warehouse: Warehouse, model: SemanticModel, measure: str) -> float:
    query = compile_query(SemanticQuery(measures=(measure,)), model, warehouse.dialect, Clock(date(2025, 6, 1)))
    return float(run(warehouse, query.sql).rows()[0][0])


@pytest.mark.parametrize("make", [duck, lite])
def test_durations_are_exact_not_a_count_of_midnights(make: type, tmp_path: Path) -> None:
    warehouse: Warehouse = make(tmp_path, ROWS)
    model = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None))).model
    assert _value(warehouse, model, "calls.total_duration") == 0.25 + 12.5 + 48
    assert _value(warehouse, model, "calls.average_duration") == pytest.approx((0.25 + 12.5 + 48) / 3, rel=1e-12)
    assert _value(warehouse, model, "orders.average_days_to_ship") == (0.25 + 1.75) / 2
    assert _value(warehouse, model, "orders.average_days_to_deliver") == 2
    assert _value(warehouse, model, "stays.total_duration_days") == 3 + 1
