WITH orders_totals AS (
  SELECT
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-04-01' AS DATE)
    AND orders.ordered_at < CAST('2025-06-16' AS DATE)
), orders_totals_previous AS (
  SELECT
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2024-04-01' AS DATE)
    AND orders.ordered_at < CAST('2024-06-16' AS DATE)
)
SELECT
  orders_totals.order_count AS order_count,
  orders_totals_previous.order_count_previous AS order_count_previous
FROM orders_totals
CROSS JOIN orders_totals_previous
