-- answer: How many orders did we get in 2024?
select count(*) from fct_orders where year(ordered_at) = 2024
-- or
select count(*) from fct_orders where year(ordered_at) = 2024 and order_status <> 'cancelled'

-- answer: order total per month in 2025
select date_trunc('month', ordered_at)::date, sum(order_total) from fct_orders where year(ordered_at) = 2025 group by 1
-- or
select date_trunc('month', ordered_at)::date, sum(order_total) from fct_orders where year(ordered_at) = 2025 and order_status <> 'cancelled' group by 1

-- answer: What is our average order value by payment method?
select payment_method, avg(order_total) from fct_orders group by 1
-- or
select payment_method, avg(order_total) from fct_orders where order_status <> 'cancelled' group by 1

-- answer: top 5 products by revenue
select p.product_name, sum(i.line_total) from fct_order_items i join dim_products p using (product_id) group by p.product_id, 1 order by 2 desc limit 5
-- or
select p.product_name, sum(i.line_total) from fct_order_items i join dim_products p using (product_id) join fct_orders o using (order_id) where o.order_status <> 'cancelled' group by p.product_id, 1 order by 2 desc limit 5

-- answer: Sales by product category
select p.category, sum(i.line_total) from fct_order_items i join dim_products p using (product_id) group by 1
-- or
select p.category, sum(i.line_total) from fct_order_items i join dim_products p using (product_id) join fct_orders o using (order_id) where o.order_status <> 'cancelled' group by 1

-- answer: Each brand's share of total sales in percent
select p.brand, 100 * sum(i.line_total) / sum(sum(i.line_total)) over () from fct_order_items i join dim_products p using (product_id) group by 1
-- or
select p.brand, sum(i.line_total) / sum(sum(i.line_total)) over () from fct_order_items i join dim_products p using (product_id) group by 1

-- answer: number of orders by status
select order_status, count(*) from fct_orders group by 1

-- ordered: What are the most common return reasons?
select return_reason, count(*) from fct_returns group by 1 order by 2 desc
-- or
select return_reason, count(*) from fct_returns where return_reason is not null group by 1 order by 2 desc
-- or
select return_reason, count(*) from fct_returns where return_reason is not null group by 1 order by 2 desc limit 1

-- answer: How much money did we refund in the last 3 months?
select sum(refund_amount) from fct_returns where returned_on >= '2025-03-01' and returned_on < '2025-06-01'
-- or
select sum(refund_amount) from fct_returns where returned_on >= '2025-04-01'
-- or
select sum(refund_amount) from fct_returns where returned_on >= '2025-03-18'

-- answer: customers by country and segment
select country, segment, count(*) from dim_customers group by 1, 2

-- answer: How many customers have never placed an order?
select count(*) from dim_customers c where not exists (select 1 from fct_orders o where o.customer_id = c.customer_id)

-- answer: Which campaigns had a budget of more than 20,000?
select campaign_name from dim_campaigns where budget > 20000

-- answer: ad spend by campaign
select c.campaign_name, sum(s.spend) from fct_campaign_spend s join dim_campaigns c using (campaign_id) group by 1

-- answer: Cost per click by channel
select c.channel, sum(s.spend) / sum(s.clicks) from fct_campaign_spend s join dim_campaigns c using (campaign_id) group by 1

-- answer: How many orders were placed without any campaign?
select count(*) from fct_orders where campaign_id is null

-- answer: Open tickets by topic
select topic, count(*) from fct_support_tickets where closed_at is null group by 1

-- answer: average csat score per agent
select a.agent_name, avg(t.csat_score) from fct_support_tickets t join dim_agents a using (agent_id) group by 1
-- or
select a.agent_name, avg(t.csat_score) from dim_agents a left join fct_support_tickets t using (agent_id) group by 1

-- answer: How long does it take us on average to close a ticket, by priority?
select priority, avg(date_diff('second', opened_at, closed_at)) / 3600.0 from fct_support_tickets group by 1
-- or
select priority, avg(date_diff('second', opened_at, closed_at)) / 86400.0 from fct_support_tickets group by 1
-- or
select priority, avg(date_diff('second', opened_at, closed_at)) / 60.0 from fct_support_tickets group by 1
-- or
select priority, avg(date_diff('day', opened_at, closed_at)) from fct_support_tickets group by 1

