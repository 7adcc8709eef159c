"""Every attack is refused with its code, and what a data team writes passes: own corpora, and the shared ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lunara.errors import UnsafeSql
from lunara.guard import read_only
from tests.shared_data import SHARED, needs_shared

HERE = Path(__file__).parent
SNAPSHOTS = HERE.parents[1] / "snapshots" / "sql"
ALLOWED = ("orders", "customers", "products")
# Engines that speak the dialect of another: what holds for that one holds for them.
ALSO = {"mysql": ("mariadb",), "spark": ("databricks",), "trino": ("athena", "presto")}
TWELVE = frozenset(
    [
        "postgres",
        "redshift",
        "duckdb",
        "sqlite",
        "mysql",
        "bigquery",
        "snowflake",
        "spark",
        "clickhouse",
        "trino",
        "tsql",
        "oracle",
    ]
)


def allowed(dialect: str) -> tuple[str, ...]:
    """The tables that may be read, as the catalog of the engine spells them."""
    return tuple(name.upper() for name in ALLOWED) if dialect in ("snowflake", "oracle") else ALLOWED


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
        read_only(sql, dialect, allowed(dialect))
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert refused.value.hint
    for other in ALSO.get(dialect, ()):
        with pytest.raises(UnsafeSql):
            read_only(sql, other, allowed(other))


def attacks_anywhere() -> list[tuple[str, str, str]]:
    return [(p.stem, code, sql) for p in sorted((HERE / "attacks_any").glob("*.txt")) for code, sql in lines(p)]


@pytest.mark.parametrize(("dialect", "code", "sql"), attacks_anywhere())
def test_an_attack_is_refused_also_where_any_table_may_be_read(dialect: str, code: str, sql: str) -> None:
    for one in (dialect, *ALSO.get(dialect, ())):
        with pytest.raises(UnsafeSql) as refused:
            read_only(sql, one)
        assert refused.value.code == code


def test_each_corpus_is_large_enough() -> None:
    for dialect in TWELVE:
        assert sum(found == dialect for found, _, _ in attacks()) >= 40, dialect


@pytest.mark.parametrize("sql", ["SELECT * FROM csv.`/etc/passwd`", "SELECT * FROM `s3://x/y`"])
def test_a_path_is_no_table_where_any_table_may_be_read(sql: str) -> None:
    with pytest.raises(UnsafeSql, match="names a file"):
        read_only(sql, "databricks")


def ordinary() -> list[tuple[str, str]]:
    """(dialect, statement) of what a data team writes."""
    written = [(p.stem, sql) for p in sorted((HERE / "accepted").glob("*.txt")) for _, sql in lines(p)]
    return written + [(other, sql) for dialect, sql in written for other in ALSO.get(dialect, ())]


@pytest.mark.parametrize(("dialect", "sql"), ordinary())
def test_ordinary_sql_passes_and_reads_the_same_again(dialect: str, sql: str) -> None:
    proven = read_only(sql, dialect, allowed(dialect))
    assert {name.rpartition(".")[2].lower() for name in proven.tables} <= set(ALLOWED)
    again = read_only(proven.text, dialect, allowed(dialect))
    assert (again.text, again.tables) == (proven.text, proven.tables)


def real(dialect: str) -> list[str]:
    """Statements of analysts in `dialect`: the corpus, what the compiler writes, and the shared ones."""
    written = [sql for d, sql in ordinary() if d == dialect]
    for path in sorted((SNAPSHOTS / dialect).glob("*.sql")):
        written.append(re.split(r"\sSETTINGS ", path.read_text(encoding="utf-8"))[0])
    if SHARED is not None:
        queries = json.loads((SHARED / "sql_guard" / "legit_open.json").read_text(encoding="utf-8"))
        written += [query["sql"] for query in queries if query["dialect"] == dialect]
        for name, speaks in (("spider_dev", "sqlite"), ("defog", "postgres")):
            if speaks == dialect:
                lines_ = (SHARED / "questions" / f"{name}_open.jsonl").read_text(encoding="utf-8").splitlines()
                written += [json.loads(line)["gold_sql"] for line in lines_]
    return list(dict.fromkeys(written))


@pytest.mark.parametrize("dialect", sorted(TWELVE))
def test_nearly_every_query_of_an_analyst_is_accepted(dialect: str) -> None:
    queries, refused = real(dialect), []
    for sql in queries:
        try:
            read_only(sql, dialect)
        except UnsafeSql as error:
            refused.append((sql, str(error)))
    print(f"{dialect}: {len(queries) - len(refused)} of {len(queries)} accepted")
    assert len(queries) >= 60
    assert len(refused) <= len(queries) * 0.005, refused


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
