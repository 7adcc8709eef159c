WITH result AS (
  SELECT
    customers.name AS name,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers.name
), calculated AS (
  SELECT
    result.name,
    result.revenue,
    result.order_count,
    RANK() OVER (ORDER BY result.order_count DESC) AS place
  FROM result
)
SELECT
  calculated.name,
  calculated.revenue,
  calculated.place
FROM calculated
WHERE
  calculated.place <= 3
ORDER BY
  place ASC,
  name ASC
