WITH revenue_steps AS (
  SELECT
    orders.status AS g1,
    toDate32(orders.ordered_at) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2024-05-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-06-16' AS Nullable(Date32))
    AND NOT (
      toDate32(orders.ordered_at) IS NULL
    )
  GROUP BY
    orders.status,
    toDate32(orders.ordered_at)
), periods_reached AS (
  SELECT
    revenue_steps.p AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    CAST('2025-06-15' AS Nullable(Date32)) AS p
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
), revenue_running AS (
  SELECT
    revenue_steps.g1 AS g1,
    periods.p AS p,
    SUM(revenue_steps.a1) AS v1
  FROM periods
  CROSS JOIN revenue_steps
  WHERE
    revenue_steps.p <= periods.p
    AND revenue_steps.p > CAST(periods.p + INTERVAL '-2' MONTH AS Nullable(Date32))
  GROUP BY
    revenue_steps.g1,
    periods.p
)
SELECT
  dateTrunc('MONTH', toDate32(revenue_running.p)) AS ordered_at_month,
  revenue_running.g1 AS status,
  MAX(revenue_running.v1) AS revenue_2_months
FROM revenue_running
WHERE
  revenue_running.p >= CAST('2024-07-01' AS Nullable(Date32))
  AND revenue_running.p <= CAST('2025-06-15' AS Nullable(Date32))
  AND (
    dateTrunc('MONTH', toDate32(revenue_running.p)) <> dateTrunc('MONTH', toDate32(CAST(revenue_running.p + INTERVAL '1' DAY AS Nullable(Date32))))
    OR revenue_running.p = CAST('2025-06-15' AS Nullable(Date32))
  )
GROUP BY
  dateTrunc('MONTH', toDate32(revenue_running.p)),
  revenue_running.g1
ORDER BY
  ordered_at_month ASC,
  status ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
