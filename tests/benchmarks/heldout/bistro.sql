-- answer: how many restaurants do we have
select count(*) from restaurants

-- answer: Orders per month
select date_trunc('month', openedAt), count(*) from orders group by 1

-- answer: Net total of paid orders
select sum(netTotal) from orders where orderStatus = 'paid'

-- answer: Number of orders by order type
select orderType, count(*) from orders group by 1

-- answer: average tip on delivery orders
select avg(tipAmount) from orders where orderType = 'delivery'

-- ordered: Top 5 menu items by quantity sold
select m.itemName, sum(i.quantity) from orderItems i join menuItems m using (menuItemId) group by m.menuItemId, 1 order by 2 desc limit 5
-- or
select m.itemName, sum(i.quantity) from orderItems i join menuItems m using (menuItemId) join orders o using (orderId) where o.orderStatus = 'paid' group by m.menuItemId, 1 order by 2 desc limit 5

-- answer: What is the total line amount per menu category?
select m.category, sum(i.lineTotal) from orderItems i join menuItems m using (menuItemId) group by 1

-- answer: How many dishes on the menu are vegan?
select count(*) from menuItems where isVegan = 'Y'

-- answer: number of menu items per category
select category, count(*) from menuItems group by 1

-- answer: Average menu price by category
select category, avg(menuPrice) from menuItems group by 1

-- answer: reservations by status
select reservationStatus, count(*) from reservations group by 1

-- answer: How many reservations made in 2024 were cancelled?
select count(*) from reservations where reservationStatus = 'cancelled' and year(createdAt) = 2024
-- or
select count(*) from reservations where reservationStatus = 'cancelled' and year(reservedFor) = 2024

-- answer: Average party size per restaurant
select r.restaurantName, avg(v.partySize) from reservations v join restaurants r using (restaurantId) group by 1
-- or
select r.restaurantName, avg(v.partySize) from restaurants r left join reservations v using (restaurantId) group by 1

-- answer: How many orders were opened in March 2025?
select count(*) from orders where openedAt >= '2025-03-01' and openedAt < '2025-04-01'

-- answer: net total by city
select r.city, sum(o.netTotal) from orders o join restaurants r using (restaurantId) group by 1
-- or
select r.city, sum(o.netTotal) from restaurants r left join orders o using (restaurantId) group by 1
-- or
select r.city, coalesce(sum(o.netTotal), 0) from restaurants r left join orders o using (restaurantId) group by 1

-- answer: Net total per quarter in 2024
select date_trunc('quarter', openedAt), sum(netTotal) from orders where year(openedAt) = 2024 group by 1

-- answer: How many orders had more than 6 guests?
select count(*) from orders where guestCount > 6

-- answer: distinct menu items sold
select count(distinct menuItemId) from orderItems
-- or
select count(distinct m.menuItemId) from orderItems i join menuItems m using (menuItemId)
-- or
select distinct m.itemName from orderItems i join menuItems m using (menuItemId)

-- answer: What's the most expensive item on the menu?
select itemName from menuItems order by menuPrice desc limit 1

-- answer: total worked hours by role
select s.role, sum(h.workedHours) from staffShifts h join staff s using (staffId) group by 1

-- answer: How many shifts ended up as a no show?
select count(*) from staffShifts where noShow = 1

-- answer: cash orders last month
select count(*) from orders where paymentMethod = 'cash' and openedAt >= '2025-05-01' and openedAt < '2025-06-01'

-- answer: What percentage of orders are takeaway?
select 100.0 * count(*) filter (where orderType = 'takeaway') / count(*) from orders
-- or
select 1.0 * count(*) filter (where orderType = 'takeaway') / count(*) from orders

-- answer: which restaurants have a drive thru?
select restaurantName from restaurants where hasDriveThru

-- ordered: Average hourly wage by role, highest first
select role, avg(hourlyWage) from staff group by 1 order by 2 desc

-- answer: How many orders have no payment method?
select count(*) from orders where paymentMethod is null

-- answer: Net totl by payment method this year
select paymentMethod, sum(netTotal) from orders where openedAt >= '2025-01-01' and paymentMethod is not null group by 1

-- ordered: Top 5 servers by total tips
select s.fullName, sum(o.tipAmount) from orders o join staff s on s.staffId = o.serverId group by s.staffId, 1 order by 2 desc limit 5

-- answer: Which menu items have never been ordered?
select itemName from menuItems m where not exists (select 1 from orderItems i where i.menuItemId = m.menuItemId)

-- answer: On average, how many orders does a restaurant have?
select count(*) * 1.0 / count(distinct restaurantId) from orders where restaurantId in (select restaurantId from restaurants)
-- or
select count(*) * 1.0 / (select count(*) from restaurants) from orders where restaurantId in (select restaurantId from restaurants)
-- or
select count(*) * 1.0 / (select count(*) from restaurants) from orders

-- answer: cancellation rate of reservations by source
select source, 1.0 * count(*) filter (where reservationStatus = 'cancelled') / count(*) from reservations where source is not null group by 1
-- or
select source, 100.0 * count(*) filter (where reservationStatus = 'cancelled') / count(*) from reservations where source is not null group by 1

-- answer: Compare the net total of Q1 2025 with Q1 2024
select sum(netTotal) filter (where openedAt >= '2025-01-01' and openedAt < '2025-04-01'), sum(netTotal) filter (where openedAt >= '2024-01-01' and openedAt < '2024-04-01') from orders
-- or
select sum(netTotal) from orders where openedAt >= '2025-01-01' and openedAt < '2025-04-01' or openedAt >= '2024-01-01' and openedAt < '2024-04-01' group by year(openedAt)

-- answer: Which restaurant gets the highest average tip on dine-in orders?
select r.restaurantName from orders o join restaurants r using (restaurantId) where o.orderType = 'dine-in' group by 1 order by avg(o.tipAmount) desc limit 1

-- answer: Servers who handled more than 30 orders in 2024
select s.fullName from orders o join staff s on s.staffId = o.serverId where year(o.openedAt) = 2024 group by s.staffId, 1 having count(*) > 30

-- refuse: Calories per menu item
-- refuse: What is our revenue by supplier?
-- refuse: how many orders came from loyalty card members
-- refuse: Forecast next month's sales for Lyon

-- ask: Total hours in May 2025
-- ask: Who are our best servers?
