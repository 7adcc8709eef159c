-- answer: How many sailings did we have in 2024?
select count(*) from sailings where year(scheduled_departure) = 2024
-- or
select count(*) from sailings where year(scheduled_departure) = 2024 and status = 'completed'

-- then: how many of those were cancelled?
select count(*) from sailings where year(scheduled_departure) = 2024 and status = 'cancelled'

-- answer: ticket revenue by month in 2025
select date_trunc('month', sold_on)::date, sum(price) from tickets where year(sold_on) = 2025 group by 1
-- or
select date_trunc('month', sold_on)::date, sum(price) from tickets where year(sold_on) = 2025 and status <> 'refunded' group by 1
-- or
select date_trunc('month', scheduled_departure)::date, sum(price) from tickets join sailings using (sailing_id) where year(scheduled_departure) = 2025 group by 1
-- or
select date_trunc('month', scheduled_departure)::date, sum(price) from tickets t join sailings using (sailing_id) where year(scheduled_departure) = 2025 and t.status <> 'refunded' group by 1

-- ordered: Top 5 routes by number of tickets sold
select route_name, count(*) from tickets join sailings using (sailing_id) join routes using (route_id) group by 1 order by 2 desc limit 5
-- or
select route_name, count(*) from tickets t join sailings using (sailing_id) join routes using (route_id) where t.status <> 'refunded' group by 1 order by 2 desc limit 5

-- answer: how many passengers do we have per country
select country, count(*) from passengers group by 1

-- then: only the ones who registered in 2022
select country, count(*) from passengers where year(registered_on) = 2022 group by 1

-- answer: Which passengers have never bought a ticket?
select full_name from passengers p where not exists (from tickets t where t.passenger_id = p.passenger_id)

-- answer: average delay in minutes per route
select route_name, avg(delay_minutes) from sailings join routes using (route_id) group by 1
-- or
select route_name, avg(delay_minutes) from routes left join sailings using (route_id) group by 1

-- answer: Which ship had the most incidents?
select vessel_name from incidents join sailings using (sailing_id) join vessels using (vessel_id) group by 1 order by count(*) desc limit 1

-- answer: What share of our tickets is sold through each channel?
select channel, count(*) / sum(count(*)) over () from tickets group by 1
-- or
select channel, 100.0 * count(*) / sum(count(*)) over () from tickets group by 1

-- answer: vessels built between 1990 and 2012
select vessel_name from vessels where built_year between 1990 and 2012

-- answer: How many sailings left more than 30 minutes late last month?
select count(*) from sailings where delay_minutes > 30 and scheduled_departure >= date '2025-05-01' and scheduled_departure < date '2025-06-01'

-- answer: cancelled sailings per month over the last 12 months
select date_trunc('month', scheduled_departure)::date, count(*) from sailings where status = 'cancelled' and scheduled_departure >= date '2024-06-01' and scheduled_departure < date '2025-06-01' group by 1
-- or
select date_trunc('month', scheduled_departure)::date, count(*) from sailings where status = 'cancelled' and scheduled_departure >= date '2024-07-01' and scheduled_departure < date '2025-07-01' group by 1
-- or
select date_trunc('month', scheduled_departure)::date, count(*) from sailings where status = 'cancelled' and scheduled_departure >= date '2024-06-18' group by 1

-- answer: what does a child ticket cost on average?
select avg(price) from tickets join ticket_types using (ticket_type_id) where ticket_type = 'Child'

-- answer: Ticket revenue in the first quarter of 2025 compared with the first quarter of 2024
select sum(price) from tickets where quarter(sold_on) = 1 and year(sold_on) in (2024, 2025) group by year(sold_on)
-- or
select sum(price) filter (year(sold_on) = 2025), sum(price) filter (year(sold_on) = 2024) from tickets where quarter(sold_on) = 1
-- or
select sum(price) from tickets where quarter(sold_on) = 1 and year(sold_on) in (2024, 2025) and status <> 'refunded' group by year(sold_on)
-- or
select sum(price) filter (year(sold_on) = 2025), sum(price) filter (year(sold_on) = 2024) from tickets where quarter(sold_on) = 1 and status <> 'refunded'
-- or
select sum(price) from tickets join sailings using (sailing_id) where quarter(scheduled_departure) = 1 and year(scheduled_departure) in (2024, 2025) group by year(scheduled_departure)
-- or
select sum(price) filter (year(scheduled_departure) = 2025), sum(price) filter (year(scheduled_departure) = 2024) from tickets join sailings using (sailing_id) where quarter(scheduled_departure) = 1
-- or
select sum(price) from tickets t join sailings using (sailing_id) where quarter(scheduled_departure) = 1 and year(scheduled_departure) in (2024, 2025) and t.status <> 'refunded' group by year(scheduled_departure)
-- or
select sum(price) filter (year(scheduled_departure) = 2025), sum(price) filter (year(scheduled_departure) = 2024) from tickets t join sailings using (sailing_id) where quarter(scheduled_departure) = 1 and t.status <> 'refunded'

