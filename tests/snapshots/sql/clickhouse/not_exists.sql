SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  NOT (
    COALESCE(
      orders.order_id IN (
        SELECT
          returns.order_id
        FROM returns
        WHERE
          returns.reason = 'late'
      ),
      FALSE
    )
  )
