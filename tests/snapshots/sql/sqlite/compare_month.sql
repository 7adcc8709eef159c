WITH orders_totals AS (
  SELECT
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2025-06-01' AND orders.ordered_at < '2025-06-16'
), orders_totals_previous AS (
  SELECT
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    orders.ordered_at >= '2025-05-01' AND orders.ordered_at < '2025-05-16'
), result AS (
  SELECT
    orders_totals.order_count AS order_count,
    orders_totals_previous.order_count_previous AS order_count_previous
  FROM orders_totals
  CROSS JOIN orders_totals_previous
)
SELECT
  result.order_count,
  result.order_count_previous,
  result.order_count - result.order_count_previous AS order_count_difference
FROM result
