WITH orders_totals AS (
  SELECT
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue,
    COUNT(*) AS order_count,
    MEDIAN(orders.amount) AS median_amount
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    customers.country = 'XX'
), order_items_totals AS (
  SELECT
    SUM(order_items.quantity) AS units
  FROM order_items
  LEFT JOIN orders
    ON order_items.order_id = orders.order_id
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    customers.country = 'XX'
), returns_totals AS (
  SELECT
    COUNT(*) AS return_count
  FROM returns
  LEFT JOIN orders
    ON returns.order_id = orders.order_id
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    customers.country = 'XX'
)
SELECT
  orders_totals.revenue AS revenue,
  order_items_totals.units AS units,
  (
    CAST(orders_totals.revenue AS DOUBLE) / NULLIF(orders_totals.order_count, 0)
  ) * 2 + order_items_totals.units AS doubled,
  CAST(returns_totals.return_count AS DOUBLE) / NULLIF(orders_totals.order_count, 0) AS return_rate,
  orders_totals.median_amount AS median_amount
FROM orders_totals
CROSS JOIN order_items_totals
CROSS JOIN returns_totals
