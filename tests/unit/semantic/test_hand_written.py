"""The proof of SQL by hand: which table and column a name means, in each dialect's way of reading names."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.connect.catalog import Catalog, Column
from lunara.connect.catalog import Table as Relation
from lunara.errors import FanOut, Refused
from lunara.guard import read_only
from lunara.semantic.graph import graph_of
from lunara.semantic.hand_written import prove_hand_written
from lunara.semantic.model import SemanticModel


def model_of(dialect: str = "duckdb", schema: str = "main", **more: Any) -> SemanticModel:
    """Buses and their trips: a trip has one bus, a bus many trips."""
    at = f"{schema}." if schema else ""
    tables = [
        {"name": "buses", "source": f"{at}bus", "primary_key": ["bus_id"], "dimensions": [{"name": "plate"}]},
        {
            "name": "trips",
            "source": f"{at}trip",
            "primary_key": ["trip_id"],
            "dimensions": [{"name": "line"}],
            "measures": [{"name": "riders", "aggregate": "sum", "expression": "riders"}],
        },
        *more.get("tables", []),
    ]
    joins = [
        {
            "name": "trip_bus",
            "from_table": "trips",
            "from_columns": ["bus_id"],
            "to_table": "buses",
            "to_columns": ["bus_id"],
        },
        *more.get("relationships", []),
    ]
    return SemanticModel.model_validate({"name": "fleet", "dialect": dialect, "tables": tables, "relationships": joins})


def catalog_of(dialect: str = "duckdb", schema: str = "main") -> Catalog:
    """All columns of the two tables."""

    def table(name: str, *columns: str) -> Relation:
        return Relation(schema, name, tuple(Column(column, "text") for column in columns))

    return Catalog(
        dialect, (table("bus", "bus_id", "plate", "seats"), table("trip", "trip_id", "bus_id", "line", "riders", "km"))
    )


def prove(
    text: str, model: SemanticModel | None = None, dialect: str = "duckdb", catalog: Catalog | None = None
) -> None:
    its = model or model_of(dialect)
    prove_hand_written(read_only(text, dialect, graph_of(its).physical_tables(dialect)), its, dialect, catalog)


def test_a_total_of_the_many_side_is_proven_and_one_of_the_one_side_is_not() -> None:
    prove("select b.plate, sum(t.riders) from trip t join bus b on b.bus_id = t.bus_id group by 1")
    with pytest.raises(FanOut) as caught:
        prove("select sum(b.seats) from trip t join bus b on b.bus_id = t.bus_id")
    assert caught.value.message == (
        "SUM(b.seats) would count b (main.bus) several times: one row of b (main.bus) can meet several rows of t (main.trip)."
    )
    assert (
        "LEFT JOIN (SELECT bus_id, SUM(…) AS total FROM main.trip GROUP BY bus_id) AS t ON t.bus_id = b.bus_id"
        in caught.value.hint
    )


def test_columns_without_their_table_are_placed_by_the_catalog() -> None:
    text = "select plate, sum(km) from trip join bus on bus.bus_id = trip.bus_id group by plate"
    prove(text, catalog=catalog_of())
    with pytest.raises(FanOut):
        prove("select line, sum(seats) from trip join bus on bus.bus_id = trip.bus_id group by 1", catalog=catalog_of())
    with pytest.raises(Refused) as caught:
        prove(text)
    assert caught.value.code == "not_proven"
    assert "km" in caught.value.message and caught.value.hint == "Name each column's table."


def test_every_column_of_a_table_that_no_catalog_tells_of_may_be_named_with_it() -> None:
    prove("select sum(t.km) from trip t join bus b on b.bus_id = t.bus_id where b.seats > 40")


def test_a_star_is_spread_by_the_catalog() -> None:
    text = "with x as (select t.*, b.seats from trip t join bus b on b.bus_id = t.bus_id) select sum({}) from x"
    prove(text.format("km"), catalog=catalog_of())
    with pytest.raises(FanOut):
        prove(text.format("seats"), catalog=catalog_of())


def test_one_table_needs_no_proof_and_no_catalog() -> None:
    prove("select line, sum(km) / count(*) as km from trip where riders > 3 group by rollup (line) having count(*) > 1")
    prove("select 1 as one")


@pytest.mark.parametrize(
    ("dialect", "schema", "text", "safe"),
    [
        ("postgres", "public", 'SELECT SUM(T."riders") FROM Trip AS T JOIN public.BUS b ON B.Bus_ID = t.BUS_ID', True),
        ("postgres", "public", 'SELECT SUM(t.riders) FROM trip t JOIN bus b ON b."BUS_ID" = t.bus_id', False),
        ("snowflake", "PUBLIC", 'SELECT SUM(t.riders) FROM trip t JOIN bus b ON b."BUS_ID" = t.bus_id', True),
        ("snowflake", "PUBLIC", 'SELECT SUM(t.riders) FROM trip t JOIN bus b ON b."bus_id" = t.bus_id', False),
        ("mysql", "fleet", "SELECT SUM(t.RIDERS) FROM fleet.trip t JOIN fleet.bus b ON b.BUS_ID = t.Bus_Id", True),
        ("bigquery", "fleet", "SELECT SUM(t.Riders) FROM fleet.trip t JOIN `fleet.bus` b ON b.BUS_ID = t.bus_id", True),
        ("clickhouse", "default", "SELECT sum(t.riders) FROM trip t JOIN bus b ON b.bus_id = t.bus_id", True),
        ("clickhouse", "default", "SELECT sum(t.riders) FROM trip t JOIN bus b ON b.BUS_ID = t.bus_id", False),
        ("spark", "default", "SELECT SUM(`T`.riders) FROM trip t JOIN BUS b ON B.bus_id = t.BUS_ID", True),
        ("trino", "fleet", 'SELECT SUM(t."RIDERS") FROM fleet.trip t JOIN fleet.bus b ON b."Bus_Id" = t.bus_id', True),
        ("sqlite", "main", "SELECT SUM(t.Riders) FROM TRIP t JOIN [bus] b ON b.bus_ID = t.bus_id", True),
        ("redshift", "public", "SELECT SUM(t.riders) FROM trip t JOIN bus b ON b.BUS_ID = t.bus_id", True),
    ],
)
def test_names_are_those_of_the_dialect(dialect: str, schema: str, text: str, safe: bool) -> None:
    model = model_of(dialect, schema)
    if safe:
        prove(text, model, dialect)
        return
    with pytest.raises(Refused):
        prove(text, model, dialect)


def test_a_cte_in_another_case_is_not_the_table_of_its_name() -> None:
    model = model_of("postgres", "public")
    hidden = "with BUS_TRIPS as (select bus_id from trip) select sum(b.seats) from bus b join bus_trips x on x.bus_id = b.bus_id"
    with pytest.raises(FanOut):
        prove(hidden, model, "postgres")


def test_tables_of_one_name_in_two_schemas_are_told_apart() -> None:
    old = {"name": "old_buses", "source": "old.bus", "dimensions": [{"name": "plate"}]}
    model = model_of(tables=[old])
    prove("select sum(t.riders) from trip t join bus b on b.bus_id = t.bus_id", model)
    with pytest.raises(FanOut):
        prove("select sum(t.riders) from trip t join old.bus b on b.bus_id = t.bus_id", model)


def test_keys_of_all_logical_tables_on_one_relation_hold() -> None:
    again = {"name": "spare_buses", "source": "main.bus", "unique_keys": [["plate"]], "dimensions": [{"name": "plate"}]}
    prove("select sum(t.riders) from trip t join bus b on b.plate = t.line", model_of(tables=[again]))
    with pytest.raises(FanOut):
        prove("select sum(t.riders) from trip t join bus b on b.plate = t.line")


def test_the_select_of_a_logical_table_keeps_its_keys_when_it_is_written_out() -> None:
    own = "select bus_id, max(km) as longest from main.trip group by bus_id"
    table = {
        "name": "reach",
        "sql": own,
        "primary_key": ["bus_id"],
        "dimensions": [{"name": "longest", "type": "number"}],
    }
    other = {"name": "seen", "sql": "select plate, bus_id from main.bus where seats > 3", "primary_key": ["plate"]}
    model = model_of(tables=[table, other | {"dimensions": [{"name": "plate"}]}])
    prove(
        "select sum(t.riders) from trip t join (SELECT plate, bus_id FROM main.bus WHERE seats > 3) s on s.plate = t.line",
        model,
    )
    with pytest.raises(FanOut):
        prove(
            "select sum(t.riders) from trip t join (select plate, bus_id from main.bus where seats > 3) s on s.plate = t.line",
            model_of(),
        )


def test_a_recursion_may_make_the_periods_but_nothing_of_it_is_added_up() -> None:
    days = "with recursive d(n) as (select 1 as n union all select n + 1 from d where n < 9) "
    prove(days + "select d.n, max(t.riders) from d left join trip t on t.trip_id = d.n group by 1")
    prove(
        days + "select d.n, coalesce(max(x.riders), 0) from d left join "
        "(select trip_id, sum(riders) as riders from trip group by 1) x on x.trip_id = d.n group by 1"
    )
    with pytest.raises(FanOut):
        prove(days + "select sum(t.riders) from trip t join d on d.n = t.bus_id")
    with pytest.raises(FanOut):
        prove(
            "with recursive r(v, n) as (select sum(riders), 1 from trip union all select v, n + 1 from r where n < 3) "
            "select sum(v) from r"
        )


def test_what_is_not_read_is_refused_with_its_reason() -> None:
    for text in (
        "select sum(t.riders) from trip t positional join bus b",
        "select sum(t.riders) from trip t asof join bus b on t.bus_id >= b.bus_id",
        "select sum(x.s) from (select line, riders from trip) pivot (sum(riders) for line in ('1')) x(s) join bus b on true",
    ):
        with pytest.raises(Refused) as caught:
            prove(text)
        assert caught.value.hint


def test_functions_of_one_row_do_not_count_as_aggregates() -> None:
    prove(
        "select b.plate, initcap(b.plate), age(b.plate) from trip t join bus b on b.bus_id = t.bus_id",
        model_of("postgres", "public"),
        "postgres",
    )
