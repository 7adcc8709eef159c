SELECT
  "orders".status AS "status",
  COUNT(*) AS "select",
  SUM("orders".fee) AS "größe in €",
  MAX("orders".amount) AS "50% off"
FROM orders AS "orders"
GROUP BY
  "orders".status
ORDER BY
  "größe in €" DESC NULLS LAST,
  "status" ASC
