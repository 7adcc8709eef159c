WITH orders_totals AS (
  SELECT
    CAST(DATETIME_ADD(CAST(DATE_TRUNC(
      CAST(CAST(DATETIME_ADD(CAST(orders.ordered_at AS DATETIME), INTERVAL '-6' DAY) AS DATE) AS DATE),
      ISOWEEK
    ) AS DATETIME), INTERVAL '6' DAY) AS DATE) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2025-05-25' AND orders.ordered_at < '2025-06-22'
  GROUP BY
    1
), periods AS (
  SELECT
    p
  FROM UNNEST(GENERATE_DATE_ARRAY(CAST('2025-05-25' AS DATE), CAST('2025-06-15' AS DATE), INTERVAL '7' DAY)) AS p
), all_periods AS (
  SELECT
    periods.p AS ordered_at_week
  FROM periods
), merged AS (
  SELECT
    ordered_at_week,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_week,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_week AS ordered_at_week,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  1
ORDER BY
  ordered_at_week ASC NULLS LAST
