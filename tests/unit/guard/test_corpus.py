"""Every attack is refused with its code, and what a data team writes passes: own corpora, and the shared ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lunara.errors import UnsafeSql
from lunara.guard import read_only
from tests.shared_data import SHARED, needs_shared

HERE = Path(__file__).parent
ALLOWED = ("orders", "customers", "products")


def lines(path: Path) -> Iterator[tuple[str, str]]:
    """(heading, statement) of a corpus file."""
    heading = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:].strip()
        elif line.strip() and not line.startswith("# "):
            yield heading, line


def attacks() -> list[tuple[str, str, str]]:
    return [(p.stem, code, sql) for p in sorted((HERE / "attacks").glob("*.txt")) for code, sql in lines(p)]


@pytest.mark.parametrize(("dialect", "code", "sql"), attacks())
def test_an_attack_is_refused_with_its_code(dialect: str, code: str, sql: str) -> None:
    with pytest.raises(UnsafeSql) as refused:
        read_only(sql, dialect, ALLOWED)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert refused.value.hint


def test_each_corpus_is_large_enough() -> None:
    for dialect in ("postgres", "duckdb", "sqlite"):
        assert sum(found == dialect for found, _, _ in attacks()) >= 40


@pytest.mark.parametrize("sql", ["SELECT * FROM csv.`/etc/passwd`", "SELECT * FROM `s3://x/y`"])
def test_a_path_is_no_table_where_any_table_may_be_read(sql: str) -> None:
    with pytest.raises(UnsafeSql, match="names a file"):
        read_only(sql, "databricks")


@pytest.mark.parametrize(("dialect", "sql"), list(lines(HERE / "accepted.txt")))
def test_ordinary_sql_passes_and_reads_the_same_again(dialect: str, sql: str) -> None:
    proven = read_only(sql, dialect, ALLOWED)
    assert set(proven.tables) <= {"orders", "public.orders", "customers", "products", "Orders"}
    again = read_only(proven.text, dialect, ALLOWED)
    assert (again.text, again.tables) == (proven.text, proven.tables)


@needs_shared
def test_the_shared_attacks_are_all_refused() -> None:
    assert SHARED is not None
    accepted = []
    for attack in json.loads((SHARED / "sql_guard" / "attacks_open.json").read_text(encoding="utf-8")):
        try:
            accepted.append(read_only(attack["sql"], attack["dialect"], ALLOWED).text)
        except UnsafeSql:
            continue
    assert accepted == []


@needs_shared
def test_the_shared_legitimate_queries_pass() -> None:
    assert SHARED is not None
    queries = json.loads((SHARED / "sql_guard" / "legit_open.json").read_text(encoding="utf-8"))
    refused = []
    for query in queries:
        try:
            read_only(query["sql"], query["dialect"])
        except UnsafeSql as error:
            refused.append((query["sql"], error.code))
    assert len(refused) <= len(queries) * 0.005, refused
