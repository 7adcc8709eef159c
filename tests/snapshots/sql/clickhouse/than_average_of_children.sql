SELECT
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
        order_items.price > (
          SELECT
            AVG(order_items.price) AS compared
          FROM order_items
          LEFT JOIN products
            ON order_items.product_id = products.product_id
          WHERE
            products.category = 'Bikes'
        )
        AND products.category = 'Bikes'
    ),
    FALSE
  )
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
