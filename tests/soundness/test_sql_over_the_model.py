"""SQL over the model: an aggregate over rows that a join repeats is refused, however it is dressed; safe SQL is not."""

from __future__ import annotations

import pytest

from lunara.errors import FanOut, InvalidInput, LunaraError, UnknownField
from lunara.semantic.compile import compile_plan
from lunara.semantic.model import SemanticModel
from tests.soundness.shop import CLOCK, Shop, shop

__all__ = ["shop"]

UNSAFE = {
    "plain": "select sum(o.amount) from orders o join order_items i on i.order_id = o.order_id",
    "left": "select sum(o.amount) from orders o left join order_items i on i.order_id = o.order_id",
    "comma": "select sum(o.amount) from orders o, order_items i where i.order_id = o.order_id",
    "using": "select avg(o.amount) from orders o join order_items i using (order_id)",
    "count": "select count(o.order_id) from orders o join order_items i on i.order_id = o.order_id",
    "measure": "select MEASURE(revenue) from orders o join order_items i on i.order_id = o.order_id",
    "derived": "select MEASURE(average_order) from orders join order_items i on i.order_id = orders.order_id",
    "case": "select sum(case when i.price > 1 then o.amount end) from orders o join order_items i on i.order_id = o.order_id",
    "added": "select sum(o.amount + i.quantity) from orders o join order_items i on i.order_id = o.order_id",
    "no_key": "select sum(o.amount) from orders o cross join customers c",
    "partial_key": "select sum(r.return_id) from returns r join order_items i on i.order_id = r.order_id and i.price = 1",
    "inequality": "select sum(o.amount) from orders o join customers c on c.customer_id >= o.customer_id",
    "or_key": "select sum(o.amount) from orders o join customers c on c.customer_id = o.customer_id or c.country = 'US'",
    "cte": "with x as (select o.amount from orders o join order_items i using (order_id)) select sum(amount) from x",
    "subquery": "select sum(amount) from (select o.*, i.price from orders o join order_items i using (order_id)) x",
    "two_deep": "with x as (select o.amount a from orders o join order_items i using (order_id)), "
    "y as (select a * 2 as b from x) select sum(b) from y",
    "distinct_without_key": "select sum(amount) from (select distinct o.amount, i.price from orders o "
    "join order_items i using (order_id)) x",
    "distinct_merges": "select sum(amount) from (select distinct o.amount from orders o join order_items i using (order_id)) x",
    "group_by_too_much": "select sum(amount) from (select o.order_id, o.amount, i.price from orders o "
    "join order_items i using (order_id) group by 1, 2, 3) x",
    "union": "select sum(a) from (select amount a from orders union all "
    "select o.amount from orders o join order_items i using (order_id)) x",
    "window": "select o.order_id, sum(o.amount) over (partition by o.customer_id) t "
    "from orders o join order_items i using (order_id)",
    "sum_of_window": "select sum(t) from (select sum(amount) over (partition by customer_id) as t from orders) x",
    "rollup": "select sum(a) from (select status, sum(amount) a from orders group by rollup (status)) x",
    "having": "select o.status from orders o join order_items i using (order_id) group by 1 having sum(o.amount) > 1",
    "order": "select o.status from orders o join order_items i using (order_id) group by 1 order by sum(o.amount)",
    "natural": "select sum(o.amount) from orders o natural join order_items",
    "chasm": "select c.country, sum(r.return_id) from customers c join orders o using (customer_id) "
    "join returns r on r.order_id = o.order_id join order_items i on i.order_id = o.order_id group by 1",
    "chasm_count": "select count(*) from orders o join returns r using (order_id) join order_items i using (order_id)",
    "outer_count": "select c.country, count(*) from customers c left join orders o using (customer_id) group by 1",
    "in_scalar": "select (select sum(o.amount) from orders o join order_items i using (order_id)) as x",
    "in_exists": "select status from orders where order_id in (select max(o.order_id) from orders o "
    "join order_items i using (order_id) group by o.status having sum(o.amount) > 3)",
    "filter_clause": "select sum(o.amount) filter (where i.price > 1) from orders o join order_items i using (order_id)",
    "median": "select median(o.amount) from orders o join order_items i using (order_id)",
    "list": "select string_agg(o.status, ',') from orders o join order_items i using (order_id)",
    "unknown_aggregate": "select kurtosis(o.amount) from orders o join order_items i using (order_id)",
    "self_join": "select sum(a.amount) from orders a join orders b on a.customer_id = b.customer_id",
    "scalar_hides_alias": "select sum((select max(i.price) from order_items i where i.order_id = o.order_id)) "
    "from orders o join order_items i on i.order_id = o.order_id",
}
SAFE = {
    "finer": "select sum(i.quantity), count(*) from orders o join order_items i on i.order_id = o.order_id",
    "parent": "select c.country, sum(o.amount) from orders o left join customers c using (customer_id) group by 1",
    "measure": "select c.country, MEASURE(revenue) from orders o left join customers c using (customer_id) group by 1",
    "derived": "select MEASURE(average_order) from orders",
    "alias": "select MEASURE(o.revenue) from orders o",
    "product": "select sum(i.quantity * o.amount) from order_items i join orders o using (order_id)",
    "insensitive": "select min(o.amount), max(o.amount), count(distinct o.order_id) from orders o "
    "join order_items i using (order_id)",
    "pre_aggregated": "with q as (select order_id, sum(quantity) n from order_items group by 1) "
    "select sum(o.amount), sum(q.n) from orders o left join q using (order_id)",
    "deduplicated": "select sum(amount) from (select distinct o.order_id, o.amount from orders o "
    "join order_items i using (order_id)) x",
    "grouped_by_key": "select sum(a) from (select o.order_id, max(o.amount) a from orders o "
    "join order_items i using (order_id) group by 1) x",
    "exists": "select sum(amount) from orders o where exists (select 1 from order_items i where i.order_id = o.order_id)",
    "in": "select sum(amount) from orders where order_id in (select order_id from order_items)",
    "semi": "select sum(amount) from orders semi join order_items using (order_id)",
    "scalar": "select o.order_id, (select sum(quantity) from order_items i where i.order_id = o.order_id) q from orders o",
    "sum_of_scalar": "select sum((select sum(quantity) from order_items i where i.order_id = o.order_id)) from orders o",
    "outer_count_of_column": "select c.country, count(o.order_id) from customers c "
    "left join orders o using (customer_id) group by 1",
    "windows": "select order_id, row_number() over (order by amount) n, sum(amount) over (order by order_id) r from orders",
    "window_over_groups": "select status, sum(amount) s, sum(amount) / sum(sum(amount)) over () share from orders group by 1",
    "union": "select sum(a) from (select amount a from orders union all select quantity from order_items) x",
    "single_row": "select o.amount / t.total from orders o cross join (select sum(amount) total from orders) t",
    "sum_with_single_row": "select sum(o.amount) from orders o cross join (select max(amount) m from orders) t",
    "fixed_key": "select sum(c.customer_id) from customers c join orders o on o.order_id = 1",
    "composite_key": "select count(r.return_id) from returns r join order_items i on i.order_id = r.order_id and i.line = 1",
    "expression_key": "select sum(o.amount) from orders o join customers c on c.customer_id = o.customer_id + 1",
    "self": "select count(*) from staff s left join staff m on s.manager_id = m.staff_id",
    "rows_without_aggregate": "select o.amount, i.price from orders o join order_items i using (order_id)",
    "missing_children": "select sum(case when r.return_id is null then 1 else 0 end) from orders o "
    "left join (select order_id, max(return_id) return_id from returns group by 1) r using (order_id)",
    "top_per_group": "select * from (select status, order_id, row_number() over (partition by status order by amount) n "
    "from orders) x where n = 1",
    "except": "select order_id from orders except select order_id from returns",
}


