SELECT
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END AS size_class,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END
ORDER BY
  size_class ASC NULLS LAST
