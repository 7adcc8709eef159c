SELECT
  SUM(order_items.quantity) AS units
FROM order_items
WHERE
  POSITION(order_items.note, '\\') > 0
