-- answer: How many work orders were opened in May 2025?
select count(*) from work_orders where opened_at >= '2025-05-01' and opened_at < '2025-06-01'

-- answer: customers per city
select city, count(*) from customers group by 1

-- answer: Invoiced amount by workshop in 2024
select w.name, sum(total_amount) from invoices join work_orders using (work_order_id) join workshops w using (workshop_id) where year(invoice_date) = 2024 group by 1
-- or
select w.name, sum(net_amount) from invoices join work_orders using (work_order_id) join workshops w using (workshop_id) where year(invoice_date) = 2024 group by 1

-- then: And 2025 so far?
select w.name, sum(total_amount) from invoices join work_orders using (work_order_id) join workshops w using (workshop_id) where year(invoice_date) = 2025 group by 1
-- or
select w.name, sum(net_amount) from invoices join work_orders using (work_order_id) join workshops w using (workshop_id) where year(invoice_date) = 2025 group by 1

-- answer: How much did we invoice per month this year?
select date_trunc('month', invoice_date)::date, sum(total_amount) from invoices where year(invoice_date) = 2025 group by 1
-- or
select date_trunc('month', invoice_date)::date, sum(net_amount) from invoices where year(invoice_date) = 2025 group by 1

-- answer: How many invoices are still unpaid?
select count(*) from invoices where paid_on is null

-- then: What is their total amount?
select sum(total_amount) from invoices where paid_on is null
-- or
select sum(net_amount) from invoices where paid_on is null

-- ordered: Top 5 parts by quantity used
select name, sum(quantity) from work_order_parts join parts using (part_id) group by 1 order by 2 desc limit 5

-- answer: Parts revenue after discount by part category
select category, sum(quantity * unit_price * (1 - discount_percent / 100.0)) from work_order_parts join parts using (part_id) group by 1

-- answer: Which parts are below their reorder level?
select name from parts where stock_quantity < reorder_level

-- answer: how many electric cars do our customers have?
select count(*) from vehicles where fuel_type = 'electric'

-- answer: Number of vehicles by make
select make, count(*) from vehicles group by 1

-- answer: No-shows per workshop last year
select w.name, count(*) from bookings b join workshops w using (workshop_id) where b.status = 'no_show' and year(appointment_at) = 2024 group by 1
-- or
select w.name, count(*) from bookings b join workshops w using (workshop_id) where b.status = 'no_show' and year(created_at) = 2024 group by 1

-- answer: What share of bookings comes from each channel?
select channel, 100.0 * count(*) / sum(count(*)) over () from bookings group by 1
-- or
select channel, count(*) / sum(count(*)) over () from bookings group by 1

-- answer: Customers without a vehicle
select name from customers c where not exists (from vehicles v where v.customer_id = c.customer_id)
-- or
select count(*) from customers c where not exists (from vehicles v where v.customer_id = c.customer_id)

-- answer: Cancelled bookings in the first quarter of 2025 compared with the first quarter of 2024
select count(*) from bookings where quarter(appointment_at) = 1 and year(appointment_at) in (2024, 2025) and status = 'cancelled' group by year(appointment_at)
-- or
select count(*) filter (year(appointment_at) = 2025), count(*) filter (year(appointment_at) = 2024) from bookings where quarter(appointment_at) = 1 and year(appointment_at) in (2024, 2025) and status = 'cancelled'
-- or
select count(*) from bookings where quarter(created_at) = 1 and year(created_at) in (2024, 2025) and status = 'cancelled' group by year(created_at)
-- or
select count(*) filter (year(created_at) = 2025), count(*) filter (year(created_at) = 2024) from bookings where quarter(created_at) = 1 and year(created_at) in (2024, 2025) and status = 'cancelled'

-- ordered: Labour amount by service, highest first
select name, sum(amount) from work_order_labour join services using (service_id) group by 1 order by 2 desc

-- answer: What is the average invoice amount for company customers?
select avg(total_amount) from invoices join work_orders using (work_order_id) join vehicles using (vehicle_id) join customers using (customer_id) where customer_type = 'company'
-- or
select avg(net_amount) from invoices join work_orders using (work_order_id) join vehicles using (vehicle_id) join customers using (customer_id) where customer_type = 'company'

