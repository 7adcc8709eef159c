WITH orders_totals AS (
  SELECT
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), ISOWEEK) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2025-04-01' AND orders.ordered_at < '2025-06-16'
  GROUP BY
    1
), orders_totals_previous AS (
  SELECT
    CAST(DATETIME_ADD(CAST(DATE_TRUNC(CAST(orders.ordered_at AS DATE), ISOWEEK) AS DATETIME), INTERVAL '91' DAY) AS DATE) AS ordered_at_week,
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    orders.ordered_at >= '2025-01-01' AND orders.ordered_at < '2025-03-16'
  GROUP BY
    1
), merged AS (
  SELECT
    ordered_at_week,
    order_count,
    NULL AS order_count_previous
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_week,
    NULL AS order_count,
    order_count_previous
  FROM orders_totals_previous
)
SELECT
  merged.ordered_at_week AS ordered_at_week,
  MAX(merged.order_count) AS order_count,
  MAX(merged.order_count_previous) AS order_count_previous
FROM merged
GROUP BY
  1
ORDER BY
  ordered_at_week ASC NULLS LAST
