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
  CASE WHEN customers.country IS NULL THEN 1 ELSE 0 END,
  customers.country ASC,
  CASE WHEN parcels.carrier IS NULL THEN 1 ELSE 0 END,
  parcels.carrier ASC
