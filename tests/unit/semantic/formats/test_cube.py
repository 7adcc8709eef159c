"""Cube YAML: what each part of it becomes, with the numbers that it gives; what cannot be said is told."""

from __future__ import annotations

from datetime import date
from textwrap import dedent
from typing import Any

import duckdb
import pytest
import yaml

from lunara.errors import InvalidInput
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.filters import FieldFilter
from lunara.semantic.formats import Documents, Note, Read, export_model, import_model, recognised
from lunara.semantic.model import (
    Accumulation,
    DerivedMeasure,
    Dimension,
    Format,
    Measure,
    Offset,
    Relationship,
    SemanticModel,
    Table,
)
from lunara.semantic.query import SemanticQuery
from lunara.semantic.validate import validate_model
from tests.shared_data import SHARED, needs_shared


def read(text: str, dialect: str | None = "duckdb", **more: str) -> Read:
    files = {"model/cubes.yml": dedent(text), **{name: dedent(other) for name, other in more.items()}}
    result = import_model(Documents(files, "shop", dialect), "cube")
    assert [problem for problem in validate_model(result.model) if problem.level == "error"] == []
    return result


def one_cube(**parts: Any) -> str:
    cube = {"name": "orders", "sql_table": "orders", **parts}
    return yaml.safe_dump({"cubes": [cube]}, sort_keys=False)


def measure(told: dict[str, Any], **parts: Any) -> Read:
    return read(one_cube(measures=[{"name": "m", **told}], **parts))


def the_measure(told: dict[str, Any], **parts: Any) -> Measure:
    (table,) = measure(told, **parts).model.tables
    return next(one for one in table.measures if one.name == "m")


def dimension(told: dict[str, Any], **parts: Any) -> Dimension:
    (table,) = read(one_cube(dimensions=[{"name": "d", **told}], **parts)).model.tables
    return next(one for one in table.dimensions if one.name == "d")


def lost(result: Read) -> dict[str, str]:
    return {note.what: note.why for note in result.notes if note.effect == "lost"}


def rows(model: SemanticModel, database: duckdb.DuckDBPyConnection, **query: Any) -> list[tuple[Any, ...]]:
    compiled = compile_query(SemanticQuery.model_validate(query), model, "duckdb", Clock(date(2026, 1, 1), "UTC"))
    return database.execute(compiled.sql.text).fetchall()


# --- recognising and gathering


def test_it_is_recognised_by_its_lists() -> None:
    assert recognised(Documents.of("cubes: [{name: a, sql_table: b}]")).name == "cube"
    assert (
        recognised(Documents({"views.yml": "views: []", "cubes/a.yml": "cubes: [{name: a, sql_table: b}]"})).name
        == "cube"
    )


def test_cubes_in_javascript_are_told_and_not_read() -> None:
    result = read(one_cube(), **{"x.js": "cube(`users`, { sql: `select 1` })"})
    assert lost(result) == {"the file": "cubes written in JavaScript are not read"}
    with pytest.raises(InvalidInput, match="JavaScript"):
        import_model(Documents({"x.js": "cube(`users`, { sql: `select 1` })"}))


def test_a_file_of_jinja_that_is_no_yaml_is_told() -> None:
    result = read(one_cube(), **{"x.yml": "cubes:\n{%- for x in y %}\n  - name: {{ x }}\n{%- endfor %}\n"})
    assert [(note.where, note.why) for note in result.notes] == [
        ("x.yml", "it is a Jinja template that only Cube can fill in")
    ]


# --- cubes


@pytest.mark.parametrize(
    ("told", "source", "sql"),
    [
        ({"sql_table": "public.orders"}, "public.orders", None),
        ({"sql_table": None, "sql": "SELECT * FROM orders;"}, "orders", None),
        ({"sql_table": None, "sql": "select * from a.b.orders"}, "a.b.orders", None),
        ({"sql_table": None, "sql": "SELECT id FROM orders WHERE x"}, None, "SELECT id FROM orders WHERE x"),
        ({"sql_table": None, "sql": "SELECT * FROM orders LIMIT 3"}, None, "SELECT * FROM orders LIMIT 3"),
    ],
)
def test_the_rows_of_a_cube(told: dict[str, Any], source: str | None, sql: str | None) -> None:
    (table,) = read(one_cube(**told)).model.tables
    assert (table.source, table.sql) == (source, sql)