-- answer: number of routes per departure port
select port_name, count(*) from routes join ports on departure_port_id = port_id group by 1
-- or
select port_name, count(route_id) from ports left join routes on departure_port_id = port_id group by 1

-- answer: How many sailings have departed from Ardlenny so far this year?
select count(*) from sailings join routes using (route_id) join ports on departure_port_id = port_id where port_name = 'Ardlenny' and year(scheduled_departure) = 2025 and sailings.status = 'completed'
-- or
select count(*) from sailings join routes using (route_id) join ports on departure_port_id = port_id where port_name = 'Ardlenny' and year(scheduled_departure) = 2025

-- answer: list the crew members we hired since 2022
select full_name from crew_members where hired_on >= date '2022-01-01'

-- answer: how many incidents are still unresolved?
select count(*) from incidents where resolved_on is null

-- ordered: Incident cost per vessel, highest first
select vessel_name, sum(cost) from incidents join sailings using (sailing_id) join vessels using (vessel_id) group by 1 order by 2 desc
-- or
select vessel_name, sum(cost) from vessels left join sailings using (vessel_id) left join incidents using (sailing_id) group by 1 order by 2 desc nulls last

-- answer: What is the average number of tickets per sailing?
select (select count(*) from tickets) / (select count(*) from sailings)
-- or
select (select count(*) from tickets) / (select count(*) from sailings where status = 'completed')
-- or
select count(*) / count(distinct sailing_id) from tickets

-- answer: How many passengers have not given us an email address?
select count(*) from passengers where email is null

-- answer: Which month of 2024 was the busiest by tickets sold?
select date_trunc('month', sold_on)::date from tickets where year(sold_on) = 2024 group by 1 order by count(*) desc limit 1
-- or
select date_trunc('month', scheduled_departure)::date from tickets join sailings using (sailing_id) where year(scheduled_departure) = 2024 group by 1 order by count(*) desc limit 1

-- answer: tickets bought via the app or the website in May 2025
select count(*) from tickets where channel in ('app', 'website') and sold_on >= date '2025-05-01' and sold_on < date '2025-06-01'

-- answer: number of tickets per ticket type, leaving out adults
select ticket_type, count(*) from tickets join ticket_types using (ticket_type_id) where ticket_type <> 'Adult' group by 1

-- refuse: How much fuel did each vessel burn last year?

-- refuse: average passenger satisfaction by route

-- refuse: What do we pay our captains per month?

-- refuse: How many sailings were cancelled because of bad weather?

-- refuse: sales of the onboard shop by month

-- answer: How many passengers did we carry last week?
select count(*) from tickets t join sailings s using (sailing_id) where s.scheduled_departure >= '2025-06-09' and s.scheduled_departure < '2025-06-16' and t.status = 'used'
-- or
select count(*) from tickets t join sailings s using (sailing_id) where s.scheduled_departure >= '2025-06-09' and s.scheduled_departure < '2025-06-16' and t.status <> 'refunded'
-- or
select count(*) from tickets t join sailings s using (sailing_id) where s.scheduled_departure >= '2025-06-09' and s.scheduled_departure < '2025-06-16'
-- or
select count(distinct t.passenger_id) from tickets t join sailings s using (sailing_id) where s.scheduled_departure >= '2025-06-09' and s.scheduled_departure < '2025-06-16' and t.status = 'used'
-- or
select count(distinct t.passenger_id) from tickets t join sailings s using (sailing_id) where s.scheduled_departure >= '2025-06-09' and s.scheduled_departure < '2025-06-16' and t.status <> 'refunded'
-- or
select count(distinct t.passenger_id) from tickets t join sailings s using (sailing_id) where s.scheduled_departure >= '2025-06-09' and s.scheduled_departure < '2025-06-16'

