-- answer: How many rentals did we have in February 2025?
select count(*) from rentals where pickup_date between '2025-02-01' and '2025-02-28'
-- or
select count(*) from rentals where pickup_date between '2025-02-01' and '2025-02-28' and status <> 'cancelled'
-- or
select count(*) from rentals where booked_on between '2025-02-01' and '2025-02-28'
-- or
select count(*) from rentals where booked_on between '2025-02-01' and '2025-02-28' and status <> 'cancelled'

-- answer: rental revenue by shop in 2024
select shop_name, sum(total_amount) from rentals join shops using (shop_id) where year(pickup_date) = 2024 group by 1
-- or
select shop_name, sum(total_amount) from rentals join shops using (shop_id) where year(pickup_date) = 2024 and status <> 'cancelled' group by 1
-- or
select shop_name, sum(total_amount) from rentals join shops using (shop_id) where year(booked_on) = 2024 group by 1
-- or
select shop_name, sum(total_amount) from rentals join shops using (shop_id) where year(booked_on) = 2024 and status <> 'cancelled' group by 1
-- or
select shop_name, sum(p.amount) from payments p join rentals using (rental_id) join shops using (shop_id) where year(p.paid_on) = 2024 group by 1

-- then: this year so far?
select shop_name, sum(total_amount) from rentals join shops using (shop_id) where year(pickup_date) = 2025 group by 1
-- or
select shop_name, sum(total_amount) from rentals join shops using (shop_id) where year(pickup_date) = 2025 and status <> 'cancelled' group by 1
-- or
select shop_name, sum(total_amount) from rentals join shops using (shop_id) where year(booked_on) = 2025 group by 1
-- or
select shop_name, sum(total_amount) from rentals join shops using (shop_id) where year(booked_on) = 2025 and status <> 'cancelled' group by 1
-- or
select shop_name, sum(p.amount) from payments p join rentals using (rental_id) join shops using (shop_id) where year(p.paid_on) = 2025 group by 1

-- ordered: Top 5 customers by total rental amount
select customer_name, sum(total_amount) from rentals join customers using (customer_id) group by customer_id, customer_name order by 2 desc limit 5

-- answer: rentals by channel
select channel, count(*) from rentals group by 1
-- or
select channel, count(*) from rentals where status <> 'cancelled' group by 1

-- then: only Chamonix
select channel, count(*) from rentals join shops using (shop_id) where resort = 'Chamonix' group by 1
-- or
select channel, count(*) from rentals join shops using (shop_id) where resort = 'Chamonix' and status <> 'cancelled' group by 1

-- answer: How many items do we have per category?
select category_name, count(*) from equipment join equipment_categories using (category_id) group by 1
-- or
select category_name, count(*) from equipment join equipment_categories using (category_id) where retired_on is null group by 1

-- answer: equipment in repair
select item_code from equipment where item_condition = 'in repair'
-- or
select item_id from equipment where item_condition = 'in repair'
-- or
select count(*) from equipment where item_condition = 'in repair'

-- answer: Average rental amount by skill level
select skill_level, avg(total_amount) from rentals join customers using (customer_id) group by 1
-- or
select skill_level, avg(total_amount) from rentals join customers using (customer_id) where status <> 'cancelled' group by 1

-- answer: repair cost by damage type
select damage_type, sum(repair_cost) from damages group by 1

-- then: for 2025 only
select damage_type, sum(repair_cost) from damages where year(reported_on) = 2025 group by 1

-- answer: Which customers have never rented anything?
select customer_name from customers c where not exists (from rentals r where r.customer_id = c.customer_id)

-- answer: late returns by shop
select shop_name, count(*) from rentals join shops using (shop_id) where returned_on > due_date group by 1

-- answer: How many rentals are still out?
select count(*) from rentals where status = 'out'

-- answer: Helmets rented per month in 2025
select date_trunc('month', pickup_date)::date, count(*) from rental_items join rentals r using (rental_id) join equipment using (item_id) join equipment_categories using (category_id) where category_name = 'Helmets' and year(pickup_date) = 2025 group by 1
-- or
select date_trunc('month', pickup_date)::date, count(*) from rental_items join rentals r using (rental_id) join equipment using (item_id) join equipment_categories using (category_id) where category_name = 'Helmets' and year(pickup_date) = 2025 and r.status <> 'cancelled' group by 1
-- or
select date_trunc('month', booked_on)::date, count(*) from rental_items join rentals r using (rental_id) join equipment using (item_id) join equipment_categories using (category_id) where category_name = 'Helmets' and year(booked_on) = 2025 group by 1
-- or
select date_trunc('month', booked_on)::date, count(*) from rental_items join rentals r using (rental_id) join equipment using (item_id) join equipment_categories using (category_id) where category_name = 'Helmets' and year(booked_on) = 2025 and r.status <> 'cancelled' group by 1

-- answer: Share of payments by method
select method, count(*) / sum(count(*)) over () from payments group by 1
-- or
select method, 100.0 * count(*) / sum(count(*)) over () from payments group by 1
-- or
select method, sum(amount) / sum(sum(amount)) over () from payments group by 1
-- or
select method, 100.0 * sum(amount) / sum(sum(amount)) over () from payments group by 1

-- answer: averge minutes per job type in the workshop
select job_type, avg(minutes) from service_jobs group by 1

-- answer: Purchase value of skis by brand
select brand, sum(purchase_price) from equipment join equipment_categories using (category_id) where category_name = 'Skis' group by 1
-- or
select brand, sum(purchase_price) from equipment join equipment_categories using (category_id) where category_name = 'Skis' and retired_on is null group by 1

-- answer: items that were never rented
select item_code from equipment e where not exists (from rental_items i where i.item_id = e.item_id)
-- or
select item_id from equipment e where not exists (from rental_items i where i.item_id = e.item_id)
-- or
select count(*) from equipment e where not exists (from rental_items i where i.item_id = e.item_id)

-- answer: Rentals in January to March 2025 vs January to March 2024
select count(*) from rentals where month(pickup_date) <= 3 and year(pickup_date) in (2024, 2025) group by year(pickup_date)
-- or
select count(*) from rentals where month(pickup_date) <= 3 and year(pickup_date) in (2024, 2025) and status <> 'cancelled' group by year(pickup_date)
-- or
select count(*) filter (year(pickup_date) = 2025), count(*) filter (year(pickup_date) = 2024) from rentals where month(pickup_date) <= 3
-- or
select count(*) filter (year(pickup_date) = 2025), count(*) filter (year(pickup_date) = 2024) from rentals where month(pickup_date) <= 3 and status <> 'cancelled'
-- or
select count(*) from rentals where month(booked_on) <= 3 and year(booked_on) in (2024, 2025) group by year(booked_on)
-- or
select count(*) from rentals where month(booked_on) <= 3 and year(booked_on) in (2024, 2025) and status <> 'cancelled' group by year(booked_on)
-- or
select count(*) filter (year(booked_on) = 2025), count(*) filter (year(booked_on) = 2024) from rentals where month(booked_on) <= 3
-- or
select count(*) filter (year(booked_on) = 2025), count(*) filter (year(booked_on) = 2024) from rentals where month(booked_on) <= 3 and status <> 'cancelled'

-- answer: how many pieces of equipment were retired in 2024?
select count(*) from equipment where year(retired_on) = 2024

-- ask: Which of our shops performs best?

-- refuse: How many lift passes did we sell in Verbier?

-- refuse: Ski lessons per instructor this winter

-- refuse: Snow depth in Zermatt by month

-- refuse: What do customers say about us in online reviews?