def test_sql_of_another_cube_is_filled_in() -> None:
    result = read(
        """
        cubes:
          - {name: a, sql_table: raw.a}
          - {name: b, sql: "SELECT x FROM ({a.sql()}) AS t WHERE y"}
        """
    )
    assert result.model.tables[1].sql == "SELECT x FROM (SELECT * FROM raw.a) AS t WHERE y"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM {{ schema }}.orders",
        "SELECT * FROM orders WHERE {FILTER_PARAMS.orders.created_at.filter('created_at')}",
        "SELECT * FROM orders WHERE tenant = {SECURITY_CONTEXT.tenant}",
        "DELETE FROM orders",
    ],
)
def test_a_cube_whose_rows_only_cube_can_make_is_told(sql: str) -> None:
    result = read(yaml.safe_dump({"cubes": [{"name": "good", "sql_table": "t"}, {"name": "bad", "sql": sql}]}))
    assert [table.name for table in result.model.tables] == ["good"]
    assert "bad" in lost(result)


def test_what_a_cube_extends_is_laid_under_it() -> None:
    result = read(
        """
        cubes:
          - name: base
            public: false
            dimensions: [{name: id, sql: id, type: number, primary_key: true}, {name: kind, sql: kind, type: string}]
            measures: [{name: count, type: count}]
          - name: orders
            extends: base
            sql_table: orders
            public: true
            dimensions: [{name: kind, sql: "{CUBE}.order_kind", type: string}]
            measures: [{name: total, type: sum, sql: amount}]
        """
    )
    (table,) = result.model.tables
    assert lost(result) == {"base": "it has neither sql_table nor sql: it is there to be extended"}
    assert [one.name for one in table.dimensions] == ["id", "kind"]
    assert [one.name for one in table.measures] == ["count", "total"]
    assert table.primary_key == ("id",) and not table.hidden
    assert table.dimensions[1].expression == "order_kind"


def test_cubes_that_extend_each_other_are_told() -> None:
    result = read(
        "cubes: [{name: a, extends: b, sql_table: t}, {name: b, extends: a, sql_table: u}, {name: c, extends: z, sql_table: v}]"
    )
    assert "extends b" in lost(result) and "extends z" in lost(result)


def test_words_and_what_is_hidden() -> None:
    (table,) = read(
        one_cube(
            title="Orders",
            description="All of them",
            shown=False,
            dimensions=[
                {"name": "id", "sql": "id", "type": "number", "primary_key": True},
                {"name": "no", "sql": "no", "type": "number", "primary_key": True, "public": True},
                {"name": "secret", "sql": "s", "type": "string", "public": False, "title": "Secret"},
            ],
        )
    ).model.tables
    assert (table.label, table.description, table.hidden) == ("Orders", "All of them", True)
    assert [one.hidden for one in table.dimensions] == [True, False, True]
    assert table.dimensions[2].label == "Secret"


def test_what_a_public_view_shows_is_shown() -> None:
    result = read(
        """
        cubes:
          - name: orders
            public: false
            sql_table: orders
            dimensions: [{name: a, sql: a, type: string, public: false}, {name: b, sql: b, type: string, public: false}]
        views:
          - name: everything
            cubes: [{join_path: orders, includes: "*", excludes: [b]}]
          - name: inside
            public: false
            cubes: [{join_path: orders, includes: [b]}]
        """
    )
    (table,) = result.model.tables
    assert (table.hidden, [one.hidden for one in table.dimensions]) == (False, [False, True])
    assert {note.what for note in result.notes if note.effect == "changed"} == {
        "the view everything",
        "the view inside",
    }


def test_what_is_not_meaning_is_told() -> None:
    result = read(
        one_cube(
            pre_aggregations=[{"name": "x"}],
            refresh_key={"every": "1 hour"},
            access_policy=[{"role": "*"}],
            novelty=1,
            meta={"team": "a"},
            measures=[{"name": "m", "type": "count", "drill_members": ["id"]}],
        )
    )
    assert set(lost(result)) == {
        "pre_aggregations", "refresh_key", "access_policy", "novelty", "meta of orders", "drill_members of m"
    }  # fmt: skip


