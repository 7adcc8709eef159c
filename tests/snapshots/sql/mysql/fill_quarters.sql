WITH RECURSIVE orders_totals AS (
  SELECT
    CAST(DATE_FORMAT(
      DATE_SUB(orders.shipped_on, INTERVAL (
        (
          MONTH(orders.shipped_on) - 1
        ) % 3
      ) MONTH),
      '%Y-%m-01'
    ) AS DATE) AS shipped_on_quarter,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.shipped_on >= CAST('2024-01-01' AS DATE)
    AND orders.shipped_on < CAST('2025-07-01' AS DATE)
  GROUP BY
    CAST(DATE_FORMAT(
      DATE_SUB(orders.shipped_on, INTERVAL (
        (
          MONTH(orders.shipped_on) - 1
        ) % 3
      ) MONTH),
      '%Y-%m-01'
    ) AS DATE)
), periods_counted(n) AS (
  SELECT
    0 AS n
  UNION ALL
  SELECT
    2 * periods_counted.n + half.k AS n
  FROM periods_counted
  CROSS JOIN (
    SELECT
      1 AS k
    UNION ALL
    SELECT
      2 AS k
  ) AS half
  WHERE
    2 * periods_counted.n + half.k <= TIMESTAMPDIFF(QUARTER, CAST('2024-01-01' AS DATE), CAST('2025-04-01' AS DATE))
), periods AS (
  SELECT
    CAST(DATE_ADD(CAST('2024-01-01' AS DATE), INTERVAL periods_counted.n QUARTER) AS DATE) AS p
  FROM periods_counted
  WHERE
    NOT CAST('2024-01-01' AS DATE) IS NULL
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
  CASE WHEN merged.shipped_on_quarter IS NULL THEN 1 ELSE 0 END,
  merged.shipped_on_quarter ASC
