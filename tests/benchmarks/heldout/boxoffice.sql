-- answer: How many events are currently on sale?
select count(*) from events where status = 'on_sale'

-- answer: number of events per category
select c.name, count(*) from events e join event_categories c on c.id = e.category_id group by 1
-- or
select c.name, count(*) from events e join event_categories c on c.id = e.category_id where deleted_at is null group by 1
-- or
select c.name, count(*) from events e join event_categories c on c.id = e.category_id where status <> 'cancelled' group by 1
-- or
select c.name, count(*) from events e join event_categories c on c.id = e.category_id where status not in ('cancelled', 'draft') group by 1
-- or
select c.name, count(*) from events e join event_categories c on c.id = e.category_id where status <> 'draft' group by 1

-- then: only those in Dublin
select c.name, count(*) from events e join event_categories c on c.id = e.category_id join venues v on v.id = e.venue_id where v.city = 'Dublin' group by 1
-- or
select c.name, count(*) from events e join event_categories c on c.id = e.category_id join venues v on v.id = e.venue_id where v.city = 'Dublin' and e.deleted_at is null group by 1
-- or
select c.name, count(*) from events e join event_categories c on c.id = e.category_id join venues v on v.id = e.venue_id where v.city = 'Dublin' and status <> 'cancelled' group by 1

-- answer: order value by month in 2025
select date_trunc('month', created_at)::date, sum(total_amount) from orders where year(created_at) = 2025 group by 1
-- or
select date_trunc('month', created_at)::date, sum(total_amount) from orders where year(created_at) = 2025 and status = 'paid' group by 1
-- or
select date_trunc('month', created_at)::date, sum(total_amount) from orders where year(created_at) = 2025 and status in ('paid', 'refunded') group by 1
-- or
select date_trunc('month', created_at)::date, sum(total_amount) from orders where year(created_at) = 2025 and status <> 'cancelled' group by 1

-- ordered: Top 5 events by tickets sold
select e.title, sum(i.quantity) from order_items i join ticket_types t on t.id = i.ticket_type_id join events e on e.id = t.event_id group by 1 order by 2 desc limit 5
-- or
select e.title, sum(i.quantity) from order_items i join ticket_types t on t.id = i.ticket_type_id join events e on e.id = t.event_id join orders o on o.id = i.order_id where o.status = 'paid' group by 1 order by 2 desc limit 5
-- or
select e.title, sum(i.quantity) from order_items i join ticket_types t on t.id = i.ticket_type_id join events e on e.id = t.event_id join orders o on o.id = i.order_id where o.status in ('paid', 'refunded') group by 1 order by 2 desc limit 5
-- or
select e.title, sum(i.quantity) from order_items i join ticket_types t on t.id = i.ticket_type_id join events e on e.id = t.event_id join orders o on o.id = i.order_id where o.status <> 'cancelled' group by 1 order by 2 desc limit 5

-- answer: Which venue hosted the most events?
select v.name from events e join venues v on v.id = e.venue_id group by 1 order by count(*) desc limit 1

-- answer: average ticket price for standard, VIP and student tickets
select name, avg(price) from ticket_types group by 1
-- or
select t.name, avg(i.unit_price) from order_items i join ticket_types t on t.id = i.ticket_type_id group by 1

-- answer: How many customers have opted in to marketing?
select count(*) from customers where marketing_opt_in
-- or
select count(*) from customers where marketing_opt_in and deleted_at is null

-- answer: customers per country
select country, count(*) from customers group by 1
-- or
select country, count(*) from customers where deleted_at is null group by 1

-- answer: How many customers have never placed an order?
select count(*) from customers c where not exists (from orders o where o.customer_id = c.id)
-- or
select count(*) from customers c where not exists (from orders o where o.customer_id = c.id) and deleted_at is null

-- answer: orders by sales channel last month
select channel, count(*) from orders where created_at >= '2025-05-01' and created_at < '2025-06-01' group by 1
-- or
select channel, count(*) from orders where created_at >= '2025-05-01' and created_at < '2025-06-01' and status = 'paid' group by 1
-- or
select channel, count(*) from orders where created_at >= '2025-05-01' and created_at < '2025-06-01' and status <> 'cancelled' group by 1

-- answer: How much money did we refund in 2024?
select sum(amount) from refunds where year(created_at) = 2024

-- then: by reason
select reason, sum(amount) from refunds where year(created_at) = 2024 group by 1

-- answer: Which promo code was used most often?
select code from orders join promo_codes p on p.id = promo_code_id group by 1 order by count(*) desc limit 1

