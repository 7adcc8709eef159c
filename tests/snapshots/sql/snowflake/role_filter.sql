SELECT
  "addresses".city AS "city",
  SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue"
FROM orders AS "orders"
LEFT JOIN addresses AS "addresses"
  ON "orders".shipping_id = "addresses".address_id
LEFT JOIN addresses AS "billing"
  ON "orders".billing_id = "billing".address_id
WHERE
  "billing".city IN ('Berlin', 'Oslo')
GROUP BY
  "addresses".city
ORDER BY
  "city" ASC
