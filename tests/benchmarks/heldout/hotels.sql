-- answer: how many reservations did we get in 2024?
select count(*) from fact_reservation where year(booked_at) = 2024
-- answer: total amount per hotel
select hotel_name, sum(total_amount) from fact_reservation left join dim_hotel using (hotel_key) group by 1
-- answer: avg room rate by room type pls
select room_type, avg(room_rate) from fact_reservation left join dim_room_type using (room_type_key) group by 1
-- ordered: top 10 guests by total amount
select guest_name, sum(total_amount) s from fact_reservation join dim_guest using (guest_key) group by guest_key, 1 order by s desc limit 10
-- answer: reservations cancelled in March 2025
select count(*) from fact_reservation where cancelled_at >= '2025-03-01' and cancelled_at < '2025-04-01'
-- answer: nights booked per country and channel
select country, channel, sum(nights) from fact_reservation left join dim_hotel using (hotel_key) group by 1, 2
-- answer: which hotels have a pool?
select hotel_name from dim_hotel h where exists (select 1 from bridge_hotel_amenity b join dim_amenity a using (amenity_key) where b.hotel_key = h.hotel_key and amenity_name = 'Pool')
-- answer: hotels without any amenities
select hotel_name from dim_hotel h where hotel_key not in (select hotel_key from bridge_hotel_amenity)
-- answer: average review score
select avg(score) from fact_review
-- answer: average score by hotel
select hotel_name, avg(score) from fact_review left join fact_reservation using (reservation_key) left join dim_hotel using (hotel_key) group by 1
-- answer: number of guests by nationality
select nationality, count(*) from dim_guest group by 1
-- answer: gold guests who never made a reservation
select guest_name from dim_guest g where loyalty_level = 'gold' and not exists (select 1 from fact_reservation r where r.guest_key = g.guest_key)
-- answer: share of reservations by channel
select channel, count(*) * 1.0 / sum(count(*)) over () from fact_reservation group by 1
-- answer: rooms available yesterday
select sum(rooms_available) from fact_daily_inventory where stay_date = '2025-06-17'
-- answer: rooms available by hotel at the end of May 2025
select hotel_name, sum(rooms_available) from fact_daily_inventory left join dim_hotel using (hotel_key) where stay_date = '2025-05-31' group by 1
-- answer: total amount last month vs the month before
select (select sum(total_amount) from fact_reservation where booked_at >= '2025-05-01' and booked_at < '2025-06-01'), (select sum(total_amount) from fact_reservation where booked_at >= '2025-04-01' and booked_at < '2025-05-01')
-- or
select date_trunc('month', booked_at)::date, sum(total_amount) from fact_reservation where booked_at >= '2025-04-01' and booked_at < '2025-06-01' group by 1
-- answer: total amount in the past 3 quarters by quarter
select date_trunc('quarter', booked_at)::date, sum(total_amount) from fact_reservation where booked_at >= '2024-07-01' and booked_at < '2025-04-01' group by 1
-- answer: reservations longer than 7 nights
select count(*) from fact_reservation where nights > 7
-- or
select reservation_key from fact_reservation where nights > 7
-- answer: how many hotels in Portugal or Spain have more than 100 rooms
select count(*) from dim_hotel where country in ('Portugal', 'Spain') and room_count > 100
-- answer: countries with over 250 rooms
select country, sum(room_count) s from dim_hotel group by 1 having s > 250
-- answer: best month of 2024 by total amount
select date_trunc('month', booked_at)::date m, sum(total_amount) s from fact_reservation where year(booked_at) = 2024 group by 1 order by s desc limit 1
-- answer: top 2 room types per hotel by number of reservations
select hotel_name, room_type, n from (select hotel_name, room_type, count(*) n, rank() over (partition by hotel_name order by count(*) desc) r from fact_reservation join dim_hotel using (hotel_key) join dim_room_type using (room_type_key) group by 1, 2) where r <= 2
-- answer: no-shows by hotel this year
select hotel_name, count(*) from fact_reservation left join dim_hotel using (hotel_key) where reservation_state = 'no-show' and booked_at >= '2025-01-01' group by 1
-- answer: reservations not made through an agency
select count(*) from fact_reservation where channel <> 'agency'
-- or
select count(*) from fact_reservation where channel is distinct from 'agency'
-- answer: median total amount of website reservations
select median(total_amount) from fact_reservation where channel = 'website'
-- refuse: breakfast revenue by hotel
-- refuse: which housekeepers clean the most rooms?
-- refuse: how many guests will check in tomorrow
-- refuse: electricity consumption per hotel
-- ask: reservations by name
-- ask: cancelled reservations in 2024

