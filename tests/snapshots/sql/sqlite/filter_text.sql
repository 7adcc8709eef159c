SELECT
  SUM(order_items.quantity) AS units
FROM order_items
WHERE
  (
    INSTR(order_items.note, '%') > 0
    OR SUBSTRING(order_items.note, 1, 3) = 'it'''
    OR SUBSTRING(order_items.note, -2, 2) = '_b'
  )
