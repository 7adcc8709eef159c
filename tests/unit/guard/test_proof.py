"""The guard's promises one by one: names, scopes, dialect rules, trees, sizes, and text that means what the tree says."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import time

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp, parse_one

from lunara.errors import InvalidInput, UnsafeSql
from lunara.guard import ReadOnlySql, qualified_name, read_only, read_only_tree
from lunara.guard.names import dialects, join_parts, split_parts


def code(sql: str, dialect: str, allowed: tuple[str, ...] | None = None) -> str:
    with pytest.raises(UnsafeSql) as refused:
        read_only(sql, dialect, allowed)
    return refused.value.code


def test_what_it_hands_out() -> None:
    proven = read_only("select o.id, sum(amount) total from public.orders o, items group by 1 -- note", "postgres")
    assert proven == ReadOnlySql(
        "SELECT o.id, SUM(amount) AS total FROM public.orders AS o, items GROUP BY 1",
        "postgres",
        ("items", "public.orders"),
        ("id", "total"),
    )


def test_settings_of_our_own_follow_what_was_written() -> None:
    """A statement that was shown with them comes back with them; any other settings are still refused."""
    own = (("join_use_nulls", 1), ("enable_extended_results_for_datetime_functions", 1))
    shown = "SELECT a FROM t\nSETTINGS\n  join_use_nulls = 1,\n  enable_extended_results_for_datetime_functions=1 ;\n"
    told = "SELECT a FROM t SETTINGS join_use_nulls = 1, enable_extended_results_for_datetime_functions = 1"
    for text in (shown, "SELECT a FROM t"):
        assert read_only(text, "clickhouse", settings=own).text == told
    for text in (
        "SELECT a FROM t SETTINGS join_use_nulls = 0, enable_extended_results_for_datetime_functions = 1",
        "SELECT a FROM t SETTINGS readonly = 0 SETTINGS join_use_nulls = 1, enable_extended_results_for_datetime_functions = 1",
        "SELECT a FROM t SETTINGS join_use_nulls = 1, enable_extended_results_for_datetime_functions = 1, readonly = 0",
        "SELECT a FROM t SETTINGS join_use_nulls = 1, enable_extended_results_for_datetime_functions = 10",
        "SELECT 'x SETTINGS join_use_nulls = 1, enable_extended_results_for_datetime_functions = 1",
    ):
        with pytest.raises(UnsafeSql):
            read_only(text, "clickhouse", settings=own)


@pytest.mark.parametrize(
    ("dialect", "sql", "allowed", "passes"),
    [
        ("postgres", "select 1 from Orders", "orders", True),
        ("postgres", 'select 1 from "Orders"', "orders", False),
        ("postgres", 'select 1 from "Orders"', "Orders", True),
        ("postgres", "select 1 from Orders", "Orders", False),
        ("postgres", "select 1 from public.orders", "orders", True),
        ("postgres", "select 1 from orders", "public.orders", True),
        ("postgres", "select 1 from orders", "sales.orders", False),
        ("postgres", "select 1 from sales.orders", "orders", False),
        ("postgres", "select 1 from sales.orders", "sales.orders", True),
        ("postgres", "select 1 from db.sales.orders", "sales.orders", False),
        ("postgres", "select 1 from \u212aeys", "keys", False),
        ("duckdb", 'select 1 from "ORDERS"', "orders", True),
        ("duckdb", "select 1 from main.orders", "Orders", True),
        ("duckdb", 'select 1 from "odd.name"', '"odd.name"', True),
        ("duckdb", "select 1 from odd.name", '"odd.name"', False),
        ("duckdb", 'select 1 from "data/x.csv"', "data/x.csv", False),
        ("duckdb", 'select 1 from "data/x.csv"', '"data/x.csv"', False),
        ("duckdb", 'select 1 from "x.csv"', '"x.csv"', True),
        ("duckdb", "select 1 from x.csv", "x.csv", False),
        ("duckdb", 'select 1 from "https://a/x"."csv"', '"https://a/x".csv', False),
        ("databricks", "select 1 from csv.`/etc/passwd`", "csv./etc/passwd", False),
        ("databricks", "select 1 from main.text.orders", "main.text.orders", True),
        ("sqlite", "select 1 from [Orders]", "orders", True),
        ("snowflake", "select 1 from orders", "ORDERS", True),
        ("snowflake", 'select 1 from "orders"', "ORDERS", False),
        ("bigquery", "select 1 from `p.d.t`", "p.d.t", True),
        ("bigquery", "select 1 from p.d.t", "p.d.T", False),
        ("mysql", "select 1 from Orders", "orders", False),
        ("tsql", "select 1 from db..orders", "db.dbo.orders", True),
        ("tsql", "select 1 from db..orders", "db.orders", False),
        ("tsql", "select 1 from srv..dbo.orders", "srv.dbo.orders", False),
        ("snowflake", "select 1 from db..orders", "DB.PUBLIC.ORDERS", True),
        ("snowflake", "select 1 from db..orders", "DB.ORDERS", False),
        ("postgres", "select 1 from public.pg_rates", "public.pg_rates", True),
        ("postgres", "select 1 from pg_catalog.pg_class", "pg_catalog.pg_class", False),
    ],
)
def test_names_follow_the_dialect(dialect: str, sql: str, allowed: str, passes: bool) -> None:
    if passes:
        assert read_only(sql, dialect, [allowed]).tables
    else:
        assert code(sql, dialect, (allowed,)) in ("table_not_allowed", "system_catalog")


@pytest.mark.parametrize(
    "written", ["`other-project`.web.Hits", "`other-project.web`.Hits", "`other-project.web.Hits`"]
)
def test_what_bigquery_quotes_together_is_the_same_table(written: str) -> None:
    allowed = [qualified_name("other-project.web", "Hits")]
    assert read_only(f"select * from {written}", "bigquery", [qualified_name("other-project", "web", "Hits")])
    assert read_only(f"select * from {written}", "bigquery", allowed)
    for other in ("web.Hits", "`other-project`.web.hits", "`other-project.web`", "Hits", "`other-project`.Hits"):
        assert code(f"select * from {other}", "bigquery", allowed) == "table_not_allowed"


def test_a_table_of_another_schema_is_told_with_it() -> None:
    for dialect, sql, hint in (
        ("mysql", "select * from orders", "Write it with its schema: shop.orders."),
        ("postgres", "select * from orders", "Write it with its schema: archive.orders or shop.orders."),
        ("postgres", "select * from other.invoices", "Use the tables of the model."),
    ):
        with pytest.raises(UnsafeSql) as refused:
            read_only(sql, dialect, {"shop.orders", "archive.orders"} if dialect == "postgres" else {"shop.orders"})
        assert (refused.value.code, refused.value.hint) == ("table_not_allowed", hint)


def test_nothing_allowed_still_allows_a_query_without_tables() -> None:
    assert read_only("select 1", "duckdb", []).tables == ()
    assert code("select 1 from orders", "duckdb", ()) == "table_not_allowed"


@given(st.lists(st.text(min_size=1, max_size=8).filter(lambda t: "\x00" not in t), min_size=1, max_size=3))
def test_a_name_survives_being_joined(parts: list[str]) -> None:
    assert split_parts(join_parts(parts)) == tuple(parts)
    assert qualified_name(*parts) == join_parts(parts)


@pytest.mark.parametrize("dialect", dialects())
def test_every_dialect_takes_a_query_and_refuses_a_write(dialect: str) -> None:
    good = (
        "SELECT a.x, COUNT(*) AS n FROM orders AS a JOIN customers AS c ON a.id = c.id"
        " WHERE a.x > 1 GROUP BY a.x ORDER BY n LIMIT 5"
    )
    assert read_only(good, dialect).tables == ("customers", "orders")
    for bad in (
        "DELETE FROM orders",
        "DROP TABLE orders",
        "SELECT 1; SELECT 2",
        "SELECT * FROM information_schema.tables",
    ):
        code(bad, dialect)


def test_an_unknown_dialect_is_not_taken_for_another() -> None:
    with pytest.raises(InvalidInput):
        read_only("select 1", "klingon")


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("mysql", "SELECT SLEEP(10)"),
        ("mysql", "SELECT BENCHMARK(1000000, MD5('a'))"),
        ("mysql", "SELECT LOAD_FILE('/etc/passwd')"),
        ("mysql", "SELECT * FROM orders INTO OUTFILE '/tmp/x'"),
        ("mysql", "SELECT @@datadir"),
        ("mysql", "SELECT @a := 1"),
        ("mysql", "SELECT GET_LOCK('a', 10)"),
        ("mysql", "SELECT * FROM mysql.user"),
        ("bigquery", "SELECT * FROM EXTERNAL_QUERY('c', 'select 1')"),
        ("bigquery", "SELECT * FROM ML.PREDICT(MODEL m, TABLE t)"),
        ("bigquery", "SELECT * FROM `p.d.INFORMATION_SCHEMA.TABLES`"),
        ("bigquery", "SELECT SESSION_USER()"),
        ("snowflake", "SELECT SYSTEM$CANCEL_ALL_QUERIES(1)"),
        ("snowflake", "SELECT * FROM TABLE(RESULT_SCAN('x'))"),
        ("snowflake", "SELECT * FROM IDENTIFIER('secret')"),
        ("snowflake", "SELECT * FROM @stage"),
        ("snowflake", "SELECT * FROM TABLE(GENERATOR(ROWCOUNT => 1000000000))"),
        ("snowflake", "SELECT CURRENT_ROLE()"),
        ("clickhouse", "SELECT * FROM url('http://evil', CSV)"),
        ("clickhouse", "SELECT * FROM file('/etc/passwd')"),
        ("clickhouse", "SELECT * FROM remote('evil', db, t)"),
        ("clickhouse", "SELECT * FROM numbers(1000000000000)"),
        ("clickhouse", "SELECT sleep(3)"),
        ("clickhouse", "SELECT * FROM orders SETTINGS readonly = 0"),
        ("clickhouse", "SELECT * FROM orders INTO OUTFILE 'x'"),
        ("clickhouse", "SELECT * FROM system.users"),
        ("trino", "SELECT * FROM TABLE(system.query(query => 'delete'))"),
        ("trino", "SELECT current_user"),
        ("databricks", "SELECT * FROM read_files('s3://x')"),
        ("databricks", "SELECT reflect('java.lang.System', 'exit', 1)"),
        ("databricks", "SELECT * FROM csv.`/etc/passwd`"),
        ("databricks", "SELECT ai_query('x', 'y')"),
        ("redshift", "SELECT * FROM stl_query"),
        ("redshift", "SELECT pg_cancel_backend(1)"),
    ],
)
def test_other_dialects_traps(dialect: str, sql: str) -> None:
    code(sql, dialect, ("orders",))


def test_a_tree_is_proven_like_text() -> None:
    tree = parse_one("select sum(amount) from orders where name = 'it''s'", read="duckdb")
    before = tree.copy()
    proven = read_only_tree(tree, "duckdb", ["orders"])
    assert proven == read_only("select sum(amount) from orders where name = 'it''s'", "duckdb", ["orders"])
    assert tree == before
    with pytest.raises(UnsafeSql):
        read_only_tree(parse_one("select * from secret"), "duckdb", ["orders"])
    with pytest.raises(UnsafeSql):
        read_only_tree(parse_one("drop table orders"), "duckdb", ["orders"])


@pytest.mark.parametrize(
    "part",
    [
        exp.Identifier(this="x; DROP TABLE orders", quoted=False),
        exp.Literal(this="1; DROP TABLE orders", is_string=False),
        exp.Var(this="x; DROP TABLE orders"),
        exp.Anonymous(this="lower(1); DROP TABLE orders; --", expressions=[]),
        exp.DataType(this=exp.DType.USERDEFINED, kind="int); DROP TABLE orders; --"),
    ],
)
def test_a_tree_smuggles_no_text(part: exp.Expression) -> None:
    if isinstance(part, exp.DataType):
        part = exp.Cast(this=exp.Literal.number(1), to=part)
    with pytest.raises(UnsafeSql):
        read_only_tree(exp.Select(expressions=[part]), "postgres", ["orders"])


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@settings(max_examples=100, deadline=None)
@given(TEXT)
def test_a_literal_arrives_as_it_was(value: str) -> None:
    for dialect, run in (("duckdb", _duckdb), ("sqlite", _sqlite)):
        proven = read_only_tree(exp.Select(expressions=[exp.Literal.string(value)]), dialect)
        assert run(proven.text) == value
        assert read_only(proven.text, dialect).text == proven.text


@settings(max_examples=60, deadline=None)
@given(TEXT.filter(lambda name: name.strip() != ""))
def test_an_identifier_arrives_as_it_was(name: str) -> None:
    tree = exp.Select(expressions=[exp.alias_(exp.Literal.number(1), exp.to_identifier(name, quoted=True), copy=False)])
    with duckdb.connect() as connection:
        assert connection.execute(read_only_tree(tree, "duckdb").text).description[0][0] == name


def _duckdb(sql: str) -> object:
    with duckdb.connect() as connection:
        row = connection.execute(sql).fetchone()
    return row[0] if row else None


def _sqlite(sql: str) -> object:
    connection = sqlite3.connect(":memory:")
    try:
        return connection.execute(sql).fetchone()[0]
    finally:
        connection.close()


WORDS = [
    "select",
    "from",
    "where",
    "with",
    "as",
    "recursive",
    "union",
    "all",
    "(",
    ")",
    ",",
    ";",
    "*",
    ".",
    "orders",
    "secret",
    "a",
    "'x'",
    '"q"',
    "1",
    "=",
    "in",
    "exists",
    "insert",
    "into",
    "delete",
    "update",
    "drop",
    "table",
    "for",
    "update",
    "lateral",
    "values",
    "pg_sleep(",
    "read_csv(",
    "lower(",
    "count(",
    "case",
    "when",
    "then",
    "end",
    "and",
    "not",
    "join",
    "on",
    "order",
    "by",
    "limit",
    "--",
    "/*",
    "*/",
    "$$",
    "[",
    "]",
    "{",
    "}",
    "::",
    "int",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25), st.sampled_from(["postgres", "duckdb", "sqlite"]))
def test_whatever_is_accepted_reads_only_what_is_allowed(words: list[str], dialect: str) -> None:
    try:
        proven = read_only("select " + " ".join(words), dialect, ["orders"])
    except UnsafeSql:
        return
    assert set(proven.tables) <= {"orders"}
    again = read_only(proven.text, dialect, ["orders"])
    assert (again.text, again.tables) == (proven.text, proven.tables)
    low = re.sub(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", "", proven.text.lower())
    assert "pg_sleep" not in low and "read_csv" not in low and "from secret" not in low


HOSTILE = {
    "brackets": "select " + "(" * 50_000,
    "subscripts": "select a" + "[1]" * 30_000,
    "braces": "select " + "{'a':" * 40 + "1" + "}" * 40,
    "from": "from " * 19_000,
    "nots": "select " + "not " * 20_000 + "1",
    "minus": "select " + "- " * 40_000 + "1",
    "ends": "[ end " * 15_000,
    "plus": "select 1" + "+1" * 40_000,
    "or": "select 1 where a=1" + " or a=1" * 12_000,
    "unions": "select 1" + " union all select 1" * 4_500,
    "functions": "select " + "abs(" * 59 + "1" + ")" * 59,
    "casts": "select " + "cast(" * 58 + "1" + " as int)" * 58,
    "cases": "select " + "case when 1=1 then " * 58 + "1" + " end" * 58,
    "subqueries": "select * from " + "(select * from " * 55 + "t" + ")" * 55,
    "list": "select * from t where a in (" + ",".join(map(str, range(14_000))) + ")",
    "comments": "select 1 " + "/*" * 40_000,
    "semicolons": "select 1" + ";" * 90_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_ends_soon_and_never_in_a_crash(name: str) -> None:
    """In a process of its own: a parser that recurses too deeply takes the whole process with it."""
    script = (
        "import sys, time\n"
        "from lunara.errors import UnsafeSql\n"
        "from lunara.guard import read_only\n"
        "sql = sys.stdin.read()\n"
        "for dialect in ('postgres', 'duckdb', 'sqlite'):\n"
        "    read_only('select 1', dialect)\n"
        "    begun = time.process_time()\n"
        "    try:\n"
        "        read_only(sql, dialect)\n"
        "    except UnsafeSql:\n"
        "        pass\n"
        "    print(time.process_time() - begun)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=HOSTILE[name], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert all(float(line) < 3 for line in done.stdout.split())


@pytest.mark.parametrize("dialect", ["snowflake", "postgres", "bigquery", "mysql", "spark", "duckdb"])
def test_what_tells_null_from_false_is_not_left_out(dialect: str) -> None:
    assert "a IS TRUE" in read_only("select not (a is true) from orders", dialect).text


def test_what_an_engine_cannot_do_is_refused_and_not_left_out() -> None:
    assert code("select a from orders order by 1 nulls last", "mysql") == "parse"
    assert code("select a at time zone 'UTC' from orders", "mysql") == "parse"


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("mysql", "select a from orders full join customers on (select 1)"),
        ("postgres", "select array_filter(a, x -> x)"),
        ("redshift", "select concat_ws(a)"),
        ("duckdb", "select boolnot(a, b)"),
        ("tsql", "select eomonth()"),
        ("trino", "select json_query(*) from orders"),
    ],
)
def test_what_sqlglot_trips_over_is_refused(dialect: str, sql: str) -> None:
    assert code(sql, dialect) in ("parse", "function_not_allowed", "clause_not_allowed")


@pytest.mark.parametrize("dialect", dialects())
def test_a_join_without_from_is_refused(dialect: str) -> None:
    assert code("SELECT a JOIN orders", dialect) == "parse"


def test_joins_are_limited() -> None:
    def joined(joins: int) -> str:
        return "select 1 from orders" + "".join(f" join orders o{n} on o{n}.id = orders.id" for n in range(joins))

    assert read_only(joined(100), "duckdb").text
    assert code(joined(101), "duckdb") == "too_many_joins"
    assert code("select 1 from " + ", ".join(f"orders o{n}" for n in range(102)), "duckdb") == "too_many_joins"
    assert code(f"select * from ({joined(60)}) a, ({joined(60)}) b", "postgres") == "too_many_joins"


REASONS = {
    "empty": "  -- nothing",
    "parse": "select from where (",
    "too_large": "select '" + "x" * 100_000 + "'",
    "too_deep": "select " + "(" * 61 + "1" + ")" * 61,
    "too_many_joins": "select 1 from orders a" + ", orders" * 101,
    "several_statements": "select 1; select 2",
    "not_a_query": "delete from orders",
    "table_not_allowed": "select * from payroll",
    "system_catalog": "select * from pg_catalog.pg_class",
    "function_not_allowed": "select pg_sleep(1)",
    "clause_not_allowed": "select * from orders, rows from (generate_series(1, 2), generate_series(1, 3)) x",
    "into": "select 1 into copy from orders",
    "locking": "select * from orders for update",
    "too_much_work": "select * from generate_series(1, 100000000000)",
    "endless_recursion": "with recursive t as (select 1 as n union all select n + 1 from t) select n from t",
}


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_has_its_code_and_a_plain_sentence(reason: str) -> None:
    with pytest.raises(UnsafeSql) as refused:
        read_only(REASONS[reason], "postgres", ["orders"])
    assert refused.value.code == reason
    assert re.fullmatch(r"[A-Z][^\n]{10,150}\.", refused.value.message)
    assert re.fullmatch(r"[A-Z][^\n]{3,150}\.", refused.value.hint)


def test_the_reasons_are_those_that_are_promised() -> None:
    assert read_only.__doc__ is not None
    promised = set(re.findall(r"`([a-z_]+)`", read_only.__doc__.partition("with a code (")[2].partition(")")[0]))
    assert promised == set(REASONS)


@pytest.mark.parametrize(
    ("dialect", "sql", "functions", "passes"),
    [
        ("postgres", "select net_price(amount) from orders", (), False),
        ("postgres", "select net_price(amount) from orders", ("net_price",), True),
        ("postgres", "select Net_Price(amount) from orders", ("net_price",), True),
        ("postgres", 'select "Net_Price"(amount) from orders', ("net_price",), False),
        ("postgres", "select pricing.net_price(amount) from orders", ("net_price",), False),
        ("postgres", "select pricing.net_price(amount) from orders", ("pricing.net_price",), True),
        ("postgres", "select other.net_price(amount) from orders", ("pricing.net_price",), False),
        ("postgres", "select net_price(amount) from orders", ("pricing.net_price",), False),
        ("postgres", "select db.pricing.net_price(amount) from orders", ("pricing.net_price",), False),
        ("postgres", "select (pricing.net_price(amount)).x from orders", ("pricing.net_price",), False),
        ("postgres", "select net_price(pg_sleep(1)) from orders", ("net_price",), False),
        ("postgres", "select net_price((select max(pay) from secret)) from orders", ("net_price",), False),
        ("postgres", "select * from net_price(1)", ("net_price",), False),
        ("postgres", "select pg_sleep(1) from orders", ("net_price",), False),
        ("bigquery", "select proj.fn.net_price(amount) from orders", ("proj.fn.net_price",), True),
        ("bigquery", "select fn.net_price(amount) from orders", ("proj.fn.net_price",), False),
        ("snowflake", "select pricing.net_price(amount) from ORDERS", ("pricing.net_price",), True),
        ("duckdb", "select net_price(amount) from orders", ("net_price",), True),
        ("clickhouse", "select net_price(amount) from orders", ("net_price",), True),
        ("mysql", "select shop.net_price(amount) from orders", ("shop.net_price",), True),
        ("trino", "select hive.shop.net_price(amount) from orders", ("hive.shop.net_price",), True),
        ("tsql", "select dbo.net_price(amount) from orders", ("dbo.net_price",), True),
        ("tsql", "select dbo.net_price(amount) from orders", (), False),
        # As the dialect reads names without quotes, on both sides.
        ("postgres", "select PRICING.Net_Price(amount) from orders", ("Pricing.NET_PRICE",), True),
        ("postgres", 'select "Net_Price"(amount) from orders', ('"Net_Price"',), True),
        ("postgres", "select Net_Price(amount) from orders", ('"Net_Price"',), False),
        ("snowflake", 'select pricing."NET_PRICE"(amount) from ORDERS', ("pricing.net_price",), True),
        ("snowflake", 'select pricing."net_price"(amount) from ORDERS', ("pricing.net_price",), False),
        ("snowflake", 'select pricing."net_price"(amount) from ORDERS', ('pricing."net_price"',), True),
        ("oracle", 'select "net_price"(amount) from ORDERS', ("net_price",), False),
        ("bigquery", "select `proj.fn.net_price`(amount) from orders", ("proj.fn.net_price",), True),
        ("bigquery", "select fn.Net_Price(amount) from orders", ("fn.net_price",), False),
        ("bigquery", "select fn.Net_Price(amount) from orders", ("fn.Net_Price",), True),
        ("clickhouse", "select Net_Price(amount) from orders", ("net_price",), False),
        ("clickhouse", "select Net_Price(amount) from orders", ("Net_Price",), True),
        ("mysql", "select shop.NET_PRICE(amount) from orders", ("shop.net_price",), True),
        ("mysql", "select Shop.net_price(amount) from orders", ("shop.net_price",), False),
        ("redshift", "select Pricing.Net_Price(amount) from orders", ("pricing.net_price",), True),
        ("spark", "select Pricing.Net_Price(amount) from orders", ("pricing.net_price",), True),
    ],
)
def test_functions_of_the_users_are_called_only_if_they_are_named(
    dialect: str, sql: str, functions: tuple[str, ...], passes: bool
) -> None:
    tables = ["ORDERS" if dialect in ("snowflake", "oracle") else "orders"]
    if passes:
        written = read_only(sql, dialect, tables, functions).text
        assert re.search(r"net_price[`\"]?\(", written, re.IGNORECASE)
        if dialect in ("bigquery", "clickhouse"):
            assert ("Net_Price" in sql) == ("Net_Price" in written), "a name whose case counts keeps it"
        assert read_only_tree(parse_one(sql, read=dialect), dialect, tables, functions=functions)
    else:
        with pytest.raises(UnsafeSql) as refused:
            read_only(sql, dialect, tables, functions)
        assert refused.value.code in ("function_not_allowed", "table_not_allowed")


def test_size_is_limited_in_bytes() -> None:
    assert code("select '" + "é" * 60_000 + "'", "duckdb") == "too_large"
    assert read_only("select '" + "x" * 90_000 + "'", "duckdb").text


def test_what_was_accepted_is_remembered() -> None:
    sql = "select " + ", ".join(f"c{n}" for n in range(3000)) + " from orders"
    read_only(sql, "duckdb", ["orders"])
    begun = time.process_time()
    for _ in range(100):
        read_only(sql, "duckdb", ["orders"])
    assert (time.process_time() - begun) / 100 < 0.000_5
    assert code(sql, "duckdb", ("customers",)) == "table_not_allowed"