-- answer: rev by month
select date_trunc('month', r.booked_at), sum(r.total_amount) from fact_reservation r where 1=1 group by 1
-- or
select date_trunc('month', r.booked_at), sum(r.total_amount) from fact_reservation r where r.reservation_state <> 'cancelled' group by 1
-- or
select date_trunc('month', r.booked_at), sum(r.total_amount) from fact_reservation r where r.reservation_state = 'confirmed' group by 1
-- or
select date_trunc('month', r.check_in_date), sum(r.total_amount) from fact_reservation r where 1=1 group by 1
-- or
select date_trunc('month', r.check_in_date), sum(r.total_amount) from fact_reservation r where r.reservation_state <> 'cancelled' group by 1
-- or
select date_trunc('month', r.check_in_date), sum(r.total_amount) from fact_reservation r where r.reservation_state = 'confirmed' group by 1

-- answer: bookings by hotel
select h.hotel_name, count(*) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where 1=1 group by 1
-- or
select h.hotel_name, count(*) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where r.reservation_state <> 'cancelled' group by 1
-- or
select h.hotel_name, count(*) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where r.reservation_state = 'confirmed' group by 1

-- answer: Top 3 hotels by revenue this year
select h.hotel_name, sum(r.total_amount) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where 1=1 and year(r.booked_at) = 2025 group by 1 order by 2 desc limit 3
-- or
select h.hotel_name, sum(r.total_amount) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where 1=1 and year(r.check_in_date) = 2025 group by 1 order by 2 desc limit 3
-- or
select h.hotel_name, sum(r.total_amount) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where r.reservation_state <> 'cancelled' and year(r.booked_at) = 2025 group by 1 order by 2 desc limit 3
-- or
select h.hotel_name, sum(r.total_amount) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where r.reservation_state <> 'cancelled' and year(r.check_in_date) = 2025 group by 1 order by 2 desc limit 3
-- or
select h.hotel_name, sum(r.total_amount) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where r.reservation_state = 'confirmed' and year(r.booked_at) = 2025 group by 1 order by 2 desc limit 3
-- or
select h.hotel_name, sum(r.total_amount) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where r.reservation_state = 'confirmed' and year(r.check_in_date) = 2025 group by 1 order by 2 desc limit 3

-- answer: How many bookings were cancelled last year?
select count(*) from fact_reservation where year(cancelled_at) = 2024
-- or
select count(*) from fact_reservation r where reservation_state = 'cancelled' and year(r.booked_at) = 2024

-- answer: cancellation rate by channel
select channel, 1 * avg(case when reservation_state = 'cancelled' then 1.0 else 0 end) from fact_reservation where 1=1 group by 1
-- or
select channel, 1 * avg(case when reservation_state = 'cancelled' then 1.0 else 0 end) from fact_reservation where channel is not null group by 1
-- or
select channel, 100 * avg(case when reservation_state = 'cancelled' then 1.0 else 0 end) from fact_reservation where 1=1 group by 1
-- or
select channel, 100 * avg(case when reservation_state = 'cancelled' then 1.0 else 0 end) from fact_reservation where channel is not null group by 1

-- answer: average length of stay per room type
select t.room_type, avg(r.nights) from fact_reservation r join dim_room_type t on t.room_type_key = r.room_type_key where 1=1 group by 1
-- or
select t.room_type, avg(r.nights) from fact_reservation r join dim_room_type t on t.room_type_key = r.room_type_key where r.reservation_state <> 'cancelled' group by 1
-- or
select t.room_type, avg(r.nights) from fact_reservation r join dim_room_type t on t.room_type_key = r.room_type_key where r.reservation_state = 'confirmed' group by 1

-- answer: Which hotels have a pool?
select h.hotel_name from dim_hotel h join bridge_hotel_amenity b using (hotel_key) join dim_amenity a using (amenity_key) where a.amenity_name = 'Pool'

-- answer: hotels without a spa
select hotel_name from dim_hotel where hotel_key not in (select hotel_key from bridge_hotel_amenity join dim_amenity using (amenity_key) where amenity_name = 'Spa')

