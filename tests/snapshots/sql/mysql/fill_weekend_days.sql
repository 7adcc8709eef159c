WITH RECURSIVE orders_totals AS (
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
), periods_counted(n) AS (
  SELECT
    0 AS n
  UNION ALL
  SELECT
    2 * periods_counted.n + half.k AS n
  FROM periods_counted
  CROSS JOIN (
    SELECT
      1 AS k
    UNION ALL
    SELECT
      2 AS k
  ) AS half
  WHERE
    2 * periods_counted.n + half.k <= TIMESTAMPDIFF(DAY, CAST('2025-04-01' AS DATE), CAST('2025-05-31' AS DATE))
), periods AS (
  SELECT
    CAST(DATE_ADD(CAST('2025-04-01' AS DATE), INTERVAL periods_counted.n DAY) AS DATE) AS p
  FROM periods_counted
  WHERE
    NOT CAST('2025-04-01' AS DATE) IS NULL
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
