-- answer: revenue last month
select sum(line_total) from order_items join orders using (order_id) where line_status <> 'cancelled' and ordered_at >= '2026-10-01' and ordered_at < '2026-11-01'
-- answer: orders per month in 2025
select date_trunc('month', ordered_at)::date, count(*) from orders where status <> 'cancelled' and year(ordered_at) = 2025 group by 1
-- ordered: which 3 brands sold the most units last year?
select brand, sum(quantity) q from order_items join orders using (order_id) join products using (product_id) where line_status <> 'cancelled' and year(ordered_at) = 2025 group by 1 order by q desc limit 3
-- answer: average order value in Germany vs France
select country, (select sum(line_total) from order_items join orders using (order_id) join customers k using (customer_id) where line_status <> 'cancelled' and k.country = c.country) / (select count(*) from orders join customers k using (customer_id) where status <> 'cancelled' and k.country = c.country) from (values ('Germany'), ('France')) c(country)
-- answer: return rate by department in 2025
select department, (select sum(r.quantity) from returns r join order_items i using (order_item_id) join products using (product_id) join categories k using (category_id) where year(returned_at) = 2025 and k.department = d.department) * 1.0 / (select sum(quantity) from order_items join orders using (order_id) join products using (product_id) join categories k using (category_id) where line_status <> 'cancelled' and year(ordered_at) = 2025 and k.department = d.department) from (select distinct department from categories) d
-- answer: how many custmers have never ordered anything?
select count(*) from customers c where not exists (select 1 from orders o where o.customer_id = c.customer_id)
-- answer: products that never sold
select name from products p where not exists (select 1 from order_items i where i.product_id = p.product_id)
-- ordered: gross margin by brand, worst first
select brand, (sum(line_total) - sum(quantity * i.unit_cost)) / sum(line_total) m from order_items i join products using (product_id) where line_status <> 'cancelled' group by 1 order by m
-- answer: What share of revenue comes from the mobile app?
select sum(line_total) filter (where name = 'Mobile app') / sum(line_total) from order_items join orders using (order_id) join channels using (channel_id) where line_status <> 'cancelled'
-- or
select name, sum(line_total) / sum(sum(line_total)) over () from order_items join orders using (order_id) join channels using (channel_id) where line_status <> 'cancelled' group by 1
-- answer: revenue in 2025 without electronics
select sum(line_total) from order_items join orders using (order_id) join products using (product_id) join categories using (category_id) where line_status <> 'cancelled' and year(ordered_at) = 2025 and department <> 'Electronics'
-- or
select sum(line_total) from order_items join orders using (order_id) left join products using (product_id) left join categories using (category_id) where line_status <> 'cancelled' and year(ordered_at) = 2025 and department is distinct from 'Electronics'
-- ordered: top 5 cities by number of customers
select city, count(*) n from customers where city is not null group by 1 order by n desc, city limit 5
-- answer: avg salary by job title
select job_title, avg(annual_salary) from staff group by 1
-- answer: stock per warehouse right now
select name, sum(units_on_hand) from inventory join warehouses using (warehouse_id) where snapshot_date = '2026-10-31' group by 1
-- answer: how many units did we have in stock at the end of June 2026
select sum(units_on_hand) from inventory where snapshot_date = '2026-06-30'
-- answer: compare 2025 revenue with 2024
select (select sum(line_total) from order_items join orders using (order_id) where line_status <> 'cancelled' and year(ordered_at) = 2025), (select sum(line_total) from order_items join orders using (order_id) where line_status <> 'cancelled' and year(ordered_at) = 2024)
-- or
select year(ordered_at) || '-01-01', sum(line_total) from order_items join orders using (order_id) where line_status <> 'cancelled' and year(ordered_at) in (2024, 2025) group by 1
-- answer: number of orders over $500 by segment
select segment, count(*) from orders left join customers using (customer_id) where status <> 'cancelled' and order_total > 500 group by 1
-- answer: people who signed up in 2025 and get the newsletter, how many?
select count(*) from customers where year(signed_up_at) = 2025 and newsletter
-- answer: how many orders have no payment at all?
select count(*) from orders o where status <> 'cancelled' and not exists (select 1 from payments p where p.order_id = o.order_id)
-- or
select count(*) from orders o where not exists (select 1 from payments p where p.order_id = o.order_id)
-- answer: which payment method has the highest failure rate
select method from payments group by 1 order by count(*) filter (where status = 'failed') * 1.0 / count(*) desc limit 1
-- answer: cost per click by marketing channel, Q3 2026
select name, sum(amount) / sum(clicks) from marketing_spend join marketing_channels using (marketing_channel_id) where spend_date >= '2026-07-01' and spend_date < '2026-10-01' group by 1
-- answer: cheapest product in Camping
select p.name from products p join categories c using (category_id) where c.name = 'Camping' order by list_price limit 1
-- answer: average days to deliver for Swedish customers over the last 6 months
select avg(date_diff('minute', ordered_at, delivered_at) / 1440.0) from orders join customers using (customer_id) where country = 'Sweden' and delivered_at is not null and ordered_at >= '2026-05-01' and ordered_at < '2026-11-01'
-- or
select avg(date_diff('minute', ordered_at, delivered_at) / 1440.0) from orders join customers using (customer_id) where country = 'Sweden' and delivered_at is not null and ordered_at >= '2026-05-22' and ordered_at < '2026-11-23'
-- answer: web shop and retail store revenue by quarter in 2025
select date_trunc('quarter', ordered_at)::date, name, sum(line_total) from order_items join orders using (order_id) join channels using (channel_id) where line_status <> 'cancelled' and year(ordered_at) = 2025 and name in ('Web shop', 'Retail store') group by 1, 2
-- or
select date_trunc('quarter', ordered_at)::date, sum(line_total) from order_items join orders using (order_id) join channels using (channel_id) where line_status <> 'cancelled' and year(ordered_at) = 2025 and name in ('Web shop', 'Retail store') group by 1
-- answer: how many customers bought in 2024 but not in 2025?
select count(*) from customers c where exists (select 1 from orders o where o.customer_id = c.customer_id and year(ordered_at) = 2024) and not exists (select 1 from orders o where o.customer_id = c.customer_id and year(ordered_at) = 2025)
-- or
select count(*) from customers c where exists (select 1 from orders o where o.customer_id = c.customer_id and year(ordered_at) = 2024 and status <> 'cancelled') and not exists (select 1 from orders o where o.customer_id = c.customer_id and year(ordered_at) = 2025 and status <> 'cancelled')
-- answer: refunds for damaged goods this year
select sum(refund_amount) from returns where reason = 'Damaged' and returned_at >= '2026-01-01'
-- answer: headcount of the stores in Germany
select count(*) from staff join stores using (store_id) where country = 'Germany'
-- answer: visits and carts by device in october 2026
select device, sum(visits), sum(carts) from web_visits where visit_date >= '2026-10-01' and visit_date < '2026-11-01' group by 1
-- ask: top 10 products
-- ask: best suppliers
-- ask: orders by city of the address
-- refuse: conversion rate by device
-- refuse: how much VAT did we collect in 2025
-- refuse: which competitor undercuts our prices
-- refuse: employee satisfaction by store
-- refuse: revenue forecast for next quarter
