-- answer: Stems sold by flower type
select p.flower_type, sum(f.stems_sold) from fact_sales f join dim_product p using (product_key) group by 1

-- answer: Gross sales per month in 2024
select date_trunc('month', d.full_date), sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) where d.year = 2024 group by 1
-- or
select d.month, sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) where d.year = 2024 group by 1
-- or
select d.month_name, sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) where d.year = 2024 group by 1

-- answer: What were our total gross sales last year?
select sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) where d.year = 2024

-- answer: Sales after discount by customer region
select c.region, sum(f.gross_amount - f.discount_amount) from fact_sales f join dim_customer c using (customer_key) group by 1

-- answer: Top 10 customers by gross sales
select c.customer_name, sum(f.gross_amount) from fact_sales f join dim_customer c using (customer_key) group by c.customer_key, c.customer_name order by 2 desc limit 10

-- answer: Sales by customer type in 2025
select c.customer_type, sum(f.gross_amount) from fact_sales f join dim_customer c using (customer_key) join dim_date d using (date_key) where d.year = 2025 group by 1
-- or
select c.customer_type, sum(f.gross_amount - f.discount_amount) from fact_sales f join dim_customer c using (customer_key) join dim_date d using (date_key) where d.year = 2025 group by 1

-- answer: How many orders did we sell in 2024?
select count(distinct f.order_number) from fact_sales f join dim_date d using (date_key) where d.year = 2024

-- answer: Profit by flower type
select p.flower_type, sum(f.gross_amount - f.discount_amount - f.cost_amount) from fact_sales f join dim_product p using (product_key) group by 1
-- or
select p.flower_type, sum(f.gross_amount - f.cost_amount) from fact_sales f join dim_product p using (product_key) group by 1

-- answer: Average unit price of roses by colour
select p.colour, avg(f.unit_price) from fact_sales f join dim_product p using (product_key) where p.flower_type = 'Rose' group by 1
-- or
select p.colour, sum(f.gross_amount) / sum(f.stems_sold) from fact_sales f join dim_product p using (product_key) where p.flower_type = 'Rose' group by 1

-- answer: How many roses did we sell in February 2025?
select sum(f.stems_sold) from fact_sales f join dim_product p using (product_key) join dim_date d using (date_key) where p.flower_type = 'Rose' and d.year = 2025 and d.month = 2

-- then: by colour
select p.colour, sum(f.stems_sold) from fact_sales f join dim_product p using (product_key) join dim_date d using (date_key) where p.flower_type = 'Rose' and d.year = 2025 and d.month = 2 group by 1

-- answer: Gross sales by day of the week
select d.day_name, sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) group by 1

-- answer: How much did we sell at weekends in 2024?
select sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) where d.year = 2024 and d.is_weekend
-- or
select sum(f.gross_amount - f.discount_amount) from fact_sales f join dim_date d using (date_key) where d.year = 2024 and d.is_weekend
-- or
select sum(f.stems_sold) from fact_sales f join dim_date d using (date_key) where d.year = 2024 and d.is_weekend

-- answer: Discounts given per account manager
select c.account_manager, sum(f.discount_amount) from fact_sales f join dim_customer c using (customer_key) group by 1
-- or
select c.account_manager, sum(f.discount_amount) from fact_sales f join dim_customer c using (customer_key) where c.account_manager is not null group by 1

-- answer: Which customers have no account manager?
select customer_name from dim_customer where account_manager is null

-- answer: Customers per region
select region, count(*) from dim_customer group by 1

-- answer: Which customers did not buy anything in 2025?
select customer_name from dim_customer where customer_key not in (select customer_key from fact_sales where date_key >= 20250101)
-- or
select count(*) from dim_customer where customer_key not in (select customer_key from fact_sales where date_key >= 20250101)

-- answer: Stems bought by grower
select g.grower_name, sum(f.stems_bought) from fact_purchases f join dim_grower g using (grower_key) group by 1
-- or
select g.grower_name, coalesce(sum(f.stems_bought), 0) from dim_grower g left join fact_purchases f using (grower_key) group by 1
-- or
select g.grower_name, sum(f.stems_bought) from dim_grower g left join fact_purchases f using (grower_key) group by 1

-- answer: Purchase amount by grower country in 2024
select g.country, sum(f.purchase_amount) from fact_purchases f join dim_grower g using (grower_key) where f.order_date_key // 10000 = 2024 group by 1
-- or
select g.country, sum(f.purchase_amount) from fact_purchases f join dim_grower g using (grower_key) where f.arrival_date_key // 10000 = 2024 group by 1

