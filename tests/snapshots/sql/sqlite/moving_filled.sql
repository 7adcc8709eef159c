WITH RECURSIVE orders_totals AS (
  SELECT
    DATE(orders.ordered_at, 'start of month') AS ordered_at_month,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2024-07-01' AND orders.ordered_at < '2025-07-01'
  GROUP BY
    DATE(orders.ordered_at, 'start of month')
), periods(p) AS (
  SELECT
    '2024-07-01' AS p
  WHERE
    NOT '2024-07-01' IS NULL
  UNION ALL
  SELECT
    DATE(periods.p, '+1 months') AS p
  FROM periods
  WHERE
    periods.p < '2025-06-01'
), all_periods AS (
  SELECT
    periods.p AS ordered_at_month
  FROM periods
), merged AS (
  SELECT
    ordered_at_month,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS order_count
  FROM all_periods
), result AS (
  SELECT
    merged.ordered_at_month AS ordered_at_month,
    COALESCE(MAX(merged.order_count), 0) AS order_count
  FROM merged
  GROUP BY
    merged.ordered_at_month
)
SELECT
  result.ordered_at_month,
  result.order_count,
  AVG(result.order_count) OVER (
    ORDER BY result.ordered_at_month ASC NULLS LAST
    ROWS BETWEEN 2 PRECEDING AND CURRENT ROW
  ) AS order_count_moving_average,
  SUM(result.order_count) OVER (
    ORDER BY result.ordered_at_month ASC NULLS LAST
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS order_count_running_total,
  CASE
    WHEN LAG(result.ordered_at_month) OVER (ORDER BY result.ordered_at_month ASC NULLS LAST) = DATE(result.ordered_at_month, '-1 months')
    THEN result.order_count - LAG(result.order_count) OVER (ORDER BY result.ordered_at_month ASC NULLS LAST)
  END AS order_count_difference
FROM result
ORDER BY
  ordered_at_month ASC NULLS LAST
