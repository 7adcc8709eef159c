WITH revenue_steps AS (
  SELECT
    toDate32(orders.ordered_at) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    NOT (
      toDate32(orders.ordered_at) IS NULL
    )
  GROUP BY
    toDate32(orders.ordered_at)
), periods_reached AS (
  SELECT
    revenue_steps.p AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    toDate32(
      CAST(dateTrunc('MONTH', toDate32(revenue_steps.p)) + INTERVAL '1' MONTH AS Nullable(Date32))
    ) AS p
  FROM revenue_steps
), periods AS (
  SELECT
    addDays((
      SELECT
        MIN(periods_reached.p)
      FROM periods_reached
    ), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(
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
              ) + 1,
              0
            )
          )
        )
      ) AS n
  ) AS s
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
  dateTrunc('MONTH', toDate32(revenue_running.p)) AS ordered_at_month,
  MAX(revenue_running.v1) AS revenue_so_far
FROM revenue_running
WHERE
  revenue_running.n > 0
  AND dateTrunc('MONTH', toDate32(revenue_running.p)) <= dateTrunc('MONTH', toDate32((
    SELECT
      MAX(revenue_steps.p)
    FROM revenue_steps
  )))
  AND revenue_running.p <= CASE
    WHEN (
      SELECT
        MAX(revenue_steps.p)
      FROM revenue_steps
    ) > CAST('2025-06-15' AS Nullable(Date32))
    THEN (
      SELECT
        MAX(revenue_steps.p)
      FROM revenue_steps
    )
    ELSE CAST('2025-06-15' AS Nullable(Date32))
  END
  AND revenue_running.p >= CAST('2025-01-01' AS Nullable(Date32))
  AND (
    dateTrunc('MONTH', toDate32(revenue_running.p)) <> dateTrunc('MONTH', toDate32(CAST(revenue_running.p + INTERVAL '1' DAY AS Nullable(Date32))))
    OR revenue_running.p = CASE
      WHEN (
        SELECT
          MAX(revenue_steps.p)
        FROM revenue_steps
      ) > CAST('2025-06-15' AS Nullable(Date32))
      THEN (
        SELECT
          MAX(revenue_steps.p)
        FROM revenue_steps
      )
      ELSE CAST('2025-06-15' AS Nullable(Date32))
    END
  )
GROUP BY
  dateTrunc('MONTH', toDate32(revenue_running.p))
ORDER BY
  ordered_at_month ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
