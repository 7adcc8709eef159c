WITH RECURSIVE stock_totals AS (
  SELECT
    stage.g1 AS day_quarter,
    SUM(CASE WHEN stage.t1 = stage.l1 THEN stage.a1 END) AS on_hand
  FROM (
    SELECT
      DATE(
        stock.day,
        'start of month',
        '-' || (
          (
            CAST(STRFTIME('%m', stock.day) AS INTEGER) - 1
          ) % 3
        ) || ' months'
      ) AS g1,
      stock.quantity AS a1,
      stock.day AS t1,
      MAX(stock.day) OVER (
        PARTITION BY DATE(
          stock.day,
          'start of month',
          '-' || (
            (
              CAST(STRFTIME('%m', stock.day) AS INTEGER) - 1
            ) % 3
          ) || ' months'
        ), stock.product_id
      ) AS l1
    FROM stock
    WHERE
      stock.day >= '2025-01-01' AND stock.day < '2025-07-01'
  ) AS stage
  GROUP BY
    stage.g1
), periods(p) AS (
  SELECT
    '2025-01-01' AS p
  WHERE
    NOT '2025-01-01' IS NULL
  UNION ALL
  SELECT
    DATE(periods.p, '+3 months') AS p
  FROM periods
  WHERE
    periods.p < '2025-04-01'
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
  day_quarter ASC NULLS LAST
