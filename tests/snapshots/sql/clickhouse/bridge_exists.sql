SELECT
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
WHERE
  COALESCE(
    orders.order_id IN (
      SELECT
        order_tags.order_id
      FROM order_tags
      LEFT JOIN tags
        ON order_tags.tag_id = tags.tag_id
      WHERE
        tags.tag = 'gift'
    ),
    FALSE
  )
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
