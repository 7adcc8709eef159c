WITH orders_totals AS (
  SELECT
    CAST(DATE_TRUNC('WEEK', orders.ordered_at) AS DATE) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    EXTRACT(MONTH FROM orders.ordered_at) = 5
    AND orders.ordered_at >= CAST('2025-03-24' AS DATE)
    AND orders.ordered_at < CAST('2025-06-16' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('WEEK', orders.ordered_at) AS DATE)
), days AS (
  SELECT
    p
  FROM UNNEST(SEQUENCE(
    CAST('2025-03-24' AS DATE),
    CAST(DATE_ADD('DAY', -1, CAST(DATE_ADD('DAY', 7, CAST('2025-06-09' AS DATE)) AS DATE)) AS DATE),
    INTERVAL '1' DAY
  )) AS s(p)
), periods AS (
  SELECT DISTINCT
    CAST(DATE_TRUNC('WEEK', days.p) AS DATE) AS p
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
  merged.ordered_at_week
ORDER BY
  ordered_at_week ASC
