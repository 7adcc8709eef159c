-- answer: How many car parks do we operate?
select count(*) from car_parks

-- answer: Total spaces by city
select city, sum(spaces) from car_parks group by 1

-- answer: Parking income by car park
select c.name, sum(s.amount_paid) from parking_sessions s join car_parks c on c.car_park_id = s.car_park_id group by 1
-- or
select c.name, sum(s.amount_paid) from car_parks c left join parking_sessions s on c.car_park_id = s.car_park_id group by 1
-- or
select c.name, coalesce(sum(s.amount_paid), 0) from car_parks c left join parking_sessions s on c.car_park_id = s.car_park_id group by 1

-- then: only for 2024
select c.name, sum(s.amount_paid) from parking_sessions s join car_parks c on c.car_park_id = s.car_park_id where year(s.entry_time) = 2024 group by 1
-- or
select c.name, sum(s.amount_paid) from parking_sessions s join car_parks c on c.car_park_id = s.car_park_id where year(s.exit_time) = 2024 group by 1
-- or
select c.name, sum(s.amount_paid) from car_parks c left join parking_sessions s on c.car_park_id = s.car_park_id and year(s.entry_time) = 2024 group by 1
-- or
select c.name, coalesce(sum(s.amount_paid), 0) from car_parks c left join parking_sessions s on c.car_park_id = s.car_park_id and year(s.entry_time) = 2024 group by 1

-- answer: How many parking sessions did we have in May 2025?
select count(*) from parking_sessions where entry_time >= '2025-05-01' and entry_time < '2025-06-01'
-- or
select count(*) from parking_sessions where exit_time >= '2025-05-01' and exit_time < '2025-06-01'

-- answer: Parking sessions per month in 2024
select date_trunc('month', entry_time), count(*) from parking_sessions where year(entry_time) = 2024 group by 1
-- or
select date_trunc('month', exit_time), count(*) from parking_sessions where year(exit_time) = 2024 group by 1

-- answer: What is the average length of stay in minutes?
select avg(duration_minutes) from parking_sessions

-- answer: Average parking duration by type of structure
select c.structure, avg(s.duration_minutes) from parking_sessions s join car_parks c on c.car_park_id = s.car_park_id group by 1

-- answer: Number of sessions by payment method
select payment_method, count(*) from parking_sessions group by 1
-- or
select payment_method, count(*) from parking_sessions where payment_method is not null group by 1

-- answer: Top 5 car parks by number of sessions
select c.name, count(*) from parking_sessions s join car_parks c on c.car_park_id = s.car_park_id group by 1 order by 2 desc limit 5

-- answer: How many cars have not left yet?
select count(*) from parking_sessions where exit_time is null

-- answer: Active permits by type
select permit_type, count(*) from permits where status = 'active' group by 1

-- answer: Total monthly fees of the active permits
select sum(monthly_fee) from permits where status = 'active'

-- answer: Which customers have more than 2 active permits?
select c.customer_name from permits p join customers c on c.customer_id = p.customer_id where p.status = 'active' group by c.customer_id, 1 having count(*) > 2

-- answer: Which active permits run out in July 2025?
select permit_id from permits where status = 'active' and valid_to >= '2025-07-01' and valid_to < '2025-08-01'

-- answer: Penalty notices by contravention
select contravention, count(*) from penalty_notices group by 1
-- or
select contravention, count(*) from penalty_notices where status <> 'cancelled' group by 1

-- answer: How many penalty notices are still unpaid?
select count(*) from penalty_notices where status = 'unpaid'

-- answer: Unpaid penalty amount by region
select c.region, sum(n.penalty_amount) from penalty_notices n join car_parks c on c.car_park_id = n.car_park_id where n.status = 'unpaid' group by 1

-- answer: How much did we collect from penalty notices in 2024?
select sum(paid_amount) from penalty_notices where year(paid_on) = 2024
-- or
select sum(paid_amount) from penalty_notices where year(issued_on) = 2024

-- answer: Average number of days it takes to pay a penalty notice
select avg(paid_on - issued_on) from penalty_notices

-- answer: Notices issued per attendant, top 5
select e.first_name, e.last_name, count(*) from penalty_notices n join employees e on e.employee_id = n.issued_by group by e.employee_id, 1, 2 order by 3 desc limit 5
-- or
select e.first_name || ' ' || e.last_name, count(*) from penalty_notices n join employees e on e.employee_id = n.issued_by group by e.employee_id, 1 order by 2 desc limit 5
-- or
select e.last_name, count(*) from penalty_notices n join employees e on e.employee_id = n.issued_by group by e.employee_id, 1 order by 2 desc limit 5
-- or
select e.employee_id, count(*) from penalty_notices n join employees e on e.employee_id = n.issued_by group by 1 order by 2 desc limit 5

-- answer: Appeals by outcome
select outcome, count(*) from appeals group by 1

-- then: and by contravention
select n.contravention, count(*) from appeals a join penalty_notices n on n.notice_id = a.notice_id group by 1
-- or
select a.outcome, n.contravention, count(*) from appeals a join penalty_notices n on n.notice_id = a.notice_id group by 1, 2

-- answer: kWh sold by charger speed
select charger_speed, sum(kwh) from ev_charges group by 1

-- answer: EV charging revenue by month this year
select date_trunc('month', started_at), sum(amount) from ev_charges where year(started_at) = 2025 group by 1

-- answer: Which car parks have no EV bays?
select name from car_parks where ev_bays = 0

-- answer: How many equipment faults have not been fixed yet?
select count(*) from equipment_faults where fixed_on is null

-- answer: Repair cost by equipment
select equipment, sum(repair_cost) from equipment_faults group by 1

-- answer: Average days to fix a fault by priority
select priority, avg(fixed_on - reported_on) from equipment_faults group by 1

-- answer: Number of barrier faults in 2024
select count(*) from equipment_faults where equipment = 'Barrier' and year(reported_on) = 2024

-- answer: Average salary by role
select role, avg(salary) from employees group by 1
-- or
select role, avg(salary) from employees where left_on is null group by 1

-- answer: Which car park has the highest hourly rate?
select name from car_parks order by hourly_rate desc limit 1

-- answer: Registered vehicles by fuel type
select fuel_type, count(*) from vehicles group by 1

-- refuse: Customer satisfaction score by car park

-- refuse: How much rent do we pay the landlord for each site?

-- refuse: Parking income against budget for 2024

-- refuse: How many cars were stolen or broken into last year?

-- ask: Revenue by region
