SELECT
  SUM(order_items.quantity) AS units
FROM order_items
WHERE
  STRPOS(order_items.note, '\') > 0
