"""Random models with random data (orphans, nulls, composite keys, roles, bridges, self references, odd names, extreme values)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import duckdb

from lunara.connect.duckdb import OFF
from tests.soundness.reference import Row, World

TODAY = date(2025, 3, 12)
LETTERS = ["a", "b", "c", "ab"]
ODD_TEXTS = ["it's", "50%_", "", "Ü", "A", 'q"q', "back\\slash", " a"]
ODD_TABLES = ["order", "my table", "Größe", 'quo"te', "select", "o'brien", "2025", "T1"]
COLUMNS = ("s", "n", "d", "f", "m")
ODD_COLUMNS = {"s": "group", "n": "Net Sum", "d": "date", "f": "is?", "m": 'at"'}
TYPES = {"s": "varchar", "n": "bigint", "d": "date", "f": "boolean", "m": "timestamp"}
KINDS = {"s": "string", "n": "number", "d": "time", "f": "boolean", "m": "time", "x": "string"}


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def make_world(rnd: Random) -> World:
    count = rnd.randint(3, 6)
    odd = rnd.random() < 0.3
    names = rnd.sample(ODD_TABLES, count) if odd else [f"t{i}" for i in range(count)]
    composite = {name: rnd.random() < 0.2 for name in names}
    columns: dict[str, list[str]] = {name: ["id", *COLUMNS] for name in names}
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
        columns["bridge"] = ["id", *COLUMNS]
        one, two = rnd.sample(names[:-1], 2)
        relate("bridge", one)
        relate("bridge", two)
    for name in names:
        if composite[name]:
            columns[name].append("id2")
    data = {name: make_rows(rnd, columns[name], composite[name]) for name in names}
    unique: dict[str, list[list[str]]] = {name: [] for name in names}
    for relationship in relationships:
        # a foreign key that is unique makes its table a part of the other, whatever the cardinality says
        once = relationship["cardinality"] == "one_to_one" or rnd.random() < 0.06
        if once and relationship["cardinality"] == "many_to_one":
            unique[relationship["from_table"]].append(relationship["from_columns"])
        fill_keys(rnd, relationship, data, once)
    tables = [make_table(rnd, name, composite[name], odd, unique[name]) for name in names]
    one, two = names[0], names[1]
    total, rows, filtered = f"{one}.sum_n", f"{two}.rows_count", f"{one}.filtered"

    def field(path: str) -> str:
        table, _, bare = path.rpartition(".")
        return f"{quoted(table)}.{bare}"

    derived = [
        {
            "name": "ratio",
            "expression": f"{field(total)} / {field(rows)}",
            "parts": [total, rows],
            "py": lambda c: divide(c[total], c[rows]),
        },
        {
            "name": "net",
            "expression": f"{field(total)} - {field(filtered)} * 2",
            "parts": [total, filtered],
            "py": lambda c: None if None in (c[total], c[filtered]) else c[total] - c[filtered] * 2,
        },
        {
            "name": "nested",
            "expression": "ratio + 1",
            "parts": [total, rows],
            "py": lambda c: plus_one(divide(c[total], c[rows])),
        },
    ]
    world = World(
        {"name": "w", "dialect": "duckdb", "tables": tables, "relationships": relationships, "measures": derived},
        data,
        TODAY,
    )
    world.first, world.second, world.odd = one, two, odd
    return world


def divide(a: Any, b: Any) -> Any:
    return None if a is None or not b else a / b


def plus_one(a: Any) -> Any:
    return None if a is None else a + 1


def make_table(rnd: Random, name: str, composite: bool, odd: bool, unique: list[list[str]]) -> dict[str, Any]:
    letter = rnd.choice(LETTERS)
    filter_py: Callable[[Row], bool] = lambda row: row["s"] is not None and row["s"] != letter  # noqa: E731
    high_py: Callable[[Row], bool] = lambda row: row["x"] == "hi"  # noqa: E731
    over: Any = "not time" if rnd.random() < 0.7 else ["s"]
    physical = ODD_COLUMNS if odd else {column: column for column in COLUMNS}
    n, s = quoted(physical["n"]), quoted(physical["s"])

    def dimension(column: str, **more: Any) -> dict[str, Any]:
        expression = {"expression": quoted(physical[column])} if odd else {}
        return {"name": column, "type": KINDS[column], **expression, **more}

    def measure(measure: str, aggregate: str, column: str | None = "n", **more: Any) -> dict[str, Any]:
        expression = {} if column is None else {"expression": n if column == "n" else s, "column": column}
        return {"name": measure, "aggregate": aggregate, **expression, **more}

    return {
        "name": name,
        "source": f"main.{quoted(name)}",
        "primary_key": ["id", "id2"] if composite else ["id"],
        "unique_keys": unique,
        "default_time": "d",
        "bridge": name == "bridge",
        "dimensions": [
            dimension("s"),
            dimension("n"),
            dimension("d", data_type=rnd.choice(["date", None])),
            dimension("f"),
            dimension("m", data_type="timestamp"),
            {"name": "x", "type": "string", "expression": f"CASE WHEN {n} > 2 THEN 'hi' WHEN {n} <= 2 THEN 'lo' END"},
        ],
        "measures": [
            measure("rows_count", "count", None),
            measure("sum_n", "sum"),
            measure("avg_n", "avg"),
            measure("median_n", "median"),
            measure("stddev_n", "stddev"),
            measure("max_n", "max"),
            measure("min_n", "min"),
            measure("distinct_s", "count_distinct", "s"),
            measure("count_n", "count"),
            measure("filtered", "sum", filter=f"{s} <> '{letter}'", filter_py=filter_py),
            measure("high", "count", None, filter="x = 'hi'", filter_py=high_py),
            {"name": "doubled", "aggregate": "sum", "expression": f"{n} * 2 + 1", "column": "twice"},
            measure("balance", "sum", additive_over=over),
        ],
    }


def make_rows(rnd: Random, columns: list[str], composite: bool) -> list[Row]:
    rows = []
    extreme = rnd.random() < 0.2
    for number in range(rnd.choice([0, 1, *range(2, 10)])):
        row: Row = dict.fromkeys(columns)
        row["id"] = number // 2 if composite else number
        if composite:
            row["id2"] = number % 2
        row["s"] = rnd.choice([*LETTERS, None, *(ODD_TEXTS if extreme else [])])
        row["n"] = rnd.choice([None, *range(-3, 9), *([10**12, -(10**12), 2**40] if extreme else [])])
        row["d"] = None if rnd.random() < 0.1 else date(2024, 1, 1) + timedelta(days=rnd.randint(0, 470))
        if extreme and rnd.random() < 0.1:
            row["d"] = rnd.choice([date(2024, 2, 29), date(2024, 12, 31), date(1970, 1, 1), TODAY])
        row["f"] = rnd.choice([True, False, None])
        minutes = rnd.choice([rnd.randint(0, 600_000), 1440 * rnd.randint(0, 400), 1440 * rnd.randint(1, 400) - 1])
        row["m"] = None if rnd.random() < 0.1 else datetime(2024, 2, 1) + timedelta(minutes=minutes)
        row["x"] = None if row["n"] is None else "hi" if row["n"] > 2 else "lo"
        row["twice"] = None if row["n"] is None else row["n"] * 2 + 1
        rows.append(row)
    return rows


def fill_keys(rnd: Random, relationship: dict[str, Any], data: dict[str, list[Row]], once: bool) -> None:
    parents = [tuple(row[c] for c in relationship["to_columns"]) for row in data[relationship["to_table"]]]
    free = list(parents)
    rnd.shuffle(free)
    for row in data[relationship["from_table"]]:
        luck = rnd.random()
        nothing: tuple[Any, ...] = (None,) * len(relationship["to_columns"])
        if luck < 0.15:
            key = nothing
        elif luck < 0.3 or not parents:
            key = (77,) * len(relationship["to_columns"])
        else:
            key = rnd.choice(parents)
        if len(nothing) > 1 and luck > 0.95:
            key = (key[0], None)  # half a key is none
        if once:
            key = free.pop() if free and luck > 0.2 else nothing
        for column, value in zip(relationship["from_columns"], key, strict=True):
            row[column] = value


def load(world: World) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 1, **OFF})
    for name, rows in world.data.items():
        its = columns_of(world, name)
        physical = ODD_COLUMNS if world.odd else {}
        listed = ", ".join(f"{quoted(physical.get(c, c))} {TYPES.get(c, 'integer')}" for c in its)
        connection.execute(f"create table {quoted(name)} ({listed})")
        if rows:
            marks = ", ".join("?" for _ in its)
            connection.executemany(
                f"insert into {quoted(name)} values ({marks})", [[row[c] for c in its] for row in rows]
            )
    return connection


def columns_of(world: World, name: str) -> list[str]:
    key = ["id", "id2"] if len(world.tables[name]["primary_key"]) > 1 else ["id"]
    found = [*key, *COLUMNS]
    for relationship in world.model["relationships"]:
        if relationship["from_table"] == name:
            found.extend(relationship["from_columns"])
    return found


def plain(item: Any) -> Any:
    """A model or query without what only the reference needs."""
    if isinstance(item, dict):
        return {k: plain(v) for k, v in item.items() if k not in ("parts", "py", "filter_py", "column", "on_group")}
    return [plain(v) for v in item] if isinstance(item, list) else item


def plain_model(world: World) -> dict[str, Any]:
    """The model as it is written."""
    found: dict[str, Any] = plain(world.model)
    return found


def plain_query(query: dict[str, Any]) -> dict[str, Any]:
    """The query as it is written."""
    found: dict[str, Any] = plain(query)
    return found
