-- answer: how many shipments
select count(*) from "tblShipment"
-- answer: freight cost by carrier
select "carrierName", sum("freightCost") from "tblShipment" left join "tblCarrier" using ("carrierId") group by 1
-- answer: Number of shipments per service level
select "serviceLevel", count(*) from "tblShipment" group by 1
-- ordered: top 3 customers by freight cost
select "customerName", sum("freightCost") s from "tblShipment" join "tblCustomer" using ("customerId") group by "customerId", 1 order by s desc limit 3
-- answer: shipments delivered in May 2025
select count(*) from "tblShipment" where "deliveredDate" >= '2025-05-01' and "deliveredDate" < '2025-06-01'
-- answer: shipments booked in may 2025 by origin depot
select "depotName", count(*) from "tblShipment" left join "tblDepot" on "originDepotId" = "depotId" where "bookedDate" >= '2025-05-01' and "bookedDate" < '2025-06-01' group by 1
-- answer: total weight by destination region
select region, sum("weightKg") from "tblShipment" left join "tblDepot" on "destinationDepotId" = "depotId" group by 1
-- answer: lost shipments
select count(*) from "tblShipment" where "shipmentStatus" = 'lost'
-- or
select "shipmentId" from "tblShipment" where "shipmentStatus" = 'lost'
-- answer: what percentage of shipments is express?
select count(*) filter ("serviceLevel" = 'express') * 1.0 / count(*) from "tblShipment"
-- answer: average freight cost of express shipments
select avg("freightCost") from "tblShipment" where "serviceLevel" = 'express'
-- answer: carriers with no shipments
select "carrierName" from "tblCarrier" c where not exists (select 1 from "tblShipment" s where s."carrierId" = c."carrierId")
-- answer: customers that never shipped anything, how many
select count(*) from "tblCustomer" c where not exists (select 1 from "tblShipment" s where s."customerId" = c."customerId")
-- answer: vehicles by type
select "vehicleType", count(*) from "tblVehicle" group by 1
-- answer: number of vans per depot
select "depotName", count(*) from "tblVehicle" left join "tblDepot" using ("depotId") where "vehicleType" = 'Van' group by 1
-- answer: distance driven per month in 2024
select date_trunc('month', "startTime")::date, sum("distanceKm") from "tblTrip" where year("startTime") = 2024 group by 1
-- ordered: five drivers with the highest total distance
select "driverName", sum("distanceKm") d from "tblTrip" join "tblDriver" using ("driverId") group by "driverId", 1 order by d desc limit 5
-- answer: number of trips per driver
select "driverName", count(*) from "tblTrip" left join "tblDriver" using ("driverId") group by "driverId", 1
-- answer: fuel used by vehicle type last year
select "vehicleType", sum("fuelLitres") from "tblTrip" left join "tblVehicle" using ("vehicleId") where year("startTime") = 2024 group by 1
-- answer: average hourly rate of drivers with licence class CE
select avg("hourlyRate") from "tblDriver" where "licenceClass" = 'CE'
-- answer: drivers hired in 2023
select "driverName" from "tblDriver" where year("hireDate") = 2023
-- or
select count(*) from "tblDriver" where year("hireDate") = 2023
-- answer: how many drivers have no depot?
select count(*) from "tblDriver" where "depotId" is null
-- answer: pallets on hand
select sum("palletsOnHand") from "tblStockLevel" where "stockDate" = '2025-05-31'
-- answer: pallets on hand by region
select region, sum("palletsOnHand") from "tblStockLevel" join "tblDepot" using ("depotId") where "stockDate" = '2025-05-31' group by 1
-- answer: pallets on hand per month in 2024
select date_trunc('month', "stockDate")::date, sum("palletsOnHand") from "tblStockLevel" where year("stockDate") = 2024 group by 1
-- answer: capacity per region
select region, sum("capacityPallets") from "tblDepot" group by 1
-- answer: depots in the North
select "depotName" from "tblDepot" where region = 'North'
-- answer: which carrier has the best on time rate?
select "carrierName", "onTimeRate" from "tblCarrier" order by 2 desc nulls last limit 1
-- answer: carriers with an on-time rate below 0.9
select "carrierName" from "tblCarrier" where "onTimeRate" < 0.9
-- answer: customers with a credit limit of at least 25000
select "customerName" from "tblCustomer" where "creditLimit" >= 25000
-- answer: average credit limit by sector
select sector, avg("creditLimit") from "tblCustomer" group by 1
-- answer: vehicles bought before 2016
select "plateNo" from "tblVehicle" where "purchaseYear" < 2016
-- or
select count(*) from "tblVehicle" where "purchaseYear" < 2016
-- answer: vehicels per purchase year
select "purchaseYear", count(*) from "tblVehicle" group by 1
-- answer: freight cost this year compared to last year
select (select sum("freightCost") from "tblShipment" where "bookedDate" >= '2025-01-01' and "bookedDate" < '2025-06-19'), (select sum("freightCost") from "tblShipment" where "bookedDate" >= '2024-01-01' and "bookedDate" < '2024-06-19')
-- answer: shipments in the last 30 days
select count(*) from "tblShipment" where "bookedDate" >= '2025-05-19' and "bookedDate" < '2025-06-18'
-- or
select count(*) from "tblShipment" where "bookedDate" >= '2025-05-20' and "bookedDate" < '2025-06-19'
-- answer: shipments from London to Leeds
select count(*) from "tblShipment" s join "tblDepot" o on o."depotId" = "originDepotId" join "tblDepot" d on d."depotId" = "destinationDepotId" where o.city = 'London' and d.city = 'Leeds'
-- or
select "shipmentId" from "tblShipment" s join "tblDepot" o on o."depotId" = "originDepotId" join "tblDepot" d on d."depotId" = "destinationDepotId" where o.city = 'London' and d.city = 'Leeds'
-- answer: shipments that weigh between 1000 and 2000 kg, how many are there
select count(*) from "tblShipment" where "weightKg" between 1000 and 2000
-- answer: the heaviest shipment
select "shipmentId", "weightKg" from "tblShipment" order by 2 desc limit 1
-- or
select max("weightKg") from "tblShipment"
-- answer: freight cost by sector and service level
select sector, "serviceLevel", sum("freightCost") from "tblShipment" left join "tblCustomer" using ("customerId") where sector is not null group by 1, 2
-- or
select sector, "serviceLevel", sum("freightCost") from "tblShipment" left join "tblCustomer" using ("customerId") group by 1, 2
-- answer: shipments for food customers that weren't delivered by road
select count(*) from "tblShipment" join "tblCustomer" using ("customerId") left join "tblCarrier" using ("carrierId") where sector = 'Food' and "transportMode" <> 'road'
-- or
select count(*) from "tblShipment" join "tblCustomer" using ("customerId") left join "tblCarrier" using ("carrierId") where sector = 'Food' and ("transportMode" <> 'road' or "transportMode" is null)
-- or
select "shipmentId" from "tblShipment" join "tblCustomer" using ("customerId") left join "tblCarrier" using ("carrierId") where sector = 'Food' and "transportMode" <> 'road'
-- answer: sectors with more than 500 shipments
select sector from "tblShipment" join "tblCustomer" using ("customerId") group by 1 having count(*) > 500
-- answer: which shipments went out on more than 5 trips
select "shipmentId" from "tblShipmentTrip" group by 1 having count(*) > 5
-- answer: cumulative freight cost by month in 2024
select date_trunc('month', "bookedDate")::date m, sum(sum("freightCost")) over (order by m) from "tblShipment" where year("bookedDate") = 2024 group by m
-- answer: how many customers do we have in Ireland (IE)?
select count(*) from "tblCustomer" where "countryCode" = 'IE'
-- refuse: profit by customer
-- refuse: CO2 emissions per trip
-- refuse: how many pallets were damaged last month
-- refuse: which warehouse workers called in sick?
-- refuse: expected freight cost for 2026
-- refuse: toll charges by vehicle
-- refuse: customer complaints by carrier
-- ask: shipments by depot
-- ask: freight cost by region
-- ask: trips by city of the shipment
-- ask: best carrier
-- ask: average per driver

