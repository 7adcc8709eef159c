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

-- answer: members per club
select c.club_name, count(*) from members m join clubs c on c.club_id = m.home_club_id group by 1
-- or
select c.club_name, count(m.member_id) from clubs c left join members m on c.club_id = m.home_club_id group by 1

-- answer: How many active memberships do we have?
select count(*) from memberships where status = 'active'

-- answer: active memberships by plan
select p.plan_name, count(*) from memberships m join plans p on p.plan_id = m.plan_id where m.status = 'active' group by 1

-- answer: rev by month this year
select date_trunc('month', p.paid_on), sum(p.amount) from payments p where year(p.paid_on) = 2025 and p.status = 'paid' group by 1
-- or
select date_trunc('month', p.paid_on), sum(p.amount) from payments p where year(p.paid_on) = 2025 and 1=1 group by 1
-- or
select date_trunc('month', p.paid_on), sum(p.amount) from payments p where year(p.paid_on) = 2025 and p.status <> 'failed' group by 1

-- answer: how many payments failed last month?
select count(*) from payments where status = 'failed' and paid_on >= '2025-05-01' and paid_on < '2025-06-01'

-- answer: Which class has the most attendees?
select c.class_name, count(*) from bookings b join class_sessions s on s.session_id = b.session_id join classes c on c.class_id = s.class_id where b.status = 'attended' group by 1 order by 2 desc limit 1

-- answer: no-show rate by class
select c.class_name, 1 * avg(case when b.status = 'no-show' then 1.0 else 0 end) from bookings b join class_sessions s on s.session_id = b.session_id join classes c on c.class_id = s.class_id group by 1
-- or
select c.class_name, 100 * avg(case when b.status = 'no-show' then 1.0 else 0 end) from bookings b join class_sessions s on s.session_id = b.session_id join classes c on c.class_id = s.class_id group by 1
-- or
select c.class_name, 1 * avg(case when b.status = 'no-show' then 1.0 else 0 end) from bookings b join class_sessions s on s.session_id = b.session_id join classes c on c.class_id = s.class_id where b.status in ('attended', 'no-show') group by 1
-- or
select c.class_name, 100 * avg(case when b.status = 'no-show' then 1.0 else 0 end) from bookings b join class_sessions s on s.session_id = b.session_id join classes c on c.class_id = s.class_id where b.status in ('attended', 'no-show') group by 1

-- answer: busiest day of the week for check-ins
select dayname(checked_in_at) from checkins where 1=1 group by 1 order by count(*) desc limit 1
-- or
select isodow(checked_in_at) from checkins where 1=1 group by 1 order by count(*) desc limit 1
-- or
select strftime(checked_in_at, '%a') from checkins where 1=1 group by 1 order by count(*) desc limit 1

-- answer: check-ins per club since April
select c.club_name, count(*) from checkins k join clubs c on c.club_id = k.club_id where k.checked_in_at >= '2025-04-01' group by 1
-- or
select c.club_name, count(k.checkin_id) from clubs c left join checkins k on c.club_id = k.club_id and k.checked_in_at >= '2025-04-01' group by 1

-- answer: Why do people cancel their membership?
select cancel_reason, count(*) from memberships where status = 'cancelled' group by 1
-- or
select cancel_reason, count(*) from memberships where cancel_reason is not null group by 1

-- answer: cancelled memberships per quarter
select date_trunc('quarter', end_date), count(*) from memberships where status = 'cancelled' group by 1

-- answer: How many members haven't checked in this year?
select count(*) from members where member_id not in (select member_id from checkins where checked_in_at >= '2025-01-01')
-- or
select count(*) from members where member_id not in (select member_id from checkins where checked_in_at >= '2025-01-01') and member_id in (select member_id from memberships where status = 'active')

-- answer: classes that were never scheduled
select class_name from classes where class_id not in (select class_id from class_sessions)

-- answer: trainers without a specialty
select full_name from trainers where specialty is null

-- answer: avg class rating per trainer
select t.full_name, avg(b.rating) from bookings b join class_sessions s on s.session_id = b.session_id join trainers t on t.trainer_id = s.trainer_id where b.rating is not null group by 1
-- or
select t.full_name, avg(b.rating) from trainers t left join class_sessions s on t.trainer_id = s.trainer_id left join bookings b on b.session_id = s.session_id group by 1

-- answer: broken equipment by type
select equipment_type, count(*) from equipment where out_of_order group by 1

