-- answer: How many machines do we have?
select count(*) from machines
-- answer: machines per plant
select p.plantName, count(*) from machines m join plants p using (plantId) group by 1
-- or
select p.plantName, count(m.machineId) from plants p left join machines m using (plantId) group by 1
-- answer: Number of machines by machine type
select machineType, count(*) from machines group by 1
-- answer: total quantity produced
select sum(qtyProduced) from workOrders
-- answer: Quantity scrapped by product family
select p.productFamily, sum(w.qtyScrapped) from workOrders w join products p using (productId) group by 1
-- answer: Which plant has the most downtime?
select p.plantName, sum(d.durationMinutes) from downtimeEvents d join machines m using (machineId) join plants p using (plantId) group by 1 order by 2 desc limit 1
-- answer: downtime minutes per reason
select reason, sum(durationMinutes) from downtimeEvents group by 1
-- ordered: Monthly downtime in 2024
select date_trunc('month', startedAt)::date, sum(durationMinutes) from downtimeEvents where year(startedAt) = 2024 group by 1 order by 1
-- or
select date_trunc('month', startedAt)::date, sum(durationMinutes) / 60.0 from downtimeEvents where year(startedAt) = 2024 group by 1 order by 1
-- answer: How many unplanned downtime events were there?
select count(*) from downtimeEvents where not isPlanned
-- answer: average duration of a downtime event
select avg(durationMinutes) from downtimeEvents
-- answer: average temperature per machine type
select m.machineType, avg(s.temperatureC) from sensorReadings s join machines m using (machineId) group by 1
-- answer: max vibration measured in June 2025
select max(vibrationMm) from sensorReadings where readAt >= '2025-06-01' and readAt < '2025-07-01'
-- answer: Give me the number of work orders by status
select orderStatus, count(*) from workOrders group by 1
-- answer: how many completed work orders last quarter
select count(*) from workOrders where orderStatus = 'completed' and plannedStart >= '2025-01-01' and plannedStart < '2025-04-01'
-- or
select count(*) from workOrders where orderStatus = 'completed' and actualEnd >= '2025-01-01' and actualEnd < '2025-04-01'
-- or
select count(*) from workOrders where orderStatus = 'completed' and plannedEnd >= '2025-01-01' and plannedEnd < '2025-04-01'
-- answer: top 5 machines by quantity produced
select m.machineName, sum(w.qtyProduced) from workOrders w join machines m using (machineId) group by 1 order by 2 desc limit 5
-- answer: defects by severity
select severity, count(*) from defects group by 1
-- or
select severity, sum(defectQty) from defects group by 1
-- answer: critical defects found this year
select count(*) from defects where severity = 'critical' and foundOn >= '2025-01-01'
-- or
select sum(defectQty) from defects where severity = 'critical' and foundOn >= '2025-01-01'
-- or
select defectId from defects where severity = 'critical' and foundOn >= '2025-01-01'
-- answer: machines installed before 2015
select machineId from machines where installedOn < '2015-01-01'
-- or
select machineName from machines where installedOn < '2015-01-01'
-- or
select count(*) from machines where installedOn < '2015-01-01'
-- answer: machines that never had a work order
select machineName from machines m where not exists (select 1 from workOrders w where w.machineId = m.machineId)
-- answer: Which plants have no machines?
select plantName from plants p where not exists (select 1 from machines m where m.plantId = p.plantId)
-- answer: number of German plants
select count(*) from plants where country = 'Germany'
-- answer: Total headcount by country
select country, sum(headcount) from plants group by 1
-- answer: which products have no list price
select productName from products where listPrice is null
-- answer: average margin (list price minus standard cost) per product family
select productFamily, avg(listPrice - standardCost) from products group by 1
-- answer: scrap rate by plant
select p.plantName, sum(w.qtyScrapped) * 1.0 / sum(w.qtyProduced) from workOrders w join machines m using (machineId) join plants p using (plantId) group by 1
-- or
select p.plantName, sum(w.qtyScrapped) * 100.0 / sum(w.qtyProduced) from workOrders w join machines m using (machineId) join plants p using (plantId) group by 1
-- answer: how many work orders finished later than planned
select count(*) from workOrders where actualEnd > plannedEnd
-- answer: open downtime events
select eventId from downtimeEvents where endedAt is null
-- or
select count(*) from downtimeEvents where endedAt is null
-- answer: Number of distinct products produced in Leipzig
select count(distinct w.productId) from workOrders w join machines m using (machineId) join plants p using (plantId) where p.plantName = 'Leipzig'
-- or
select count(distinct w.productId) from workOrders w join machines m using (machineId) join plants p using (plantId) where p.plantName = 'Leipzig' and w.qtyProduced > 0
-- answer: Show produced quantity per quarter for brake discs
select date_trunc('quarter', w.plannedStart)::date, sum(w.qtyProduced) from workOrders w join products p using (productId) where p.productName = 'Brake disc' group by 1
-- or
select date_trunc('quarter', w.actualEnd)::date, sum(w.qtyProduced) from workOrders w join products p using (productId) where p.productName = 'Brake disc' group by 1
-- answer: operators with more than 35 work orders
select o.operatorName, count(*) from workOrders w join operators o using (operatorId) group by o.operatorId, 1 having count(*) > 35
-- or
select o.operatorName from workOrders w join operators o using (operatorId) group by o.operatorId, 1 having count(*) > 35
-- answer: work orders without an operator
select count(*) from workOrders where operatorId is null
-- or
select workOrderId from workOrders where operatorId is null
-- answer: downtime events and defects per plant
select p.plantName, (select count(*) from downtimeEvents d join machines m using (machineId) where m.plantId = p.plantId), (select count(*) from defects d join workOrders w using (workOrderId) join machines m using (machineId) where m.plantId = p.plantId) from plants p where p.plantName <> 'Zaragoza'
-- or
select p.plantName, (select count(*) from downtimeEvents d join machines m using (machineId) where m.plantId = p.plantId), (select count(*) from defects d join workOrders w using (workOrderId) join machines m using (machineId) where m.plantId = p.plantId) from plants p
-- or
select p.plantName, (select count(*) from downtimeEvents d join machines m using (machineId) where m.plantId = p.plantId), (select sum(defectQty) from defects d join workOrders w using (workOrderId) join machines m using (machineId) where m.plantId = p.plantId) from plants p where p.plantName <> 'Zaragoza'
-- answer: average downtime minutes per machine for each plant
select p.plantName, 1.0 * sum(d.durationMinutes) / count(distinct d.machineId) from downtimeEvents d join machines m using (machineId) join plants p using (plantId) group by 1
-- or
select p.plantName, 1.0 * sum(t.s) / count(*) from machines m join plants p using (plantId) left join (select machineId, sum(durationMinutes) s from downtimeEvents group by 1) t using (machineId) group by 1
-- or
select p.plantName, avg(t.s) from machines m join plants p using (plantId) join (select machineId, sum(durationMinutes) s from downtimeEvents group by 1) t using (machineId) group by 1
-- answer: Compare production in 2024 vs 2023 per plant
select p.plantName, sum(w.qtyProduced) filter (where year(w.plannedStart) = 2024), sum(w.qtyProduced) filter (where year(w.plannedStart) = 2023) from workOrders w join machines m using (machineId) join plants p using (plantId) group by 1
-- or
select p.plantName, year(w.plannedStart), sum(w.qtyProduced) from workOrders w join machines m using (machineId) join plants p using (plantId) where year(w.plannedStart) in (2023, 2024) group by 1, 2
-- or
select p.plantName, date_trunc('year', w.plannedStart)::date, sum(w.qtyProduced) from workOrders w join machines m using (machineId) join plants p using (plantId) where year(w.plannedStart) in (2023, 2024) group by 1, 2
-- answer: the machine with the longest total downtime in each plant
select pl, m from (select p.plantName pl, m.machineName m, row_number() over (partition by p.plantName order by sum(d.durationMinutes) desc) r from downtimeEvents d join machines m using (machineId) join plants p using (plantId) group by 1, 2) where r = 1
-- answer: avg power draw of active Siemens machines
select avg(s.powerKw) from sensorReadings s join machines m using (machineId) where m.vendor = 'Siemens' and m.isActive
-- answer: how many high priority orders are still in progress?
select count(*) from workOrders where priority = 'high' and orderStatus = 'inProgress'
-- answer: mechanical failure downtime by machine type, exclude robot arms
select m.machineType, sum(d.durationMinutes) from downtimeEvents d join machines m using (machineId) where d.reason = 'mechanical failure' and m.machineType <> 'Robot arm' group by 1
-- answer: machines with temprature above 85 degrees
select distinct m.machineName from sensorReadings s join machines m using (machineId) where s.temperatureC > 85
-- or
select count(distinct machineId) from sensorReadings where temperatureC > 85
-- refuse: What did machine maintenance cost us in 2024?
-- refuse: number of workplace injuries per plant
-- refuse: CO2 emissions by plant
-- refuse: Why is scrap so high in Monterrey?
-- ask: quantity by product
-- ask: Which machine is the worst?
