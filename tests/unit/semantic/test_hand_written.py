"""The proof of SQL by hand: which table and column a name means, in each dialect's way of reading names."""

from __future__ import annotations

import time
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


JOINED = "from bus b join trip t on t.bus_id = b.bus_id"


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        # equal to any of several values, or by another rule than the key's
        ("postgres", "select sum(t.riders) from trip t join bus b on b.bus_id = any(array[1, 2])"),
        ("duckdb", "select sum(t.riders) from trip t join bus b on b.bus_id = any([1, 2])"),
        ("clickhouse", "select sum(t.riders) from trip t, bus b where b.bus_id in ((1, 2))"),
        ("clickhouse", "select sum(t.riders) from trip t, bus b where b.bus_id in ([1, 2])"),
        ("clickhouse", "select sum(t.riders) from trip t, bus b where b.bus_id = arrayJoin([1, 2])"),
        ("sqlite", "select sum(t.riders) from trip t join bus b on b.bus_id = t.bus_id collate nocase"),
        # several rows of one, wherever that is written
        ("clickhouse", "select sum(riders) from trip where arrayJoin([1, 2]) > 0"),
        ("clickhouse", "select count(*) from trip group by arrayJoin([1, 1])"),
        (
            "clickhouse",
            "select sum(t.riders) from trip t join bus b on b.bus_id = t.bus_id where arrayJoin([1, 2]) > 0",
        ),
        ("duckdb", "select sum(riders) from trip group by unnest([1, 1])"),
        ("postgres", "select sum(riders) from (select riders from trip order by unnest(array[1, 2])) x"),
        ("duckdb", "select sum(riders) from trip unpivot (v for n in (km, line))"),
        # subtotals
        ("duckdb", "select line, sum(sum(riders)) over () from trip group by rollup (line)"),
        ("spark", "select line, sum(sum(riders)) over () from trip group by line with rollup"),
        (
            "duckdb",
            "select t.line, sum(sum(t.riders)) over () from trip t join bus b on b.bus_id = t.bus_id group by cube (1)",
        ),
        # joins that keep the other side
        ("clickhouse", "select sum(b.seats) from bus b right semi join trip t on t.bus_id = b.bus_id"),
        # groups that share rows
        (
            "clickhouse",
            f"select sumIf(n, 1) from (select t.line, count(distinct b.bus_id) as n {JOINED} group by t.line) x",
        ),
        # columns that are not named
        ("duckdb", f"select sum(columns('seats')) {JOINED}"),
        ("duckdb", f"select sum(#3) {JOINED}"),
        ("snowflake", f"select sum($3) {JOINED}"),
        (
            "duckdb",
            f"select sum(x.y) from (select 0 as x, 0 as y union all by name select b.seats as y, 0 as x {JOINED}) x",
        ),
        # a struct's field, in a column that is called as a table is
        ("spark", "select sum(b.trip.km) from bus b join trip on trip.bus_id = b.bus_id"),
        # a CTE before the one that it reads
        (
            "sqlite",
            f"with x as (select seats from bus), bus as (select b.seats {JOINED.replace('bus b', 'main.bus b')}) "
            "select sum(seats) from x",
        ),
        (
            "redshift",
            'with "TRIP" as (select bus_id from bus) select sum(b.seats) from bus b join trip on trip.bus_id = b.bus_id',
        ),
        # texts that one engine takes for the same
        (
            "postgres",
            "select sum(riders) from (select riders from trip where line >= 'b' union all select riders from trip "
            "where line <= 'B') x",
        ),
        (
            "duckdb",
            "select sum(riders) from (select riders from trip where line = 'b' union all select riders from trip "
            "where line = 'B') x",
        ),
        ("duckdb", "select sum(t.riders) from trip t join (values ('a'), ('A')) v(k) on v.k = t.line"),
    ],
)
def test_what_repeats_rows_in_a_way_of_its_own_is_refused(dialect: str, text: str) -> None:
    schema = {
        "postgres": "public",
        "redshift": "public",
        "clickhouse": "default",
        "spark": "default",
        "snowflake": "PUBLIC",
    }
    model = model_of(dialect, schema.get(dialect, "main"))
    with pytest.raises(Refused) as caught:
        prove(text, model, dialect)
    assert caught.value.code in ("fan_out", "not_proven")
    assert caught.value.hint


