WITH RECURSIVE revenue_steps AS (
  SELECT
    orders.status AS g1,
    CAST(orders.ordered_at AS DATE) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2024-05-01' AS DATE)
    AND orders.ordered_at < CAST('2025-06-16' AS DATE)
    AND NOT CAST(orders.ordered_at AS DATE) IS NULL
  GROUP BY
    orders.status,
    CAST(orders.ordered_at AS DATE)
), periods_reached AS (
  SELECT
    revenue_steps.p AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    CAST('2025-06-15' AS DATE) AS p
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
      DAY,
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
    CAST(DATEADD(
      DAY,
      periods_counted.n,
      (
        SELECT
          MIN(periods_reached.p)
        FROM periods_reached
      )
    ) AS DATE) AS p
  FROM periods_counted
  WHERE
    NOT (
      SELECT
        MIN(periods_reached.p)
      FROM periods_reached
    ) IS NULL
), revenue_running AS (
  SELECT
    revenue_steps.g1 AS g1,
    periods.p AS p,
    SUM(revenue_steps.a1) AS v1
  FROM periods
  CROSS JOIN revenue_steps
  WHERE
    revenue_steps.p <= periods.p
    AND revenue_steps.p > CAST(DATEADD(MONTH, -2, periods.p) AS DATE)
  GROUP BY
    revenue_steps.g1,
    periods.p
)
SELECT
  CAST(DATE_TRUNC('MONTH', revenue_running.p) AS DATE) AS ordered_at_month,
  revenue_running.g1 AS status,
  MAX(revenue_running.v1) AS revenue_2_months
FROM revenue_running
WHERE
  revenue_running.p >= CAST('2024-07-01' AS DATE)
  AND revenue_running.p <= CAST('2025-06-15' AS DATE)
  AND (
    CAST(DATE_TRUNC('MONTH', revenue_running.p) AS DATE) <> CAST(DATE_TRUNC('MONTH', CAST(DATEADD(DAY, 1, revenue_running.p) AS DATE)) AS DATE)
    OR revenue_running.p = CAST('2025-06-15' AS DATE)
  )
GROUP BY
  CAST(DATE_TRUNC('MONTH', revenue_running.p) AS DATE),
  revenue_running.g1
ORDER BY
  ordered_at_month ASC,
  status ASC
