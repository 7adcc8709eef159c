WITH orders_totals AS (
  SELECT
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), ISOWEEK) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2025-05-12' AND orders.ordered_at < '2025-06-16'
  GROUP BY
    1
), periods AS (
  SELECT
    p
  FROM UNNEST(GENERATE_DATE_ARRAY(CAST('2025-05-12' AS DATE), CAST('2025-06-09' AS DATE), INTERVAL '7' DAY)) AS p
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
