SELECT
  order_tags_pairs.g1 AS tag,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
LEFT JOIN (
  SELECT DISTINCT
    order_tags.order_id AS k1,
    tags.tag AS g1
  FROM order_tags
  LEFT JOIN tags
    ON order_tags.tag_id = tags.tag_id
  WHERE
    tags.tag = 'gift'
) AS order_tags_pairs
  ON orders.order_id = order_tags_pairs.k1
WHERE
  NOT order_tags_pairs.k1 IS NULL
GROUP BY
  order_tags_pairs.g1
ORDER BY
  tag ASC
