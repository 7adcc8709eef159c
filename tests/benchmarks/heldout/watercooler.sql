-- answer: How many active subscriptions do we have?
select count(*) from subscriptions where status = 'active'

-- answer: Active subscriptions by plan
select plan_name, count(*) from subscriptions where status = 'active' group by 1

-- answer: Total monthly price of active subscriptions
select sum(monthly_price) from subscriptions where status = 'active'

-- then: per plan
select plan_name, sum(monthly_price) from subscriptions where status = 'active' group by 1

-- answer: Cancelled subscriptions per quarter in 2024
select date_trunc('quarter', cancelled_on), count(*) from subscriptions where year(cancelled_on) = 2024 group by 1

-- answer: Cancellation reasons
select cancel_reason, count(*) from subscriptions where cancel_reason is not null group by 1
-- or
select cancel_reason, count(*) from subscriptions where status = 'cancelled' group by 1
-- or
select cancel_reason, count(*) from subscriptions group by 1

-- answer: How many subscriptions were cancelled this year?
select count(*) from subscriptions where year(cancelled_on) = 2025

-- answer: New customers per year
select year(created_at), count(*) from customers group by 1
-- or
select date_trunc('year', created_at), count(*) from customers group by 1

-- answer: How many customers does each account owner look after?
select account_owner, count(*) from customers group by 1
-- or
select account_owner, count(*) from customers where account_owner is not null group by 1

-- answer: How many customers came through a referral?
select count(*) from customers where lead_source = 'Referral'

-- answer: Customers with more than 350 employees
select name from customers where employee_count > 350
-- or
select count(*) from customers where employee_count > 350

-- answer: Which customers have no subscription?
select name from customers where id not in (select customer_id from subscriptions)

-- answer: Average monthly price by industry
select c.industry, avg(s.monthly_price) from subscriptions s join customers c on c.id = s.customer_id group by 1
-- or
select c.industry, avg(s.monthly_price) from subscriptions s join customers c on c.id = s.customer_id where s.status = 'active' group by 1

-- answer: Bottles delivered per month in 2024
select date_trunc('month', delivered_on), sum(bottles_delivered) from deliveries where year(delivered_on) = 2024 group by 1
-- or
select date_trunc('month', delivered_on), sum(bottles_delivered) from deliveries where year(scheduled_on) = 2024 group by 1
-- or
select date_trunc('month', scheduled_on), sum(bottles_delivered) from deliveries where year(delivered_on) = 2024 group by 1
-- or
select date_trunc('month', scheduled_on), sum(bottles_delivered) from deliveries where year(scheduled_on) = 2024 group by 1

-- answer: How many bottles did each driver deliver in 2025?
select d.name, sum(t.bottles_delivered) from deliveries t join drivers d on d.id = t.driver_id where year(t.delivered_on) = 2025 group by 1
-- or
select d.name, sum(t.bottles_delivered) from deliveries t join drivers d on d.id = t.driver_id where year(t.scheduled_on) = 2025 group by 1

-- answer: Top 10 customers by bottles delivered
select c.name, sum(t.bottles_delivered) from deliveries t join locations l on l.id = t.location_id join customers c on c.id = l.customer_id group by c.id, c.name order by 2 desc limit 10

-- answer: How many bottles do we deliver on average per completed delivery?
select avg(bottles_delivered) from deliveries where status = 'delivered'

-- answer: How many deliveries failed on each route?
select l.route, count(*) from deliveries t join locations l on l.id = t.location_id where t.status = 'failed' group by 1

-- answer: What percentage of deliveries failed in 2024?
select avg(case when status = 'failed' then 1.0 else 0 end) from deliveries where year(scheduled_on) = 2024
-- or
select avg(case when status = 'failed' then 1.0 else 0 end) from deliveries where year(scheduled_on) = 2024 and status <> 'cancelled'
-- or
select 100 * avg(case when status = 'failed' then 1.0 else 0 end) from deliveries where year(scheduled_on) = 2024
-- or
select 100 * avg(case when status = 'failed' then 1.0 else 0 end) from deliveries where year(scheduled_on) = 2024 and status <> 'cancelled'

