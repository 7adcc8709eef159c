-- answer: How many flights did we operate in total?
select count(*) from flights
-- or
select count(*) from flights where flight_status <> 'cancelled'
-- or
select count(*) from flights where flight_status = 'landed'
-- answer: number of bookings by cabin class
select cabin_class, count(*) from bookings group by 1
-- answer: Total fare revenue
select sum(fare) from bookings
-- answer: average fare per cabin
select cabin_class, avg(fare) from bookings group by 1
-- ordered: flights per month in 2024
select date_trunc('month', scheduled_departure)::date, count(*) from flights where year(scheduled_departure) = 2024 group by 1 order by 1
-- answer: How many passengers are Norwegian?
select count(*) from passengers where nationality = 'Norwegian'
-- answer: How many cancelled flights were there last year?
select count(*) from flights where flight_status = 'cancelled' and year(scheduled_departure) = 2024
-- answer: average departure delay
select avg(departure_delay_minutes) from flights
-- answer: What is our longest arrival delay?
select max(arrival_delay_minutes) from flights
-- answer: Which destination airport gets the most flights?
select a.airport_name from flights f join airports a on a.airport_code = f.destination_airport group by 1 order by count(*) desc limit 1
-- or
select destination_airport from flights group by 1 order by count(*) desc limit 1
-- answer: flights by origin city
select a.city, count(*) from flights f join airports a on a.airport_code = f.origin_airport group by 1
-- answer: number of flights by destination country
select a.country, count(*) from flights f join airports a on a.airport_code = f.destination_airport group by 1
-- answer: Show me the top 5 aircraft by number of flights
select tail_number from flights where tail_number is not null group by 1 order by count(*) desc limit 5
-- answer: total delay minutes by cause
select cause, sum(minutes) from delay_causes group by 1
-- answer: weather delay minutes in 2025
select sum(d.minutes) from delay_causes d join flights f using (flight_id) where d.cause = 'weather' and year(f.scheduled_departure) = 2025
-- answer: How many bookings came in through the mobile app?
select count(*) from bookings where booking_channel = 'mobile app'
-- answer: number of passengers per frequent flyer tier
select frequent_flyer_tier, count(*) from passengers where frequent_flyer_tier is not null group by 1
-- answer: How many passengers do not have a frequent flyer tier?
select count(*) from passengers where frequent_flyer_tier is null
-- answer: passengers without any booking
select p.full_name, p.passenger_id from passengers p where not exists (select 1 from bookings b where b.passenger_id = p.passenger_id)
-- or
select p.full_name from passengers p where not exists (select 1 from bookings b where b.passenger_id = p.passenger_id)
-- or
select count(*) from passengers p where not exists (select 1 from bookings b where b.passenger_id = p.passenger_id)
-- answer: which aircraft have never flown
select tail_number from aircraft a where not exists (select 1 from flights f where f.tail_number = a.tail_number)
-- answer: How many different passengers booked a Business seat?
select count(distinct passenger_id) from bookings where cabin_class = 'Business'
-- answer: flights longer than 2500 km
select count(*) from flights where distance_km > 2500
-- or
select flight_id from flights where distance_km > 2500
-- answer: list the Airbus aircraft with more than 200 seats
select tail_number from aircraft where manufacturer = 'Airbus' and seats > 200
-- answer: total seats by manufacturer
select manufacturer, sum(seats) from aircraft group by 1
-- answer: How many flights departed from London to Paris?
select count(*) from flights f join airports o on o.airport_code = f.origin_airport join airports d on d.airport_code = f.destination_airport where o.city = 'London' and d.city = 'Paris'
-- or
select count(*) from flights f join airports o on o.airport_code = f.origin_airport join airports d on d.airport_code = f.destination_airport where o.city = 'London' and d.city = 'Paris' and f.flight_status <> 'cancelled'
-- ordered: quarterly fare revenue since 2024
select date_trunc('quarter', booked_on)::date, sum(fare) from bookings where booked_on >= '2024-01-01' group by 1 order by 1
-- or
select date_trunc('quarter', f.scheduled_departure)::date, sum(b.fare) from bookings b join flights f using (flight_id) where f.scheduled_departure >= '2024-01-01' group by 1 order by 1
-- answer: avg checked bags per booking by cabin class
select cabin_class, avg(checked_bags) from bookings group by 1
-- answer: Nationalities with more than 100 passengers
select nationality from passengers group by 1 having count(*) > 100
-- answer: percentage of flights cancelled
select 100.0 * count(*) filter (where flight_status = 'cancelled') / count(*) from flights
-- or
select 1.0 * count(*) filter (where flight_status = 'cancelled') / count(*) from flights
-- answer: share of fare revenue per booking channel
select booking_channel, 100.0 * sum(fare) / (select sum(fare) from bookings) from bookings group by 1
-- or
select booking_channel, sum(fare) / (select sum(fare) from bookings) from bookings group by 1
-- or
select booking_channel, 100.0 * sum(fare) / (select sum(fare) from bookings where booking_channel is not null) from bookings where booking_channel is not null group by 1
-- or
select booking_channel, sum(fare) / (select sum(fare) from bookings where booking_channel is not null) from bookings where booking_channel is not null group by 1
-- answer: Compare fare revenue of 2023 and 2024
select year(booked_on), sum(fare) from bookings where year(booked_on) in (2023, 2024) group by 1
-- or
select date_trunc('year', booked_on)::date, sum(fare) from bookings where year(booked_on) in (2023, 2024) group by 1
-- or
select sum(fare) filter (where year(booked_on) = 2023), sum(fare) filter (where year(booked_on) = 2024) from bookings
-- or
select year(f.scheduled_departure), sum(b.fare) from bookings b join flights f using (flight_id) where year(f.scheduled_departure) in (2023, 2024) group by 1
-- answer: Flights and bookings by aircraft model
with f as (select a.model, count(*) n from flights f join aircraft a using (tail_number) group by 1), b as (select a.model, count(*) n from bookings b join flights f using (flight_id) join aircraft a using (tail_number) group by 1) select f.model, f.n, b.n from f left join b on b.model = f.model
-- or
with f as (select a.model, count(f.flight_id) n from aircraft a left join flights f using (tail_number) group by 1), b as (select a.model, count(*) n from bookings b join flights f using (flight_id) join aircraft a using (tail_number) group by 1) select f.model, f.n, coalesce(b.n, 0) from f left join b on b.model = f.model
-- or
with f as (select a.model, count(*) n from flights f left join aircraft a using (tail_number) group by 1), b as (select a.model, count(*) n from bookings b join flights f using (flight_id) left join aircraft a using (tail_number) group by 1) select f.model, f.n, b.n from f left join b on b.model is not distinct from f.model
-- answer: Average number of bookings per flight
select 1.0 * count(*) / count(distinct flight_id) from bookings
-- or
select 1.0 * (select count(*) from bookings) / (select count(*) from flights)
-- answer: how many flights from Amsterdam arrived more than 30 minutes late in 2024
select count(*) from flights f join airports o on o.airport_code = f.origin_airport where o.city = 'Amsterdam' and f.arrival_delay_minutes > 30 and year(f.scheduled_departure) = 2024
-- answer: Who are the ten passengers that spent the most on fares?
select p.full_name, sum(b.fare) from bookings b join passengers p using (passenger_id) group by p.passenger_id, 1 order by 2 desc limit 10
-- or
select p.full_name from bookings b join passengers p using (passenger_id) group by p.passenger_id, 1 order by sum(b.fare) desc limit 10
-- answer: For each origin airport give me the busiest destination
select o, d from (select o.airport_name o, d.airport_name d, row_number() over (partition by o.airport_name order by count(*) desc) r from flights f join airports o on o.airport_code = f.origin_airport join airports d on d.airport_code = f.destination_airport group by 1, 2) where r = 1
-- or
select o, d from (select origin_airport o, destination_airport d, row_number() over (partition by origin_airport order by count(*) desc) r from flights group by 1, 2) where r = 1
-- or
select o, d from (select origin_airport o, destination_airport d, rank() over (partition by origin_airport order by count(*) desc) r from flights group by 1, 2) where r = 1
-- answer: No-show rate per cabin class
select cabin_class, avg(case when is_no_show then 1.0 else 0 end) from bookings group by 1
-- or
select cabin_class, 100 * avg(case when is_no_show then 1.0 else 0 end) from bookings group by 1
-- answer: avrage delay at departure per manufacturer, excluding Embraer
select a.manufacturer, avg(f.departure_delay_minutes) from flights f join aircraft a using (tail_number) where a.manufacturer <> 'Embraer' group by 1
-- refuse: How much kerosene did we burn per flight?
-- refuse: What's the average passenger satisfaction score?
-- refuse: number of pilots based in Amsterdam
-- refuse: Predict how many bookings we will have next month
-- ask: How many flights per airport?
-- answer: average delay by aircraft model
select a.model, avg(f.arrival_delay_minutes), avg(f.departure_delay_minutes) from flights f join aircraft a using (tail_number) group by 1

