WITH orders_totals AS (
  SELECT
    CAST(orders.ordered_at AS DATE) AS ordered_at_day,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2021-06-01' AS DATE)
    AND orders.ordered_at < CAST('2025-06-16' AS DATE)
  GROUP BY
    CAST(orders.ordered_at AS DATE)
), periods AS (
  SELECT
    CAST(UNNEST(
      GENERATE_SERIES(CAST('2021-06-01' AS DATE), CAST('2025-06-15' AS DATE), INTERVAL '1' DAY)
    ) AS DATE) AS p
), all_periods AS (
  SELECT
    periods.p AS ordered_at_day
  FROM periods
), merged AS (
  SELECT
    ordered_at_day,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_day,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_day AS ordered_at_day,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_day
ORDER BY
  ordered_at_day ASC