-- answer: hotels with more than one amenity
select h.hotel_name from dim_hotel h join bridge_hotel_amenity b using (hotel_key) group by 1 having count(*) > 1

-- answer: No shows per month in 2024
select date_trunc('month', r.check_in_date), count(*) from fact_reservation r where reservation_state = 'no-show' and year(r.check_in_date) = 2024 group by 1
-- or
select date_trunc('month', r.booked_at), count(*) from fact_reservation r where reservation_state = 'no-show' and year(r.booked_at) = 2024 group by 1

-- answer: avg review score by hotel
select h.hotel_name, avg(v.score) from fact_review v join fact_reservation r on r.reservation_key = v.reservation_key join dim_hotel h on h.hotel_key = r.hotel_key group by 1

-- answer: which hotel gets the worst reviews
select h.hotel_name, avg(v.score) from fact_review v join fact_reservation r on r.reservation_key = v.reservation_key join dim_hotel h on h.hotel_key = r.hotel_key group by 1 order by 2 limit 1

-- answer: how many gold members do we have from the UK
select count(*) from dim_guest where loyalty_level = 'gold' and nationality = 'UK'

-- answer: How many guests haven't booked anything yet?
select count(*) from dim_guest where guest_key not in (select guest_key from fact_reservation)

-- answer: compare the average room rate of suites and doubles
select t.room_type, avg(r.room_rate) from fact_reservation r join dim_room_type t on t.room_type_key = r.room_type_key where t.room_type in ('Suite', 'Double') and 1=1 group by 1
-- or
select t.room_type, avg(r.room_rate) from fact_reservation r join dim_room_type t on t.room_type_key = r.room_type_key where t.room_type in ('Suite', 'Double') and r.reservation_state <> 'cancelled' group by 1
-- or
select t.room_type, avg(r.room_rate) from fact_reservation r join dim_room_type t on t.room_type_key = r.room_type_key where t.room_type in ('Suite', 'Double') and r.reservation_state = 'confirmed' group by 1
-- or
select avg(r.room_rate) filter (where t.room_type = 'Suite'), avg(r.room_rate) filter (where t.room_type = 'Double') from fact_reservation r join dim_room_type t on t.room_type_key = r.room_type_key where 1=1
-- or
select avg(r.room_rate) filter (where t.room_type = 'Suite'), avg(r.room_rate) filter (where t.room_type = 'Double') from fact_reservation r join dim_room_type t on t.room_type_key = r.room_type_key where r.reservation_state <> 'cancelled'
-- or
select avg(r.room_rate) filter (where t.room_type = 'Suite'), avg(r.room_rate) filter (where t.room_type = 'Double') from fact_reservation r join dim_room_type t on t.room_type_key = r.room_type_key where r.reservation_state = 'confirmed'

-- answer: what share of bookings comes in through the website?
select 1 * avg(case when channel = 'website' then 1.0 else 0 end) from fact_reservation r where 1=1 and 1=1
-- or
select 1 * avg(case when channel = 'website' then 1.0 else 0 end) from fact_reservation r where 1=1 and channel is not null
-- or
select 1 * avg(case when channel = 'website' then 1.0 else 0 end) from fact_reservation r where r.reservation_state <> 'cancelled' and 1=1
-- or
select 1 * avg(case when channel = 'website' then 1.0 else 0 end) from fact_reservation r where r.reservation_state <> 'cancelled' and channel is not null
-- or
select 1 * avg(case when channel = 'website' then 1.0 else 0 end) from fact_reservation r where r.reservation_state = 'confirmed' and 1=1
-- or
select 1 * avg(case when channel = 'website' then 1.0 else 0 end) from fact_reservation r where r.reservation_state = 'confirmed' and channel is not null
-- or
select 100 * avg(case when channel = 'website' then 1.0 else 0 end) from fact_reservation r where 1=1 and 1=1
-- or
select 100 * avg(case when channel = 'website' then 1.0 else 0 end) from fact_reservation r where 1=1 and channel is not null
-- or
select 100 * avg(case when channel = 'website' then 1.0 else 0 end) from fact_reservation r where r.reservation_state <> 'cancelled' and 1=1
-- or
select 100 * avg(case when channel = 'website' then 1.0 else 0 end) from fact_reservation r where r.reservation_state <> 'cancelled' and channel is not null
-- or
select 100 * avg(case when channel = 'website' then 1.0 else 0 end) from fact_reservation r where r.reservation_state = 'confirmed' and 1=1
-- or
select 100 * avg(case when channel = 'website' then 1.0 else 0 end) from fact_reservation r where r.reservation_state = 'confirmed' and channel is not null