-- answer: flights per month this year
select date_trunc('month', scheduled_departure), count(*) from flights where year(scheduled_departure) = 2025 group by 1
-- or
select date_trunc('month', scheduled_departure), count(*) from flights where year(scheduled_departure) = 2025 and flight_status <> 'cancelled' group by 1

-- answer: how many flights got cancelled last month
select count(*) from flights where flight_status = 'cancelled' and scheduled_departure >= '2025-05-01' and scheduled_departure < '2025-06-01'

-- answer: Which airport has the most departures?
select a.airport_name from flights f join airports a on a.airport_code = f.origin_airport group by 1 order by count(*) desc limit 1
-- or
select f.origin_airport from flights f group by 1 order by count(*) desc limit 1

-- answer: average arrival delay by aircraft manufacturer
select a.manufacturer, avg(f.arrival_delay_minutes) from flights f join aircraft a using (tail_number) group by 1

-- answer: Share of bookings made on the mobile app
select avg(case when booking_channel = 'mobile app' then 1.0 else 0 end) from bookings
-- or
select avg(case when booking_channel = 'mobile app' then 1.0 else 0 end) from bookings where booking_channel is not null
-- or
select 100 * avg(case when booking_channel = 'mobile app' then 1.0 else 0 end) from bookings
-- or
select 100 * avg(case when booking_channel = 'mobile app' then 1.0 else 0 end) from bookings where booking_channel is not null