-- answer: conversion rate by device
select device, avg(converted::int) from fct_web_sessions group by 1
-- or
select device, 100 * avg(converted::int) from fct_web_sessions group by 1

-- answer: web sessions per day from 1 to 7 June 2025
select started_at::date, count(*) from fct_web_sessions where started_at >= '2025-06-01' and started_at < '2025-06-08' group by 1

-- answer: How did orders in the first quarter of 2025 compare with the same quarter last year?
select count(*) filter (where ordered_at >= '2025-01-01' and ordered_at < '2025-04-01'), count(*) filter (where ordered_at >= '2024-01-01' and ordered_at < '2024-04-01') from fct_orders
-- or
select date_trunc('quarter', ordered_at)::date, count(*) from fct_orders where (ordered_at >= '2025-01-01' and ordered_at < '2025-04-01') or (ordered_at >= '2024-01-01' and ordered_at < '2024-04-01') group by 1

-- answer: How many tents did we sell this year?
select sum(i.quantity) from fct_order_items i join dim_products p using (product_id) join fct_orders o using (order_id) where p.subcategory = 'Tents' and year(o.ordered_at) = 2025
-- or
select sum(i.quantity) from fct_order_items i join dim_products p using (product_id) join fct_orders o using (order_id) where p.subcategory = 'Tents' and year(o.ordered_at) = 2025 and o.order_status <> 'cancelled'

-- answer: Total discounts given in May 2025
select sum(discount_amount) from fct_orders where ordered_at >= '2025-05-01' and ordered_at < '2025-06-01'
-- or
select sum(discount_amount) from fct_orders where ordered_at >= '2025-05-01' and ordered_at < '2025-06-01' and order_status <> 'cancelled'

-- then: and the month before?
select sum(discount_amount) from fct_orders where ordered_at >= '2025-04-01' and ordered_at < '2025-05-01'
-- or
select sum(discount_amount) from fct_orders where ordered_at >= '2025-04-01' and ordered_at < '2025-05-01' and order_status <> 'cancelled'

-- then: by shipping country
select shipping_country, sum(discount_amount) from fct_orders where ordered_at >= '2025-04-01' and ordered_at < '2025-05-01' group by 1
-- or
select shipping_country, sum(discount_amount) from fct_orders where ordered_at >= '2025-04-01' and ordered_at < '2025-05-01' and order_status <> 'cancelled' group by 1

-- answer: vip customers who spent more than 2000 in total
select c.customer_name from dim_customers c join fct_orders o using (customer_id) where c.segment = 'vip' group by c.customer_id, 1 having sum(o.order_total) > 2000
-- or
select c.customer_name from dim_customers c join fct_orders o using (customer_id) where c.segment = 'vip' and o.order_status <> 'cancelled' group by c.customer_id, 1 having sum(o.order_total) > 2000

-- refuse: How many tents do we have in stock?

-- refuse: Average delivery time of our orders in days

-- refuse: Revenue per store

-- refuse: Which products have the best customer reviews?

-- refuse: How many customers use a gift card?

-- answer: sales by month this year
select date_trunc('month', o.ordered_at), sum(o.order_total) from fct_orders o where year(o.ordered_at) = 2025 and 1=1 group by 1
-- or
select date_trunc('month', o.ordered_at), sum(o.order_total) from fct_orders o where year(o.ordered_at) = 2025 and o.order_status <> 'cancelled' group by 1
-- or
select date_trunc('month', o.ordered_at), sum(o.order_total) from fct_orders o where year(o.ordered_at) = 2025 and o.order_status not in ('cancelled', 'returned') group by 1
-- or
select date_trunc('month', o.ordered_at), sum(o.order_total) from fct_orders o where year(o.ordered_at) = 2025 and o.order_status = 'completed' group by 1
-- or
select date_trunc('month', o.ordered_at), sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id where year(o.ordered_at) = 2025 and 1=1 group by 1
-- or
select date_trunc('month', o.ordered_at), sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id where year(o.ordered_at) = 2025 and o.order_status <> 'cancelled' group by 1
-- or
select date_trunc('month', o.ordered_at), sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id where year(o.ordered_at) = 2025 and o.order_status not in ('cancelled', 'returned') group by 1
-- or
select date_trunc('month', o.ordered_at), sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id where year(o.ordered_at) = 2025 and o.order_status = 'completed' group by 1
-- or
select date_trunc('month', o.ordered_at), count(*) from fct_orders o where year(o.ordered_at) = 2025 and 1=1 group by 1
-- or
select date_trunc('month', o.ordered_at), count(*) from fct_orders o where year(o.ordered_at) = 2025 and o.order_status <> 'cancelled' group by 1
-- or
select date_trunc('month', o.ordered_at), count(*) from fct_orders o where year(o.ordered_at) = 2025 and o.order_status not in ('cancelled', 'returned') group by 1
-- or
select date_trunc('month', o.ordered_at), count(*) from fct_orders o where year(o.ordered_at) = 2025 and o.order_status = 'completed' group by 1