-- answer: number of orders with a promo code this year
select count(*) from orders where promo_code_id is not null and year(created_at) = 2025
-- or
select count(*) from orders where promo_code_id is not null and year(created_at) = 2025 and status = 'paid'
-- or
select count(*) from orders where promo_code_id is not null and year(created_at) = 2025 and status <> 'cancelled'
-- or
select count(*) from orders where promo_code_id is not null and year(created_at) = 2025 and status in ('paid', 'refunded')

-- answer: list our outdoor venues
select name from venues where is_outdoor

-- answer: Venues that hold more than 3000 people
select name from venues where capacity > 3000
-- or
select count(*) from venues where capacity > 3000

-- answer: Booking fees earned per quarter
select date_trunc('quarter', created_at)::date, sum(booking_fee) from orders group by 1
-- or
select date_trunc('quarter', created_at)::date, sum(booking_fee) from orders where status = 'paid' group by 1
-- or
select date_trunc('quarter', created_at)::date, sum(booking_fee) from orders where status <> 'cancelled' group by 1
-- or
select date_trunc('quarter', created_at)::date, sum(booking_fee) from orders where status in ('paid', 'refunded') group by 1

-- answer: average order value per channel
select channel, avg(total_amount) from orders group by 1
-- or
select channel, avg(total_amount) from orders where status = 'paid' group by 1
-- or
select channel, avg(total_amount) from orders where status <> 'cancelled' group by 1
-- or
select channel, avg(total_amount) from orders where status in ('paid', 'refunded') group by 1

-- answer: How many events did Riverside Live put on in 2024?
select count(*) from events e join organisers o on o.id = e.organiser_id where o.name = 'Riverside Live' and year(starts_at) = 2024
-- or
select count(*) from events e join organisers o on o.id = e.organiser_id where o.name = 'Riverside Live' and year(starts_at) = 2024 and status = 'completed'
-- or
select count(*) from events e join organisers o on o.id = e.organiser_id where o.name = 'Riverside Live' and year(starts_at) = 2024 and deleted_at is null

-- answer: What events are coming up in July 2025?
select title from events where starts_at >= '2025-07-01' and starts_at < '2025-08-01'

-- answer: VIP tickets sold in 2024
select sum(i.quantity) from order_items i join ticket_types t on t.id = i.ticket_type_id join orders o on o.id = i.order_id where t.name = 'VIP' and year(o.created_at) = 2024
-- or
select sum(i.quantity) from order_items i join ticket_types t on t.id = i.ticket_type_id join orders o on o.id = i.order_id where t.name = 'VIP' and year(o.created_at) = 2024 and o.status = 'paid'
-- or
select sum(i.quantity) from order_items i join ticket_types t on t.id = i.ticket_type_id join orders o on o.id = i.order_id where t.name = 'VIP' and year(o.created_at) = 2024 and o.status <> 'cancelled'
-- or
select sum(i.quantity) from order_items i join ticket_types t on t.id = i.ticket_type_id join orders o on o.id = i.order_id where t.name = 'VIP' and year(o.created_at) = 2024 and o.status in ('paid', 'refunded')

-- answer: How many orders are still pending?
select count(*) from orders where status = 'pending'

-- answer: new customers by year
select date_trunc('year', created_at)::date, count(*) from customers group by 1
-- or
select date_trunc('year', created_at)::date, count(*) from customers where deleted_at is null group by 1
-- or
select year(created_at), count(*) from customers group by 1
-- or
select year(created_at), count(*) from customers where deleted_at is null group by 1

-- answer: Orders in May 2025 compared with April 2025
select count(*) from orders where created_at >= '2025-04-01' and created_at < '2025-06-01' group by date_trunc('month', created_at)
-- or
select count(*) from orders where created_at >= '2025-04-01' and created_at < '2025-06-01' and status = 'paid' group by date_trunc('month', created_at)
-- or
select count(*) from orders where created_at >= '2025-04-01' and created_at < '2025-06-01' and status <> 'cancelled' group by date_trunc('month', created_at)
-- or
select count(*) from orders where created_at >= '2025-04-01' and created_at < '2025-06-01' and status in ('paid', 'refunded') group by date_trunc('month', created_at)
-- or
select count(*) filter (month(created_at) = 5), count(*) filter (month(created_at) = 4) from orders where year(created_at) = 2025
-- or
select count(*) filter (month(created_at) = 5), count(*) filter (month(created_at) = 4) from orders where year(created_at) = 2025 and status = 'paid'
-- or
select count(*) filter (month(created_at) = 5), count(*) filter (month(created_at) = 4) from orders where year(created_at) = 2025 and status <> 'cancelled'
-- or
select count(*) filter (month(created_at) = 5), count(*) filter (month(created_at) = 4) from orders where year(created_at) = 2025 and status in ('paid', 'refunded')