# --- dimensions


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"sql": "d", "type": "string"}, None),
        ({"sql": "{CUBE}.d", "type": "string"}, None),
        ({"sql": "${CUBE}.d", "type": "string"}, None),
        ({"sql": "{orders}.state", "type": "string"}, "state"),
        ({"sql": "{CUBE}.order", "type": "string"}, '"order"'),
        ({"sql": "{CUBE}.amount / 100", "type": "number"}, "amount / 100"),
        ({"sql": "{CUBE}.data->>'a'", "type": "string"}, "data->>'a'"),
        ({"sql": "{net} * 2", "type": "number"}, "net * 2"),
        ({"sql": "{orders.net} * 2", "type": "number"}, "net * 2"),
        ({"sql": "{CUBE.net} * 2", "type": "number"}, "net * 2"),
        ({"sql": "'\\{x\\}' || a", "type": "string"}, "'{x}' || a"),
        (
            {
                "type": "string",
                "case": {
                    "when": [
                        {"sql": "{CUBE}.a = 1", "label": "one"},
                        {"sql": "{CUBE}.a = 2", "label": {"sql": "{CUBE}.b"}},
                    ],
                    "else": {"label": "more"},
                },
            },
            "CASE WHEN a = 1 THEN 'one' WHEN a = 2 THEN b ELSE 'more' END",
        ),
    ],
)  # fmt: skip
def test_the_sql_of_a_dimension(told: dict[str, Any], expected: str | None) -> None:
    more = {"name": "net", "sql": "{CUBE}.amount - {CUBE}.fee", "type": "number"}
    (table,) = read(one_cube(dimensions=[more, {"name": "d", **told}])).model.tables
    assert table.dimensions[1].expression == expected


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"sql": "{nothing}", "type": "string"}, "there is no nothing"),
        ({"sql": "{CUBE.nothing}", "type": "string"}, "there is no CUBE.nothing"),
        ({"sql": "{d}", "type": "string"}, "made of itself"),
        ({"sql": "{CUBE}", "type": "string"}, "whole rows"),
        ({"sql": "'{CUBE}.x'", "type": "string"}, "where no column can"),
        ({"sql": "{m}", "type": "number", "sub_query": True}, "rows of another cube"),
        ({"sql": "{{ x }}", "type": "string"}, "Jinja"),
        ({"sql": "sum({CUBE}.x)", "type": "number"}, "an aggregate"),
        ({"sql": "(", "type": "number"}, "cannot be read"),
        ({"type": "number"}, "no sql"),
        ({"sql": "x", "type": "switch"}, "type switch"),
        (
            {"sql": "datediff('minute', {CUBE}.a, {CUBE}.b, {SECURITY_CONTEXT.x.filter('y')})", "type": "number"},
            "template",
        ),
    ],
)
def test_a_dimension_that_cannot_be_said_is_told(told: dict[str, Any], why: str) -> None:
    result = read(one_cube(dimensions=[{"name": "d", **told}], measures=[{"name": "m", "type": "count"}]))
    assert result.model.tables[0].dimensions == ()
    assert why in lost(result)["d"]


def test_an_argument_that_another_dialect_would_drop_is_not_dropped() -> None:
    """Read as standard SQL the third argument of this function is a unit, and no column."""
    told = {"name": "d", "sql": "date_diff('minute', {CUBE}.a, {CUBE}.b)", "type": "number"}
    result = read(one_cube(dimensions=[told]), dialect=None)
    assert result.model.tables[0].dimensions == ()
    assert "dialect" in lost(result)["d"]
    (table,) = read(one_cube(dimensions=[told])).model.tables
    assert table.dimensions[0].expression == "date_diff('minute', a, b)"


def test_a_column_that_a_dimension_hides_is_told() -> None:
    """`id` of the model is the dimension, which is another column."""
    result = read(
        one_cube(
            dimensions=[
                {"name": "id", "sql": "order_id", "type": "number"},
                {"name": "d", "sql": "{CUBE}.id + 1", "type": "number"},
            ],
            measures=[{"name": "m", "type": "sum", "sql": "{CUBE}.id"}, {"name": "n", "type": "number", "sql": "sum({CUBE}.id)"}],
        )
    )  # fmt: skip
    assert set(lost(result)) == {"d", "m", "n"}


def test_places_and_segments() -> None:
    result = read(
        one_cube(
            dimensions=[
                {"name": "at", "type": "geo", "latitude": {"sql": "{CUBE}.lat"}, "longitude": {"sql": "at_longitude"}}
            ],
            segments=[{"name": "done", "sql": "{CUBE}.status = 'completed'", "title": "Completed"}],
        )
    )
    (table,) = result.model.tables
    assert [(one.name, one.type, one.expression) for one in table.dimensions] == [
        ("at_latitude", "number", "lat"),
        ("at_longitude", "number", None),
        ("done", "boolean", "status = 'completed'"),
    ]
    assert {note.what for note in result.notes} == {"at", "done"}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"format": "percent"}, Format(kind="percent")),
        ({"format": "currency"}, Format(kind="currency")),
        ({"format": "currency", "currency": "EUR"}, Format(kind="currency", currency="EUR")),
        ({"format": "decimal_2"}, Format(kind="number", decimals=2)),
        ({"sql": "100.0 * {CUBE}.a / {CUBE}.b", "format": "percent"}, Format(kind="number", unit="%")),
        ({"format": "imageUrl"}, None),
    ],
)
def test_formats(told: dict[str, Any], expected: Format | None) -> None:
    assert dimension({"sql": "x", "type": "number", **told}).format == expected


def test_a_key_that_is_put_together_is_that_of_its_columns() -> None:
    result = read(
        one_cube(
            dimensions=[{"name": "k", "sql": "{CUBE}.a || '-' || {CUBE}.b", "type": "string", "primary_key": True}]
        )
    )
    assert result.model.tables[0].primary_key == ("a", "b")
    assert [note.what for note in result.notes] == ["k"]


