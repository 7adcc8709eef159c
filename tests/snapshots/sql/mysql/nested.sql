SELECT
  customers.country AS country,
  COUNT(*) AS order_count,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
WHERE
  (
    (
      orders.status = 'paid' AND NOT (
        orders.express = TRUE
      )
    )
    OR NOT (
      (
        orders.status IN ('paid', 'open')
        OR CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END = 'large'
      )
    )
    OR customers.country IS NULL
  )
GROUP BY
  customers.country
ORDER BY
  CASE WHEN customers.country IS NULL THEN 1 ELSE 0 END,
  customers.country ASC
