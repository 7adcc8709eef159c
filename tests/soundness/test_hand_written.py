"""SQL by hand over the warehouse's own tables: the corpora, random statements whose values know their rows, and the compiler's
own SQL in every dialect go through the same proof."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lunara.errors import FanOut, LunaraError, Refused, UnsafeSql
from lunara.guard import ReadOnlySql, read_only
from lunara.semantic.dialects import SETTINGS
from lunara.semantic.graph import graph_of
from lunara.semantic.hand_written import prove_hand_written
from lunara.semantic.model import SemanticModel
from tests.snapshots.shop import DIALECTS, model_for
from tests.snapshots.test_sql import asked, sql_of
from tests.soundness.market import MODEL, Market, corpus, market
from tests.soundness.provenance import Maker, TooLarge
from tests.soundness.reference import World
from tests.soundness.safe_sql import safe_statements
from tests.soundness.test_random_sql_proof import with_keys
from tests.soundness.test_sql_corpora import ONLY_RUN, bag
from tests.soundness.worlds import load, make_world

__all__ = ["market"]
# What the physical tables do not have: measures, and fields that compute.
OF_THE_MODEL = ("measure(", "is_large")
SAFE = [
    text
    for text in [*corpus("safe").values(), *safe_statements(300)]
    if not any(w in text.lower() for w in OF_THE_MODEL)
]
UNSAFE = [text for text in corpus("unsafe").values() if not any(word in text.lower() for word in OF_THE_MODEL)]
# DuckDB has no WITH TIES, and the guard's rendering takes one row.
TIES = "with ties"
# Questions whose SQL shows rows in several groups (a pair's tags, trailing periods), which a reader is told beside the answer.
OVERLAPPING = {"bridge", "bridge_filtered", "bridge_far", "bridge_null", "trailing_months", "trailing_days_by_month"}
# SQLite has no spread of its own: its squares are of each row's and the group's mean.
SQUARES = {"all_aggregates", "averages_total", "median_total", "inline_filtered", "spread_of_groups", "nothing_there"}


def guarded(text: str, model: SemanticModel, dialect: str = "duckdb") -> ReadOnlySql:
    """The statement as the page hands it over."""
    return read_only(text, dialect, graph_of(model).physical_tables(dialect), settings=SETTINGS.get(dialect, ()))


def test_the_corpora_are_large_enough() -> None:
    assert len(SAFE) >= 540
    assert len(UNSAFE) >= 280


def test_safe_statements_are_proven_and_give_what_they_give(market: Market) -> None:
    refused = []
    for text in SAFE:
        try:
            statement = guarded(text, MODEL)
        except UnsafeSql:
            continue
        try:
            prove_hand_written(statement, MODEL, "duckdb")
        except Refused as error:
            refused.append(f"{text}\n  {error}")
            continue
        if not any(word in text for word in ONLY_RUN):
            assert bag(market.connection.execute(statement.text).fetchall()) == bag(market.raw(text)), text
    assert len(refused) <= 0.01 * len(SAFE), "\n".join(refused)


@pytest.mark.parametrize("text", UNSAFE)
def test_unsafe_statements_are_refused(text: str) -> None:
    try:
        statement = guarded(text, MODEL)
    except UnsafeSql:
        return
    if TIES in text:
        assert "TIES" not in statement.text
        return
    with pytest.raises(Refused) as caught:
        prove_hand_written(statement, MODEL, "duckdb")
    assert caught.value.code in ("fan_out", "not_proven")
    assert caught.value.hint


def run_seed(seed: int, ends: dict[str, int], statements: int = 10) -> None:
    """Random statements over a random world: what is proven adds up no row twice."""
    world: World = make_world(Random(seed))
    if world.odd or all(len(table["primary_key"]) > 1 for table in world.tables.values()):
        return
    model = with_keys(world)
    connection: Any = load(world)
    try:
        for number in range(statements):
            try:
                node = Maker(Random(seed * 1000 + number), world).statement()
                statement = guarded(node.sql, model)
                prove_hand_written(statement, model, "duckdb")
            except (FanOut, TooLarge) as refused:
                ends[type(refused).__name__] = ends.get(type(refused).__name__, 0) + 1
                continue
            assert not node.faults, f"{node.sql}\n{node.faults}"
            mine = [tuple(line.cells[column.name].value for column in node.columns) for line in node.lines]
            assert bag(connection.execute(statement.text).fetchall()) == bag(mine), node.sql
            ends["proven"] = ends.get("proven", 0) + 1
    finally:
        connection.close()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.integers(0, 10**9))
def test_what_is_proven_adds_up_no_row_twice(seed: int) -> None:
    run_seed(seed, {})


def test_both_ends_occur() -> None:
    ends: dict[str, int] = {}
    for seed in range(10):
        run_seed(seed, ends)
    assert ends["proven"] > 15, ends
    assert ends["FanOut"] > 15, ends


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_compilers_own_sql_is_proven(dialect: str) -> None:
    """An answer's SQL, edited in what does not change its joins, stays proven in each dialect."""
    model = model_for(dialect)
    refused: dict[str, str] = {}
    proven = 0
    for name in asked(dialect):
        try:
            text = sql_of(name, dialect)
        except LunaraError:
            continue
        try:
            prove_hand_written(guarded(text, model, dialect), model, dialect)
            proven += 1
        except Refused as error:
            refused[name] = str(error)
    known = OVERLAPPING | (SQUARES if dialect == "sqlite" else set())
    assert refused.keys() <= known, {name: why for name, why in refused.items() if name not in known}
    assert proven > 190
