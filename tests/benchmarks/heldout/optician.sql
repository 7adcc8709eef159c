-- answer: How many patients do we have?
select count(*) from patients

-- answer: Patients per home branch
select b.branch_name, count(*) from patients p join branches b on b.branch_id = p.home_branch_id group by 1

-- answer: New patients per month in 2024
select date_trunc('month', registered_on), count(*) from patients where year(registered_on) = 2024 group by 1

-- answer: What was our total order value in 2024?
select sum(total_amount) from orders where year(ordered_on) = 2024
-- or
select sum(total_amount) from orders where year(ordered_on) = 2024 and status <> 'cancelled'

-- answer: Sales by branch
select b.branch_name, sum(o.total_amount) from orders o join branches b on b.branch_id = o.branch_id group by 1
-- or
select b.branch_name, sum(o.total_amount) from orders o join branches b on b.branch_id = o.branch_id where o.status <> 'cancelled' group by 1

-- then: Only the Midlands
select b.branch_name, sum(o.total_amount) from orders o join branches b on b.branch_id = o.branch_id where b.region = 'Midlands' group by 1
-- or
select b.branch_name, sum(o.total_amount) from orders o join branches b on b.branch_id = o.branch_id where b.region = 'Midlands' and o.status <> 'cancelled' group by 1

-- answer: How many appointments were no-shows in 2024?
select count(*) from appointments where status = 'no_show' and year(starts_at) = 2024

-- answer: Appointments by type
select appointment_type, count(*) from appointments group by 1

-- answer: Completed eye tests per branch
select b.branch_name, count(*) from appointments a join branches b on b.branch_id = a.branch_id where a.status = 'completed' and a.appointment_type = 'Eye test' group by 1

-- answer: Top 5 optometrists by completed appointments
select s.first_name, s.last_name, count(*) from appointments a join staff s on s.staff_id = a.optometrist_id where a.status = 'completed' group by s.staff_id, s.first_name, s.last_name order by count(*) desc limit 5
-- or
select s.first_name || ' ' || s.last_name, count(*) from appointments a join staff s on s.staff_id = a.optometrist_id where a.status = 'completed' group by s.staff_id, s.first_name, s.last_name order by count(*) desc limit 5

-- answer: What share of appointments are no-shows at each branch?
select b.branch_name, avg(case when a.status = 'no_show' then 1.0 else 0 end) from appointments a join branches b on b.branch_id = a.branch_id group by 1
-- or
select b.branch_name, avg(case when a.status = 'no_show' then 1.0 else 0 end) from appointments a join branches b on b.branch_id = a.branch_id where a.status <> 'booked' group by 1
-- or
select b.branch_name, 100 * avg(case when a.status = 'no_show' then 1.0 else 0 end) from appointments a join branches b on b.branch_id = a.branch_id group by 1
-- or
select b.branch_name, 100 * avg(case when a.status = 'no_show' then 1.0 else 0 end) from appointments a join branches b on b.branch_id = a.branch_id where a.status <> 'booked' group by 1

-- answer: How many appointments are booked for next week?
select count(*) from appointments where starts_at >= '2025-06-23' and starts_at < '2025-06-30'
-- or
select count(*) from appointments where starts_at >= '2025-06-23' and starts_at < '2025-06-30' and status = 'booked'
-- or
select count(*) from appointments where starts_at >= '2025-06-22' and starts_at < '2025-06-29'
-- or
select count(*) from appointments where starts_at >= '2025-06-22' and starts_at < '2025-06-29' and status = 'booked'

-- answer: Top 5 products by quantity sold
select p.product_name, sum(i.quantity) from order_items i join products p on p.product_id = i.product_id group by p.product_id, p.product_name order by 2 desc limit 5
-- or
select p.product_name, sum(i.quantity) from order_items i join products p on p.product_id = i.product_id join orders o on o.order_id = i.order_id where o.status <> 'cancelled' group by p.product_id, p.product_name order by 2 desc limit 5

-- answer: Revenue by product category
select p.category, sum(i.quantity * i.unit_price) from order_items i join products p on p.product_id = i.product_id group by 1
-- or
select p.category, sum(i.quantity * i.unit_price) from order_items i join products p on p.product_id = i.product_id join orders o on o.order_id = i.order_id where o.status <> 'cancelled' group by 1

-- answer: Which brand of frames sold the most in 2024?
select p.brand, sum(i.quantity) from order_items i join products p on p.product_id = i.product_id join orders o on o.order_id = i.order_id where p.category = 'Frames' and year(o.ordered_on) = 2024 group by 1 order by 2 desc limit 1
-- or
select p.brand, sum(i.quantity) from order_items i join products p on p.product_id = i.product_id join orders o on o.order_id = i.order_id where p.category = 'Frames' and year(o.ordered_on) = 2024 and o.status <> 'cancelled' group by 1 order by 2 desc limit 1
-- or
select p.brand, sum(i.quantity * i.unit_price) from order_items i join products p on p.product_id = i.product_id join orders o on o.order_id = i.order_id where p.category = 'Frames' and year(o.ordered_on) = 2024 group by 1 order by 2 desc limit 1
-- or
select p.brand, sum(i.quantity * i.unit_price) from order_items i join products p on p.product_id = i.product_id join orders o on o.order_id = i.order_id where p.category = 'Frames' and year(o.ordered_on) = 2024 and o.status <> 'cancelled' group by 1 order by 2 desc limit 1

