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
), periods_reached AS (
  SELECT
    '2024-07-01' AS p
  UNION ALL
  SELECT
    '2025-06-01' AS p
  UNION ALL
  SELECT
    revenue_steps.p AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    '2025-06-01' AS p
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
), revenue_totals AS (
  SELECT
    DATE(revenue_running.p, 'start of month') AS ordered_at_month,
    MAX(revenue_running.v1) AS revenue
  FROM revenue_running
  WHERE
    revenue_running.n > 0
    AND revenue_running.p >= '2024-07-01'
    AND revenue_running.p <= '2025-06-01'
  GROUP BY
    DATE(revenue_running.p, 'start of month')
), orders_totals AS (
  SELECT
    DATE(orders.ordered_at, 'start of month') AS ordered_at_month,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2024-07-01' AND orders.ordered_at < '2025-07-01'
  GROUP BY
    DATE(orders.ordered_at, 'start of month')
), all_periods AS (
  SELECT
    periods.p AS ordered_at_month
  FROM periods
  WHERE
    periods.p >= '2024-07-01' AND periods.p <= '2025-06-01'
), merged AS (
  SELECT
    ordered_at_month,
    revenue,
    NULL AS order_count
  FROM revenue_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS revenue,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS revenue,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_month AS ordered_at_month,
  COALESCE(MAX(merged.revenue), 0) AS revenue_so_far,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_month
ORDER BY
  ordered_at_month ASC NULLS LAST
