WITH stock_totals AS (
  SELECT
    stage.g1 AS day_quarter,
    SUM(CASE WHEN stage.t1 = stage.l1 THEN stage.a1 END) AS on_hand
  FROM (
    SELECT
      dateTrunc('QUARTER', toDate32(stock.day)) AS g1,
      stock.quantity AS a1,
      stock.day AS t1,
      MAX(stock.day) OVER (PARTITION BY dateTrunc('QUARTER', toDate32(stock.day)), stock.product_id) AS l1
    FROM stock
    WHERE
      stock.day >= CAST('2025-01-01' AS Nullable(Date32))
      AND stock.day < CAST('2025-07-01' AS Nullable(Date32))
  ) AS stage
  GROUP BY
    stage.g1
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
    periods.p AS day_quarter
  FROM periods
), merged AS (
  SELECT
    day_quarter,
    on_hand
  FROM stock_totals
  UNION ALL
  SELECT
    day_quarter,
    NULL AS on_hand
  FROM all_periods
)
SELECT
  merged.day_quarter AS day_quarter,
  COALESCE(MAX(merged.on_hand), 0) AS on_hand
FROM merged
GROUP BY
  merged.day_quarter
ORDER BY
  day_quarter ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
