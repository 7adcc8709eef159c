SELECT
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END AS size_class,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END
ORDER BY
  CASE
    WHEN CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END IS NULL
    THEN 1
    ELSE 0
  END,
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END ASC