-- answer: shipments by month this year
select date_trunc('month', bookedDate), count(*) from tblShipment where year(bookedDate) = 2025 group by 1

-- answer: freight cost per carrier
select c.carrierName, sum(s.freightCost) from tblShipment s join tblCarrier c on c.carrierId = s.carrierId group by 1
-- or
select c.carrierName, sum(s.freightCost) from tblCarrier c left join tblShipment s on c.carrierId = s.carrierId group by 1
-- or
select c.carrierName, coalesce(sum(s.freightCost), 0) from tblCarrier c left join tblShipment s on c.carrierId = s.carrierId group by 1

-- answer: Top 5 customers by freight spend
select k.customerName, sum(s.freightCost) from tblShipment s join tblCustomer k on k.customerId = s.customerId group by 1 order by 2 desc limit 5

-- answer: how many shipments are still in transit
select count(*) from tblShipment where shipmentStatus = 'in transit'

-- answer: lost shipments by carrier
select c.carrierName, count(*) from tblShipment s join tblCarrier c on c.carrierId = s.carrierId where s.shipmentStatus = 'lost' group by 1
-- or
select c.carrierName, count(s.shipmentId) from tblCarrier c left join tblShipment s on c.carrierId = s.carrierId and s.shipmentStatus = 'lost' group by 1

-- answer: What percentage of shipments got lost last year?
select avg(case when shipmentStatus = 'lost' then 1.0 else 0 end) from tblShipment where year(bookedDate) = 2024
-- or
select 100 * avg(case when shipmentStatus = 'lost' then 1.0 else 0 end) from tblShipment where year(bookedDate) = 2024

-- answer: avg delivery time by service level
select serviceLevel, avg(deliveredDate - bookedDate) from tblShipment where deliveredDate is not null group by 1

-- answer: drivers without any trips
select driverId from tblDriver where driverId not in (select driverId from tblTrip)
-- or
select driverName from tblDriver where driverId not in (select driverId from tblTrip)

