SELECT
  orders.order_id AS order_id,
  CAST(DATE_TRUNC('QUARTER', orders.ordered_at) AS DATE) AS ordered_at_quarter,
  addresses.city AS city
FROM orders
LEFT JOIN addresses
  ON orders.billing_id = addresses.address_id
ORDER BY
  city DESC,
  order_id ASC,
  ordered_at_quarter ASC
