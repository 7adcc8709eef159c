WITH orders_totals AS (
  SELECT
    DATE_TRUNC('HOUR', orders.ordered_at) AS ordered_at_hour,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-05-30' AS DATE)
    AND orders.ordered_at < CAST('2025-06-03' AS DATE)
  GROUP BY
    DATE_TRUNC('HOUR', orders.ordered_at)
), periods AS (
  SELECT
    CAST(p AS TIMESTAMP) AS p
  FROM GENERATE_SERIES(
    CAST('2025-05-30 00:00:00' AS TIMESTAMP),
    CAST('2025-06-02 23:00:00' AS TIMESTAMP),
    INTERVAL '1 HOUR'
  ) AS s(p)
), all_periods AS (
  SELECT
    periods.p AS ordered_at_hour
  FROM periods
), merged AS (
  SELECT
    ordered_at_hour,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_hour,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_hour AS ordered_at_hour,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_hour
ORDER BY
  ordered_at_hour ASC
