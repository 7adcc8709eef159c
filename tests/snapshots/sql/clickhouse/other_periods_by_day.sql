WITH revenue_steps AS (
  SELECT
    toDate32(orders.ordered_at) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS v1
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-04-20' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-06-20' AS Nullable(Date32))
    AND NOT (
      toDate32(orders.ordered_at) IS NULL
    )
  GROUP BY
    toDate32(orders.ordered_at)
), revenue_3_steps AS (
  SELECT
    toDate32(orders.ordered_at) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS v1
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-05-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-07-02' AS Nullable(Date32))
    AND NOT (
      toDate32(orders.ordered_at) IS NULL
    )
  GROUP BY
    toDate32(orders.ordered_at)
), revenue_4_steps AS (
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
    toDate32(revenue_steps.p) AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    toDate32(CAST(revenue_steps.p + INTERVAL '1' MONTH AS Nullable(Date32))) AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    CAST('2025-07-19' AS Nullable(Date32)) AS p
  UNION ALL
  SELECT
    toDate32(revenue_3_steps.p) AS p
  FROM revenue_3_steps
  UNION ALL
  SELECT
    toDate32(CAST(revenue_3_steps.p + INTERVAL '1' MONTH AS Nullable(Date32))) AS p
  FROM revenue_3_steps
  UNION ALL
  SELECT
    CAST('2025-07-19' AS Nullable(Date32)) AS p
  UNION ALL
  SELECT
    revenue_4_steps.p AS p
  FROM revenue_4_steps
  UNION ALL
  SELECT
    CAST('2025-05-15' AS Nullable(Date32)) AS p
  UNION ALL
  SELECT
    toDate32(revenue_4_steps.p) AS p
  FROM revenue_4_steps
  UNION ALL
  SELECT
    toDate32(CAST(revenue_4_steps.p + INTERVAL '1' MONTH AS Nullable(Date32))) AS p
  FROM revenue_4_steps
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
    toDate32(periods.p) AS ordered_at_day,
    MAX(revenue_steps.v1) AS revenue
  FROM periods
  JOIN revenue_steps
    ON revenue_steps.p = CAST(periods.p + INTERVAL '-1' MONTH AS Nullable(Date32))
  WHERE
    periods.p >= CAST('2025-05-20' AS Nullable(Date32))
    AND periods.p <= CAST('2025-07-19' AS Nullable(Date32))
  GROUP BY
    toDate32(periods.p)
), revenue_2_totals AS (
  SELECT
    toDate32(CAST(toDate32(orders.ordered_at) + INTERVAL '7' DAY AS Nullable(Date32))) AS ordered_at_day,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_2
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-05-13' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-07-13' AS Nullable(Date32))
  GROUP BY
    toDate32(CAST(toDate32(orders.ordered_at) + INTERVAL '7' DAY AS Nullable(Date32)))
), revenue_3_totals AS (
  SELECT
    toDate32(periods.p) AS ordered_at_day,
    MAX(revenue_3_steps.v1) AS revenue_3
  FROM periods
  JOIN revenue_3_steps
    ON revenue_3_steps.p = dateTrunc('MONTH', toDate32(periods.p))
  WHERE
    periods.p >= CAST('2025-05-20' AS Nullable(Date32))
    AND periods.p <= CAST('2025-07-19' AS Nullable(Date32))
  GROUP BY
    toDate32(periods.p)
), revenue_4_totals AS (
  SELECT
    toDate32(periods.p) AS ordered_at_day,
    MAX(revenue_4_running.v1) AS revenue_4
  FROM periods
  JOIN revenue_4_running
    ON revenue_4_running.p = CAST(periods.p + INTERVAL '-1' MONTH AS Nullable(Date32))
  WHERE
    revenue_4_running.n > 0
    AND periods.p >= CAST('2025-05-20' AS Nullable(Date32))
    AND periods.p <= CAST('2025-06-15' AS Nullable(Date32))
  GROUP BY
    toDate32(periods.p)
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
  ordered_at_day ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
