SELECT
  stage.g1 AS category,
  COUNT(stage.a1) AS parcel_count,
  AVG(
    CAST(CASE
      WHEN NOT stage.a2 IS NULL AND 2 * stage.r2 IN (stage.n2, stage.n2 + 1, stage.n2 + 2)
      THEN stage.a2
    END AS DOUBLE PRECISION)
  ) AS median_kilos
FROM (
  SELECT
    products.category AS g1,
    1 AS a1,
    parcels.kilos AS a2,
    ROW_NUMBER() OVER (
      PARTITION BY products.category
      ORDER BY CASE WHEN parcels.kilos IS NULL THEN 1 ELSE 0 END, parcels.kilos
    ) AS r2,
    COUNT(parcels.kilos) OVER (PARTITION BY products.category) AS n2
  FROM parcels
  LEFT JOIN order_items
    ON parcels.order_id = order_items.order_id AND parcels.line = order_items.line
  LEFT JOIN products
    ON order_items.product_id = products.product_id
) AS stage
GROUP BY
  stage.g1
ORDER BY
  category ASC
