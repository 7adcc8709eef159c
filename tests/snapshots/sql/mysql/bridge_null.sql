SELECT
  order_tags_pairs.g1 AS tag,
  COUNT(*) AS order_count
FROM orders
LEFT JOIN (
  SELECT DISTINCT
    order_tags.order_id AS k1,
    tags.tag AS g1
  FROM order_tags
  LEFT JOIN tags
    ON order_tags.tag_id = tags.tag_id
  WHERE
    (
      tags.tag = 'rush' OR tags.tag IS NULL
    )
) AS order_tags_pairs
  ON orders.order_id = order_tags_pairs.k1
WHERE
  (
    NOT order_tags_pairs.k1 IS NULL
    OR NOT EXISTS(
      SELECT
        1
      FROM order_tags
      WHERE
        orders.order_id = order_tags.order_id
    )
  )
GROUP BY
  order_tags_pairs.g1
ORDER BY
  CASE WHEN order_tags_pairs.g1 IS NULL THEN 1 ELSE 0 END,
  order_tags_pairs.g1 ASC