-- then: and the week before that?
select count(*) from tickets t join sailings s using (sailing_id) where s.scheduled_departure >= '2025-06-02' and s.scheduled_departure < '2025-06-09' and t.status = 'used'
-- or
select count(*) from tickets t join sailings s using (sailing_id) where s.scheduled_departure >= '2025-06-02' and s.scheduled_departure < '2025-06-09' and t.status <> 'refunded'
-- or
select count(*) from tickets t join sailings s using (sailing_id) where s.scheduled_departure >= '2025-06-02' and s.scheduled_departure < '2025-06-09'
-- or
select count(distinct t.passenger_id) from tickets t join sailings s using (sailing_id) where s.scheduled_departure >= '2025-06-02' and s.scheduled_departure < '2025-06-09' and t.status = 'used'
-- or
select count(distinct t.passenger_id) from tickets t join sailings s using (sailing_id) where s.scheduled_departure >= '2025-06-02' and s.scheduled_departure < '2025-06-09' and t.status <> 'refunded'

-- answer: Which route had the most cancellations?
select r.route_name from sailings s join routes r using (route_id) where s.status = 'cancelled' group by 1 order by count(*) desc limit 1

-- answer: what did we sell at the counter last month?
select sum(price) from tickets where channel = 'counter' and sold_on >= '2025-05-01' and sold_on < '2025-06-01'
-- or
select sum(price) from tickets where channel = 'counter' and sold_on >= '2025-05-01' and sold_on < '2025-06-01' and status <> 'refunded'
-- or
select count(*) from tickets where channel = 'counter' and sold_on >= '2025-05-01' and sold_on < '2025-06-01'
-- or
select count(*) from tickets where channel = 'counter' and sold_on >= '2025-05-01' and sold_on < '2025-06-01' and status <> 'refunded'

-- then: by ticket type
select y.ticket_type, sum(t.price) from tickets t join ticket_types y using (ticket_type_id) where t.channel = 'counter' and t.sold_on >= '2025-05-01' and t.sold_on < '2025-06-01' group by 1
-- or
select y.ticket_type, sum(t.price) from tickets t join ticket_types y using (ticket_type_id) where t.channel = 'counter' and t.sold_on >= '2025-05-01' and t.sold_on < '2025-06-01' and t.status <> 'refunded' group by 1
-- or
select y.ticket_type, count(*) from tickets t join ticket_types y using (ticket_type_id) where t.channel = 'counter' and t.sold_on >= '2025-05-01' and t.sold_on < '2025-06-01' group by 1
-- or
select y.ticket_type, count(*) from tickets t join ticket_types y using (ticket_type_id) where t.channel = 'counter' and t.sold_on >= '2025-05-01' and t.sold_on < '2025-06-01' and t.status <> 'refunded' group by 1

-- answer: how many cars fit on the Hebridean Star?
select car_capacity from vessels where vessel_name = 'Hebridean Star'

-- answer: Which boats can't take cars?
select vessel_name from vessels where car_capacity is null

-- answer: who are our captains?
select full_name from crew_members where rank = 'Captain'

-- then: the ones based in Ardlenny
select c.full_name from crew_members c join ports p on p.port_id = c.home_port_id where c.rank = 'Captain' and p.port_name = 'Ardlenny'

-- answer: deckhands per home port
select p.port_name, count(*) from crew_members c join ports p on p.port_id = c.home_port_id where c.rank = 'Deckhand' and c.left_on is null group by 1
-- or
select p.port_name, count(*) from crew_members c join ports p on p.port_id = c.home_port_id where c.rank = 'Deckhand' group by 1
-- or
select p.port_name, count(c.crew_member_id) from ports p left join crew_members c on p.port_id = c.home_port_id and c.rank = 'Deckhand' and c.left_on is null group by 1
-- or
select p.port_name, count(c.crew_member_id) from ports p left join crew_members c on p.port_id = c.home_port_id and c.rank = 'Deckhand' group by 1