-- answer: Who are our apprentices?
select first_name, last_name from employees where role = 'apprentice'
-- or
select first_name || ' ' || last_name from employees where role = 'apprentice'

-- answer: Labour hours per mechanic in 2025
select first_name, last_name, sum(hours) from work_order_labour join work_orders using (work_order_id) join employees on employee_id = mechanic_id where year(opened_at) = 2025 group by all
-- or
select first_name || ' ' || last_name, sum(hours) from work_order_labour join work_orders using (work_order_id) join employees on employee_id = mechanic_id where year(opened_at) = 2025 group by all
-- or
select first_name, last_name, sum(hours) from work_order_labour join work_orders using (work_order_id) join employees on employee_id = mechanic_id where year(closed_at) = 2025 group by all
-- or
select first_name || ' ' || last_name, sum(hours) from work_order_labour join work_orders using (work_order_id) join employees on employee_id = mechanic_id where year(closed_at) = 2025 group by all

-- answer: warranty jobs per year
select date_trunc('year', opened_at)::date, count(*) from work_orders where is_warranty group by 1
-- or
select year(opened_at), count(*) from work_orders where is_warranty group by 1
-- or
select date_trunc('year', closed_at)::date, count(*) from work_orders where is_warranty group by 1
-- or
select year(closed_at), count(*) from work_orders where is_warranty group by 1

-- answer: How many days does a work order take on average?
select avg(date_diff('day', opened_at, closed_at)) from work_orders
-- or
select avg(date_diff('hour', opened_at, closed_at)) / 24 from work_orders

-- answer: Which vehicles have their next inspection in July 2025?
select license_plate from vehicles where next_inspection_date between '2025-07-01' and '2025-07-31'

-- answer: How many bookings came through the website this year?
select count(*) from bookings where channel = 'website' and year(created_at) = 2025
-- or
select count(*) from bookings where channel = 'website' and year(appointment_at) = 2025
-- or
select count(*) from bookings where channel = 'website' and year(appointment_at) = 2025 and appointment_at < '2025-06-19'

-- answer: Stock value at purchase price by supplier
select s.name, sum(stock_quantity * purchase_price) from parts join suppliers s using (supplier_id) group by 1

-- answer: Customers with more than 3 vehicles
select c.name from vehicles join customers c using (customer_id) group by 1 having count(*) > 3
-- or
select count(*) from (select customer_id from vehicles group by 1 having count(*) > 3)

-- answer: Which month of 2024 had the highest invoiced amount?
select date_trunc('month', invoice_date)::date from invoices where year(invoice_date) = 2024 group by 1 order by sum(total_amount) desc limit 1

-- answer: invoices paid after the due date
select count(*) from invoices where paid_on > due_date
-- or
select invoice_id from invoices where paid_on > due_date

-- answer: Total tax by quarter
select date_trunc('quarter', invoice_date)::date, sum(tax_amount) from invoices group by 1

-- answer: Which parts have never been used?
select name from parts p where not exists (from work_order_parts l where l.part_id = p.part_id)

-- answer: How many mechanics work at Leith Garage?
select count(*) from employees where role = 'mechanic' and workshop_id = (select workshop_id from workshops where name = 'Leith Garage') and left_on is null

-- answer: Average odometer reading by fuel type
select fuel_type, avg(odometer_km) from work_orders join vehicles using (vehicle_id) group by 1

-- refuse: How satisfied are customers with the Glasgow workshops?

-- refuse: How many courtesy cars are out on loan?

-- refuse: Rent per workshop

-- refuse: What did we spend on advertising last year?

-- refuse: sick days per mechanic this year

-- refuse: How many of our customers also hold a roadside assistance membership?

