SELECT
  "orders".status AS "status",
  CAST(CONVERT_TIMEZONE('Europe/Berlin', MIN("orders".paid_at)) AS TIMESTAMPNTZ) AS "first_paid",
  CAST(CONVERT_TIMEZONE('Europe/Berlin', MAX("orders".paid_at)) AS TIMESTAMPNTZ) AS "last_paid"
FROM orders AS "orders"
GROUP BY
  "orders".status
HAVING
  CAST(CONVERT_TIMEZONE('Europe/Berlin', MAX("orders".paid_at)) AS TIMESTAMPNTZ) >= CAST('2024-12-31 23:30:00' AS TIMESTAMP)
ORDER BY
  "status" ASC
