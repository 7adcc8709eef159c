SELECT
  SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue"
FROM orders AS "orders"
WHERE
  EXISTS(
    SELECT
      1
    FROM order_tags AS "order_tags"
    LEFT JOIN tags AS "tags"
      ON "order_tags".tag_id = "tags".tag_id
    WHERE
      "orders".order_id = "order_tags".order_id AND "tags"."tag" = 'gift'
  )
