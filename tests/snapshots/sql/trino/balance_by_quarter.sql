WITH stock_totals AS (
  SELECT
    stage.g1 AS day_quarter,
    SUM(CASE WHEN stage.t1 = stage.l1 THEN stage.a1 END) AS on_hand
  FROM (
    SELECT
      CAST(DATE_TRUNC('QUARTER', stock.day) AS DATE) AS g1,
      stock.quantity AS a1,
      stock.day AS t1,
      MAX(stock.day) OVER (PARTITION BY CAST(DATE_TRUNC('QUARTER', stock.day) AS DATE), stock.product_id) AS l1
    FROM stock
    WHERE
      stock.day >= CAST('2025-01-01' AS DATE)
      AND stock.day < CAST('2025-07-01' AS DATE)
  ) AS stage
  GROUP BY
    stage.g1
), periods AS (
  SELECT
    p
  FROM UNNEST(SEQUENCE(CAST('2025-01-01' AS DATE), CAST('2025-04-01' AS DATE), INTERVAL '3' MONTH)) AS s(p)
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
