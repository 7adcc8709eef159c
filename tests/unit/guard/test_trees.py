"""A tree that the compiler built is proven by its text as well: what was let out of its quotes is seen."""

from __future__ import annotations

import logging
import time

import pytest
from sqlglot import exp

from lunara.errors import UnsafeSql
from lunara.guard import read_only, read_only_tree


@pytest.mark.parametrize(
    "unit", ["day FROM salaries --", "day, secret FROM salaries --", "day UNION SELECT secret FROM salaries --"]
)
def test_a_word_that_brings_its_own_table_is_refused(unit: str) -> None:
    tree = exp.select(exp.Interval(this=exp.Literal.string("1"), unit=exp.var(unit))).from_("orders")
    with pytest.raises(UnsafeSql):
        read_only_tree(tree, "duckdb", ["orders"])
    with pytest.raises(UnsafeSql):
        read_only_tree(tree, "duckdb", ["orders", "salaries"])


@pytest.mark.parametrize("dialect", ["postgres", "duckdb", "sqlite", "bigquery", "mysql", "trino", "spark"])
@pytest.mark.parametrize("text", ["it's", "\\", "\\'", "'; drop table orders --", '"', "`", "%s", "{x}", "$$", "\n"])
def test_texts_and_names_stay_what_they_are(dialect: str, text: str) -> None:
    tree = exp.select(exp.alias_(exp.Literal.string(text), "a", quoted=True)).from_("orders")
    tree = tree.where(exp.EQ(this=exp.column("b", quoted=True), expression=exp.Literal.string(text)))
    proven = read_only_tree(tree, dialect, ["orders"])
    assert proven.tables == ("orders",)
    assert read_only(proven.text, dialect, ["orders"]).tables == ("orders",)


def test_proving_a_tree_twice_is_quick() -> None:
    tree = exp.select(*(exp.alias_(exp.column(f"c{i}"), f"a{i}") for i in range(100))).from_("orders")
    started = time.process_time()
    for _ in range(10):
        read_only_tree(tree, "duckdb", ["orders"])
    assert (time.process_time() - started) / 10 < 0.1


def test_what_the_parser_says_of_a_statement_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        read_only("select 'a' ->> '$.b'' my secret' from orders", "sqlite", ["orders"])
    assert "secret" not in caplog.text
