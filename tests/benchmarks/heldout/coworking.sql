-- answer: How many active members do we have?
select count(*) from members where deleted_at is null
-- or
select count(distinct member_id) from memberships where status_code = 'A'

-- answer: members per location
select l.name, count(*) from members m join locations l on l.id = home_location_id where m.deleted_at is null group by 1
-- or
select l.name, count(distinct member_id) from memberships join locations l on l.id = location_id where status_code = 'A' group by 1

-- answer: New members per month in 2024
select date_trunc('month', joined_at)::date, count(*) from members where year(joined_at) = 2024 group by 1
-- or
select date_trunc('month', joined_at)::date, count(*) from members where year(joined_at) = 2024 and deleted_at is null group by 1

-- then: and in 2025?
select date_trunc('month', joined_at)::date, count(*) from members where year(joined_at) = 2025 group by 1

-- answer: Net amount invoiced by city in 2024
select city, sum(net_amount) from invoices i join memberships m on m.id = membership_id join locations l on l.id = location_id where year(issued_on) = 2024 group by 1

-- answer: how many invoices were written off?
select count(*) from invoices where status_code = 'WO'

-- then: how much money was that?
select sum(total_amount) from invoices where status_code = 'WO'
-- or
select sum(net_amount) from invoices where status_code = 'WO'

-- ordered: Top 3 meeting rooms by bookings last year
select r.name, count(*) from room_bookings b join meeting_rooms r on r.id = room_id where year(starts_at) = 2024 group by 1 order by 2 desc limit 3
-- or
select r.name, count(*) from room_bookings b join meeting_rooms r on r.id = room_id where year(starts_at) = 2024 and b.status <> 'cancelled' group by 1 order by 2 desc limit 3
-- or
select r.name, count(*) from room_bookings b join meeting_rooms r on r.id = room_id where year(b.created_at) = 2024 group by 1 order by 2 desc limit 3
-- or
select r.name, count(*) from room_bookings b join meeting_rooms r on r.id = room_id where year(b.created_at) = 2024 and b.status <> 'cancelled' group by 1 order by 2 desc limit 3

-- answer: Meeting room revenue per quarter in 2024
select date_trunc('quarter', starts_at)::date, sum(amount) from room_bookings where year(starts_at) = 2024 group by 1
-- or
select date_trunc('quarter', created_at)::date, sum(amount) from room_bookings where year(created_at) = 2024 group by 1

-- answer: no-shows by location
select l.name, count(*) from room_bookings b join meeting_rooms r on r.id = room_id join locations l on l.id = r.location_id where b.status = 'no_show' group by 1

-- answer: Which meeting rooms have a screen and seat at least 10 people?
select name from meeting_rooms where has_screen and capacity >= 10

-- answer: memberships by status
select label, count(*) from memberships join membership_statuses on code = status_code group by 1
-- or
select code, count(*) from memberships join membership_statuses on code = status_code group by 1

-- answer: How many day passes did we sell in May 2025?
select count(*) from day_passes where visit_date between '2025-05-01' and '2025-05-31'
-- or
select count(*) from day_passes where visit_date between '2025-05-01' and '2025-05-31' and not is_refunded
-- or
select count(*) from day_passes where visit_date between '2025-05-01' and '2025-05-31' and not is_free_trial
-- or
select count(*) from day_passes where visit_date between '2025-05-01' and '2025-05-31' and not is_free_trial and not is_refunded

-- then: by location
select name, count(*) from day_passes join locations l on l.id = location_id where visit_date between '2025-05-01' and '2025-05-31' group by 1
-- or
select name, count(*) from day_passes join locations l on l.id = location_id where visit_date between '2025-05-01' and '2025-05-31' and not is_refunded group by 1
-- or
select name, count(*) from day_passes join locations l on l.id = location_id where visit_date between '2025-05-01' and '2025-05-31' and not is_free_trial group by 1
-- or
select name, count(*) from day_passes join locations l on l.id = location_id where visit_date between '2025-05-01' and '2025-05-31' and not is_free_trial and not is_refunded group by 1

-- answer: free trials per quarter this year
select date_trunc('quarter', visit_date)::date, count(*) from day_passes where is_free_trial and year(visit_date) = 2025 group by 1

-- answer: Members without a membership
select first_name, last_name from members m where not exists (from memberships s where s.member_id = m.id) and deleted_at is null
-- or
select first_name || ' ' || last_name from members m where not exists (from memberships s where s.member_id = m.id) and deleted_at is null
-- or
select count(*) from members m where not exists (from memberships s where s.member_id = m.id) and deleted_at is null
-- or
select count(*) from members m where not exists (from memberships s where s.member_id = m.id and status_code in ('A')) and deleted_at is null
-- or
select count(*) from members m where not exists (from memberships s where s.member_id = m.id and status_code in ('A', 'P')) and deleted_at is null
-- or
select first_name, last_name from members m where not exists (from memberships s where s.member_id = m.id and status_code in ('A')) and deleted_at is null
-- or
select first_name, last_name from members m where not exists (from memberships s where s.member_id = m.id and status_code in ('A', 'P')) and deleted_at is null
-- or
select first_name || ' ' || last_name from members m where not exists (from memberships s where s.member_id = m.id and status_code in ('A')) and deleted_at is null
-- or
select first_name || ' ' || last_name from members m where not exists (from memberships s where s.member_id = m.id and status_code in ('A', 'P')) and deleted_at is null

-- answer: What percentage of our members belong to a company?
select count(company_id) / count(*) from members where deleted_at is null
-- or
select 100.0 * count(company_id) / count(*) from members where deleted_at is null
-- or
select count(c.id) / count(*) from members m left join companies c on c.id = company_id and c.deleted_at is null where m.deleted_at is null
-- or
select 100.0 * count(c.id) / count(*) from members m left join companies c on c.id = company_id and c.deleted_at is null where m.deleted_at is null

-- answer: Day pass revenue January to May 2025 compared with January to May 2024
select sum(price) from day_passes where month(visit_date) <= 5 and year(visit_date) in (2024, 2025) group by year(visit_date)
-- or
select sum(price) from day_passes where month(visit_date) <= 5 and year(visit_date) in (2024, 2025) and not is_refunded group by year(visit_date)
-- or
select sum(price) filter (year(visit_date) = 2025), sum(price) filter (year(visit_date) = 2024) from day_passes where month(visit_date) <= 5
-- or
select sum(price) filter (year(visit_date) = 2025), sum(price) filter (year(visit_date) = 2024) from day_passes where month(visit_date) <= 5 and not is_refunded

-- answer: average monthly price by plan
select name, avg(monthly_price) from memberships m join plans p on p.id = plan_id group by 1
-- or
select name, avg(monthly_price) from memberships m join plans p on p.id = plan_id where status_code = 'A' group by 1

-- answer: Which plans has nobody ever taken?
select name from plans p where not exists (from memberships m where m.plan_id = p.id)

-- answer: Memberships cancelled in 2024 by plan type
select plan_type, count(*) from memberships m join plans p on p.id = plan_id where status_code = 'C' and year(ended_on) = 2024 group by 1

-- ask: Revenue by location this year

-- refuse: How many coffees were served at Dockside last month?

-- refuse: What rent do we pay for Canal House?

-- refuse: desk occupancy per day

-- refuse: Wifi outages by location this year
