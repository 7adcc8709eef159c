WITH RECURSIVE revenue_steps AS (
  SELECT
    CAST(orders.ordered_at AS DATE) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS v1
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-04-20' AS DATE)
    AND orders.ordered_at < CAST('2025-06-20' AS DATE)
    AND NOT CAST(orders.ordered_at AS DATE) IS NULL
  GROUP BY
    CAST(orders.ordered_at AS DATE)
), revenue_3_steps AS (
  SELECT
    CAST(orders.ordered_at AS DATE) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS v1
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-05-01' AS DATE)
    AND orders.ordered_at < CAST('2025-07-02' AS DATE)
    AND NOT CAST(orders.ordered_at AS DATE) IS NULL
  GROUP BY
    CAST(orders.ordered_at AS DATE)
), revenue_4_steps AS (
  SELECT
    CAST(orders.ordered_at AS DATE) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    NOT CAST(orders.ordered_at AS DATE) IS NULL
  GROUP BY
    CAST(orders.ordered_at AS DATE)
), periods_reached AS (
  SELECT
    CAST(revenue_steps.p AS DATE) AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    CAST(CAST(DATEADD(MONTH, 1, revenue_steps.p) AS DATE) AS DATE) AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    CAST('2025-07-19' AS DATE) AS p
  UNION ALL
  SELECT
    CAST(revenue_3_steps.p AS DATE) AS p
  FROM revenue_3_steps
  UNION ALL
  SELECT
    CAST(CAST(DATEADD(MONTH, 1, revenue_3_steps.p) AS DATE) AS DATE) AS p
  FROM revenue_3_steps
  UNION ALL
  SELECT
    CAST('2025-07-19' AS DATE) AS p
  UNION ALL
  SELECT
    revenue_4_steps.p AS p
  FROM revenue_4_steps
  UNION ALL
  SELECT
    CAST('2025-05-15' AS DATE) AS p
  UNION ALL
  SELECT
    CAST(revenue_4_steps.p AS DATE) AS p
  FROM revenue_4_steps
  UNION ALL
  SELECT
    CAST(CAST(DATEADD(MONTH, 1, revenue_4_steps.p) AS DATE) AS DATE) AS p
  FROM revenue_4_steps
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
    SUM(revenue_4_filled.a1) OVER (ORDER BY revenue_4_filled.p ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS v1,
    SUM(revenue_4_filled.n) OVER (ORDER BY revenue_4_filled.p ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS n
  FROM revenue_4_filled
), revenue_totals AS (
  SELECT
    CAST(periods.p AS DATE) AS ordered_at_day,
    MAX(revenue_steps.v1) AS revenue
  FROM periods
  JOIN revenue_steps
    ON revenue_steps.p = CAST(DATEADD(MONTH, -1, periods.p) AS DATE)
  WHERE
    periods.p >= CAST('2025-05-20' AS DATE)
    AND periods.p <= CAST('2025-07-19' AS DATE)
  GROUP BY
    CAST(periods.p AS DATE)
), revenue_2_totals AS (
  SELECT
    CAST(CAST(DATEADD(DAY, 7, CAST(orders.ordered_at AS DATE)) AS DATE) AS DATE) AS ordered_at_day,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_2
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-05-13' AS DATE)
    AND orders.ordered_at < CAST('2025-07-13' AS DATE)
  GROUP BY
    CAST(CAST(DATEADD(DAY, 7, CAST(orders.ordered_at AS DATE)) AS DATE) AS DATE)
), revenue_3_totals AS (
  SELECT
    CAST(periods.p AS DATE) AS ordered_at_day,
    MAX(revenue_3_steps.v1) AS revenue_3
  FROM periods
  JOIN revenue_3_steps
    ON revenue_3_steps.p = CAST(DATE_TRUNC('MONTH', periods.p) AS DATE)
  WHERE
    periods.p >= CAST('2025-05-20' AS DATE)
    AND periods.p <= CAST('2025-07-19' AS DATE)
  GROUP BY
    CAST(periods.p AS DATE)
), revenue_4_totals AS (
  SELECT
    CAST(periods.p AS DATE) AS ordered_at_day,
    MAX(revenue_4_running.v1) AS revenue_4
  FROM periods
  JOIN revenue_4_running
    ON revenue_4_running.p = CAST(DATEADD(MONTH, -1, periods.p) AS DATE)
  WHERE
    revenue_4_running.n > 0
    AND periods.p >= CAST('2025-05-20' AS DATE)
    AND periods.p <= CAST('2025-06-15' AS DATE)
  GROUP BY
    CAST(periods.p AS DATE)
), merged AS (
  SELECT
    revenue_totals.ordered_at_day AS ordered_at_day,
    revenue_totals.revenue AS revenue,
    revenue_2_totals.revenue_2 AS revenue_2,
    revenue_3_totals.revenue_3 AS revenue_3,
    revenue_4_totals.revenue_4 AS revenue_4
  FROM revenue_totals
  CROSS JOIN revenue_2_totals
  CROSS JOIN revenue_3_totals
  CROSS JOIN revenue_4_totals
  WHERE
    FALSE
  UNION ALL
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
  ordered_at_day ASC
