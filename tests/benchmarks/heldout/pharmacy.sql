-- answer: How many branches do we have?
select count(*) from dim_branch

-- answer: Total net sales in 2024
select sum(net_amount) from fact_sales join dim_date using (date_key) where calendar_year = 2024

-- then: and in 2023?
select sum(net_amount) from fact_sales join dim_date using (date_key) where calendar_year = 2023

-- answer: net sales by month in 2025
select date_trunc('month', full_date)::date, sum(net_amount) from fact_sales join dim_date using (date_key) where calendar_year = 2025 group by 1
-- or
select month_number, sum(net_amount) from fact_sales join dim_date using (date_key) where calendar_year = 2025 group by 1
-- or
select month_name, sum(net_amount) from fact_sales join dim_date using (date_key) where calendar_year = 2025 group by 1

-- ordered: Top 5 products by units sold
select product_name, sum(quantity) from fact_sales join dim_product using (product_key) group by 1 order by 2 desc limit 5

-- answer: What is our revenue per region?
select region, sum(net_amount) from fact_sales join dim_branch using (branch_key) group by 1

-- answer: Which branch had the highest sales last month?
select branch_name from fact_sales join dim_branch using (branch_key) join dim_date using (date_key) where full_date >= '2025-05-01' and full_date < '2025-06-01' group by 1 order by sum(net_amount) desc limit 1

-- answer: number of loyalty customers in each tier
select loyalty_tier, count(*) from dim_customer group by 1

-- answer: What share of sales does each payment method account for?
select payment_method, 100.0 * sum(net_amount) / sum(sum(net_amount)) over () from fact_sales join dim_payment_method using (payment_method_key) group by 1
-- or
select payment_method, sum(net_amount) / sum(sum(net_amount)) over () from fact_sales join dim_payment_method using (payment_method_key) group by 1
-- or
select payment_method, 100.0 * count(distinct receipt_no) / (select count(distinct receipt_no) from fact_sales) from fact_sales join dim_payment_method using (payment_method_key) group by 1
-- or
select payment_method, count(distinct receipt_no) / (select count(distinct receipt_no) from fact_sales) from fact_sales join dim_payment_method using (payment_method_key) group by 1

-- answer: How many of our products are prescription only?
select count(*) from dim_product where is_prescription_only

-- answer: Products with a list price over 30
select product_name from dim_product where list_price > 30
-- or
select count(*) from dim_product where list_price > 30

-- answer: sales by day of the week
select day_name, sum(net_amount) from fact_sales join dim_date using (date_key) group by 1
-- or
select dayofweek(full_date), sum(net_amount) from fact_sales join dim_date using (date_key) group by 1
-- or
select isodow(full_date), sum(net_amount) from fact_sales join dim_date using (date_key) group by 1

-- answer: Which customers have never bought anything from us?
select customer_name from dim_customer c where not exists (from fact_sales s where s.customer_key = c.customer_key)
-- or
select customer_name from dim_customer c where not exists (from fact_sales s where s.customer_key = c.customer_key) and not exists (from fact_prescription p where p.customer_key = c.customer_key)

-- answer: Prescriptions filled per branch in May 2025
select branch_name, count(*) from fact_prescription join dim_branch using (branch_key) join dim_date on date_key = filled_date_key where full_date between '2025-05-01' and '2025-05-31' group by 1

-- answer: average days of supply of a prescription by product category
select category, avg(days_supply) from fact_prescription join dim_product using (product_key) group by 1

-- answer: What was the stock value of each branch at the end of May 2025?
select branch_name, sum(stock_value) from fact_stock_month_end join dim_branch using (branch_key) where snapshot_date_key = 20250531 group by 1

-- answer: units of vitamins sold per month this year
select date_trunc('month', full_date)::date, sum(quantity) from fact_sales join dim_date using (date_key) join dim_product using (product_key) where category = 'Vitamins' and calendar_year = 2025 group by 1
-- or
select month_number, sum(quantity) from fact_sales join dim_date using (date_key) join dim_product using (product_key) where category = 'Vitamins' and calendar_year = 2025 group by 1
-- or
select month_name, sum(quantity) from fact_sales join dim_date using (date_key) join dim_product using (product_key) where category = 'Vitamins' and calendar_year = 2025 group by 1

-- answer: How much discount have we given so far this year?
select sum(discount_amount) from fact_sales join dim_date using (date_key) where calendar_year = 2025

-- then: by loyalty tier
select loyalty_tier, sum(discount_amount) from fact_sales join dim_date using (date_key) join dim_customer using (customer_key) where calendar_year = 2025 group by 1
-- or
select loyalty_tier, sum(discount_amount) from fact_sales join dim_date using (date_key) left join dim_customer using (customer_key) where calendar_year = 2025 group by 1

-- answer: Net sales in the first quarter of 2025 versus the first quarter of 2024
select sum(net_amount) from fact_sales join dim_date using (date_key) where calendar_quarter = 1 and calendar_year in (2024, 2025) group by calendar_year
-- or
select sum(net_amount) filter (calendar_year = 2025), sum(net_amount) filter (calendar_year = 2024) from fact_sales join dim_date using (date_key) where calendar_quarter = 1

-- answer: How many sales lines have no customer?
select count(*) from fact_sales where customer_key is null

-- answer: which product category brings in the least money?
select category from fact_sales join dim_product using (product_key) group by 1 order by sum(net_amount) limit 1

-- answer: How many products come from suppliers in Germany?
select count(*) from dim_product join dim_supplier using (supplier_key) where country = 'Germany'

-- answer: When did our newest branch open?
select max(opened_date) from dim_branch

-- answer: headcount by role
select role, count(*) from dim_employee group by 1

-- answer: avg list price per brand
select brand, avg(list_price) from dim_product group by 1

-- answer: What percentage of prescriptions are repeats?
select 100.0 * count(*) filter (is_repeat) / count(*) from fact_prescription
-- or
select count(*) filter (is_repeat) / count(*) from fact_prescription
-- or
select is_repeat, 100.0 * count(*) / sum(count(*)) over () from fact_prescription group by 1
-- or
select is_repeat, count(*) / sum(count(*)) over () from fact_prescription group by 1

-- answer: number of receipts in May 2025
select count(distinct receipt_no) from fact_sales where date_key between 20250501 and 20250531

-- answer: branches with a consultation room
select branch_name from dim_branch where has_consultation_room

-- answer: How much did insurers pay per quarter in 2024?
select date_trunc('quarter', full_date)::date, sum(insurer_amount) from fact_prescription join dim_date on date_key = filled_date_key where calendar_year = 2024 group by 1
-- or
select calendar_quarter, sum(insurer_amount) from fact_prescription join dim_date on date_key = filled_date_key where calendar_year = 2024 group by 1

-- ordered: Show me the ten customers who spent the most in 2024
select customer_name, sum(net_amount) from fact_sales join dim_customer using (customer_key) join dim_date using (date_key) where calendar_year = 2024 group by 1 order by 2 desc limit 10

-- refuse: How long do customers wait at the counter on average?

-- refuse: How many products expire next month?

-- refuse: What do we pay our pharmacists?

-- refuse: Which doctor wrote the most prescriptions?

-- refuse: online orders per month

-- refuse: number of complaints by branch
