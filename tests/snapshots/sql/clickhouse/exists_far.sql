SELECT
  COUNT(*) AS customer_count
FROM customers
WHERE
  COALESCE(
    customers.customer_id IN (
      SELECT
        orders.customer_id
      FROM orders
      WHERE
        COALESCE(orders.order_id IN (
          SELECT
            returns.order_id
          FROM returns
        ), FALSE)
    ),
    FALSE
  )
