"""csv and arrow on the command line are written while they are read: however many rows, in the same memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from tests.unit.cli.conftest import ROOT, Run, Shop
from tests.unit.cli.test_commands import BY_COUNTRY

WATCHED = """
import sys
from lunara.cli.main import main
code = main(sys.argv[1:])
sys.stdout.flush()
with open("/proc/self/status") as status:
    sys.stderr.write(next(line.split()[1] for line in status if line.startswith("VmHWM")))
sys.exit(code)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A million numbers."""
    path = tmp_path_factory.mktemp("large") / "large.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table numbers as select range::integer as n, 'text ' || range as t from range(1000000)"
        )
    return f"duckdb://{path}"


def peak(*arguments: str, to: Path) -> int:
    """Bytes that the command held at most while it wrote into a file."""
    with to.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, *arguments],
            stdout=out,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return int(done.stderr) * 1024


def test_what_is_cut_is_said(run: Run, large: str) -> None:
    """It was cut in silence: whoever reads the file took it for the whole."""
    ran = run("sql", large, "select n from numbers", "--format", "csv", "--max-rows", "5")
    assert ran.out == "n\r\n0\r\n1\r\n2\r\n3\r\n4\r\n" and ran.code == 0
    assert ran.err == "The result was cut after 5 rows. --all writes every row.\n"
    assert run("sql", large, "select n from numbers where n < 5", "--format", "csv", "--max-rows", "5").err == ""


def test_all_is_every_row(run: Run, large: str, tmp_path: Path) -> None:
    ran = run("sql", large, "select n from numbers", "--format", "csv", "--all")
    lines = ran.out.splitlines()
    assert len(lines) == 1_000_001 and lines[-1] == "999999" and ran.err == ""
    to = tmp_path / "all.arrow"
    with to.open("wb") as out:
        command = [
            sys.executable,
            "-m",
            "lunara",
            "sql",
            large,
            "select n, t from numbers",
            "--format",
            "arrow",
            "--all",
        ]
        subprocess.run(command, stdout=out, cwd=ROOT, check=True)
    assert pa.ipc.open_stream(to.read_bytes()).read_all().num_rows == 1_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_does_not_grow_with_the_rows(large: str, tmp_path: Path) -> None:
    to = tmp_path / "out.arrow"
    pairs = "select a.n, b.t from numbers a, (select * from numbers limit {}) b"
    few = peak("sql", large, pairs.format(1), "--format", "arrow", "--all", to=to)
    size = to.stat().st_size
    many = peak("sql", large, pairs.format(10), "--format", "arrow", "--all", to=to)
    assert to.stat().st_size > 8 * size > 100_000_000
    assert many - few < 80_000_000, f"{few / 1e6:.0f} MB, {many / 1e6:.0f} MB for ten times as much"


def test_an_empty_result_has_its_columns(run: Run, large: str) -> None:
    assert run("sql", large, "select n, t from numbers where n < 0", "--format", "csv").out == "n,t\r\n"


def test_a_query_over_a_model_is_streamed_too(run: Run, shop: Shop) -> None:
    query = BY_COUNTRY
    whole = run("query", shop.model, shop.source, query, "--format", "csv")
    assert whole.code == 0 and whole.out.count("\r\n") > 3
    assert run("query", shop.model, shop.source, query, "--format", "csv", "--all").out == whole.out


def test_a_statement_that_fails_prints_nothing_and_says_why(run: Run, large: str) -> None:
    ran = run("sql", large, "select nope from numbers", "--format", "csv")
    assert ran.out == "" and ran.code == 5 and "nope" in ran.error["message"]


def test_arrow_that_ends_with_an_error_has_no_end(large: str, tmp_path: Path) -> None:
    """A reader of the file is told that it is not whole."""
    to = tmp_path / "broken.arrow"
    fails_late = "select case when n < 900000 then n else cast(t as integer) end as n from numbers"
    with to.open("wb") as out:
        command = [sys.executable, "-m", "lunara", "sql", large, fails_late, "--format", "arrow", "--all"]
        assert subprocess.run(command, stdout=out, stderr=subprocess.DEVNULL, cwd=ROOT, check=False).returncode == 5
    written = to.read_bytes()
    assert written and not written.endswith(b"\xff\xff\xff\xff\x00\x00\x00\x00")


@pytest.mark.parametrize(
    "wrong",
    [
        ("--format", "json", "--all"),
        ("--all",),
        ("--format", "csv", "--all", "--max-rows", "5"),
        ("--batch", "-", "--all"),
    ],
)
def test_all_is_for_what_is_streamed(run: Run, large: str, wrong: tuple[str, ...]) -> None:
    ran = run("sql", large, *([] if "--batch" in wrong else ["select 1"]), *wrong)
    assert ran.code == 2 and "--all" in ran.error["message"]
