WITH stock_totals AS (
  SELECT
    stage.g1 AS day_quarter,
    SUM(CASE WHEN stage.t1 = stage.l1 THEN stage.a1 END) AS on_hand
  FROM (
    SELECT
      DATE_TRUNC(CAST(stock.day AS DATE), QUARTER) AS g1,
      stock.quantity AS a1,
      stock.day AS t1,
      MAX(stock.day) OVER (PARTITION BY DATE_TRUNC(CAST(stock.day AS DATE), QUARTER), stock.product_id) AS l1
    FROM stock
    WHERE
      stock.day >= CAST('2025-01-01' AS DATE)
      AND stock.day < CAST('2025-07-01' AS DATE)
  ) AS stage
  GROUP BY
    1
), periods AS (
  SELECT
    p
  FROM UNNEST(GENERATE_DATE_ARRAY(CAST('2025-01-01' AS DATE), CAST('2025-04-01' AS DATE), INTERVAL '3' MONTH)) AS p
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
  1
ORDER BY
  day_quarter ASC NULLS LAST
