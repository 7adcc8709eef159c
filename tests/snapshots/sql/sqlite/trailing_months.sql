WITH RECURSIVE revenue_steps AS (
  SELECT
    orders.status AS g1,
    DATE(orders.ordered_at) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1
  FROM orders
  WHERE
    orders.ordered_at >= '2024-05-01'
    AND orders.ordered_at < '2025-06-16'
    AND NOT DATE(orders.ordered_at) IS NULL
  GROUP BY
    orders.status,
    DATE(orders.ordered_at)
), periods_reached AS (
  SELECT
    revenue_steps.p AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    '2025-06-15' AS p
), periods(p) AS (
  SELECT
    (
      SELECT
        MIN(periods_reached.p)
      FROM periods_reached
    ) AS p
  WHERE
    NOT (
      SELECT
        MIN(periods_reached.p)
      FROM periods_reached
    ) IS NULL
  UNION ALL
  SELECT
    DATE(periods.p, '+1 days') AS p
  FROM periods
  WHERE
    periods.p < (
      SELECT
        MAX(periods_reached.p)
      FROM periods_reached
    )
), revenue_running AS (
  SELECT
    revenue_steps.g1 AS g1,
    periods.p AS p,
    SUM(revenue_steps.a1) AS v1
  FROM periods
  CROSS JOIN revenue_steps
  WHERE
    revenue_steps.p <= periods.p AND revenue_steps.p > DATE(periods.p, '-2 months')
  GROUP BY
    revenue_steps.g1,
    periods.p
)
SELECT
  DATE(revenue_running.p, 'start of month') AS ordered_at_month,
  revenue_running.g1 AS status,
  MAX(revenue_running.v1) AS revenue_2_months
FROM revenue_running
WHERE
  revenue_running.p >= '2024-07-01'
  AND revenue_running.p <= '2025-06-15'
  AND (
    DATE(revenue_running.p, 'start of month') <> DATE(DATE(revenue_running.p, '+1 days'), 'start of month')
    OR revenue_running.p = '2025-06-15'
  )
GROUP BY
  DATE(revenue_running.p, 'start of month'),
  revenue_running.g1
ORDER BY
  ordered_at_month ASC NULLS LAST,
  status ASC NULLS LAST
