SELECT
  CAST(DATE_TRUNC('MONTH', CAST(CONVERT_TIMEZONE('Europe/Berlin', "orders".paid_at) AS TIMESTAMPNTZ)) AS DATE) AS "paid_at_month",
  SUM("orders".fee) AS "fees"
FROM orders AS "orders"
GROUP BY
  CAST(DATE_TRUNC('MONTH', CAST(CONVERT_TIMEZONE('Europe/Berlin', "orders".paid_at) AS TIMESTAMPNTZ)) AS DATE)
ORDER BY
  "paid_at_month" ASC
