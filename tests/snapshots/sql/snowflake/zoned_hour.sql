SELECT
  DATE_TRUNC('HOUR', CAST(CONVERT_TIMEZONE('Europe/Berlin', "orders".paid_at) AS TIMESTAMPNTZ)) AS "paid_at_hour",
  COUNT(*) AS "order_count"
FROM orders AS "orders"
GROUP BY
  DATE_TRUNC('HOUR', CAST(CONVERT_TIMEZONE('Europe/Berlin', "orders".paid_at) AS TIMESTAMPNTZ))
ORDER BY
  "paid_at_hour" ASC
