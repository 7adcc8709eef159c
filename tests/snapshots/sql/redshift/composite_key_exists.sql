SELECT
  SUM(order_items.quantity) AS units
FROM order_items
WHERE
  EXISTS(
    SELECT
      1
    FROM parcels
    WHERE
      order_items.order_id = parcels.order_id AND order_items.line = parcels.line
  )
