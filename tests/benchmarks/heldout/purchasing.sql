-- answer: How many suppliers do we work with?
select count(*) from "Supplier"
-- or
select count(distinct "SupplierID") from "PurchaseOrder"
-- or
select count(*) from "Supplier" where "IsApproved"

-- answer: approved suppliers by country
select "Country", count(*) from "Supplier" where "IsApproved" group by 1

-- answer: Total line amount ordered per year
select year(o."OrderDate"), sum(l."LineAmount") from "PurchaseOrderLine" l join "PurchaseOrder" o using ("PurchaseOrderID") group by 1
-- or
select date_trunc('year', o."OrderDate")::date, sum(l."LineAmount") from "PurchaseOrderLine" l join "PurchaseOrder" o using ("PurchaseOrderID") group by 1
-- or
select date_trunc('year', o."OrderDate")::date, sum(l."LineAmount") from "PurchaseOrderLine" l join "PurchaseOrder" o using ("PurchaseOrderID") where o."Status" <> 'Cancelled' group by 1

-- answer: Top 10 suppliers by invoice amount in 2024
select s."SupplierName", sum(i."InvoiceAmount") from "SupplierInvoice" i join "Supplier" s using ("SupplierID") where year(i."InvoiceDate") = 2024 group by 1 order by 2 desc limit 10

-- answer: How many purchase orders are still open?
select count(*) from "PurchaseOrder" where "Status" = 'Open'
-- or
select count(*) from "PurchaseOrder" where "Status" in ('Open', 'Partially Received')

-- answer: spend by item group this year
select g."GroupName", sum(l."LineAmount") from "PurchaseOrderLine" l join "PurchaseOrder" o using ("PurchaseOrderID") join "Item" i using ("ItemID") join "ItemGroup" g using ("ItemGroupID") where year(o."OrderDate") = 2025 group by 1
-- or
select g."GroupName", sum(l."LineAmount") from "PurchaseOrderLine" l join "PurchaseOrder" o using ("PurchaseOrderID") join "Item" i using ("ItemID") join "ItemGroup" g using ("ItemGroupID") where year(o."OrderDate") = 2025 and o."Status" <> 'Cancelled' group by 1

-- ask: What is the average freight per purchase order?
-- answer: purchase orders per buyer
select e."FullName", count(*) from "PurchaseOrder" o join "Employee" e on e."EmployeeID" = o."BuyerID" group by 1
-- or
select e."FullName", count(o."PurchaseOrderID") from "Employee" e left join "PurchaseOrder" o on e."EmployeeID" = o."BuyerID" group by 1

-- answer: Which items have never been ordered?
select "Description" from "Item" i where not exists (select 1 from "PurchaseOrderLine" l where l."ItemID" = i."ItemID")
-- or
select "ItemNo" from "Item" i where not exists (select 1 from "PurchaseOrderLine" l where l."ItemID" = i."ItemID")

-- answer: rejected quantity by supplier
select s."SupplierName", sum(r."RejectedQty") from "GoodsReceipt" r join "PurchaseOrderLine" l using ("PurchaseOrderLineID") join "PurchaseOrder" o using ("PurchaseOrderID") join "Supplier" s using ("SupplierID") group by 1
-- or
select s."SupplierName", sum(r."RejectedQty") from "GoodsReceipt" r join "PurchaseOrderLine" l using ("PurchaseOrderLineID") join "PurchaseOrder" o using ("PurchaseOrderID") join "Supplier" s using ("SupplierID") group by 1 having sum(r."RejectedQty") > 0

-- answer: How many goods receipts arrived later than promised?
select count(*) from "GoodsReceipt" r join "PurchaseOrderLine" l using ("PurchaseOrderLineID") join "PurchaseOrder" o using ("PurchaseOrderID") where r."ReceiptDate" > o."PromisedDate"

-- answer: Total amount of unpaid invoices
select sum("InvoiceAmount") from "SupplierInvoice" where "PaidDate" is null
-- or
select sum("InvoiceAmount" + "TaxAmount") from "SupplierInvoice" where "PaidDate" is null

