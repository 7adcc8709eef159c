WITH RECURSIVE orders_totals AS (
  SELECT
    CAST(DATE_FORMAT(
      DATE_SUB(orders.ordered_at, INTERVAL (
        (
          MONTH(orders.ordered_at) - 1
        ) % 3
      ) MONTH),
      '%Y-%m-01'
    ) AS DATE) AS ordered_at_quarter,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS DATE)
    AND orders.ordered_at < CAST('2025-06-16' AS DATE)
  GROUP BY
    CAST(DATE_FORMAT(
      DATE_SUB(orders.ordered_at, INTERVAL (
        (
          MONTH(orders.ordered_at) - 1
        ) % 3
      ) MONTH),
      '%Y-%m-01'
    ) AS DATE)
), orders_totals_previous AS (
  SELECT
    CAST(DATE_ADD(
      CAST(DATE_FORMAT(
        DATE_SUB(orders.ordered_at, INTERVAL (
          (
            MONTH(orders.ordered_at) - 1
          ) % 3
        ) MONTH),
        '%Y-%m-01'
      ) AS DATE),
      INTERVAL '12' MONTH
    ) AS DATE) AS ordered_at_quarter,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_previous
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2024-01-01' AS DATE)
    AND orders.ordered_at < CAST('2024-06-16' AS DATE)
  GROUP BY
    CAST(DATE_ADD(
      CAST(DATE_FORMAT(
        DATE_SUB(orders.ordered_at, INTERVAL (
          (
            MONTH(orders.ordered_at) - 1
          ) % 3
        ) MONTH),
        '%Y-%m-01'
      ) AS DATE),
      INTERVAL '12' MONTH
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
    2 * periods_counted.n + half.k <= TIMESTAMPDIFF(QUARTER, CAST('2025-01-01' AS DATE), CAST('2025-04-01' AS DATE))
), periods AS (
  SELECT
    CAST(DATE_ADD(CAST('2025-01-01' AS DATE), INTERVAL periods_counted.n QUARTER) AS DATE) AS p
  FROM periods_counted
  WHERE
    NOT CAST('2025-01-01' AS DATE) IS NULL
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
  CASE WHEN merged.ordered_at_quarter IS NULL THEN 1 ELSE 0 END,
  merged.ordered_at_quarter ASC
