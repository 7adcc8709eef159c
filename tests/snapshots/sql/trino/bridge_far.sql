SELECT
  order_tags_pairs.g1 AS tag,
  customers.country AS country,
  SUM(order_items.quantity) AS units
FROM order_items
LEFT JOIN orders
  ON order_items.order_id = orders.order_id
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
LEFT JOIN (
  SELECT DISTINCT
    order_tags.order_id AS k1,
    tags.tag AS g1
  FROM order_tags
  LEFT JOIN tags
    ON order_tags.tag_id = tags.tag_id
) AS order_tags_pairs
  ON orders.order_id = order_tags_pairs.k1
GROUP BY
  order_tags_pairs.g1,
  customers.country
ORDER BY
  tag ASC,
  country ASC
