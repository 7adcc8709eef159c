"""Whatever a file, a query or a statement holds: an error that says what is wrong, never a traceback, and never for long."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from lunara.errors import InvalidInput, LunaraError, UnknownField
from lunara.semantic.compile import compile_plan, compile_query
from lunara.semantic.query import SemanticQuery
from lunara.semantic.validate import validate_model
from lunara.semantic.yaml import dump_model, load_model
from tests.soundness.market import CLOCK, HERE, MODEL, corpus

ODD = [
    *(
        "\x00",
        "\ud800",
        "\ufeff",
        "\u2028",
        "\x85",
        "💥",
        '"',
        "'",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ":",
        "- ",
        "|",
        ">",
        "%",
        "@",
        "`",
    ),
    *(
        "\t",
        "#",
        "---",
        "...",
        "? ",
        "&a",
        "*a",
        "<<: *a",
        "!!python/object/apply:os.system [x]",
        '!!binary "x"',
        ".nan",
        ".inf",
    ),
    *("1e999", "9" * 5000, "2025-01-01", "~", "yes", "=", "\r", "\u202e"),
]
VALUES: list[Any] = [
    *(None, True, -1, 10**30, -(10**400), float("nan"), float("inf"), 1e308, "", "\x00", "\ud800", "a" * 5000),
    *("2025-13-01", "2025-02-30", "0000", "9999-12-31", "9999", "1e5", [], {}, {"a": 1}, "'"),
]
FIELDS = [
    *(
        "orders.channel",
        "channel",
        "ordered_at",
        "customers.country",
        "products.category",
        "revenue",
        "average_order",
        "time",
    ),
    *(
        "stock",
        "tags.tag",
        "orders_customer.segment",
        "is_large",
        "newsletter",
        "inventory.day",
        "nope",
        "",
        "\ud800",
        ".",
    ),
    *("referrer.referrer.country", "orders.", ".channel", "manager.manager.name"),
]
KEYS = [
    *(
        "measures",
        "dimensions",
        "filters",
        "time",
        "compare",
        "calculations",
        "order_by",
        "limit",
        "fill_time",
        "keep_empty",
    ),
    *(
        "distinct",
        "field",
        "grain",
        "via",
        "op",
        "values",
        "and",
        "or",
        "not",
        "exists",
        "where",
        "range",
        "from",
        "to",
        "last",
    ),
    *(
        "this",
        "to_date",
        "complete",
        "kind",
        "of",
        "name",
        "within",
        "direction",
        "table",
        "aggregate",
        "expression",
        "zzz",
    ),
]
GRAINS = ["second", "hour", "day", "week", "month", "year", "x", None]
WORDS = [
    *(
        "select",
        "from",
        "orders",
        "o",
        "sum",
        "(",
        ")",
        "amount",
        "order_items",
        "i",
        "join",
        "on",
        "using",
        "order_id",
        "=",
        "group",
    ),
    *(
        "by",
        "1",
        ",",
        "*",
        "where",
        "MEASURE",
        "revenue",
        "with",
        "x",
        "as",
        "union",
        "all",
        "over",
        "partition",
        "order",
        "limit",
    ),
    *(
        "null",
        "case",
        "when",
        "then",
        "end",
        "lateral",
        "unnest",
        "[1,2]",
        "having",
        "distinct",
        "qualify",
        "exists",
        "in",
    ),
    *(
        "between",
        "and",
        "or",
        "not",
        ".",
        "customers",
        "full",
        "left",
        "cross",
        "natural",
        "/*",
        "--",
        ";",
        "values",
        "recursive",
    ),
    *("pivot", "filter", "interval", "rollup", "::"),
]


def changed(rnd: Random, text: str) -> str:
    letters = list(text)
    for _ in range(rnd.randint(1, 6)):
        at, luck = rnd.randrange(len(letters) + 1), rnd.random()
        if luck < 0.4:
            letters[at:at] = rnd.choice(ODD)
        elif luck < 0.7:
            del letters[at : at + rnd.randint(1, 30)]
        else:
            other = rnd.randrange(len(letters) + 1)
            letters[at:at] = letters[other : other + rnd.randint(1, 80)]
    return "".join(letters)


def anything(rnd: Random, depth: int = 0) -> Any:
    luck = rnd.random()
    if depth > 3 or luck < 0.5:
        return rnd.choice([*VALUES, *FIELDS])
    if luck < 0.7:
        return [anything(rnd, depth + 1) for _ in range(rnd.randint(0, 3))]
    return {rnd.choice(KEYS): anything(rnd, depth + 1) for _ in range(rnd.randint(0, 4))}


def condition(rnd: Random, depth: int = 0) -> Any:
    luck = rnd.random()
    if depth < 3 and luck < 0.3:
        return {rnd.choice(["and", "or"]): [condition(rnd, depth + 1) for _ in range(rnd.randint(0, 3))]}
    if depth < 3 and luck < 0.4:
        return {"not": condition(rnd, depth + 1)}
    if luck < 0.5:
        return {"exists": rnd.choice(["orders", "returns", "nope", "tags"]), "where": [condition(rnd, 3)]}
    op = rnd.choice(["=", "!=", "<", ">=", "in", "between", "contains", "starts_with", "is_null", "~"])
    count = {"between": 2, "is_null": 0}.get(op, 1)
    return {"field": rnd.choice(FIELDS), "op": op, "values": [rnd.choice(VALUES) for _ in range(count)]}


def nearly(rnd: Random) -> dict[str, Any]:
    inline = {
        "name": rnd.choice(["a", "revenue", "", "time"]),
        "table": rnd.choice(["orders", "order_items", "nope"]),
        "aggregate": rnd.choice(["sum", "count", "count_distinct", "median", "x"]),
        "expression": rnd.choice(
            [None, "amount", "amount +", "nope", "", "sum(amount)", "select 1", "*", "amount; drop table x"]
        ),
        "filter": rnd.choice([None, "status = 1", "nope = 1", "", "a and"]),
    }
    query: dict[str, Any] = {
        "measures": [rnd.choice([*FIELDS, inline]) for _ in range(rnd.randint(0, 2))],
        "dimensions": [{"field": rnd.choice(FIELDS), "grain": rnd.choice(GRAINS)} for _ in range(rnd.randint(0, 2))],
        "filters": [condition(rnd) for _ in range(rnd.randint(0, 2))],
    }
    if rnd.random() < 0.5:
        edges = ["0001-01-01", "9999-12-31", "2025-01-01T10:00:00+14:00", "9999-12-31T23:59:59-12:00", "x"]
        ranges = [{"last": 10_000, "grain": rnd.choice(GRAINS)}, {"from": rnd.choice(edges)}, {"to": rnd.choice(edges)}]
        query["time"] = {"range": rnd.choice(ranges)}
    if rnd.random() < 0.3:
        query["compare"] = {"to": rnd.choice(["previous_period", "previous_year", "previous_day"])}
    if rnd.random() < 0.3:
        query["calculations"] = [
            {"kind": rnd.choice(["rank", "difference", "share_of_total"]), "of": rnd.choice(FIELDS)}
        ]
    if rnd.random() < 0.3:
        query["order_by"] = [{"field": rnd.choice(FIELDS)}]
    return query | {key: True for key in ("fill_time", "keep_empty", "distinct") if rnd.random() < 0.2}


def said(work: Callable[[], object]) -> LunaraError | None:
    """The error, which any terminal can print and any file can hold."""
    try:
        work()
    except ValidationError:
        return None  # a query that is no query; whoever reads one says so
    except LunaraError as error:
        assert error.message
        str(error).encode("utf-8")
        json.dumps(dict(error.details))
        return error
    return None


def read(text: str) -> None:
    model = load_model(text)
    validate_model(model)
    dump_model(model)
    for table in model.tables[:2]:
        for measure in table.measures[:1]:
            compile_query(SemanticQuery(measures=(f"{table.name}.{measure.name}",)), model, "duckdb", CLOCK)


def test_any_model_file() -> None:
    rnd = Random(1)
    start = (HERE / "market.yaml").read_text(encoding="utf-8").split("\n")[:45]
    for _ in range(120):
        text = changed(rnd, "\n".join(start))
        said(lambda text=text: read(text))


def test_any_query() -> None:
    rnd = Random(2)
    for number in range(600):
        raw = anything(rnd) if number % 4 == 0 else nearly(rnd)
        said(lambda raw=raw: compile_query(SemanticQuery.model_validate(raw), MODEL, "duckdb", CLOCK))


def test_any_sql() -> None:
    rnd = Random(3)
    known = [*corpus("safe").values(), *corpus("unsafe").values()]
    for _ in range(300):
        words = rnd.choice(known).split(" ") if rnd.random() < 0.7 else [rnd.choice(WORDS) for _ in range(20)]
        for _ in range(rnd.randint(1, 4)):
            at = rnd.randrange(len(words) + 1)
            if rnd.random() < 0.5:
                words[at:at] = [rnd.choice([*WORDS, *ODD[:6]])]
            else:
                del words[at : at + rnd.randint(1, 3)]
        said(lambda words=words: compile_plan(" ".join(words), MODEL, "duckdb", CLOCK))


def nested(times: int, word: str = "not") -> dict[str, Any]:
    one: dict[str, Any] = {"field": "channel", "op": "=", "values": ["a"]}
    for _ in range(times):
        one = {word: one if word == "not" else [one]}
    return {"measures": ["revenue"], "filters": [one]}


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 20_000,
        "a: " + "[" * 5_000 + "]" * 5_000,
        "name: " + "x" * 3_000_000,
        "name: !!int " + "9" * 100_000,
        "a: &a [*a]",
        'name: "\\ud800"',
        "version: 1e999",
        "name: x\ntables:\n- {name: t, source: a, measures: [{name: m, aggregate: sum, expression: '"
        + "(" * 3_000
        + "'}]}",
        "name: x\ntables:\n- {name: t, source: a, measures: [{name: m, aggregate: sum, expression: '"
        + "a+" * 9_000
        + "a'}]}",
    ],
    ids=range(10),
)
def test_a_file_that_is_too_much(text: str) -> None:
    started = time.process_time()
    said(lambda: read(text))
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "query",
    [
        nested(3_000),
        nested(100),
        nested(150, "and"),
        {"filters": [-1]},
        {"measures": ["x" * 10_000_000]},
        {"measures": ["revenue"], "dimensions": [".".join(["referrer"] * 3_000 + ["country"])]},
        {"measures": ["revenue"], "filters": [{"field": "channel", "op": "=", "values": ["x" * 3_000_000]}]},
        {"measures": ["revenue"], "filters": [{"or": nested(0)["filters"] * 2_000}]},
        {"measures": ["revenue"] * 3_000},
    ],
    ids=range(9),
)
def test_a_query_that_is_too_much(query: dict[str, Any]) -> None:
    started = time.process_time()
    said(lambda: compile_query(SemanticQuery.model_validate(query), MODEL, "duckdb", CLOCK))
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "sql",
    [
        "select " + "(" * 5_000 + "1" + ")" * 5_000,
        "select " + "1+" * 20_000 + "1 from orders",
        "select * from " + "(select * from " * 300 + "orders" + ") x" * 300,
        "select 1 from orders where " + " and ".join(["1=1"] * 3_000),
        "select " + ", ".join(["amount"] * 2_000) + " from orders",
        " union all ".join(["select amount from orders"] * 300),
        "x" * 10_000_000,
    ],
    ids=range(7),
)
def test_sql_that_is_too_much(sql: str) -> None:
    started = time.process_time()
    said(lambda: compile_plan(sql, MODEL, "duckdb", CLOCK))
    assert time.process_time() - started < 15


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ({"measures": ["revenu"]}, "orders.revenue"),
        ({"measures": ["revenue"], "dimensions": ["customers.contry"]}, "customers.country"),
        ({"measures": ["revenue"], "filters": [{"field": "customers.contry", "op": "is_null"}]}, "customers.country"),
        ({"measures": ["revenue"], "order_by": [{"field": "revenu"}]}, "orders.revenue"),
        (
            {"measures": ["revenue"], "time": {"field": "orders.orderd_at", "range": {"this": "year"}}},
            "orders.ordered_at",
        ),
        ({"measures": ["revenue"], "filters": [{"exists": "retuns"}]}, "returns"),
        (
            {"measures": ["revenue"], "dimensions": [{"field": "customers.country", "via": "orders_custmer"}]},
            "orders_customer",
        ),
        ({"measures": ["revenue"], "calculations": [{"kind": "rank", "of": "revenu"}]}, "orders.revenue"),
        ({"measures": [{"name": "a", "table": "ordrs", "aggregate": "count"}]}, "orders"),
        (
            {"measures": [{"name": "a", "table": "orders", "aggregate": "sum", "expression": "discont"}]},
            "orders.discount",
        ),
        (
            {"measures": [{"name": "a", "table": "orders", "aggregate": "count", "filter": "chanel = 'web'"}]},
            "orders.channel",
        ),
    ],
)
def test_an_unknown_name_comes_with_the_nearest(query: dict[str, Any], near: str) -> None:
    error = said(lambda: compile_query(SemanticQuery.model_validate(query), MODEL, "duckdb", CLOCK))
    assert isinstance(error, UnknownField)
    assert near in error.details["nearest"], error
    assert near in str(error)


@pytest.mark.parametrize(
    ("text", "line", "column", "part"),
    [
        ("name: x\ntabels: []\n", 2, 1, "tables"),
        ("name: x\ntables:\n  - name: t\n    dimensions:\n      - {name: a, typ: time}\n", 5, 19, "type"),
        ("name: x\ntables:\n  - name: t\n    measures:\n      - {name: a, aggregate: sums}\n", 5, 30, "sum"),
        ("name: x\nrelationships:\n  - {name: r, from_table: a}\n", 3, 5, "from_columns"),
        ('{"name": "x",\n "tables": [{"name": "t", "sorce": "a"}]}', 2, 27, "source"),
        ("name: x\ntables: [\n", 3, 1, "YAML"),
    ],
)
def test_a_mistake_in_a_file_has_its_place(text: str, line: int, column: int, part: str) -> None:
    error = said(lambda: load_model(text))
    assert isinstance(error, InvalidInput)
    assert (error.details["line"], error.details["column"]) == (line, column), error
    assert part in str(error)
