WITH RECURSIVE revenue_steps AS (
  SELECT
    DATE(orders.ordered_at, 'start of month') AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    orders.ordered_at < '2025-06-16'
    AND NOT DATE(orders.ordered_at, 'start of month') IS NULL
  GROUP BY
    DATE(orders.ordered_at, 'start of month')
), revenue_steps_2 AS (
  SELECT
    DATE(orders.ordered_at, 'start of month') AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    orders.ordered_at < '2024-06-16'
    AND NOT DATE(orders.ordered_at, 'start of month') IS NULL
  GROUP BY
    DATE(orders.ordered_at, 'start of month')
), periods_reached AS (
  SELECT
    revenue_steps.p AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    '2025-06-01' AS p
  UNION ALL
  SELECT
    revenue_steps_2.p AS p
  FROM revenue_steps_2
  UNION ALL
  SELECT
    '2024-06-01' AS p
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
    DATE(periods.p, '+1 months') AS p
  FROM periods
  WHERE
    periods.p < (
      SELECT
        MAX(periods_reached.p)
      FROM periods_reached
    )
), revenue_every AS (
  SELECT
    revenue_steps.p,
    revenue_steps.a1,
    revenue_steps.n
  FROM revenue_steps
  UNION ALL
  SELECT
    periods.p,
    NULL AS a1,
    NULL AS n
  FROM periods
), revenue_filled AS (
  SELECT
    revenue_every.p,
    MAX(revenue_every.a1) AS a1,
    MAX(revenue_every.n) AS n
  FROM revenue_every
  GROUP BY
    revenue_every.p
), revenue_running AS (
  SELECT
    revenue_filled.p AS p,
    SUM(revenue_filled.a1) OVER (
      ORDER BY revenue_filled.p NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS v1,
    SUM(revenue_filled.n) OVER (
      ORDER BY revenue_filled.p NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS n
  FROM revenue_filled
), revenue_every_2 AS (
  SELECT
    revenue_steps_2.p,
    revenue_steps_2.a1,
    revenue_steps_2.n
  FROM revenue_steps_2
  UNION ALL
  SELECT
    periods.p,
    NULL AS a1,
    NULL AS n
  FROM periods
), revenue_filled_2 AS (
  SELECT
    revenue_every_2.p,
    MAX(revenue_every_2.a1) AS a1,
    MAX(revenue_every_2.n) AS n
  FROM revenue_every_2
  GROUP BY
    revenue_every_2.p
), revenue_running_2 AS (
  SELECT
    revenue_filled_2.p AS p,
    SUM(revenue_filled_2.a1) OVER (
      ORDER BY revenue_filled_2.p NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS v1,
    SUM(revenue_filled_2.n) OVER (
      ORDER BY revenue_filled_2.p NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS n
  FROM revenue_filled_2
), revenue_totals AS (
  SELECT
    DATE(revenue_running.p, 'start of month') AS ordered_at_month,
    MAX(revenue_running.v1) AS revenue
  FROM revenue_running
  WHERE
    revenue_running.n > 0
    AND revenue_running.p >= '2025-04-01'
    AND revenue_running.p <= '2025-06-01'
  GROUP BY
    DATE(revenue_running.p, 'start of month')
), revenue_totals_previous AS (
  SELECT
    DATE(DATE(DATE(revenue_running_2.p, 'start of month'), '+12 months'), 'start of month') AS ordered_at_month,
    MAX(revenue_running_2.v1) AS revenue_previous
  FROM revenue_running_2
  WHERE
    revenue_running_2.n > 0
    AND revenue_running_2.p >= '2024-04-01'
    AND revenue_running_2.p <= '2024-06-01'
  GROUP BY
    DATE(DATE(DATE(revenue_running_2.p, 'start of month'), '+12 months'), 'start of month')
), merged AS (
  SELECT
    ordered_at_month,
    revenue,
    NULL AS revenue_previous
  FROM revenue_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS revenue,
    revenue_previous
  FROM revenue_totals_previous
)
SELECT
  merged.ordered_at_month AS ordered_at_month,
  MAX(merged.revenue) AS revenue_so_far,
  MAX(merged.revenue_previous) AS revenue_so_far_previous
FROM merged
GROUP BY
  merged.ordered_at_month
ORDER BY
  ordered_at_month ASC NULLS LAST
