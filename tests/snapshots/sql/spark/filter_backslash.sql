SELECT
  SUM(order_items.quantity) AS units
FROM order_items
WHERE
  LOCATE('\\', order_items.note) > 0
