WITH RECURSIVE revenue_2_steps AS (
  SELECT
    customers.country AS g1,
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1,
    COUNT(*) AS n
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    NOT CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE) IS NULL
  GROUP BY
    customers.country,
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE)
), periods_reached AS (
  SELECT
    revenue_2_steps.p AS p
  FROM revenue_2_steps
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
      MONTH,
      (
        SELECT
          MIN(periods_reached.p)
        FROM periods_reached
      ),
      (
        SELECT
          MAX(periods_reached.p)
        FROM periods_reached
      )
    )
), periods AS (
  SELECT
    CAST(DATE_ADD(
      (
        SELECT
          MIN(periods_reached.p)
        FROM periods_reached
      ),
      INTERVAL periods_counted.n MONTH
    ) AS DATE) AS p
  FROM periods_counted
  WHERE
    NOT (
      SELECT
        MIN(periods_reached.p)
      FROM periods_reached
    ) IS NULL
), revenue_2_groups AS (
  SELECT DISTINCT
    revenue_2_steps.g1
  FROM revenue_2_steps
), revenue_2_every AS (
  SELECT
    revenue_2_steps.g1,
    revenue_2_steps.p,
    revenue_2_steps.a1,
    revenue_2_steps.n
  FROM revenue_2_steps
  UNION ALL
  SELECT
    revenue_2_groups.g1,
    periods.p,
    NULL AS a1,
    NULL AS n
  FROM periods
  CROSS JOIN revenue_2_groups
), revenue_2_filled AS (
  SELECT
    revenue_2_every.g1,
    revenue_2_every.p,
    MAX(revenue_2_every.a1) AS a1,
    MAX(revenue_2_every.n) AS n
  FROM revenue_2_every
  GROUP BY
    revenue_2_every.g1,
    revenue_2_every.p
), revenue_2_running AS (
  SELECT
    revenue_2_filled.g1 AS g1,
    revenue_2_filled.p AS p,
    SUM(revenue_2_filled.a1) OVER (
      PARTITION BY revenue_2_filled.g1
      ORDER BY revenue_2_filled.p
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS v1,
    SUM(revenue_2_filled.n) OVER (
      PARTITION BY revenue_2_filled.g1
      ORDER BY revenue_2_filled.p
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS n
  FROM revenue_2_filled
), orders_totals AS (
  SELECT
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE) AS ordered_at_month,
    customers.country AS country,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE),
    customers.country
), revenue_2_totals AS (
  SELECT
    CAST(DATE_FORMAT(revenue_2_running.p, '%Y-%m-01') AS DATE) AS ordered_at_month,
    revenue_2_running.g1 AS country,
    MAX(revenue_2_running.v1) AS revenue_2
  FROM revenue_2_running
  WHERE
    revenue_2_running.n > 0
    AND revenue_2_running.p <= (
      SELECT
        MAX(revenue_2_steps.p)
      FROM revenue_2_steps
    )
  GROUP BY
    CAST(DATE_FORMAT(revenue_2_running.p, '%Y-%m-01') AS DATE),
    revenue_2_running.g1
), merged AS (
  SELECT
    ordered_at_month,
    country,
    revenue,
    NULL AS revenue_2
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    country,
    NULL AS revenue,
    revenue_2
  FROM revenue_2_totals
)
SELECT
  merged.ordered_at_month AS ordered_at_month,
  merged.country AS country,
  MAX(merged.revenue) AS revenue,
  MAX(merged.revenue_2) AS revenue_so_far
FROM merged
GROUP BY
  merged.ordered_at_month,
  merged.country
ORDER BY
  CASE WHEN merged.ordered_at_month IS NULL THEN 1 ELSE 0 END,
  merged.ordered_at_month ASC,
  CASE WHEN merged.country IS NULL THEN 1 ELSE 0 END,
  merged.country ASC
