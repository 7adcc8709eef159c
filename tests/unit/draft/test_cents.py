"""Amounts that are kept in cents are drafted as money, and the short names of arrivals and departures are written out."""

from __future__ import annotations

import duckdb
import pytest

from lunara.connect.catalog import Catalog, Column, Table
from lunara.semantic.compile import compile_query
from lunara.semantic.draft import draft_model
from lunara.semantic.model import Dimension, Measure, SemanticModel
from lunara.semantic.model import Table as Drafted
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.conftest import CLOCK


def drafted(columns: str, name: str = "receipts") -> tuple[SemanticModel, Drafted]:
    made = tuple(Column(*c.split()) for c in columns.split(", "))
    model = draft_model(Catalog("duckdb", (Table("main", name, made, primary_key=(made[0].name,)),)), name="x").model
    return model, model.tables[0]


def field(table: Drafted, name: str) -> Dimension | Measure:
    return next(f for f in (*table.measures, *table.dimensions) if f.name == name)


def test_cents_are_shown_as_money() -> None:
    model, table = drafted("receipt_id integer, issued_at timestamp, total_cents integer, net_price_cents bigint")
    total, price = field(table, "total_amount"), field(table, "net_price")
    assert isinstance(total, Measure) and isinstance(price, Dimension) and total.format is not None
    assert (total.label, total.expression, total.format.kind) == ("Total", "total_cents / 100.0", "currency")
    assert (price.label, price.expression) == ("Net price", "net_price_cents / 100.0")
    assert not any(
        "cent" in said for f in (*table.dimensions, *table.measures) for said in (f.label or "", *f.synonyms)
    )
    with duckdb.connect() as connection:
        connection.execute("create table receipts (receipt_id int, issued_at timestamp, total_cents int)")
        connection.execute("insert into receipts values (1, now(), 1250), (2, now(), 99)")
        query = SemanticQuery(measures=("total_amount",))
        ((found,),) = connection.execute(compile_query(query, model, "duckdb", CLOCK).sql.text).fetchall()
    assert found == pytest.approx(13.49)


def test_short_names_stay_beside_cents() -> None:
    _, table = drafted("contract_id integer, mrr_cents integer", "contracts")
    assert "mrr" in field(table, "total_monthly_recurring_revenue").synonyms


@pytest.mark.parametrize(
    "columns", ["id integer, tax_per_cent integer", "id integer, cents integer", "id integer, note_cents varchar"]
)
def test_other_cents_are_left_as_they_are(columns: str) -> None:
    _, table = drafted(columns)
    assert not any("100" in (f.expression or "") for f in (*table.dimensions, *table.measures))


def test_arrivals_and_departures_are_written_out() -> None:
    _, table = drafted("call_id integer, eta timestamp, ata timestamp, etd timestamp, atd timestamp", "calls")
    labels = {d.name: d.label for d in table.dimensions}
    assert labels["eta"] == "Estimated arrival" and labels["atd"] == "Actual departure"
    assert table.default_time == "ata"


def test_no_arrival_is_timed_from_the_departure_after_it() -> None:
    _, stays = drafted("call_id integer, ata timestamp, atd timestamp", "calls")
    _, trips = drafted("trip_id integer, departed_at timestamp, arrived_at timestamp", "trips")
    assert [m.name for m in stays.measures if "arrive" in m.name] == []
    assert [m.name for m in trips.measures if "arrive" in m.name] == ["average_hours_to_arrive"]


def test_a_number_called_eta_is_no_arrival() -> None:
    _, table = drafted("gatto_id integer, eta integer", "gatti")
    assert "arrival" not in " ".join(d.label or "" for d in table.dimensions).lower()
