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
    NOT (
      order_tags_pairs.k1 IS NULL
    )
    OR NOT COALESCE(orders.order_id IN (
      SELECT
        order_tags.order_id
      FROM order_tags
    ), FALSE)
  )
GROUP BY
  order_tags_pairs.g1
ORDER BY
  tag ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