# --- measures


@pytest.mark.parametrize(
    ("told", "aggregate", "expression", "condition"),
    [
        ({"type": "count"}, "count", None, None),
        ({"type": "count", "sql": "x"}, "count", "x", None),
        ({"type": "sum", "sql": "{CUBE}.x"}, "sum", "x", None),
        ({"type": "avg", "sql": "{net}"}, "avg", "net", None),
        ({"type": "count_distinct", "sql": "x"}, "count_distinct", "x", None),
        ({"type": "count_distinct_approx", "sql": "x"}, "count_distinct", "x", None),
        ({"type": "min", "sql": "x"}, "min", "x", None),
        ({"type": "max", "sql": "x"}, "max", "x", None),
        ({"type": "sum", "sql": "x", "filters": [{"sql": "{CUBE}.y = 1"}]}, "sum", "x", "y = 1"),
        (
            {"type": "sum", "sql": "x", "filters": [{"sql": "{CUBE}.y = 1 OR z"}, {"sql": "{net} > 2"}]},
            "sum",
            "x",
            "(y = 1 OR z) AND net > 2",
        ),
        ({"type": "number", "sql": "SUM({CUBE}.x)"}, "sum", "x", None),
        ({"type": "time", "sql": "MAX({CUBE}.x)"}, "max", "x", None),
        ({"type": "number", "sql": "MEDIAN({CUBE}.x)"}, "median", "x", None),
    ],
)
def test_a_measure_over_rows(
    told: dict[str, Any], aggregate: str, expression: str | None, condition: str | None
) -> None:
    net = [{"name": "net", "sql": "{CUBE}.a - {CUBE}.b", "type": "number"}]
    found = the_measure(told, dimensions=net)
    assert (found.aggregate, found.expression, found.filter) == (aggregate, expression, condition)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"type": "sum"}, "no sql"),
        ({"type": "rank", "sql": "x"}, "type rank"),
        ({"type": "sum", "sql": "x", "multi_stage": True}, "multi_stage"),
        ({"type": "sum", "sql": "{count}"}, "another"),
        ({"type": "sum", "sql": "x", "filters": [{"sql": "{SECURITY_CONTEXT.a.filter('x')}"}]}, "template"),
        ({"type": "sum", "sql": "x", "filters": [{}]}, "no sql"),
        ({"type": "sum", "sql": "x", "rolling_window": {"trailing": "a while"}}, "no window"),
        ({"type": "sum", "sql": "x", "rolling_window": {"trailing": "3 fortnight"}}, "a period"),
        ({"type": "sum", "sql": "x", "rolling_window": {"trailing": "3 day", "offset": "start"}}, "at its start"),
        ({"type": "sum", "sql": "x", "rolling_window": {"trailing": "3 day", "leading": "1 day"}}, "beyond"),
        ({"type": "number", "sql": "{count}", "rolling_window": {"trailing": "3 day"}}, "rows of their own"),
        ({"type": "sum", "sql": "x", "filters": "y"}, "filters"),
        ({"type": "number", "sql": "{CUBE}.x / 2"}, "row by row"),
        ({"type": "number", "sql": "{count} / {m}"}, "names no measure"),
        ({"type": "number", "sql": "{count} * 2", "filters": [{"sql": "{CUBE}.x"}]}, "rows of their own"),
        ({"type": "number", "sql": "SUM({CUBE}.x) OVER ()"}, "window"),
    ],
)
def test_a_measure_that_cannot_be_said_is_told(told: dict[str, Any], why: str) -> None:
    result = read(one_cube(measures=[{"name": "m", **told}, {"name": "count", "type": "count"}]))
    assert [one.name for one in result.model.tables[0].measures] == ["count"]
    assert result.model.measures == ()
    assert why in lost(result)["m"]


# --- measures under conditions of other cubes, and in windows


@pytest.mark.parametrize(
    ("told", "window"),
    [
        ({"trailing": "7 day"}, {"last": 7, "grain": "day"}),
        ({"trailing": "1 months"}, {"last": 1, "grain": "month"}),
        ({"trailing": "unbounded", "offset": "end"}, {"all": True}),
        ({"type": "to_date", "granularity": "year"}, {"to_date": "year"}),
    ],
)
def test_a_rolling_window_is_a_cumulative_measure(told: dict[str, Any], window: dict[str, Any]) -> None:
    time = [{"name": "at", "sql": "at_", "type": "time"}]
    result = measure({"type": "sum", "sql": "x", "title": "M", "rolling_window": told}, dimensions=time)
    (found,) = result.model.measures
    assert found.window == Accumulation.model_validate(window)
    assert (found.name, found.label, found.expression) == ("m", "M", "m_rows")
    assert [(one.name, one.hidden) for one in result.model.tables[0].measures] == [("m_rows", True)]


