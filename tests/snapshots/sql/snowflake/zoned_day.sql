SELECT
  CAST(CAST(CONVERT_TIMEZONE('Europe/Berlin', "orders".paid_at) AS TIMESTAMPNTZ) AS DATE) AS "paid_at_day",
  COUNT(*) AS "order_count"
FROM orders AS "orders"
GROUP BY
  CAST(CAST(CONVERT_TIMEZONE('Europe/Berlin', "orders".paid_at) AS TIMESTAMPNTZ) AS DATE)
ORDER BY
  "paid_at_day" ASC