-- answer: top customers
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where 1=1 group by 1 order by 2 desc limit 10
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where 1=1 group by 1 order by 2 desc limit 5
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where 1=1 group by 1 order by 2 desc limit 3
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where 1=1 group by 1 order by 2 desc limit 1
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status <> 'cancelled' group by 1 order by 2 desc limit 10
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status <> 'cancelled' group by 1 order by 2 desc limit 5
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status <> 'cancelled' group by 1 order by 2 desc limit 3
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status <> 'cancelled' group by 1 order by 2 desc limit 1
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status not in ('cancelled', 'returned') group by 1 order by 2 desc limit 10
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status not in ('cancelled', 'returned') group by 1 order by 2 desc limit 5
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status not in ('cancelled', 'returned') group by 1 order by 2 desc limit 3
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status not in ('cancelled', 'returned') group by 1 order by 2 desc limit 1
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where 1=1 group by 1
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status <> 'cancelled' group by 1
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status not in ('cancelled', 'returned') group by 1
-- or
select c.customer_name, sum(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status = 'completed' group by 1

-- answer: What is our best selling product by units?
select p.product_name, sum(i.quantity) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where 1=1 group by 1 order by 2 desc limit 1
-- or
select p.product_name, sum(i.quantity) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where o.order_status <> 'cancelled' group by 1 order by 2 desc limit 1
-- or
select p.product_name, sum(i.quantity) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where o.order_status not in ('cancelled', 'returned') group by 1 order by 2 desc limit 1
-- or
select p.product_name, sum(i.quantity) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where o.order_status = 'completed' group by 1 order by 2 desc limit 1

-- answer: average order value by country
select o.shipping_country, avg(o.order_total) from fct_orders o where 1=1 group by 1
-- or
select o.shipping_country, avg(o.order_total) from fct_orders o where o.order_status <> 'cancelled' group by 1
-- or
select o.shipping_country, avg(o.order_total) from fct_orders o where o.order_status not in ('cancelled', 'returned') group by 1
-- or
select o.shipping_country, avg(o.order_total) from fct_orders o where o.order_status = 'completed' group by 1
-- or
select c.country, avg(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where 1=1 group by 1
-- or
select c.country, avg(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status <> 'cancelled' group by 1
-- or
select c.country, avg(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status not in ('cancelled', 'returned') group by 1
-- or
select c.country, avg(o.order_total) from fct_orders o join dim_customers c on c.customer_id = o.customer_id where o.order_status = 'completed' group by 1

-- answer: orders this year vs last year
select year(ordered_at), count(*) from fct_orders where year(ordered_at) in (2024, 2025) and 1=1 group by 1
-- or
select date_trunc('year', ordered_at), count(*) from fct_orders where year(ordered_at) in (2024, 2025) and 1=1 group by 1
-- or
select count(*) filter (where ordered_at >= '2025-01-01' and ordered_at < '2025-06-19'), count(*) filter (where year(ordered_at) = 2024) from fct_orders where 1=1
-- or
select count(*) filter (where ordered_at >= '2025-01-01' and ordered_at < '2025-06-19'), count(*) filter (where ordered_at >= '2024-01-01' and ordered_at < '2024-06-18') from fct_orders where 1=1
-- or
select count(*) filter (where ordered_at >= '2025-01-01' and ordered_at < '2025-06-19'), count(*) filter (where ordered_at >= '2024-01-01' and ordered_at < '2024-06-19') from fct_orders where 1=1
-- or
select year(ordered_at), count(*) from fct_orders where (ordered_at >= '2025-01-01' and ordered_at < '2025-06-19' or (ordered_at >= '2024-01-01' and ordered_at < '2024-06-18')) and 1=1 group by 1
-- or
select year(ordered_at), count(*) from fct_orders where (ordered_at >= '2025-01-01' and ordered_at < '2025-06-19' or (ordered_at >= '2024-01-01' and ordered_at < '2024-06-19')) and 1=1 group by 1
-- or
select year(ordered_at), count(*) from fct_orders where year(ordered_at) in (2024, 2025) and order_status <> 'cancelled' group by 1
-- or
select date_trunc('year', ordered_at), count(*) from fct_orders where year(ordered_at) in (2024, 2025) and order_status <> 'cancelled' group by 1
-- or
select count(*) filter (where ordered_at >= '2025-01-01' and ordered_at < '2025-06-19'), count(*) filter (where year(ordered_at) = 2024) from fct_orders where order_status <> 'cancelled'
-- or
select count(*) filter (where ordered_at >= '2025-01-01' and ordered_at < '2025-06-19'), count(*) filter (where ordered_at >= '2024-01-01' and ordered_at < '2024-06-18') from fct_orders where order_status <> 'cancelled'
-- or
select count(*) filter (where ordered_at >= '2025-01-01' and ordered_at < '2025-06-19'), count(*) filter (where ordered_at >= '2024-01-01' and ordered_at < '2024-06-19') from fct_orders where order_status <> 'cancelled'
-- or
select year(ordered_at), count(*) from fct_orders where (ordered_at >= '2025-01-01' and ordered_at < '2025-06-19' or (ordered_at >= '2024-01-01' and ordered_at < '2024-06-18')) and order_status <> 'cancelled' group by 1
-- or
select year(ordered_at), count(*) from fct_orders where (ordered_at >= '2025-01-01' and ordered_at < '2025-06-19' or (ordered_at >= '2024-01-01' and ordered_at < '2024-06-19')) and order_status <> 'cancelled' group by 1
-- or
select year(ordered_at), count(*) from fct_orders where year(ordered_at) in (2024, 2025) and order_status not in ('cancelled', 'returned') group by 1
-- or
select date_trunc('year', ordered_at), count(*) from fct_orders where year(ordered_at) in (2024, 2025) and order_status not in ('cancelled', 'returned') group by 1
-- or
select count(*) filter (where ordered_at >= '2025-01-01' and ordered_at < '2025-06-19'), count(*) filter (where year(ordered_at) = 2024) from fct_orders where order_status not in ('cancelled', 'returned')
-- or
select count(*) filter (where ordered_at >= '2025-01-01' and ordered_at < '2025-06-19'), count(*) filter (where ordered_at >= '2024-01-01' and ordered_at < '2024-06-18') from fct_orders where order_status not in ('cancelled', 'returned')
-- or
select count(*) filter (where ordered_at >= '2025-01-01' and ordered_at < '2025-06-19'), count(*) filter (where ordered_at >= '2024-01-01' and ordered_at < '2024-06-19') from fct_orders where order_status not in ('cancelled', 'returned')
-- or
select year(ordered_at), count(*) from fct_orders where (ordered_at >= '2025-01-01' and ordered_at < '2025-06-19' or (ordered_at >= '2024-01-01' and ordered_at < '2024-06-18')) and order_status not in ('cancelled', 'returned') group by 1
-- or
select year(ordered_at), count(*) from fct_orders where (ordered_at >= '2025-01-01' and ordered_at < '2025-06-19' or (ordered_at >= '2024-01-01' and ordered_at < '2024-06-19')) and order_status not in ('cancelled', 'returned') group by 1
-- or
select year(ordered_at), count(*) from fct_orders where year(ordered_at) in (2024, 2025) and order_status = 'completed' group by 1
-- or
select date_trunc('year', ordered_at), count(*) from fct_orders where year(ordered_at) in (2024, 2025) and order_status = 'completed' group by 1
-- or
select count(*) filter (where ordered_at >= '2025-01-01' and ordered_at < '2025-06-19'), count(*) filter (where year(ordered_at) = 2024) from fct_orders where order_status = 'completed'
-- or
select count(*) filter (where ordered_at >= '2025-01-01' and ordered_at < '2025-06-19'), count(*) filter (where ordered_at >= '2024-01-01' and ordered_at < '2024-06-18') from fct_orders where order_status = 'completed'
-- or
select count(*) filter (where ordered_at >= '2025-01-01' and ordered_at < '2025-06-19'), count(*) filter (where ordered_at >= '2024-01-01' and ordered_at < '2024-06-19') from fct_orders where order_status = 'completed'
-- or
select year(ordered_at), count(*) from fct_orders where (ordered_at >= '2025-01-01' and ordered_at < '2025-06-19' or (ordered_at >= '2024-01-01' and ordered_at < '2024-06-18')) and order_status = 'completed' group by 1
-- or
select year(ordered_at), count(*) from fct_orders where (ordered_at >= '2025-01-01' and ordered_at < '2025-06-19' or (ordered_at >= '2024-01-01' and ordered_at < '2024-06-19')) and order_status = 'completed' group by 1

-- answer: conversion rate by device
select device, 1 * avg(case when converted then 1.0 else 0 end) from fct_web_sessions group by 1
-- or
select device, 100 * avg(case when converted then 1.0 else 0 end) from fct_web_sessions group by 1

-- answer: campaign spend vs budget
select c.campaign_name, sum(s.spend), any_value(c.budget) from fct_campaign_spend s join dim_campaigns c on c.campaign_id = s.campaign_id group by 1
-- or
select (select sum(spend) from fct_campaign_spend), (select sum(budget) from dim_campaigns)

-- answer: cost per click for each campaign
select c.campaign_name, sum(s.spend) / sum(s.clicks) from fct_campaign_spend s join dim_campaigns c on c.campaign_id = s.campaign_id group by 1

-- answer: How much revenue did each campaign bring in?
select c.campaign_name, sum(o.order_total) from fct_orders o join dim_campaigns c on c.campaign_id = o.campaign_id where 1=1 group by 1
-- or
select c.campaign_name, sum(o.order_total) from fct_orders o join dim_campaigns c on c.campaign_id = o.campaign_id where o.order_status <> 'cancelled' group by 1
-- or
select c.campaign_name, sum(o.order_total) from fct_orders o join dim_campaigns c on c.campaign_id = o.campaign_id where o.order_status not in ('cancelled', 'returned') group by 1
-- or
select c.campaign_name, sum(o.order_total) from fct_orders o join dim_campaigns c on c.campaign_id = o.campaign_id where o.order_status = 'completed' group by 1
-- or
select c.campaign_name, sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_campaigns c on c.campaign_id = o.campaign_id where 1=1 group by 1
-- or
select c.campaign_name, sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_campaigns c on c.campaign_id = o.campaign_id where o.order_status <> 'cancelled' group by 1
-- or
select c.campaign_name, sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_campaigns c on c.campaign_id = o.campaign_id where o.order_status not in ('cancelled', 'returned') group by 1
-- or
select c.campaign_name, sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_campaigns c on c.campaign_id = o.campaign_id where o.order_status = 'completed' group by 1

-- answer: why do people send things back
select return_reason, count(*) from fct_returns where 1=1 group by 1
-- or
select return_reason, count(*) from fct_returns where return_reason is not null group by 1
-- or
select return_reason, sum(quantity_returned) from fct_returns where 1=1 group by 1
-- or
select return_reason, sum(quantity_returned) from fct_returns where return_reason is not null group by 1

-- answer: total refunded last quarter
select sum(refund_amount) from fct_returns where returned_on >= '2025-01-01' and returned_on < '2025-04-01'

-- answer: Which category gets returned the most?
select p.category, count(*) from fct_returns r join fct_order_items i on i.order_item_id = r.order_item_id join dim_products p on p.product_id = i.product_id group by 1 order by 2 desc limit 1
-- or
select p.category, sum(r.quantity_returned) from fct_returns r join fct_order_items i on i.order_item_id = r.order_item_id join dim_products p on p.product_id = i.product_id group by 1 order by 2 desc limit 1
-- or
select p.category, count(r.return_id) * 1.0 / count(*) from fct_order_items i left join fct_returns r on i.order_item_id = r.order_item_id join dim_products p on p.product_id = i.product_id group by 1 order by 2 desc limit 1

-- answer: how many customers have signed up but never ordered?
select count(*) from dim_customers where customer_id not in (select customer_id from fct_orders)

-- answer: VIPs with more than 15 orders
select c.customer_name from fct_orders o join dim_customers c on c.customer_id = o.customer_id where c.segment = 'vip' and 1=1 group by 1 having count(*) > 15
-- or
select c.customer_name from fct_orders o join dim_customers c on c.customer_id = o.customer_id where c.segment = 'vip' and o.order_status <> 'cancelled' group by 1 having count(*) > 15

-- answer: products that never sold
select product_name from dim_products where product_id not in (select product_id from fct_order_items)
-- or
select product_id from dim_products where product_id not in (select product_id from fct_order_items)
-- or
select sku from dim_products where product_id not in (select product_id from fct_order_items)

-- answer: List the products we no longer sell
select product_name from dim_products where not is_active
-- or
select product_id from dim_products where not is_active
-- or
select sku from dim_products where not is_active

-- answer: share of orders paid with klarna
select 1 * avg(case when o.payment_method = 'klarna' then 1.0 else 0 end) from fct_orders o where 1=1
-- or
select 1 * avg(case when o.payment_method = 'klarna' then 1.0 else 0 end) from fct_orders o where o.order_status <> 'cancelled'
-- or
select 1 * avg(case when o.payment_method = 'klarna' then 1.0 else 0 end) from fct_orders o where o.order_status not in ('cancelled', 'returned')
-- or
select 1 * avg(case when o.payment_method = 'klarna' then 1.0 else 0 end) from fct_orders o where o.order_status = 'completed'
-- or
select 100 * avg(case when o.payment_method = 'klarna' then 1.0 else 0 end) from fct_orders o where 1=1
-- or
select 100 * avg(case when o.payment_method = 'klarna' then 1.0 else 0 end) from fct_orders o where o.order_status <> 'cancelled'
-- or
select 100 * avg(case when o.payment_method = 'klarna' then 1.0 else 0 end) from fct_orders o where o.order_status not in ('cancelled', 'returned')
-- or
select 100 * avg(case when o.payment_method = 'klarna' then 1.0 else 0 end) from fct_orders o where o.order_status = 'completed'

-- answer: open support tickets by agent
select a.agent_name, count(*) from fct_support_tickets t join dim_agents a on a.agent_id = t.agent_id where t.closed_at is null group by 1
-- or
select a.agent_name, count(t.ticket_id) from dim_agents a left join fct_support_tickets t on a.agent_id = t.agent_id and t.closed_at is null group by 1

-- answer: avg csat per team
select a.team, avg(t.csat_score) from fct_support_tickets t join dim_agents a on a.agent_id = t.agent_id group by 1

-- answer: How many tickets are not about an order?
select count(*) from fct_support_tickets where order_id is null

-- answer: what day of the week do we get the most orders
select dayname(o.ordered_at) from fct_orders o where 1=1 group by 1 order by count(*) desc limit 1
-- or
select isodow(o.ordered_at) from fct_orders o where 1=1 group by 1 order by count(*) desc limit 1
-- or
select dayofweek(o.ordered_at) from fct_orders o where 1=1 group by 1 order by count(*) desc limit 1
-- or
select strftime(o.ordered_at, '%a') from fct_orders o where 1=1 group by 1 order by count(*) desc limit 1

-- answer: revenue trend by quarter
select date_trunc('quarter', o.ordered_at), sum(o.order_total) from fct_orders o where 1=1 group by 1
-- or
select date_trunc('quarter', o.ordered_at), sum(o.order_total) from fct_orders o where o.order_status <> 'cancelled' group by 1
-- or
select date_trunc('quarter', o.ordered_at), sum(o.order_total) from fct_orders o where o.order_status not in ('cancelled', 'returned') group by 1
-- or
select date_trunc('quarter', o.ordered_at), sum(o.order_total) from fct_orders o where o.order_status = 'completed' group by 1
-- or
select date_trunc('quarter', o.ordered_at), sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id where 1=1 group by 1
-- or
select date_trunc('quarter', o.ordered_at), sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id where o.order_status <> 'cancelled' group by 1
-- or
select date_trunc('quarter', o.ordered_at), sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id where o.order_status not in ('cancelled', 'returned') group by 1
-- or
select date_trunc('quarter', o.ordered_at), sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id where o.order_status = 'completed' group by 1

-- answer: new customers by month in 2024, split by acquisition channel
select date_trunc('month', signup_date), acquisition_channel, count(*) from dim_customers where year(signup_date) = 2024 and 1=1 group by 1, 2
-- or
select date_trunc('month', signup_date), acquisition_channel, count(*) from dim_customers where year(signup_date) = 2024 and acquisition_channel is not null group by 1, 2

-- answer: Compare Northpeak and Velora sales
select p.brand, sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where p.brand in ('Northpeak', 'Velora') and 1=1 group by 1
-- or
select p.brand, sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where p.brand in ('Northpeak', 'Velora') and o.order_status <> 'cancelled' group by 1
-- or
select p.brand, sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where p.brand in ('Northpeak', 'Velora') and o.order_status not in ('cancelled', 'returned') group by 1
-- or
select p.brand, sum(i.line_total) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where p.brand in ('Northpeak', 'Velora') and o.order_status = 'completed' group by 1
-- or
select p.brand, sum(i.quantity) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where p.brand in ('Northpeak', 'Velora') and 1=1 group by 1
-- or
select p.brand, sum(i.quantity) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where p.brand in ('Northpeak', 'Velora') and o.order_status <> 'cancelled' group by 1
-- or
select p.brand, sum(i.quantity) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where p.brand in ('Northpeak', 'Velora') and o.order_status not in ('cancelled', 'returned') group by 1
-- or
select p.brand, sum(i.quantity) from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where p.brand in ('Northpeak', 'Velora') and o.order_status = 'completed' group by 1
-- or
select sum(i.line_total) filter (where p.brand = 'Northpeak'), sum(i.line_total) filter (where p.brand = 'Velora') from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where 1=1
-- or
select sum(i.line_total) filter (where p.brand = 'Northpeak'), sum(i.line_total) filter (where p.brand = 'Velora') from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where o.order_status <> 'cancelled'
-- or
select sum(i.line_total) filter (where p.brand = 'Northpeak'), sum(i.line_total) filter (where p.brand = 'Velora') from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where o.order_status not in ('cancelled', 'returned')
-- or
select sum(i.line_total) filter (where p.brand = 'Northpeak'), sum(i.line_total) filter (where p.brand = 'Velora') from fct_order_items i join fct_orders o on o.order_id = i.order_id join dim_products p on p.product_id = i.product_id where o.order_status = 'completed'

-- answer: average number of items per order
select avg(n) from (select o.order_id, sum(i.quantity) n from fct_order_items i join fct_orders o on o.order_id = i.order_id where 1=1 group by 1)
-- or
select avg(n) from (select o.order_id, sum(i.quantity) n from fct_order_items i join fct_orders o on o.order_id = i.order_id where o.order_status <> 'cancelled' group by 1)
-- or
select avg(n) from (select o.order_id, sum(i.quantity) n from fct_order_items i join fct_orders o on o.order_id = i.order_id where o.order_status not in ('cancelled', 'returned') group by 1)
-- or
select avg(n) from (select o.order_id, sum(i.quantity) n from fct_order_items i join fct_orders o on o.order_id = i.order_id where o.order_status = 'completed' group by 1)
-- or
select avg(n) from (select o.order_id, count(*) n from fct_order_items i join fct_orders o on o.order_id = i.order_id where 1=1 group by 1)
-- or
select avg(n) from (select o.order_id, count(*) n from fct_order_items i join fct_orders o on o.order_id = i.order_id where o.order_status <> 'cancelled' group by 1)
-- or
select avg(n) from (select o.order_id, count(*) n from fct_order_items i join fct_orders o on o.order_id = i.order_id where o.order_status not in ('cancelled', 'returned') group by 1)
-- or
select avg(n) from (select o.order_id, count(*) n from fct_order_items i join fct_orders o on o.order_id = i.order_id where o.order_status = 'completed' group by 1)

-- answer: orders over 500 euros last month
select count(*) from fct_orders o where o.order_total > 500 and o.ordered_at >= '2025-05-01' and o.ordered_at < '2025-06-01' and 1=1
-- or
select count(*) from fct_orders o where o.order_total > 500 and o.ordered_at >= '2025-05-01' and o.ordered_at < '2025-06-01' and o.order_status <> 'cancelled'
-- or
select o.order_id from fct_orders o where o.order_total > 500 and o.ordered_at >= '2025-05-01' and o.ordered_at < '2025-06-01' and 1=1
-- or
select o.order_id from fct_orders o where o.order_total > 500 and o.ordered_at >= '2025-05-01' and o.ordered_at < '2025-06-01' and o.order_status <> 'cancelled'

-- refuse: How many tents do we have in stock?

-- refuse: average delivery time by country

-- ask: What are our best products?
