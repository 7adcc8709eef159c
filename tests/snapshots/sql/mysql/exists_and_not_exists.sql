SELECT
  orders.status AS status,
  COUNT(*) AS order_count
FROM orders
WHERE
  EXISTS(
    SELECT
      1
    FROM order_items
    LEFT JOIN products
      ON order_items.product_id = products.product_id
    WHERE
      orders.order_id = order_items.order_id
      AND products.category IN ('Bikes', 'Parts')
  )
  AND NOT (
    EXISTS(
      SELECT
        1
      FROM returns
      WHERE
        orders.order_id = returns.order_id
    )
  )
GROUP BY
  orders.status
ORDER BY
  CASE WHEN orders.status IS NULL THEN 1 ELSE 0 END,
  orders.status ASC
