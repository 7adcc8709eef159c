SELECT
  "orders".status AS "status",
  COUNT(*) AS "order_count"
FROM orders AS "orders"
WHERE
  EXISTS(
    SELECT
      1
    FROM order_items AS "order_items"
    LEFT JOIN products AS "products"
      ON "order_items".product_id = "products".product_id
    WHERE
      "orders".order_id = "order_items".order_id
      AND "products".category IN ('Bikes', 'Parts')
  )
  AND NOT (
    EXISTS(
      SELECT
        1
      FROM returns AS "returns"
      WHERE
        "orders".order_id = "returns".order_id
    )
  )
GROUP BY
  "orders".status
ORDER BY
  "status" ASC
