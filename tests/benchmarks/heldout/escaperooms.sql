-- answer: How many bookings did we have in 2024?
select count(*) from bookings where year(slot_start) = 2024
-- or
select count(*) from bookings where year(slot_start) = 2024 and status <> 'cancelled'
-- or
select count(*) from bookings where year(booked_at) = 2024
-- or
select count(*) from bookings where year(booked_at) = 2024 and status <> 'cancelled'

-- answer: Bookings by status
select status, count(*) from bookings group by 1

-- answer: Revenue by venue in 2024
select v.venue_name, sum(b.price) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 group by 1
-- or
select v.venue_name, sum(b.price) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 and b.status <> 'cancelled' group by 1
-- or
select v.venue_name, sum(b.price) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 and b.status = 'completed' group by 1
-- or
select v.venue_name, sum(b.price) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 group by 1
-- or
select v.venue_name, sum(b.price) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 and b.status <> 'cancelled' group by 1
-- or
select v.venue_name, sum(b.price) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 and b.status = 'completed' group by 1
-- or
select v.venue_name, sum(b.price - b.discount_amount) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 group by 1
-- or
select v.venue_name, sum(b.price - b.discount_amount) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 and b.status <> 'cancelled' group by 1
-- or
select v.venue_name, sum(b.price - b.discount_amount) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 and b.status = 'completed' group by 1
-- or
select v.venue_name, sum(b.price - b.discount_amount) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 group by 1
-- or
select v.venue_name, sum(b.price - b.discount_amount) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 and b.status <> 'cancelled' group by 1
-- or
select v.venue_name, sum(b.price - b.discount_amount) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 and b.status = 'completed' group by 1

-- then: only horror rooms
select v.venue_name, sum(b.price) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 and r.theme = 'Horror' group by 1
-- or
select v.venue_name, sum(b.price) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 and r.theme = 'Horror' and b.status <> 'cancelled' group by 1
-- or
select v.venue_name, sum(b.price) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 and r.theme = 'Horror' and b.status = 'completed' group by 1
-- or
select v.venue_name, sum(b.price) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 and r.theme = 'Horror' group by 1
-- or
select v.venue_name, sum(b.price) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 and r.theme = 'Horror' and b.status <> 'cancelled' group by 1
-- or
select v.venue_name, sum(b.price) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 and r.theme = 'Horror' and b.status = 'completed' group by 1
-- or
select v.venue_name, sum(b.price - b.discount_amount) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 and r.theme = 'Horror' group by 1
-- or
select v.venue_name, sum(b.price - b.discount_amount) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 and r.theme = 'Horror' and b.status <> 'cancelled' group by 1
-- or
select v.venue_name, sum(b.price - b.discount_amount) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 and r.theme = 'Horror' and b.status = 'completed' group by 1
-- or
select v.venue_name, sum(b.price - b.discount_amount) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 and r.theme = 'Horror' group by 1
-- or
select v.venue_name, sum(b.price - b.discount_amount) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 and r.theme = 'Horror' and b.status <> 'cancelled' group by 1
-- or
select v.venue_name, sum(b.price - b.discount_amount) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 and r.theme = 'Horror' and b.status = 'completed' group by 1

-- answer: Top 5 rooms by number of bookings
select r.room_name, count(*) from bookings b join rooms r on r.room_id = b.room_id group by 1 order by 2 desc limit 5
-- or
select r.room_name, count(*) from bookings b join rooms r on r.room_id = b.room_id where b.status <> 'cancelled' group by 1 order by 2 desc limit 5
-- or
select r.room_name, count(*) from bookings b join rooms r on r.room_id = b.room_id where b.status = 'completed' group by 1 order by 2 desc limit 5

-- answer: Escape rate by difficulty
select r.difficulty, avg(case when g.escaped then 1.0 else 0 end) from game_sessions g join bookings b on b.booking_id = g.booking_id join rooms r on r.room_id = b.room_id group by 1
-- or
select r.difficulty, 100 * avg(case when g.escaped then 1.0 else 0 end) from game_sessions g join bookings b on b.booking_id = g.booking_id join rooms r on r.room_id = b.room_id group by 1

