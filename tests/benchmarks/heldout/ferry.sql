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
