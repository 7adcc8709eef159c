-- answer: How many sites do we have?
select count(*) from sites

-- answer: How many pets of each species are on our books?
select species, count(*) from pets group by 1

-- answer: headcount by role
select role, count(*) from staff_members where left_on is null group by 1
-- or
select role, count(*) from staff_members group by 1

-- answer: What did we take from completed stays in 2024?
select sum(total_price) from boarding_stays where status = 'completed' and year(check_in) = 2024
-- or
select sum(total_price) from boarding_stays where status = 'completed' and year(check_out) = 2024

-- answer: Completed stays per month in 2024
select date_trunc('month', check_in), count(*) from boarding_stays where status = 'completed' and year(check_in) = 2024 group by 1
-- or
select date_trunc('month', check_out), count(*) from boarding_stays where status = 'completed' and year(check_out) = 2024 group by 1

-- then: just the cats
select date_trunc('month', s.check_in), count(*) from boarding_stays s join pets p on p.pet_id = s.pet_id where p.species = 'Cat' and s.status = 'completed' and year(s.check_in) = 2024 group by 1
-- or
select date_trunc('month', s.check_out), count(*) from boarding_stays s join pets p on p.pet_id = s.pet_id where p.species = 'Cat' and s.status = 'completed' and year(s.check_out) = 2024 group by 1

-- answer: Average nightly rate for each kind of unit
select unit_type, avg(nightly_rate) from boarding_stays group by 1
-- or
select unit_type, avg(nightly_rate) from boarding_stays where status not in ('cancelled', 'no-show') group by 1
-- or
select unit_type, avg(nightly_rate) from boarding_stays where status <> 'cancelled' group by 1
-- or
select unit_type, avg(nightly_rate) from boarding_stays where status = 'completed' group by 1

-- answer: Top 5 dog breeds by number of dogs
select breed, count(*) from pets where species = 'Dog' group by 1 order by 2 desc limit 5

-- answer: How many daycare visits did each site get last month?
select s.site_name, count(*) from daycare_visits v join sites s on s.site_id = v.site_id where v.visit_date >= '2025-05-01' and v.visit_date < '2025-06-01' group by 1

-- answer: What percentage of daycare visits ended with a late pick-up?
select 100.0 * avg(case when late_pickup then 1 else 0 end) from daycare_visits
-- or
select avg(case when late_pickup then 1.0 else 0 end) from daycare_visits

-- answer: Daycare takings by quarter for 2024
select date_trunc('quarter', visit_date), sum(fee) from daycare_visits where year(visit_date) = 2024 group by 1
-- or
select quarter(visit_date), sum(fee) from daycare_visits where year(visit_date) = 2024 group by 1

-- then: only half days
select date_trunc('quarter', visit_date), sum(fee) from daycare_visits where year(visit_date) = 2024 and session = 'half day' group by 1
-- or
select quarter(visit_date), sum(fee) from daycare_visits where year(visit_date) = 2024 and session = 'half day' group by 1

-- answer: Owners with more than three pets
select o.first_name, o.last_name from owners o join pets p on p.owner_id = o.owner_id group by o.owner_id, 1, 2 having count(*) > 3
-- or
select o.first_name || ' ' || o.last_name from owners o join pets p on p.owner_id = o.owner_id group by o.owner_id, 1 having count(*) > 3

-- answer: How many owners have never booked a boarding stay with us?
select count(*) from owners o where not exists (select 1 from pets p join boarding_stays s on s.pet_id = p.pet_id where p.owner_id = o.owner_id)

-- ordered: Grooming income by service, done appointments only, biggest first
select service, sum(price) from grooming_appointments where status = 'done' group by 1 order by 2 desc

-- answer: Which groomer got the most tips in 2024?
select s.first_name, s.last_name from grooming_appointments g join staff_members s on s.staff_id = g.groomer_id where year(g.appointment_date) = 2024 group by s.staff_id, 1, 2 having sum(g.tip_amount) is not null order by sum(g.tip_amount) desc limit 1
-- or
select s.first_name || ' ' || s.last_name from grooming_appointments g join staff_members s on s.staff_id = g.groomer_id where year(g.appointment_date) = 2024 group by s.staff_id, 1 having sum(g.tip_amount) is not null order by sum(g.tip_amount) desc limit 1

-- answer: Incidents by type and severity
select incident_type, severity, count(*) from incidents group by 1, 2

-- answer: How many bites did we have in 2024 compared to 2023?
select year(occurred_on), count(*) from incidents where incident_type = 'Bite' and year(occurred_on) in (2023, 2024) group by 1
-- or
select date_trunc('year', occurred_on), count(*) from incidents where incident_type = 'Bite' and year(occurred_on) in (2023, 2024) group by 1
-- or
select count(*) filter (where year(occurred_on) = 2024), count(*) filter (where year(occurred_on) = 2023) from incidents where incident_type = 'Bite'