def test_a_window_over_what_is_a_measure_already_takes_that() -> None:
    told = [
        {"name": "n", "type": "sum", "sql": "x"},
        {"name": "m", "type": "sum", "sql": "x", "rolling_window": {"trailing": "7 day"}},
    ]
    result = read(one_cube(measures=told, dimensions=[{"name": "at", "sql": "at_", "type": "time"}]))
    assert [one.name for one in result.model.tables[0].measures] == ["n"]
    assert [one.expression for one in result.model.measures] == ["n"]


TWO = """
cubes:
  - name: orders
    sql_table: orders
    joins: [{name: users, relationship: many_to_one, sql: "{CUBE}.user_id = {users.id}"}]
    dimensions: [{name: id, sql: id, type: number, primary_key: true}, {name: at, sql: at_, type: time}]
    measures:
      - {name: total, type: sum, sql: amount}
      - {name: m, type: sum, sql: amount, filters: [{sql: "CONDITION"}, {sql: "{CUBE}.amount > 1"}]}
      - {name: week, type: sum, sql: amount, rolling_window: {trailing: 7 day}}
  - name: users
    sql_table: users
    dimensions:
      - {name: id, sql: id, type: number, primary_key: true}
      - {name: region, sql: region, type: string}
      - {name: active, sql: active, type: boolean}
      - {name: born, sql: born, type: time}
"""


@pytest.mark.parametrize(
    ("condition", "where"),
    [
        ("{users.region} = 'East'", [{"field": "users.region", "op": "=", "values": ["East"]}]),
        ("{users.region} IN ('a', 'b')", [{"field": "users.region", "op": "in", "values": ["a", "b"]}]),
        ("{users.active}", [{"field": "users.active", "op": "=", "values": [True]}]),
        ("{users.region} IS NULL", [{"field": "users.region", "op": "is_null", "values": []}]),
        (
            "{users.region} = 'a' OR {users.id} > 3",
            [
                {
                    "or": [
                        {"field": "users.region", "op": "=", "values": ["a"]},
                        {"field": "users.id", "op": ">", "values": [3]},
                    ]
                }
            ],
        ),
    ],
)
def test_a_filter_on_another_cube_is_a_condition(condition: str, where: list[dict[str, Any]]) -> None:
    found = next(one for one in read(TWO.replace("CONDITION", condition)).model.measures if one.name == "m")
    assert [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in found.where] == where
    assert found.expression == "m_rows"


@pytest.mark.parametrize(
    "condition",
    [
        "{users}.region = 'a'",
        "lower({users.region}) = 'a'",
        "{users.born} > '2020-01-01'",
        "{users.region} = region",
        "{users.gone} = 1",
    ],
)
def test_a_filter_on_another_cube_that_is_no_condition_is_told(condition: str) -> None:
    result = read(TWO.replace("CONDITION", condition))
    assert "m" in lost(result) and "m" not in [one.name for one in result.model.measures]


def test_conditions_and_windows_give_the_numbers_of_the_rows_and_come_back() -> None:
    orders = [
        (1, 1, "2025-01-01", 10),
        (2, 2, "2025-01-03", 20),
        (3, 1, "2025-01-09", 5),
        (4, 9, "2025-01-10", 7),
        (5, 1, "2025-01-10", 1),
    ]
    users = [(1, "East", True), (2, "West", False)]
    database = duckdb.connect()
    database.execute("create table orders(id int, user_id int, at_ date, amount int)")
    database.executemany("insert into orders values (?, ?, ?, ?)", orders)
    database.execute("create table users(id int, region text, active boolean, born date)")
    database.executemany("insert into users values (?, ?, ?, null)", users)
    model = read(TWO.replace("CONDITION", "{users.region} = 'East'")).model
    written_ = export_model(model, "cube")
    assert [note for note in written_.notes if note.effect == "lost"] == []
    back = import_model(Documents(written_.files), "cube").model
    assert {one.name: (one.where, one.window) for one in back.measures} == {
        one.name: (one.where, one.window) for one in model.measures
    }
    east = {user[0] for user in users if user[1] == "East"}
    for one in (model, back):
        assert rows(one, database, measures=["m"]) == [(sum(o[3] for o in orders if o[1] in east and o[3] > 1),)]
        found = rows(one, database, measures=["week"], dimensions=[{"field": "orders.at", "grain": "day"}])
        days = {date.fromisoformat(o[2]): 0 for o in orders}
        for day in days:
            days[day] = sum(o[3] for o in orders if 0 <= (day - date.fromisoformat(o[2])).days < 7)
        assert {row[0]: row[1] for row in found if row[0] in days} == days


