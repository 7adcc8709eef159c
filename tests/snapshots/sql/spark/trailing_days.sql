WITH revenue_steps AS (
  SELECT
    CAST(orders.ordered_at AS DATE) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-04-24' AS DATE)
    AND orders.ordered_at < CAST('2025-06-16' AS DATE)
    AND NOT CAST(orders.ordered_at AS DATE) IS NULL
  GROUP BY
    CAST(orders.ordered_at AS DATE)
), buyers_rows AS (
  SELECT DISTINCT
    CAST(orders.ordered_at AS DATE) AS p,
    orders.customer_id AS a1
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-04-01' AS DATE)
    AND orders.ordered_at < CAST('2025-06-16' AS DATE)
    AND NOT CAST(orders.ordered_at AS DATE) IS NULL
), periods_reached AS (
  SELECT
    revenue_steps.p AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    CAST('2025-06-15' AS DATE) AS p
  UNION ALL
  SELECT
    buyers_rows.p AS p
  FROM buyers_rows
  UNION ALL
  SELECT
    CAST('2025-06-15' AS DATE) AS p
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
        INTERVAL '1' DAY
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
    SUM(revenue_filled.a1) OVER (ORDER BY revenue_filled.p NULLS LAST ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS v1,
    SUM(revenue_filled.n) OVER (ORDER BY revenue_filled.p NULLS LAST ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS n
  FROM revenue_filled
), buyers_running AS (
  SELECT
    periods.p AS p,
    COUNT(DISTINCT buyers_rows.a1) AS v1
  FROM periods
  CROSS JOIN buyers_rows
  WHERE
    buyers_rows.p <= periods.p
    AND buyers_rows.p > CAST(DATE_ADD(DAY, -30, periods.p) AS DATE)
  GROUP BY
    periods.p
), revenue_totals AS (
  SELECT
    CAST(revenue_running.p AS DATE) AS ordered_at_day,
    MAX(revenue_running.v1) AS revenue
  FROM revenue_running
  WHERE
    revenue_running.n > 0
    AND revenue_running.p >= CAST('2025-05-01' AS DATE)
    AND revenue_running.p <= CAST('2025-06-15' AS DATE)
  GROUP BY
    CAST(revenue_running.p AS DATE)
), buyers_totals AS (
  SELECT
    CAST(buyers_running.p AS DATE) AS ordered_at_day,
    MAX(buyers_running.v1) AS buyers
  FROM buyers_running
  WHERE
    buyers_running.p >= CAST('2025-05-01' AS DATE)
    AND buyers_running.p <= CAST('2025-06-15' AS DATE)
  GROUP BY
    CAST(buyers_running.p AS DATE)
), merged AS (
  SELECT
    ordered_at_day,
    revenue,
    NULL AS buyers
  FROM revenue_totals
  UNION ALL
  SELECT
    ordered_at_day,
    NULL AS revenue,
    buyers
  FROM buyers_totals
)
SELECT
  merged.ordered_at_day AS ordered_at_day,
  MAX(merged.revenue) AS revenue_7_days,
  MAX(merged.buyers) AS buyers_30_days
FROM merged
GROUP BY
  merged.ordered_at_day
ORDER BY
  ordered_at_day ASC NULLS LAST
