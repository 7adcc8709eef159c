"""The command line as a whole: usage, exit codes, errors as JSON, streams."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lunara.cli import main as main_module
from lunara.cli.main import COMMANDS, main
from tests.unit.cli.conftest import ROOT, Run, Shop


def test_commands_of_the_contract(run: Run) -> None:
    assert [command.name for command in COMMANDS] == [
        "demo", "catalog", "draft", "enrich", "check", "compile", "query", "sql", "context", "ask", "why", "evaluate", "build",
        "guard", "convert",
        "export", "import", "serve",
    ]  # fmt: skip
    assert run("--help").code == 0
    assert run("ask", "--help").code == 0


def test_every_command_is_in_the_docs() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"lunara {command.name}" in text, command.name


@pytest.mark.parametrize(
    "arguments",
    [
        ["launch"],
        ["query"],
        ["query", "model.yaml"],
        ["guard", "--dialect"],
        ["guard", "select 1"],
        ["sql", "duckdb:///x", "select 1", "--format", "xml"],
        ["sql", "nonsense", "select 1"],
        ["sql", "oracle://x", "select 1"],
        ["draft"],
        ["draft", "duckdb:///x", "--catalog", "y"],
        ["compile", "missing.yaml", "{}"],
        ["guard", "--dialect", "klingon", "select 1"],
        ["guard", "--dialect", "duckdb", "--batch", "missing.jsonl"],
        ["guard", "--dialect", "duckdb", "--batch", "-", "select 1"],
        ["guard", "--dialect", "duckdb", "--batch", "-", "--format", "table"],
        ["demo", "x", "--today", "yesterday"],
    ],
)
def test_usage_errors_are_json_and_exit_2(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert done.error["message"]


def test_a_source_that_is_not_there_exits_4(run: Run, shop: Shop) -> None:
    assert run("catalog", "duckdb:///no/such/file.duckdb").code == 4
    assert run("sql", "postgresql://nobody:secret@127.0.0.1:9/x", "select 1").code == 4
    refused = run("sql", "postgresql://nobody:secret@127.0.0.1:9/x", "select 1")
    assert "secret" not in refused.err


def test_what_the_warehouse_cannot_run_exits_5(run: Run, shop: Shop) -> None:
    done = run("sql", shop.source, "select * from no_such_table")
    assert done.code == 5
    assert done.error["error"] == "warehouse_failed"
    assert run(
        "sql", shop.source, "select sum(a.range * b.range) from range(100000) a, range(100000) b", "--timeout", "0.3"
    ).code in (3, 5)


def test_unsafe_sql_exits_3(run: Run, shop: Shop) -> None:
    for sql in (
        "drop table orders",
        "select 1; select 2",
        "select * from read_csv('/etc/passwd')",
        "copy orders to 'x'",
    ):
        done = run("sql", shop.source, sql)
        assert done.code == 3, sql
        assert done.out == ""
        assert done.error["hint"]


def test_a_bug_is_exit_1_without_a_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object) -> None:
        raise ZeroDivisionError("with a secret in it")

    monkeypatch.setattr("lunara.cli.querying.guard_json", explode)
    done = run("guard", "--dialect", "duckdb", "select 1")
    assert done.code == 1
    assert done.error["error"] == "bug"
    assert "secret" not in done.err
    batch = run("guard", "--dialect", "duckdb", "--batch", "-", stdin=b'{"id": 1, "sql": "select 1"}\n')
    assert batch.code == 0
    assert batch.lines == [{"id": 1, **batch.lines[0]}]
    assert batch.lines[0]["error"] == "bug"


def test_interrupting_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lunara.cli.querying.guard_json", interrupt)
    done = run("guard", "--dialect", "duckdb", "select 1")
    assert (done.code, done.err) == (main_module.INTERRUPTED, "")


def test_without_a_command_help_is_shown(run: Run) -> None:
    done = run()
    assert done.code == 0
    assert "lunara" in done.out
    assert "ask" in done.out


# --- as processes


def test_help_and_version_as_a_process(process: Run) -> None:
    assert "commands:" in process("--help").out
    assert process("--version").out.startswith("lunara ")
    assert process("query", "--help").code == 0


def test_exit_codes_as_a_process(process: Run, shop: Shop) -> None:
    done = process("query", shop.model, shop.source, '{"measures": ["order_count"]}')
    assert (done.code, done.err) == (0, "")
    assert done.json["rows"][0][0] > 1000
    assert process("nonsense").code == 2
    refused = process("query", shop.model, shop.source, '{"measures": ["revenu"]}')
    assert refused.code == 3
    assert refused.error["details"]["nearest"]


def test_unicode_whatever_the_locale(process: Run) -> None:
    line = json.dumps({"id": "ü→漢", "sql": "select 'Zürich 漢字 🚀' as \"größe\""}, ensure_ascii=False).encode()
    done = process(
        "guard",
        "--dialect",
        "duckdb",
        "--batch",
        "-",
        stdin=line + b"\n",
        environment={"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
    )
    assert done.code == 0
    assert done.lines[0]["id"] == "ü→漢"
    assert "Zürich 漢字 🚀" in done.lines[0]["sql"]
    assert done.lines[0]["columns"] == ["größe"]


def test_a_closed_pipe_is_quiet(shop: Shop, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lunara", "sql", shop.source, "select * from web_visits", "--format", "csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.read(100)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) in (0, main_module.PIPE_CLOSED)


def test_importing_the_command_line_is_light() -> None:
    heavy = ["pandas", "pyarrow", "duckdb", "sqlglot", "streamlit", "pydantic", "pydantic_ai", "plotly", "numpy"]
    probe = f"import sys, lunara.cli.main; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_main_takes_arguments_and_returns_a_code() -> None:
    assert main(["guard", "--dialect", "duckdb", "select 1", "--format", "table"]) == 0
