"""The query log sums up statements that are the same but for the values in them."""

from __future__ import annotations

import pytest

from lunara.connect.statement_shape import shape_of

SAME = [
    ("postgres", "select a from t where b = 'x' and c in (1, 2, 3)", "SELECT a\n from t where b = '' and c in (4) -- now"),
    ("duckdb", "select date '2024-01-01', 1.5e3", "select date '2025-12-31', -7".replace("-", "")),
    ("mysql", "select `a` from `t` where b = \"x\"", "select `a` from `t` where b = \"it's\""),
    ("bigquery", "select r'\\d' from `p.d.t`", "select r'x' from `p.d.t`"),
    ("snowflake", "select $$a$$, x'ff'", "select $$b;$$, x'00'"),
]  # fmt: skip
OTHER = [
    ("postgres", "select a from t", "select b from t"),
    ("postgres", 'select "a" from t', 'select "A" from t'),
    ("postgres", "select a from t where b = 1", "select a from t where b > 1"),
    ("postgres", "select a from t limit 1", "select a from t"),
    ("postgres", "select coalesce(a, 1)", "select coalesce(a, 1, b)"),
    ("mysql", 'select "a"', "select `a`"),
]


@pytest.mark.parametrize(("dialect", "one", "another"), SAME)
def test_the_same_with_other_values(dialect: str, one: str, another: str) -> None:
    assert shape_of(one, dialect) == shape_of(another, dialect)


@pytest.mark.parametrize(("dialect", "one", "another"), OTHER)
def test_another_statement(dialect: str, one: str, another: str) -> None:
    assert shape_of(one, dialect) != shape_of(another, dialect)


@pytest.mark.parametrize("text", ["", "select 'open", "\ud800", "select /* open", "x" * 100_000, "((((" * 20_000])
def test_anything_has_a_fingerprint(text: str) -> None:
    assert len(shape_of(text, "postgres")) == 32
    assert shape_of(text, "postgres") != shape_of(text + " y", "postgres")
    assert shape_of(text, "postgres") != shape_of(text, "mysql")
