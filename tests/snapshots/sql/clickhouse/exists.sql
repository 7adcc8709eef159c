SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  COALESCE(orders.order_id IN (
    SELECT
      returns.order_id
    FROM returns
  ), FALSE)
