-- answer: how many parcels did we ship in total
select count(*) from PARCEL where true
-- or
select count(*) from PARCEL where STATUS <> 'cancelled'

-- answer: Parcels by status
select STATUS, count(*) from PARCEL group by 1

-- answer: Revenue by service
select SERVICE, sum(PRICE) from PARCEL group by 1
-- or
select SERVICE, sum(PRICE) from PARCEL where STATUS <> 'cancelled' group by 1

-- answer: number of parcels shipped per month in 2024
select date_trunc('month', SHIPPED_ON)::date m, count(*) from PARCEL where year(SHIPPED_ON) = 2024 and true group by 1
-- or
select date_trunc('month', SHIPPED_ON)::date m, count(*) from PARCEL where year(SHIPPED_ON) = 2024 and STATUS <> 'cancelled' group by 1

-- answer: How many parcels were delivered in May 2025?
select count(*) from PARCEL where DELIVERED_ON >= '2025-05-01' and DELIVERED_ON < '2025-06-01'

-- answer: Average parcel weight
select avg(WEIGHT_KG) from PARCEL where true
-- or
select avg(WEIGHT_KG) from PARCEL where STATUS <> 'cancelled'

-- answer: how many parcels are heavier than 20 kg?
select count(*) from PARCEL where WEIGHT_KG > 20 and true
-- or
select count(*) from PARCEL where WEIGHT_KG > 20 and STATUS <> 'cancelled'

-- answer: Number of lost parcels by service
select SERVICE, count(*) from PARCEL where STATUS = 'lost' group by 1

-- answer: Top 10 senders by total price
select c.CUST_NAME, sum(p.PRICE) from PARCEL p join CUSTOMER c on c.CUST_NO = p.SENDER_CUST_NO group by 1 order by 2 desc limit 10
-- or
select c.CUST_NAME, sum(p.PRICE) from PARCEL p join CUSTOMER c on c.CUST_NO = p.SENDER_CUST_NO where STATUS <> 'cancelled' group by 1 order by 2 desc limit 10

-- answer: Parcels per receiver city
select c.CITY, count(*) from PARCEL p join CUSTOMER c on c.CUST_NO = p.RECEIVER_CUST_NO where true and true group by 1
-- or
select c.CITY, count(*) from PARCEL p join CUSTOMER c on c.CUST_NO = p.RECEIVER_CUST_NO where true and c.CITY is not null group by 1
-- or
select c.CITY, count(*) from PARCEL p join CUSTOMER c on c.CUST_NO = p.RECEIVER_CUST_NO where STATUS <> 'cancelled' and true group by 1
-- or
select c.CITY, count(*) from PARCEL p join CUSTOMER c on c.CUST_NO = p.RECEIVER_CUST_NO where STATUS <> 'cancelled' and c.CITY is not null group by 1

-- answer: What did business senders pay us last year?
select sum(PRICE) from PARCEL p join CUSTOMER c on c.CUST_NO = p.SENDER_CUST_NO where c.CUST_TYPE = 'business' and year(SHIPPED_ON) = 2024 and true
-- or
select sum(PRICE) from PARCEL p join CUSTOMER c on c.CUST_NO = p.SENDER_CUST_NO where c.CUST_TYPE = 'business' and year(SHIPPED_ON) = 2024 and STATUS <> 'cancelled'

-- answer: couriers per depot
select d.DEPOT_NAME, count(*) from COURIER c join DEPOT d using (DEPOT_CODE) group by 1
-- or
select d.DEPOT_NAME, count(*) from COURIER c join DEPOT d using (DEPOT_CODE) where c.LEFT_ON is null group by 1
-- or
select d.DEPOT_NAME, count(c.COURIER_NO) from DEPOT d left join COURIER c on c.DEPOT_CODE = d.DEPOT_CODE and true group by 1
-- or
select d.DEPOT_NAME, count(c.COURIER_NO) from DEPOT d left join COURIER c on c.DEPOT_CODE = d.DEPOT_CODE and c.LEFT_ON is null group by 1

-- answer: How many freelance couriers do we have?
select count(*) from COURIER where CONTRACT_TYPE = 'freelance' and true
-- or
select count(*) from COURIER where CONTRACT_TYPE = 'freelance' and LEFT_ON is null

-- answer: How many vehicles are in service?
select count(*) from VEHICLE where IN_SERVICE = 1

-- answer: vehicles by fuel
select FUEL, count(*) from VEHICLE group by 1
-- or
select FUEL, count(*) from VEHICLE where IN_SERVICE = 1 group by 1

-- answer: Average mileage per vehicle type
select VEHICLE_TYPE, avg(MILEAGE_KM) from VEHICLE group by 1
-- or
select VEHICLE_TYPE, avg(MILEAGE_KM) from VEHICLE where IN_SERVICE = 1 group by 1

-- answer: which depot has the largest daily capacity?
select DEPOT_NAME, DAILY_CAPACITY from DEPOT order by DAILY_CAPACITY desc limit 1

-- answer: Total daily capacity by region
select REGION, sum(DAILY_CAPACITY) from DEPOT group by 1

-- answer: the 3 longest routes
select ROUTE_NAME, DISTANCE_KM from ROUTE order by DISTANCE_KM desc limit 3

