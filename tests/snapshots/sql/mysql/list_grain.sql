SELECT
  orders.order_id AS order_id,
  CAST(DATE_FORMAT(
    DATE_SUB(orders.ordered_at, INTERVAL (
      (
        MONTH(orders.ordered_at) - 1
      ) % 3
    ) MONTH),
    '%Y-%m-01'
  ) AS DATE) AS ordered_at_quarter,
  addresses.city AS city
FROM orders
LEFT JOIN addresses
  ON orders.billing_id = addresses.address_id
ORDER BY
  city DESC,
  CASE WHEN orders.order_id IS NULL THEN 1 ELSE 0 END,
  orders.order_id ASC,
  CASE
    WHEN CAST(DATE_FORMAT(
      DATE_SUB(orders.ordered_at, INTERVAL (
        (
          MONTH(orders.ordered_at) - 1
        ) % 3
      ) MONTH),
      '%Y-%m-01'
    ) AS DATE) IS NULL
    THEN 1
    ELSE 0
  END,
  CAST(DATE_FORMAT(
    DATE_SUB(orders.ordered_at, INTERVAL (
      (
        MONTH(orders.ordered_at) - 1
      ) % 3
    ) MONTH),
    '%Y-%m-01'
  ) AS DATE) ASC