-- answer: How does this year's revenue compare with last year's?
select year(invoice_date), sum(net_amount) from invoices where year(invoice_date) in (2024, 2025) group by 1
-- or
select date_trunc('year', invoice_date), sum(net_amount) from invoices where year(invoice_date) in (2024, 2025) group by 1
-- or
select year(invoice_date), sum(net_amount) from invoices where year(invoice_date) in (2024, 2025) and strftime(invoice_date, '%m%d') < '0618' group by 1
-- or
select sum(net_amount) filter (where year(invoice_date) = 2025), sum(net_amount) filter (where year(invoice_date) = 2024) from invoices
-- or
select sum(net_amount) filter (where year(invoice_date) = 2025), sum(net_amount) filter (where invoice_date >= '2024-01-01' and invoice_date < '2024-06-18') from invoices
-- or
select year(invoice_date), sum(total_amount) from invoices where year(invoice_date) in (2024, 2025) group by 1
-- or
select date_trunc('year', invoice_date), sum(total_amount) from invoices where year(invoice_date) in (2024, 2025) group by 1
-- or
select year(invoice_date), sum(total_amount) from invoices where year(invoice_date) in (2024, 2025) and strftime(invoice_date, '%m%d') < '0618' group by 1
-- or
select sum(total_amount) filter (where year(invoice_date) = 2025), sum(total_amount) filter (where year(invoice_date) = 2024) from invoices
-- or
select sum(total_amount) filter (where year(invoice_date) = 2025), sum(total_amount) filter (where invoice_date >= '2024-01-01' and invoice_date < '2024-06-18') from invoices
-- or
select year(paid_on), sum(net_amount) from invoices where year(paid_on) in (2024, 2025) group by 1
-- or
select date_trunc('year', paid_on), sum(net_amount) from invoices where year(paid_on) in (2024, 2025) group by 1
-- or
select year(paid_on), sum(net_amount) from invoices where year(paid_on) in (2024, 2025) and strftime(paid_on, '%m%d') < '0618' group by 1
-- or
select year(paid_on), sum(net_amount) from invoices where year(paid_on) in (2024, 2025) and strftime(paid_on, '%m%d') < '0619' group by 1
-- or
select sum(net_amount) filter (where year(paid_on) = 2025), sum(net_amount) filter (where year(paid_on) = 2024) from invoices
-- or
select sum(net_amount) filter (where year(paid_on) = 2025), sum(net_amount) filter (where paid_on >= '2024-01-01' and paid_on < '2024-06-18') from invoices
-- or
select sum(net_amount) filter (where year(paid_on) = 2025), sum(net_amount) filter (where paid_on >= '2024-01-01' and paid_on < '2024-06-19') from invoices
-- or
select year(paid_on), sum(total_amount) from invoices where year(paid_on) in (2024, 2025) group by 1
-- or
select date_trunc('year', paid_on), sum(total_amount) from invoices where year(paid_on) in (2024, 2025) group by 1
-- or
select year(paid_on), sum(total_amount) from invoices where year(paid_on) in (2024, 2025) and strftime(paid_on, '%m%d') < '0618' group by 1
-- or
select year(paid_on), sum(total_amount) from invoices where year(paid_on) in (2024, 2025) and strftime(paid_on, '%m%d') < '0619' group by 1
-- or
select sum(total_amount) filter (where year(paid_on) = 2025), sum(total_amount) filter (where year(paid_on) = 2024) from invoices
-- or
select sum(total_amount) filter (where year(paid_on) = 2025), sum(total_amount) filter (where paid_on >= '2024-01-01' and paid_on < '2024-06-18') from invoices
-- or
select sum(total_amount) filter (where year(paid_on) = 2025), sum(total_amount) filter (where paid_on >= '2024-01-01' and paid_on < '2024-06-19') from invoices

-- answer: who still owes us money?
select distinct c.name from invoices i join work_orders w using (work_order_id) join vehicles v using (vehicle_id) join customers c using (customer_id) where i.paid_on is null
-- or
select distinct c.customer_id from invoices i join work_orders w using (work_order_id) join vehicles v using (vehicle_id) join customers c using (customer_id) where i.paid_on is null

-- then: how much in total?
select sum(total_amount) from invoices where paid_on is null
-- or
select sum(net_amount) from invoices where paid_on is null
-- or
select c.name, sum(i.total_amount) from invoices i join work_orders w using (work_order_id) join vehicles v using (vehicle_id) join customers c using (customer_id) where i.paid_on is null group by 1

