"""SQL of a model that cannot be read is said with the word at which reading stopped, and without a parser's own words."""

from __future__ import annotations

import pytest

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_expression


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("amount +", "something is missing at '+'"),
        ("coalesce(amount, 0", ") is missing at"),
        ("case when amount > 0", "missing at"),
        ("amount cents cents", "it makes no sense at 'cents'"),
    ],
)
@pytest.mark.parametrize("dialect", [None, "duckdb", "snowflake", "bigquery"])
def test_sql_that_cannot_be_read_says_where(text: str, told: str, dialect: str | None) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_expression(text, dialect, "measure orders.revenue")
    assert told in caught.value.message
    assert "sqlglot" not in caught.value.message
