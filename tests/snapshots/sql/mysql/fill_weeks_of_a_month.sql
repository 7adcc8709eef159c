WITH RECURSIVE orders_totals AS (
  SELECT
    CAST(DATE_SUB(orders.ordered_at, INTERVAL (
      WEEKDAY(orders.ordered_at)
    ) DAY) AS DATE) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    EXTRACT(MONTH FROM orders.ordered_at) = 5
    AND orders.ordered_at >= CAST('2025-03-24' AS DATE)
    AND orders.ordered_at < CAST('2025-06-16' AS DATE)
  GROUP BY
    CAST(DATE_SUB(orders.ordered_at, INTERVAL (
      WEEKDAY(orders.ordered_at)
    ) DAY) AS DATE)
), days_counted(n) AS (
  SELECT
    0 AS n
  UNION ALL
  SELECT
    2 * days_counted.n + half.k AS n
  FROM days_counted
  CROSS JOIN (
    SELECT
      1 AS k
    UNION ALL
    SELECT
      2 AS k
  ) AS half
  WHERE
    2 * days_counted.n + half.k <= TIMESTAMPDIFF(
      DAY,
      CAST('2025-03-24' AS DATE),
      CAST(DATE_ADD(
        CAST(DATE_ADD(CAST('2025-06-09' AS DATE), INTERVAL '7' DAY) AS DATE),
        INTERVAL '-1' DAY
      ) AS DATE)
    )
), days AS (
  SELECT
    CAST(DATE_ADD(CAST('2025-03-24' AS DATE), INTERVAL days_counted.n DAY) AS DATE) AS p
  FROM days_counted
  WHERE
    NOT CAST('2025-03-24' AS DATE) IS NULL
), periods AS (
  SELECT DISTINCT
    CAST(DATE_SUB(days.p, INTERVAL (
      WEEKDAY(days.p)
    ) DAY) AS DATE) AS p
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
  CASE WHEN merged.ordered_at_week IS NULL THEN 1 ELSE 0 END,
  merged.ordered_at_week ASC