-- answer: Most expensive booking so far
select r.reservation_key, r.total_amount from fact_reservation r where 1=1 order by 2 desc limit 1
-- or
select max(r.total_amount) from fact_reservation r where 1=1

-- answer: number of rooms per country
select country, sum(room_count) from dim_hotel group by 1

-- answer: How many check-ins do we expect next month?
select count(*) from fact_reservation r where 1=1 and check_in_date >= '2025-07-01' and check_in_date < '2025-08-01'
-- or
select count(*) from fact_reservation r where r.reservation_state <> 'cancelled' and check_in_date >= '2025-07-01' and check_in_date < '2025-08-01'
-- or
select count(*) from fact_reservation r where r.reservation_state = 'confirmed' and check_in_date >= '2025-07-01' and check_in_date < '2025-08-01'

-- answer: bookings this year compared to last year
select year(booked_at), count(*) from fact_reservation where year(booked_at) in (2024, 2025) and 1=1 group by 1
-- or
select date_trunc('year', booked_at), count(*) from fact_reservation where year(booked_at) in (2024, 2025) and 1=1 group by 1
-- or
select count(*) filter (where booked_at >= '2025-01-01' and booked_at < '2025-06-19'), count(*) filter (where year(booked_at) = 2024) from fact_reservation where 1=1
-- or
select count(*) filter (where booked_at >= '2025-01-01' and booked_at < '2025-06-19'), count(*) filter (where booked_at >= '2024-01-01' and booked_at < '2024-06-18') from fact_reservation where 1=1
-- or
select count(*) filter (where booked_at >= '2025-01-01' and booked_at < '2025-06-19'), count(*) filter (where booked_at >= '2024-01-01' and booked_at < '2024-06-19') from fact_reservation where 1=1
-- or
select year(booked_at), count(*) from fact_reservation where (booked_at >= '2025-01-01' and booked_at < '2025-06-19' or (booked_at >= '2024-01-01' and booked_at < '2024-06-18')) and 1=1 group by 1
-- or
select year(booked_at), count(*) from fact_reservation where (booked_at >= '2025-01-01' and booked_at < '2025-06-19' or (booked_at >= '2024-01-01' and booked_at < '2024-06-19')) and 1=1 group by 1
-- or
select year(booked_at), count(*) from fact_reservation where year(booked_at) in (2024, 2025) and reservation_state <> 'cancelled' group by 1
-- or
select date_trunc('year', booked_at), count(*) from fact_reservation where year(booked_at) in (2024, 2025) and reservation_state <> 'cancelled' group by 1
-- or
select count(*) filter (where booked_at >= '2025-01-01' and booked_at < '2025-06-19'), count(*) filter (where year(booked_at) = 2024) from fact_reservation where reservation_state <> 'cancelled'
-- or
select count(*) filter (where booked_at >= '2025-01-01' and booked_at < '2025-06-19'), count(*) filter (where booked_at >= '2024-01-01' and booked_at < '2024-06-18') from fact_reservation where reservation_state <> 'cancelled'
-- or
select count(*) filter (where booked_at >= '2025-01-01' and booked_at < '2025-06-19'), count(*) filter (where booked_at >= '2024-01-01' and booked_at < '2024-06-19') from fact_reservation where reservation_state <> 'cancelled'
-- or
select year(booked_at), count(*) from fact_reservation where (booked_at >= '2025-01-01' and booked_at < '2025-06-19' or (booked_at >= '2024-01-01' and booked_at < '2024-06-18')) and reservation_state <> 'cancelled' group by 1
-- or
select year(booked_at), count(*) from fact_reservation where (booked_at >= '2025-01-01' and booked_at < '2025-06-19' or (booked_at >= '2024-01-01' and booked_at < '2024-06-19')) and reservation_state <> 'cancelled' group by 1
-- or
select year(booked_at), count(*) from fact_reservation where year(booked_at) in (2024, 2025) and reservation_state = 'confirmed' group by 1
-- or
select date_trunc('year', booked_at), count(*) from fact_reservation where year(booked_at) in (2024, 2025) and reservation_state = 'confirmed' group by 1
-- or
select count(*) filter (where booked_at >= '2025-01-01' and booked_at < '2025-06-19'), count(*) filter (where year(booked_at) = 2024) from fact_reservation where reservation_state = 'confirmed'
-- or
select count(*) filter (where booked_at >= '2025-01-01' and booked_at < '2025-06-19'), count(*) filter (where booked_at >= '2024-01-01' and booked_at < '2024-06-18') from fact_reservation where reservation_state = 'confirmed'
-- or
select count(*) filter (where booked_at >= '2025-01-01' and booked_at < '2025-06-19'), count(*) filter (where booked_at >= '2024-01-01' and booked_at < '2024-06-19') from fact_reservation where reservation_state = 'confirmed'
-- or
select year(booked_at), count(*) from fact_reservation where (booked_at >= '2025-01-01' and booked_at < '2025-06-19' or (booked_at >= '2024-01-01' and booked_at < '2024-06-18')) and reservation_state = 'confirmed' group by 1
-- or
select year(booked_at), count(*) from fact_reservation where (booked_at >= '2025-01-01' and booked_at < '2025-06-19' or (booked_at >= '2024-01-01' and booked_at < '2024-06-19')) and reservation_state = 'confirmed' group by 1

