WITH orders_totals AS (
  SELECT
    dateTrunc('MONTH', toDate32(orders.ordered_at)) AS time_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-07-01' AS Nullable(Date32))
  GROUP BY
    dateTrunc('MONTH', toDate32(orders.ordered_at))
), returns_totals AS (
  SELECT
    dateTrunc('MONTH', toDate32(returns.returned_on)) AS time_month,
    COUNT(*) AS return_count
  FROM returns
  WHERE
    returns.returned_on >= CAST('2025-01-01' AS Nullable(Date32))
    AND returns.returned_on < CAST('2025-07-01' AS Nullable(Date32))
  GROUP BY
    dateTrunc('MONTH', toDate32(returns.returned_on))
), periods AS (
  SELECT
    addMonths(CAST('2025-01-01' AS Nullable(Date32)), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(
                MONTH,
                CAST('2025-01-01' AS Nullable(Date32)),
                CAST('2025-06-01' AS Nullable(Date32))
              ) + 1,
              0
            )
          )
        )
      ) AS n
  ) AS s
), all_periods AS (
  SELECT
    periods.p AS time_month
  FROM periods
), merged AS (
  SELECT
    time_month,
    revenue,
    NULL AS return_count
  FROM orders_totals
  UNION ALL
  SELECT
    time_month,
    NULL AS revenue,
    return_count
  FROM returns_totals
  UNION ALL
  SELECT
    time_month,
    NULL AS revenue,
    NULL AS return_count
  FROM all_periods
)
SELECT
  merged.time_month AS time_month,
  COALESCE(MAX(merged.revenue), 0) AS revenue,
  COALESCE(MAX(merged.return_count), 0) AS return_count
FROM merged
GROUP BY
  merged.time_month
ORDER BY
  time_month ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
