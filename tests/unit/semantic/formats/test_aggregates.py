"""Metrics in SQL: what becomes of them, with the same numbers as the SQL itself gives; and back."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.formats.aggregates import Metric, Metrics, Placed
from lunara.semantic.formats.columns import Scope
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.sqltext import Change, SqlText
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, Relationship, SemanticModel, Table
from lunara.semantic.query import SemanticQuery
from lunara.semantic.validate import validate_model

ORDERS = Table(
    name="orders",
    source="orders",
    primary_key=("order_id",),
    dimensions=(
        Dimension(name="order_id", type="number"),
        Dimension(name="status"),
        Dimension(name="net", type="number", expression="amount - discount"),
    ),
)
CUSTOMERS = Table(
    name="customers",
    source="customers",
    primary_key=("customer_id",),
    dimensions=(Dimension(name="customer_id", type="number"), Dimension(name="country")),
)
JOIN = Relationship(
    name="orders_customers",
    from_table="orders",
    from_columns=("customer_id",),
    to_table="customers",
    to_columns=("customer_id",),
)


HOME = Scope(home="orders", columns={"orders": JOIN.from_columns})


def read(*metrics: Metric, dialect: str | None = None, scope: Scope | None = None) -> tuple[Placed, Notes]:
    notes = Notes()
    placed = Metrics((ORDERS, CUSTOMERS), dialect, notes, scope or HOME).read(metrics)
    return placed, notes


def one(sql: str, dialect: str | None = None) -> Metric:
    return Metric("m", sql, "metrics.m")


def model_of(placed: Placed, dialect: str | None = "duckdb") -> SemanticModel:
    tables = placed.onto((ORDERS, CUSTOMERS))
    model = SemanticModel(name="m", dialect=dialect, tables=tables, relationships=(JOIN,), measures=placed.derived)
    assert [problem for problem in validate_model(model) if problem.level == "error"] == []
    return model


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "create table orders as select * from (values "
        "(1, 1, 'paid', 10, 1), (2, 1, 'open', 5, null), (3, 2, 'paid', null, 2), (4, 9, null, 7, 0), (5, null, 'paid', 7, 3)) "
        "t(order_id, customer_id, status, amount, discount)"
    )
    connection.execute(
        "create table customers as select * from (values (1, 'DE'), (2, 'FR'), (3, 'DE')) t(customer_id, country)"
    )
    return connection


SAID = [
    ("SUM(amount)", "sum", "amount", None),
    ("COUNT(*)", "count", None, None),
    ("COUNT(1)", "count", None, None),
    ("COUNT(orders.amount)", "count", "amount", None),
    ("count(distinct status)", "count_distinct", "status", None),
    ("AVG(amount - discount)", "avg", "amount - discount", None),
    ("AVG(net)", "avg", "net", None),
    ("MEDIAN(amount)", "median", "amount", None),
    ("PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount)", "median", "amount", None),
    ("PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount DESC)", "median", "amount", None),
    ("STDDEV(amount)", "stddev", "amount", None),
    ("STDDEV_SAMP(amount)", "stddev", "amount", None),
    ("MIN(status)", "min", "status", None),
    ("MAX(amount)", "max", "amount", None),
    ("SUM(CASE WHEN status = 'paid' THEN amount END)", "sum", "amount", "status = 'paid'"),
    ("SUM(CASE WHEN status = 'paid' THEN amount ELSE NULL END)", "sum", "amount", "status = 'paid'"),
    ("SUM(amount) FILTER (WHERE status = 'paid' OR amount > 6)", "sum", "amount", "status = 'paid' OR amount > 6"),
    ("COUNT(*) FILTER (WHERE status = 'paid')", "count", None, "status = 'paid'"),
    ("COUNT(CASE WHEN status = 'paid' THEN 1 END)", "count", None, "status = 'paid'"),
    ("COUNT(CASE WHEN status = 'paid' THEN amount END)", "count", "amount", "status = 'paid'"),
    ("COUNT_IF(amount > 6)", "count", None, "amount > 6"),
    ("COUNT(DISTINCT CASE WHEN amount > 1 THEN status END)", "count_distinct", "status", "amount > 1"),
    (
        "SUM(CASE WHEN status = 'paid' THEN CASE WHEN amount > 1 OR discount > 1 THEN amount END END)",
        "sum",
        "amount",
        "status = 'paid' AND (amount > 1 OR discount > 1)",
    ),
    (
        "SUM(CASE WHEN status = 'paid' THEN amount END) FILTER (WHERE discount > 0)",
        "sum",
        "amount",
        "discount > 0 AND status = 'paid'",
    ),
    # zero where nothing fits is not the same as nothing
    (
        "SUM(CASE WHEN status = 'x' THEN amount ELSE 0 END)",
        "sum",
        "CASE WHEN status = 'x' THEN amount ELSE 0 END",
        None,
    ),
    ("(SUM(amount))", "sum", "amount", None),
]


@pytest.mark.parametrize(("sql", "aggregate", "expression", "condition"), SAID)
def test_one_aggregate_is_a_measure(
    database: duckdb.DuckDBPyConnection, sql: str, aggregate: str, expression: str | None, condition: str | None
) -> None:
    placed, notes = read(one(sql), dialect="duckdb")
    assert notes.all() == ()
    (measure,) = placed.measures["orders"]
    assert (measure.aggregate, measure.expression, measure.filter) == (aggregate, expression, condition)
    assert not placed.derived
    plain = sql.replace("orders.", "").replace("net", "amount - discount")
    assert value(database, model_of(placed)) == database.execute(f"select {plain} from orders").fetchone()[0]


DERIVED = [
    ("SUM(amount) / COUNT(*)", "sum_amount / orders_count"),
    ("SUM(amount) / NULLIF(COUNT(*), 0)", "sum_amount / orders_count"),
    ("SUM(amount) / NULLIF(COUNT(*) - 5, 0)", "sum_amount / (orders_count - 5)"),
    ("1 - SUM(discount) / SUM(amount)", "1 - sum_discount / sum_amount"),
    ("COALESCE(SUM(amount) FILTER (WHERE status = 'x'), 0) + MAX(amount)", "COALESCE(m_1, 0) + max_amount"),
    ("SUM(amount) / SUM(amount)", "sum_amount / sum_amount"),
    ("100.0 * COUNT_IF(status = 'paid') / COUNT(*)", "100.0 * m_1 / orders_count"),
    ("CAST(SUM(amount) AS DOUBLE) / COUNT(DISTINCT customer_id)", None),
]


@pytest.mark.parametrize(("sql", "expression"), DERIVED)
def test_arithmetic_of_aggregates_is_derived(
    database: duckdb.DuckDBPyConnection, sql: str, expression: str | None
) -> None:
    placed, notes = read(one(sql), dialect="duckdb")
    assert notes.all() == ()
    (derived,) = placed.derived
    assert expression is None or derived.expression == expression
    assert all(measure.hidden for measure in placed.measures["orders"])
    assert value(database, model_of(placed)) == database.execute(f"select {sql} from orders").fetchone()[0]


def value(database: duckdb.DuckDBPyConnection, model: SemanticModel, name: str = "m") -> object:
    query = SemanticQuery.model_validate({"measures": [name]})
    found = database.execute(compile_query(query, model, "duckdb", Clock(date(2026, 1, 1))).sql.text).fetchone()
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SUM(amount) OVER (ORDER BY order_id)", "window"),
        ("SUM(orders.amount * customers.rate)", "orders, customers"),
        ("SUM(amount) FILTER (WHERE customers.country = 'DE')", "orders, customers"),
        ("SUM(AVG(amount))", "already added up"),
        ("SUM(DISTINCT amount)", "no aggregate that a measure has"),
        ("COUNT(DISTINCT status, amount)", "no aggregate that a measure has"),
        ("STDDEV_POP(amount)", "no aggregate that a measure has"),
        ("PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY amount)", "no aggregate that a measure has"),
        ("ANY_VALUE(amount)", "no aggregate that a measure has"),
        ("amount + 1", "outside an aggregate"),
        ("SUM(amount) / amount", "outside an aggregate"),
        ("my_total(amount)", "outside an aggregate"),
        ("1 + 1", "nothing from any table"),
        ("SUM(nowhere.amount)", "no table of the model"),
        ("(SELECT MAX(amount) FROM orders)", "subquery"),
        ("SUM((SELECT 1))", "subquery"),
        ("COUNT(orders.*)", "not one value"),
        ("MEASURE(unknown)", "names no measure"),
        ("SUM(", "cannot be read"),
        ("SUM(a), SUM(b)", "one expression"),
        ("SUM(a) FROM b", "one expression"),
        ("m + 1", "defined by itself"),
    ],
)
def test_what_cannot_be_said_is_left_out_with_the_reason(sql: str, why: str) -> None:
    placed, notes = read(one(sql))
    assert not placed.derived and not placed.measures
    assert [(note.where, note.what, note.effect) for note in notes.all()] == [("metrics.m", "m", "lost")]
    assert why in notes.all()[0].why


def test_a_deviation_of_a_population_is_not_that_of_a_sample() -> None:
    assert read(one("STDDEV(amount)"), dialect="mysql")[0].measures == {}


def test_an_estimate_is_counted_exactly_and_told() -> None:
    placed, notes = read(one("APPROX_COUNT_DISTINCT(customer_id)"), dialect="snowflake")
    assert placed.measures["orders"][0].aggregate == "count_distinct"
    assert [note.effect for note in notes.all()] == ["changed"]


def test_metrics_name_each_other_in_any_order() -> None:
    placed, notes = read(
        Metric("twice", "MEASURE(per_customer) * 2", "a"),
        Metric("per_customer", "revenue / customers.customers", "b"),
        Metric("revenue", "SUM(orders.amount)", "c"),
        Metric("customers", "COUNT(DISTINCT customers.customer_id)", "d"),
        dialect="databricks",
    )
    assert notes.all() == ()
    assert [(one.name, one.expression) for one in placed.derived] == [
        ("twice", "per_customer * 2"),
        ("per_customer", "revenue / customers"),
    ]
    model_of(placed, "databricks")


def test_what_names_a_metric_that_is_not_read_is_not_read_either() -> None:
    placed, notes = read(
        Metric("a", "b + SUM(amount)", "a"), Metric("b", "c * 2", "b"), Metric("c", "LISTAGG(status)", "c")
    )
    assert not placed.derived and not placed.measures
    assert {note.what for note in notes.all()} == {"a", "b", "c"}


def test_circles_are_left_out() -> None:
    placed, notes = read(Metric("a", "b + 1", "a"), Metric("b", "a + 1", "b"), Metric("c", "SUM(amount) + 1", "c"))
    assert [one.name for one in placed.derived] == ["c"]
    assert {note.what for note in notes.all()} == {"a", "b"}


def test_an_aggregate_that_is_a_measure_already_is_named_not_repeated() -> None:
    placed, _ = read(
        Metric("share", "SUM(amount) FILTER (WHERE status='paid') / SUM( orders.amount )", "a"),
        Metric("total", "SUM(amount)", "b"),
        Metric("paid", "SUM(CASE WHEN status = 'paid' THEN amount END)", "c"),
    )
    assert [one.name for one in placed.measures["orders"]] == ["total", "paid"]
    assert placed.derived[0].expression == "paid / total"


def test_a_name_that_a_field_has_is_changed_and_told() -> None:
    placed, notes = read(Metric("status", "MAX(status)", "metrics.status"), Metric("up", "status || '!'", "metrics.up"))
    assert placed.measures["orders"][0].name == "status_max"
    assert placed.derived[0].expression == "status_max || '!'"
    assert [(note.what, note.effect) for note in notes.all()] == [("status", "changed")]


def test_metrics_of_two_tables_may_have_one_name() -> None:
    placed, notes = read(
        Metric("total", "COUNT(*)", "a", table="orders"),
        Metric("total", "COUNT(*)", "b", table="customers"),
        Metric("ratio", "orders.total / customers.total", "c"),
        Metric("twice", "total * 2", "d", table="customers"),
        Metric("which", "total * 2", "e"),
    )
    assert [(one.name, one.expression) for one in placed.derived] == [
        ("ratio", "orders.total / customers.total"),
        ("twice", "customers.total * 2"),
    ]
    assert [(note.what, note.why) for note in notes.all()] == [("which", "total may be a measure of orders, customers")]


def test_aggregates_over_joined_rows_are_not_those_over_own_rows() -> None:
    """Each customer once for each of its orders: another number than each customer once."""
    scope = Scope(aliases={"source": "orders"}, home="orders", rows_of=("orders",))
    placed, notes = read(Metric("a", "SUM(customers.credit)", "a"), Metric("b", "SUM(source.amount)", "b"), scope=scope)
    assert [one.name for one in placed.measures["orders"]] == ["b"]
    assert "over the rows of orders" in notes.all()[0].why


def test_facts_are_written_out_and_fields_of_a_struct_stay() -> None:
    scope = Scope(facts={"orders": {"Paid": "CASE WHEN status = 'paid' THEN 1 ELSE 0 END"}}, home="orders")
    placed, notes = read(
        Metric("a", "SUM(paid * amount)", "a"), Metric("b", "SUM(orders.place.area)", "b"), scope=scope
    )
    assert notes.all() == ()
    assert [one.expression for one in placed.measures["orders"]] == [
        "CASE WHEN status = 'paid' THEN 1 ELSE 0 END * amount",
        "(place).area",
    ]


def test_a_condition_narrows_each_aggregate() -> None:
    placed, _ = read(Metric("a", "SUM(amount) / COUNT(*)", "a", condition="status = 'paid' or amount > 1"))
    assert {one.filter for one in placed.measures["orders"]} == {"status = 'paid' OR amount > 1"}


# -- the way back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("filters", ["case", "filter"])
@pytest.mark.parametrize("sql", [sql for sql, *_ in SAID])
def test_a_measure_written_as_sql_gives_its_number(database: duckdb.DuckDBPyConnection, sql: str, filters: str) -> None:
    placed, _ = read(one(sql), dialect="duckdb")
    model, notes = model_of(placed), Notes()
    measure = placed.measures["orders"][0]
    text = SqlText(model, "duckdb", notes, filters=filters).measure(model.tables[0], measure, "x")
    plain = text.replace("net", "amount - discount")
    assert value(database, model) == database.execute(f"select {plain} from orders").fetchone()[0]
    again, _ = read(one(text), dialect="duckdb")
    assert again.measures == placed.measures


@pytest.mark.parametrize("sql", [sql for sql, _ in DERIVED])
def test_a_derived_measure_written_as_sql_gives_its_number(database: duckdb.DuckDBPyConnection, sql: str) -> None:
    placed, _ = read(one(sql), dialect="duckdb")
    model = model_of(placed)
    text = SqlText(model, "duckdb", Notes()).derived(placed.derived[0], "x")
    assert value(database, model) == database.execute(f"select {text} from orders").fetchone()[0]
    again, notes = read(one(text), dialect="duckdb")
    assert (again.derived[0].expression, notes.all()) == (placed.derived[0].expression, ())


def test_a_measure_over_others_is_written_out_or_names_them() -> None:
    revenue = Measure(name="revenue", aggregate="sum", expression="amount", filter="status is not null")
    count = Measure(name="customer_count", aggregate="count")
    tables = (
        ORDERS.model_copy(update={"measures": (revenue,)}),
        CUSTOMERS.model_copy(update={"measures": (count,)}),
    )
    derived = (
        DerivedMeasure(name="per", expression="revenue / customer_count"),
        DerivedMeasure(name="share", expression="1 - per / (revenue + 1)"),
    )
    model = SemanticModel(name="m", tables=tables, relationships=(JOIN,), measures=derived)
    notes = Notes()
    written = SqlText(model, "snowflake", notes, rows=lambda table: _column(table.name, table.primary_key[0]))
    assert written.derived(derived[1], "x") == (
        "1 - (SUM(CASE WHEN NOT status IS NULL THEN amount END) / NULLIF(COUNT(customers.customer_id), 0)) "
        "/ NULLIF(SUM(CASE WHEN NOT status IS NULL THEN amount END) + 1, 0)"
    ).replace("NOT status IS NULL", "status IS NOT NULL")
    naming = SqlText(model, "databricks", notes, reference=lambda table, measure: _column("", measure.name))
    assert naming.derived(derived[1], "x") == "1 - per / NULLIF(revenue + 1, 0)"
    assert notes.all() == ()


def _column(table: str, name: str) -> object:
    from sqlglot import exp

    return exp.column(name, table=table or None)


def test_what_another_dialect_cannot_say_is_told() -> None:
    notes = Notes()
    assert Change("duckdb", "snowflake").of_text("date_trunc('month', a)", notes, "w", "d") == "DATE_TRUNC('MONTH', a)"
    assert notes.all() == ()
    assert Change("duckdb", "snowflake").of_text("my_own(a)", notes, "w", "d") == "MY_OWN(a)"
    assert [(note.where, note.what, note.effect) for note in notes.all()] == [("w", "d", "changed")]
    assert Change("duckdb", "snowflake").of_text("a +", notes, "w", "e") == "a +"
    assert len(notes.all()) == 2
