-- answer: how many trips did we have in 2024?
select count(*) from trips where year(started_at) = 2024

-- then: and in 2023?
select count(*) from trips where year(started_at) = 2023

-- then: by district of the start station
select district, count(*) from trips join stations on station_id = start_station_id where year(started_at) = 2023 group by 1

-- then: only electric bikes
select district, count(*) from trips join stations on station_id = start_station_id join bikes using (bike_id) where year(started_at) = 2023 and bike_type = 'electric' group by 1

-- answer: total fare by plan
select plan, sum(fare) from trips left join members using (member_id) group by 1

-- then: what about average distance?
select plan, avg(distance_km) from trips left join members using (member_id) group by 1

-- answer: median trip distance per bike type
select bike_type, median(distance_km) from trips join bikes using (bike_id) group by 1

-- answer: How many members have more than 50 trips?
select count(*) from (select member_id from trips join members using (member_id) group by 1 having count(*) > 50)

-- answer: members with fewer than 40 trips
select full_name from members left join trips using (member_id) group by member_id, full_name having count(trip_id) < 40
-- or
select full_name, count(trip_id) from members left join trips using (member_id) group by member_id, full_name having count(trip_id) < 40

-- answer: which bikes had at least 10 repairs?
select bike_id from repairs group by 1 having count(*) >= 10

-- answer: bikes without repairs
select bike_id from bikes where bike_id not in (select bike_id from repairs)
-- or
select count(*) from bikes where bike_id not in (select bike_id from repairs)

-- answer: how many bikes were never repaired?
select count(*) from bikes where bike_id not in (select bike_id from repairs)

-- answer: members without trips by plan
select plan, count(*) from members where member_id not in (select member_id from trips where member_id is not null) group by 1

-- answer: trips by weekday
select isodow(started_at), count(*) from trips group by 1
-- or
select dayname(started_at), count(*) from trips group by 1

-- answer: number of trips by hour of day
select hour(started_at), count(*) from trips group by 1

-- answer: average fare by day of the week in 2024
select isodow(started_at), avg(fare) from trips where year(started_at) = 2024 group by 1
-- or
select dayname(started_at), avg(fare) from trips where year(started_at) = 2024 group by 1

-- answer: which weekday has the most trips?
select isodow(started_at) from trips group by 1 order by count(*) desc limit 1
-- or
select dayname(started_at) from trips group by 1 order by count(*) desc limit 1

-- answer: at what hour do most trips start?
select hour(started_at) from trips group by 1 order by count(*) desc limit 1

-- answer: average number of trips per member
select count(*)::double / count(distinct member_id) from trips where member_id is not null
-- or
select (select count(*) from trips where member_id is not null)::double / (select count(*) from members)
-- or
select (select count(*) from trips)::double / (select count(*) from members)
-- or
select (select count(*) from trips)::double / (select count(distinct member_id) from trips)

-- answer: average monthly fare revenue in 2024
select sum(fare) / 12 from trips where year(started_at) = 2024

-- answer: average trips per day in May 2025
select count(*) / 31.0 from trips where started_at >= '2025-05-01' and started_at < '2025-06-01'
-- or
select count(*)::double / count(distinct started_at::date) from trips where started_at >= '2025-05-01' and started_at < '2025-06-01'

-- answer: average repair cost per bike type
select bike_type, avg(cost) from repairs join bikes using (bike_id) group by 1

-- answer: total repair cost per bike on average
select avg(c) from (select sum(cost) c from repairs group by bike_id)
-- or
select (select sum(cost) from repairs) / (select count(*) from bikes)

-- answer: top 2 start stations per district by number of trips
select district, station_name, n from (select district, station_name, count(*) n, rank() over (partition by district order by count(*) desc) r from trips join stations on station_id = start_station_id group by 1, 2) where r <= 2

-- answer: worst bike type by total fare
select bike_type from trips join bikes using (bike_id) group by 1 order by sum(fare) limit 1

-- answer: bottom 3 members by trips
select full_name, count(trip_id) n from members left join trips using (member_id) group by member_id, full_name order by n limit 3
-- or
select full_name, count(*) n from members join trips using (member_id) group by member_id, full_name order by n limit 3

-- answer: the longest trip
select max(distance_km) from trips
-- or
select trip_id from trips order by distance_km desc limit 1
-- or
select max(ended_at - started_at) from trips

-- answer: share of aborted trips by bike type
select bike_type, avg(case when status = 'aborted' then 1.0 else 0 end) from trips join bikes using (bike_id) group by 1

-- answer: percentage of trips on electric bikes
select avg(case when bike_type = 'electric' then 1.0 else 0 end) from trips join bikes using (bike_id)
-- or
select 100 * avg(case when bike_type = 'electric' then 1.0 else 0 end) from trips join bikes using (bike_id)

-- answer: ratio of repair cost to fare in 2024
select (select sum(cost) from repairs where year(repaired_on) = 2024) / (select sum(fare) from trips where year(started_at) = 2024)

-- answer: fare per kilometre by plan
select plan, sum(fare) / sum(distance_km) from trips left join members using (member_id) group by 1

