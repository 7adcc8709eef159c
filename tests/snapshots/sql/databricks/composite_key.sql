SELECT
  products.category AS category,
  COUNT(*) AS parcel_count,
  MEDIAN(parcels.kilos) AS median_kilos
FROM parcels
LEFT JOIN order_items
  ON parcels.order_id = order_items.order_id AND parcels.line = order_items.line
LEFT JOIN products
  ON order_items.product_id = products.product_id
GROUP BY
  products.category
ORDER BY
  category ASC NULLS LAST
