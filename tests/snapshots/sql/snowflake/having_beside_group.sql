SELECT
  "orders".status AS "status",
  CASE WHEN "orders".amount >= 100 THEN 'large' ELSE 'small' END AS "size_class",
  COUNT(*) AS "order_count"
FROM orders AS "orders"
GROUP BY
  "orders".status,
  CASE WHEN "orders".amount >= 100 THEN 'large' ELSE 'small' END
HAVING
  (
    COUNT(*) > 2 OR "orders".status = 'open'
  )
ORDER BY
  "status" ASC,
  "size_class" ASC
