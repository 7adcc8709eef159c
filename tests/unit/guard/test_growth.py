"""The guard's time is in proportion to what it is given: nesting that a parser reads twice at each level is refused before."""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlglot.errors import ParseError

from lunara.errors import UnsafeSql
from lunara.guard import multiplying, read_only
from lunara.guard.names import dialects
from lunara.guard.prove import forget
from lunara.guard.reading import parse_within

# Each is an opener and a closer. `tests/fuzz/guard_growth.py` looks for more.
NESTED = {
    "array": ("array[", "]"),
    "list": ("[", "]"),
    "struct": ("struct(", ")"),
    "row": ("row(", ")"),
    "array in brackets": ("array(", ")"),
    "date": ("date(", ")"),
    "timestamp": ("timestamp(", ")"),
    "a word of a type": ("jsonb[", "]"),
    "an identifier of a type": ("oid (select ", ")"),
    "structs in arrays": ("array[struct(", ")]"),
    "arrays in structs": ("struct(array[", "] as a)"),
    "dates in rows": ("row(date(", "))"),
    "braces": ("{'a':", "}"),
    "lists in braces": ("{'a':[", "]}"),
    "map": ("map([1],[", "])"),
    "subquery": ("(select ", ")"),
    "cast": ("cast(", " as int)"),
    "case": ("case when ", " then 1 end"),
    "subscript": ("a[", "]"),
    "if without brackets": ("if[", "]"),
    # Written for most engines with the argument several times over.
    "exclusive or": ("xor(1, ", ")"),
    "division": ("safe_divide(1, ", ")"),
    "array made": ("to_array(", ")"),
    "array searched": ("array_contains(1, ", ")"),
    "length": ("length(", ")"),
    "greatest": ("greatest(", ", 2)"),
    "months": ("months_between(", ", 2)"),
    "unix time": ("str_to_unix(1, ", ")"),
    # Read with the argument several times over.
    "division by nothing": ("div0(", ", 1)"),
    "nothing for null": ("zeroifnull(", ")"),
    "sorted": ("sort_array(1, ", ")"),
    "arrow": ("a -> ", ""),
    "pivot": ("(select * from t pivot(sum(a) for b in (", ")))"),
}
WIDE = ["a[1]", "{'a':1}"]


def seconds(sql: str, dialect: str) -> float:
    """The process's own time, the better of two: what else the machine does may disturb one."""
    taken = []
    for _ in range(2):
        forget()
        begun = time.process_time()
        with contextlib.suppress(UnsafeSql):
            read_only(sql, dialect)
        taken.append(time.process_time() - begun)
        if taken[-1] < 0.1:
            break
    return min(taken)


@pytest.mark.parametrize("dialect", dialects())
def test_depth_costs_no_more_than_its_length(dialect: str) -> None:
    read_only("select 1", dialect)
    slow = {}
    for name, (opener, closer) in NESTED.items():
        for depth in (12, 20, 40):
            # Whoever doubles has not ended the first of them within the limit, or would not end the last at all.
            took = seconds("select " + opener * depth + "1" + closer * depth, dialect)
            if took > 0.2:
                slow[name, depth] = took
                break
    assert not slow