-- answer: Which customers have never shipped anything with us?
select customerName from tblCustomer where customerId not in (select customerId from tblShipment)

-- answer: km driven per vehicle type this year
select v.vehicleType, sum(t.distanceKm) from tblTrip t join tblVehicle v on v.vehicleId = t.vehicleId where year(t.startTime) = 2025 group by 1

-- answer: Which vehicle has the most km on the clock?
select plateNo, odometerKm from tblVehicle order by 2 desc limit 1
-- or
select vehicleId, odometerKm from tblVehicle order by 2 desc limit 1

-- answer: how many vehicles did we buy since 2020
select count(*) from tblVehicle where purchaseYear >= 2020

-- answer: depot with the most drivers
select d.depotName, count(*) from tblDriver r join tblDepot d on d.depotId = r.depotId group by 1 order by 2 desc limit 1

-- answer: How many of our drivers are not CE licensed?
select count(*) from tblDriver where licenceClass <> 'CE'

-- answer: pallets on hand per depot at the end of May
select d.depotName, l.palletsOnHand from tblStockLevel l join tblDepot d on d.depotId = l.depotId where l.stockDate = '2025-05-31'

-- answer: which depot sends out the most shipments
select d.depotName, count(*) from tblShipment s join tblDepot d on d.depotId = s.originDepotId group by 1 order by 2 desc limit 1

-- answer: Shipments from Dockside to Solent
select count(*) from tblShipment s join tblDepot o on o.depotId = s.originDepotId join tblDepot d on d.depotId = s.destinationDepotId where o.depotName = 'Dockside' and d.depotName = 'Solent'
-- or
select s.shipmentId from tblShipment s join tblDepot o on o.depotId = s.originDepotId join tblDepot d on d.depotId = s.destinationDepotId where o.depotName = 'Dockside' and d.depotName = 'Solent'

-- answer: compare express and economy freight cost
select serviceLevel, sum(freightCost) from tblShipment where serviceLevel in ('express', 'economy') group by 1
-- or
select serviceLevel, avg(freightCost) from tblShipment where serviceLevel in ('express', 'economy') group by 1
-- or
select sum(freightCost) filter (where serviceLevel = 'express'), sum(freightCost) filter (where serviceLevel = 'economy') from tblShipment

-- answer: freight spend this year vs last year
select year(bookedDate), sum(freightCost) from tblShipment where year(bookedDate) in (2024, 2025) and 1=1 group by 1
-- or
select date_trunc('year', bookedDate), sum(freightCost) from tblShipment where year(bookedDate) in (2024, 2025) and 1=1 group by 1
-- or
select sum(freightCost) filter (where bookedDate >= '2025-01-01' and bookedDate < '2025-06-19'), sum(freightCost) filter (where year(bookedDate) = 2024) from tblShipment where 1=1
-- or
select sum(freightCost) filter (where bookedDate >= '2025-01-01' and bookedDate < '2025-06-19'), sum(freightCost) filter (where bookedDate >= '2024-01-01' and bookedDate < '2024-06-18') from tblShipment where 1=1
-- or
select sum(freightCost) filter (where bookedDate >= '2025-01-01' and bookedDate < '2025-06-19'), sum(freightCost) filter (where bookedDate >= '2024-01-01' and bookedDate < '2024-06-19') from tblShipment where 1=1
-- or
select year(bookedDate), sum(freightCost) from tblShipment where (bookedDate >= '2025-01-01' and bookedDate < '2025-06-19' or (bookedDate >= '2024-01-01' and bookedDate < '2024-06-18')) and 1=1 group by 1
-- or
select year(bookedDate), sum(freightCost) from tblShipment where (bookedDate >= '2025-01-01' and bookedDate < '2025-06-19' or (bookedDate >= '2024-01-01' and bookedDate < '2024-06-19')) and 1=1 group by 1

-- answer: customers with a credit limit of at least 25000
select customerName from tblCustomer where creditLimit >= 25000

-- answer: what was the longest trip this year?
select tripId, distanceKm from tblTrip where year(startTime) = 2025 order by 2 desc limit 1
-- or
select max(distanceKm) from tblTrip where year(startTime) = 2025

-- answer: When was the last delivery?
select max(deliveredDate) from tblShipment

-- answer: shipments over 5 tonnes by carrier
select c.carrierName, count(*) from tblShipment s join tblCarrier c on c.carrierId = s.carrierId where s.weightKg > 5000 group by 1
-- or
select c.carrierName, count(s.shipmentId) from tblCarrier c left join tblShipment s on c.carrierId = s.carrierId and s.weightKg > 5000 group by 1

-- answer: customers with more than 60 shipments
select k.customerName from tblShipment s join tblCustomer k on k.customerId = s.customerId group by 1 having count(*) > 60

-- answer: most reliable carrier by on-time rate
select carrierName, onTimeRate from tblCarrier where onTimeRate is not null order by 2 desc limit 1

-- refuse: CO2 emissions per shipment

-- refuse: Which drivers were off sick the most this year?

-- ask: Shipments by depot