-- answer: How many deliveries arrived later than scheduled?
select count(*) from deliveries where delivered_on > scheduled_on

-- answer: Empties collected by city
select l.city, sum(t.empties_collected) from deliveries t join locations l on l.id = t.location_id group by 1

-- answer: Coolers in use by model
select model, count(*) from coolers where status = 'in use' group by 1

-- answer: How many coolers were installed in 2024?
select count(*) from coolers where year(installed_on) = 2024

-- answer: Which coolers are faulty?
select serial_number from coolers where status = 'faulty'
-- or
select id from coolers where status = 'faulty'

-- answer: Invoiced amount per year
select year(issued_on), sum(amount) from invoices group by 1
-- or
select year(issued_on), sum(amount) from invoices where status <> 'void' group by 1
-- or
select date_trunc('year', issued_on), sum(amount) from invoices group by 1
-- or
select date_trunc('year', issued_on), sum(amount) from invoices where status <> 'void' group by 1

-- answer: Invoiced amount by invoice type in 2025
select invoice_type, sum(amount) from invoices where year(issued_on) = 2025 group by 1
-- or
select invoice_type, sum(amount) from invoices where year(issued_on) = 2025 and status <> 'void' group by 1

-- answer: How much is overdue?
select sum(amount) from invoices where status = 'overdue'
-- or
select sum(amount) from invoices where paid_on is null and status <> 'void' and due_on < date '2025-06-18'

-- answer: Top 5 customers by overdue amount
select c.name, sum(i.amount) from invoices i join customers c on c.id = i.customer_id where i.status = 'overdue' group by c.id, c.name order by 2 desc limit 5
-- or
select c.name, sum(i.amount) from invoices i join customers c on c.id = i.customer_id where i.paid_on is null and i.status <> 'void' and i.due_on < date '2025-06-18' group by c.id, c.name order by 2 desc limit 5

-- answer: How many service tickets are still open?
select count(*) from service_tickets where closed_at is null

-- answer: Service tickets by issue type
select issue_type, count(*) from service_tickets group by 1

-- answer: Average repair cost by cooler model
select c.model, avg(t.repair_cost) from service_tickets t join coolers c on c.id = t.cooler_id group by 1

-- answer: How many leaks were reported with high priority in 2024?
select count(*) from service_tickets where issue_type = 'Leak' and priority = 'high' and year(opened_at) = 2024

-- answer: Bottles delivered in May 2025 compared to April 2025
select sum(bottles_delivered) filter (where delivered_on between '2025-05-01' and '2025-05-31'), sum(bottles_delivered) filter (where delivered_on between '2025-04-01' and '2025-04-30') from deliveries
-- or
select sum(bottles_delivered) filter (where delivered_on between '2025-05-01' and '2025-05-31'), sum(bottles_delivered) filter (where scheduled_on between '2025-04-01' and '2025-04-30') from deliveries
-- or
select sum(bottles_delivered) filter (where scheduled_on between '2025-05-01' and '2025-05-31'), sum(bottles_delivered) filter (where delivered_on between '2025-04-01' and '2025-04-30') from deliveries
-- or
select sum(bottles_delivered) filter (where scheduled_on between '2025-05-01' and '2025-05-31'), sum(bottles_delivered) filter (where scheduled_on between '2025-04-01' and '2025-04-30') from deliveries
-- or
select date_trunc('month', delivered_on), sum(bottles_delivered) from deliveries where delivered_on between '2025-04-01' and '2025-05-31' group by 1
-- or
select month(delivered_on), sum(bottles_delivered) from deliveries where delivered_on between '2025-04-01' and '2025-05-31' group by 1
-- or
select date_trunc('month', scheduled_on), sum(bottles_delivered) from deliveries where scheduled_on between '2025-04-01' and '2025-05-31' group by 1
-- or
select month(scheduled_on), sum(bottles_delivered) from deliveries where scheduled_on between '2025-04-01' and '2025-05-31' group by 1

-- refuse: Kilometres driven per driver

-- refuse: How many visitors did our website have last month?

-- refuse: How many full bottles are left in the warehouse?

-- refuse: What is our purchase price per cooler?

-- ask: Who are our biggest customers?