-- answer: routes longer than 25 nautical miles
select route_name from routes where distance_nm > 25

-- answer: How late was the Northern Light on average this year?
select avg(s.delay_minutes) from sailings s join vessels v using (vessel_id) where v.vessel_name = 'Northern Light' and year(s.scheduled_departure) = 2025
-- or
select avg(s.delay_minutes) from sailings s join vessels v using (vessel_id) where v.vessel_name = 'Northern Light' and year(s.scheduled_departure) = 2025 and s.delay_minutes > 0

-- answer: What percentage of our sailings in 2024 left without any delay?
select count(*) filter (delay_minutes = 0) / count(*) from sailings where year(scheduled_departure) = 2024 and status = 'completed'
-- or
select count(*) filter (delay_minutes = 0) / count(*) from sailings where year(scheduled_departure) = 2024
-- or
select 100.0 * count(*) filter (delay_minutes = 0) / count(*) from sailings where year(scheduled_departure) = 2024 and status = 'completed'
-- or
select 100.0 * count(*) filter (delay_minutes = 0) / count(*) from sailings where year(scheduled_departure) = 2024

-- answer: refunded tickets month by month in 2024
select date_trunc('month', sold_on), count(*) from tickets where status = 'refunded' and year(sold_on) = 2024 group by 1
-- or
select date_trunc('month', s.scheduled_departure), count(*) from tickets t join sailings s using (sailing_id) where t.status = 'refunded' and year(s.scheduled_departure) = 2024 group by 1

-- answer: medical incidents on board the Isle of Skerry
select count(*) from incidents i join sailings s using (sailing_id) join vessels v using (vessel_id) where v.vessel_name = 'Isle of Skerry' and i.category = 'medical'
-- or
select i.incident_id from incidents i join sailings s using (sailing_id) join vessels v using (vessel_id) where v.vessel_name = 'Isle of Skerry' and i.category = 'medical'

-- answer: how many days does it take on average until a high severity incident is resolved?
select avg(resolved_on - occurred_on) from incidents where severity = 'high'

-- ordered: captains ranked by number of sailings
select c.full_name, count(*) from sailings s join crew_members c on c.crew_member_id = s.captain_id group by 1 order by 2 desc
-- or
select c.full_name, count(*) from sailings s join crew_members c on c.crew_member_id = s.captain_id where s.status = 'completed' group by 1 order by 2 desc

-- then: just this year
select c.full_name, count(*) from sailings s join crew_members c on c.crew_member_id = s.captain_id where year(s.scheduled_departure) = 2025 group by 1
-- or
select c.full_name, count(*) from sailings s join crew_members c on c.crew_member_id = s.captain_id where year(s.scheduled_departure) = 2025 and s.status = 'completed' group by 1

-- answer: How many passengers from Germany travelled with us in 2025?
select count(distinct t.passenger_id) from tickets t join sailings s using (sailing_id) join passengers p using (passenger_id) where p.country = 'Germany' and year(s.scheduled_departure) = 2025 and t.status = 'used'
-- or
select count(*) from tickets t join sailings s using (sailing_id) join passengers p using (passenger_id) where p.country = 'Germany' and year(s.scheduled_departure) = 2025 and t.status = 'used'
-- or
select count(*) from tickets t join sailings s using (sailing_id) join passengers p using (passenger_id) where p.country = 'Germany' and year(s.scheduled_departure) = 2025 and t.status <> 'refunded'
-- or
select count(*) from tickets t join sailings s using (sailing_id) join passengers p using (passenger_id) where p.country = 'Germany' and year(s.scheduled_departure) = 2025

-- answer: who has bought the most tickets from us?
select p.full_name from tickets t join passengers p using (passenger_id) group by p.passenger_id, 1 order by count(*) desc limit 1

-- answer: Which port is the newest?
select port_name from ports order by opened_year desc limit 1

-- answer: passenger places on all active vessels together
select sum(passenger_capacity) from vessels where status = 'active'

-- then: and car spaces?
select sum(car_capacity) from vessels where status = 'active'

-- refuse: How high were the waves on the Stromhaven crossing yesterday?

-- refuse: how many dogs travelled with us in May?

-- refuse: When is the Sea Otter due in dry dock?
