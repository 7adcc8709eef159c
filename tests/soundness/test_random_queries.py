"""Whatever the model, the data and the question: the compiled SQL gives what a row-by-row reading of the question gives."""

from __future__ import annotations

import json
import math
from datetime import date, datetime, time
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lunara.errors import AmbiguousPath, FanOut, Refused
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.soundness.questions import make_query
from tests.soundness.reference import Declined, World
from tests.soundness.reference_query import answer
from tests.soundness.worlds import TODAY, load, make_world, plain_model, plain_query

CLOCK = Clock(TODAY)


def value(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, Decimal):
        return float(cell)
    return cell


def same(one: Any, two: Any) -> bool:
    if isinstance(one, bool) or isinstance(two, bool) or one is None or two is None or isinstance(one, str | date):
        return type(one) is type(two) and one == two
    return math.isclose(float(one), float(two), rel_tol=1e-9, abs_tol=1e-9)


def totals(query: dict[str, Any]) -> list[dict[str, Any]]:
    """The calculations that add up the values of groups."""
    return [one for one in query.get("calculations", []) if one["kind"] in ("share_of_total", "running_total")]


def adds_up(model: SemanticModel, query: dict[str, Any]) -> bool | None:
    """Whether the measure of a total is a sum or a count of rows over everything; None where there is no total, or it is more
    than a measure of a table to say."""
    for one in totals(query):
        if one.get("within"):
            return None
        table, _, name = str(one["of"]).rpartition(".")
        its = model.table(table)
        measure = next((m for m in its.measures if m.name == name), None) if its is not None else None
        if measure is None or measure.aggregate == "count_distinct" or measure.additive_over != "all":
            return None
        if measure.aggregate not in ("sum", "count"):
            return False
    return True if totals(query) else None


def check(world: World, query: dict[str, Any], connection: Any, model: SemanticModel) -> str:
    """Compare one query; says how it ended."""
    parsed = SemanticQuery.model_validate(plain_query(query))
    why = expected = None
    try:
        expected = answer(world, query)
    except Declined as declined:
        why = declined.why
    try:
        compiled = compile_query(parsed, model, "duckdb", CLOCK)
    except (FanOut, AmbiguousPath) as error:
        assert why is not None, f"refused without need: {error}\n{json.dumps(plain_query(query), default=str)}"
        return type(error).__name__
    except Refused as error:
        allowed = why is not None or error.code == "unreachable"
        allowed = allowed or (error.code == "not_additive" and bool(totals(query)) and not adds_up(model, query))
        allowed = allowed or (error.code == "groups_overlap" and bool(totals(query)))
        assert allowed, f"{error}\n{json.dumps(plain_query(query), default=str)}"
        return "refused"
    assert adds_up(model, query) is not False, f"a total of what makes none: {compiled.sql.text}"
    assert compiled.adds_up or not any(
        one["kind"] == "share_of_total" and not one.get("within") for one in totals(query)
    )
    assert why is None, f"answered although {why}: {compiled.sql.text}\n{json.dumps(plain_query(query), default=str)}"
    assert expected is not None
    rows = [tuple(value(cell) for cell in row) for row in connection.execute(compiled.sql.text).fetchall()]
    # column order: dimensions, then each measure (and its compared period), then calculations: the reference's order
    good = len(rows) == len(expected) and all(
        len(a) == len(b) and all(map(same, a, map(value, b))) for a, b in zip(rows, expected, strict=True)
    )
    assert good, "\n".join(
        [
            json.dumps(plain_query(query), default=str),
            compiled.sql.text,
            f"sql:       {rows}",
            f"reference: {expected}",
            json.dumps({k: [list(r.values()) for r in v] for k, v in world.data.items()}, default=str),
            json.dumps(plain_model(world)["relationships"]),
        ]
    )
    return "answered" if rows else "empty"


def run_seed(seed: int, queries: int = 6) -> dict[str, int]:
    rnd = Random(seed)
    world = make_world(rnd)
    model = SemanticModel.model_validate(plain_model(world))
    connection = load(world)
    ends: dict[str, int] = {}
    try:
        for _ in range(queries):
            end = check(world, make_query(rnd, world), connection, model)
            ends[end] = ends.get(end, 0) + 1
    finally:
        connection.close()
    return ends


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.integers(0, 10**9))
def test_compiled_sql_equals_a_row_by_row_reading(seed: int) -> None:
    run_seed(seed)


def test_the_generator_answers_most_questions() -> None:
    total: dict[str, int] = {}
    for seed in range(40):
        for end, count in run_seed(seed).items():
            total[end] = total.get(end, 0) + count
    assert total["answered"] > sum(total.values()) * 0.25, total
    assert total["FanOut"] > 5, total
