"""Random models with random data (orphans, nulls, composite keys, roles, bridges, self references) and random queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import duckdb

from tests.soundness.reference import Row, World

TODAY = date(2025, 3, 12)
LETTERS = ["a", "b", "c", "ab"]


def make_world(rnd: Random) -> World:
    count = rnd.randint(3, 6)
    names = [f"t{i}" for i in range(count)]
    composite = {name: rnd.random() < 0.2 for name in names}
    columns: dict[str, list[str]] = {name: ["id", "s", "n", "d", "f"] for name in names}
    relationships: list[dict[str, Any]] = []

    def relate(child: str, parent: str, cardinality: str = "many_to_one") -> None:
        number = len(relationships)
        own = [f"k{number}"] + ([f"k{number}b"] if composite[parent] else [])
        columns[child].extend(own)
        relationships.append(
            {
                "name": f"r{number}",
                "from_table": child,
                "from_columns": own,
                "to_table": parent,
                "to_columns": ["id", "id2"] if composite[parent] else ["id"],
                "cardinality": cardinality,
            }
        )

    for i in range(count - 1):
        for parent in rnd.sample(names[i + 1 :], k=1 if rnd.random() < 0.7 or i == count - 2 else 2):
            relate(names[i], parent, "one_to_one" if rnd.random() < 0.08 else "many_to_one")
    if rnd.random() < 0.3:
        chosen = rnd.choice(relationships)
        relate(chosen["from_table"], chosen["to_table"])
    if rnd.random() < 0.2:
        name = rnd.choice(names)
        relate(name, name)
    if rnd.random() < 0.4:
        names.append("bridge")
        composite["bridge"] = False
        columns["bridge"] = ["id", "s", "n", "d", "f"]
        one, two = rnd.sample(names[:-1], 2)
        relate("bridge", one)
        relate("bridge", two)
    for name in names:
        if composite[name]:
            columns[name].append("id2")
    data = {name: make_rows(rnd, name, columns[name], composite[name]) for name in names}
    for relationship in relationships:
        fill_keys(rnd, relationship, data)
    tables = [make_table(rnd, name, composite[name]) for name in names]
    derived = [
        {
            "name": "ratio",
            "expression": "t0.sum_n / t1.rows_count",
            "parts": ["t0.sum_n", "t1.rows_count"],
            "py": lambda c: divide(c["t0.sum_n"], c["t1.rows_count"]),
        },
        {
            "name": "net",
            "expression": "t0.sum_n - t0.filtered * 2",
            "parts": ["t0.sum_n", "t0.filtered"],
            "py": lambda c: None if None in (c["t0.sum_n"], c["t0.filtered"]) else c["t0.sum_n"] - c["t0.filtered"] * 2,
        },
        {
            "name": "nested",
            "expression": "ratio + 1",
            "parts": ["t0.sum_n", "t1.rows_count"],
            "py": lambda c: plus_one(divide(c["t0.sum_n"], c["t1.rows_count"])),
        },
    ]
    return World({"name": "w", "tables": tables, "relationships": relationships, "measures": derived}, data, TODAY)


def divide(a: Any, b: Any) -> Any:
    return None if a is None or not b else a / b


def plus_one(a: Any) -> Any:
    return None if a is None else a + 1


def make_table(rnd: Random, name: str, composite: bool) -> dict[str, Any]:
    letter = rnd.choice(LETTERS)
    filter_py: Callable[[Row], bool] = lambda row: row["s"] is not None and row["s"] != letter  # noqa: E731
    over: Any = "not time" if rnd.random() < 0.7 else ["s"]
    return {
        "name": name,
        "source": f"main.{name}",
        "primary_key": ["id", "id2"] if composite else ["id"],
        "default_time": "d",
        "bridge": name == "bridge",
        "dimensions": [
            {"name": "s", "type": "string"},
            {"name": "n", "type": "number"},
            {"name": "d", "type": "time", "data_type": rnd.choice(["date", None])},
            {"name": "f", "type": "boolean"},
        ],
        "measures": [
            {"name": "rows_count", "aggregate": "count"},
            {"name": "sum_n", "aggregate": "sum", "expression": "n"},
            {"name": "avg_n", "aggregate": "avg", "expression": "n"},
            {"name": "median_n", "aggregate": "median", "expression": "n"},
            {"name": "stddev_n", "aggregate": "stddev", "expression": "n"},
            {"name": "max_n", "aggregate": "max", "expression": "n"},
            {"name": "min_n", "aggregate": "min", "expression": "n"},
            {"name": "distinct_s", "aggregate": "count_distinct", "expression": "s"},
            {"name": "count_n", "aggregate": "count", "expression": "n"},
            {
                "name": "filtered",
                "aggregate": "sum",
                "expression": "n",
                "filter": f"s <> '{letter}'",
                "filter_py": filter_py,
            },
            {"name": "balance", "aggregate": "sum", "expression": "n", "additive_over": over},
        ],
    }


def make_rows(rnd: Random, name: str, columns: list[str], composite: bool) -> list[Row]:
    rows = []
    for number in range(rnd.randint(0, 9)):
        row: Row = dict.fromkeys(columns)
        row["id"] = number // 2 if composite else number
        if composite:
            row["id2"] = number % 2
        row["s"] = rnd.choice([*LETTERS, None])
        row["n"] = rnd.choice([None, *range(-3, 9)])
        row["d"] = None if rnd.random() < 0.1 else date(2024, 1, 1) + timedelta(days=rnd.randint(0, 470))
        row["f"] = rnd.choice([True, False, None])
        rows.append(row)
    return rows


def fill_keys(rnd: Random, relationship: dict[str, Any], data: dict[str, list[Row]]) -> None:
    parents = [tuple(row[c] for c in relationship["to_columns"]) for row in data[relationship["to_table"]]]
    free = list(parents)
    rnd.shuffle(free)
    for row in data[relationship["from_table"]]:
        luck = rnd.random()
        if luck < 0.15:
            key: tuple[Any, ...] = (None,) * len(relationship["to_columns"])
        elif luck < 0.3 or not parents:
            key = (77,) * len(relationship["to_columns"])
        else:
            key = rnd.choice(parents)
        if relationship["cardinality"] == "one_to_one":
            key = free.pop() if free and luck > 0.2 else (None,) * len(relationship["to_columns"])
        for column, value in zip(relationship["from_columns"], key, strict=True):
            row[column] = value


def load(world: World) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name, rows in world.data.items():
        its = columns_of(world, name)
        types = {"s": "varchar", "d": "date", "f": "boolean"}
        listed = ", ".join(f"{c} {types.get(c, 'integer')}" for c in its)
        connection.execute(f"create table {name} ({listed})")
        if rows:
            marks = ", ".join("?" for _ in its)
            connection.executemany(f"insert into {name} values ({marks})", [[row[c] for c in its] for row in rows])
    return connection


def columns_of(world: World, name: str) -> list[str]:
    found = (
        ["id", "id2", "s", "n", "d", "f"] if len(world.tables[name]["primary_key"]) > 1 else ["id", "s", "n", "d", "f"]
    )
    for relationship in world.model["relationships"]:
        if relationship["from_table"] == name:
            found.extend(relationship["from_columns"])
    return found


def plain_model(world: World) -> dict[str, Any]:
    """The model without what only the reference needs."""

    def clean(item: Any) -> Any:
        if isinstance(item, dict):
            return {k: clean(v) for k, v in item.items() if k not in ("parts", "py", "filter_py")}
        return [clean(v) for v in item] if isinstance(item, list) else item

    return clean(world.model)


def make_filter(rnd: Random, world: World, depth: int, tables: list[str]) -> dict[str, Any]:
    luck = rnd.random()
    if depth and luck < 0.12:
        return {"and": [make_filter(rnd, world, depth - 1, tables) for _ in range(2)]}
    if depth and luck < 0.26:
        return {"or": [make_filter(rnd, world, depth - 1, tables) for _ in range(2)]}
    if depth and luck < 0.36:
        return {"not": make_filter(rnd, world, depth - 1, tables)}
    if depth and luck < 0.5:
        table = rnd.choice(tables)
        where = [make_filter(rnd, world, 0, [table])] if rnd.random() < 0.6 else []
        return {"exists": table, "where": where}
    field = rnd.choice(fields(rnd, world, tables))
    column = field.split(".")[-1]
    if rnd.random() < 0.15:
        return {"field": field, "op": rnd.choice(["is_null", "is_not_null"])}
    if column == "s":
        op = rnd.choice(["=", "!=", "in", "not_in", "contains", "starts_with", "ends_with"])
        values: list[Any] = rnd.sample(LETTERS, 2) if op in ("in", "not_in") else [rnd.choice(LETTERS)]
    elif column == "n":
        op = rnd.choice(["=", "!=", "<", "<=", ">", ">=", "in", "not_in", "between"])
        many = {"in": 2, "not_in": 2, "between": 2}.get(op, 1)
        values = sorted(rnd.randint(-3, 8) for _ in range(many))
    elif column == "d":
        op = rnd.choice(["=", "!=", "<", "<=", ">", ">=", "between", "in"])
        many = {"in": 2, "between": 2}.get(op, 1)
        values = sorted((date(2024, 1, 1) + timedelta(days=rnd.randint(0, 470))).isoformat() for _ in range(many))
    else:
        op, values = rnd.choice(["=", "!="]), [rnd.random() < 0.5]
    return {"field": field, "op": op, "values": values}


def fields(rnd: Random, world: World, tables: list[str]) -> list[str]:
    found = [f"{table}.{column}" for table in tables for column in ("s", "n", "d", "f")]
    for relationship in world.model["relationships"]:
        if relationship["from_table"] in tables:
            found.append(f"{relationship['name']}.{rnd.choice(['s', 'n'])}")
    return found


def make_query(rnd: Random, world: World) -> dict[str, Any]:
    tables = list(world.tables)
    low = ["t0", "t0", "t1", *tables]
    measures: list[Any] = []
    for _ in range(rnd.choice([1, 1, 1, 2, 2, 3])):
        luck = rnd.random()
        if luck < 0.15:
            name: Any = rnd.choice([m["name"] for m in world.model["measures"]])
        elif luck < 0.25:
            table = rnd.choice(low)
            name = {
                "name": f"inline_{len(measures)}",
                "table": table,
                "aggregate": rnd.choice(["sum", "avg", "count", "max"]),
                "expression": "n",
            }
        else:
            table = rnd.choice(low)
            name = f"{table}.{rnd.choice(world.tables[table]['measures'])['name']}"
        if name not in measures:
            measures.append(name)
    dimensions: list[dict[str, Any]] = []
    reach = [t for t in tables if t != "t0"] + tables
    for _ in range(rnd.choice([0, 1, 1, 2, 3])):
        field = rnd.choice(fields(rnd, world, [rnd.choice(reach)]))
        item: dict[str, Any] = {"field": field}
        if field.endswith(".d") and rnd.random() < 0.8:
            item["grain"] = rnd.choice(["day", "week", "month", "quarter", "year"])
        if item not in dimensions and not any(d["field"] == field and "grain" in item for d in dimensions):
            dimensions.append(item)
    query: dict[str, Any] = {"measures": measures, "dimensions": dimensions}
    query["filters"] = [make_filter(rnd, world, 2, tables) for _ in range(rnd.choice([0, 0, 1, 1, 2]))]
    if rnd.random() < 0.15:
        leaf = f"t0.{rnd.choice(['sum_n', 'rows_count', 'avg_n'])}"
        field = rnd.choice([leaf, "net", "ratio"])
        op = rnd.choice([">", "<=", "!=", "is_not_null"])
        condition: dict[str, Any] = {"field": field, "op": op, "on_group": True}
        if op != "is_not_null":
            condition["values"] = [rnd.randint(-2, 6)]
        query["filters"].append(condition)
    grained = [d for d in dimensions if "grain" in d]
    if rnd.random() < 0.4:
        query["time"] = {"range": make_range(rnd)}
        if grained and rnd.random() < 0.7:
            query["time"]["field"] = grained[0]["field"]
            if rnd.random() < 0.4 and len(grained) == 1 and "from" not in query["time"]["range"]:
                query["fill_time"] = True
            whole = rnd.random() < 0.6
            if whole and len(grained) == 1 and "." in grained[0]["field"] and "r" not in grained[0]["field"]:
                query["compare"] = {"to": rnd.choice(["previous_year", "previous_period"])}
        elif not grained and rnd.random() < 0.4:
            query["compare"] = {"to": rnd.choice(["previous_year", "previous_period"])}
    if rnd.random() < 0.15 and dimensions and "compare" not in query:
        query["keep_empty"] = True
    plain = [m for m in measures if isinstance(m, str)]
    if rnd.random() < 0.25 and plain and dimensions:
        kind = rnd.choice(["share_of_total", "running_total", "rank", "difference", "percent_change", "moving_average"])
        calculation = {"kind": kind, "of": rnd.choice(plain)}
        if rnd.random() < 0.4 and not grained and (len(dimensions) > 1 or kind in ("share_of_total", "rank")):
            calculation["within"] = [dimensions[0]["field"]]
        compared = "compare" in query and kind in ("difference", "percent_change")
        if len(grained) <= 1 and not compared:
            query["calculations"] = [calculation]
    if rnd.random() < 0.4 and plain:
        query["order_by"] = [{"field": rnd.choice(plain), "direction": rnd.choice(["asc", "desc"])}]
    if rnd.random() < 0.2:
        query["limit"] = rnd.randint(1, 4)
    return query


def make_range(rnd: Random) -> dict[str, Any]:
    form = rnd.choice(["last", "this", "previous", "to_date", "from"])
    grain = rnd.choice(["day", "week", "month", "quarter", "year"])
    if form == "last":
        return {"last": rnd.randint(1, 14), "grain": grain, "complete": rnd.random() < 0.5}
    if form == "from":
        low = date(2024, 1, 1) + timedelta(days=rnd.randint(0, 300))
        return {"from": low.isoformat(), "to": (low + timedelta(days=rnd.randint(1, 200))).isoformat()}
    return {form: grain}


def plain_query(query: dict[str, Any]) -> dict[str, Any]:
    """The query without what only the reference needs."""
    cleaned = dict(query)
    cleaned["filters"] = [{k: v for k, v in f.items() if k != "on_group"} for f in query.get("filters", [])]
    return cleaned
