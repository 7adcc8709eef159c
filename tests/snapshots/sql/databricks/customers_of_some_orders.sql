WITH customers_totals AS (
  SELECT
    COUNT(*) AS customer_count
  FROM customers
  LEFT JOIN (
    SELECT
      customers.customer_id AS key_1,
      COUNT(*) AS order_count
    FROM orders
    LEFT JOIN customers
      ON orders.customer_id = customers.customer_id
    GROUP BY
      customers.customer_id
  ) AS customers_measured
    ON customers.customer_id = customers_measured.key_1
  WHERE
    CASE
      WHEN NOT customers.customer_id IS NULL
      THEN COALESCE(customers_measured.order_count, 0)
    END >= 2
), orders_totals AS (
  SELECT
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  LEFT JOIN (
    SELECT
      customers.customer_id AS key_1,
      COUNT(*) AS order_count
    FROM orders
    LEFT JOIN customers
      ON orders.customer_id = customers.customer_id
    GROUP BY
      customers.customer_id
  ) AS customers_measured
    ON customers.customer_id = customers_measured.key_1
  WHERE
    CASE
      WHEN NOT customers.customer_id IS NULL
      THEN COALESCE(customers_measured.order_count, 0)
    END >= 2
)
SELECT
  customers_totals.customer_count AS customer_count,
  orders_totals.revenue AS revenue
FROM customers_totals
CROSS JOIN orders_totals
