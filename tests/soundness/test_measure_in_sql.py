"""MEASURE(name) in SQL over the model: everywhere an aggregate may stand, with the numbers of the same measure in a query."""

from __future__ import annotations

import pytest

from lunara.errors import FanOut, InvalidInput, LunaraError, Refused, UnknownField
from lunara.semantic.compile import compile_plan, compile_query
from lunara.semantic.query import SemanticQuery
from tests.soundness.market import CLOCK, MODEL, Market, market

__all__ = ["market"]
REVENUE = "sum(case when status <> 'cancelled' then amount end)"
AVERAGE = f"{REVENUE} * 1.0 / count(*)"
SAME = {
    "total": ("select MEASURE(revenue) from orders", f"select {REVENUE} from orders"),
    "derived": (
        "select channel, MEASURE(average_order) from orders group by 1",
        f"select channel, {AVERAGE} from orders group by 1",
    ),
    "as a text": ("select MEASURE('revenue') from orders", f"select {REVENUE} from orders"),
    "any case": ("select measure(Revenue) from Orders", f"select {REVENUE} from orders"),
    "with the table": ("select MEASURE(orders.revenue) from orders", f"select {REVENUE} from orders"),
    "with the alias": ("select MEASURE(o.revenue) from orders o", f"select {REVENUE} from orders"),
    "of one of two roles": (
        "select MEASURE(e.salary_total) from employees e join employees m on m.employee_id = e.manager_id",
        "select sum(e.salary) from employees e join employees m on m.employee_id = e.manager_id",
    ),
    "having": (
        "select channel from orders group by 1 having MEASURE(average_order) > 50",
        f"select channel from orders group by 1 having {AVERAGE} > 50",
    ),
    "order by": (
        "select channel from orders group by 1 order by MEASURE(buyers) desc, 1 limit 1",
        "select channel from orders group by 1 order by count(distinct customer_id) desc, 1 limit 1",
    ),
    "case": (
        "select channel, case when MEASURE(revenue) > 500 then 'a' else 'b' end from orders group by 1",
        f"select channel, case when {REVENUE} > 500 then 'a' else 'b' end from orders group by 1",
    ),
    "arithmetic": (
        "select MEASURE(revenue) / nullif(MEASURE(buyers), 0) - MEASURE(fees) from orders",
        f"select {REVENUE} / nullif(count(distinct customer_id), 0) - sum(shipping_fee) from orders",
    ),
    "filter": (
        "select MEASURE(average_order) filter (where channel = 'web') from orders",
        f"select {AVERAGE} from orders where channel = 'web'",
    ),
    "over": (
        "select order_id, MEASURE(average_order) over (partition by channel) from orders",
        f"select order_id, {REVENUE} over (partition by channel) * 1.0 / count(*) over (partition by channel) from orders",
    ),
    "window over groups": (
        "select channel, MEASURE(revenue) * 1.0 / sum(MEASURE(revenue)) over () from orders group by 1",
        f"select channel, {REVENUE} * 1.0 / sum({REVENUE}) over () from orders group by 1",
    ),
    "rank of groups": (
        "select channel from orders group by 1 qualify rank() over (order by MEASURE(revenue) desc) = 1",
        f"select channel from orders group by 1 qualify rank() over (order by {REVENUE} desc) = 1",
    ),
    "cte": (
        "with r as (select store_id, MEASURE(revenue) as v from orders group by 1) select s.region, sum(v) from r "
        "join stores s on s.store_id = r.store_id group by 1",
        f"select region, {REVENUE} from orders join stores using (store_id) group by 1",
    ),
    "scalar subquery": (
        "select name, (select MEASURE(average_order) from orders o where o.store_id = s.store_id) from stores s",
        f"select name, (select {AVERAGE} from orders o where o.store_id = s.store_id) from stores s",
    ),
    "condition": (
        "select name from stores s where (select MEASURE(revenue) from orders o where o.store_id = s.store_id) > 100",
        f"select name from stores s where (select {REVENUE} from orders o where o.store_id = s.store_id) > 100",
    ),
    "union": (
        "select 'web' as way, MEASURE(revenue) v from orders where channel = 'web' union all "
        "select 'all', MEASURE(revenue) from orders",
        f"select 'web', {REVENUE} from orders where channel = 'web' union all select 'all', {REVENUE} from orders",
    ),
    "of the child, by the parent": (
        "select o.channel, MEASURE(margin_rate), MEASURE(units) from order_items i join orders o using (order_id) group by 1",
        "select channel, sum(quantity * (price - cost)) * 1.0 / nullif(sum(quantity * price), 0), sum(quantity) "
        "from order_items join orders using (order_id) group by 1",
    ),
    "that repetition does not change": (
        "select p.category, MEASURE(buyers), MEASURE(first_order) from orders o join order_items i using (order_id) "
        "join products p using (product_id) group by 1",
        "select category, count(distinct customer_id), min(ordered_at) from orders join order_items using (order_id) "
        "join products using (product_id) group by 1",
    ),
    "median, least, most": (
        "select MEASURE(median_amount), MEASURE(avg_amount), MEASURE(first_order) from orders",
        "select median(amount), avg(amount), min(ordered_at) from orders",
    ),
}


