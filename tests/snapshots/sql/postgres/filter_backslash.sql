SELECT
  SUM(order_items.quantity) AS units
FROM order_items
WHERE
  POSITION('\' IN order_items.note) > 0
