SELECT
  customers.country AS country,
  parcels.carrier AS carrier,
  COUNT(*) AS parcel_count
FROM parcels
LEFT JOIN order_items
  ON parcels.order_id = order_items.order_id AND parcels.line = order_items.line
LEFT JOIN orders
  ON order_items.order_id = orders.order_id
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
GROUP BY
  customers.country,
  parcels.carrier
ORDER BY
  country ASC,
  carrier ASC