-- answer: How many teams escaped in May 2025?
select count(*) from game_sessions g join bookings b on b.booking_id = g.booking_id where g.escaped and b.slot_start >= '2025-05-01' and b.slot_start < '2025-06-01'

-- answer: Average rating per room
select r.room_name, avg(g.rating) from game_sessions g join bookings b on b.booking_id = g.booking_id join rooms r on r.room_id = b.room_id group by 1

-- answer: Which room has the best average rating?
select r.room_name from game_sessions g join bookings b on b.booking_id = g.booking_id join rooms r on r.room_id = b.room_id group by r.room_name order by avg(g.rating) desc limit 1

-- answer: average group size by venue
select v.venue_name, avg(b.players) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id group by 1
-- or
select v.venue_name, avg(b.players) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where b.status <> 'cancelled' group by 1
-- or
select v.venue_name, avg(b.players) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where b.status = 'completed' group by 1

-- ordered: Bookings by source, highest first
select booking_source, count(*) from bookings group by 1 order by 2 desc
-- or
select booking_source, count(*) from bookings where status <> 'cancelled' group by 1 order by 2 desc
-- or
select booking_source, count(*) from bookings where status = 'completed' group by 1 order by 2 desc

-- answer: What percentage of bookings get cancelled?
select avg(case when status = 'cancelled' then 1.0 else 0 end) from bookings
-- or
select 100 * avg(case when status = 'cancelled' then 1.0 else 0 end) from bookings
-- or
select avg(case when status = 'cancelled' then 1.0 else 0 end) from bookings where slot_start < '2025-06-18'
-- or
select 100 * avg(case when status = 'cancelled' then 1.0 else 0 end) from bookings where slot_start < '2025-06-18'

-- answer: No-shows per month in 2024
select date_trunc('month', slot_start), count(*) from bookings where status = 'no_show' and year(slot_start) = 2024 group by 1
-- or
select date_trunc('month', booked_at), count(*) from bookings where status = 'no_show' and year(booked_at) = 2024 group by 1

-- answer: How many rooms are currently open?
select count(*) from rooms where retired_on is null

-- answer: number of rooms by theme
select theme, count(*) from rooms group by 1
-- or
select theme, count(*) from rooms where retired_on is null group by 1

-- answer: Which rooms have been retired and when?
select room_name, retired_on from rooms where retired_on is not null

-- answer: Hard rooms in London
select r.room_name from rooms r join venues v on v.venue_id = r.venue_id where r.difficulty = 'Hard' and v.city = 'London'
-- or
select r.room_name from rooms r join venues v on v.venue_id = r.venue_id where r.difficulty = 'Hard' and v.city = 'London' and r.retired_on is null

-- answer: How many game masters work at each venue? Don't count people who left.
select v.venue_name, count(*) from game_masters m join venues v on v.venue_id = m.venue_id where m.left_on is null group by 1

-- answer: Average hourly rate by grade
select grade, avg(hourly_rate) from game_masters group by 1
-- or
select grade, avg(hourly_rate) from game_masters where left_on is null group by 1

-- answer: Which game master ran the most games in 2024?
select m.first_name, m.last_name from game_sessions g join game_masters m on m.game_master_id = g.game_master_id join bookings b on b.booking_id = g.booking_id where year(b.slot_start) = 2024 group by m.game_master_id, m.first_name, m.last_name order by count(*) desc limit 1
-- or
select m.first_name || ' ' || m.last_name from game_sessions g join game_masters m on m.game_master_id = g.game_master_id join bookings b on b.booking_id = g.booking_id where year(b.slot_start) = 2024 group by m.game_master_id, m.first_name, m.last_name order by count(*) desc limit 1
-- or
select m.game_master_id from game_sessions g join game_masters m on m.game_master_id = g.game_master_id join bookings b on b.booking_id = g.booking_id where year(b.slot_start) = 2024 group by m.game_master_id, m.first_name, m.last_name order by count(*) desc limit 1

-- answer: Average hints used by difficulty
select r.difficulty, avg(g.hints_used) from game_sessions g join bookings b on b.booking_id = g.booking_id join rooms r on r.room_id = b.room_id group by 1

