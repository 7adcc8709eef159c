SELECT
  SUM(order_items.quantity) AS units
FROM order_items
WHERE
  order_items.price > (
    SELECT
      AVG(order_items.price) AS compared
    FROM order_items
  )
