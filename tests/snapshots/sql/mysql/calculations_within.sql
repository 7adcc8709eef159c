WITH result AS (
  SELECT
    products.category AS category,
    customers.country AS country,
    SUM(order_items.quantity) AS units
  FROM order_items
  LEFT JOIN products
    ON order_items.product_id = products.product_id
  LEFT JOIN orders
    ON order_items.order_id = orders.order_id
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    products.category,
    customers.country
)
SELECT
  result.category,
  result.country,
  result.units,
  SUM(result.units) OVER (
    PARTITION BY result.category
    ORDER BY result.country IS NULL, result.country ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS units_running_total,
  AVG(CAST(result.units AS DOUBLE)) OVER (
    PARTITION BY result.category
    ORDER BY result.country IS NULL, result.country ASC
    ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
  ) AS units_moving_average,
  result.units - LAG(result.units) OVER (PARTITION BY result.category ORDER BY result.country IS NULL, result.country ASC) AS units_difference,
  CAST((
    result.units - LAG(result.units) OVER (PARTITION BY result.category ORDER BY result.country IS NULL, result.country ASC)
  ) AS DOUBLE) / NULLIF(
    ABS(
      LAG(result.units) OVER (PARTITION BY result.category ORDER BY result.country IS NULL, result.country ASC)
    ),
    0
  ) AS units_percent_change,
  RANK() OVER (PARTITION BY result.category ORDER BY result.units DESC) AS units_rank
FROM result
ORDER BY
  CASE WHEN result.category IS NULL THEN 1 ELSE 0 END,
  result.category ASC,
  CASE WHEN result.country IS NULL THEN 1 ELSE 0 END,
  result.country ASC
