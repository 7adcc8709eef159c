WITH orders_billing_totals AS (
  SELECT
    addresses.city AS city,
    SUM(orders.amount) AS billed
  FROM orders
  LEFT JOIN addresses
    ON orders.billing_id = addresses.address_id
  GROUP BY
    addresses.city
), orders_shipping_totals AS (
  SELECT
    addresses.city AS city,
    SUM(orders.amount) AS shipped
  FROM orders
  LEFT JOIN addresses
    ON orders.shipping_id = addresses.address_id
  GROUP BY
    addresses.city
), merged AS (
  SELECT
    city,
    billed,
    NULL AS shipped
  FROM orders_billing_totals
  UNION ALL
  SELECT
    city,
    NULL AS billed,
    shipped
  FROM orders_shipping_totals
)
SELECT
  merged.city AS city,
  MAX(merged.billed) AS billed,
  MAX(merged.shipped) AS shipped
FROM merged
GROUP BY
  merged.city
ORDER BY
  city ASC
