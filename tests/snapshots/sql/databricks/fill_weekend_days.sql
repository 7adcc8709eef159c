WITH orders_totals AS (
  SELECT
    CAST(orders.ordered_at AS DATE) AS ordered_at_day,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    WEEKDAY(orders.ordered_at) + 1 IN (6, 7)
    AND orders.ordered_at >= CAST('2025-04-01' AS DATE)
    AND orders.ordered_at < CAST('2025-06-01' AS DATE)
  GROUP BY
    CAST(orders.ordered_at AS DATE)
), periods AS (
  SELECT
    EXPLODE(
      SEQUENCE(CAST('2025-04-01' AS DATE), CAST('2025-05-31' AS DATE), INTERVAL '1' DAY)
    ) AS p
), all_periods AS (
  SELECT
    periods.p AS ordered_at_day
  FROM periods
  WHERE
    EXISTS(
      SELECT
        1
      FROM orders_totals
    )
    AND WEEKDAY(periods.p) + 1 IN (6, 7)
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
), each_group AS (
  SELECT
    merged.ordered_at_day AS ordered_at_day,
    COALESCE(MAX(merged.order_count), 0) AS order_count
  FROM merged
  GROUP BY
    merged.ordered_at_day
)
SELECT
  AVG(CAST(each_group.order_count AS DOUBLE)) AS order_count
FROM each_group