def test_a_balance_under_a_condition_stays_a_balance() -> None:
    text = TWO.replace("CONDITION", "{users.region} = 'East'")
    model = read(text).model
    orders = model.tables[0]
    balances = tuple(
        one.model_copy(update={"additive_over": "not time", "balance": "first"}) for one in orders.measures
    )
    model = model.model_copy(update={"tables": (orders.model_copy(update={"measures": balances}), *model.tables[1:])})
    back = import_model(Documents(export_model(model, "cube").files), "cube").model
    for one in back.measures:
        base = next(its for its in back.tables[0].measures if its.name == one.expression)
        assert (base.additive_over, base.balance) == ("not time", "first"), one.name


def test_what_cube_cannot_say_of_a_measure_is_told_with_what_is_made_of_it() -> None:
    model = SemanticModel(
        name="m",
        tables=(
            Table(
                name="t",
                source="t",
                default_time="at",
                dimensions=(Dimension(name="at", type="time"), Dimension(name="s")),
                measures=(
                    Measure(name="n", aggregate="count"),
                    Measure(name="mid", aggregate="median", expression="x"),
                    Measure(name="keys", aggregate="count_distinct"),
                ),
            ),
        ),
        measures=(
            DerivedMeasure(name="before", expression="n", offset=Offset(count=1, grain="month")),
            DerivedMeasure(name="growth", expression="n - before"),
            DerivedMeasure(name="filled", expression="n", fill_nulls_with=0),
            DerivedMeasure(name="own", expression="n", where=(FieldFilter(field="t.s", op="=", values=("a",)),)),
            DerivedMeasure(
                name="since", expression="n", where=(FieldFilter(field="time", op=">=", values=("2020-01-01",)),)
            ),
            DerivedMeasure(name="both", expression="n + mid", window=Accumulation(last=3, grain="day")),
            DerivedMeasure(name="middle", expression="mid", window=Accumulation(last=3, grain="day")),
            DerivedMeasure(name="after_middle", expression="middle * 2"),
            DerivedMeasure(name="of_keys", expression="keys / n"),
            DerivedMeasure(name="good", expression="n * 2"),
        ),
    )
    result = export_model(model, "cube")
    told = {note.what for note in result.notes if note.effect == "lost"}
    assert told >= {"before", "growth", "filled", "since", "both", "middle", "after_middle", "keys", "of_keys"}
    assert "good" not in told
    back = import_model(Documents(result.files), "cube").model
    assert [one.name for one in back.measures] == ["good"]
    own = next(one for one in back.tables[0].measures if one.name == "own")
    assert (own.aggregate, own.filter) == ("count", "s = 'a'")
    assert "own" in {note.what for note in result.notes if note.effect == "changed"}


# --- joins

USERS = """{name: users, sql_table: users, dimensions: [{name: id, sql: user_id, type: number, primary_key: true},
            {name: part, sql: part_no, type: number}]}"""


@pytest.mark.parametrize(
    ("relationship", "sql", "expected"),
    [
        ("many_to_one", "{CUBE}.buyer = {users}.user_id", (("orders", "buyer"), ("users", "user_id"), "many_to_one")),
        ("belongsTo", "{CUBE}.buyer = {users.id}", (("orders", "buyer"), ("users", "user_id"), "many_to_one")),
        ("many_to_one", "{users.id} = {CUBE}.buyer", (("orders", "buyer"), ("users", "user_id"), "many_to_one")),
        ("many_to_one", "{users.id} = {CUBE.buyer_no}", (("orders", "buyer"), ("users", "user_id"), "many_to_one")),
        ("one_to_many", "{CUBE}.buyer = {users.id}", (("users", "user_id"), ("orders", "buyer"), "many_to_one")),
        ("hasMany", "{orders}.buyer = {users.id}", (("users", "user_id"), ("orders", "buyer"), "many_to_one")),
        ("one_to_one", "{CUBE}.buyer = {users.id}", (("orders", "buyer"), ("users", "user_id"), "one_to_one")),
        (
            "many_to_one",
            "{CUBE}.buyer = {users.id} AND ({users.part} = {CUBE}.part)",
            (("orders", "buyer", "part"), ("users", "user_id", "part_no"), "many_to_one"),
        ),
    ],
)
def test_a_join(relationship: str, sql: str, expected: tuple[tuple[str, ...], tuple[str, ...], str]) -> None:
    result = read(
        f"""
        cubes:
          - name: orders
            sql_table: orders
            dimensions: [{{name: buyer_no, sql: buyer, type: number}}]
            joins: [{{name: users, relationship: {relationship}, sql: "{sql}"}}]
          - {USERS}
        """
    )
    (one,) = result.model.relationships
    assert ((one.from_table, *one.from_columns), (one.to_table, *one.to_columns), one.cardinality) == expected