-- answer: Routes with fewer than 30 stops
select count(*) from ROUTE where STOPS < 30
-- or
select ROUTE_NO, ROUTE_NAME from ROUTE where STOPS < 30
-- or
select ROUTE_NAME, STOPS from ROUTE where STOPS < 30

-- ordered: Delivery attempts by outcome, most frequent first
select OUTCOME, count(*) from DELIVERY_ATTEMPT group by 1 order by 2 desc

-- answer: How often was nobody home in the last 30 days?
select count(*) from DELIVERY_ATTEMPT where OUTCOME = 'nobody home' and ATTEMPTED_AT >= '2025-05-19'
-- or
select count(*) from DELIVERY_ATTEMPT where OUTCOME = 'nobody home' and ATTEMPTED_AT >= '2025-05-20'

-- answer: What share of parcels is insured?
select 100.0 * count(*) filter (where INSURED = 'Y') / count(*) from PARCEL where true
-- or
select 100.0 * count(*) filter (where INSURED = 'Y') / count(*) from PARCEL where STATUS <> 'cancelled'
-- or
select 1.0 * count(*) filter (where INSURED = 'Y') / count(*) from PARCEL where true
-- or
select 1.0 * count(*) filter (where INSURED = 'Y') / count(*) from PARCEL where STATUS <> 'cancelled'

-- answer: highest declared value
select max(DECLARED_VALUE) from PARCEL where true
-- or
select max(DECLARED_VALUE) from PARCEL where STATUS <> 'cancelled'

-- answer: How many different customers sent a parcel in 2025?
select count(distinct SENDER_CUST_NO) from PARCEL where year(SHIPPED_ON) = 2025 and true
-- or
select count(distinct SENDER_CUST_NO) from PARCEL where year(SHIPPED_ON) = 2025 and STATUS <> 'cancelled'
-- or
select count(distinct c.CUST_NO) from PARCEL p join CUSTOMER c on c.CUST_NO = p.SENDER_CUST_NO where year(SHIPPED_ON) = 2025 and true
-- or
select count(distinct c.CUST_NO) from PARCEL p join CUSTOMER c on c.CUST_NO = p.SENDER_CUST_NO where year(SHIPPED_ON) = 2025 and STATUS <> 'cancelled'

-- ordered: Shipped parcels per year, newest year first
select count(*), date_trunc('year', SHIPPED_ON)::date y from PARCEL group by 2 order by 2 desc
-- or
select count(*), date_trunc('year', SHIPPED_ON)::date y from PARCEL where STATUS <> 'cancelled' group by 2 order by 2 desc
-- or
select count(*), year(SHIPPED_ON) y from PARCEL group by 2 order by 2 desc
-- or
select count(*), year(SHIPPED_ON) y from PARCEL where STATUS <> 'cancelled' group by 2 order by 2 desc

-- answer: parcels without declared value
select count(*) from PARCEL where DECLARED_VALUE is null and true
-- or
select count(*) from PARCEL where DECLARED_VALUE is null and STATUS <> 'cancelled'

-- answer: Express parcels shipped between 1 March and 31 March 2025
select count(*) from PARCEL where SERVICE = 'express' and SHIPPED_ON between '2025-03-01' and '2025-03-31' and true
-- or
select count(*) from PARCEL where SERVICE = 'express' and SHIPPED_ON between '2025-03-01' and '2025-03-31' and STATUS <> 'cancelled'
-- or
select PARCEL_NO from PARCEL where SERVICE = 'express' and SHIPPED_ON between '2025-03-01' and '2025-03-31' and true
-- or
select PARCEL_NO from PARCEL where SERVICE = 'express' and SHIPPED_ON between '2025-03-01' and '2025-03-31' and STATUS <> 'cancelled'

-- answer: average delivery time in days per service
select SERVICE, avg(date_diff('day', SHIPPED_ON, DELIVERED_ON)) from PARCEL where DELIVERED_ON is not null group by 1

-- answer: Top 5 couriers by successful delivery attempts
select c.COURIER_NAME, count(*) from DELIVERY_ATTEMPT a join COURIER c using (COURIER_NO) where a.OUTCOME = 'delivered' group by 1 order by 2 desc limit 5

-- answer: How many couriers have never made a delivery attempt?
select count(*) from COURIER c where not exists (select 1 from DELIVERY_ATTEMPT a where a.COURIER_NO = c.COURIER_NO)

-- answer: Average price of parcels sent from Warsaw to Krakow
select avg(p.PRICE) from PARCEL p join CUSTOMER s on s.CUST_NO = p.SENDER_CUST_NO join CUSTOMER r on r.CUST_NO = p.RECEIVER_CUST_NO where s.CITY = 'Warsaw' and r.CITY = 'Krakow' and true
-- or
select avg(p.PRICE) from PARCEL p join CUSTOMER s on s.CUST_NO = p.SENDER_CUST_NO join CUSTOMER r on r.CUST_NO = p.RECEIVER_CUST_NO where s.CITY = 'Warsaw' and r.CITY = 'Krakow' and STATUS <> 'cancelled'

-- refuse: How much fuel did our vans use last month?

-- refuse: average customer rating per courier

-- ask: Number of parcels by customer city
