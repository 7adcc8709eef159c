WITH revenue_steps AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    orders.ordered_at < CAST('2025-06-16' AS DATE)
    AND NOT CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) IS NULL
  GROUP BY
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)
), revenue_steps_2 AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    orders.ordered_at < CAST('2024-06-16' AS DATE)
    AND NOT CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) IS NULL
  GROUP BY
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)
), periods_reached AS (
  SELECT
    revenue_steps.p AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    CAST('2025-06-01' AS DATE) AS p
  UNION ALL
  SELECT
    revenue_steps_2.p AS p
  FROM revenue_steps_2
  UNION ALL
  SELECT
    CAST('2024-06-01' AS DATE) AS p
), periods AS (
  SELECT
    EXPLODE(
      SEQUENCE(
        (
          SELECT
            MIN(periods_reached.p)
          FROM periods_reached
        ),
        (
          SELECT
            MAX(periods_reached.p)
          FROM periods_reached
        ),
        INTERVAL '1' MONTH
      )
    ) AS p
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
    CAST(DATE_TRUNC('MONTH', revenue_running.p) AS DATE) AS ordered_at_month,
    MAX(revenue_running.v1) AS revenue
  FROM revenue_running
  WHERE
    revenue_running.n > 0
    AND revenue_running.p >= CAST('2025-04-01' AS DATE)
    AND revenue_running.p <= CAST('2025-06-01' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('MONTH', revenue_running.p) AS DATE)
), revenue_totals_previous AS (
  SELECT
    CAST(DATE_TRUNC(
      'MONTH',
      CAST(DATE_ADD(MONTH, 12, CAST(DATE_TRUNC('MONTH', revenue_running_2.p) AS DATE)) AS DATE)
    ) AS DATE) AS ordered_at_month,
    MAX(revenue_running_2.v1) AS revenue_previous
  FROM revenue_running_2
  WHERE
    revenue_running_2.n > 0
    AND revenue_running_2.p >= CAST('2024-04-01' AS DATE)
    AND revenue_running_2.p <= CAST('2024-06-01' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC(
      'MONTH',
      CAST(DATE_ADD(MONTH, 12, CAST(DATE_TRUNC('MONTH', revenue_running_2.p) AS DATE)) AS DATE)
    ) AS DATE)
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
