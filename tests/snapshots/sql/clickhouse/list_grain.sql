SELECT
  orders.order_id AS order_id,
  dateTrunc('QUARTER', toDate32(orders.ordered_at)) AS ordered_at_quarter,
  addresses.city AS city
FROM orders
LEFT JOIN addresses
  ON orders.billing_id = addresses.address_id
ORDER BY
  city DESC,
  order_id ASC,
  ordered_at_quarter ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
