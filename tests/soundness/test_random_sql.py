"""Whatever SQL over the model is accepted: its aggregates are those over rows that no join has repeated."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lunara.errors import FanOut
from lunara.semantic.compile import compile_plan
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from tests.soundness.reference import Row, World
from tests.soundness.worlds import TODAY, load, make_world, plain_model

Joined = dict[str, Row | None]


def make_sql(rnd: Random, world: World) -> tuple[str, list[tuple[str, str, str]], str, list[tuple[str, str, str, Any]]]:
    """(statement, aggregates as (function, alias, column), group column, joins)."""
    names = list(world.tables)
    aliases = {"a0": rnd.choice(names)}
    joins: list[tuple[str, str, str, Any]] = []
    for number in range(1, rnd.randint(2, 4)):
        here = rnd.choice(list(aliases))
        steps = world.steps(aliases[here])
        if not steps:
            continue
        step = rnd.choice(steps)
        alias = f"a{number}"
        kind = rnd.choice(["JOIN", "LEFT JOIN"])
        joins.append((kind, here, alias, step))
        aliases[alias] = world.far(step)
    text = f"FROM {aliases['a0']} AS a0"
    for kind, here, alias, (r, forward) in joins:
        mine, theirs = ("from_columns", "to_columns") if forward else ("to_columns", "from_columns")
        on = " AND ".join(f"{here}.{x} = {alias}.{y}" for x, y in zip(r[mine], r[theirs], strict=True))
        text += f" {kind} {aliases[alias]} AS {alias} ON {on}"
    group = f"{rnd.choice(list(aliases))}.s"
    aggregates = []
    for _ in range(rnd.choice([1, 1, 2])):
        function = rnd.choice(["SUM", "SUM", "COUNT", "AVG", "COUNT(*)", "MAX", "COUNT DISTINCT", "MEASURE"])
        aggregates.append((function, rnd.choice(list(aliases)), "n"))
    listed = []
    for number, (function, alias, column) in enumerate(aggregates):
        if function == "COUNT(*)":
            listed.append(f"COUNT(*) AS v{number}")
        elif function == "COUNT DISTINCT":
            listed.append(f"COUNT(DISTINCT {alias}.{column}) AS v{number}")
        elif function == "MEASURE":
            listed.append(f"MEASURE({alias}.filtered) AS v{number}")
        else:
            listed.append(f"{function}({alias}.{column}) AS v{number}")
    if rnd.random() < 0.3:  # through a subquery: the repetition must not be forgotten on the way
        inner = [f"{group} AS g"] + [f"{alias}.n AS n{i}" for i, (_, alias, _) in enumerate(aggregates)]
        outer = []
        for number, (function, alias, column) in enumerate(aggregates):
            if function == "MEASURE":
                function = "SUM"
                aggregates[number] = (function, alias, column)
            plain = {"COUNT(*)": "COUNT(*)", "COUNT DISTINCT": f"COUNT(DISTINCT n{number})"}
            outer.append(f"{plain.get(function, f'{function}(n{number})')} AS v{number}")
        if rnd.random() < 0.5:
            sql = f"SELECT g, {', '.join(outer)} FROM (SELECT {', '.join(inner)} {text}) AS x GROUP BY g"
        else:
            sql = f"WITH x AS (SELECT {', '.join(inner)} {text}) SELECT g, {', '.join(outer)} FROM x GROUP BY g"
        return sql, aggregates, group, joins
    return f"SELECT {group} AS g, {', '.join(listed)} {text} GROUP BY {group}", aggregates, group, joins


def joined_rows(world: World, first: str, joins: list[tuple[str, str, str, Any]]) -> list[Joined]:
    rows: list[Joined] = [{"a0": row} for row in world.data[first]]
    for kind, here, alias, step in joins:
        grown: list[Joined] = []
        for row in rows:
            met = world.met(row[here], step)
            grown.extend({**row, alias: one} for one in met)
            if not met and kind == "LEFT JOIN":
                grown.append({**row, alias: None})
        rows = grown
    return rows


def once(rows: list[Joined], alias: str) -> list[Row]:
    return list({id(row[alias]): row[alias] for row in rows if row[alias] is not None}.values())  # type: ignore[misc]


def expected(function: str, rows: list[Joined], alias: str, keep: Callable[[Row], bool]) -> Any:
    values = [row["n"] for row in once(rows, alias) if row["n"] is not None]
    if function == "MEASURE":
        values = [row["n"] for row in once(rows, alias) if row["n"] is not None and keep(row)]
    if function == "COUNT":
        return len(values)
    if function == "COUNT DISTINCT":
        return len(set(values))
    if not values:
        return None
    return {"SUM": sum(values), "MEASURE": sum(values), "AVG": sum(values) / len(values), "MAX": max(values)}[function]


def run_seed(seed: int, statements: int = 12) -> tuple[int, int]:
    rnd = Random(seed)
    world = make_world(rnd)
    while world.odd:
        world = make_world(rnd)
    model = SemanticModel.model_validate(plain_model(world))
    connection = load(world)
    accepted = refused = 0
    try:
        for _ in range(statements):
            sql, aggregates, group, joins = make_sql(rnd, world)
            try:
                compiled = compile_plan(sql, model, "duckdb", Clock(TODAY))
            except FanOut:
                refused += 1
                continue
            accepted += 1
            check(world, sql, compiled.sql.text, connection, aggregates=aggregates, group=group, joins=joins)
    finally:
        connection.close()
    return accepted, refused


def check(
    world: World,
    sql: str,
    physical: str,
    connection: Any,
    *,
    aggregates: list[tuple[str, str, str]],
    group: str,
    joins: list[tuple[str, str, str, Any]],
) -> None:
    first = sql.split(" AS a0")[0].rsplit(" ", 1)[-1]
    rows = joined_rows(world, first, joins)
    alias, column = group.split(".")
    cells: dict[Any, list[Joined]] = {}
    for row in rows:
        home = row[alias]
        cells.setdefault(None if home is None else home[column], []).append(row)
    tables = {"a0": first} | {there: world.far(step) for _, _, there, step in joins}
    got = {line[0]: line[1:] for line in connection.execute(physical).fetchall()}
    assert set(got) == set(cells), sql
    for value, inside in cells.items():
        for (function, home, _), found in zip(aggregates, got[value], strict=True):
            if function == "COUNT(*)":
                assert found == len(inside), sql
                assert any(
                    all(row[a] is not None for row in inside) and len(once(inside, a)) == len(inside) for a in tables
                ), f"rows counted that are not the rows of any one table: {sql}"
                continue
            measures = world.tables[tables[home]]["measures"]
            keep = next(m["filter_py"] for m in measures if m["name"] == "filtered")
            right = expected(function, inside, home, keep)
            assert (found is None) == (right is None), (sql, found, right)
            if right is not None and not isinstance(right, date):
                assert math.isclose(float(found), float(right), abs_tol=1e-9), (sql, found, right)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.integers(0, 10**9))
def test_accepted_aggregates_go_over_rows_that_no_join_repeats(seed: int) -> None:
    run_seed(seed)


def test_both_answers_occur() -> None:
    results = [run_seed(seed) for seed in range(30)]
    assert sum(accepted for accepted, _ in results) > 60
    assert sum(refused for _, refused in results) > 60
