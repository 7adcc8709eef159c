-- answer: How many children are currently enrolled?
select count(distinct child_id) from enrollments where status = 'active'
-- or
select count(*) from enrollments where status = 'active'

-- then: per center
select c.name, count(distinct e.child_id) from enrollments e join rooms r on r.id = e.room_id join centers c on c.id = r.center_id where e.status = 'active' group by 1
-- or
select c.name, count(distinct e.child_id) from centers c left join rooms r on r.center_id = c.id left join enrollments e on e.room_id = r.id and e.status = 'active' group by 1

-- then: just the ones in the South
select c.name, count(distinct e.child_id) from enrollments e join rooms r on r.id = e.room_id join centers c on c.id = r.center_id where e.status = 'active' and c.region = 'South' group by 1

-- answer: how many kids are on the waiting list
select count(distinct child_id) from enrollments where status = 'waiting'
-- or
select count(*) from enrollments where status = 'waiting'

-- answer: total invoiced in 2024, excluding void invoices
select sum(amount) from invoices where year(issued_on) = 2024 and status <> 'void'

-- answer: invoiced amount by month for 2024
select date_trunc('month', issued_on), sum(amount) from invoices where year(issued_on) = 2024 group by 1
-- or
select date_trunc('month', issued_on), sum(amount) from invoices where year(issued_on) = 2024 and status <> 'void' group by 1

-- answer: Which families have overdue invoices?
select distinct f.primary_contact from invoices i join families f on f.id = i.family_id where i.status = 'overdue'
-- or
select distinct f.primary_contact from invoices i join families f on f.id = i.family_id where i.paid_on is null and i.status <> 'void' and i.due_on < date '2025-06-18'

-- answer: overdue amount by center
select c.name, sum(i.amount) from invoices i join centers c on c.id = i.center_id where i.status = 'overdue' group by 1
-- or
select c.name, sum(i.amount) from invoices i join centers c on c.id = i.center_id where i.paid_on is null and i.status <> 'void' and i.due_on < date '2025-06-18' group by 1

-- answer: Average monthly fee per age group for active enrollments
select r.age_group, avg(e.monthly_fee) from enrollments e join rooms r on r.id = e.room_id where e.status = 'active' group by 1

-- answer: How many incidents did we have this year compared to last year?
select year(occurred_at), count(*) from incidents where year(occurred_at) in (2024, 2025) group by 1
-- or
select date_trunc('year', occurred_at), count(*) from incidents where year(occurred_at) in (2024, 2025) group by 1
-- or
select count(*) filter (where year(occurred_at) = 2025), count(*) filter (where year(occurred_at) = 2024) from incidents
-- or
select count(*) filter (where year(occurred_at) = 2025), count(*) filter (where occurred_at >= '2024-01-01' and occurred_at < '2024-06-18') from incidents
-- or
select count(*) filter (where year(occurred_at) = 2025), count(*) filter (where occurred_at >= '2024-01-01' and occurred_at < '2024-06-19') from incidents

-- answer: number of bites in each room age group
select r.age_group, count(*) from incidents i join rooms r on r.id = i.room_id where i.kind = 'Bite' group by 1

-- answer: which incidents were serious and the parents were not told?
select id from incidents where severity = 'serious' and not parent_notified

-- answer: incidents by kind and severity
select kind, severity, count(*) from incidents group by 1, 2

-- answer: Top 3 centers by number of incidents in 2024
select c.name, count(*) from incidents i join rooms r on r.id = i.room_id join centers c on c.id = r.center_id where year(i.occurred_at) = 2024 group by 1 order by 2 desc limit 3

-- answer: How many staff members work at each center? Leavers should not count.
select c.name, count(*) from staff_members s join centers c on c.id = s.center_id where s.left_on is null group by 1
-- or
select c.name, count(s.id) from centers c left join staff_members s on c.id = s.center_id and s.left_on is null group by 1

-- answer: avg hourly rate by role
select role, avg(hourly_rate) from staff_members group by 1
-- or
select role, avg(hourly_rate) from staff_members where left_on is null group by 1

-- answer: who is our longest-serving practitioner still with us?
select first_name, last_name from staff_members where role = 'Practitioner' and left_on is null order by hired_on limit 1
-- or
select first_name || ' ' || last_name from staff_members where role = 'Practitioner' and left_on is null order by hired_on limit 1

-- answer: How many employees left in 2024?
select count(*) from staff_members where year(left_on) = 2024

-- answer: list the apprentices with their center and hire date
select s.first_name, s.last_name, c.name, s.hired_on from staff_members s join centers c on c.id = s.center_id where s.role = 'Apprentice'
-- or
select s.first_name, s.last_name, c.name, s.hired_on from staff_members s join centers c on c.id = s.center_id where s.role = 'Apprentice' and s.left_on is null
-- or
select s.first_name || ' ' || s.last_name, c.name, s.hired_on from staff_members s join centers c on c.id = s.center_id where s.role = 'Apprentice'
-- or
select s.first_name || ' ' || s.last_name, c.name, s.hired_on from staff_members s join centers c on c.id = s.center_id where s.role = 'Apprentice' and s.left_on is null

-- answer: Which children have allergies and are in a baby room right now?
select distinct ch.id from children ch join enrollments e on e.child_id = ch.id join rooms r on r.id = e.room_id where ch.has_allergies and e.status = 'active' and r.age_group = 'Baby'
-- or
select distinct ch.first_name, ch.last_name from children ch join enrollments e on e.child_id = ch.id join rooms r on r.id = e.room_id where ch.has_allergies and e.status = 'active' and r.age_group = 'Baby'

-- answer: share of children with allergies
select avg(case when has_allergies then 1.0 else 0 end) from children
-- or
select 100 * avg(case when has_allergies then 1.0 else 0 end) from children

-- answer: How many families found us through word of mouth?
select count(*) from families where referral_source = 'Word of mouth'

-- answer: new families per quarter since 2024
select date_trunc('quarter', created_at), count(*) from families where created_at >= '2024-01-01' group by 1

-- answer: families without any children on file
select primary_contact from families where id not in (select family_id from children)
-- or
select count(*) from families where id not in (select family_id from children)

-- answer: families with more than two children
select f.primary_contact, count(*) from families f join children c on c.family_id = f.id group by f.id, f.primary_contact having count(*) > 2
-- or
select f.primary_contact from families f join children c on c.family_id = f.id group by f.id, f.primary_contact having count(*) > 2

-- answer: What percentage of attendance records in 2025 were sick days?
select avg(case when status = 'sick' then 1.0 else 0 end) from attendance_records where year(attended_on) = 2025
-- or
select 100 * avg(case when status = 'sick' then 1.0 else 0 end) from attendance_records where year(attended_on) = 2025

-- answer: no shows by month in 2024
select date_trunc('month', attended_on), count(*) from attendance_records where status = 'no show' and year(attended_on) = 2024 group by 1

-- answer: which centre has the biggest capacity
select name, capacity from centers order by capacity desc limit 1

-- answer: Centers that have closed
select name from centers where closed_on is not null

-- answer: how many children get 30 funded hours
select count(*) from children where funded_hours = 30

-- refuse: Which children are up to date with their vaccinations?

-- refuse: How much did we spend on food per center last month?

-- refuse: average Ofsted rating by region

-- refuse: how many sick days did staff take in 2024

-- ask: Show me the capacity in the North
