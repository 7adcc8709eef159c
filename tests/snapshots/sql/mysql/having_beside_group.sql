SELECT
  orders.status AS status,
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END AS size_class,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  orders.status,
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END
HAVING
  (
    COUNT(*) > 2 OR orders.status = 'open'
  )
ORDER BY
  CASE WHEN orders.status IS NULL THEN 1 ELSE 0 END,
  orders.status ASC,
  CASE
    WHEN CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END IS NULL
    THEN 1
    ELSE 0
  END,
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END ASC
