WITH orders_totals AS (
  SELECT
    dateTrunc('QUARTER', toDate32(orders.shipped_on)) AS shipped_on_quarter,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.shipped_on >= CAST('2024-01-01' AS Nullable(Date32))
    AND orders.shipped_on < CAST('2025-07-01' AS Nullable(Date32))
  GROUP BY
    dateTrunc('QUARTER', toDate32(orders.shipped_on))
), periods AS (
  SELECT
    addQuarters(CAST('2024-01-01' AS Nullable(Date32)), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(
                QUARTER,
                CAST('2024-01-01' AS Nullable(Date32)),
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
    periods.p AS shipped_on_quarter
  FROM periods
), merged AS (
  SELECT
    shipped_on_quarter,
    revenue
  FROM orders_totals
  UNION ALL
  SELECT
    shipped_on_quarter,
    NULL AS revenue
  FROM all_periods
)
SELECT
  merged.shipped_on_quarter AS shipped_on_quarter,
  COALESCE(MAX(merged.revenue), 0) AS revenue
FROM merged
GROUP BY
  merged.shipped_on_quarter
ORDER BY
  shipped_on_quarter ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
