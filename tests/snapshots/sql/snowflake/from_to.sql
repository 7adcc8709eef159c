SELECT
  SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue"
FROM orders AS "orders"
WHERE
  "orders".shipped_on >= CAST('2025-01-01' AS DATE)
  AND "orders".shipped_on < CAST('2025-07-01' AS DATE)
