WITH RECURSIVE order_count_steps AS (
  SELECT
    DATE_TRUNC('HOUR', orders.ordered_at) AS p,
    COUNT(*) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-05-30 21:00:00' AS TIMESTAMP)
    AND orders.ordered_at < CAST('2025-06-04' AS DATE)
    AND NOT DATE_TRUNC('HOUR', orders.ordered_at) IS NULL
  GROUP BY
    DATE_TRUNC('HOUR', orders.ordered_at)
), periods_reached AS (
  SELECT
    order_count_steps.p AS p
  FROM order_count_steps
  UNION ALL
  SELECT
    CAST('2025-06-03 23:00:00' AS TIMESTAMP) AS p
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
    2 * periods_counted.n + half.k <= DATEDIFF(
      HOUR,
      (
        SELECT
          MIN(periods_reached.p)
        FROM periods_reached
      ),
      (
        SELECT
          MAX(periods_reached.p)
        FROM periods_reached
      )
    )
), periods AS (
  SELECT
    DATEADD(
      HOUR,
      periods_counted.n,
      (
        SELECT
          MIN(periods_reached.p)
        FROM periods_reached
      )
    ) AS p
  FROM periods_counted
  WHERE
    NOT (
      SELECT
        MIN(periods_reached.p)
      FROM periods_reached
    ) IS NULL
), order_count_every AS (
  SELECT
    order_count_steps.p,
    order_count_steps.a1,
    order_count_steps.n
  FROM order_count_steps
  UNION ALL
  SELECT
    periods.p,
    NULL AS a1,
    NULL AS n
  FROM periods
), order_count_filled AS (
  SELECT
    order_count_every.p,
    MAX(order_count_every.a1) AS a1,
    MAX(order_count_every.n) AS n
  FROM order_count_every
  GROUP BY
    order_count_every.p
), order_count_running AS (
  SELECT
    order_count_filled.p AS p,
    SUM(order_count_filled.a1) OVER (ORDER BY order_count_filled.p ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS v1,
    SUM(order_count_filled.n) OVER (ORDER BY order_count_filled.p ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS n
  FROM order_count_filled
)
SELECT
  DATE_TRUNC('HOUR', order_count_running.p) AS ordered_at_hour,
  MAX(order_count_running.v1) AS orders_3_hours
FROM order_count_running
WHERE
  order_count_running.n > 0
  AND order_count_running.p >= CAST('2025-05-31 00:00:00' AS TIMESTAMP)
  AND order_count_running.p <= CAST('2025-06-03 23:00:00' AS TIMESTAMP)
GROUP BY
  DATE_TRUNC('HOUR', order_count_running.p)
ORDER BY
  ordered_at_hour ASC
