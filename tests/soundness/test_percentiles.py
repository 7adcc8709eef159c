"""Percentiles against the definition, on DuckDB and Postgres; what an engine lacks is refused by name."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest

from lunara.errors import InvalidInput, Refused
from lunara.semantic.compile import compile_plan, compile_query
from lunara.semantic.formats import dbt, export_model, formats
from lunara.semantic.formats.format import Documents
from lunara.semantic.model import DerivedMeasure, Measure, SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.workspace.embedded import EmbeddedServer
from tests.snapshots.engines import Run, run_duckdb, run_postgres
from tests.snapshots.shop import CLOCK, DIALECTS, MODEL

FRACTIONS = (0.05, 0.25, 0.5, 0.75, 0.99)


def measure(kind: str, fraction: float, **more: Any) -> dict[str, Any]:
    said = {"aggregate": "percentile", "percentile": fraction, "percentile_kind": kind, "expression": "amount"}
    return {"name": "p", "table": "orders", **said, **more}


def sql_of(dialect: str, one: dict[str, Any], dimensions: list[str]) -> str:
    query = SemanticQuery.model_validate({"measures": [one], "dimensions": dimensions})
    return compile_query(query, MODEL, dialect, CLOCK).sql.text


def by_definition(values: list[float], kind: str, fraction: float) -> float | None:
    """`continuous` interpolates at `fraction * (n - 1)`; `discrete` is the first value that so many are not above."""
    ordered = sorted(values)
    if not ordered:
        return None
    if kind == "discrete":
        return next(x for place, x in enumerate(ordered, start=1) if place / len(ordered) >= fraction)
    at = fraction * (len(ordered) - 1)
    low, high = ordered[math.floor(at)], ordered[math.ceil(at)]
    return low + (high - low) * (at - math.floor(at))


@pytest.fixture(params=["duckdb", "postgres"])
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[str, Run]]:
    if request.param == "duckdb":
        with run_duckdb() as run:
            yield "duckdb", run
        return
    server: EmbeddedServer = request.getfixturevalue("postgres_server")
    with run_postgres(server) as run:
        yield "postgres", run


@pytest.mark.parametrize("kind", ["continuous", "discrete"])
@pytest.mark.parametrize("only", [None, "amount > 50"])
def test_it_is_the_percentile_of_each_group(engine: tuple[str, Run], kind: str, only: str | None) -> None:
    dialect, run = engine
    rows = [
        (status, float(amount)) for status, amount in run("select status, amount from orders where amount is not null")
    ]
    for fraction in FRACTIONS:
        found = dict(run(sql_of(dialect, measure(kind, fraction, filter=only), ["status"])))
        assert len(found) > 2
        for status, value in found.items():
            its = [x for own, x in rows if own == status and (only is None or x > 50)]
            expected = by_definition(its, kind, fraction)
            assert (value is None) is (expected is None)
            assert expected is None or float(value) == pytest.approx(expected, rel=1e-12), (status, fraction)


def test_an_estimate_is_the_engines_own() -> None:
    with run_duckdb() as run:
        ((value,),) = run(sql_of("duckdb", measure("approximate", 0.75), []))
        ((low, high),) = run("select quantile_disc(amount, 0.6), quantile_disc(amount, 0.9) from orders")
    assert float(low) <= value <= float(high)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_engine_is_given_an_estimate_for_an_exact_one(dialect: str) -> None:
    """Some writers turn PERCENTILE_CONT into an estimate where the engine has none."""
    for kind in ("continuous", "discrete", "approximate"):
        try:
            text = sql_of(dialect, measure(kind, 0.9), []).upper()
        except Refused as refusal:
            assert refusal.message.startswith(f"{dialect} has no")
        else:
            assert ("APPROX" in text) is (kind == "approximate"), text


def test_what_has_none_is_refused_by_name() -> None:
    for dialect in ("sqlite", "mysql", "bigquery", "clickhouse", "redshift", "trino"):
        with pytest.raises(Refused, match=f"{dialect} has no exact percentile between values"):
            sql_of(dialect, measure("continuous", 0.9), [])


@pytest.mark.parametrize(
    "said",
    [
        {"aggregate": "percentile"},
        {"aggregate": "percentile", "percentile": 1.0},
        {"aggregate": "percentile", "percentile": 0},
        {"aggregate": "sum", "percentile": 0.5},
        {"aggregate": "sum", "percentile_kind": "discrete"},
    ],
)
def test_the_fraction_goes_with_the_aggregate(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="percentile"):
        Measure.model_validate({"name": "p", "expression": "amount", **said})


def with_percentile() -> SemanticModel:
    p90 = Measure(name="p90", aggregate="percentile", percentile=0.9, expression="amount", percentile_kind="discrete")
    tables = [
        table.model_copy(update={"measures": (*table.measures, p90)}) if table.name == "orders" else table
        for table in MODEL.tables
    ]
    running = DerivedMeasure.model_validate({"name": "p90_so_far", "expression": "p90", "window": {"all": True}})
    return MODEL.model_copy(update={"tables": tuple(tables), "measures": (*MODEL.measures, running)})


def test_it_is_neither_accumulated_nor_taken_into_sql() -> None:
    model = with_percentile()
    query = SemanticQuery.model_validate(
        {"measures": ["p90_so_far"], "dimensions": [{"field": "ordered_at", "grain": "month"}]}
    )
    with pytest.raises(Refused, match="percentile, which is not accumulated"):
        compile_query(query, model, "duckdb", CLOCK)
    with pytest.raises(Refused, match=r"orders\.p90 is a percentile"):
        compile_plan("select measure(p90) from orders", model, "duckdb", CLOCK)


def test_dbt_says_it_there_and_back() -> None:
    written = dbt.FORMAT.write(with_percentile())
    read = dbt.FORMAT.read(Documents(dict(written.files))).model
    table = read.table("orders")
    assert table is not None
    (found,) = [one for one in table.measures if one.name == "p90"]
    assert (found.aggregate, found.percentile, found.percentile_kind) == ("percentile", 0.9, "discrete")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("percentile: 0.9", "continuous"),
        ("percentile: 0.9, percentile_type: discrete", "discrete"),
        ("percentile: 0.9, percentile_type: rough", None),
        ("percentile: 90", None),
    ],
)
def test_dbts_newer_form_says_its_kind(said: str, kind: str | None) -> None:
    text = f"""
models:
  - name: orders
    semantic_model: {{enabled: true}}
    agg_time_dimension: day
    columns:
      - {{name: order_id, entity: {{type: primary, name: order}}}}
      - {{name: day, granularity: day, dimension: {{type: time}}}}
    metrics:
      - {{name: slow, type: simple, agg: percentile, expr: minutes, {said}}}
"""
    read = dbt.FORMAT.read(Documents({"orders.yml": text}))
    found = [one.percentile_kind for table in read.model.tables for one in table.measures if one.name == "slow"]
    assert found == ([] if kind is None else [kind])
    assert any("slow" in str(note) for note in read.notes) is (kind is None)


def test_formats_without_the_word_tell_that_it_is_left_out() -> None:
    model = with_percentile()
    others = [one for one in formats() if one.write is not None and one.name not in ("lunara", "dbt")]
    assert len(others) >= 4
    for one in others:
        written = export_model(model, one.name)
        assert any("p90" in note.what and note.effect == "lost" for note in written.notes), one.name


def test_a_percentile_over_rows_that_a_join_repeats_stays_refused() -> None:
    with pytest.raises((Refused, InvalidInput)):
        sql_of("duckdb", measure("continuous", 0.9), ["order_items.note"])
