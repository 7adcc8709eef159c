SELECT
  orders.status AS status,
  COUNT(*) AS order_count
FROM orders
WHERE
  COALESCE(
    orders.order_id IN (
      SELECT
        order_items.order_id
      FROM order_items
      LEFT JOIN products
        ON order_items.product_id = products.product_id
      WHERE
        products.category IN ('Bikes', 'Parts')
    ),
    FALSE
  )
  AND NOT (
    COALESCE(orders.order_id IN (
      SELECT
        returns.order_id
      FROM returns
    ), FALSE)
  )
GROUP BY
  orders.status
ORDER BY
  status ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
