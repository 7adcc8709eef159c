WITH result AS (
  SELECT
    customers.name AS name,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    NOT customers.name IS NULL
    AND orders.ordered_at >= CAST('2025-01-01' AS DATE)
    AND orders.ordered_at < CAST('2026-01-01' AS DATE)
  GROUP BY
    customers.name
), calculated AS (
  SELECT
    result.name,
    result.revenue,
    AVG(CAST(result.revenue AS DOUBLE)) OVER () AS revenue_avg
  FROM result
)
SELECT
  calculated.name,
  calculated.revenue
FROM calculated
WHERE
  calculated.revenue < calculated.revenue_avg
ORDER BY
  name ASC
