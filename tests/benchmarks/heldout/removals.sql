-- answer: Moves per month in 2024
select date_trunc('month', m.move_date), count(*) from moves m where year(m.move_date) = 2024 group by 1
-- or
select date_trunc('month', m.move_date), count(*) from moves m where m.status <> 'cancelled' and year(m.move_date) = 2024 group by 1
-- or
select date_trunc('month', m.move_date), count(*) from moves m where m.status = 'completed' and year(m.move_date) = 2024 group by 1

-- answer: Revenue by branch
select b.branch_name, sum(m.price) from moves m join branches b using (branch_id) group by 1
-- or
select b.branch_name, sum(m.price) from moves m join branches b using (branch_id) where m.status <> 'cancelled' group by 1
-- or
select b.branch_name, sum(m.price) from moves m join branches b using (branch_id) where m.status = 'completed' group by 1

-- then: only 2025
select b.branch_name, sum(m.price) from moves m join branches b using (branch_id) where year(m.move_date) = 2025 group by 1
-- or
select b.branch_name, sum(m.price) from moves m join branches b using (branch_id) where m.status <> 'cancelled' and year(m.move_date) = 2025 group by 1
-- or
select b.branch_name, sum(m.price) from moves m join branches b using (branch_id) where m.status = 'completed' and year(m.move_date) = 2025 group by 1

-- answer: How many quotes did we send out last month?
select count(*) from quotes where quoted_on >= '2025-05-01' and quoted_on < '2025-06-01'

-- answer: Quotes by status
select status, count(*) from quotes group by 1

-- answer: What percentage of our quotes get accepted?
select avg(case when status = 'accepted' then 1.0 else 0 end) from quotes
-- or
select avg(case when status = 'accepted' then 1.0 else 0 end) from quotes where status <> 'pending'
-- or
select 100 * avg(case when status = 'accepted' then 1.0 else 0 end) from quotes
-- or
select 100 * avg(case when status = 'accepted' then 1.0 else 0 end) from quotes where status <> 'pending'

-- answer: Top 3 vehicles by number of moves
select v.registration, count(*) from moves m join vehicles v using (vehicle_id) group by 1 order by 2 desc limit 3
-- or
select v.registration, count(*) from moves m join vehicles v using (vehicle_id) where m.status <> 'cancelled' group by 1 order by 2 desc limit 3
-- or
select v.registration, count(*) from moves m join vehicles v using (vehicle_id) where m.status = 'completed' group by 1 order by 2 desc limit 3

-- answer: Average rating by branch
select b.branch_name, avg(m.rating) from moves m join branches b using (branch_id) where m.rating is not null group by 1

-- answer: How many storage units are rented out at the moment?
select count(*) from storage_contracts where ended_on is null

-- answer: Average monthly storage fee per branch
select b.branch_name, avg(s.monthly_fee) from storage_contracts s join branches b using (branch_id) group by 1
-- or
select b.branch_name, avg(s.monthly_fee) from storage_contracts s join branches b using (branch_id) where s.ended_on is null group by 1

-- answer: Customers by lead source
select lead_source, count(*) from customers group by 1
-- or
select lead_source, count(*) from customers where lead_source is not null group by 1

-- answer: Claims by damage type
select damage_type, count(*) from claims group by 1

-- answer: What is the average amount we pay on a settled claim?
select avg(amount_paid) from claims where status = 'settled'

-- answer: Which claims are still open?
select claim_id from claims where status = 'open'

-- answer: Which branch has had the most damage claims?
select b.branch_name, count(*) from claims c join moves m using (move_id) join branches b using (branch_id) group by 1 order by 2 desc limit 1

-- answer: International moves by destination city
select m.to_city, count(*) from moves m where m.move_type = 'International' group by 1
-- or
select m.to_city, count(*) from moves m where m.status <> 'cancelled' and m.move_type = 'International' group by 1
-- or
select m.to_city, count(*) from moves m where m.status = 'completed' and m.move_type = 'International' group by 1

-- answer: How many quotes were lost because of price in 2024?
select count(*) from quotes where decline_reason = 'Price' and year(quoted_on) = 2024

-- ordered: Reasons for declined quotes, most common first
select decline_reason, count(*) from quotes where status = 'declined' group by 1 order by 2 desc

-- answer: Quotes per surveyor this year
select e.first_name, e.last_name, count(*) from quotes q join employees e on e.employee_id = q.surveyor_id where year(q.quoted_on) = 2025 group by e.employee_id, e.first_name, e.last_name
-- or
select e.first_name || ' ' || e.last_name, count(*) from quotes q join employees e on e.employee_id = q.surveyor_id where year(q.quoted_on) = 2025 group by e.employee_id, e.first_name, e.last_name
-- or
select e.employee_id, count(*) from quotes q join employees e on e.employee_id = q.surveyor_id where year(q.quoted_on) = 2025 group by e.employee_id, e.first_name, e.last_name

-- answer: Which customers have no email address?
select customer_name from customers where email is null
-- or
select customer_id from customers where email is null
-- or
select count(*) from customers where email is null

