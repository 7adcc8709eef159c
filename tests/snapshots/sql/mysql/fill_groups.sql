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
    customers.country AS country,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    CAST(DATE_FORMAT(
      DATE_SUB(orders.ordered_at, INTERVAL (
        (
          MONTH(orders.ordered_at) - 1
        ) % 3
      ) MONTH),
      '%Y-%m-01'
    ) AS DATE),
    customers.country
), periods_seen AS (
  SELECT DISTINCT
    ordered_at_quarter
  FROM orders_totals
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
    2 * periods_counted.n + half.k <= TIMESTAMPDIFF(
      QUARTER,
      (
        SELECT
          MIN(periods_seen.ordered_at_quarter)
        FROM periods_seen
      ),
      (
        SELECT
          MAX(periods_seen.ordered_at_quarter)
        FROM periods_seen
      )
    )
), periods AS (
  SELECT
    CAST(DATE_ADD(
      (
        SELECT
          MIN(periods_seen.ordered_at_quarter)
        FROM periods_seen
      ),
      INTERVAL periods_counted.n QUARTER
    ) AS DATE) AS p
  FROM periods_counted
  WHERE
    NOT (
      SELECT
        MIN(periods_seen.ordered_at_quarter)
      FROM periods_seen
    ) IS NULL
), groups_seen AS (
  SELECT DISTINCT
    country
  FROM orders_totals
), all_periods AS (
  SELECT
    periods.p AS ordered_at_quarter,
    groups_seen.country AS country
  FROM periods
  CROSS JOIN groups_seen
), merged AS (
  SELECT
    ordered_at_quarter,
    country,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_quarter,
    country,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_quarter AS ordered_at_quarter,
  merged.country AS country,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_quarter,
  merged.country
ORDER BY
  CASE WHEN merged.ordered_at_quarter IS NULL THEN 1 ELSE 0 END,
  merged.ordered_at_quarter ASC,
  CASE WHEN merged.country IS NULL THEN 1 ELSE 0 END,
  merged.country ASC