@pytest.mark.parametrize("name", sorted(UNSAFE))
def test_refused(shop: Shop, name: str) -> None:
    with pytest.raises(FanOut) as caught:
        shop.sql(UNSAFE[name])
    assert caught.value.hint
    assert caught.value.details["step"]


@pytest.mark.parametrize("name", sorted(SAFE))
def test_accepted(shop: Shop, name: str) -> None:
    shop.sql(SAFE[name])


def test_measures_are_the_governed_ones(shop: Shop) -> None:
    ours = shop.sql(
        "select c.country, MEASURE(revenue) r from orders o left join customers c using (customer_id) group by 1"
    )
    assert sorted(ours, key=str) == sorted(shop.ask(measures=["revenue"], dimensions=["customers.country"]), key=str)


def test_fields_are_the_models_not_the_columns(shop: Shop) -> None:
    rows = shop.sql("select size_class, count(*) from orders group by 1 order by 1")
    assert rows == shop.ask(measures=["order_count"], dimensions=["size_class"])


@pytest.mark.parametrize(
    ("sql", "error", "said"),
    [
        ("select amont from orders", UnknownField, "amount"),
        ("select o.amont from orders o", UnknownField, "amount"),
        ("select revenue from orders", InvalidInput, "MEASURE(revenue)"),
        ("select MEASURE(revnue) from orders", UnknownField, "revenue"),
        ("select MEASURE(units) from orders", InvalidInput, "order_items"),
        ("select * from ordrs", UnknownField, "orders"),
        ("select * from pg_catalog.pg_class", UnknownField, "pg_class"),
        ("select * from read_csv('/etc/passwd')", LunaraError, ""),
        ("delete from orders", InvalidInput, "one SELECT"),
        ("select 1; select 2", InvalidInput, "one SELECT"),
        ("select from from", InvalidInput, "cannot be read"),
        ("with recursive x as (select 1 union all select 1 from x) select * from x", LunaraError, ""),
        ("", InvalidInput, "one SELECT"),
        ("select getenv('HOME') from orders", LunaraError, ""),
    ],
)
def test_what_cannot_be_understood_is_said(shop: Shop, sql: str, error: type[LunaraError], said: str) -> None:
    with pytest.raises(error) as caught:
        shop.sql(sql)
    assert said in str(caught.value)


