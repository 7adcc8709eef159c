"""Questions on the sample shop, each as a semantic query and as the SQL that an analyst would write for it."""

from __future__ import annotations

from typing import Any

ITEM_YEAR = {"range": {"from": "2024-01-01", "to": "2025-01-01"}}
ORDER_MONTH = {"field": "orders.ordered_at", "grain": "month"}
LINES = "order_items i join orders o using (order_id)"


def f(field: str, op: str, *values: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "values": list(values)}


QUESTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "total revenue": (
        {"measures": ["revenue"]},
        "select sum(line_total) from order_items where line_status <> 'cancelled'",
    ),
    "orders by status": (
        {"measures": ["placed_order_count"], "dimensions": ["orders.status"]},
        "select status, count(*) from orders group by 1 order by 1",
    ),
    "revenue by month": (
        {"measures": ["revenue"], "dimensions": [ORDER_MONTH]},
        f"""select date_trunc('month', o.ordered_at)::date, sum(i.line_total) filter (where i.line_status <> 'cancelled')
            from {LINES} group by 1 order by 1""",
    ),
    "revenue by country": (
        {"measures": ["revenue"], "dimensions": ["customers.country"]},
        f"""select c.country, sum(case when i.line_status <> 'cancelled' then i.line_total end)
            from {LINES} left join customers c using (customer_id) group by 1 order by 1""",
    ),
    "revenue and units by department": (
        {"measures": ["revenue", "units_sold"], "dimensions": ["categories.department"]},
        """select g.department, sum(case when i.line_status <> 'cancelled' then i.line_total end),
                  sum(case when i.line_status <> 'cancelled' then i.quantity end)
           from order_items i left join products p using (product_id) left join categories g using (category_id)
           group by 1 order by 1""",
    ),
    "revenue in 2024 by brand": (
        {"measures": ["revenue"], "dimensions": ["products.brand"], "time": ITEM_YEAR},
        f"""select p.brand, sum(i.line_total) filter (where i.line_status <> 'cancelled')
            from {LINES} left join products p using (product_id)
            where o.ordered_at >= date '2024-01-01' and o.ordered_at < date '2025-01-01' group by 1 order by 1""",
    ),
    "average order value by segment": (
        {"measures": ["average_order_value"], "dimensions": ["customers.segment"]},
        f"""select coalesce(a.segment, b.segment), revenue::double / nullif(orders, 0) from
            (select c.segment, sum(case when i.line_status <> 'cancelled' then i.line_total end) as revenue
             from {LINES} left join customers c using (customer_id) group by 1) a
            full join (select c.segment, count(case when o.status <> 'cancelled' then 1 end) as orders
             from orders o left join customers c using (customer_id) group by 1) b
            on a.segment is not distinct from b.segment order by 1""",
    ),
    "orders and returns by country": (
        {"measures": ["order_count", "return_count"], "dimensions": ["customers.country"]},
        """select coalesce(a.country, b.country), orders, returned from
           (select c.country, count(case when o.status <> 'cancelled' then 1 end) as orders
            from orders o left join customers c using (customer_id) group by 1) a
           full join (select c.country, count(*) as returned from returns r join order_items i using (order_item_id)
            join orders o using (order_id) left join customers c using (customer_id) group by 1) b
            on a.country is not distinct from b.country order by 1""",
    ),
    "buyers by month": (
        {"measures": ["buyer_count"], "dimensions": [ORDER_MONTH]},
        """select date_trunc('month', ordered_at)::date, count(distinct case when status <> 'cancelled' then customer_id end)
           from orders group by 1 order by 1""",
    ),
    "median order by segment": (
        {"measures": ["median_order_amount"], "dimensions": ["customers.segment"]},
        """select c.segment, median(case when o.status <> 'cancelled' then o.order_total::double end)
           from orders o left join customers c using (customer_id) group by 1 order by 1""",
    ),
    "orders with a return": (
        {"measures": ["order_count"], "filters": [{"exists": "returns"}]},
        """select count(*) from orders o where status <> 'cancelled' and order_id in
           (select order_id from order_items join returns using (order_item_id))""",
    ),
    "customers without orders": (
        {"measures": ["customer_count"], "filters": [{"not": {"exists": "orders"}}]},
        "select count(*) from customers where customer_id not in (select customer_id from orders where customer_id is not null)",
    ),
    "customers who bought a brand": (
        {
            "measures": ["customer_count"],
            "dimensions": ["customers.country"],
            "filters": [f("products.brand", "=", "Harrowmere")],
        },
        f"""select country, count(*) from customers where customer_id in
            (select o.customer_id from {LINES} left join products p using (product_id) where p.brand = 'Harrowmere')
            group by 1 order by 1""",
    ),
    "orders with a large line": (
        {"measures": ["order_count"], "dimensions": ["orders.status"], "filters": [f("order_items.quantity", ">", 2)]},
        """select status, count(case when status <> 'cancelled' then 1 end) from orders
           where order_id in (select order_id from order_items where quantity > 2) group by 1 order by 1""",
    ),
    "top products": (
        {
            "measures": ["revenue"],
            "dimensions": ["products.name"],
            "order_by": [{"field": "revenue", "direction": "desc"}],
            "limit": 10,
        },
        """select p.name, sum(case when i.line_status <> 'cancelled' then i.line_total end) as revenue
           from order_items i left join products p using (product_id) group by 1 order by 2 desc, 1 limit 10""",
    ),
    "top customers": (
        {
            "measures": ["order_count"],
            "dimensions": ["customers.customer_id"],
            "order_by": [{"field": "order_count", "direction": "desc"}],
            "limit": 20,
        },
        """select c.customer_id, count(case when status <> 'cancelled' then 1 end) as orders
           from orders left join customers c using (customer_id) group by 1 order by 2 desc, 1 limit 20""",
    ),
    "revenue against the year before": (
        {
            "measures": ["revenue"],
            "dimensions": [ORDER_MONTH],
            "time": ITEM_YEAR,
            "compare": {"to": "previous_year"},
            "calculations": [{"kind": "percent_change", "of": "revenue"}],
        },
        f"""with m as (select date_trunc('month', o.ordered_at)::date as month,
                              sum(case when i.line_status <> 'cancelled' then i.line_total end) as revenue
                       from {LINES} where o.ordered_at >= date '2023-01-01' and o.ordered_at < date '2025-01-01' group by 1)
            select a.month, a.revenue, b.revenue, (a.revenue - b.revenue)::double / nullif(abs(b.revenue), 0)
            from m a left join m b on b.month = a.month - interval 1 year where a.month >= date '2024-01-01' order by 1""",
    ),
    "orders by day, filled": (
        {
            "measures": ["placed_order_count"],
            "dimensions": [{"field": "orders.ordered_at", "grain": "day"}],
            "time": ITEM_YEAR,
            "fill_time": True,
        },
        """select d::date, coalesce(n, 0) from generate_series(date '2024-01-01', date '2024-12-31', interval 1 day) s(d)
           left join (select ordered_at::date as d, count(*) as n from orders
                      where ordered_at >= date '2024-01-01' and ordered_at < date '2025-01-01' group by 1) o using (d)
           order by 1""",
    ),
    "running total by month": (
        {
            "measures": ["revenue"],
            "dimensions": [ORDER_MONTH],
            "calculations": [{"kind": "running_total", "of": "revenue"}],
        },
        f"""select month, revenue, sum(revenue) over (order by month) from
            (select date_trunc('month', o.ordered_at)::date as month,
                    sum(case when i.line_status <> 'cancelled' then i.line_total end) as revenue
             from {LINES} group by 1) order by 1""",
    ),
    "share of categories": (
        {
            "measures": ["revenue"],
            "dimensions": ["categories.name"],
            "calculations": [{"kind": "share_of_total", "of": "revenue"}],
        },
        """select name, revenue, revenue::double / sum(revenue) over () from
           (select g.name, sum(case when i.line_status <> 'cancelled' then i.line_total end) as revenue
            from order_items i left join products using (product_id) left join categories g using (category_id)
            group by 1) order by 1""",
    ),
    "best brand in each country": (
        {
            "measures": ["revenue"],
            "dimensions": ["customers.country", "products.brand"],
            "calculations": [{"kind": "rank", "of": "revenue", "within": ["customers.country"], "name": "place"}],
            "filters": [f("place", "=", 1)],
        },
        f"""select * from (select *, rank() over (partition by country order by revenue desc) as place from
            (select c.country, p.brand, sum(case when i.line_status <> 'cancelled' then i.line_total end) as revenue
             from {LINES} left join customers c using (customer_id) left join products p using (product_id) group by 1, 2))
            where place = 1 order by 1, 2""",
    ),
    "stock at the end of each month": (
        {
            "measures": ["units_in_stock"],
            "dimensions": [{"field": "inventory.snapshot_date", "grain": "month"}],
        },
        """select month, sum(units_on_hand) from
           (select date_trunc('month', snapshot_date)::date as month, units_on_hand,
                   row_number() over (partition by date_trunc('month', snapshot_date), warehouse_id, product_id
                                      order by snapshot_date desc) as last
            from inventory) where last = 1 group by 1 order by 1""",
    ),
    "paid and failed by method": (
        {"measures": ["payments_received", "payment_failure_rate"], "dimensions": ["payments.method"]},
        """select method, sum(amount) filter (where status = 'captured'),
                  count(*) filter (where status = 'failed')::double / nullif(count(*), 0)
           from payments group by 1 order by 1""",
    ),
    "every customer's orders": (
        {"measures": ["order_count"], "dimensions": ["customers.customer_id"], "keep_empty": True, "limit": 50},
        """select c.customer_id, count(case when o.status <> 'cancelled' then 1 end) from customers c
           full join orders o on o.customer_id = c.customer_id group by 1 order by 1 limit 50""",
    ),
}
