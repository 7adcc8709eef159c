WITH orders_totals AS (
  SELECT
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
), order_items_totals AS (
  SELECT
    SUM(order_items.quantity) AS units
  FROM order_items
)
SELECT
  orders_totals.revenue AS revenue,
  order_items_totals.units AS units
FROM orders_totals
CROSS JOIN order_items_totals
