WITH orders_totals AS (
  SELECT
    dateTrunc('QUARTER', toDate32(orders.ordered_at)) AS ordered_at_quarter,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-06-16' AS Nullable(Date32))
  GROUP BY
    dateTrunc('QUARTER', toDate32(orders.ordered_at))
), orders_totals_previous AS (
  SELECT
    CAST(dateTrunc('QUARTER', toDate32(orders.ordered_at)) + INTERVAL '12' MONTH AS Nullable(Date32)) AS ordered_at_quarter,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_previous
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2024-01-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2024-06-16' AS Nullable(Date32))
  GROUP BY
    CAST(dateTrunc('QUARTER', toDate32(orders.ordered_at)) + INTERVAL '12' MONTH AS Nullable(Date32))
), periods AS (
  SELECT
    addQuarters(CAST('2025-01-01' AS Nullable(Date32)), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(
                QUARTER,
                CAST('2025-01-01' AS Nullable(Date32)),
                CAST('2025-04-01' AS Nullable(Date32))
              ) + 1,
              0
            )
          )
        )
      ) AS n
  ) AS s
), all_periods AS (
  SELECT
    periods.p AS ordered_at_quarter
  FROM periods
), merged AS (
  SELECT
    ordered_at_quarter,
    revenue,
    NULL AS revenue_previous
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_quarter,
    NULL AS revenue,
    revenue_previous
  FROM orders_totals_previous
  UNION ALL
  SELECT
    ordered_at_quarter,
    NULL AS revenue,
    NULL AS revenue_previous
  FROM all_periods
)
SELECT
  merged.ordered_at_quarter AS ordered_at_quarter,
  COALESCE(MAX(merged.revenue), 0) AS revenue,
  COALESCE(MAX(merged.revenue_previous), 0) AS revenue_previous
FROM merged
GROUP BY
  merged.ordered_at_quarter
ORDER BY
  ordered_at_quarter ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
