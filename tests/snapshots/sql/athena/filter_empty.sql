SELECT
  SUM(order_items.quantity) AS units
FROM order_items
WHERE
  order_items.note = ''