-- answer: when was the last booking made?
select max(booked_at) from fact_reservation
-- or
select max(booked_at::date) from fact_reservation

-- answer: New members per year
select year(member_since), count(*) from dim_guest where 1=1 group by 1
-- or
select year(member_since), count(*) from dim_guest where loyalty_level <> 'none' group by 1
-- or
select date_trunc('year', member_since), count(*) from dim_guest where 1=1 group by 1
-- or
select date_trunc('year', member_since), count(*) from dim_guest where loyalty_level <> 'none' group by 1

-- answer: guests with at least 12 reservations
select g.guest_key from fact_reservation r join dim_guest g on g.guest_key = r.guest_key where 1=1 group by g.guest_key, g.guest_name having count(*) >= 12
-- or
select g.guest_name from fact_reservation r join dim_guest g on g.guest_key = r.guest_key where 1=1 group by g.guest_key, g.guest_name having count(*) >= 12
-- or
select count(*) from (select g.guest_key from fact_reservation r join dim_guest g on g.guest_key = r.guest_key group by 1 having count(*) >= 12)

-- answer: Give me a breakdown of bookings by channel and hotel
select r.channel, h.hotel_name, count(*) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where 1=1 and 1=1 group by 1, 2
-- or
select r.channel, h.hotel_name, count(*) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where 1=1 and r.channel is not null group by 1, 2
-- or
select r.channel, h.hotel_name, count(*) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where r.reservation_state <> 'cancelled' and 1=1 group by 1, 2
-- or
select r.channel, h.hotel_name, count(*) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where r.reservation_state <> 'cancelled' and r.channel is not null group by 1, 2
-- or
select r.channel, h.hotel_name, count(*) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where r.reservation_state = 'confirmed' and 1=1 group by 1, 2
-- or
select r.channel, h.hotel_name, count(*) from fact_reservation r join dim_hotel h on h.hotel_key = r.hotel_key where r.reservation_state = 'confirmed' and r.channel is not null group by 1, 2

-- answer: how far in advance do people book, in days?
select avg(date_diff('day', r.booked_at, r.check_in_date)) from fact_reservation r where 1=1
-- or
select avg(date_diff('day', r.booked_at, r.check_in_date)) from fact_reservation r where r.reservation_state <> 'cancelled'
-- or
select avg(date_diff('day', r.booked_at, r.check_in_date)) from fact_reservation r where r.reservation_state = 'confirmed'
-- or
select avg(date_diff('second', r.booked_at, r.check_in_date::timestamp)) / 86400.0 from fact_reservation r where 1=1
-- or
select avg(date_diff('second', r.booked_at, r.check_in_date::timestamp)) / 86400.0 from fact_reservation r where r.reservation_state <> 'cancelled'
-- or
select avg(date_diff('second', r.booked_at, r.check_in_date::timestamp)) / 86400.0 from fact_reservation r where r.reservation_state = 'confirmed'

-- refuse: breakfast revenue by hotel

-- refuse: How many housekeepers work at Casa Azul?

-- ask: Which hotel is the best?
