SELECT
  orders.order_id AS order_id,
  DATE_TRUNC(CAST(orders.ordered_at AS DATE), QUARTER) AS ordered_at_quarter,
  addresses.city AS city
FROM orders
LEFT JOIN addresses
  ON orders.billing_id = addresses.address_id
ORDER BY
  city DESC,
  order_id ASC NULLS LAST,
  ordered_at_quarter ASC NULLS LAST
