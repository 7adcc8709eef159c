"""Each command, on the sample shop."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from lunara.semantic.sample import sample_model
from lunara.semantic.yaml import load_model
from tests.unit.cli.conftest import Run, Shop

BY_COUNTRY = '{"measures": ["revenue"], "dimensions": ["customers.country"]}'


# --- demo, catalog, draft, check


def test_demo_makes_a_source_and_a_model_that_work(process: Run, tmp_path: Path) -> None:
    made = process("demo", "shop")
    assert made.code == 0
    assert made.json == {"source": f"duckdb://{tmp_path}/shop/shop.duckdb", "model": f"{tmp_path}/shop/shop.yaml"}
    done = process("query", made.json["model"], made.json["source"], '{"measures": ["order_count"]}')
    assert done.json["rows"][0][0] > 100_000


def test_catalog(run: Run, shop: Shop) -> None:
    told = run("catalog", shop.source).json
    assert told["dialect"] == "duckdb"
    orders = next(table for table in told["tables"] if table["name"] == "orders")
    assert set(orders) == {
        "schema", "name", "kind", "description", "row_count", "columns", "primary_key", "unique_keys", "foreign_keys",
    }  # fmt: skip
    assert orders["primary_key"] == ["order_id"]
    assert orders["row_count"] > 1000
    assert orders["description"]
    assert {"columns": ["billing_address_id"], "references_schema": "main", "references_table": "addresses",
            "references_columns": ["address_id"]} in orders["foreign_keys"]  # fmt: skip
    nowhere = run("catalog", shop.source, "--schema", "nowhere")
    assert nowhere.json["tables"] == [] and "There are some in: main." in nowhere.err
    assert "main.orders" in run("catalog", shop.source, "--format", "table").out


def test_draft_from_a_source_and_from_a_catalog_file(run: Run, shop: Shop, tmp_path: Path) -> None:
    live = run("draft", shop.source, "--format", "json").json
    assert {"kind", "subject", "confidence", "because"} <= set(live["evidence"][0])
    assert {e["kind"] for e in live["evidence"]} >= {"relationship", "primary_key", "role"}
    assert len(live["relationships"]) > 15
    catalog = tmp_path / "catalog.json"
    catalog.write_text(run("catalog", shop.source).out, encoding="utf-8")
    alone = run("draft", "--catalog", str(catalog), "--format", "yaml", "--name", "mine")
    assert load_model(alone.out).name == "mine"
    table = run("draft", "--catalog", str(catalog), "--format", "table").out.splitlines()
    assert table[0].split() == ["table", "source", "dimensions", "measures"] and len(table) == len(live["tables"]) + 2
    both = tmp_path / "both.json"
    both.write_text(json.dumps(live), encoding="utf-8")
    assert run("check", str(both)).code == 0, "a draft with its evidence is a model file too"


def test_a_minimal_catalog_is_enough(run: Run, tmp_path: Path) -> None:
    catalog = tmp_path / "c.json"
    catalog.write_text(
        '{"tables": [{"name": "t", "columns": [{"name": "id", "type": "int"}, {"name": "amount", "type": "decimal"}]}]}'
    )
    assert run("draft", "--catalog", str(catalog)).json["tables"]
    for bad in ("nonsense", "[]", "{}", '{"tables": [{"columns": []}]}',
                '{"tables": [{"name": "t", "columns": [{"name": "x"}]}]}',
                '{"tables": [{"name": "t", "columns": [], "foreign_keys": [{"columns": ["a"]}]}]}'):  # fmt: skip
        catalog.write_text(bad)
        assert run("draft", "--catalog", str(catalog)).code == 2, bad


def test_draft_to_a_file_then_check_and_query_it(run: Run, shop: Shop, tmp_path: Path) -> None:
    model = tmp_path / "drafted.yaml"
    told = run("draft", shop.source, "-o", str(model)).json
    assert told["model"] == str(model)
    assert told["tables"] == 19
    assert 0 < told["cost"]["statements"] <= 40
    assert told["cost"]["rows"] > 1_000
    checked = run("check", str(model), shop.source)
    assert checked.code == 0
    assert checked.json["ok"] is True
    assert run("query", str(model), shop.source, '{"measures": ["orders.order_count"]}').code == 0
    assert run("draft", shop.source, "-o", str(tmp_path / "no" / "folder.yaml")).code == 2


def test_no_values_reads_no_text(run: Run, shop: Shop) -> None:
    drafted = run("draft", shop.source, "--no-values", "--format", "json").out
    assert "Toys & Games" not in drafted
    assert "Toys & Games" in run("draft", shop.source, "--format", "json").out


def test_check_finds_drift_and_mistakes(run: Run, shop: Shop, tmp_path: Path) -> None:
    model = tmp_path / "model.yaml"
    model.write_text(
        Path(shop.model).read_text(encoding="utf-8").replace("source: main.returns", "source: main.refunds")
    )
    assert run("check", str(model)).code == 0
    done = run("check", str(model), shop.source)
    assert done.code == 3
    assert any(p["level"] == "error" and p["code"] == "table_missing" for p in done.json["problems"])
    model.write_text("name: x\ntabels: []\n")
    broken = run("check", str(model))
    assert broken.code == 2
    assert broken.error["details"]["line"] == 2


# --- compile, query, sql, guard


def test_compile(run: Run, shop: Shop) -> None:
    told = run("compile", shop.model, BY_COUNTRY).json
    assert told["sql"].startswith("SELECT ")
    assert told["tables"] == ["order_items", "orders", "customers"]
    assert told["columns"][1]["format"] == {"kind": "currency", "currency": "USD", "decimals": 0}
    other = run("compile", shop.model, BY_COUNTRY, "--dialect", "bigquery").json
    assert other["dialect"] == "bigquery"
    assert run("compile", shop.model, BY_COUNTRY).json == told, "the same query gives the same SQL"
    explained = run("compile", shop.model, BY_COUNTRY, "--explain").json
    assert [join["relationship"] for join in explained["joins"]] == ["order_items_order", "orders_customer"]
    assert all(join["because"] for join in explained["joins"])
    assert run("compile", shop.model, BY_COUNTRY, "--format", "sql").out.startswith("SELECT ")


def test_queries_from_files_and_stdin(run: Run, shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "query.json"
    file.write_text(BY_COUNTRY)
    assert (
        run("compile", shop.model, f"@{file}").json == run("compile", shop.model, "-", stdin=BY_COUNTRY.encode()).json
    )
    assert run("compile", shop.model, "@missing.json").code == 2


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", 2),
        ("[]", 2),
        ("{}", 2),
        ('{"measures": []}', 2),
        ('{"measures": ["revenue"], "colour": 1}', 2),
        ('{"measures": ["revenue"], "filters": [{"field": "customers.country", "op": "between", "values": [1]}]}', 2),
        ("[" * 100_000, 2),
        ('{"measures": ["revenu"]}', 3),
        ('{"measures": ["shipping_income"], "dimensions": ["products.name"]}', 3),
        ('{"measures": ["order_count"], "dimensions": ["addresses.country"]}', 3),
    ],
)
def test_queries_that_cannot_be_compiled(run: Run, shop: Shop, query: str, code: int) -> None:
    done = run("compile", shop.model, query)
    assert done.code == code
    assert done.error["message"]


def test_query_in_every_format(run: Run, shop: Shop, process: Run) -> None:
    told = run("query", shop.model, shop.source, BY_COUNTRY).json
    assert set(told) == {"sql", "columns", "rows", "truncated", "elapsed_ms", "warnings"}
    assert [(c["name"], c["type"], c["role"], c["label"]) for c in told["columns"]] == [
        ("country", "string", "dimension", "Country"),
        ("revenue", "number", "measure", "Revenue"),
    ]
    lines = list(
        csv.reader(io.StringIO(run("query", shop.model, shop.source, BY_COUNTRY, "--format", "csv").out, newline=""))
    )
    assert lines[0] == ["country", "revenue"]
    assert [[row[0] or None, float(row[1])] for row in lines[1:]] == told["rows"]
    table = run("query", shop.model, shop.source, BY_COUNTRY, "--format", "table").out
    assert "Country" in table and "$" in table


def test_arrow_is_a_stream(shop: Shop, tmp_path: Path) -> None:
    import subprocess
    import sys

    from tests.unit.cli.conftest import ROOT

    command = [sys.executable, "-m", "lunara", "query", shop.model, shop.source, BY_COUNTRY, "--format", "arrow"]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=True)
    table = pa.ipc.open_stream(done.stdout).read_all()
    assert table.column_names == ["country", "revenue"]
    assert pa.types.is_decimal(table.schema.field("revenue").type)


def test_limits(run: Run, shop: Shop) -> None:
    cut = run("query", shop.model, shop.source, BY_COUNTRY, "--max-rows", "2").json
    assert len(cut["rows"]) == 2
    assert cut["truncated"] is True
    assert run("query", shop.model, shop.source, BY_COUNTRY, "--max-rows", "0").code == 2
    assert run("query", shop.model, shop.source, BY_COUNTRY, "--timeout", "-1").code == 2


def test_time_follows_today(run: Run, shop: Shop) -> None:
    query = '{"measures": ["order_count"], "time": {"range": {"previous": "month"}}}'
    october = run("query", shop.model, shop.source, query, "--today", "2026-11-22").json["rows"]
    august = run("query", shop.model, shop.source, query, "--today", "2026-09-22", "--timezone", "Europe/Berlin").json[
        "rows"
    ]
    assert october != august
    assert run("query", shop.model, shop.source, query, "--today", "soon").code == 2
    assert run("query", shop.model, shop.source, query, "--timezone", "Mars/Base").code == 2


def test_values_are_written_exactly(run: Run, shop: Shop) -> None:
    sql = (
        "select date '2025-03-01' d, timestamp '2025-03-01 12:30:00' t, 19.90::decimal(10,2) a, "
        "12345678901234567.89::decimal(20,2) b, null n, true y, 9007199254740993 i, 'NaN'::double nan, '漢' s"
    )
    assert run("sql", shop.source, sql).json["rows"] == [
        ["2025-03-01", "2025-03-01T12:30:00", 19.9, "12345678901234567.89", None, True, 9007199254740993, "NaN", "漢"]
    ]


def test_csv_runs_no_formula(run: Run, shop: Shop) -> None:
    sql = "select '=1+1' a, '+cmd' b, '-2' c, -2 d, '@x' e, 'plain, \"quoted\"' f, null g, chr(9) || '=x' h, 1.50::decimal(5,2) i"
    out = run("sql", shop.source, sql, "--format", "csv").out
    (row,) = list(csv.reader(io.StringIO(out, newline="")))[1:]
    assert row == ["'=1+1", "'+cmd", "-2", "-2", "'@x", 'plain, "quoted"', "", "'\t'=x", "1.5"]


def test_sql_over_the_model_and_plain(run: Run, shop: Shop) -> None:
    sql = "SELECT country, MEASURE(customer_count) AS n FROM customers GROUP BY country"
    over = run("sql", shop.source, "--model", shop.model, sql)
    assert over.code == 0
    assert (
        sum(row[1] for row in over.json["rows"])
        == run("sql", shop.source, "select count(*) from customers").json["rows"][0][0]
    )
    doubled = "SELECT sum(o.order_total) FROM orders o JOIN order_items i ON o.order_id = i.order_id"
    assert run("sql", shop.source, "--model", shop.model, doubled).code == 3


def test_guard(run: Run) -> None:
    told = run("guard", "--dialect", "postgres", "--table", "orders", "select id from orders -- all").json
    assert told == {
        "allowed": True,
        "reason": None,
        "code": None,
        "sql": told["sql"],
        "tables": ["orders"],
        "columns": ["id"],
    }
    assert "--" not in told["sql"]
    refused = run("guard", "--dialect", "postgres", "--table", "orders", "select * from secrets")
    assert refused.code == 3
    assert refused.json["allowed"] is False
    assert refused.json["code"] == "table_not_allowed"
    assert refused.json["reason"]


# --- batches


def batch(run: Run, *arguments: str, lines: list[Any]) -> list[Any]:
    stdin = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    done = run(*arguments, "--batch", "-", stdin=stdin)
    assert done.code == 0
    assert done.err == ""
    return done.lines


def test_a_batch_never_stops(run: Run, shop: Shop) -> None:
    told = batch(
        run, "query", shop.model, shop.source,
        lines=[{"id": 1, "query": {"measures": ["order_count"]}}, b"not json\n", {"id": "zwölf", "query": {"measures": ["nope"]}},
               b"\n", {"id": 4}, [1], b"\xff\xfe\n", b"[" * 200_000 + b"\n", {"id": None, "query": "{}"},
               {"query": {"measures": ["order_count"]}}, {"id": {"a": 1}, "query": json.dumps({"measures": ["order_count"]})}],
    )  # fmt: skip
    assert [line.get("id", "-") for line in told] == [1, "-", "zwölf", 4, "-", "-", "-", None, "-", {"a": 1}]
    failed = ["error" in line for line in told]
    assert failed == [False, True, True, True, True, True, True, True, False, False]
    assert told[0]["rows"] == told[8]["rows"] == told[9]["rows"]
    assert all(line["message"] for line in told if "error" in line)


def test_a_batch_from_a_file_with_a_mark_at_its_start(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "batch.jsonl"
    file.write_bytes(
        b"\xef\xbb\xbf" + b'{"id": 1, "sql": "select 1"}\r\n{"id": 2, "sql": "select 2", "dialect": "mysql"}'
    )
    done = run("guard", "--dialect", "duckdb", "--batch", str(file))
    assert [line["id"] for line in done.lines] == [1, 2]
    assert all(line["allowed"] for line in done.lines)


def test_batches_of_every_command(run: Run, shop: Shop) -> None:
    told = batch(run, "guard", lines=[
        {"id": 1, "sql": "select a from t", "dialect": "postgres", "tables": ["t"]},
        {"id": 2, "sql": "select a from t", "dialect": "postgres", "tables": []},
        {"id": 3, "sql": "select a from t"}, {"id": 4, "dialect": "postgres"},
        {"id": 5, "sql": "select 1", "dialect": "postgres", "tables": "t"}])  # fmt: skip
    assert [line.get("allowed") for line in told] == [True, False, None, None, None]
    told = batch(
        run,
        "sql",
        shop.source,
        lines=[{"id": 1, "sql": "select 1"}, {"id": 2, "sql": "drop table orders"}, {"id": 3, "sql": 5}],
    )
    assert [line.get("error") for line in told] == [None, "not_a_query", "invalid"]
    told = batch(run, "compile", shop.model, lines=[{"id": 1, "query": json.loads(BY_COUNTRY)}, {"id": 2, "query": {}}])
    assert told[0]["sql"]
    assert told[1]["error"] == "invalid"
    told = batch(run, "context", shop.model, lines=[{"id": 1, "question": "revenue by country"}, {"id": 2}])
    assert told[0]["tables"]
    assert told[1]["error"]


# --- context, ask


def test_context(run: Run, shop: Shop) -> None:
    told = run("context", shop.model, "revenue in Germany by month").json
    assert set(told) == {"tables", "fields", "values", "tokens"}
    assert "order_items" in told["tables"][:3]
    assert "order_items.revenue" in told["fields"]
    assert {"field": "customers.country", "value": "Germany"} in told["values"]
    assert told["tokens"] > 0
    assert len(run("context", shop.model, "revenue in Germany by month", "--tables", "2").json["tables"]) <= 2
    assert run("context", shop.model, "x", "--tables", "0").code == 2


def test_context_by_the_warehouses_own_words(run: Run, shop: Shop) -> None:
    asked = ("context", shop.model, "revenue in Utrecht")
    assert run(*asked).json["values"] == []
    told = run(*asked, "--source", shop.source).json
    assert {"field": "customers.city", "value": "Utrecht"} in told["values"]
    assert "customers.city" in told["fields"][:5]
    assert run(*asked, "--source", "duckdb:////nowhere/at.duckdb").code not in (0, 1)


def test_ask_offline(run: Run, shop: Shop) -> None:
    done = run("ask", shop.model, shop.source, "revenue by country", "--today", "2026-11-22")
    assert done.code == 0
    told = done.json
    assert told["outcome"] == "answer"
    assert told["provider"] == "offline"
    assert told["plan"]["measures"] == ["revenue"]
    assert len(told["rows"]) == 10
    assert told["narrative"]["headline"]
    assert told["understood"]
    assert run("ask", shop.model, shop.source, "revenue by country", "--format", "csv").out.startswith(
        "country,revenue"
    )
    text = run("ask", shop.model, shop.source, "revenue by country", "--format", "text").out
    assert told["narrative"]["headline"] in text
    assert "Understood" in text


def test_ask_what_the_data_cannot_say(run: Run, shop: Shop) -> None:
    done = run("ask", shop.model, shop.source, "what will the weather be tomorrow")
    assert done.code == 3
    assert done.json["outcome"] == "refusal"
    assert done.json["reason"]
    assert run("ask", shop.model, shop.source, "").code == 2
    assert run("ask", shop.model, shop.source, "x" * 10_000).code == 2
    assert run("ask", shop.model, shop.source, "revenue", "--provider", "gemini").code == 2, "no key is set"


def test_ask_in_a_batch_with_history(run: Run, shop: Shop) -> None:
    first = {"question": "revenue by country", "plan": json.loads(BY_COUNTRY)}
    told = batch(run, "ask", shop.model, shop.source, "--today", "2026-11-22", lines=[
        {"id": 1, "question": "revenue in 2025"},
        {"id": 2, "question": "now by country", "history": ["revenue in 2025"]},
        {"id": 3, "question": "only Germany", "history": [first]},
        {"id": 4, "question": ""}, {"id": 5, "question": "revenue", "history": "no"},
        {"id": 6, "question": "revenue", "history": [5]},
    ])  # fmt: skip
    assert [line.get("outcome") for line in told] == ["answer", "answer", "answer", None, None, None]
    assert told[1]["plan"]["dimensions"] == ["customers.country"]
    assert "time" in told[1]["plan"]
    assert len(told[2]["rows"]) == 1
    assert sample_model().name == "shop"


# --- what is missing is named


def test_a_database_without_tables_is_not_drafted(run: Run, tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "empty.duckdb"
    duckdb.connect(str(path)).close()
    model = tmp_path / "model.yaml"
    told = run("draft", f"duckdb:///{path}", "-o", str(model))
    assert told.code == 3 and "no tables" in told.error["message"] and told.error["hint"]
    assert not model.exists()
    catalog = tmp_path / "c.json"
    catalog.write_text('{"tables": []}')
    assert run("draft", "--catalog", str(catalog)).code == 3


@pytest.mark.parametrize("text", ["", "  \n"])
def test_no_sql_is_a_matter_of_usage(run: Run, shop: Shop, text: str) -> None:
    told = run("sql", shop.source, text)
    assert (told.code, told.error["error"]) == (2, "usage")


@pytest.mark.parametrize(
    "command",
    [
        ("query", '{"measures": ["order_count"]}'),
        ("sql", "--model", "SELECT count(*) AS n FROM orders"),
        ("ask", "how many orders"),
    ],
    ids=["query", "sql", "ask"],
)
def test_a_model_on_another_database_says_what_is_missing(
    run: Run, shop: Shop, tmp_path: Path, command: tuple[str, ...]
) -> None:
    import duckdb

    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table something (id integer)")
    source = f"duckdb:///{path}"
    name, *rest = command
    given = [source, "--model", shop.model, rest[-1]] if name == "sql" else [shop.model, source, *rest]
    told = run(name, *given)
    assert (told.code, told.error["error"]) == (5, "not_in_the_warehouse")
    assert "orders is not in the warehouse" in told.error["message"]
    assert "made for" in told.error["hint"] and "lunara check" in told.error["hint"]


def test_functions_of_ones_own_are_called_where_the_setting_names_them(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb

    from lunara.guard import allow_functions

    with duckdb.connect(str(tmp_path / "own.duckdb")) as connection:
        connection.execute("create macro net_price(x) as x * 2")
    source, sql = f"duckdb:///{tmp_path}/own.duckdb", "select net_price(21) as n"
    try:
        refused = run("sql", source, sql)
        assert refused.code == 3 and "LUNARA_ALLOWED_FUNCTIONS" in refused.err
        monkeypatch.setenv("LUNARA_ALLOWED_FUNCTIONS", "net_price")
        assert '"rows": [[42]]' in run("sql", source, sql, "--format", "json").out.replace("\n", "")
        assert run("guard", sql, "--dialect", "duckdb").code == 0
        monkeypatch.setenv("LUNARA_ALLOWED_FUNCTIONS", "net_price,pg_sleep")
        wrong = run("guard", sql, "--dialect", "duckdb")
        assert wrong.code == 2 and "LUNARA_ALLOWED_FUNCTIONS names pg_sleep" in wrong.err
    finally:
        allow_functions(())


def test_a_source_may_stand_in_the_environment(run: Run, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_URL", shop.source)
    assert run("sql", "env:SHOP_URL", "select 1 as n").json["rows"] == [[1]]
    told = run("sql", "env:SHOP_URI", "select 1")
    assert told.code == 2 and "SHOP_URI" in told.error["message"] and "export SHOP_URI=" in told.error["hint"]
    monkeypatch.setenv("WRONG", "postgresql://me:s3cret@nowhere.invalid:1x/db")
    assert "s3cret" not in run("sql", "env:WRONG", "select 1").err


# --- numbers in a table


def test_a_table_of_sql_has_every_digit(run: Run, shop: Shop) -> None:
    values = (
        "1234567.89::decimal(18,4) as money, 2011 as year, 7999.99::double as mean, 10248 as id,"
        " 12345678901234567890123456789.125::decimal(38,3) as long, true as yes, null::int as nothing, 'nan'::double as odd"
    )
    table = run("sql", shop.source, f"select {values}", "--format", "table").out
    assert table.splitlines()[2].split() == [
        "1234567.8900", "2011", "7999.99", "10248", "12345678901234567890123456789.125", "Yes", "–", "not", "a", "number",
    ]  # fmt: skip


def test_a_table_of_a_query_keeps_cents_and_decimals(run: Run, shop: Shop, tmp_path: Path) -> None:
    model = tmp_path / "m.yaml"
    model.write_text(
        "name: m\ntables:\n- name: paid\n  sql: select 12527982.92::decimal(18,4) as x, 7999.9912::decimal(18,4) as y\n"
        "  measures:\n"
        "  - {name: sales, aggregate: sum, expression: x, format: {kind: currency, currency: USD}}\n"
        "  - {name: yen, aggregate: sum, expression: x, format: {kind: currency, currency: JPY}}\n"
        "  - {name: plain, aggregate: sum, expression: x}\n"
        "  - {name: mean, aggregate: avg, expression: x}\n"
        "  - {name: exact, aggregate: max, expression: y}\n"
        "  - {name: short, aggregate: sum, expression: x, format: {kind: number, decimals: 0}}\n"
    )
    asked = '{"measures": ["sales", "yen", "plain", "mean", "exact", "short"]}'
    table = run("query", str(model), shop.source, asked, "--format", "table").out
    told = ["$12,527,982.92", "¥12,527,983", "12,527,982.92", "12,527,982.92", "7,999.9912", "12,527,983"]
    assert table.splitlines()[2].split() == told
    answer = run("ask", str(model), shop.source, "total sales", "--format", "table").out
    assert answer.splitlines()[2].strip() == "$12,527,982.92"
