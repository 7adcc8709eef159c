SELECT
  "orders".status AS "status",
  SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue",
  COUNT(*) AS "order_count"
FROM orders AS "orders"
GROUP BY
  "orders".status
HAVING
  (
    SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) IS NULL
    OR NOT (
      COUNT(*) BETWEEN 1 AND 2
    )
  )
ORDER BY
  "status" ASC
