-- answer: How many reservations do we have for July 2025?
select count(*) from reservations where arrival_date >= '2025-07-01' and arrival_date < '2025-08-01'
-- or
select count(*) from reservations where arrival_date >= '2025-07-01' and arrival_date < '2025-08-01' and status <> 'Cancelled'

-- answer: room revenue by property this year
select property_name, sum(room_revenue) from daily_occupancy join properties using (property_id) where year(business_date) = 2025 group by 1
-- or
select property_name, sum(amount) from folio_charges join reservations using (reservation_id) join properties using (property_id) where charge_type = 'Room' and year(charge_date) = 2025 group by 1

-- answer: Cancelled reservations by booking channel
select channel_name, count(*) from reservations join booking_channels using (channel_id) where status = 'Cancelled' group by 1

-- answer: What is the average nightly rate per room type?
select room_type_name, avg(nightly_rate) from reservations join room_types using (room_type_id) group by 1
-- or
select room_type_name, avg(nightly_rate) from reservations join room_types using (room_type_id) where status <> 'Cancelled' group by 1

-- answer: occupancy rate by property for May 2025
select property_name, sum(rooms_sold) / sum(rooms_available) from daily_occupancy join properties using (property_id) where business_date >= '2025-05-01' and business_date < '2025-06-01' group by 1
-- or
select property_name, 100 * sum(rooms_sold) / sum(rooms_available) from daily_occupancy join properties using (property_id) where business_date >= '2025-05-01' and business_date < '2025-06-01' group by 1

-- answer: Rooms that are out of order
select room_id from rooms where housekeeping_status = 'Out of order'
-- or
select room_number from rooms where housekeeping_status = 'Out of order'
-- or
select count(*) from rooms where housekeeping_status = 'Out of order'

-- answer: number of rooms per hotel
select property_name, count(*) from rooms join properties using (property_id) group by 1

-- ordered: Top 10 guests by total amount paid
select first_name, last_name, sum(amount) from payments join reservations using (reservation_id) join guests using (guest_id) group by guest_id, 1, 2 order by 3 desc limit 10
-- or
select first_name || ' ' || last_name, sum(amount) from payments join reservations using (reservation_id) join guests using (guest_id) group by guest_id, 1 order by 2 desc limit 10

-- answer: How many guests never stayed with us?
select count(*) from guests g where not exists (from reservations r where r.guest_id = g.guest_id)
-- or
select count(*) from guests g where not exists (from reservations r where r.guest_id = g.guest_id and status in ('Checked out', 'In house'))

-- answer: spa charges per month in 2024
select date_trunc('month', charge_date)::date, sum(amount) from folio_charges where charge_type = 'Spa' and year(charge_date) = 2024 group by 1
-- or
select date_trunc('month', charge_date)::date, sum(amount) from folio_charges where charge_type = 'Spa' and year(charge_date) = 2024 and not is_voided group by 1
-- or
select date_trunc('month', charge_date)::date, count(*) from folio_charges where charge_type = 'Spa' and year(charge_date) = 2024 group by 1

-- answer: Total charges by charge type, voided ones left out
select charge_type, sum(amount) from folio_charges where not is_voided group by 1
-- or
select charge_type, count(*) from folio_charges where not is_voided group by 1

-- answer: average length of stay in nights for each property
select property_name, avg(nights) from reservations join properties using (property_id) group by 1
-- or
select property_name, avg(nights) from reservations join properties using (property_id) where status in ('Checked out', 'In house') group by 1
-- or
select property_name, avg(nights) from reservations join properties using (property_id) where status = 'Checked out' group by 1
-- or
select property_name, avg(nights) from reservations join properties using (property_id) where status <> 'Cancelled' group by 1

-- answer: bookings made per quarter
select date_trunc('quarter', booked_on)::date, count(*) from reservations group by 1

-- answer: What percentage of reservations are no-shows?
select count(*) filter (status = 'No-show') / count(*) from reservations
-- or
select 100 * count(*) filter (status = 'No-show') / count(*) from reservations

-- answer: Gold members from Canada
select guest_id from guests where loyalty_tier = 'Gold' and country_code = 'CA'
-- or
select count(*) from guests where loyalty_tier = 'Gold' and country_code = 'CA'
-- or
select first_name || ' ' || last_name from guests where loyalty_tier = 'Gold' and country_code = 'CA'

-- ordered: Which property has the lowest average review rating?
select property_name, avg(rating) from guest_reviews join reservations using (reservation_id) join properties using (property_id) group by 1 order by 2 limit 1

-- answer: refunds total
select sum(amount) from payments where amount < 0
-- or
select sum(amount) from payments where refund_reason is not null
-- or
select -sum(amount) from payments where amount < 0

-- answer: How many arrivals are there on July 4, 2025?
select count(*) from reservations where arrival_date = '2025-07-04'
-- or
select count(*) from reservations where arrival_date = '2025-07-04' and status <> 'Cancelled'

-- answer: Number of stays with children by property
select property_name, count(*) from reservations join properties using (property_id) where children > 0 group by 1
-- or
select property_name, count(*) from reservations join properties using (property_id) where children > 0 and status in ('Checked out', 'In house') group by 1
-- or
select property_name, count(*) from reservations join properties using (property_id) where children > 0 and status = 'Checked out' group by 1

-- answer: payments by method
select payment_method, sum(amount) from payments group by 1
-- or
select payment_method, count(*) from payments group by 1

-- answer: Compare rooms sold in January 2024 and January 2025
select sum(rooms_sold) filter (business_date >= '2024-01-01' and business_date < '2024-02-01'), sum(rooms_sold) filter (business_date >= '2025-01-01' and business_date < '2025-02-01') from daily_occupancy
-- or
select date_trunc('month', business_date)::date, sum(rooms_sold) from daily_occupancy where month(business_date) = 1 and year(business_date) in (2024, 2025) group by 1

-- answer: how many rooms with a view at Harbor View
select count(*) from rooms join properties using (property_id) where has_view and property_name = 'Harbor View'

-- answer: Guests who were referred by another guest, count per country
select country_code, count(*) from guests where referred_by_guest_id is not null group by 1

-- answer: minibar sales of Pine Lodge in 2024
select sum(amount) from folio_charges join reservations using (reservation_id) join properties using (property_id) where charge_type = 'Minibar' and property_name = 'Pine Lodge' and year(charge_date) = 2024
-- or
select sum(amount) from folio_charges join reservations using (reservation_id) join properties using (property_id) where charge_type = 'Minibar' and property_name = 'Pine Lodge' and year(charge_date) = 2024 and not is_voided

-- refuse: How many housekeepers work at Lakeshore Inn?

-- refuse: energy cost per room

-- refuse: Which guests used the airport shuttle?

-- refuse: What is our profit margin by property?
