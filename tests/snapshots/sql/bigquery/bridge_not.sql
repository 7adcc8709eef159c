SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  NOT (
    EXISTS(
      SELECT
        1
      FROM order_tags
      LEFT JOIN tags
        ON order_tags.tag_id = tags.tag_id
      WHERE
        orders.order_id = order_tags.order_id AND tags.tag = 'gift'
    )
  )