-- answer: What is the average order value?
select avg(total_amount) from orders
-- or
select avg(total_amount) from orders where status <> 'cancelled'

-- answer: Average order value per region in 2025
select b.region, avg(o.total_amount) from orders o join branches b on b.branch_id = o.branch_id where year(o.ordered_on) = 2025 group by 1
-- or
select b.region, avg(o.total_amount) from orders o join branches b on b.branch_id = o.branch_id where year(o.ordered_on) = 2025 and o.status <> 'cancelled' group by 1

-- answer: Orders per month this year
select date_trunc('month', ordered_on), count(*) from orders where year(ordered_on) = 2025 group by 1
-- or
select date_trunc('month', ordered_on), count(*) from orders where year(ordered_on) = 2025 and status <> 'cancelled' group by 1

-- answer: How many orders are ready to be collected?
select count(*) from orders where status = 'ready'

-- answer: How many days does it take on average from order to collection?
select avg(date_diff('day', ordered_on, collected_on)) from orders

-- answer: Which products are discontinued?
select product_name from products where is_discontinued

-- answer: Which products have fewer than 5 pieces in stock?
select product_name from products where stock_quantity < 5
-- or
select product_name from products where stock_quantity < 5 and not is_discontinued

-- answer: Average retail price by category
select category, avg(retail_price) from products group by 1
-- or
select category, avg(retail_price) from products where not is_discontinued group by 1

-- answer: How many orders were paid by insurance?
select count(*) from orders where payment_method = 'Insurance'
-- or
select count(*) from orders where payment_method = 'Insurance' and status <> 'cancelled'

-- answer: Discounts given per year
select year(ordered_on), sum(discount_amount) from orders group by 1
-- or
select year(ordered_on), sum(discount_amount) from orders where status <> 'cancelled' group by 1
-- or
select date_trunc('year', ordered_on), sum(discount_amount) from orders group by 1
-- or
select date_trunc('year', ordered_on), sum(discount_amount) from orders where status <> 'cancelled' group by 1

-- answer: Refunds by reason
select reason, sum(refund_amount) from returns group by 1
-- or
select reason, count(*) from returns group by 1

-- answer: How many staff do we currently have in each role?
select role, count(*) from staff where left_on is null group by 1

-- answer: How many patients have no email address?
select count(*) from patients where email is null

-- answer: What share of patients agreed to receive text messages?
select avg(case when sms_consent then 1.0 else 0 end) from patients
-- or
select 100 * avg(case when sms_consent then 1.0 else 0 end) from patients

-- answer: How did patients hear about us?
select heard_from, count(*) from patients group by 1
-- or
select heard_from, count(*) from patients where heard_from is not null group by 1

-- answer: Sales in the first quarter of 2025 compared to the first quarter of 2024
select sum(total_amount) filter (where ordered_on >= '2025-01-01' and ordered_on < '2025-04-01'), sum(total_amount) filter (where ordered_on >= '2024-01-01' and ordered_on < '2024-04-01') from orders
-- or
select sum(total_amount) filter (where ordered_on >= '2025-01-01' and ordered_on < '2025-04-01'), sum(total_amount) filter (where ordered_on >= '2024-01-01' and ordered_on < '2024-04-01') from orders where status <> 'cancelled'
-- or
select year(ordered_on), sum(total_amount) from orders where year(ordered_on) in (2024, 2025) and quarter(ordered_on) = 1 group by 1
-- or
select year(ordered_on), sum(total_amount) from orders where year(ordered_on) in (2024, 2025) and quarter(ordered_on) = 1 and status <> 'cancelled' group by 1
-- or
select date_trunc('year', ordered_on), sum(total_amount) from orders where year(ordered_on) in (2024, 2025) and quarter(ordered_on) = 1 group by 1
-- or
select date_trunc('year', ordered_on), sum(total_amount) from orders where year(ordered_on) in (2024, 2025) and quarter(ordered_on) = 1 and status <> 'cancelled' group by 1
-- or
select date_trunc('quarter', ordered_on), sum(total_amount) from orders where year(ordered_on) in (2024, 2025) and quarter(ordered_on) = 1 group by 1
-- or
select date_trunc('quarter', ordered_on), sum(total_amount) from orders where year(ordered_on) in (2024, 2025) and quarter(ordered_on) = 1 and status <> 'cancelled' group by 1

-- answer: Average salary by role
select role, avg(annual_salary) from staff group by 1
-- or
select role, avg(annual_salary) from staff where left_on is null group by 1

-- answer: How many patients have never ordered anything?
select count(*) from patients where patient_id not in (select patient_id from orders)

-- refuse: How many of our patients have glaucoma?

-- refuse: Rent per branch

-- refuse: Average waiting time at reception

-- refuse: How many glasses did the lab have to remake last month?

-- ask: Top 5 branches