-- answer: Average number of days it takes to resolve an incident, by severity
select severity, avg(resolved_on - occurred_on) from incidents group by 1

-- answer: Number of incidents that are still open at each site
select s.site_name, count(*) from incidents i join sites s on s.site_id = i.site_id where i.resolved_on is null group by 1
-- or
select s.site_name, count(i.incident_id) from sites s left join incidents i on s.site_id = i.site_id and i.resolved_on is null group by 1

-- answer: Who has been with us the longest and still works here?
select first_name, last_name from staff_members where left_on is null order by started_on limit 1
-- or
select first_name || ' ' || last_name from staff_members where left_on is null order by started_on limit 1

-- answer: Staff who earn more than 14 pounds an hour
select first_name, last_name from staff_members where hourly_wage > 14 and left_on is null
-- or
select first_name || ' ' || last_name from staff_members where hourly_wage > 14 and left_on is null
-- or
select first_name, last_name from staff_members where hourly_wage > 14
-- or
select first_name || ' ' || last_name from staff_members where hourly_wage > 14

-- answer: How many dogs have vaccinations that have already run out?
select count(*) from pets where species = 'Dog' and vaccinated_until < '2025-06-18'

-- answer: Which sites don't have a grooming salon?
select site_name from sites where not has_grooming_salon

-- answer: How many stays are checked in right now?
select count(*) from boarding_stays where status = 'checked in'

-- answer: Stays booked for August 2025 by site
select s.site_name, count(*) from boarding_stays b join sites s on s.site_id = b.site_id where b.status = 'booked' and b.check_in >= '2025-08-01' and b.check_in < '2025-09-01' group by 1
-- or
select s.site_name, count(b.stay_id) from sites s left join boarding_stays b on s.site_id = b.site_id and b.status = 'booked' and b.check_in >= '2025-08-01' and b.check_in < '2025-09-01' group by 1

-- then: and how much have they paid in deposits?
select s.site_name, sum(b.deposit_amount) from boarding_stays b join sites s on s.site_id = b.site_id where b.status = 'booked' and b.check_in >= '2025-08-01' and b.check_in < '2025-09-01' group by 1
-- or
select s.site_name, count(*), sum(b.deposit_amount) from boarding_stays b join sites s on s.site_id = b.site_id where b.status = 'booked' and b.check_in >= '2025-08-01' and b.check_in < '2025-09-01' group by 1

-- answer: What is the longest stay we ever had, in nights?
select max(check_out - check_in) from boarding_stays
-- or
select max(check_out - check_in) from boarding_stays where status = 'completed'

-- answer: How did owners hear about us?
select heard_from, count(*) from owners group by 1
-- or
select heard_from, count(*) from owners where heard_from is not null group by 1

-- answer: Which day of the week is the busiest for daycare?
select dayname(visit_date), count(*) from daycare_visits group by 1 order by 2 desc limit 1
-- or
select isodow(visit_date), count(*) from daycare_visits group by 1 order by 2 desc limit 1
-- or
select dayofweek(visit_date), count(*) from daycare_visits group by 1 order by 2 desc limit 1

-- answer: Cancelled stays by county in 2024
select t.county, count(*) from boarding_stays b join sites t on t.site_id = b.site_id where b.status = 'cancelled' and year(b.check_in) = 2024 group by 1
-- or
select t.county, count(*) from boarding_stays b join sites t on t.site_id = b.site_id where b.status = 'cancelled' and year(b.cancelled_on) = 2024 group by 1
-- or
select t.county, count(*) from boarding_stays b join sites t on t.site_id = b.site_id where b.status = 'cancelled' and year(b.check_out) = 2024 group by 1
-- or
select t.county, count(*) from boarding_stays b join sites t on t.site_id = b.site_id where b.status = 'cancelled' and year(b.booked_on) = 2024 group by 1

-- answer: Which customers have spent over £2000 on completed stays?
select o.first_name, o.last_name from boarding_stays b join pets p on p.pet_id = b.pet_id join owners o on o.owner_id = p.owner_id where b.status = 'completed' group by o.owner_id, 1, 2 having sum(b.total_price) > 2000
-- or
select o.first_name || ' ' || o.last_name from boarding_stays b join pets p on p.pet_id = b.pet_id join owners o on o.owner_id = p.owner_id where b.status = 'completed' group by o.owner_id, 1 having sum(b.total_price) > 2000

-- answer: How many of our owners are club members?
select count(*) from owners where is_club_member

-- refuse: Monthly food bill per site

-- refuse: Average review score by site

-- refuse: How many vans do we have for pick-ups and drop-offs?

-- refuse: Boarding revenue against target for 2024

-- ask: Revenue by site
