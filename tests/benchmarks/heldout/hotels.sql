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