def test_columns_that_are_named_by_their_place_have_the_place_of_the_catalog() -> None:
    table = Relation("main", "bus", (Column("plate", "text"), Column("seats", "text"), Column("bus_id", "text")))
    catalog = Catalog("duckdb", (table, catalog_of().tables[1]))
    for text in (
        "with x(a, b, c) as (select * from bus) select sum(t.riders) from trip t join x on x.{} = t.bus_id",
        "select sum(t.riders) from trip t join bus x(a, b, c) on x.{} = t.bus_id",
    ):
        prove(text.format("c"), catalog=catalog)
        for other in "ab":
            with pytest.raises(FanOut):
                prove(text.format(other), catalog=catalog)
        with pytest.raises(Refused):
            prove(text.format("c"))


def test_a_table_without_its_schema_is_not_the_one_of_another_schema() -> None:
    model = model_of(schema="", tables=[{"name": "old_buses", "source": "old.bus", "dimensions": [{"name": "plate"}]}])
    prove("select sum(t.riders) from trip t join bus b on b.bus_id = t.bus_id", model)
    prove(
        "with bus as (select * from main.bus) select sum(t.riders) from trip t join main.bus b on b.bus_id = t.bus_id",
        model,
    )
    with pytest.raises(FanOut):
        prove("select sum(t.riders) from trip t join old.bus b on b.bus_id = t.bus_id", model)


def test_the_select_of_a_logical_table_is_not_that_where_its_names_mean_something_else() -> None:
    own = "select plate, bus_id from bus where seats > 3"
    model = model_of(tables=[{"name": "seen", "sql": own, "primary_key": ["plate"], "dimensions": [{"name": "plate"}]}])
    prove(f"select sum(t.riders) from trip t join ({own}) s on s.plate = t.line", model)
    prove(f"with s(a, b) as ({own}) select sum(t.riders) from trip t join s on s.a = t.line", model)
    for text in (
        f"with bus as (select b.* {JOINED.replace('bus b', 'main.bus b')}) "
        f"select sum(t.riders) from trip t join ({own}) s on s.plate = t.line",
        f"with s(a, b) as ({own}) select sum(t.riders) from trip t join s on s.b = t.line",
        f"select sum(s.bus_id) from (({own}) s join trip t on t.line = s.plate)",
    ):
        with pytest.raises(Refused):
            prove(text, model)


def test_a_name_that_a_table_may_hold_of_which_not_all_is_known_is_not_another_ones() -> None:
    both = "select b.bus_id, (select {} from (select seats from trip) x) from bus b"
    with pytest.raises(Refused):
        prove(both.format("sum(seats)"))
    with pytest.raises(Refused):
        prove("select t.bus_id as code, sum(t.riders) from trip t cross join bus b where code = b.bus_id group by 1")


