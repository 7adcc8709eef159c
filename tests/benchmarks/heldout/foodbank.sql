-- answer: How many kilos of food did we receive in 2024?
select sum(weight_kg) from donations where year(received_on) = 2024

-- then: broken down by food type
select food_type, sum(weight_kg) from donations where year(received_on) = 2024 group by 1

-- then: and for 2023
select food_type, sum(weight_kg) from donations where year(received_on) = 2023 group by 1

-- ordered: kg donated per donor type, largest first
select type, sum(weight_kg) from donations join donors using (donor_id) group by 1 order by 2 desc

-- answer: who are our five biggest donors by weight?
select name, sum(weight_kg) from donations join donors using (donor_id) group by donor_id, name order by 2 desc limit 5

-- answer: Donors who never gave anything
select name from donors where donor_id not in (select donor_id from donations)

-- answer: how many individual donors do we have
select count(*) from donors where type = 'Individual'

-- answer: number of supermarkets per town
select town, count(*) from donors where type = 'Supermarket' group by 1

-- answer: donors with no email address
select name from donors where email is null
-- or
select count(*) from donors where email is null

-- answer: When did we last get something from Longacre Farm?
select max(received_on) from donations join donors using (donor_id) where name = 'Longacre Farm'

-- answer: average weight of a bakery donation
select avg(weight_kg) from donations join donors using (donor_id) where type = 'Bakery'

-- answer: estimated value of donations by month in 2025
select date_trunc('month', received_on), sum(est_value) from donations where year(received_on) = 2025 group by 1

-- answer: donations that have no estimated value, how many?
select count(*) from donations where est_value is null

-- answer: bread received in Q1 2025 versus Q1 2024, in kg
select date_trunc('quarter', received_on), sum(weight_kg) from donations where food_type = 'Bread' and ((received_on >= '2025-01-01' and received_on < '2025-04-01') or (received_on >= '2024-01-01' and received_on < '2024-04-01')) group by 1
-- or
select sum(weight_kg) filter (where received_on >= '2025-01-01' and received_on < '2025-04-01'), sum(weight_kg) filter (where received_on >= '2024-01-01' and received_on < '2024-04-01') from donations where food_type = 'Bread'

-- answer: donations over 250 kg
select donation_id from donations where weight_kg > 250
-- or
select count(*) from donations where weight_kg > 250

-- answer: what share of the donated weight is stored at the Ashby store?
select sum(case when stored_at = 'Ashby store' then weight_kg else 0 end) / sum(weight_kg) from donations
-- or
select 100 * sum(case when stored_at = 'Ashby store' then weight_kg else 0 end) / sum(weight_kg) from donations

-- answer: How many deliveries did each driver do last year?
select driver, count(*) from deliveries where year(delivered_on) = 2024 and driver is not null group by 1
-- or
select driver, count(*) from deliveries where year(delivered_on) = 2024 and driver is not null and status = 'done' group by 1

-- answer: missed deliveries by partner
select name, count(*) from deliveries join partners using (partner_id) where status = 'missed' group by 1

-- answer: percent of deliveries missed
select avg(case when status = 'missed' then 1.0 else 0 end) from deliveries
-- or
select 100 * avg(case when status = 'missed' then 1.0 else 0 end) from deliveries

-- answer: boxes delivered to pantries in May 2025
select sum(boxes) from deliveries join partners using (partner_id) where kind = 'Pantry' and delivered_on >= '2025-05-01' and delivered_on < '2025-06-01'
-- or
select sum(boxes) from deliveries join partners using (partner_id) where kind = 'Pantry' and delivered_on >= '2025-05-01' and delivered_on < '2025-06-01' and status = 'done'

-- answer: total kilometres driven by Shona this year
select sum(distance_km) from deliveries where driver = 'Shona' and year(delivered_on) = 2025
-- or
select sum(distance_km) from deliveries where driver = 'Shona' and year(delivered_on) = 2025 and status = 'done'

-- answer: Which district got the most food by weight in 2024?
select district, sum(weight_kg) from deliveries join partners using (partner_id) where year(delivered_on) = 2024 group by 1 order by 2 desc limit 1
-- or
select district, sum(weight_kg) from deliveries join partners using (partner_id) where year(delivered_on) = 2024 and status = 'done' group by 1 order by 2 desc limit 1

-- answer: partners that haven't had any delivery
select name from partners where partner_id not in (select partner_id from deliveries)
-- or
select name from partners where partner_id not in (select partner_id from deliveries where status = 'done')

-- answer: active partners serving at least 100 families
select name, families_served from partners where active = 'yes' and families_served >= 100

-- answer: how many families do we serve in total, by district?
select district, sum(families_served) from partners group by 1
-- or
select district, sum(families_served) from partners where active = 'yes' group by 1

-- answer: which partners joined before 2020
select name from partners where joined < '2020-01-01'

-- answer: inactive partners
select name from partners where active = 'no'
-- or
select count(*) from partners where active = 'no'

-- answer: avg boxes per delivery by kind of partner
select kind, avg(boxes) from deliveries join partners using (partner_id) group by 1
-- or
select kind, avg(boxes) from deliveries join partners using (partner_id) where status = 'done' group by 1

-- answer: the longest delivery trip in km
select max(distance_km) from deliveries

-- answer: deliverys per quarter 2024
select date_trunc('quarter', delivered_on), count(*) from deliveries where year(delivered_on) = 2024 group by 1
-- or
select date_trunc('quarter', delivered_on), count(*) from deliveries where year(delivered_on) = 2024 and status = 'done' group by 1

-- refuse: How many volunteers helped in 2024?

-- refuse: how many cash donations did we get last year

-- refuse: Fuel cost per driver

-- refuse: how many children live in the families we serve

-- ask: total weight by food type
