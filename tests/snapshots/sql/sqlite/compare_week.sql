WITH orders_totals AS (
  SELECT
    DATE(orders.ordered_at) AS ordered_at_day,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2025-06-09' AND orders.ordered_at < '2025-06-16'
  GROUP BY
    DATE(orders.ordered_at)
), orders_totals_previous AS (
  SELECT
    DATE(DATE(orders.ordered_at), '+7 days') AS ordered_at_day,
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    orders.ordered_at >= '2025-06-02' AND orders.ordered_at < '2025-06-09'
  GROUP BY
    DATE(DATE(orders.ordered_at), '+7 days')
), merged AS (
  SELECT
    ordered_at_day,
    order_count,
    NULL AS order_count_previous
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_day,
    NULL AS order_count,
    order_count_previous
  FROM orders_totals_previous
)
SELECT
  merged.ordered_at_day AS ordered_at_day,
  MAX(merged.order_count) AS order_count,
  MAX(merged.order_count_previous) AS order_count_previous
FROM merged
GROUP BY
  merged.ordered_at_day
ORDER BY
  ordered_at_day ASC NULLS LAST
