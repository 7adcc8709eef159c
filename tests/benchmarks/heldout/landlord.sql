-- answer: How many units do we manage?
select count(*) from units

-- answer: units by type
select unit_type, count(*) from units group by 1

-- answer: how many apartments do we have in Hamburg?
select count(*) from units join buildings using (building_id) join addresses using (address_id) where unit_type = 'apartment' and city = 'Hamburg'

-- answer: average monthly rent by unit type
select unit_type, avg(monthly_rent) from leases join units using (unit_id) group by 1
-- or
select unit_type, avg(monthly_rent) from leases join units using (unit_id) where status = 'active' group by 1

-- answer: total monthly rent of active leases
select sum(monthly_rent) from leases where status = 'active'

-- then: by building
select building_name, sum(monthly_rent) from leases join units using (unit_id) join buildings using (building_id) where status = 'active' group by 1

-- answer: Which building has the most units?
select building_name from units join buildings using (building_id) group by 1 order by count(*) desc limit 1

-- answer: units that were never let
select unit_no from units where unit_id not in (select unit_id from leases)
-- or
select unit_id from units where unit_id not in (select unit_id from leases)
-- or
select count(*) from units where unit_id not in (select unit_id from leases)

-- answer: how many leases end in the next 3 months?
select count(*) from leases where end_date >= '2025-06-18' and end_date < '2025-09-18'
-- or
select count(*) from leases where end_date > '2025-06-18' and end_date <= '2025-09-18'
-- or
select count(*) from leases where end_date >= '2025-07-01' and end_date < '2025-10-01'

-- answer: new leases per month in 2024
select date_trunc('month', start_date), count(*) from leases where year(start_date) = 2024 group by 1
-- or
select month, count(lease_id) from (select unnest(generate_series(timestamp '2024-01-01', timestamp '2024-12-01', interval 1 month)) as month) left join leases on date_trunc('month', start_date) = month group by 1

-- answer: rent paid last month
select sum(amount) from rent_payments where paid_date >= '2025-05-01' and paid_date < '2025-06-01'

-- then: and in May 2024?
select sum(amount) from rent_payments where paid_date >= '2024-05-01' and paid_date < '2024-06-01'

-- ordered: top 5 tenants by amount paid
select full_name, sum(amount) from rent_payments join leases using (lease_id) join tenants using (tenant_id) where paid_date is not null group by tenant_id, 1 order by 2 desc limit 5
-- or
select full_name, sum(amount) from rent_payments join leases using (lease_id) join tenants using (tenant_id) group by tenant_id, 1 order by 2 desc limit 5

-- answer: How many payments were late?
select count(*) from rent_payments where paid_date > due_date

-- answer: total unpaid rent by building
select building_name, sum(amount) from rent_payments join leases using (lease_id) join units using (unit_id) join buildings using (building_id) where paid_date is null group by 1

-- answer: repair costs by category in 2024
select category, sum(cost) from repair_requests where year(reported_on) = 2024 group by 1
-- or
select category, sum(cost) from repair_requests where year(closed_on) = 2024 group by 1

-- answer: open repair requests by priority
select priority, count(*) from repair_requests where closed_on is null group by 1

-- answer: average number of days to close a repair request
select avg(datediff('day', reported_on, closed_on)) from repair_requests

-- answer: contractors without any repair request
select contractor_name from contractors where contractor_id not in (select contractor_id from repair_requests where contractor_id is not null)
-- or
select count(*) from contractors where contractor_id not in (select contractor_id from repair_requests where contractor_id is not null)

-- answer: what percentage of repair requests is urgent?
select avg((priority = 'urgent')::int) from repair_requests
-- or
select 100 * avg((priority = 'urgent')::int) from repair_requests

-- answer: buildings with an elevator
select building_name from buildings where building_id in (select building_id from building_amenities where amenity_id = 1)
-- or
select count(*) from buildings where building_id in (select building_id from building_amenities where amenity_id = 1)

-- answer: what is the largest apartment?
select unit_no from units where unit_type = 'apartment' order by area_sqm desc limit 1
-- or
select unit_id from units where unit_type = 'apartment' order by area_sqm desc limit 1
-- or
select max(area_sqm) from units where unit_type = 'apartment'

-- answer: average area of apartments with 3 rooms
select avg(area_sqm) from units where unit_type = 'apartment' and rooms = 3

-- answer: number of tenants born before 1960
select count(*) from tenants where birth_date < '1960-01-01'

-- answer: buildings by owner
select owner_name, count(*) from buildings join owners using (owner_id) group by 1
-- or
select owner_name, count(building_id) from owners left join buildings using (owner_id) group by 1
-- or
select owner_name, building_name from buildings join owners using (owner_id)

-- refuse: heating consumption per building
-- refuse: how many tenants have pets?
-- refuse: what is the market value of our buildings?
-- refuse: tenant satisfaction by city
-- refuse: property tax paid in 2024
-- refuse: how many parking spaces are free?