-- answer: Which vehicles have their MOT due in the next 30 days?
select registration from vehicles where mot_due_on between '2025-06-18' and '2025-07-18'
-- or
select registration from vehicles where mot_due_on between '2025-06-18' and '2025-07-18' and status <> 'sold'
-- or
select registration from vehicles where mot_due_on between '2025-06-18' and '2025-07-18' and status = 'available'

-- answer: Number of vehicles by type
select vehicle_type, count(*) from vehicles group by 1
-- or
select vehicle_type, count(*) from vehicles where status <> 'sold' group by 1
-- or
select vehicle_type, count(*) from vehicles where status = 'available' group by 1

-- answer: How many drivers work for us?
select count(*) from employees where job_title = 'Driver' and left_on is null
-- or
select count(*) from employees where job_title = 'Driver'

-- answer: Average hourly rate by job title
select job_title, avg(hourly_rate) from employees group by 1
-- or
select job_title, avg(hourly_rate) from employees where left_on is null group by 1

-- answer: Crew hours per month in 2025
select date_trunc('month', m.move_date), sum(c.hours_worked) from move_crew c join moves m using (move_id) where year(m.move_date) = 2025 group by 1

-- answer: Top 10 employees by hours worked
select e.first_name, e.last_name, sum(c.hours_worked) h from move_crew c join employees e using (employee_id) group by e.employee_id, e.first_name, e.last_name order by h desc limit 10
-- or
select e.first_name || ' ' || e.last_name, sum(c.hours_worked) h from move_crew c join employees e using (employee_id) group by e.employee_id, e.first_name, e.last_name order by h desc limit 10
-- or
select e.employee_id, sum(c.hours_worked) h from move_crew c join employees e using (employee_id) group by e.employee_id, e.first_name, e.last_name order by h desc limit 10

-- answer: Average price of a local move
select avg(m.price) from moves m where m.move_type = 'Local'
-- or
select avg(m.price) from moves m where m.status <> 'cancelled' and m.move_type = 'Local'
-- or
select avg(m.price) from moves m where m.status = 'completed' and m.move_type = 'Local'

-- then: and long distance?
select avg(m.price) from moves m where m.move_type = 'Long distance'
-- or
select avg(m.price) from moves m where m.status <> 'cancelled' and m.move_type = 'Long distance'
-- or
select avg(m.price) from moves m where m.status = 'completed' and m.move_type = 'Long distance'

-- answer: What share of moves include the packing service?
select avg(case when m.packing_service then 1.0 else 0 end) from moves m
-- or
select avg(case when m.packing_service then 1.0 else 0 end) from moves m where m.status <> 'cancelled'
-- or
select avg(case when m.packing_service then 1.0 else 0 end) from moves m where m.status = 'completed'
-- or
select 100 * avg(case when m.packing_service then 1.0 else 0 end) from moves m
-- or
select 100 * avg(case when m.packing_service then 1.0 else 0 end) from moves m where m.status <> 'cancelled'
-- or
select 100 * avg(case when m.packing_service then 1.0 else 0 end) from moves m where m.status = 'completed'

-- answer: How many moves were over 200 miles in 2024?
select count(*) from moves m where m.distance_miles > 200 and year(m.move_date) = 2024
-- or
select count(*) from moves m where m.status <> 'cancelled' and m.distance_miles > 200 and year(m.move_date) = 2024
-- or
select count(*) from moves m where m.status = 'completed' and m.distance_miles > 200 and year(m.move_date) = 2024

-- answer: Customers with more than 2 moves
select c.customer_name from moves m join customers c using (customer_id) group by c.customer_id, c.customer_name having count(*) > 2
-- or
select c.customer_name from moves m join customers c using (customer_id) where m.status <> 'cancelled' group by c.customer_id, c.customer_name having count(*) > 2
-- or
select c.customer_name from moves m join customers c using (customer_id) where m.status = 'completed' group by c.customer_id, c.customer_name having count(*) > 2
-- or
select c.customer_name, count(*) from moves m join customers c using (customer_id) group by c.customer_id, c.customer_name having count(*) > 2
-- or
select c.customer_name, count(*) from moves m join customers c using (customer_id) where m.status <> 'cancelled' group by c.customer_id, c.customer_name having count(*) > 2
-- or
select c.customer_name, count(*) from moves m join customers c using (customer_id) where m.status = 'completed' group by c.customer_id, c.customer_name having count(*) > 2

-- answer: How many days are there on average between the quote and the move?
select avg(date_diff('day', q.quoted_on, m.move_date)) from moves m join quotes q using (quote_id)
-- or
select avg(date_diff('day', q.quoted_on, m.move_date)) from moves m join quotes q using (quote_id) where m.status <> 'cancelled'
-- or
select avg(date_diff('day', q.quoted_on, m.move_date)) from moves m join quotes q using (quote_id) where m.status = 'completed'

-- answer: How many moves got a one star rating?
select count(*) from moves where rating = 1

-- refuse: Fuel spend by vehicle in 2024

-- refuse: How many invoices are overdue?

-- refuse: Parking fines per branch this year

-- refuse: How many sick days did the porters take last month?

-- ask: Number of moves by city
