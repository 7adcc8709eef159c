SELECT
  DATE_PART(YEAR, "orders".ordered_at) AS "ordered_at_year",
  DATE_PART(QUARTER, "orders".ordered_at) AS "ordered_at_quarter",
  DATE_PART(MONTH, "orders".ordered_at) AS "ordered_at_month",
  DATE_PART(DAY, "orders".ordered_at) AS "ordered_at_day",
  DAYOFWEEKISO("orders".ordered_at) AS "ordered_at_day_of_week",
  DAYOFYEAR("orders".ordered_at) AS "ordered_at_day_of_year",
  DATE_PART(HOUR, "orders".ordered_at) AS "ordered_at_hour",
  COUNT(*) AS "order_count"
FROM orders AS "orders"
GROUP BY
  DATE_PART(YEAR, "orders".ordered_at),
  DATE_PART(QUARTER, "orders".ordered_at),
  DATE_PART(MONTH, "orders".ordered_at),
  DATE_PART(DAY, "orders".ordered_at),
  DAYOFWEEKISO("orders".ordered_at),
  DAYOFYEAR("orders".ordered_at),
  DATE_PART(HOUR, "orders".ordered_at)
ORDER BY
  "ordered_at_year" ASC,
  "ordered_at_quarter" ASC,
  "ordered_at_month" ASC,
  "ordered_at_day" ASC,
  "ordered_at_day_of_week" ASC,
  "ordered_at_day_of_year" ASC,
  "ordered_at_hour" ASC
