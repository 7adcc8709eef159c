-- answer: How many orders did we take last month?
select count(*) from orders where ordered_on >= '2025-05-01' and ordered_on < '2025-06-01'
-- or
select count(*) from orders where ordered_on >= '2025-05-01' and ordered_on < '2025-06-01' and status <> 'cancelled'

-- answer: Order value by beer style in 2024
select style, sum(line_total) from order_lines join orders using (order_id) join products using (product_id) join beers using (beer_id) where year(ordered_on) = 2024 group by 1
-- or
select style, sum(line_total) from order_lines join orders using (order_id) join products using (product_id) join beers using (beer_id) where year(ordered_on) = 2024 and status <> 'cancelled' group by 1
-- or
select style, sum(line_total) from order_lines join orders using (order_id) join products using (product_id) join beers using (beer_id) where year(delivery_date) = 2024 group by 1
-- or
select style, sum(line_total) from order_lines join orders using (order_id) join products using (product_id) join beers using (beer_id) where year(delivery_date) = 2024 and status <> 'cancelled' group by 1

-- then: and in 2025?
select style, sum(line_total) from order_lines join orders using (order_id) join products using (product_id) join beers using (beer_id) where year(ordered_on) = 2025 group by 1
-- or
select style, sum(line_total) from order_lines join orders using (order_id) join products using (product_id) join beers using (beer_id) where year(ordered_on) = 2025 and status <> 'cancelled' group by 1
-- or
select style, sum(line_total) from order_lines join orders using (order_id) join products using (product_id) join beers using (beer_id) where year(delivery_date) = 2025 group by 1
-- or
select style, sum(line_total) from order_lines join orders using (order_id) join products using (product_id) join beers using (beer_id) where year(delivery_date) = 2025 and status <> 'cancelled' group by 1

-- ordered: Top 5 customers by order value this year
select name, sum(line_total) from order_lines join orders using (order_id) join customers using (customer_id) where year(ordered_on) = 2025 group by customer_id, name order by 2 desc limit 5

-- answer: number of customers by region
select region, count(*) from customers group by 1

-- answer: Taproom takings per month this year
select date_trunc('month', sold_at)::date, sum(amount) from taproom_sales where year(sold_at) = 2025 group by 1

-- then: only the card payments
select date_trunc('month', sold_at)::date, sum(amount) from taproom_sales where year(sold_at) = 2025 and payment_method = 'card' group by 1

-- answer: how many batches are fermenting at the moment?
select count(*) from batches where status = 'fermenting'

-- answer: Which ingredients are below minimum stock?
select name from ingredients where stock_quantity < minimum_stock

-- answer: How many delivered orders are still unpaid?
select count(*) from orders where status = 'delivered' and paid_on is null

-- then: What are they worth?
select sum(line_total) from orders join order_lines using (order_id) where status = 'delivered' and paid_on is null

-- answer: Hectolitres brewed per quarter in 2024
select date_trunc('quarter', brewed_on)::date, sum(volume_hl) from batches where year(brewed_on) = 2024 group by 1

-- ordered: top 3 beers by number of batches
select name, count(*) from batches join beers using (beer_id) group by 1 order by 2 desc limit 3

-- answer: Which customers have never ordered anything?
select name from customers c where not exists (from orders o where o.customer_id = c.customer_id)

-- answer: Malt cost per beer last year
select b.name, sum(cost) from batch_ingredients join batches using (batch_id) join beers b using (beer_id) join ingredients using (ingredient_id) where kind = 'Malt' and year(brewed_on) = 2024 group by 1

-- answer: How many kegs did we sell in May 2025?
select sum(quantity) from order_lines join orders using (order_id) join products using (product_id) where package like 'Keg%' and ordered_on between '2025-05-01' and '2025-05-31'
-- or
select sum(quantity) from order_lines join orders using (order_id) join products using (product_id) where package like 'Keg%' and ordered_on between '2025-05-01' and '2025-05-31' and status <> 'cancelled'
-- or
select sum(quantity) from order_lines join orders using (order_id) join products using (product_id) where package like 'Keg%' and delivery_date between '2025-05-01' and '2025-05-31'
-- or
select sum(quantity) from order_lines join orders using (order_id) join products using (product_id) where package like 'Keg%' and delivery_date between '2025-05-01' and '2025-05-31' and status <> 'cancelled'

-- answer: Share of taproom revenue by serving
select serving, sum(amount) / sum(sum(amount)) over () from taproom_sales group by 1
-- or
select serving, 100.0 * sum(amount) / sum(sum(amount)) over () from taproom_sales group by 1

-- answer: Compare order value in the first quarter of 2025 with the first quarter of 2024
select sum(line_total) from order_lines join orders using (order_id) where year(ordered_on) in (2024, 2025) and quarter(ordered_on) = 1 group by year(ordered_on)
-- or
select sum(line_total) from order_lines join orders using (order_id) where year(ordered_on) in (2024, 2025) and quarter(ordered_on) = 1 and status <> 'cancelled' group by year(ordered_on)
-- or
select sum(line_total) filter (year(ordered_on) = 2025), sum(line_total) filter (year(ordered_on) = 2024) from order_lines join orders using (order_id) where quarter(ordered_on) = 1
-- or
select sum(line_total) filter (year(ordered_on) = 2025), sum(line_total) filter (year(ordered_on) = 2024) from order_lines join orders using (order_id) where quarter(ordered_on) = 1 and status <> 'cancelled'
-- or
select sum(line_total) from order_lines join orders using (order_id) where year(delivery_date) in (2024, 2025) and quarter(delivery_date) = 1 group by year(delivery_date)
-- or
select sum(line_total) from order_lines join orders using (order_id) where year(delivery_date) in (2024, 2025) and quarter(delivery_date) = 1 and status <> 'cancelled' group by year(delivery_date)
-- or
select sum(line_total) filter (year(delivery_date) = 2025), sum(line_total) filter (year(delivery_date) = 2024) from order_lines join orders using (order_id) where quarter(delivery_date) = 1
-- or
select sum(line_total) filter (year(delivery_date) = 2025), sum(line_total) filter (year(delivery_date) = 2024) from order_lines join orders using (order_id) where quarter(delivery_date) = 1 and status <> 'cancelled'

-- answer: average order value by customer type
select customer_type, sum(line_total) / count(distinct order_id) from order_lines join orders using (order_id) join customers using (customer_id) group by 1
-- or
select customer_type, sum(line_total) / count(distinct order_id) from order_lines join orders using (order_id) join customers using (customer_id) where status <> 'cancelled' group by 1

-- answer: How many days pass from brewing to packaging on average, per beer?
select name, avg(date_diff('day', brewed_on, packaged_on)) from batches join beers using (beer_id) group by 1

-- answer: who served the most pints in the taproom this year
select full_name from taproom_sales join employees on employee_id = served_by where serving = 'Pint' and year(sold_at) = 2025 group by 1 order by sum(quantity) desc limit 1

-- ask: Sales by beer this year

-- refuse: How much beer duty did we pay last year?

-- refuse: Which pubs have not returned their empty kegs?

-- refuse: Average rating of Red Kite IPA

-- refuse: Water used per hectolitre brewed
