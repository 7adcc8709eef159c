SELECT
  SUM(order_items.quantity) AS units
FROM order_items
WHERE
  (
    POSITION(order_items.note, '%') > 0
    OR startsWith(order_items.note, 'it''')
    OR endsWith(order_items.note, '_b')
  )
