WITH orders_totals AS (
  SELECT
    DATETIME_TRUNC(CAST(orders.ordered_at AS DATETIME), HOUR) AS ordered_at_hour,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2025-05-30' AND orders.ordered_at < '2025-06-03'
  GROUP BY
    1
), periods AS (
  SELECT
    DATETIME_ADD(CAST('2025-05-30 00:00:00' AS DATETIME), INTERVAL n HOUR) AS p
  FROM UNNEST(GENERATE_ARRAY(
    0,
    DATETIME_DIFF(
      CAST('2025-06-02 23:00:00' AS DATETIME),
      CAST('2025-05-30 00:00:00' AS DATETIME),
      HOUR
    )
  )) AS n
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
  1
ORDER BY
  ordered_at_hour ASC NULLS LAST
