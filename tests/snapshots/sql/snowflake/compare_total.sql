WITH "orders_totals" AS (
  SELECT
    SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue"
  FROM orders AS "orders"
  WHERE
    "orders".ordered_at >= CAST('2025-01-01' AS DATE)
    AND "orders".ordered_at < CAST('2025-06-16' AS DATE)
), "orders_totals_previous" AS (
  SELECT
    SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue_previous"
  FROM orders AS "orders"
  WHERE
    "orders".ordered_at >= CAST('2024-01-01' AS DATE)
    AND "orders".ordered_at < CAST('2024-06-16' AS DATE)
)
SELECT
  "orders_totals"."revenue" AS "revenue",
  "orders_totals_previous"."revenue_previous" AS "revenue_previous"
FROM "orders_totals"
CROSS JOIN "orders_totals_previous"
