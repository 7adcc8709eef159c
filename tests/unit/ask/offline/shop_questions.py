# ruff: noqa: E501
"""Questions over the sample shop with the query that each means, reviewed one by one."""

from __future__ import annotations

QUESTIONS: list[tuple[str, str]] = [
    (
        "What was revenue last month?",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"previous": "month"}}}',
    ),
    (
        "Revenue by month",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}]}',
    ),
    (
        "monthly revenue in 2025",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}}',
    ),
    (
        "revenue by country",
        '{"measures": ["revenue"], "dimensions": ["customers.country"]}',
    ),
    (
        "Top 10 products by revenue",
        '{"measures": ["revenue"], "dimensions": ["products.name"], "filters": [{"field": "products.name", "op": "is_not_null"}], "order_by": [{"field": "revenue", "direction": "desc"}], "limit": 10}',
    ),
    (
        "top 5 customers by revenue in 2025",
        '{"measures": ["revenue"], "dimensions": ["customers.full_name"], "filters": [{"field": "customers.full_name", "op": "is_not_null"}], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}, "order_by": [{"field": "revenue", "direction": "desc"}], "limit": 5}',
    ),
    (
        "How many orders did we get in March 2026?",
        '{"measures": ["order_count"], "time": {"field": "orders.ordered_at", "range": {"from": "2026-03-01", "to": "2026-04-01"}}}',
    ),
    (
        "How many customers are there?",
        '{"measures": ["customer_count"]}',
    ),
    (
        "How many customers in Germany?",
        '{"measures": ["customer_count"], "filters": [{"field": "customers.country", "op": "=", "values": ["Germany"]}]}',
    ),
    (
        "customers by segment and country",
        '{"measures": ["customer_count"], "dimensions": ["customers.segment", "customers.country"]}',
    ),
    (
        "revenue per region and quarter for 2025",
        '{"measures": ["revenue"], "dimensions": ["customers.region", {"field": "orders.ordered_at", "grain": "quarter"}], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}}',
    ),
    (
        "average order value by channel",
        '{"measures": ["average_order_value"], "dimensions": ["channels.name"]}',
    ),
    (
        "average order value per month in 2025",
        '{"measures": ["average_order_value"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}}',
    ),
    (
        "gross margin by department",
        '{"measures": ["gross_margin"], "dimensions": ["categories.department"]}',
    ),
    (
        "Which category has the highest gross margin?",
        '{"measures": ["gross_margin"], "dimensions": ["categories.name"], "filters": [{"field": "categories.name", "op": "is_not_null"}], "order_by": [{"field": "gross_margin", "direction": "desc"}], "limit": 1}',
    ),
    (
        "Which product sold the most units?",
        '{"measures": ["units_sold"], "dimensions": ["products.name"], "filters": [{"field": "products.name", "op": "is_not_null"}], "order_by": [{"field": "units_sold", "direction": "desc"}], "limit": 1}',
    ),
    (
        "which supplier country has the most products",
        '{"measures": ["product_count"], "dimensions": ["suppliers.country"], "filters": [{"field": "suppliers.country", "op": "is_not_null"}], "order_by": [{"field": "product_count", "direction": "desc"}], "limit": 1}',
    ),
    (
        "Return rate by category",
        '{"measures": ["return_rate"], "dimensions": ["categories.name"]}',
    ),
    (
        "How many customers never ordered?",
        '{"measures": ["customer_count"], "filters": [{"not": {"exists": "orders"}}]}',
    ),
    (
        "How many customers have placed an order in 2025?",
        '{"measures": ["customer_count"], "filters": [{"exists": "orders", "where": [{"field": "orders.ordered_at", "op": ">=", "values": ["2025-01-01"]}, {"field": "orders.ordered_at", "op": "<", "values": ["2026-01-01"]}]}]}',
    ),
    (
        "customers without orders by country",
        '{"measures": ["customer_count"], "dimensions": ["customers.country"], "filters": [{"not": {"exists": "orders"}}]}',
    ),
    (
        "products never sold",
        '{"dimensions": ["products.name"], "filters": [{"not": {"exists": "order_items"}}]}',
    ),
    (
        "How many products were never sold?",
        '{"measures": ["product_count"], "filters": [{"not": {"exists": "order_items"}}]}',
    ),
    (
        "Which stores have more than 1000 orders?",
        '{"measures": ["order_count"], "dimensions": ["stores.name"], "filters": [{"field": "stores.name", "op": "is_not_null"}, {"field": "order_count", "op": ">", "values": [1000]}]}',
    ),
    (
        "List products with a list price above 200",
        '{"dimensions": ["products.name", "products.list_price"], "filters": [{"field": "products.list_price", "op": ">", "values": [200]}]}',
    ),
    (
        "list the names of customers in France",
        '{"dimensions": ["customers.full_name"], "filters": [{"field": "customers.country", "op": "=", "values": ["France"]}]}',
    ),
    (
        "cheapest product",
        '{"dimensions": ["products.name", "products.list_price"], "filters": [{"field": "products.list_price", "op": "is_not_null"}], "order_by": [{"field": "products.list_price"}], "limit": 1}',
    ),
    (
        "most expensive products",
        '{"dimensions": ["products.name", "products.list_price"], "filters": [{"field": "products.list_price", "op": "=", "than": {"aggregate": "max"}}]}',
    ),
    (
        "revenue year over year",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "year"}], "compare": {"to": "previous_year"}}',
    ),
    (
        "revenue this year compared to last year",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"this": "year"}}, "compare": {"to": "previous_year"}}',
    ),
    (
        "revenue growth by month",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}], "calculations": [{"kind": "percent_change", "of": "revenue"}]}',
    ),
    (
        "share of revenue by country",
        '{"measures": ["revenue"], "dimensions": ["customers.country"], "calculations": [{"kind": "share_of_total", "of": "revenue"}]}',
    ),
    (
        "What percentage of revenue comes from each channel?",
        '{"measures": ["revenue"], "dimensions": ["channels.name"], "calculations": [{"kind": "share_of_total", "of": "revenue"}]}',
    ),
    (
        "running total of revenue by month in 2025",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}, "calculations": [{"kind": "running_total", "of": "revenue"}]}',
    ),
    (
        "cumulative revenue by month",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}], "calculations": [{"kind": "running_total", "of": "revenue"}]}',
    ),
    (
        "3-month moving average of revenue",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}], "calculations": [{"kind": "moving_average", "of": "revenue", "window": 3}]}',
    ),
    (
        "units in stock by warehouse",
        '{"measures": ["units_in_stock"], "dimensions": ["warehouses.name"]}',
    ),
    (
        "stock level by month",
        '{"measures": ["units_in_stock"], "dimensions": [{"field": "inventory.snapshot_date", "grain": "month"}]}',
    ),
    (
        "marketing spend by channel",
        '{"measures": ["ad_spend"], "dimensions": ["marketing_channels.name"]}',
    ),
    (
        "marketing spend by marketing channel last quarter",
        '{"measures": ["ad_spend"], "dimensions": ["marketing_channels.name"], "time": {"field": "marketing_spend.spend_date", "range": {"previous": "quarter"}}}',
    ),
    (
        "visits by device and month",
        '{"measures": ["visits"], "dimensions": ["web_visits.device", {"field": "web_visits.visit_date", "grain": "month"}]}',
    ),
    (
        "visits last week",
        '{"measures": ["visits"], "time": {"field": "web_visits.visit_date", "range": {"previous": "week"}}}',
    ),
    (
        "bounce rate by marketing channel",
        '{"measures": ["bounce_rate"], "dimensions": ["marketing_channels.name"]}',
    ),
    (
        "How many orders were cancelled?",
        '{"measures": ["placed_order_count"], "filters": [{"field": "orders.status", "op": "=", "values": ["cancelled"]}]}',
    ),
    (
        "cancelled orders by month",
        '{"measures": ["cancelled_order_count"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}]}',
    ),
    (
        "orders by status",
        '{"measures": ["placed_order_count"], "dimensions": ["orders.status"]}',
    ),
    (
        "number of orders with status shipped",
        '{"measures": ["placed_order_count"], "filters": [{"field": "orders.status", "op": "=", "values": ["shipped"]}]}',
    ),
    (
        "revenue from the mobile app",
        '{"measures": ["revenue"], "filters": [{"field": "channels.name", "op": "=", "values": ["Mobile app"]}]}',
    ),
    (
        "online revenue",
        '{"measures": ["revenue"], "filters": [{"field": "channels.kind", "op": "=", "values": ["online"]}]}',
    ),
    (
        "revenue for corporate customers in Germany and France",
        '{"measures": ["revenue"], "filters": [{"field": "customers.segment", "op": "=", "values": ["Corporate"]}, {"field": "customers.country", "op": "in", "values": ["Germany", "France"]}]}',
    ),
    (
        "revenue excluding Germany",
        '{"measures": ["revenue"], "filters": [{"or": [{"field": "customers.country", "op": "!=", "values": ["Germany"]}, {"field": "customers.country", "op": "is_null"}]}]}',
    ),
    (
        "revenue not in the United States",
        '{"measures": ["revenue"], "filters": [{"or": [{"field": "customers.country", "op": "!=", "values": ["United States"]}, {"field": "customers.country", "op": "is_null"}]}]}',
    ),
    (
        "revenue by country except Germany",
        '{"measures": ["revenue"], "dimensions": ["customers.country"], "filters": [{"or": [{"field": "customers.country", "op": "!=", "values": ["Germany"]}, {"field": "customers.country", "op": "is_null"}]}]}',
    ),
    (
        "revenue by brand for electronics",
        '{"measures": ["revenue"], "dimensions": ["products.brand"], "filters": [{"field": "categories.department", "op": "=", "values": ["Electronics"]}]}',
    ),
    (
        "average salary by job title",
        '{"measures": ["average_salary"], "dimensions": ["staff.job_title"]}',
    ),
    (
        "How many employees per store?",
        '{"measures": ["headcount"], "dimensions": ["stores.name"]}',
    ),
    (
        "headcount by job title",
        '{"measures": ["headcount"], "dimensions": ["staff.job_title"]}',
    ),
    (
        "refunds by return reason",
        '{"measures": ["refunds"], "dimensions": ["returns.reason"]}',
    ),
    (
        "most common return reason",
        '{"measures": ["return_count"], "dimensions": ["returns.reason"], "filters": [{"field": "returns.reason", "op": "is_not_null"}], "order_by": [{"field": "return_count", "direction": "desc"}], "limit": 1}',
    ),
    (
        "returns by reason",
        '{"measures": ["return_count"], "dimensions": ["returns.reason"]}',
    ),
    (
        "average days to ship",
        '{"measures": ["days_to_ship"]}',
    ),
    (
        "average days to deliver by shipping country",
        '{"measures": ["days_to_deliver"], "dimensions": [{"field": "addresses.country", "via": "shipping_address"}]}',
    ),
    (
        "orders by billing country",
        '{"measures": ["order_count"], "dimensions": [{"field": "addresses.country", "via": "billing_address"}]}',
    ),
    (
        "orders by shipping country",
        '{"measures": ["order_count"], "dimensions": [{"field": "addresses.country", "via": "shipping_address"}]}',
    ),
    (
        "revenue in Q3 2025",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"from": "2025-07-01", "to": "2025-10-01"}}}',
    ),
    (
        "revenue since March 2026",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"from": "2026-03-01"}}}',
    ),
    (
        "revenue before 2025",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"to": "2025-01-01"}}}',
    ),
    (
        "revenue between January 2025 and March 2025",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2025-04-01"}}}',
    ),
    (
        "revenue from 2025-01-01 to 2025-03-31",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2025-04-01"}}}',
    ),
    (
        "revenue yesterday",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"previous": "day"}}}',
    ),
    (
        "revenue in the last 6 months",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"last": 6, "grain": "month", "complete": true}}}',
    ),
    (
        "revenue year to date",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"to_date": "year"}}}',
    ),
    (
        "last 3 complete months of revenue",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"last": 3, "grain": "month", "complete": true}}}',
    ),
    (
        "revenue per customer",
        '{"measures": ["revenue_per_buyer"]}',
    ),
    (
        "average revenue per customer",
        '{"measures": ["revenue_per_buyer"]}',
    ),
    (
        "revenue per order",
        '{"measures": ["average_order_value"]}',
    ),
    (
        "orders per customer",
        '{"measures": ["order_count"], "dimensions": ["customers.full_name"]}',
    ),
    (
        "customers with more than 10 orders",
        '{"measures": ["order_count"], "dimensions": ["customers.full_name"], "filters": [{"field": "customers.full_name", "op": "is_not_null"}, {"field": "order_count", "op": ">", "values": [10]}]}',
    ),
    (
        "payments received by payment method",
        '{"measures": ["payments_received"], "dimensions": ["payments.method"]}',
    ),
    (
        "failed payments by month",
        '{"measures": ["failed_payment_count"], "dimensions": [{"field": "payments.paid_at", "grain": "month"}]}',
    ),
    (
        "payment failure rate per payment method",
        '{"measures": ["payment_failure_rate"], "dimensions": ["payments.method"]}',
    ),
    (
        "median order amount by channel",
        '{"measures": ["median_order_amount"], "dimensions": ["channels.name"]}',
    ),
    (
        "largest order in 2025",
        '{"measures": ["largest_order"], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}}',
    ),
    (
        "revenue by promotion",
        '{"measures": ["revenue"], "dimensions": ["promotions.name"]}',
    ),
    (
        "orders with a promotion",
        '{"measures": ["order_count"], "filters": [{"exists": "promotions"}]}',
    ),
    (
        "orders without a promotion",
        '{"measures": ["order_count"], "filters": [{"not": {"exists": "promotions"}}]}',
    ),
    (
        "how many orders have no promotion",
        '{"measures": ["order_count"], "filters": [{"not": {"exists": "promotions"}}]}',
    ),
    (
        "discount rate by department",
        '{"measures": ["discount_rate"], "dimensions": ["categories.department"]}',
    ),
    (
        "name of customers",
        '{"dimensions": ["customers.full_name"]}',
    ),
    (
        "sales",
        '{"measures": ["revenue"]}',
    ),
    (
        "revenue",
        '{"measures": ["revenue"]}',
    ),
    (
        "show me the trend of orders",
        '{"measures": ["order_count"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}]}',
    ),
    (
        "weekly orders in 2026",
        '{"measures": ["order_count"], "dimensions": [{"field": "orders.ordered_at", "grain": "week"}], "time": {"field": "orders.ordered_at", "range": {"from": "2026-01-01", "to": "2027-01-01"}}}',
    ),
    (
        "new customers per month",
        '{"measures": ["customer_count"], "dimensions": [{"field": "customers.signed_up_at", "grain": "month"}]}',
    ),
    (
        "new customers in 2025 by country",
        '{"measures": ["customer_count"], "dimensions": ["customers.country"], "time": {"field": "customers.signed_up_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}}',
    ),
    (
        "which country has the fewest customers",
        '{"measures": ["customer_count"], "dimensions": ["customers.country"], "filters": [{"field": "customers.country", "op": "is_not_null"}], "order_by": [{"field": "customer_count"}], "limit": 1}',
    ),
    (
        "bottom 3 categories by revenue",
        '{"measures": ["revenue"], "dimensions": ["categories.name"], "filters": [{"field": "categories.name", "op": "is_not_null"}], "order_by": [{"field": "revenue"}], "limit": 3}',
    ),
    (
        "rank countries by revenue",
        '{"measures": ["revenue"], "dimensions": ["customers.country"], "filters": [{"field": "customers.country", "op": "is_not_null"}], "calculations": [{"kind": "rank", "of": "revenue"}], "order_by": [{"field": "revenue", "direction": "desc"}]}',
    ),
    (
        "suppliers by country",
        '{"measures": ["supplier_count"], "dimensions": ["suppliers.country"]}',
    ),
    (
        "suppliers with rating above 4",
        '{"dimensions": ["suppliers.name", "suppliers.rating"], "filters": [{"field": "suppliers.rating", "op": ">", "values": [4]}]}',
    ),
    (
        "average lead time by supplier country",
        '{"measures": ["average_lead_time"], "dimensions": ["suppliers.country"]}',
    ),
    (
        "products per category",
        '{"measures": ["product_count"], "dimensions": ["categories.name"]}',
    ),
    (
        "number of brands",
        '{"measures": [{"name": "count_distinct_brand", "table": "products", "aggregate": "count_distinct", "expression": "brand", "label": "Number of different brand"}]}',
    ),
    (
        "how many different brands do we have",
        '{"measures": [{"name": "count_distinct_brand", "table": "products", "aggregate": "count_distinct", "expression": "brand", "label": "Number of different brand"}]}',
    ),
    (
        "distinct products sold in 2025",
        '{"measures": ["products_sold"], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}}',
    ),
    (
        "revenue from customers who signed up in 2024",
        '{"measures": ["revenue"], "filters": [{"and": [{"field": "customers.signed_up_at", "op": ">=", "values": ["2024-01-01"]}, {"field": "customers.signed_up_at", "op": "<", "values": ["2025-01-01"]}]}]}',
    ),
    (
        "customers who joined in 2025",
        '{"dimensions": ["customers.full_name"], "time": {"field": "customers.signed_up_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}}',
    ),
    (
        "orders delivered in June 2025",
        '{"measures": ["order_count"], "time": {"field": "orders.delivered_at", "range": {"from": "2025-06-01", "to": "2025-07-01"}}}',
    ),
    (
        "orders placed in june",
        '{"measures": ["placed_order_count"], "time": {"field": "orders.ordered_at", "range": {"from": "2026-06-01", "to": "2026-07-01"}}}',
    ),
    (
        "discontinued products",
        '{"dimensions": ["products.name"], "filters": [{"field": "products.is_discontinued", "op": "=", "values": [true]}]}',
    ),
    (
        "how many products are discontinued",
        '{"measures": ["product_count"], "filters": [{"field": "products.is_discontinued", "op": "=", "values": [true]}]}',
    ),
    (
        "newsletter subscribers by country",
        '{"measures": ["subscriber_count"], "dimensions": ["customers.country"]}',
    ),
    (
        "revenu by contry",
        '{"measures": ["revenue"], "dimensions": ["customers.country"]}',
    ),
    (
        "revenue in Germny",
        '{"measures": ["revenue"], "filters": [{"field": "customers.country", "op": "=", "values": ["Germany"]}]}',
    ),
    (
        "What is the total revenue and number of orders by country?",
        '{"measures": ["revenue", "order_count"], "dimensions": ["customers.country"]}',
    ),
    (
        "revenue, cost of goods and gross profit by month",
        '{"measures": ["revenue", "cost_of_goods", "gross_profit"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}]}',
    ),
    (
        "compare revenue in 2024 and 2025",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "year"}], "time": {"field": "orders.ordered_at", "range": {"from": "2024-01-01", "to": "2026-01-01"}}}',
    ),
    (
        "revenue 2024 vs 2025",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "year"}], "time": {"field": "orders.ordered_at", "range": {"from": "2024-01-01", "to": "2026-01-01"}}}',
    ),
    (
        "orders by shipping country",
        '{"measures": ["order_count"], "dimensions": [{"field": "addresses.country", "via": "shipping_address"}]}',
    ),
    (
        "average days to deliver by shipping country",
        '{"measures": ["days_to_deliver"], "dimensions": [{"field": "addresses.country", "via": "shipping_address"}]}',
    ),
    (
        "orders by billing city",
        '{"measures": ["order_count"], "dimensions": [{"field": "addresses.city", "via": "billing_address"}]}',
    ),
    (
        "How many orders were cancelled?",
        '{"measures": ["placed_order_count"], "filters": [{"field": "orders.status", "op": "=", "values": ["cancelled"]}]}',
    ),
    (
        "orders by status",
        '{"measures": ["placed_order_count"], "dimensions": ["orders.status"]}',
    ),
    (
        "newsletter subscribers by country",
        '{"measures": ["subscriber_count"], "dimensions": ["customers.country"]}',
    ),
    (
        "revenu by contry",
        '{"measures": ["revenue"], "dimensions": ["customers.country"]}',
    ),
    (
        "revenue in Germny",
        '{"measures": ["revenue"], "filters": [{"field": "customers.country", "op": "=", "values": ["Germany"]}]}',
    ),
    (
        "revenue from customers in Germany who joined in 2024",
        '{"measures": ["revenue"], "filters": [{"field": "customers.country", "op": "=", "values": ["Germany"]}, {"and": [{"field": "customers.signed_up_at", "op": ">=", "values": ["2024-01-01"]}, {"field": "customers.signed_up_at", "op": "<", "values": ["2025-01-01"]}]}]}',
    ),
    (
        "revenue for products with a list price over 100",
        '{"measures": ["revenue"], "filters": [{"field": "products.list_price", "op": ">", "values": [100]}]}',
    ),
    (
        "which customers have never ordered",
        '{"dimensions": ["customers.full_name"], "filters": [{"not": {"exists": "orders"}}]}',
    ),
    (
        "customers who bought Cookware",
        '{"dimensions": ["customers.full_name"], "filters": [{"exists": "orders", "where": [{"field": "categories.name", "op": "=", "values": ["Cookware"]}]}]}',
    ),
    (
        "customers who never bought Cookware",
        '{"dimensions": ["customers.full_name"], "filters": [{"not": {"exists": "orders", "where": [{"field": "categories.name", "op": "=", "values": ["Cookware"]}]}}]}',
    ),
    (
        "how many customers bought Cookware in 2025",
        '{"measures": ["customer_count"], "filters": [{"exists": "orders", "where": [{"field": "categories.name", "op": "=", "values": ["Cookware"]}, {"field": "orders.ordered_at", "op": ">=", "values": ["2025-01-01"]}, {"field": "orders.ordered_at", "op": "<", "values": ["2026-01-01"]}]}]}',
    ),
    (
        "products without a supplier",
        '{"dimensions": ["products.name"], "filters": [{"not": {"exists": "suppliers"}}]}',
    ),
    (
        "products with no returns",
        '{"dimensions": ["products.name"], "filters": [{"not": {"exists": "returns"}}]}',
    ),
    (
        "Which suppliers are in Germany?",
        '{"dimensions": ["suppliers.name"], "filters": [{"field": "customers.country", "op": "=", "values": ["Germany"]}]}',
    ),
    (
        "staff hired in 2024",
        '{"dimensions": ["staff.full_name"], "time": {"field": "staff.hired_on", "range": {"from": "2024-01-01", "to": "2025-01-01"}}}',
    ),
    (
        "top 3 brands by units sold in Germany in 2025",
        '{"measures": ["units_sold"], "dimensions": ["products.brand"], "filters": [{"field": "products.brand", "op": "is_not_null"}, {"field": "customers.country", "op": "=", "values": ["Germany"]}], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}, "order_by": [{"field": "units_sold", "direction": "desc"}], "limit": 3}',
    ),
    (
        "average rating of suppliers",
        '{"measures": ["average_supplier_rating"]}',
    ),
    (
        "average list price by brand",
        '{"measures": ["average_list_price"], "dimensions": ["products.brand"]}',
    ),
    (
        "max list price",
        '{"measures": [{"name": "max_list_price", "table": "products", "aggregate": "max", "expression": "list_price", "label": "Highest list price", "format": {"kind": "currency", "currency": "USD", "decimals": 2}}]}',
    ),
    (
        "highest list price per brand",
        '{"measures": [{"name": "max_list_price", "table": "products", "aggregate": "max", "expression": "list_price", "label": "Highest list price", "format": {"kind": "currency", "currency": "USD", "decimals": 2}}], "dimensions": ["products.brand"]}',
    ),
    (
        "what is the lowest list price",
        '{"measures": [{"name": "min_list_price", "table": "products", "aggregate": "min", "expression": "list_price", "label": "Lowest list price", "format": {"kind": "currency", "currency": "USD", "decimals": 2}}]}',
    ),
    (
        "number of products by category, highest first",
        '{"measures": ["product_count"], "dimensions": ["categories.name"], "order_by": [{"field": "product_count", "direction": "desc"}]}',
    ),
    (
        "list all brands",
        '{"dimensions": ["products.brand"], "distinct": true}',
    ),
    (
        "list brands alphabetically",
        '{"dimensions": ["products.brand"], "order_by": [{"field": "products.brand"}], "distinct": true}',
    ),
    (
        "show the 20 most recent orders",
        '{"dimensions": ["orders.order_no", "orders.ordered_at"], "filters": [{"field": "orders.ordered_at", "op": "is_not_null"}], "order_by": [{"field": "orders.ordered_at", "direction": "desc"}], "limit": 20}',
    ),
    (
        "latest order",
        '{"dimensions": ["orders.order_no", "orders.ordered_at"], "filters": [{"field": "orders.ordered_at", "op": "is_not_null"}], "order_by": [{"field": "orders.ordered_at", "direction": "desc"}], "limit": 1}',
    ),
    (
        "earliest sign-up date",
        '{"measures": [{"name": "min_sign_up_date", "table": "customers", "aggregate": "min", "expression": "signed_up_at", "label": "Earliest sign-up date"}]}',
    ),
    (
        "revenue per month per channel",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}, "channels.name"]}',
    ),
    (
        "revenue by channel and by month",
        '{"measures": ["revenue"], "dimensions": ["channels.name", {"field": "orders.ordered_at", "grain": "month"}]}',
    ),
    (
        "monthly revenue trend by channel",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}, "channels.name"]}',
    ),
    (
        "revenue by month for Germany",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}], "filters": [{"field": "customers.country", "op": "=", "values": ["Germany"]}]}',
    ),
    (
        "sales of Harrowmere",
        '{"measures": ["revenue"], "filters": [{"field": "products.brand", "op": "=", "values": ["Harrowmere"]}]}',
    ),
    (
        "how much revenue did we make last year",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"previous": "year"}}}',
    ),
    (
        "total sales of electronics products in q1 2026",
        '{"measures": ["revenue"], "filters": [{"field": "categories.department", "op": "=", "values": ["Electronics"]}], "time": {"field": "orders.ordered_at", "range": {"from": "2026-01-01", "to": "2026-04-01"}}}',
    ),
    (
        "Show me gross profit by department for the last 12 complete months",
        '{"measures": ["gross_profit"], "dimensions": ["categories.department"], "time": {"field": "orders.ordered_at", "range": {"last": 12, "grain": "month", "complete": true}}}',
    ),
    (
        "what was our best month for revenue",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}], "filters": [{"field": "orders.ordered_at", "op": "is_not_null"}], "order_by": [{"field": "revenue", "direction": "desc"}], "limit": 1}',
    ),
    (
        "products with a return rate above 10%",
        '{"measures": ["return_rate"], "dimensions": ["products.name"], "filters": [{"field": "products.name", "op": "is_not_null"}, {"field": "return_rate", "op": ">", "values": [0.1]}]}',
    ),
    (
        "categories with revenue over 1 million",
        '{"measures": ["revenue"], "dimensions": ["categories.name"], "filters": [{"field": "categories.name", "op": "is_not_null"}, {"field": "revenue", "op": ">", "values": [1000000]}]}',
    ),
    (
        "countries with more than 500 customers",
        '{"measures": ["customer_count"], "dimensions": ["customers.country"], "filters": [{"field": "customers.country", "op": "is_not_null"}, {"field": "customer_count", "op": ">", "values": [500]}]}',
    ),
    (
        "orders with order amount between 100 and 200",
        '{"measures": ["order_count"], "filters": [{"field": "orders.order_total", "op": "between", "values": [100, 200]}]}',
    ),
    (
        "orders with an order amount over 500 by country",
        '{"measures": ["order_count"], "dimensions": ["customers.country"], "filters": [{"field": "orders.order_total", "op": ">", "values": [500]}]}',
    ),
    (
        "percentage of customers by segment",
        '{"measures": ["customer_count"], "dimensions": ["customers.segment"], "calculations": [{"kind": "share_of_total", "of": "customer_count"}]}',
    ),
    (
        "share of units sold by brand in 2025",
        '{"measures": ["units_sold"], "dimensions": ["products.brand"], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}, "calculations": [{"kind": "share_of_total", "of": "units_sold"}]}',
    ),
    (
        "number of customers who signed up per month in 2025",
        '{"measures": ["customer_count"], "dimensions": [{"field": "customers.signed_up_at", "grain": "month"}], "time": {"field": "customers.signed_up_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}}',
    ),
    (
        "customers by sign-up year",
        '{"measures": ["customer_count"], "dimensions": [{"field": "customers.signed_up_at", "grain": "year"}]}',
    ),
    (
        "revenue by product and country",
        '{"measures": ["revenue"], "dimensions": ["products.name", "customers.country"]}',
    ),
    (
        "visits vs orders by month",
        '{"measures": ["visits", "order_count"], "dimensions": [{"field": "time", "grain": "month"}]}',
    ),
    (
        "marketing spend and revenue by month",
        '{"measures": ["ad_spend", "revenue"], "dimensions": [{"field": "time", "grain": "month"}]}',
    ),
    (
        "units in stock by product",
        '{"measures": ["units_in_stock"], "dimensions": ["products.name"]}',
    ),
    (
        "stock of Rotterdam",
        '{"measures": ["units_in_stock"], "filters": [{"field": "warehouses.name", "op": "=", "values": ["Rotterdam"]}]}',
    ),
    (
        "units in stock at the end of 2025",
        '{"measures": ["units_in_stock"], "time": {"field": "inventory.snapshot_date", "range": {"from": "2025-12-31", "to": "2026-01-01"}}}',
    ),
    (
        "inventory by category",
        '{"measures": ["units_in_stock"], "dimensions": ["categories.name"]}',
    ),
    (
        "payments by method and status",
        '{"measures": ["payment_count"], "dimensions": ["payments.method", "payments.status"]}',
    ),
    (
        "orders without payment",
        '{"measures": ["order_count"], "filters": [{"not": {"exists": "payments"}}]}',
    ),
    (
        "average number of items per order",
        '{"measures": ["units_per_order"]}',
    ),
    (
        "units per order by channel",
        '{"measures": ["units_per_order"], "dimensions": ["channels.name"]}',
    ),
    (
        "gross sales by month",
        '{"measures": ["gross_sales"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}]}',
    ),
    (
        "discount by promotion",
        '{"measures": ["discounts"], "dimensions": ["promotions.name"]}',
    ),
    (
        "which promotion gave the most discount",
        '{"measures": ["discounts"], "dimensions": ["promotions.name"], "filters": [{"field": "promotions.name", "op": "is_not_null"}], "order_by": [{"field": "discounts", "direction": "desc"}], "limit": 1}',
    ),
    (
        "profit",
        '{"measures": ["gross_profit"]}',
    ),
    (
        "margin",
        '{"measures": ["gross_margin"]}',
    ),
    (
        "profit margin by brand",
        '{"measures": ["gross_margin"], "dimensions": ["products.brand"]}',
    ),
    (
        "Which day had the highest revenue?",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "day"}], "filters": [{"field": "orders.ordered_at", "op": "is_not_null"}], "order_by": [{"field": "revenue", "direction": "desc"}], "limit": 1}',
    ),
    (
        "which quarter of 2025 was the best for orders",
        '{"measures": ["order_count"], "dimensions": [{"field": "orders.ordered_at", "grain": "quarter"}], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}, "order_by": [{"field": "order_count", "direction": "desc"}], "limit": 1}',
    ),
    (
        "revenue by hour on 2026-11-20",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "hour"}], "time": {"field": "orders.ordered_at", "range": {"from": "2026-11-20", "to": "2026-11-21"}}}',
    ),
    (
        "revenue on 1 March 2026",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"from": "2026-03-01", "to": "2026-03-02"}}}',
    ),
    (
        "revenue on March 1, 2026",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"from": "2026-03-01", "to": "2026-03-02"}}}',
    ),
    (
        "revenue in the first half of 2025",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2025-07-01"}}}',
    ),
    (
        "revenue during the past 30 days",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"last": 30, "grain": "day"}}}',
    ),
    (
        "revenue for last week by day",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "day"}], "time": {"field": "orders.ordered_at", "range": {"previous": "week"}}}',
    ),
    (
        "revenue 2 years ago",
        '{"measures": ["revenue"], "time": {"field": "orders.ordered_at", "range": {"from": "2024-01-01", "to": "2025-01-01"}}}',
    ),
    (
        "<b>revenue</b> by **country**",
        '{"measures": ["revenue"], "dimensions": ["customers.country"]}',
    ),
    (
        "Revenue of the customers in Germany or France by month in 2025, highest first",
        '{"measures": ["revenue"], "dimensions": [{"field": "orders.ordered_at", "grain": "month"}], "filters": [{"field": "customers.country", "op": "in", "values": ["Germany", "France"]}], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}, "order_by": [{"field": "revenue", "direction": "desc"}]}',
    ),
    (
        "Which country had the most revenue in 2025 and how much was it?",
        '{"measures": ["revenue"], "dimensions": ["customers.country"], "filters": [{"field": "customers.country", "op": "is_not_null"}], "time": {"field": "orders.ordered_at", "range": {"from": "2025-01-01", "to": "2026-01-01"}}, "order_by": [{"field": "revenue", "direction": "desc"}], "limit": 1}',
    ),
    (
        "How does revenue differ by region?",
        '{"measures": ["revenue"], "dimensions": ["customers.region"]}',
    ),
    (
        "List customers and their country",
        '{"dimensions": ["customers.full_name", "customers.country"]}',
    ),
    (
        "list customers with their city and segment",
        '{"dimensions": ["customers.full_name", "customers.city", "customers.segment"]}',
    ),
    (
        "customer names and sign-up dates in Sweden",
        '{"dimensions": ["customers.full_name", "customers.signed_up_at"], "filters": [{"field": "customers.country", "op": "=", "values": ["Sweden"]}]}',
    ),
    (
        "products from suppliers in Germany",
        '{"dimensions": ["products.name", "suppliers.name"], "filters": [{"field": "customers.country", "op": "=", "values": ["Germany"]}]}',
    ),
    (
        "orders that include Cookware",
        '{"measures": ["order_count"], "filters": [{"field": "categories.name", "op": "=", "values": ["Cookware"]}]}',
    ),
    (
        "number of orders containing Lighting",
        '{"measures": ["order_count"], "filters": [{"field": "categories.name", "op": "=", "values": ["Lighting"]}]}',
    ),
    (
        "orders by staff member",
        '{"measures": ["order_count"], "dimensions": ["staff.full_name"]}',
    ),
    (
        "how many orders did each employee handle",
        '{"measures": ["order_count"], "dimensions": ["staff.full_name"]}',
    ),
    (
        "top 5 products in each category by revenue",
        '{"measures": ["revenue"], "dimensions": ["categories.name", "products.name"], '
        '"filters": [{"field": "categories.name", "op": "is_not_null"}, {"field": "products.name", "op": "is_not_null"}, '
        '{"field": "place", "op": "<=", "values": [5]}], '
        '"calculations": [{"kind": "rank", "of": "revenue", "name": "place", "within": ["categories.name"]}], '
        '"order_by": [{"field": "categories.name"}, {"field": "place"}]}',
    ),
]