def test_clickhouse_reads_a_table_with_final_as_it_is() -> None:
    model = model_of("clickhouse", "default")
    prove("select sum(t.riders) from trip t final join bus as b final on b.bus_id = t.bus_id", model, "clickhouse")
    with pytest.raises(FanOut):
        prove("select sum(b.seats) from trip t final join bus as b final on b.bus_id = t.bus_id", model, "clickhouse")


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("line = 'a'", "line = 'b'", True),
        ("line = 'a'", "line = 'A'", False),
        ("line = 'e'", "line = 'é'", False),
        ("line = '1'", "line = ' 01'", False),
        ("line = '1'", "line = '+1'", False),
        ("line = '1e1'", "line = '010'", False),
        ("line = 't'", "line = 'true'", False),
        ("line = 'Jan 1 2024'", "line = 'January 1 2024'", False),
        ("line = '2024-1-01'", "line = '2024-01-1'", False),
        ("line < '2024-02-01'", "line >= '2024-02-01'", True),
        ("line < '2024-02-01'", "line >= '2024-03-01'", True),
        ("line < '02/01/2024'", "line >= '03/01/2023'", False),
        ("line <= 'B'", "line >= 'b'", False),
        ("line <= 'f'", "line >= 'g'", True),
    ],
)
def test_texts_that_differ_keep_the_parts_of_a_union_apart_in_every_engine(one: str, other: str, apart: bool) -> None:
    text = f"select sum(x.riders) from (select riders from trip where {one} union all select riders from trip where {other}) x"
    if apart:
        prove(text)
        return
    with pytest.raises(FanOut):
        prove(text)


@pytest.mark.parametrize(
    "text",
    [
        "select sum(" + " * ".join(["(t.riders + t.km)"] * 20) + f") {JOINED}",
        "with c0 as (select trip_id, riders from trip)"
        + "".join(
            f", c{n + 1} as (select a.trip_id, a.riders from c{n} a join c{n} b on b.trip_id = a.trip_id limit 1)"
            for n in range(20)
        )
        + " select max(riders) from c20",
        f"select {', '.join(f'sum(t.km+{n})' for n in range(5800))} {JOINED}",
    ],
)
def test_what_grows_with_every_step_ends_soon(text: str) -> None:
    start = time.monotonic()
    try:
        prove(text)
    except Refused as error:
        assert error.code == "not_proven"
    assert time.monotonic() - start < 5


def test_a_tables_name_for_its_whole_row_is_all_its_columns() -> None:
    model, catalog = model_of("postgres", "public"), catalog_of("postgres", "public")
    prove("select count(t) from trip t join bus b on b.bus_id = t.bus_id", model, "postgres", catalog)
    for text in (f"select count(b) {JOINED}", f"select json_agg(x) from (select b.seats {JOINED}) x"):
        with pytest.raises(FanOut):
            prove(text, model, "postgres", catalog)


def test_letters_that_one_engine_folds_and_another_does_not_are_not_read() -> None:
    text = 'with "ä" as (select b.seats {0}), "Ä" as (select seats from bus) select sum(seats) from "ä"'
    with pytest.raises(Refused) as caught:
        prove(text.format(JOINED), model_of("sqlite"), "sqlite")
    assert "two ways" in caught.value.message


def test_the_texts_of_a_logical_tables_select_are_compared_with_their_case() -> None:
    own = "select bus_id, 1 as one from main.trip where line = '{}'"
    table = {"name": "first_line", "sql": own.format("a"), "primary_key": ["bus_id"], "dimensions": [{"name": "one"}]}
    model = model_of(tables=[table])
    text = "select sum(b.seats) from bus b join ({}) x on x.bus_id = b.bus_id"
    prove(text.format(own.format("a")), model)
    with pytest.raises(FanOut):
        prove(text.format(own.format("A")), model)


SCHEMAS = {
    "postgres": "public",
    "snowflake": "PUBLIC",
    "clickhouse": "default",
    "spark": "default",
    "bigquery": "fleet",
}


@pytest.mark.parametrize(
    ("dialect", "elements"),
    [
        ("duckdb", "trip t cross join unnest(t.stops) as s(stop)"),
        ("postgres", "trip t cross join lateral unnest(t.stops) as s(stop)"),
        ("postgres", "trip t, jsonb_array_elements(t.stops) s"),
        ("bigquery", "fleet.trip t, unnest(t.stops) as stop"),
        ("snowflake", "trip t, lateral flatten(input => t.stops) f"),
        ("sqlite", "trip t, json_each(t.stops) j"),
        ("spark", "trip t lateral view explode(t.stops) s as stop"),
    ],
)
def test_elements_are_counted_and_what_they_are_of_is_not(dialect: str, elements: str) -> None:
    model = model_of(dialect, SCHEMAS.get(dialect, "main"))
    prove(f"select count(*), count(distinct t.trip_id), max(t.riders) from {elements}", model, dialect)
    for text in (
        f"select sum(t.riders) from {elements}",
        f"select count(t.trip_id) from {elements}",
        f"select sum(x.riders) from (select t.riders from {elements}) x",
    ):
        with pytest.raises(FanOut):
            prove(text, model, dialect)


