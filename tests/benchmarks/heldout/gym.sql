-- answer: How many members do we have?
select count(*) from members
-- or
select count(distinct member_id) from memberships where status = 'active'

-- answer: members by home club
select c.club_name, count(*) from members m join clubs c on c.club_id = m.home_club_id group by 1
-- or
select c.club_name, count(m.member_id) from clubs c left join members m on c.club_id = m.home_club_id group by 1

-- answer: What's the total of all payments received so far in 2025?
select sum(amount) from payments where year(paid_on) = 2025 and status = 'paid'
-- or
select sum(amount) from payments where year(paid_on) = 2025

-- answer: Payments per month from January to May 2025
select date_trunc('month', paid_on)::date, sum(amount) from payments where paid_on >= '2025-01-01' and paid_on < '2025-06-01' group by 1
-- or
select date_trunc('month', paid_on)::date, sum(amount) from payments where paid_on >= '2025-01-01' and paid_on < '2025-06-01' and status = 'paid' group by 1
-- or
select date_trunc('month', paid_on)::date, count(*) from payments where paid_on >= '2025-01-01' and paid_on < '2025-06-01' group by 1

-- answer: revenue by plan 2025
select l.plan_name, sum(p.amount) from payments p join memberships s using (membership_id) join plans l using (plan_id) where year(p.paid_on) = 2025 group by 1
-- or
select l.plan_name, sum(p.amount) from payments p join memberships s using (membership_id) join plans l using (plan_id) where year(p.paid_on) = 2025 and p.status = 'paid' group by 1

-- answer: How many new members joined each month this year?
select date_trunc('month', joined_on)::date, count(*) from members where year(joined_on) = 2025 group by 1

-- answer: Which plan has the most active memberships?
select l.plan_name from memberships s join plans l using (plan_id) where s.status = 'active' group by 1 order by count(*) desc limit 1

-- answer: average monthly fee of the yearly plans
select avg(monthly_fee) from plans where billing_cycle = 'yearly'

-- answer: Show me the 10 members with the most check-ins
select m.first_name, m.last_name, count(*) from checkins c join members m using (member_id) group by m.member_id, 1, 2 order by 3 desc limit 10
-- or
select m.first_name || ' ' || m.last_name, count(*) from checkins c join members m using (member_id) group by m.member_id, 1 order by 2 desc limit 10
-- or
select member_id, count(*) from checkins group by 1 order by 2 desc limit 10

-- answer: check-ins by club last month
select b.club_name, count(*) from checkins c join clubs b using (club_id) where c.checked_in_at >= '2025-05-01' and c.checked_in_at < '2025-06-01' group by 1

-- answer: How many members have never booked a class?
select count(*) from members m where not exists (select 1 from bookings b where b.member_id = m.member_id)

-- answer: Which classes have no sessions at all?
select class_name from classes c where not exists (select 1 from class_sessions s where s.class_id = c.class_id)

-- answer: Average rating for each class, best first
select c.class_name, avg(b.rating) from bookings b join class_sessions s using (session_id) join classes c using (class_id) group by 1

-- answer: no-shows per trainer in 2025
select t.full_name, count(*) from bookings b join class_sessions s using (session_id) join trainers t using (trainer_id) where b.status = 'no-show' and year(s.starts_at) = 2025 group by 1
-- or
select t.full_name, count(*) from bookings b join class_sessions s using (session_id) join trainers t using (trainer_id) where b.status = 'no-show' and year(b.booked_at) = 2025 group by 1

-- answer: Why do people cancel their membership? Give me the number of cancelled memberships by reason.
select cancel_reason, count(*) from memberships where status = 'cancelled' group by 1
-- or
select cancel_reason, count(*) from memberships where status = 'cancelled' and cancel_reason is not null group by 1

-- answer: memberships that ended in the first quarter of 2025
select count(*) from memberships where end_date >= '2025-01-01' and end_date < '2025-04-01'
-- or
select membership_id from memberships where end_date >= '2025-01-01' and end_date < '2025-04-01'

-- answer: What percentage of our members are female?
select 100.0 * count(*) filter (where gender = 'female') / count(*) from members
-- or
select 1.0 * count(*) filter (where gender = 'female') / count(*) from members
-- or
select 100.0 * count(*) filter (where gender = 'female') / count(gender) from members
-- or
select 1.0 * count(*) filter (where gender = 'female') / count(gender) from members

-- answer: List the trainers hired since 2023 together with their club
select t.full_name, c.club_name from trainers t join clubs c using (club_id) where t.hired_on >= '2023-01-01'

-- answer: Failed payments by payment method
select method, count(*) from payments where status = 'failed' group by 1
-- or
select method, sum(amount) from payments where status = 'failed' group by 1

-- answer: Compare the check-ins of May 2025 with May 2024
select count(*) filter (where checked_in_at >= '2025-05-01' and checked_in_at < '2025-06-01'), count(*) filter (where checked_in_at >= '2024-05-01' and checked_in_at < '2024-06-01') from checkins
-- or
select date_trunc('month', checked_in_at)::date, count(*) from checkins where (checked_in_at >= '2025-05-01' and checked_in_at < '2025-06-01') or (checked_in_at >= '2024-05-01' and checked_in_at < '2024-06-01') group by 1

-- answer: How many class sessions took place in 2024?
select count(*) from class_sessions where year(starts_at) = 2024
-- or
select count(*) from class_sessions where year(starts_at) = 2024 and not is_cancelled

-- then: and by category?
select c.category, count(*) from class_sessions s join classes c using (class_id) where year(s.starts_at) = 2024 group by 1
-- or
select c.category, count(*) from class_sessions s join classes c using (class_id) where year(s.starts_at) = 2024 and not s.is_cancelled group by 1

-- then: only the clubs in Linz
select c.category, count(*) from class_sessions s join classes c using (class_id) join clubs b using (club_id) where year(s.starts_at) = 2024 and b.city = 'Linz' group by 1
-- or
select c.category, count(*) from class_sessions s join classes c using (class_id) join clubs b using (club_id) where year(s.starts_at) = 2024 and b.city = 'Linz' and not s.is_cancelled group by 1

-- answer: Total purchase price of treadmills by brand
select brand, sum(purchase_price) from equipment where equipment_type = 'treadmill' group by 1

-- answer: Which trainer in Graz earns the most per hour?
select t.full_name from trainers t join clubs c using (club_id) where c.city = 'Graz' order by t.hourly_wage desc limit 1

-- refuse: How much did we spend on electricity last year?

-- refuse: Which members rent a locker?

-- refuse: Profit per club in 2024

-- refuse: How many personal training packages did we sell this year?

-- refuse: What is the average body weight of our members?
