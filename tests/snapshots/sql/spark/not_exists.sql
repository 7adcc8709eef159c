SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  NOT (
    EXISTS(
      SELECT
        1
      FROM returns
      WHERE
        orders.order_id = returns.order_id AND returns.reason = 'late'
    )
  )