-- answer: trips in 2024 compared to 2023
select count(*) filter (year(started_at) = 2024), count(*) filter (year(started_at) = 2023) from trips
-- or
select date_trunc('year', started_at)::date y, count(*) from trips where year(started_at) in (2023, 2024) group by 1

-- answer: total fare this year vs last year
select sum(fare) filter (year(started_at) = 2025), sum(fare) filter (year(started_at) = 2024 and started_at < '2024-06-19') from trips
-- or
select sum(fare) filter (year(started_at) = 2025), sum(fare) filter (year(started_at) = 2024) from trips

-- answer: trips growth by month in 2024
select date_trunc('month', started_at)::date m, count(*)::double / lag(count(*)) over (order by date_trunc('month', started_at)) - 1 from trips where year(started_at) = 2024 group by date_trunc('month', started_at)
-- or
select m, g from (select date_trunc('month', started_at)::date m, count(*)::double / lag(count(*)) over (order by date_trunc('month', started_at)) - 1 g from trips group by date_trunc('month', started_at)) where year(m) = 2024

-- answer: trips that are neither aborted nor on cargo bikes
select count(*) from trips join bikes using (bike_id) where status <> 'aborted' and bike_type <> 'cargo'

-- answer: members from Leipzig or Halle who do not get the newsletter
select full_name from members where city in ('Leipzig', 'Halle') and not newsletter

-- answer: how many members in Leipzg joined in 2023
select count(*) from members where city = 'Leipzig' and year(joined_on) = 2023

-- answer: trips between 5 and 10 km
select count(*) from trips where distance_km between 5 and 10
-- or
select trip_id from trips where distance_km between 5 and 10

-- answer: how many trips cost more than 10 but less than 20?
select count(*) from trips where fare > 10 and fare < 20

-- answer: number of trips in the last 7 days
select count(*) from trips where started_at >= '2025-06-12' and started_at < '2025-06-19'
-- or
select count(*) from trips where started_at >= '2025-06-11' and started_at < '2025-06-18'

-- answer: trips since March 2025 per week
select date_trunc('week', started_at)::date w, count(*) from trips where started_at >= '2025-03-01' group by 1

-- answer: retired bikes
select bike_id from bikes where retired_on is not null
-- or
select count(*) from bikes where retired_on is not null

-- answer: how many bikes are not retired
select count(*) from bikes where retired_on is null

-- answer: which district has the most docks?
select district from stations group by 1 order by sum(docks) desc limit 1

-- answer: members who took a trip in May 2025
select distinct full_name from members join trips using (member_id) where started_at >= '2025-05-01' and started_at < '2025-06-01'

-- answer: how many members took a cargo bike in 2024?
select count(distinct member_id) from trips join bikes using (bike_id) where bike_type = 'cargo' and year(started_at) = 2024

-- answer: number of members by city and plan
select city, plan, count(*) from members group by 1, 2

-- answer: average distance of trips longer than 20 km
select avg(distance_km) from trips where distance_km > 20

-- answer: number of different bikes used per month in 2025
select date_trunc('month', started_at)::date m, count(distinct bike_id) from trips where year(started_at) = 2025 group by 1

-- answer: cumulative fare by month in 2024
select date_trunc('month', started_at)::date m, sum(sum(fare)) over (order by date_trunc('month', started_at)) from trips where year(started_at) = 2024 group by date_trunc('month', started_at)

-- answer: bike types whose average fare is above 3.5
select bike_type from trips join bikes using (bike_id) group by 1 having avg(fare) > 3.5

-- answer: cities with more than 20 members
select city from members group by 1 having count(*) > 20

-- answer: members who joined before 2023 and never took a trip
select full_name from members where joined_on < '2023-01-01' and member_id not in (select member_id from trips where member_id is not null)

-- answer: most common repair cause
select cause from repairs group by 1 order by count(*) desc limit 1

-- answer: trips per member per month in 2024
select count(*) / 12.0 / count(distinct member_id) from trips where year(started_at) = 2024 and member_id is not null
-- or
select full_name, date_trunc('month', started_at)::date m, count(*) from trips left join members using (member_id) where year(started_at) = 2024 group by member_id, 1, 2
-- or
select date_trunc('month', started_at)::date m, count(member_id)::double / count(distinct member_id) from trips where year(started_at) = 2024 group by 1
-- or
select date_trunc('month', started_at)::date m, count(*)::double / count(distinct member_id) from trips where year(started_at) = 2024 group by 1
-- or
select date_trunc('month', started_at)::date m, count(*)::double / (select count(*) from members) from trips where year(started_at) = 2024 group by 1

-- answer: trips in the first quarter of 2025 by status
select status, count(*) from trips where started_at >= '2025-01-01' and started_at < '2025-04-01' group by 1

-- refuse: average helmet usage per trip
-- refuse: which riders were injured last year?
-- refuse: weather on the days with most trips
-- refuse: how many trips will we have next month
-- refuse: theft losses by district
-- refuse: members by gender
-- refuse: CO2 saved per trip
-- refuse: number of tandem bikes
