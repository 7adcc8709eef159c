WITH orders_totals AS (
  SELECT
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.status = 'open'
    AND orders.ordered_at >= CAST('2025-06-01' AS DATE)
    AND orders.ordered_at < CAST('2025-06-10' AS DATE)
), orders_totals_previous AS (
  SELECT
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_previous,
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    orders.status = 'open'
    AND orders.ordered_at >= CAST('2024-06-01' AS DATE)
    AND orders.ordered_at < CAST('2024-06-10' AS DATE)
), result AS (
  SELECT
    orders_totals.revenue AS revenue,
    orders_totals_previous.revenue_previous AS revenue_previous,
    orders_totals.order_count AS order_count,
    orders_totals_previous.order_count_previous AS order_count_previous
  FROM orders_totals
  CROSS JOIN orders_totals_previous
)
SELECT
  result.revenue,
  result.revenue_previous,
  result.order_count,
  result.order_count_previous,
  CAST((
    result.order_count - result.order_count_previous
  ) AS DOUBLE) / NULLIF(ABS(result.order_count_previous), 0) AS order_count_percent_change
FROM result
