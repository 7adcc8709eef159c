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
), periods_reached AS (
  SELECT
    revenue_steps.p AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    CAST(CAST(DATE_ADD(MONTH, 1, CAST(DATE_TRUNC('MONTH', revenue_steps.p) AS DATE)) AS DATE) AS DATE) AS p
  FROM revenue_steps
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
    SUM(revenue_filled.a1) OVER (
      ORDER BY revenue_filled.p NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS v1,
    SUM(revenue_filled.n) OVER (
      ORDER BY revenue_filled.p NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS n
  FROM revenue_filled
)
SELECT
  CAST(DATE_TRUNC('MONTH', revenue_running.p) AS DATE) AS ordered_at_month,
  MAX(revenue_running.v1) AS revenue_so_far
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
  AND revenue_running.p >= CAST('2025-01-01' AS DATE)
  AND (
    CAST(DATE_TRUNC('MONTH', revenue_running.p) AS DATE) <> CAST(DATE_TRUNC('MONTH', CAST(DATE_ADD(DAY, 1, revenue_running.p) AS DATE)) AS DATE)
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
ORDER BY
  ordered_at_month ASC NULLS LAST