@pytest.mark.parametrize("dialect", ["postgres", "trino"])
def test_width_costs_no_more_than_its_length(dialect: str) -> None:
    slow = {
        unit: took
        for unit in WIDE
        if (took := seconds("select " + f"{unit}," * (50_000 // len(unit)) + "1", dialect)) > 2
    }
    assert not slow


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("postgres", "select array[array[array[array[1, 2], array[3, 4]]]] from orders"),
        ("postgres", "select date_trunc('day', date(date_trunc('month', date(date(day))))) from orders"),
        ("trino", "select array[row(array[row(1, array[row(2, 'x')])])] from orders"),
        ("trino", "select map(array[1, 2], array[map(array['a'], array[array[1]]), null]) from orders"),
        ("bigquery", "select array(select as struct a, [struct(1 as x, [struct(2 as y)] as z)] as b) from orders"),
        ("bigquery", "select struct(1 as a, [struct(2 as b, [struct(3 as c)] as d)] as e) from orders"),
        ("bigquery", "select date(timestamp(datetime(date(day)))) from orders"),
        ("duckdb", "select {'a': [{'b': {'c': [1, 2]}}]}, map {'a': map {'b': [1]}} from orders"),
        ("clickhouse", "select array(array(tuple(1, array(2, 3)))), map('a', map('b', [1])) from orders"),
        ("snowflake", "select date(to_timestamp(date(date(day)))), {'a': {'b': [1, [2]]}} from orders"),
        ("spark", "select array(struct(array(struct(a, map('x', array(1)))))) from orders"),
        ("mysql", "select date(timestamp(date(day))) from orders"),
        ("sqlite", "select greatest(greatest(greatest(amount, 1), 2), least(quantity, least(1, 2))) from orders"),
        ("duckdb", "select length(trim(replace(left(name, length(name) - length(trim(name))), 'a', 'b'))) from orders"),
        ("snowflake", "select div0(zeroifnull(amount), zeroifnull(nullifzero(div0(quantity, 2)))) from orders"),
    ],
)
def test_what_analysts_nest_is_read(dialect: str, sql: str) -> None:
    assert read_only(sql, dialect).text


def test_the_reason_is_given() -> None:
    for sql in ("select " + "array[" * 20 + "1" + "]" * 20, "select " + "[" * 20 + "1" + "]" * 20):
        with pytest.raises(UnsafeSql) as refused:
            read_only(sql, "postgres")
        assert refused.value.code == "too_deep"
    with pytest.raises(UnsafeSql) as refused:
        read_only("select " + "a[1]," * 5_000 + "1", "postgres")
    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    ("dialect", "path"),
    [
        ("postgres", "a -> 'b'"),
        ("mysql", "a ->> '$.b'"),
        ("postgres", "a #>> '{b}'"),
        ("snowflake", "a:b"),
        ("spark", "a:b"),
    ],
)
def test_paths_are_counted_as_subscripts_are(dialect: str, path: str) -> None:
    if dialect != "spark":
        assert read_only("select " + f"{path}," * 500 + "1 from t", dialect).text
    with pytest.raises(UnsafeSql) as refused:
        read_only("select " + f"{path}," * 2_001 + "1 from t", dialect)
    assert refused.value.code == "too_large"


def test_a_thread_reads_the_text_that_it_was_given() -> None:
    texts = [f"SELECT a{n} FROM t" for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda sql: read_only(sql, "postgres").text, texts))
    assert found == texts


def test_what_is_only_looked_at_has_the_same_limits() -> None:
    assert parse_within("date(date(day))", "postgres").sql("postgres") == "DATE(DATE(day))"
    for opener, closer in (("array[", "]"), ("div0(", ", 1)"), ("zeroifnull(", ")"), ("if[", "]")):
        begun = time.process_time()
        with pytest.raises(ParseError):
            parse_within(opener * 30 + "a" + closer * 30, "snowflake")
        assert time.process_time() - begun < 1


def test_what_is_only_looked_at_is_read_within_a_second() -> None:
    begun = time.process_time()
    with contextlib.suppress(ParseError):
        parse_within("select " + ",".join(["div0(x,y)"] * 5_000), "snowflake")
    assert time.process_time() - begun < 1


def test_a_long_text_before_a_bracket_is_not_kept() -> None:
    before = multiplying._times_read.cache_info().currsize
    texts = ", ".join(f"'{n}{'x' * 100}' (1)" for n in range(100))
    with contextlib.suppress(UnsafeSql):
        read_only(f"select date(date(date(1))), {texts}", "postgres")
    assert multiplying._times_read.cache_info().currsize < before + 50
