SELECT
  CAST(CONVERT_TIMEZONE('Europe/Berlin', "orders".paid_at) AS TIMESTAMPNTZ) AS "paid_at",
  COUNT(*) AS "order_count"
FROM orders AS "orders"
GROUP BY
  CAST(CONVERT_TIMEZONE('Europe/Berlin', "orders".paid_at) AS TIMESTAMPNTZ)
ORDER BY
  "paid_at" ASC
