WITH revenue_steps AS (
  SELECT
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH) AS p,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    orders.ordered_at < '2025-06-16'
    AND NOT DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH) IS NULL
  GROUP BY
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH)
), periods_reached AS (
  SELECT
    CAST('2024-07-01' AS DATE) AS p
  UNION ALL
  SELECT
    CAST('2025-06-01' AS DATE) AS p
  UNION ALL
  SELECT
    revenue_steps.p AS p
  FROM revenue_steps
  UNION ALL
  SELECT
    CAST('2025-06-01' AS DATE) AS p
), periods AS (
  SELECT
    p
  FROM UNNEST(GENERATE_DATE_ARRAY(
    (
      SELECT
        MIN(periods_reached.p)
      FROM periods_reached
    ),
    (
      SELECT
        MAX(periods_reached.p)
      FROM periods_reached
    ),
    INTERVAL '1' MONTH
  )) AS p
), revenue_every AS (
  SELECT
    revenue_steps.p,
    revenue_steps.a1,
    revenue_steps.n
  FROM revenue_steps
  UNION ALL
  SELECT
    periods.p,
    NULL AS a1,
    NULL AS n
  FROM periods
), revenue_filled AS (
  SELECT
    revenue_every.p,
    MAX(revenue_every.a1) AS a1,
    MAX(revenue_every.n) AS n
  FROM revenue_every
  GROUP BY
    revenue_every.p
), revenue_running AS (
  SELECT
    revenue_filled.p AS p,
    SUM(revenue_filled.a1) OVER (ORDER BY revenue_filled.p ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS v1,
    SUM(revenue_filled.n) OVER (ORDER BY revenue_filled.p ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS n
  FROM revenue_filled
), revenue_totals AS (
  SELECT
    DATE_TRUNC(CAST(revenue_running.p AS DATE), MONTH) AS ordered_at_month,
    MAX(revenue_running.v1) AS revenue
  FROM revenue_running
  WHERE
    revenue_running.n > 0
    AND revenue_running.p >= CAST('2024-07-01' AS DATE)
    AND revenue_running.p <= CAST('2025-06-01' AS DATE)
  GROUP BY
    1
), orders_totals AS (
  SELECT
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH) AS ordered_at_month,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2024-07-01' AND orders.ordered_at < '2025-07-01'
  GROUP BY
    1
), all_periods AS (
  SELECT
    periods.p AS ordered_at_month
  FROM periods
  WHERE
    periods.p >= CAST('2024-07-01' AS DATE)
    AND periods.p <= CAST('2025-06-01' AS DATE)
), merged AS (
  SELECT
    ordered_at_month,
    revenue,
    NULL AS order_count
  FROM revenue_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS revenue,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS revenue,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_month AS ordered_at_month,
  COALESCE(MAX(merged.revenue), 0) AS revenue_so_far,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  1
ORDER BY
  ordered_at_month ASC NULLS LAST
