WITH orders_totals AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) AS ordered_at_month,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2024-07-01' AS DATE)
    AND orders.ordered_at < CAST('2025-07-01' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)
), periods AS (
  SELECT
    EXPLODE(
      SEQUENCE(CAST('2024-07-01' AS DATE), CAST('2025-06-01' AS DATE), INTERVAL '1' MONTH)
    ) AS p
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
)
SELECT
  merged.ordered_at_month AS ordered_at_month,
  MAX(merged.order_count) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_month
ORDER BY
  ordered_at_month ASC NULLS LAST