@pytest.mark.parametrize(
    "sql",
    [
        "{CUBE}.a = {users.id} AND {users}.active",
        "{CUBE}.a = {users.id} OR {CUBE}.b = {users.id}",
        "{CUBE}.a >= {users.id}",
        "lower({CUBE}.a) = {users.id}",
        "a = {users.id}",
        "{CUBE}.a = {CUBE}.b",
        "{CUBE}.a = 3",
        "{CUBE}.a = {nobody.id}",
        "",
    ],
)
def test_a_join_that_is_no_pairs_of_columns_is_told(sql: str) -> None:
    result = read(
        f"""
        cubes:
          - name: orders
            sql_table: orders
            joins: [{{name: users, relationship: many_to_one, sql: "{sql}"}}]
          - {USERS}
        """
    )
    assert result.model.relationships == ()
    assert "the join to users" in lost(result)


def test_a_join_that_both_sides_state_is_one() -> None:
    result = read(
        """
        cubes:
          - {name: a, sql_table: a, joins: [{name: b, relationship: many_to_one, sql: "{CUBE}.b_id = {b}.id"}]}
          - {name: b, sql_table: b, joins: [{name: a, relationship: one_to_many, sql: "{a}.b_id = {CUBE}.id"}]}
        """
    )
    assert [one.name for one in result.model.relationships] == ["a_b"]


def test_a_cube_that_only_renames_another_is_a_road_to_it() -> None:
    result = read(
        """
        cubes:
          - name: orders
            sql_table: orders
            joins:
              - {name: billing, relationship: many_to_one, sql: "{CUBE}.billing_id = {billing.id}"}
              - {name: shipping, relationship: many_to_one, sql: "{CUBE}.shipping_id = {shipping.id}"}
          - {name: addresses, sql_table: addresses, dimensions: [{name: id, sql: id, type: number, primary_key: true}]}
          - {name: billing, extends: addresses, title: Billing address}
          - {name: shipping, extends: addresses}
        """
    )
    assert [table.name for table in result.model.tables] == ["orders", "addresses"]
    assert [(one.name, one.label, one.from_columns, one.to_table) for one in result.model.relationships] == [
        ("billing", "Billing address", ("billing_id",), "addresses"),
        ("shipping", None, ("shipping_id",), "addresses"),
    ]


# --- numbers


@needs_shared
def test_cube_s_own_fixture_gives_the_numbers_of_its_rows() -> None:
    """cube-js/cube's test model of several facts, over rows made up here; totals by plain Python."""
    assert SHARED is not None
    text = (SHARED / "semantic_models/cube/integration_multi_fact.yaml").read_text(encoding="utf-8")
    model = import_model(Documents({"m.yaml": text}, "fixture", "duckdb")).model
    customers = [
        (1, "A", "Rome", "2024-01-01", 10, 100),
        (2, "B", "Oslo", "2024-01-02", 20, 50),
        (3, "C", "Rome", "2024-01-03", None, 7),
    ]
    orders = [
        (1, 1, "completed", "2025-01-01", 10),
        (2, 1, "open", "2025-01-02", 20),
        (3, 2, "completed", "2025-02-01", 5),
        (4, 9, "open", "2025-02-02", 1),
    ]
    returns = [(1, 1, "late", "2025-01-05", 3), (2, 1, "broken", "2025-01-06", 4), (3, 2, "late", "2025-03-01", 2)]
    database = duckdb.connect()
    database.execute("create table regions as select * from (values (10, 'East'), (20, 'West')) t(id, name)")
    database.execute(
        "create table customers(id int, name text, city text, created_at date, region_id int, lifetime_value int)"
    )
    database.executemany("insert into customers values (?, ?, ?, ?, ?, ?)", customers)
    database.execute("create table orders(id int, customer_id int, status text, created_at date, amount int)")
    database.executemany("insert into orders values (?, ?, ?, ?, ?)", orders)
    database.execute("create table returns(id int, customer_id int, reason text, created_at date, refund_amount int)")
    database.executemany("insert into returns values (?, ?, ?, ?, ?)", returns)
    database.execute(
        "create table reviews as select 1 as id, 1 as customer_id, 5 as rating, date '2025-01-01' as created_at"
    )

    city = {row[0]: row[2] for row in customers}
    expected: dict[Any, list[Any]] = {}
    for row in orders:
        expected.setdefault(city.get(row[1]), [0, 0, 0])
        expected[city.get(row[1])][0] += row[4]
    for row in returns:
        expected[city.get(row[1])][1] += row[4]
        expected[city.get(row[1])][2] += 1
    found = rows(
        model,
        database,
        measures=["orders.total_amount", "returns.total_refund", "avg_amount_per_return"],
        dimensions=["customers.city"],
    )
    assert {row[0]: row[1:] for row in found} == {
        name: (amount, refund or None, amount / count if count else None)
        for name, (amount, refund, count) in expected.items()
    }
    done = rows(
        model,
        database,
        measures=["orders.count"],
        filters=[{"field": "orders.completed_orders", "op": "=", "values": [True]}],
    )
    assert done == [(sum(row[2] == "completed" for row in orders),)]
    by_region = rows(
        model, database, measures=["customers.total_lifetime_value", "orders.total_amount"], dimensions=["regions.name"]
    )
    assert set(by_region) == {("East", 100, 30), ("West", 50, 5), (None, 7, 1)}