-- answer: How many tickets are in an order on average?
select sum(quantity) / count(distinct order_id) from order_items
-- or
select sum(quantity) / count(distinct order_id) from order_items join orders o on o.id = order_id where o.status = 'paid'
-- or
select sum(quantity) / count(distinct order_id) from order_items join orders o on o.id = order_id where o.status <> 'cancelled'
-- or
select sum(quantity) / count(distinct order_id) from order_items join orders o on o.id = order_id where o.status in ('paid', 'refunded')

-- answer: What percentage of orders gets cancelled?
select 100.0 * count(*) filter (status = 'cancelled') / count(*) from orders
-- or
select count(*) filter (status = 'cancelled') / count(*) from orders

-- ordered: revenue by organiser, biggest first
select g.name, sum(i.quantity * i.unit_price) from order_items i join ticket_types t on t.id = i.ticket_type_id join events e on e.id = t.event_id join organisers g on g.id = e.organiser_id group by 1 order by 2 desc
-- or
select g.name, sum(i.quantity * i.unit_price) from order_items i join ticket_types t on t.id = i.ticket_type_id join events e on e.id = t.event_id join organisers g on g.id = e.organiser_id join orders o on o.id = i.order_id where o.status = 'paid' group by 1 order by 2 desc
-- or
select g.name, sum(i.quantity * i.unit_price) from order_items i join ticket_types t on t.id = i.ticket_type_id join events e on e.id = t.event_id join organisers g on g.id = e.organiser_id join orders o on o.id = i.order_id where o.status <> 'cancelled' group by 1 order by 2 desc
-- or
select g.name, sum(i.quantity * i.unit_price) from order_items i join ticket_types t on t.id = i.ticket_type_id join events e on e.id = t.event_id join organisers g on g.id = e.organiser_id join orders o on o.id = i.order_id where o.status in ('paid', 'refunded') group by 1 order by 2 desc
-- or
select g.name, sum(o.total_amount) from orders o join (select distinct order_id, e.organiser_id from order_items i join ticket_types t on t.id = i.ticket_type_id join events e on e.id = t.event_id) x on x.order_id = o.id join organisers g on g.id = x.organiser_id group by 1 order by 2 desc
-- or
select g.name, sum(o.total_amount) from orders o join (select distinct order_id, e.organiser_id from order_items i join ticket_types t on t.id = i.ticket_type_id join events e on e.id = t.event_id) x on x.order_id = o.id join organisers g on g.id = x.organiser_id where o.status = 'paid' group by 1 order by 2 desc
-- or
select g.name, sum(o.total_amount) from orders o join (select distinct order_id, e.organiser_id from order_items i join ticket_types t on t.id = i.ticket_type_id join events e on e.id = t.event_id) x on x.order_id = o.id join organisers g on g.id = x.organiser_id where o.status <> 'cancelled' group by 1 order by 2 desc
-- or
select g.name, sum(o.total_amount) from orders o join (select distinct order_id, e.organiser_id from order_items i join ticket_types t on t.id = i.ticket_type_id join events e on e.id = t.event_id) x on x.order_id = o.id join organisers g on g.id = x.organiser_id where o.status in ('paid', 'refunded') group by 1 order by 2 desc

-- answer: What is the most expensive ticket we offer?
select max(price) from ticket_types
-- or
select name from ticket_types order by price desc limit 1
-- or
select title from ticket_types t join events e on e.id = event_id order by price desc limit 1

-- answer: number of orders from customers in Germany
select count(*) from orders o join customers c on c.id = o.customer_id where c.country = 'Germany'
-- or
select count(*) from orders o join customers c on c.id = o.customer_id where c.country = 'Germany' and o.status = 'paid'
-- or
select count(*) from orders o join customers c on c.id = o.customer_id where c.country = 'Germany' and o.status <> 'cancelled'
-- or
select count(*) from orders o join customers c on c.id = o.customer_id where c.country = 'Germany' and o.status in ('paid', 'refunded')

-- refuse: How many people actually attended each event?

-- refuse: What is the average age of our customers?

-- refuse: share of orders paid by credit card

-- refuse: Average rating per event

-- refuse: How much do we pay the artists?

-- refuse: website visits by month
