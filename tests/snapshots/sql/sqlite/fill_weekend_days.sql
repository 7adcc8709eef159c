WITH RECURSIVE orders_totals AS (
  SELECT
    DATE(orders.ordered_at) AS ordered_at_day,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    (
      CAST(STRFTIME('%w', orders.ordered_at) AS INTEGER) + 6
    ) % 7 + 1 IN (6, 7)
    AND orders.ordered_at >= '2025-04-01'
    AND orders.ordered_at < '2025-06-01'
  GROUP BY
    DATE(orders.ordered_at)
), periods(p) AS (
  SELECT
    '2025-04-01' AS p
  WHERE
    NOT '2025-04-01' IS NULL
  UNION ALL
  SELECT
    DATE(periods.p, '+1 days') AS p
  FROM periods
  WHERE
    periods.p < '2025-05-31'
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
    AND (
      CAST(STRFTIME('%w', periods.p) AS INTEGER) + 6
    ) % 7 + 1 IN (6, 7)
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
  AVG(each_group.order_count) AS order_count
FROM each_group