-- answer: Which workshop opened the most work orders last month?
select s.name from work_orders w join workshops s using (workshop_id) where w.opened_at >= '2025-05-01' and w.opened_at < '2025-06-01' group by 1 order by count(*) desc limit 1

-- answer: average repair time by workshop
select s.name, avg(date_diff('day', w.opened_at, w.closed_at)) from work_orders w join workshops s using (workshop_id) group by 1
-- or
select s.name, avg(epoch(w.closed_at - w.opened_at)) / 86400 from work_orders w join workshops s using (workshop_id) group by 1
-- or
select s.name, avg(epoch(w.closed_at - w.opened_at)) / 3600 from work_orders w join workshops s using (workshop_id) group by 1
-- or
select s.name, avg(date_diff('hour', w.opened_at, w.closed_at)) from work_orders w join workshops s using (workshop_id) group by 1
-- or
select s.name, avg(epoch(w.closed_at - w.opened_at)) / 60 from work_orders w join workshops s using (workshop_id) group by 1
-- or
select s.name, avg(l.hours) from work_order_labour l join work_orders w using (work_order_id) join services v using (service_id) join workshops s using (workshop_id) where v.category = 'Repair' group by 1

-- answer: no-shows per month this year
select date_trunc('month', appointment_at), count(*) from bookings where status = 'no_show' and year(appointment_at) = 2025 group by 1
-- or
select date_trunc('month', created_at), count(*) from bookings where status = 'no_show' and year(created_at) = 2025 group by 1

-- answer: customers that never booked anything
select c.name from customers c where not exists (select 1 from vehicles v join bookings b using (vehicle_id) where v.customer_id = c.customer_id)
-- or
select count(*) from customers c where not exists (select 1 from vehicles v join bookings b using (vehicle_id) where v.customer_id = c.customer_id)

-- answer: Which parts do we need to reorder?
select name from parts where stock_quantity < reorder_level
-- or
select name from parts where stock_quantity <= reorder_level
-- or
select part_number from parts where stock_quantity < reorder_level
-- or
select part_number from parts where stock_quantity <= reorder_level

-- answer: top 3 mechanics by labour revenue in 2025
select e.first_name, e.last_name from work_order_labour l join work_orders w using (work_order_id) join employees e on e.employee_id = w.mechanic_id where year(w.opened_at) = 2025 group by e.employee_id, e.first_name, e.last_name order by sum(l.amount) desc limit 3
-- or
select e.first_name, e.last_name from work_order_labour l join work_orders w using (work_order_id) join employees e on e.employee_id = w.mechanic_id where year(w.closed_at) = 2025 group by e.employee_id, e.first_name, e.last_name order by sum(l.amount) desc limit 3
-- or
select e.first_name || ' ' || e.last_name from work_order_labour l join work_orders w using (work_order_id) join employees e on e.employee_id = w.mechanic_id where year(w.opened_at) = 2025 group by e.employee_id, e.first_name, e.last_name order by sum(l.amount) desc limit 3
-- or
select e.first_name || ' ' || e.last_name from work_order_labour l join work_orders w using (work_order_id) join employees e on e.employee_id = w.mechanic_id where year(w.closed_at) = 2025 group by e.employee_id, e.first_name, e.last_name order by sum(l.amount) desc limit 3

-- answer: how big a part of our bookings comes in by phone?
select avg(case when channel = 'phone' then 1.0 else 0 end) from bookings
-- or
select 100 * avg(case when channel = 'phone' then 1.0 else 0 end) from bookings

-- answer: Which 3 parts make us the most profit a piece?
select name, sale_price - purchase_price from parts order by sale_price - purchase_price desc limit 3

