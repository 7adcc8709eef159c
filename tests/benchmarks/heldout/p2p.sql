-- answer: How many purchase orders did we place in 2024?
select count(*) from po_header where year(po_date) = 2024
-- or
select count(*) from po_header where year(po_date) = 2024 and po_status <> 'Cancelled'

-- answer: total net value of PO lines by plant
select p.plant_name, sum(net_value) from po_line l join plant p using (plant_code) group by 1
-- or
select plant_code, sum(net_value) from po_line group by 1

-- ordered: Top 5 vendors by invoiced gross amount
select vendor_name, sum(gross_amount) from ap_invoice join vendor_master using (vendor_no) group by vendor_no, 1 order by 2 desc limit 5
-- or
select vendor_name, sum(gross_amount) from ap_invoice join vendor_master using (vendor_no) where invoice_status <> 'Cancelled' group by vendor_no, 1 order by 2 desc limit 5

-- answer: Which vendors have never received a purchase order from us?
select vendor_name from vendor_master v where not exists (from po_header h where h.vendor_no = v.vendor_no)

-- answer: POs per month 2025
select date_trunc('month', po_date)::date, count(*) from po_header where year(po_date) = 2025 group by 1
-- or
select date_trunc('month', po_date)::date, count(*) from po_header where year(po_date) = 2025 and po_status <> 'Cancelled' group by 1

-- answer: number of blocked invoices by block reason
select block_reason, count(*) from ap_invoice where invoice_status = 'Blocked' group by 1

-- answer: How much did we pay vendors in Q1 2025?
select sum(amount_paid) from vendor_payment where payment_date >= '2025-01-01' and payment_date < '2025-04-01'

-- answer: average unit price of Steel Sheet 2mm
select avg(unit_price) from po_line join material_master using (material_no) where material_desc = 'Steel Sheet 2mm'

-- answer: Quantity rejected per vendor
select vendor_name, sum(qty_rejected) from goods_receipt join po_line using (po_line_id) join po_header using (po_number) join vendor_master using (vendor_no) group by vendor_no, 1

-- answer: Please list the open purchase orders older than January 1st 2025.
select po_number from po_header where po_status = 'Open' and po_date < '2025-01-01'

-- answer: What share of payments is made by check?
select count(*) filter (payment_method = 'Check') / count(*) from vendor_payment
-- or
select 100 * count(*) filter (payment_method = 'Check') / count(*) from vendor_payment
-- or
select sum(amount_paid) filter (payment_method = 'Check') / sum(amount_paid) from vendor_payment

-- answer: Spend by material group
select group_desc, sum(net_value) from po_line join material_master using (material_no) join material_group using (material_group) group by 1
-- or
select group_desc, sum(net_value) from po_line join po_header using (po_number) join material_master using (material_no) join material_group using (material_group) where po_status <> 'Cancelled' group by 1

-- answer: spend 2023 vs 2024
select sum(net_value) filter (year(po_date) = 2023), sum(net_value) filter (year(po_date) = 2024) from po_line join po_header using (po_number)
-- or
select sum(amount_paid) filter (year(payment_date) = 2023), sum(amount_paid) filter (year(payment_date) = 2024) from vendor_payment
-- or
select sum(net_amount) filter (year(invoice_date) = 2023), sum(net_amount) filter (year(invoice_date) = 2024) from ap_invoice
-- or
select sum(gross_amount) filter (year(invoice_date) = 2023), sum(gross_amount) filter (year(invoice_date) = 2024) from ap_invoice
-- or
select year(po_date), sum(net_value) from po_line join po_header using (po_number) where year(po_date) in (2023, 2024) group by 1
-- or
select date_trunc('year', payment_date)::date, sum(amount_paid) from vendor_payment where year(payment_date) in (2023, 2024) group by 1

-- answer: How many goods receipts came in at each dock last month?
select dock, count(*) from goods_receipt where receipt_date >= '2025-05-01' and receipt_date < '2025-06-01' group by 1

-- ordered: cost centers with the lowest annual budget, bottom 3
select cost_center_name, annual_budget from cost_center order by 2, 1 limit 3

-- answer: Total discount taken by payment method
select payment_method, sum(discount_taken) from vendor_payment group by 1

-- answer: active suppliers per country
select country_key, count(*) from vendor_master where vendor_status = 'Active' group by 1

-- answer: On average, how many days are there between PO date and approval?
select avg(approval_date - po_date) from po_header

-- answer: Purchase orders that were never approved
select po_number from po_header where approval_date is null
-- or
select count(*) from po_header where approval_date is null

-- answer: Unpaid invoices past their due date, count
select count(*) from ap_invoice i where due_date < date '2025-06-18' and not exists (from vendor_payment p where p.invoice_no = i.invoice_no)
-- or
select count(*) from ap_invoice i where due_date < date '2025-06-18' and invoice_status not in ('Paid', 'Cancelled')
-- or
select count(*) from ap_invoice i where due_date < date '2025-06-18' and invoice_status <> 'Paid'

-- answer: number of POs by buyer
select buyer_name, count(po_number) from buyer left join po_header using (buyer_id) group by 1
-- or
select buyer_name, count(po_number) from buyer join po_header using (buyer_id) group by 1

-- answer: Materials with a lead time above 20 days
select material_desc from material_master where lead_time_days > 20

-- answer: What is the most recent payment date for Jupiter Electronics?
select max(payment_date) from vendor_payment join vendor_master using (vendor_no) where vendor_name = 'Jupiter Electronics'

-- answer: tax by quarter in 2024
select date_trunc('quarter', invoice_date)::date, sum(tax_amount) from ap_invoice where year(invoice_date) = 2024 group by 1
-- or
select date_trunc('quarter', posting_date)::date, sum(tax_amount) from ap_invoice where year(posting_date) = 2024 group by 1
-- or
select date_trunc('quarter', invoice_date)::date, sum(tax_amount) from ap_invoice where year(invoice_date) = 2024 and invoice_status <> 'Cancelled' group by 1

-- refuse: How much inventory do we have on hand at Toledo?

-- refuse: Average vendor satisfaction rating

-- refuse: contract end date by vendor

-- refuse: What did we sell to customers in May?
