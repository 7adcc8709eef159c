WITH orders_totals AS (
  SELECT
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), ISOWEEK) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    EXTRACT(MONTH FROM orders.ordered_at) = 5
    AND orders.ordered_at >= '2025-03-24'
    AND orders.ordered_at < '2025-06-16'
  GROUP BY
    1
), days AS (
  SELECT
    p
  FROM UNNEST(GENERATE_DATE_ARRAY(
    CAST('2025-03-24' AS DATE),
    CAST(DATETIME_ADD(CAST(CAST(DATETIME_ADD(CAST(CAST('2025-06-09' AS DATE) AS DATETIME), INTERVAL '7' DAY) AS DATE) AS DATETIME), INTERVAL '-1' DAY) AS DATE),
    INTERVAL '1' DAY
  )) AS p
), periods AS (
  SELECT DISTINCT
    DATE_TRUNC(CAST(days.p AS DATE), ISOWEEK) AS p
  FROM days
  WHERE
    (
      days.p >= CAST('2025-03-24' AS DATE) AND days.p < CAST('2025-06-16' AS DATE)
    )
    AND EXTRACT(MONTH FROM days.p) = 5
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
