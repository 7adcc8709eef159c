SELECT
  COUNT(*) AS "order_count"
FROM orders AS "orders"
WHERE
  NOT (
    EXISTS(
      SELECT
        1
      FROM returns AS "returns"
      WHERE
        "orders".order_id = "returns".order_id AND "returns".reason = 'late'
    )
  )