-- answer: How many supplier invoices are overdue today, i.e. past their due date and not paid?
select count(*) from "SupplierInvoice" where "PaidDate" is null and "DueDate" < date '2025-06-18'

-- answer: Invoice amount by month for the last 12 months
select date_trunc('month', "InvoiceDate")::date, sum("InvoiceAmount") from "SupplierInvoice" where "InvoiceDate" >= '2024-06-01' and "InvoiceDate" < '2025-06-01' group by 1
-- or
select date_trunc('month', "InvoiceDate")::date, sum("InvoiceAmount") from "SupplierInvoice" where "InvoiceDate" >= '2024-07-01' group by 1
-- or
select date_trunc('month', "InvoiceDate")::date, sum("InvoiceAmount") from "SupplierInvoice" where "InvoiceDate" >= '2024-06-18' group by 1

-- answer: average payment terms of suppliers in Germany
select avg("PaymentTermsDays") from "Supplier" where "Country" = 'Germany'

-- answer: number of stock movements by movement type
select "MovementType", count(*) from "StockMovement" group by 1

-- answer: Quantity received per warehouse in May 2025
select w."WarehouseName", sum(r."ReceivedQty") from "GoodsReceipt" r join "Warehouse" w using ("WarehouseID") where r."ReceiptDate" >= '2025-05-01' and r."ReceiptDate" < '2025-06-01' group by 1

-- answer: Items with a standard cost above 500
select "Description" from "Item" where "StandardCost" > 500
-- or
select "ItemNo" from "Item" where "StandardCost" > 500

-- answer: What share of our purchase orders is placed in USD?
select 100.0 * count(*) filter (where "CurrencyCode" = 'USD') / count(*) from "PurchaseOrder"
-- or
select 1.0 * count(*) filter (where "CurrencyCode" = 'USD') / count(*) from "PurchaseOrder"

-- answer: Purchase orders in 2024 by warehouse
select w."WarehouseName", count(*) from "PurchaseOrder" o join "Warehouse" w using ("WarehouseID") where year(o."OrderDate") = 2024 group by 1

-- then: only from suppliers in Poland
select w."WarehouseName", count(*) from "PurchaseOrder" o join "Warehouse" w using ("WarehouseID") join "Supplier" s using ("SupplierID") where year(o."OrderDate") = 2024 and s."Country" = 'Poland' group by 1

-- then: same for 2025
select w."WarehouseName", count(*) from "PurchaseOrder" o join "Warehouse" w using ("WarehouseID") join "Supplier" s using ("SupplierID") where year(o."OrderDate") = 2025 and s."Country" = 'Poland' group by 1

-- answer: From which suppliers have we not ordered anything in 2025?
select "SupplierName" from "Supplier" s where not exists (select 1 from "PurchaseOrder" o where o."SupplierID" = s."SupplierID" and year(o."OrderDate") = 2025)

-- answer: How many invoices are between 10,000 and 20,000?
select count(*) from "SupplierInvoice" where "InvoiceAmount" between 10000 and 20000

-- answer: Which month of 2024 had the highest purchase order value?
select date_trunc('month', o."OrderDate")::date from "PurchaseOrderLine" l join "PurchaseOrder" o using ("PurchaseOrderID") where year(o."OrderDate") = 2024 group by 1 order by sum(l."LineAmount") desc limit 1
-- or
select date_trunc('month', o."OrderDate")::date from "PurchaseOrderLine" l join "PurchaseOrder" o using ("PurchaseOrderID") where year(o."OrderDate") = 2024 and o."Status" <> 'Cancelled' group by 1 order by sum(l."LineAmount") desc limit 1

-- answer: discontinued items per group
select g."GroupName", count(*) from "Item" i join "ItemGroup" g using ("ItemGroupID") where i."IsDiscontinued" group by 1
-- or
select g."GroupName", count(i."ItemID") from "ItemGroup" g left join "Item" i on i."ItemGroupID" = g."ItemGroupID" and i."IsDiscontinued" group by 1

-- refuse: What are the CO2 emissions per supplier?

-- refuse: Which supplier contracts expire this year?

-- refuse: How much margin do we make on bearings?

-- refuse: Who approved the most purchase orders last year?

-- refuse: In which bin is the gear oil stored?