# --- writing


def written(model: SemanticModel) -> dict[str, Any]:
    files = export_model(model, "cube").files
    return {path: yaml.safe_load(text)["cubes"][0] for path, text in files.items()}


def road(name: str, table: str, **more: str) -> Relationship:
    return Relationship(
        name=name, from_table=table, from_columns=(f"{name}_id",), to_table="staff", to_columns=("id",), **more
    )


def test_what_is_written_is_as_people_write_it() -> None:
    model = SemanticModel(
        name="shop",
        dialect="postgres",
        tables=(
            Table(
                name="orders",
                source="public.orders",
                label="Orders",
                primary_key=("id",),
                dimensions=(
                    Dimension(name="id", type="number", hidden=True),
                    Dimension(name="status"),
                    Dimension(name="net", type="number", expression="amount - coalesce(fee, 0)"),
                ),
                measures=(
                    Measure(name="count", aggregate="count"),
                    Measure(name="total", aggregate="sum", expression="net", filter="status in ('paid', 'sent')"),
                    Measure(name="middle", aggregate="median", expression="amount"),
                ),
            ),
            Table(name="staff", source="staff", primary_key=("id",), dimensions=(Dimension(name="id", type="number"),)),
        ),
        relationships=(
            road("seller", "orders", label="Seller"),
            road("packer", "orders"),
            road("boss", "staff"),
        ),
    )
    cubes = written(model)
    assert list(cubes) == [f"cubes/{name}.yml" for name in ("orders", "staff", "seller", "packer", "boss")]
    orders = cubes["cubes/orders.yml"]
    assert orders["sql_table"] == "public.orders" and orders["title"] == "Orders"
    assert orders["joins"] == [
        {"name": "seller", "relationship": "many_to_one", "sql": "{CUBE}.seller_id = {seller.id}"},
        {"name": "packer", "relationship": "many_to_one", "sql": "{CUBE}.packer_id = {packer.id}"},
    ]
    assert orders["dimensions"] == [
        {"name": "id", "sql": "id", "type": "number", "primary_key": True},
        {"name": "status", "sql": "status", "type": "string"},
        {"name": "net", "sql": "{CUBE}.amount - coalesce({CUBE}.fee, 0)", "type": "number"},
    ]
    assert orders["measures"][:2] == [
        {"name": "count", "type": "count"},
        {
            "name": "total",
            "sql": "{net}",
            "type": "sum",
            "filters": [{"sql": "{CUBE}.status in ('paid', 'sent')"}],
        },
    ]
    assert orders["measures"][2]["type"] == "number" and "{CUBE}.amount" in orders["measures"][2]["sql"]
    assert cubes["cubes/seller.yml"] == {"name": "seller", "extends": "staff", "title": "Seller"}
    back = import_model(Documents(export_model(model, "cube").files), "cube").model
    assert {(one.name, one.from_table, one.to_table) for one in back.relationships} == {
        ("seller", "orders", "staff"), ("packer", "orders", "staff"), ("boss", "staff", "staff")
    }  # fmt: skip


def test_names_that_cube_does_not_allow_are_others_and_told() -> None:
    model = SemanticModel(
        name="m",
        tables=(
            Table(
                name="order lines",
                source='"Order Lines"',
                primary_key=("Line No",),
                dimensions=(Dimension(name="Line No", type="number"), Dimension(name="Line_No", type="number")),
                measures=(Measure(name="sum €", aggregate="sum", expression='"Line No" * 2'),),
            ),
        ),
    )
    result = export_model(model, "cube")
    cube = written(model)["cubes/order_lines.yml"]
    assert [one["name"] for one in cube["dimensions"]] == ["line_no", "Line_No"]
    assert cube["dimensions"][0]["sql"] == '{CUBE}."Line No"'
    assert cube["measures"][0]["sql"] == '{CUBE}."Line No" * 2'
    assert {note.what for note in result.notes if note.effect == "changed"} == {
        "order lines",
        "Line No",
        "sum €",
    }
    back = import_model(Documents(result.files), "cube").model
    assert back.tables[0].primary_key == ("Line No",)


def test_notes_are_told_once() -> None:
    result = read(one_cube(dimensions=[{"name": "d", "sql": "{x}", "type": "string"}]))
    assert len(set(result.notes)) == len(result.notes) == 1
    assert isinstance(result.notes[0], Note)