@pytest.mark.parametrize("name", sorted(SAME))
def test_it_is_the_measure(market: Market, name: str) -> None:
    ours, gold = SAME[name]
    found, right = sorted(market.sql(ours), key=str), sorted(market.raw(gold), key=str)
    assert len(found) == len(right)
    for one, other in zip(found, right, strict=True):
        assert [pytest.approx(cell) if isinstance(cell, float) else cell for cell in other] == [
            float(cell) if isinstance(gold_cell, float) else cell for cell, gold_cell in zip(one, other, strict=True)
        ]


@pytest.mark.parametrize(
    "measure", ["revenue", "order_count", "avg_amount", "median_amount", "buyers", "average_order"]
)
def test_it_agrees_with_a_query(market: Market, measure: str) -> None:
    query = SemanticQuery.model_validate({"measures": [measure], "dimensions": ["customers.country"]})
    asked = market.raw(compile_query(query, MODEL, "duckdb", CLOCK).sql.text)
    written = market.sql(
        f"select c.country, MEASURE({measure}) from orders o left join customers c using (customer_id) group by 1"
    )
    assert {row[0]: pytest.approx(row[1]) for row in asked} == {row[0]: row[1] for row in written}


@pytest.mark.parametrize(
    ("sql", "error", "said"),
    [
        ("select channel from orders where MEASURE(revenue) > 5", InvalidInput, "HAVING"),
        ("select count(*) from orders group by MEASURE(revenue)", InvalidInput, "GROUP BY"),
        (
            "select 1 from orders o join stores s on s.store_id = o.store_id and MEASURE(revenue) > 1",
            InvalidInput,
            "ON",
        ),
        ("select sum(MEASURE(revenue)) from orders", InvalidInput, "in a subquery first"),
        ("select MEASURE(revenue, 1) from orders", InvalidInput, "one measure"),
        ("select MEASURE() from orders", InvalidInput, "one measure"),
        ("select MEASURE(distinct revenue) from orders", InvalidInput, "one measure"),
        ("select MEASURE(revenu) from orders", UnknownField, "orders.revenue"),
        ("select MEASURE(channel) from orders", InvalidInput, "without MEASURE"),
        ("select MEASURE(revenue) from customers", InvalidInput, "not in FROM"),
        ("with x as (select * from orders) select MEASURE(revenue) from x", InvalidInput, "not in FROM"),
        (
            "select MEASURE(return_rate) from orders",
            InvalidInput,
            "MEASURE(return_rate) is made of returns.return_count",
        ),
        (
            "select MEASURE(salary_total) from employees a join employees b on b.employee_id = a.manager_id",
            InvalidInput,
            "alias",
        ),
        ("select MEASURE(stock) from inventory", Refused, "balance"),
        (
            "select MEASURE(revenue) from orders o join order_items i using (order_id)",
            FanOut,
            "MEASURE(revenue) would count",
        ),
        (
            "select MEASURE(average_order) from orders o join payments p using (order_id)",
            FanOut,
            "MEASURE(average_order)",
        ),
        ("select MEASURE(revenue) over () from orders o join payments p using (order_id)", FanOut, "MEASURE(revenue)"),
        (
            "select sum(MEASURE(buyers)) over () from orders o join order_items i using (order_id) "
            "join products p using (product_id) group by p.category",
            FanOut,
            "do not add up",
        ),
    ],
)
def test_where_it_cannot_be_it_is_said(sql: str, error: type[LunaraError], said: str) -> None:
    with pytest.raises(error) as caught:
        compile_plan(sql, MODEL, "duckdb", CLOCK)
    assert type(caught.value) is error
    assert said in str(caught.value)
    assert "measure_of_" not in str(caught.value)
