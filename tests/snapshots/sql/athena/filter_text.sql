SELECT
  SUM(order_items.quantity) AS units
FROM order_items
WHERE
  (
    STRPOS(order_items.note, '%') > 0
    OR SUBSTR(order_items.note, 1, 3) = 'it'''
    OR SUBSTR(order_items.note, LENGTH(order_items.note) - (
      2 - 1
    )) = '_b'
  )
