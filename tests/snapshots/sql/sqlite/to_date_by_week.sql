WITH RECURSIVE revenue_steps AS (
  SELECT
    DATE(orders.ordered_at) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    orders.ordered_at >= '2025-03-01'
    AND orders.ordered_at < '2025-06-16'
    AND NOT DATE(orders.ordered_at) IS NULL
  GROUP BY
    DATE(orders.ordered_at)
), revenue_2_steps AS (
  SELECT
    DATE(orders.ordered_at) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1,
    COUNT(*) AS a2,
    COUNT(*) AS n
  FROM orders
  WHERE
    orders.ordered_at >= '2025-01-01'
    AND orders.ordered_at < '2025-06-16'
    AND NOT DATE(orders.ordered_at) IS NULL
  GROUP BY
    DATE(orders.ordered_at)
), periods_reached AS (
  SELECT
    revenue_steps.p AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    '2025-06-15' AS p
  UNION ALL
  SELECT
    revenue_2_steps.p AS p
  FROM revenue_2_steps
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
      PARTITION BY DATE(revenue_filled.p, 'start of month')
      ORDER BY revenue_filled.p NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS v1,
    SUM(revenue_filled.n) OVER (
      PARTITION BY DATE(revenue_filled.p, 'start of month')
      ORDER BY revenue_filled.p NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS n
  FROM revenue_filled
), revenue_2_every AS (
  SELECT
    revenue_2_steps.p,
    revenue_2_steps.a1,
    revenue_2_steps.a2,
    revenue_2_steps.n
  FROM revenue_2_steps
  UNION ALL
  SELECT
    periods.p,
    NULL AS a1,
    NULL AS a2,
    NULL AS n
  FROM periods
), revenue_2_filled AS (
  SELECT
    revenue_2_every.p,
    MAX(revenue_2_every.a1) AS a1,
    MAX(revenue_2_every.a2) AS a2,
    MAX(revenue_2_every.n) AS n
  FROM revenue_2_every
  GROUP BY
    revenue_2_every.p
), revenue_2_running AS (
  SELECT
    revenue_2_filled.p AS p,
    SUM(revenue_2_filled.a1) OVER (
      PARTITION BY DATE(revenue_2_filled.p, 'start of year')
      ORDER BY revenue_2_filled.p NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS v1,
    SUM(revenue_2_filled.a2) OVER (
      PARTITION BY DATE(revenue_2_filled.p, 'start of year')
      ORDER BY revenue_2_filled.p NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS v2,
    SUM(revenue_2_filled.n) OVER (
      PARTITION BY DATE(revenue_2_filled.p, 'start of year')
      ORDER BY revenue_2_filled.p NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS n
  FROM revenue_2_filled
), revenue_totals AS (
  SELECT
    DATE(revenue_running.p, '-6 days', 'weekday 1') AS ordered_at_week,
    MAX(revenue_running.v1) AS revenue
  FROM revenue_running
  WHERE
    revenue_running.n > 0
    AND revenue_running.p >= '2025-03-24'
    AND revenue_running.p <= '2025-06-15'
    AND (
      DATE(revenue_running.p, '-6 days', 'weekday 1') <> DATE(DATE(revenue_running.p, '+1 days'), '-6 days', 'weekday 1')
      OR revenue_running.p = '2025-06-15'
    )
  GROUP BY
    DATE(revenue_running.p, '-6 days', 'weekday 1')
), revenue_2_totals AS (
  SELECT
    DATE(revenue_2_running.p, '-6 days', 'weekday 1') AS ordered_at_week,
    MAX(revenue_2_running.v1) AS revenue_2,
    MAX(revenue_2_running.v2) AS order_count
  FROM revenue_2_running
  WHERE
    revenue_2_running.n > 0
    AND revenue_2_running.p >= '2025-03-24'
    AND revenue_2_running.p <= '2025-06-15'
    AND (
      DATE(revenue_2_running.p, '-6 days', 'weekday 1') <> DATE(DATE(revenue_2_running.p, '+1 days'), '-6 days', 'weekday 1')
      OR revenue_2_running.p = '2025-06-15'
    )
  GROUP BY
    DATE(revenue_2_running.p, '-6 days', 'weekday 1')
), merged AS (
  SELECT
    ordered_at_week,
    revenue,
    NULL AS revenue_2,
    NULL AS order_count
  FROM revenue_totals
  UNION ALL
  SELECT
    ordered_at_week,
    NULL AS revenue,
    revenue_2,
    order_count
  FROM revenue_2_totals
)
SELECT
  merged.ordered_at_week AS ordered_at_week,
  MAX(merged.revenue) AS revenue_month_to_date,
  CAST(MAX(merged.revenue_2) AS REAL) / NULLIF(MAX(merged.order_count), 0) AS average_so_far
FROM merged
GROUP BY
  merged.ordered_at_week
ORDER BY
  ordered_at_week ASC NULLS LAST