-- answer: Freight cost per quarter
select date_trunc('quarter', d.full_date), sum(f.freight_amount) from fact_purchases f join dim_date d on d.date_key = f.order_date_key group by all
-- or
select date_trunc('quarter', d.full_date), sum(f.freight_amount) from fact_purchases f join dim_date d on d.date_key = f.arrival_date_key group by all
-- or
select d.year, d.quarter, sum(f.freight_amount) from fact_purchases f join dim_date d on d.date_key = f.order_date_key group by all
-- or
select d.year, d.quarter, sum(f.freight_amount) from fact_purchases f join dim_date d on d.date_key = f.arrival_date_key group by all

-- answer: How many purchase orders have not arrived yet?
select count(*) from fact_purchases where arrival_date_key is null

-- answer: Which growers are fair trade certified?
select grower_name from dim_grower where fair_trade_certified = 'Y'

-- answer: What share of our purchases comes from fair trade growers?
select sum(f.purchase_amount) filter (where g.fair_trade_certified = 'Y') / sum(f.purchase_amount) from fact_purchases f join dim_grower g using (grower_key)
-- or
select 100.0 * sum(f.purchase_amount) filter (where g.fair_trade_certified = 'Y') / sum(f.purchase_amount) from fact_purchases f join dim_grower g using (grower_key)
-- or
select avg(case when g.fair_trade_certified = 'Y' then 1.0 else 0 end) from fact_purchases f join dim_grower g using (grower_key)
-- or
select 100 * avg(case when g.fair_trade_certified = 'Y' then 1.0 else 0 end) from fact_purchases f join dim_grower g using (grower_key)
-- or
select sum(f.stems_bought) filter (where g.fair_trade_certified = 'Y') / sum(f.stems_bought) from fact_purchases f join dim_grower g using (grower_key)
-- or
select 100.0 * sum(f.stems_bought) filter (where g.fair_trade_certified = 'Y') / sum(f.stems_bought) from fact_purchases f join dim_grower g using (grower_key)

-- answer: Stems wasted by reason
select waste_reason, sum(stems_wasted) from fact_waste group by 1

-- answer: What did waste cost us at each depot in 2024?
select p.depot_name, sum(f.waste_cost) from fact_waste f join dim_depot p using (depot_key) join dim_date d using (date_key) where d.year = 2024 group by 1

-- answer: Which 3 flower types have the highest waste cost?
select p.flower_type, sum(f.waste_cost) from fact_waste f join dim_product p using (product_key) group by 1 order by 2 desc limit 3

-- answer: How many stems were thrown away in May 2025?
select sum(f.stems_wasted) from fact_waste f join dim_date d using (date_key) where d.year = 2025 and d.month = 5

-- answer: How many products do we have in each colour?
select colour, count(*) from dim_product group by 1

-- answer: Products with a list price above 1
select product_name from dim_product where list_price > 1

-- answer: Gross sales in Q1 2025 vs Q1 2024
select sum(f.gross_amount) filter (where d.year = 2025), sum(f.gross_amount) filter (where d.year = 2024) from fact_sales f join dim_date d using (date_key) where d.quarter = 1
-- or
select d.year, sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) where d.quarter = 1 and d.year in (2024, 2025) group by 1
-- or
select date_trunc('year', d.full_date), sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) where d.quarter = 1 and d.year in (2024, 2025) group by 1
-- or
select date_trunc('quarter', d.full_date), sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) where d.quarter = 1 and d.year in (2024, 2025) group by 1

-- answer: Which month had the highest gross sales?
select date_trunc('month', d.full_date), sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) group by 1 order by 2 desc limit 1
-- or
select d.month_name, sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) group by 1 order by 2 desc limit 1
-- or
select d.month, sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) group by 1 order by 2 desc limit 1
-- or
select d.year, d.month_name, sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) group by 1, 2 order by 3 desc limit 1
-- or
select d.year, d.month, sum(f.gross_amount) from fact_sales f join dim_date d using (date_key) group by 1, 2 order by 3 desc limit 1

-- answer: How many red roses did we sell to supermarkets?
select sum(f.stems_sold) from fact_sales f join dim_product p using (product_key) join dim_customer c using (customer_key) where p.flower_type = 'Rose' and p.colour = 'Red' and c.customer_type = 'Supermarket'

-- refuse: What was the temperature in the cold store last week?

-- refuse: Unpaid invoices by customer

-- refuse: How many orders came in through the web shop?

-- refuse: Commission per account manager

-- ask: Costs per month in 2024