def test_elements_that_are_made_in_a_select_list_are_counted_and_what_stands_beside_them_is_not() -> None:
    prove("select x.s, count(*) from (select t.trip_id, unnest(t.stops) as s from trip t) x group by 1")
    for text in (
        "select sum(x.riders) from (select t.riders, unnest(t.stops) as s from trip t) x",
        "select sum(x.s) from (select t.riders + unnest(t.stops) as s from trip t) x",
        "select count(*) from (select unnest(b.seats) as s from bus b join trip t on t.bus_id = b.bus_id) x",
        "select sum(x.s) from (select unnest([t.km, b.seats]) as s from trip t join bus b on b.bus_id = t.bus_id) x",
        "select sum(s.x) from trip t join bus b on b.bus_id = t.bus_id cross join unnest([t.km, b.seats]) s(x)",
        f"select sum(s.x) from (select [b.seats] as l {JOINED}) q cross join unnest(q.l) s(x)",
        f"select count(*) from (select b.seats {JOINED}) q cross join unnest(q.seats) s(x)",
        f"select sum(s.x) from (select t.line, list(distinct b.seats) as l {JOINED} group by 1) q cross join unnest(q.l) s(x)",
        "select sum(s) from (select unnest(stops) as s from trip union all select unnest(stops) as s from trip) x",
        "select count(*) from (select unnest(stops) as s from trip union all select unnest(stops) as s from trip) x",
        "select sum(x) from (select s.x from trip, unnest(stops) s(x) union all select s.x from trip, unnest(stops) s(x)) q",
        "select count(*) from trip t cross join unnest(t.stops) a(x) cross join unnest(t.stops) b(y)",
        "select count(*) from bus b join trip t on t.bus_id = b.bus_id cross join unnest(b.seats) s(x)",
    ):
        with pytest.raises(FanOut):
            prove(text)


def test_clickhouse_puts_a_value_under_a_name() -> None:
    model = model_of("clickhouse", "default")
    at = "from trip t join bus b on b.bus_id = t.bus_id where t.km > far"
    for far in ("30 as far", "(select avg(km) from trip) as far"):
        prove(f"with {far} select sum(t.riders) {at}", model, "clickhouse")
        with pytest.raises(FanOut):
            prove(f"with {far} select sum(b.seats) {at}", model, "clickhouse")
    with pytest.raises(FanOut):
        prove(f"with b.seats as far select sum(far) {at}", model, "clickhouse")


@pytest.mark.parametrize("beside", ["in (0, 1)", "between 0 and 1", "like 'x'", "< 5"])
def test_a_comparison_beside_another_is_not_read_as_the_join_of_a_key(beside: str) -> None:
    text = "select sum(t.riders) from trip t join bus b on b.bus_id = t.line {}"
    with pytest.raises(FanOut):
        prove(text.format(beside), model_of("sqlite"), "sqlite")
    prove(text.format("").replace("t.line", f"(t.line {beside})"), model_of("sqlite"), "sqlite")


def test_what_is_no_query_where_one_must_stand_is_refused() -> None:
    numbers = "with recursive r as (1 as n union all select n + 1 from r where n < 3)"
    with pytest.raises(Refused) as caught:
        prove(f"{numbers} select sum(t.riders) from trip t join r on r.n <= 3", model_of("sqlite"), "sqlite")
    assert caught.value.code == "not_proven"