-- answer: brake repairs, April vs May
select date_trunc('month', w.opened_at), count(*) from work_order_labour l join work_orders w using (work_order_id) join services s using (service_id) where s.name = 'Brake repair' and w.opened_at >= '2025-04-01' and w.opened_at < '2025-06-01' group by 1
-- or
select month(w.opened_at), count(*) from work_order_labour l join work_orders w using (work_order_id) join services s using (service_id) where s.name = 'Brake repair' and w.opened_at >= '2025-04-01' and w.opened_at < '2025-06-01' group by 1
-- or
select count(*) filter (where w.opened_at >= '2025-05-01' and w.opened_at < '2025-06-01'), count(*) filter (where w.opened_at >= '2025-04-01' and w.opened_at < '2025-05-01') from work_order_labour l join work_orders w using (work_order_id) join services s using (service_id) where s.name = 'Brake repair'
-- or
select count(*) filter (where w.opened_at >= '2025-05-01' and w.opened_at < '2025-06-01') > count(*) filter (where w.opened_at >= '2025-04-01' and w.opened_at < '2025-05-01') from work_order_labour l join work_orders w using (work_order_id) join services s using (service_id) where s.name = 'Brake repair'
-- or
select count(*) filter (where w.opened_at >= '2025-05-01' and w.opened_at < '2025-06-01') - count(*) filter (where w.opened_at >= '2025-04-01' and w.opened_at < '2025-05-01') from work_order_labour l join work_orders w using (work_order_id) join services s using (service_id) where s.name = 'Brake repair'

-- answer: cars due for inspection next month
select license_plate from vehicles where next_inspection_date >= '2025-07-01' and next_inspection_date < '2025-08-01'
-- or
select vehicle_id from vehicles where next_inspection_date >= '2025-07-01' and next_inspection_date < '2025-08-01'
-- or
select count(*) from vehicles where next_inspection_date >= '2025-07-01' and next_inspection_date < '2025-08-01'

-- answer: who left us this year
select e.first_name, e.last_name from employees e where year(e.left_on) = 2025
-- or
select e.first_name || ' ' || e.last_name from employees e where year(e.left_on) = 2025

-- answer: average hourly wage, mechanics vs apprentices
select role, avg(hourly_wage) from employees where role in ('mechanic', 'apprentice') group by 1
-- or
select role, avg(hourly_wage) from employees where role in ('mechanic', 'apprentice') and left_on is null group by 1
-- or
select avg(hourly_wage) filter (where role = 'mechanic'), avg(hourly_wage) filter (where role = 'apprentice') from employees
-- or
select avg(hourly_wage) filter (where role = 'mechanic'), avg(hourly_wage) filter (where role = 'apprentice') from employees where left_on is null

-- answer: Who is our slowest supplier?
select name from suppliers order by lead_time_days desc limit 1

-- answer: most used part
select p.name from work_order_parts l join parts p using (part_id) group by 1 order by sum(l.quantity) desc limit 1

-- answer: warranty jobs per workshop
select s.name, count(*) from work_orders w join workshops s using (workshop_id) where w.is_warranty group by 1

-- answer: what is our stock worth, by part category
select category, sum(stock_quantity * purchase_price) from parts group by 1
-- or
select category, sum(stock_quantity * sale_price) from parts group by 1

-- answer: customers with more than 4 cars
select c.name from vehicles v join customers c using (customer_id) group by c.customer_id, c.name having count(*) > 4
-- or
select c.name, count(*) from vehicles v join customers c using (customer_id) group by c.customer_id, c.name having count(*) > 4
-- or
select c.customer_id from vehicles v join customers c using (customer_id) group by c.customer_id, c.name having count(*) > 4
-- or
select count(*) from (select customer_id from vehicles group by 1 having count(*) > 4)

-- answer: which services have we never done?
select name from services where service_id not in (select service_id from work_order_labour)

-- answer: Please list the jobs that are waiting for parts
select order_number from work_orders where status = 'waiting_parts'
-- or
select work_order_id from work_orders where status = 'waiting_parts'

-- answer: invoiced amount by workshop in 2024, companies only
select s.name, sum(i.total_amount) from invoices i join work_orders w using (work_order_id) join workshops s using (workshop_id) join vehicles v using (vehicle_id) join customers c using (customer_id) where year(i.invoice_date) = 2024 and c.customer_type = 'company' group by 1
-- or
select s.name, sum(i.net_amount) from invoices i join work_orders w using (work_order_id) join workshops s using (workshop_id) join vehicles v using (vehicle_id) join customers c using (customer_id) where year(i.invoice_date) = 2024 and c.customer_type = 'company' group by 1

-- refuse: customer ratings per workshop

-- refuse: How many courtesy cars are out today?

-- refuse: rent by workshop
