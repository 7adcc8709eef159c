WITH RECURSIVE revenue_steps AS (
  SELECT
    DATE(orders.ordered_at) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS v1
  FROM orders
  WHERE
    orders.ordered_at >= '2025-04-20'
    AND orders.ordered_at < '2025-06-20'
    AND NOT DATE(orders.ordered_at) IS NULL
  GROUP BY
    DATE(orders.ordered_at)
), revenue_3_steps AS (
  SELECT
    DATE(orders.ordered_at) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS v1
  FROM orders
  WHERE
    orders.ordered_at >= '2025-05-01'
    AND orders.ordered_at < '2025-07-02'
    AND NOT DATE(orders.ordered_at) IS NULL
  GROUP BY
    DATE(orders.ordered_at)
), revenue_4_steps AS (
  SELECT
    DATE(orders.ordered_at) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    NOT DATE(orders.ordered_at) IS NULL
  GROUP BY
    DATE(orders.ordered_at)
), periods_reached AS (
  SELECT
    DATE(revenue_steps.p) AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    DATE(DATE(revenue_steps.p, '+1 months')) AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    '2025-07-19' AS p
  UNION ALL
  SELECT
    DATE(revenue_3_steps.p) AS p
  FROM revenue_3_steps
  UNION ALL
  SELECT
    DATE(DATE(revenue_3_steps.p, '+1 months')) AS p
  FROM revenue_3_steps
  UNION ALL
  SELECT
    '2025-07-19' AS p
  UNION ALL
  SELECT
    revenue_4_steps.p AS p
  FROM revenue_4_steps
  UNION ALL
  SELECT
    '2025-05-15' AS p
  UNION ALL
  SELECT
    DATE(revenue_4_steps.p) AS p
  FROM revenue_4_steps
  UNION ALL
  SELECT
    DATE(DATE(revenue_4_steps.p, '+1 months')) AS p
  FROM revenue_4_steps
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
), revenue_4_every AS (
  SELECT
    revenue_4_steps.p,
    revenue_4_steps.a1,
    revenue_4_steps.n
  FROM revenue_4_steps
  UNION ALL
  SELECT
    periods.p,
    NULL AS a1,
    NULL AS n
  FROM periods
), revenue_4_filled AS (
  SELECT
    revenue_4_every.p,
    MAX(revenue_4_every.a1) AS a1,
    MAX(revenue_4_every.n) AS n
  FROM revenue_4_every
  GROUP BY
    revenue_4_every.p
), revenue_4_running AS (
  SELECT
    revenue_4_filled.p AS p,
    SUM(revenue_4_filled.a1) OVER (
      ORDER BY revenue_4_filled.p NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS v1,
    SUM(revenue_4_filled.n) OVER (
      ORDER BY revenue_4_filled.p NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS n
  FROM revenue_4_filled
), revenue_totals AS (
  SELECT
    DATE(periods.p) AS ordered_at_day,
    MAX(revenue_steps.v1) AS revenue
  FROM periods
  JOIN revenue_steps
    ON revenue_steps.p = DATE(periods.p, '-1 months')
  WHERE
    periods.p >= '2025-05-20' AND periods.p <= '2025-07-19'
  GROUP BY
    DATE(periods.p)
), revenue_2_totals AS (
  SELECT
    DATE(DATE(DATE(orders.ordered_at), '+7 days')) AS ordered_at_day,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_2
  FROM orders
  WHERE
    orders.ordered_at >= '2025-05-13' AND orders.ordered_at < '2025-07-13'
  GROUP BY
    DATE(DATE(DATE(orders.ordered_at), '+7 days'))
), revenue_3_totals AS (
  SELECT
    DATE(periods.p) AS ordered_at_day,
    MAX(revenue_3_steps.v1) AS revenue_3
  FROM periods
  JOIN revenue_3_steps
    ON revenue_3_steps.p = DATE(periods.p, 'start of month')
  WHERE
    periods.p >= '2025-05-20' AND periods.p <= '2025-07-19'
  GROUP BY
    DATE(periods.p)
), revenue_4_totals AS (
  SELECT
    DATE(periods.p) AS ordered_at_day,
    MAX(revenue_4_running.v1) AS revenue_4
  FROM periods
  JOIN revenue_4_running
    ON revenue_4_running.p = DATE(periods.p, '-1 months')
  WHERE
    revenue_4_running.n > 0
    AND periods.p >= '2025-05-20'
    AND periods.p <= '2025-06-15'
  GROUP BY
    DATE(periods.p)
), merged AS (
  SELECT
    ordered_at_day,
    revenue,
    NULL AS revenue_2,
    NULL AS revenue_3,
    NULL AS revenue_4
  FROM revenue_totals
  UNION ALL
  SELECT
    ordered_at_day,
    NULL AS revenue,
    revenue_2,
    NULL AS revenue_3,
    NULL AS revenue_4
  FROM revenue_2_totals
  UNION ALL
  SELECT
    ordered_at_day,
    NULL AS revenue,
    NULL AS revenue_2,
    revenue_3,
    NULL AS revenue_4
  FROM revenue_3_totals
  UNION ALL
  SELECT
    ordered_at_day,
    NULL AS revenue,
    NULL AS revenue_2,
    NULL AS revenue_3,
    revenue_4
  FROM revenue_4_totals
)
SELECT
  merged.ordered_at_day AS ordered_at_day,
  MAX(merged.revenue) AS revenue_month_before,
  MAX(merged.revenue_2) AS revenue_week_before,
  MAX(merged.revenue_3) AS revenue_first_day,
  (
    MAX(merged.revenue_4)
  ) AS so_far_before
FROM merged
GROUP BY
  merged.ordered_at_day
ORDER BY
  ordered_at_day ASC NULLS LAST
