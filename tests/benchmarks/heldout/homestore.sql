-- answer: What were total net sales in 2024?
select sum(net_sales_amount) from fact_sales join dim_date using (date_key) where calendar_year = 2024

-- answer: net sales by region this year
select region, sum(net_sales_amount) from fact_sales join dim_date using (date_key) join dim_store using (store_key) where calendar_year = 2025 group by 1

-- answer: How many units did we sell per month in 2024?
select date_trunc('month', full_date)::date, sum(quantity) from fact_sales join dim_date using (date_key) where calendar_year = 2024 group by 1
-- or
select month_number, sum(quantity) from fact_sales join dim_date using (date_key) where calendar_year = 2024 group by 1
-- or
select month_name, sum(quantity) from fact_sales join dim_date using (date_key) where calendar_year = 2024 group by 1

-- ordered: Top 10 products by net sales
select product_name, sum(net_sales_amount) from fact_sales join dim_product using (product_key) group by product_key, product_name order by 2 desc limit 10

-- answer: Sales by category and quarter for 2024
select category, date_trunc('quarter', full_date)::date, sum(net_sales_amount) from fact_sales join dim_date using (date_key) join dim_product using (product_key) where calendar_year = 2024 group by all
-- or
select category, quarter_number, sum(net_sales_amount) from fact_sales join dim_date using (date_key) join dim_product using (product_key) where calendar_year = 2024 group by all

-- answer: how much discount did we give away last year
select sum(discount_amount) from fact_sales join dim_date using (date_key) where calendar_year = 2024

-- answer: Which store had the highest net sales in May 2025?
select store_name from fact_sales join dim_date using (date_key) join dim_store using (store_key) where calendar_year = 2025 and month_number = 5 group by store_key, store_name order by sum(net_sales_amount) desc limit 1

-- answer: number of stores by state
select state, count(*) from dim_store group by 1

-- answer: What is our gross profit by department, i.e. net sales minus cost?
select department, sum(net_sales_amount - cost_amount) from fact_sales join dim_product using (product_key) group by 1

-- answer: How many gold tier customers do we have?
select count(*) from dim_customer where loyalty_tier = 'Gold'
-- or
select count(*) from dim_customer where loyalty_tier = 'Gold' and is_current
-- or
select count(distinct customer_id) from dim_customer where loyalty_tier = 'Gold'

-- answer: Which products have never been sold?
select product_name from dim_product p where not exists (from fact_sales f where f.product_key = p.product_key)

-- answer: refunds by return reason
select return_reason, sum(refund_amount) from fact_returns group by 1

-- answer: Compare weekend and weekday sales for 2024
select is_weekend, sum(net_sales_amount) from fact_sales join dim_date using (date_key) where calendar_year = 2024 group by 1

-- answer: share of net sales by store type
select store_type, sum(net_sales_amount) / (select sum(net_sales_amount) from fact_sales) from fact_sales join dim_store using (store_key) group by 1
-- or
select store_type, 100 * sum(net_sales_amount) / (select sum(net_sales_amount) from fact_sales) from fact_sales join dim_store using (store_key) group by 1

-- answer: number of receipts in April 2025
select count(distinct receipt_number) from fact_sales join dim_date using (date_key) where calendar_year = 2025 and month_number = 4

-- answer: What does the average customer spend per receipt?
select sum(net_sales_amount) / count(distinct receipt_number) from fact_sales
-- or
select sum(net_sales_amount + tax_amount) / count(distinct receipt_number) from fact_sales

-- answer: Net sales per promotion in November 2024
select promotion_name, sum(net_sales_amount) from fact_sales join dim_date using (date_key) join dim_promotion using (promotion_key) where calendar_year = 2024 and month_number = 11 group by 1
-- or
select promotion_name, sum(net_sales_amount) from fact_sales join dim_date using (date_key) join dim_promotion using (promotion_key) where calendar_year = 2024 and month_number = 11 and promotion_key > 0 group by 1

-- answer: Quantity on hand by store at the end of May 2025
select store_name, sum(quantity_on_hand) from fact_inventory_snapshot join dim_store using (store_key) where date_key = 20250531 group by store_key, store_name

-- answer: Net sales in Q1 2025 compared with Q1 2024
select a, b from (select sum(net_sales_amount) filter (calendar_year = 2025) a, sum(net_sales_amount) filter (calendar_year = 2024) b from fact_sales join dim_date using (date_key) where quarter_number = 1)
-- or
select calendar_year, sum(net_sales_amount) from fact_sales join dim_date using (date_key) where quarter_number = 1 and calendar_year >= 2024 group by 1

-- answer: Average list price by brand
select brand, avg(list_price) from dim_product group by 1

-- answer: how many discontinued products are there
select count(*) from dim_product where is_discontinued

-- answer: units returned by product category
select category, sum(quantity_returned) from fact_returns join dim_product using (product_key) group by 1

-- answer: Net sales in Texas stores by month, 2025
select date_trunc('month', full_date)::date, sum(net_sales_amount) from fact_sales join dim_date using (date_key) join dim_store using (store_key) where calendar_year = 2025 and state = 'TX' group by 1

-- refuse: What was the foot traffic per store last month?

-- refuse: Shipping cost by month

-- refuse: How many employees work in each store?

-- refuse: Average customer satisfaction score by region