-- answer: What's our oldest treadmill?
select equipment_id from equipment where equipment_type = 'treadmill' order by purchased_on limit 1
-- or
select purchased_on from equipment where equipment_type = 'treadmill' order by purchased_on limit 1

-- answer: how many women vs men do we have as members
select gender, count(*) from members where gender in ('female', 'male') group by 1
-- or
select count(*) filter (where gender = 'female'), count(*) filter (where gender = 'male') from members
-- or
select gender, count(*) from members group by 1

-- answer: How did our members hear about us?
select source, count(*) from members group by 1

-- answer: compare revenue from Basic and Premium
select n.plan_name, sum(p.amount) from payments p join memberships m on m.membership_id = p.membership_id join plans n on n.plan_id = m.plan_id where n.plan_name in ('Basic', 'Premium') and p.status = 'paid' group by 1
-- or
select n.plan_name, sum(p.amount) from payments p join memberships m on m.membership_id = p.membership_id join plans n on n.plan_id = m.plan_id where n.plan_name in ('Basic', 'Premium') and 1=1 group by 1
-- or
select n.plan_name, sum(p.amount) from payments p join memberships m on m.membership_id = p.membership_id join plans n on n.plan_id = m.plan_id where n.plan_name in ('Basic', 'Premium') and p.status <> 'failed' group by 1
-- or
select sum(p.amount) filter (where n.plan_name = 'Basic'), sum(p.amount) filter (where n.plan_name = 'Premium') from payments p join memberships m on m.membership_id = p.membership_id join plans n on n.plan_id = m.plan_id where p.status = 'paid'
-- or
select sum(p.amount) filter (where n.plan_name = 'Basic'), sum(p.amount) filter (where n.plan_name = 'Premium') from payments p join memberships m on m.membership_id = p.membership_id join plans n on n.plan_id = m.plan_id where 1=1
-- or
select sum(p.amount) filter (where n.plan_name = 'Basic'), sum(p.amount) filter (where n.plan_name = 'Premium') from payments p join memberships m on m.membership_id = p.membership_id join plans n on n.plan_id = m.plan_id where p.status <> 'failed'

-- answer: cancelled sessions by club this year
select c.club_name, count(*) from class_sessions s join clubs c on c.club_id = s.club_id where s.is_cancelled and year(s.starts_at) = 2025 group by 1
-- or
select c.club_name, count(s.session_id) from clubs c left join class_sessions s on c.club_id = s.club_id and s.is_cancelled and year(s.starts_at) = 2025 group by 1

-- answer: Members with more than one membership
select m.member_id from members m join memberships s on s.member_id = m.member_id group by m.member_id, m.first_name, m.last_name having count(*) > 1
-- or
select m.first_name, m.last_name from members m join memberships s on s.member_id = m.member_id group by m.member_id, m.first_name, m.last_name having count(*) > 1
-- or
select concat(m.first_name, ' ', m.last_name) from members m join memberships s on s.member_id = m.member_id group by m.member_id, m.first_name, m.last_name having count(*) > 1
-- or
select count(*) from (select member_id from memberships group by 1 having count(*) > 1)

-- answer: which clubs opened after 2018
select club_name from clubs where year(opened_on) > 2018

-- answer: sign-ups over time
select date_trunc('month', joined_on), count(*) from members where 1=1 group by 1
-- or
select date_trunc('quarter', joined_on), count(*) from members where 1=1 group by 1
-- or
select date_trunc('year', joined_on), count(*) from members where 1=1 group by 1
-- or
select date_trunc('month', start_date), count(*) from memberships where 1=1 group by 1
-- or
select date_trunc('quarter', start_date), count(*) from memberships where 1=1 group by 1
-- or
select date_trunc('year', start_date), count(*) from memberships where 1=1 group by 1

-- answer: sessions coming up next week
select count(*) from class_sessions s where 1=1 and starts_at >= '2025-06-23' and starts_at < '2025-06-30'
-- or
select session_id from class_sessions s where 1=1 and starts_at >= '2025-06-23' and starts_at < '2025-06-30'
-- or
select count(*) from class_sessions s where 1=1 and starts_at >= '2025-06-18' and starts_at < '2025-06-25'
-- or
select count(*) from class_sessions s where 1=1 and starts_at >= '2025-06-19' and starts_at < '2025-06-26'
-- or
select count(*) from class_sessions s where 1=1 and starts_at >= '2025-06-18' and starts_at < '2025-06-26'

-- refuse: protein shake sales per club

-- refuse: How much weight have our members lost on average?

-- ask: Which club is the biggest?
