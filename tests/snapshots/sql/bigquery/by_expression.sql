SELECT
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END AS size_class,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  1
ORDER BY
  size_class ASC NULLS LAST
