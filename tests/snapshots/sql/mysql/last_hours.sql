SELECT
  CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-%d %H:00:00') AS DATETIME) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= CAST('2025-06-14 00:00:00' AS DATETIME)
  AND orders.ordered_at < CAST('2025-06-16 00:00:00' AS DATETIME)
GROUP BY
  CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-%d %H:00:00') AS DATETIME)
ORDER BY
  CASE
    WHEN CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-%d %H:00:00') AS DATETIME) IS NULL
    THEN 1
    ELSE 0
  END,
  CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-%d %H:00:00') AS DATETIME) ASC
