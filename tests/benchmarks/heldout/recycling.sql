-- answer: Net tonnes received by material group
select m.material_group, sum(f.net_tonnes) from fact_intake f join dim_material m using (material_key) group by 1
-- or
select m.material_group, sum(f.net_tonnes) from fact_intake f join dim_material m using (material_key) where f.load_status = 'Accepted' group by 1

-- answer: Sales amount per month in 2024
select date_trunc('month', d.full_date), sum(f.sales_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key where d.calendar_year = 2024 group by 1
-- or
select date_trunc('month', d.full_date), sum(f.sales_amount) from fact_sales f join dim_date d on d.date_key = f.dispatch_date_key where d.calendar_year = 2024 group by 1
-- or
select d.month_number, sum(f.sales_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key where d.calendar_year = 2024 group by 1
-- or
select d.month_number, sum(f.sales_amount) from fact_sales f join dim_date d on d.date_key = f.dispatch_date_key where d.calendar_year = 2024 group by 1
-- or
select d.month_name, sum(f.sales_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key where d.calendar_year = 2024 group by 1
-- or
select d.month_name, sum(f.sales_amount) from fact_sales f join dim_date d on d.date_key = f.dispatch_date_key where d.calendar_year = 2024 group by 1

-- answer: Top 5 materials by tonnes sold
select m.material_name, sum(f.tonnes_sold) from fact_sales f join dim_material m using (material_key) group by 1 order by 2 desc limit 5

-- answer: Sales by buyer country
select b.country, sum(f.sales_amount) from fact_sales f join dim_buyer b using (buyer_key) group by 1
-- or
select b.country, sum(f.tonnes_sold) from fact_sales f join dim_buyer b using (buyer_key) group by 1

-- then: for 2025 only
select b.country, sum(f.sales_amount) from fact_sales f join dim_buyer b using (buyer_key) join dim_date d on d.date_key = f.order_date_key where d.calendar_year = 2025 group by 1
-- or
select b.country, sum(f.sales_amount) from fact_sales f join dim_buyer b using (buyer_key) join dim_date d on d.date_key = f.dispatch_date_key where d.calendar_year = 2025 group by 1
-- or
select b.country, sum(f.tonnes_sold) from fact_sales f join dim_buyer b using (buyer_key) join dim_date d on d.date_key = f.order_date_key where d.calendar_year = 2025 group by 1
-- or
select b.country, sum(f.tonnes_sold) from fact_sales f join dim_buyer b using (buyer_key) join dim_date d on d.date_key = f.dispatch_date_key where d.calendar_year = 2025 group by 1

-- answer: How many sales orders have not been dispatched yet?
select count(*) from fact_sales where dispatch_date_key is null

-- ordered: Freight cost by haulier, highest first
select h.haulier_name, sum(f.freight_cost) from fact_sales f join dim_haulier h using (haulier_key) group by 1 order by 2 desc

-- answer: What is the average price per tonne we sell at, by material group?
select m.material_group, avg(f.price_per_tonne) from fact_sales f join dim_material m using (material_key) group by 1
-- or
select m.material_group, sum(f.sales_amount) / sum(f.tonnes_sold) from fact_sales f join dim_material m using (material_key) group by 1

-- answer: How many tonnes of cardboard did we sell in the first quarter of 2025?
select sum(f.tonnes_sold) from fact_sales f join dim_material m using (material_key) join dim_date d on d.date_key = f.order_date_key where m.material_name = 'Cardboard' and d.calendar_year = 2025 and d.quarter_number = 1
-- or
select sum(f.tonnes_sold) from fact_sales f join dim_material m using (material_key) join dim_date d on d.date_key = f.dispatch_date_key where m.material_name = 'Cardboard' and d.calendar_year = 2025 and d.quarter_number = 1

-- answer: What share of our sales goes to Germany?
select sum(f.sales_amount) filter (where b.country = 'Germany') / sum(f.sales_amount) from fact_sales f join dim_buyer b using (buyer_key)
-- or
select 100.0 * sum(f.sales_amount) filter (where b.country = 'Germany') / sum(f.sales_amount) from fact_sales f join dim_buyer b using (buyer_key)
-- or
select sum(f.tonnes_sold) filter (where b.country = 'Germany') / sum(f.tonnes_sold) from fact_sales f join dim_buyer b using (buyer_key)
-- or
select 100.0 * sum(f.tonnes_sold) filter (where b.country = 'Germany') / sum(f.tonnes_sold) from fact_sales f join dim_buyer b using (buyer_key)
-- or
select avg(case when b.country = 'Germany' then 1.0 else 0 end) from fact_sales f join dim_buyer b using (buyer_key)
-- or
select 100 * avg(case when b.country = 'Germany' then 1.0 else 0 end) from fact_sales f join dim_buyer b using (buyer_key)

-- answer: Sales in Q1 2025 compared with Q1 2024
select sum(f.sales_amount) filter (where d.calendar_year = 2025), sum(f.sales_amount) filter (where d.calendar_year = 2024) from fact_sales f join dim_date d on d.date_key = f.order_date_key where d.quarter_number = 1
-- or
select sum(f.sales_amount) filter (where d.calendar_year = 2025), sum(f.sales_amount) filter (where d.calendar_year = 2024) from fact_sales f join dim_date d on d.date_key = f.dispatch_date_key where d.quarter_number = 1
-- or
select d.calendar_year, sum(f.sales_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key where d.quarter_number = 1 and d.calendar_year in (2024, 2025) group by 1
-- or
select d.calendar_year, sum(f.sales_amount) from fact_sales f join dim_date d on d.date_key = f.dispatch_date_key where d.quarter_number = 1 and d.calendar_year in (2024, 2025) group by 1
-- or
select d.quarter_label, sum(f.sales_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key where d.quarter_number = 1 and d.calendar_year in (2024, 2025) group by 1
-- or
select d.quarter_label, sum(f.sales_amount) from fact_sales f join dim_date d on d.date_key = f.dispatch_date_key where d.quarter_number = 1 and d.calendar_year in (2024, 2025) group by 1
-- or
select date_trunc('year', d.full_date), sum(f.sales_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key where d.quarter_number = 1 and d.calendar_year in (2024, 2025) group by 1
-- or
select date_trunc('year', d.full_date), sum(f.sales_amount) from fact_sales f join dim_date d on d.date_key = f.dispatch_date_key where d.quarter_number = 1 and d.calendar_year in (2024, 2025) group by 1

-- answer: Which buyers have never bought anything?
select buyer_name from dim_buyer where buyer_key not in (select buyer_key from fact_sales)

-- answer: How many loads were rejected in 2024?
select count(*) from fact_intake f join dim_date d using (date_key) where f.load_status = 'Rejected' and d.calendar_year = 2024

-- then: by reason
select f.reject_reason, count(*) from fact_intake f join dim_date d using (date_key) where f.load_status = 'Rejected' and d.calendar_year = 2024 group by 1

-- answer: Rejection rate by supplier type
select s.supplier_type, avg(case when f.load_status = 'Rejected' then 1.0 else 0 end) from fact_intake f join dim_supplier s using (supplier_key) group by 1
-- or
select s.supplier_type, 100 * avg(case when f.load_status = 'Rejected' then 1.0 else 0 end) from fact_intake f join dim_supplier s using (supplier_key) group by 1
-- or
select s.supplier_type, sum(f.net_tonnes) filter (where f.load_status = 'Rejected') / sum(f.net_tonnes) from fact_intake f join dim_supplier s using (supplier_key) group by 1
-- or
select s.supplier_type, 100.0 * sum(f.net_tonnes) filter (where f.load_status = 'Rejected') / sum(f.net_tonnes) from fact_intake f join dim_supplier s using (supplier_key) group by 1

-- answer: Top 10 suppliers by net tonnes
select s.supplier_name, sum(f.net_tonnes) from fact_intake f join dim_supplier s using (supplier_key) group by s.supplier_key, s.supplier_name order by 2 desc limit 10
-- or
select s.supplier_name, sum(f.net_tonnes) from fact_intake f join dim_supplier s using (supplier_key) where f.load_status = 'Accepted' group by s.supplier_key, s.supplier_name order by 2 desc limit 10

-- answer: How much did we pay for material at each site in 2024?
select s.site_name, sum(f.purchase_amount) from fact_intake f join dim_site s using (site_key) join dim_date d using (date_key) where d.calendar_year = 2024 group by 1

-- answer: Gate fees per quarter in 2024
select d.quarter_label, sum(f.gate_fee) from fact_intake f join dim_date d using (date_key) where d.calendar_year = 2024 group by 1
-- or
select d.quarter_number, sum(f.gate_fee) from fact_intake f join dim_date d using (date_key) where d.calendar_year = 2024 group by 1
-- or
select date_trunc('quarter', d.full_date), sum(f.gate_fee) from fact_intake f join dim_date d using (date_key) where d.calendar_year = 2024 group by 1

-- answer: Loads by day of the week
select d.day_name, count(*) from fact_intake f join dim_date d using (date_key) group by 1
-- or
select d.day_name, count(*) from fact_intake f join dim_date d using (date_key) where f.load_status = 'Accepted' group by 1

-- answer: What does a load weigh on average at each site?
select s.site_name, avg(f.net_tonnes) from fact_intake f join dim_site s using (site_key) group by 1
-- or
select s.site_name, avg(f.net_tonnes) from fact_intake f join dim_site s using (site_key) where f.load_status = 'Accepted' group by 1
-- or
select s.site_name, avg(f.gross_tonnes) from fact_intake f join dim_site s using (site_key) group by 1
-- or
select s.site_name, avg(f.gross_tonnes) from fact_intake f join dim_site s using (site_key) where f.load_status = 'Accepted' group by 1

-- answer: Tonnes of hazardous material received per year
select d.calendar_year, sum(f.net_tonnes) from fact_intake f join dim_material m using (material_key) join dim_date d using (date_key) where m.hazardous_flag = 'Y' group by 1
-- or
select d.calendar_year, sum(f.net_tonnes) from fact_intake f join dim_material m using (material_key) join dim_date d using (date_key) where m.hazardous_flag = 'Y' and f.load_status = 'Accepted' group by 1
-- or
select d.calendar_year, sum(f.gross_tonnes) from fact_intake f join dim_material m using (material_key) join dim_date d using (date_key) where m.hazardous_flag = 'Y' group by 1
-- or
select d.calendar_year, sum(f.gross_tonnes) from fact_intake f join dim_material m using (material_key) join dim_date d using (date_key) where m.hazardous_flag = 'Y' and f.load_status = 'Accepted' group by 1
-- or
select date_trunc('year', d.full_date), sum(f.net_tonnes) from fact_intake f join dim_material m using (material_key) join dim_date d using (date_key) where m.hazardous_flag = 'Y' group by 1
-- or
select date_trunc('year', d.full_date), sum(f.net_tonnes) from fact_intake f join dim_material m using (material_key) join dim_date d using (date_key) where m.hazardous_flag = 'Y' and f.load_status = 'Accepted' group by 1
-- or
select date_trunc('year', d.full_date), sum(f.gross_tonnes) from fact_intake f join dim_material m using (material_key) join dim_date d using (date_key) where m.hazardous_flag = 'Y' group by 1
-- or
select date_trunc('year', d.full_date), sum(f.gross_tonnes) from fact_intake f join dim_material m using (material_key) join dim_date d using (date_key) where m.hazardous_flag = 'Y' and f.load_status = 'Accepted' group by 1

-- answer: Which suppliers are not approved?
select supplier_name from dim_supplier where approved_flag = 'N'

-- answer: How many suppliers have no purchasing agent?
select count(*) from dim_supplier where purchasing_agent is null

-- answer: Which suppliers delivered nothing in 2025?
select supplier_name from dim_supplier where supplier_key not in (select supplier_key from fact_intake where date_key >= 20250101)

-- answer: How many tonnes of residue did each sorting line produce?
select line_name, sum(residue_tonnes) from fact_sorting group by 1

-- answer: How many machine hours did each shift run in 2024?
select f.shift, sum(f.machine_hours) from fact_sorting f join dim_date d using (date_key) where d.calendar_year = 2024 group by 1

-- answer: How many tonnes did we put through sorting in May 2025?
select sum(f.input_tonnes) from fact_sorting f join dim_date d using (date_key) where d.calendar_year = 2025 and d.month_number = 5

-- answer: How many tonnes did each site have in stock at the end of May 2025?
select s.site_name, sum(f.stock_tonnes) from fact_stock_month_end f join dim_site s using (site_key) where f.snapshot_date_key = 20250531 group by 1

-- answer: Stock value by material group at the end of 2024
select m.material_group, sum(f.stock_value) from fact_stock_month_end f join dim_material m using (material_key) where f.snapshot_date_key = 20241231 group by 1

-- answer: Which materials have a list price above 1000 per tonne?
select material_name from dim_material where list_price_per_tonne > 1000

-- refuse: How much CO2 did our recycling save last year?

-- refuse: Accidents by site in 2024

-- refuse: Number of employees per site

-- refuse: Unpaid invoices by buyer

-- ask: Tonnes per month in 2024
