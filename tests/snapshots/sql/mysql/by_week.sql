SELECT
  CAST(DATE_SUB(orders.ordered_at, INTERVAL (
    WEEKDAY(orders.ordered_at)
  ) DAY) AS DATE) AS ordered_at_week,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(DATE_SUB(orders.ordered_at, INTERVAL (
    WEEKDAY(orders.ordered_at)
  ) DAY) AS DATE)
ORDER BY
  CASE
    WHEN CAST(DATE_SUB(orders.ordered_at, INTERVAL (
      WEEKDAY(orders.ordered_at)
    ) DAY) AS DATE) IS NULL
    THEN 1
    ELSE 0
  END,
  CAST(DATE_SUB(orders.ordered_at, INTERVAL (
    WEEKDAY(orders.ordered_at)
  ) DAY) AS DATE) ASC
