WITH orders_totals AS (
  SELECT
    CAST(DATE_TRUNC('QUARTER', orders.shipped_on) AS DATE) AS shipped_on_quarter,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.shipped_on >= CAST('2024-01-01' AS DATE)
    AND orders.shipped_on < CAST('2025-07-01' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('QUARTER', orders.shipped_on) AS DATE)
), periods AS (
  SELECT
    EXPLODE(
      SEQUENCE(CAST('2024-01-01' AS DATE), CAST('2025-04-01' AS DATE), INTERVAL '3' MONTH)
    ) AS p
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
  shipped_on_quarter ASC NULLS LAST
