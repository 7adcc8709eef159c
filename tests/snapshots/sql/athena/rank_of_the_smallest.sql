WITH result AS (
  SELECT
    customers.country AS country,
    products.category AS category,
    SUM(order_items.quantity) AS units
  FROM order_items
  LEFT JOIN orders
    ON order_items.order_id = orders.order_id
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  LEFT JOIN products
    ON order_items.product_id = products.product_id
  GROUP BY
    customers.country,
    products.category
), calculated AS (
  SELECT
    result.country,
    result.category,
    result.units,
    RANK() OVER (PARTITION BY result.country ORDER BY result.units ASC) AS place
  FROM result
)
SELECT
  calculated.country,
  calculated.category,
  calculated.units,
  calculated.place
FROM calculated
WHERE
  calculated.place = 1
ORDER BY
  country ASC,
  category ASC