-- answer: Were there more bookings in May than in April?
select date_trunc('month', booked_on), count(*) from bookings where booked_on >= '2025-04-01' and booked_on < '2025-06-01' group by 1
-- or
select month(booked_on), count(*) from bookings where booked_on >= '2025-04-01' and booked_on < '2025-06-01' group by 1
-- or
select count(*) filter (where booked_on >= '2025-05-01' and booked_on < '2025-06-01'), count(*) filter (where booked_on >= '2025-04-01' and booked_on < '2025-05-01') from bookings
-- or
select count(*) filter (where booked_on >= '2025-05-01' and booked_on < '2025-06-01') > count(*) filter (where booked_on >= '2025-04-01' and booked_on < '2025-05-01') from bookings
-- or
select count(*) filter (where booked_on >= '2025-05-01' and booked_on < '2025-06-01') - count(*) filter (where booked_on >= '2025-04-01' and booked_on < '2025-05-01') from bookings

-- answer: avg fare in business class
select avg(fare) from bookings where cabin_class = 'Business'

-- answer: ticket revenue by cabin class ytd
select cabin_class, sum(fare) from bookings where year(booked_on) = 2025 group by 1
-- or
select cabin_class, sum(fare) from bookings join flights f using (flight_id) where year(f.scheduled_departure) = 2025 group by 1

-- answer: who are our three oldest passengers?
select full_name, birth_date from passengers order by birth_date limit 3

-- answer: How many passengers have never booked a flight?
select count(*) from passengers p where not exists (select 1 from bookings b where b.passenger_id = p.passenger_id)

-- answer: any aircraft we don't use at all?
select tail_number from aircraft where tail_number not in (select tail_number from flights where tail_number is not null)
-- or
select count(*) from aircraft where tail_number not in (select tail_number from flights where tail_number is not null)
-- or
select count(*) > 0 from aircraft where tail_number not in (select tail_number from flights where tail_number is not null)

-- answer: how many flights to Norway did we have in 2024?
select count(*) from flights f join airports a on a.airport_code = f.destination_airport where a.country = 'Norway' and year(f.scheduled_departure) = 2024
-- or
select count(*) from flights f join airports a on a.airport_code = f.destination_airport where a.country = 'Norway' and year(f.scheduled_departure) = 2024 and f.flight_status <> 'cancelled'

-- answer: Total delay minutes by cause, without weather
select cause, sum(minutes) from delay_causes where cause <> 'weather' group by 1

-- answer: no-show rate per cabin class
select cabin_class, avg(case when is_no_show then 1.0 else 0 end) from bookings group by 1
-- or
select cabin_class, 100 * avg(case when is_no_show then 1.0 else 0 end) from bookings group by 1

-- answer: What is the longest flight we fly?
select flight_number, distance_km from flights order by distance_km desc limit 1
-- or
select flight_id, distance_km from flights order by distance_km desc limit 1
-- or
select max(distance_km) from flights
-- or
select origin_airport, destination_airport from flights order by distance_km desc limit 1

-- answer: number of Platinum members
select count(*) from passengers where frequent_flyer_tier = 'Platinum'

-- answer: bookings with more than 2 checked bags
select count(*) from bookings where checked_bags > 2
-- or
select booking_id from bookings where checked_bags > 2

-- answer: List the planes that have been in service since before 2015
select tail_number from aircraft where in_service_since < '2015-01-01'

-- answer: how many seats do we have per manufacturer
select manufacturer, sum(seats) from aircraft group by 1

-- answer: flights diverted in the last 90 days
select count(*) from flights where flight_status = 'diverted' and scheduled_departure >= date '2025-06-18' - 90
-- or
select flight_id from flights where flight_status = 'diverted' and scheduled_departure >= date '2025-06-18' - 90
-- or
select flight_number from flights where flight_status = 'diverted' and scheduled_departure >= date '2025-06-18' - 90

-- answer: Please show me passengers by nationality, but only those with Gold or Platinum status
select nationality, count(*) from passengers where frequent_flyer_tier in ('Gold', 'Platinum') group by 1

-- answer: which weekday do most people fly?
select dayname(scheduled_departure) from flights group by 1 order by count(*) desc limit 1
-- or
select dayname(scheduled_departure) from flights join bookings using (flight_id) group by 1 order by count(*) desc limit 1
-- or
select isodow(scheduled_departure) from flights group by 1 order by count(*) desc limit 1
-- or
select isodow(scheduled_departure) from flights join bookings using (flight_id) group by 1 order by count(*) desc limit 1

-- refuse: fuel cost per flight last year

-- refuse: How satisfied are passengers with each route?

-- refuse: how many pilots do we have?

-- ask: average delay by airport
