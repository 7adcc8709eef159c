"""Two corpora of SQL over the model: what is safe is answered, as the same SQL is on the data; what is not is refused."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest

from lunara.errors import FanOut, InvalidInput, LunaraError
from lunara.semantic.compile import compile_plan
from tests.soundness.market import CLOCK, MODEL, Market, corpus, market
from tests.soundness.safe_sql import safe_statements

__all__ = ["market"]
SAFE, UNSAFE = corpus("safe"), corpus("unsafe")
GENERATED = safe_statements(300)
# Statements whose rows the SQL itself leaves open, or that read a field which is no column.
ONLY_RUN = ("MEASURE", "is_large", "any_value", "approx_", "limit 1", "mode(", "first(", "string_agg", "list(")


def test_the_corpora_are_large_enough() -> None:
    assert len(SAFE) >= 260
    assert len(GENERATED) >= 300
    assert len(UNSAFE) >= 300


def test_under_two_of_a_hundred_safe_statements_are_refused() -> None:
    refused = []
    for text in [*SAFE.values(), *GENERATED]:
        try:
            compile_plan(text, MODEL, "duckdb", CLOCK)
        except LunaraError as error:
            refused.append(f"{text}\n  {error}")
    assert len(refused) <= 0.02 * (len(SAFE) + len(GENERATED)), "\n".join(refused)


def value(cell: Any) -> Any:
    if isinstance(cell, Decimal | float):
        return f"{float(cell):.9g}" if math.isfinite(cell) else str(cell)
    return f"{float(cell):.9g}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell)


def bag(rows: list[tuple[Any, ...]]) -> list[tuple[str, ...]]:
    return sorted(tuple(value(cell) for cell in row) for row in rows)


def test_safe_statements_give_what_they_give_on_the_data(market: Market) -> None:
    compared = 0
    for text in [*SAFE.values(), *GENERATED]:
        try:
            found = market.sql(text)
        except LunaraError:
            continue
        if not any(word in text for word in ONLY_RUN):
            compared += 1
            assert bag(found) == bag(market.raw(text)), text
    assert compared > 500


@pytest.mark.parametrize("said", sorted(UNSAFE))
def test_unsafe_statements_are_refused(said: str) -> None:
    with pytest.raises(LunaraError) as caught:
        compile_plan(UNSAFE[said], MODEL, "duckdb", CLOCK)
    assert caught.value.hint
    if isinstance(caught.value, FanOut):
        assert caught.value.details["step"]
        assert caught.value.message.endswith(f"{caught.value.details['step']}.")
    else:
        assert isinstance(caught.value, InvalidInput) or said == "alias of a table that shadows a cte"


@pytest.mark.parametrize(
    ("sql", "said", "shown"),
    [
        (
            "select sum(o.amount) from orders o join order_items i on i.order_id = o.order_id",
            "one row of o (orders) can meet several rows of i (order_items)",
            "LEFT JOIN (SELECT order_id, SUM(…) AS total FROM order_items GROUP BY order_id) AS i ON i.order_id = o.order_id",
        ),
        (
            "select sum(o.amount) from orders o cross join stores",
            "stores is joined without a key that would limit it to one row for each row of o (orders)",
            "EXISTS",
        ),
        (
            "with x as (select o.amount from orders o join payments p using (order_id)) select sum(amount) from x",
            "one row of o (orders) can meet several rows of p (payments)",
            "in its own subquery",
        ),
        (
            "select s.region, count(*) from stores s left join orders o using (store_id) group by 1",
            "the outer join adds a row where o (orders) is missing",
            "COUNT(o.",
        ),
        (
            "select sum(n) from (select p.category, count(distinct o.order_id) n from orders o "
            "join order_items i using (order_id) join products p using (product_id) group by 1) x",
            "the groups do not add up",
            "subquery",
        ),
    ],
)
def test_a_refusal_names_the_join_and_shows_how_to_write_it(sql: str, said: str, shown: str) -> None:
    with pytest.raises(FanOut) as caught:
        compile_plan(sql, MODEL, "duckdb", CLOCK)
    assert said in caught.value.message
    assert shown in caught.value.hint
