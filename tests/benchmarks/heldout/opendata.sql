-- answer: How many service requests were created in 2024?
select count(*) from service_requests where year(created_date) = 2024

-- answer: complaints by borough
select borough, count(*) from service_requests group by 1

-- ordered: What are the top 5 complaint types?
select complaint_type, count(*) from service_requests group by 1 order by 2 desc limit 5

-- answer: Average days to close a request by agency
select agency, avg(date_diff('day', created_date, closed_date)) from service_requests group by 1
-- or
select agency, avg(epoch(closed_date) - epoch(created_date)) / 86400 from service_requests group by 1

-- answer: How many service requests are still open?
select count(*) from service_requests where status = 'Open'
-- or
select count(*) from service_requests where closed_date is null

-- answer: graffiti requests per month in 2024
select date_trunc('month', created_date)::date, count(*) from service_requests where complaint_type = 'Graffiti' and year(created_date) = 2024 group by 1

-- answer: Share of requests submitted by mobile app
select count(*) filter (submission_channel = 'Mobile App') / count(*) from service_requests
-- or
select 100 * count(*) filter (submission_channel = 'Mobile App') / count(*) from service_requests

-- answer: permits issued per year
select date_trunc('year', issue_date)::date, count(*) from building_permits where issue_date is not null group by 1
-- or
select year(issue_date), count(*) from building_permits where issue_date is not null group by 1

-- answer: Total estimated cost by permit type
select permit_type, sum(estimated_cost) from building_permits group by 1

-- answer: Which contractor has the most permits?
select contractor_name from building_permits group by 1 order by count(*) desc limit 1

-- answer: average fee paid for new construction
select avg(fee_paid) from building_permits where permit_type = 'New Construction'

-- answer: How many permits were issued in ward 5 last year?
select count(*) from building_permits where ward = 5 and year(issue_date) = 2024

-- answer: how many inspections failed in 2025
select count(*) from food_inspections where result = 'Fail' and year(inspection_date) = 2025

-- answer: Percentage of failed inspections by facility type
select facility_type, count(*) filter (result = 'Fail') / count(*) from food_inspections group by 1
-- or
select facility_type, 100 * count(*) filter (result = 'Fail') / count(*) from food_inspections group by 1

-- answer: Establishments inspected more than 12 times
select establishment_name from food_inspections group by 1 having count(*) > 12

-- answer: Average inspection score by risk level
select risk_level, avg(score) from food_inspections group by 1

-- answer: total injuries by weather condition
select weather_condition, sum(injuries_total) from traffic_crashes group by 1

-- answer: How many people were killed in crashes in 2024?
select sum(injuries_fatal) from traffic_crashes where year(crash_datetime) = 2024

-- answer: hit and run crashes by borough
select borough, count(*) from traffic_crashes where hit_and_run group by 1

-- answer: Number of crashes by hour of the day
select hour(crash_datetime), count(*) from traffic_crashes group by 1

-- answer: Crashes in the rain where the speed limit was above 30
select count(*) from traffic_crashes where weather_condition = 'Rain' and speed_limit > 30
-- or
select crash_id from traffic_crashes where weather_condition = 'Rain' and speed_limit > 30

-- answer: Compare service requests in Q1 2025 to Q1 2024
select a, b from (select count(*) filter (year(created_date) = 2025) a, count(*) filter (year(created_date) = 2024) b from service_requests where quarter(created_date) = 1)
-- or
select year(created_date), count(*) from service_requests where quarter(created_date) = 1 and year(created_date) in (2024, 2025) group by 1

-- answer: permit applications that have not been issued yet
select count(*) from building_permits where issue_date is null
-- or
select permit_number from building_permits where issue_date is null
-- or
select count(*) from building_permits where issue_date is null and permit_status = 'In Review'
-- or
select permit_number from building_permits where issue_date is null and permit_status = 'In Review'

-- answer: Which borough had the most pedestrian crashes?
select borough from traffic_crashes where crash_type = 'Pedestrian' group by 1 order by count(*) desc limit 1

-- refuse: population by borough

-- refuse: How much property tax was collected in 2024?

-- refuse: Average ambulance response time by borough

-- refuse: number of arrests per month