PRIVATE = SemanticModel.model_validate(
    {
        "name": "club",
        "tables": [
            {
                "name": "members",
                "source": "members",
                "primary_key": ["member_id"],
                "unique_keys": [["email"]],
                "dimensions": [
                    {"name": "town"},
                    {"name": "domain", "expression": "split_part(email, '@', 2)"},
                ],
                "measures": [
                    {"name": "people", "aggregate": "count_distinct", "expression": "email"},
                    {"name": "fees", "aggregate": "sum", "expression": "fee", "filter": "status <> 'left'"},
                ],
            },
            {
                "name": "visits",
                "source": "visits",
                "primary_key": ["visit_id"],
                "dimensions": [{"name": "day", "type": "time"}],
                "measures": [{"name": "visit_count", "aggregate": "count"}],
            },
        ],
        "relationships": [
            {
                "name": "visits_member",
                "from_table": "visits",
                "from_columns": ["email"],
                "to_table": "members",
                "to_columns": ["email"],
            }
        ],
    }
)


@pytest.mark.parametrize(
    "sql",
    [
        "select email from members",
        "select m.email from members m",
        "select max(email) from members",
        "select string_agg(email, ',') from members",
        "select upper(email) as e from members",
        "select town, status from members",
        "select town from members where status = 'left'",
        "select town from members where email = 'ann@a.org'",
        "select town from members where email like 'a%'",
        "select town from members where 'ann@a.org' in (select email from members)",
        "select town from members order by email",
        "select email, count(*) from visits group by email",
        "select e from (select email as e from members) x",
        "select lower(e) from (select substr(email, 1, 3) as e from members) x",
        "with x as (select max(email) as e from members) select e from x",
        "select (select max(email) from members) as e",
        "select town from members union all select email from visits",
        "select e from (select town as e from members union all select email from visits) x",
        "select first_value(email) over (partition by town order by town) from members",
        "select town from members group by town having max(email) > 'm'",
        "select m.town from members m join visits v on v.email = m.email and m.email like 'a%'",
        "select v.email from members m join visits v using (email)",
        "select email from members m join visits v using (email)",
        "select case when email = 'ann@a.org' then 1 end as here from members",
        "select row_number() over (order by email) n, town from members",
        "select x.e from members m, lateral (select m.email as e) x",
        "select m from members m",
    ],
)
def test_a_column_that_is_no_field_never_comes_out(sql: str) -> None:
    with pytest.raises(LunaraError) as caught:
        compile_plan(sql, PRIVATE, "duckdb", CLOCK)
    assert caught.value.hint


@pytest.mark.parametrize(
    "sql",
    [
        "select m.town, count(*) from visits v join members m on m.email = v.email group by 1",
        "select m.town, count(*) from visits v join members m using (email) group by 1",
        "select m.town, n from members m left join (select email, count(*) n from visits group by email) v using (email)",
        "with v as (select email e, max(day) d from visits group by 1) select m.town, v.d from members m join v on v.e = m.email",
        "select town from members m where exists (select 1 from visits v where v.email = m.email)",
        "select town from members where email in (select email from visits)",
        "select m.town from members m left join visits v on v.email = m.email where v.email is null",
        "select town, count(email) n, count(distinct email) d from members group by town",
        "select town, row_number() over (partition by email order by town) n from members",
        "select town from members except select domain from members",
        "select domain, MEASURE(people), MEASURE(fees), sum(fee) from members group by domain",
    ],
)
def test_a_column_that_joins_works_without_being_a_field(sql: str) -> None:
    assert compile_plan(sql, PRIVATE, "duckdb", CLOCK).sql.text


def test_a_star_is_the_fields() -> None:
    found = compile_plan("select * from members", PRIVATE, "duckdb", CLOCK)
    assert [column.name for column in found.columns] == ["town", "domain", "fee"]
