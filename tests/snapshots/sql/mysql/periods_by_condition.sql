WITH RECURSIVE revenue_steps AS (
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
    CAST(CAST(DATE_ADD(CAST(DATE_FORMAT(revenue_steps.p, '%Y-%m-01') AS DATE), INTERVAL '1' MONTH) AS DATE) AS DATE) AS p
  FROM revenue_steps
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
    2 * periods_counted.n + half.k <= TIMESTAMPDIFF(
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
    CAST(DATE_ADD(
      (
        SELECT
          MIN(periods_reached.p)
        FROM periods_reached
      ),
      INTERVAL periods_counted.n DAY
    ) AS DATE) AS p
  FROM periods_counted
  WHERE
    NOT (
      SELECT
        MIN(periods_reached.p)
      FROM periods_reached
    ) IS NULL
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
    SUM(revenue_filled.a1) OVER (ORDER BY revenue_filled.p ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS v1,
    SUM(revenue_filled.n) OVER (ORDER BY revenue_filled.p ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS n
  FROM revenue_filled
)
SELECT
  CAST(DATE_FORMAT(revenue_running.p, '%Y-%m-01') AS DATE) AS ordered_at_month,
  MAX(revenue_running.v1) AS revenue_so_far
FROM revenue_running
WHERE
  revenue_running.n > 0
  AND CAST(DATE_FORMAT(revenue_running.p, '%Y-%m-01') AS DATE) <= CAST(DATE_FORMAT((
    SELECT
      MAX(revenue_steps.p)
    FROM revenue_steps
  ), '%Y-%m-01') AS DATE)
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
    CAST(DATE_FORMAT(revenue_running.p, '%Y-%m-01') AS DATE) <> CAST(DATE_FORMAT(CAST(DATE_ADD(revenue_running.p, INTERVAL '1' DAY) AS DATE), '%Y-%m-01') AS DATE)
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
  CAST(DATE_FORMAT(revenue_running.p, '%Y-%m-01') AS DATE)
ORDER BY
  CASE
    WHEN CAST(DATE_FORMAT(revenue_running.p, '%Y-%m-01') AS DATE) IS NULL
    THEN 1
    ELSE 0
  END,
  CAST(DATE_FORMAT(revenue_running.p, '%Y-%m-01') AS DATE) ASC
