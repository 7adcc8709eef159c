WITH orders_totals AS (
  SELECT
    SUM(stage.a1) AS revenue,
    COUNT(stage.a2) AS order_count,
    AVG(
      CAST(CASE
        WHEN NOT stage.a3 IS NULL AND 2 * stage.r3 IN (stage.n3, stage.n3 + 1, stage.n3 + 2)
        THEN stage.a3
      END AS DOUBLE PRECISION)
    ) AS median_amount
  FROM (
    SELECT
      CASE WHEN orders.status <> 'cancelled' THEN orders.amount END AS a1,
      1 AS a2,
      orders.amount AS a3,
      ROW_NUMBER() OVER (ORDER BY CASE WHEN orders.amount IS NULL THEN 1 ELSE 0 END, orders.amount) AS r3,
      COUNT(orders.amount) OVER () AS n3
    FROM orders
    LEFT JOIN customers
      ON orders.customer_id = customers.customer_id
    WHERE
      customers.country = 'XX'
  ) AS stage
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
    CAST(orders_totals.revenue AS DOUBLE PRECISION) / NULLIF(orders_totals.order_count, 0)
  ) * 2 + order_items_totals.units AS doubled,
  CAST(returns_totals.return_count AS DOUBLE PRECISION) / NULLIF(orders_totals.order_count, 0) AS return_rate,
  orders_totals.median_amount AS median_amount
FROM orders_totals
CROSS JOIN order_items_totals
CROSS JOIN returns_totals