-- answer: fastest escape time in each room
select r.room_name, min(g.minutes_taken) from game_sessions g join bookings b on b.booking_id = g.booking_id join rooms r on r.room_id = b.room_id where g.escaped group by 1

-- answer: Value of gift vouchers sold by month in 2024
select date_trunc('month', sold_on), sum(face_value) from gift_vouchers where year(sold_on) = 2024 group by 1

-- then: what about 2023?
select date_trunc('month', sold_on), sum(face_value) from gift_vouchers where year(sold_on) = 2023 group by 1

-- answer: How many gift vouchers expired without being redeemed?
select count(*) from gift_vouchers where redeemed_on is null and expires_on < date '2025-06-18'
-- or
select count(*) from gift_vouchers where redeemed_on is null and expires_on <= date '2025-06-18'

-- answer: Open maintenance tickets by venue
select v.venue_name, count(*) from maintenance_tickets t join rooms r on r.room_id = t.room_id join venues v on v.venue_id = r.venue_id where t.fixed_on is null group by 1
-- or
select v.venue_name, count(t.ticket_id) from venues v left join rooms r on r.venue_id = v.venue_id left join maintenance_tickets t on t.room_id = r.room_id and t.fixed_on is null group by 1

-- answer: Top 3 rooms by repair cost in 2024
select r.room_name, sum(t.repair_cost) from maintenance_tickets t join rooms r on r.room_id = t.room_id where year(t.reported_on) = 2024 group by 1 order by 2 desc limit 3
-- or
select r.room_name, sum(t.repair_cost) from maintenance_tickets t join rooms r on r.room_id = t.room_id where year(t.fixed_on) = 2024 group by 1 order by 2 desc limit 3

-- answer: How long does it take us on average to fix a fault, in days?
select avg(fixed_on - reported_on) from maintenance_tickets

-- answer: Number of corporate customers
select count(*) from customers where customer_type = 'corporate'

-- answer: new customers by quarter in 2024
select date_trunc('quarter', created_on), count(*) from customers where year(created_on) = 2024 group by 1

-- answer: How many birthday parties did each venue host in 2024?
select v.venue_name, count(*) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 and b.occasion = 'birthday' group by 1
-- or
select v.venue_name, count(*) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 and b.occasion = 'birthday' and b.status <> 'cancelled' group by 1
-- or
select v.venue_name, count(*) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.slot_start) = 2024 and b.occasion = 'birthday' and b.status = 'completed' group by 1
-- or
select v.venue_name, count(*) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 and b.occasion = 'birthday' group by 1
-- or
select v.venue_name, count(*) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 and b.occasion = 'birthday' and b.status <> 'cancelled' group by 1
-- or
select v.venue_name, count(*) from bookings b join rooms r on r.room_id = b.room_id join venues v on v.venue_id = r.venue_id where year(b.booked_at) = 2024 and b.occasion = 'birthday' and b.status = 'completed' group by 1

-- answer: Total discounts given in 2024
select sum(discount_amount) from bookings where year(slot_start) = 2024
-- or
select sum(discount_amount) from bookings where year(slot_start) = 2024 and status <> 'cancelled'
-- or
select sum(discount_amount) from bookings where year(slot_start) = 2024 and status = 'completed'
-- or
select sum(discount_amount) from bookings where year(booked_at) = 2024
-- or
select sum(discount_amount) from bookings where year(booked_at) = 2024 and status <> 'cancelled'
-- or
select sum(discount_amount) from bookings where year(booked_at) = 2024 and status = 'completed'

-- answer: How many customers have never made a booking?
select count(*) from customers where customer_id not in (select customer_id from bookings)
-- or
select customer_id from customers where customer_id not in (select customer_id from bookings)
-- or
select first_name, last_name from customers where customer_id not in (select customer_id from bookings)
-- or
select first_name || ' ' || last_name from customers where customer_id not in (select customer_id from bookings)

-- refuse: How much did we spend on Facebook ads in 2024?

-- refuse: T-shirt sales by venue

-- refuse: Which rooms are due for a fire safety inspection?

-- refuse: How many website visitors ended up booking?

-- ask: What's our best room?
