WITH revenue_steps AS (
  SELECT
    CAST(orders.ordered_at AS DATE) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    NOT CAST(orders.ordered_at AS DATE) IS NULL
  GROUP BY
    CAST(orders.ordered_at AS DATE)
), revenue_2_steps AS (
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
    revenue_steps.p AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    CAST(CAST(DATE_ADD('MONTH', 1, CAST(DATE_TRUNC('MONTH', revenue_steps.p) AS DATE)) AS DATE) AS DATE) AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    revenue_2_steps.p AS p
  FROM revenue_2_steps
  UNION ALL
  SELECT
    CAST(CAST(DATE_ADD('MONTH', 1, CAST(DATE_TRUNC('MONTH', revenue_2_steps.p) AS DATE)) AS DATE) AS DATE) AS p
  FROM revenue_2_steps
), periods AS (
  SELECT
    p
  FROM UNNEST(SEQUENCE(
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
  )) AS s(p)
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
    SUM(revenue_filled.a1) OVER (ORDER BY revenue_filled.p ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS v1,
    SUM(revenue_filled.n) OVER (ORDER BY revenue_filled.p ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS n
  FROM revenue_filled
), revenue_2_every AS (
  SELECT
    revenue_2_steps.p,
    revenue_2_steps.a1,
    revenue_2_steps.n
  FROM revenue_2_steps
  UNION ALL
  SELECT
    periods.p,
    NULL AS a1,
    NULL AS n
  FROM periods
), revenue_2_filled AS (
  SELECT
    revenue_2_every.p,
    MAX(revenue_2_every.a1) AS a1,
    MAX(revenue_2_every.n) AS n
  FROM revenue_2_every
  GROUP BY
    revenue_2_every.p
), revenue_2_running AS (
  SELECT
    revenue_2_filled.p AS p,
    SUM(revenue_2_filled.a1) OVER (ORDER BY revenue_2_filled.p ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS v1,
    SUM(revenue_2_filled.n) OVER (ORDER BY revenue_2_filled.p ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS n
  FROM revenue_2_filled
), revenue_totals AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', revenue_running.p) AS DATE) AS ordered_at_month,
    MAX(revenue_running.v1) AS revenue
  FROM revenue_running
  WHERE
    revenue_running.n > 0
    AND CAST(DATE_TRUNC('MONTH', revenue_running.p) AS DATE) <= CAST(DATE_TRUNC('MONTH', (
      SELECT
        MAX(revenue_steps.p)
      FROM revenue_steps
    )) AS DATE)
    AND revenue_running.p <= CASE
      WHEN (
        SELECT
          MAX(revenue_steps.p)
        FROM revenue_steps
      ) > CAST('2025-06-15' AS DATE)
      THEN (
        SELECT
          MAX(revenue_steps.p)
        FROM revenue_steps
      )
      ELSE CAST('2025-06-15' AS DATE)
    END
    AND (
      CAST(DATE_TRUNC('MONTH', revenue_running.p) AS DATE) <> CAST(DATE_TRUNC('MONTH', CAST(DATE_ADD('DAY', 1, revenue_running.p) AS DATE)) AS DATE)
      OR revenue_running.p = CASE
        WHEN (
          SELECT
            MAX(revenue_steps.p)
          FROM revenue_steps
        ) > CAST('2025-06-15' AS DATE)
        THEN (
          SELECT
            MAX(revenue_steps.p)
          FROM revenue_steps
        )
        ELSE CAST('2025-06-15' AS DATE)
      END
    )
  GROUP BY
    CAST(DATE_TRUNC('MONTH', revenue_running.p) AS DATE)
), revenue_2_totals AS (
  SELECT
    stage.g1 AS ordered_at_month,
    AVG(CAST(stage.v1 AS DOUBLE)) AS revenue_2
  FROM (
    SELECT
      CAST(DATE_TRUNC('MONTH', revenue_2_running.p) AS DATE) AS g1,
      revenue_2_running.v1 AS v1
    FROM revenue_2_running
    WHERE
      revenue_2_running.n > 0
      AND CAST(DATE_TRUNC('MONTH', revenue_2_running.p) AS DATE) <= CAST(DATE_TRUNC('MONTH', (
        SELECT
          MAX(revenue_2_steps.p)
        FROM revenue_2_steps
      )) AS DATE)
      AND revenue_2_running.p <= CASE
        WHEN (
          SELECT
            MAX(revenue_2_steps.p)
          FROM revenue_2_steps
        ) > CAST('2025-06-15' AS DATE)
        THEN (
          SELECT
            MAX(revenue_2_steps.p)
          FROM revenue_2_steps
        )
        ELSE CAST('2025-06-15' AS DATE)
      END
  ) AS stage
  GROUP BY
    stage.g1
), merged AS (
  SELECT
    ordered_at_month,
    revenue,
    NULL AS revenue_2
  FROM revenue_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS revenue,
    revenue_2
  FROM revenue_2_totals
)
SELECT
  merged.ordered_at_month AS ordered_at_month,
  MAX(merged.revenue) AS revenue_7_days,
  MAX(merged.revenue_2) AS mean_of_weeks
FROM merged
GROUP BY
  merged.ordered_at_month
ORDER BY
  ordered_at_month ASC
