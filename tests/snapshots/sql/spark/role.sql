SELECT
  addresses.city AS billing_city,
  shipping.city AS shipping_city,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
LEFT JOIN addresses
  ON orders.billing_id = addresses.address_id
LEFT JOIN addresses AS shipping
  ON orders.shipping_id = shipping.address_id
GROUP BY
  addresses.city,
  shipping.city
ORDER BY
  billing_city ASC NULLS LAST,
  shipping_city ASC NULLS LAST
