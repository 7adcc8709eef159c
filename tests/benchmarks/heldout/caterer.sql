-- answer: Events by type
select e.EventType, count(*) from Event e group by 1
-- or
select e.EventType, count(*) from Event e where e.EventStatus <> 'Cancelled' group by 1
-- or
select e.EventType, count(*) from Event e where e.EventStatus = 'Completed' group by 1
-- or
select e.EventType, count(*) from Event e where e.EventStatus in ('Completed', 'Confirmed') group by 1

-- answer: Revenue per month in 2024
select date_trunc('month', e.EventDate), sum(e.TotalAmount) from Event e where year(e.EventDate) = 2024 group by 1
-- or
select date_trunc('month', e.EventDate), sum(e.TotalAmount) from Event e where e.EventStatus <> 'Cancelled' and year(e.EventDate) = 2024 group by 1
-- or
select date_trunc('month', e.EventDate), sum(e.TotalAmount) from Event e where e.EventStatus = 'Completed' and year(e.EventDate) = 2024 group by 1
-- or
select date_trunc('month', e.EventDate), sum(e.TotalAmount) from Event e where e.EventStatus in ('Completed', 'Confirmed') and year(e.EventDate) = 2024 group by 1
-- or
select date_trunc('month', PaymentDate), sum(Amount) from Payment where year(PaymentDate) = 2024 group by 1

-- answer: Top 5 clients by total amount
select c.ClientName, sum(e.TotalAmount) from Event e join Client c using (ClientID) group by 1 order by 2 desc limit 5
-- or
select c.ClientName, sum(e.TotalAmount) from Event e join Client c using (ClientID) where e.EventStatus <> 'Cancelled' group by 1 order by 2 desc limit 5
-- or
select c.ClientName, sum(e.TotalAmount) from Event e join Client c using (ClientID) where e.EventStatus = 'Completed' group by 1 order by 2 desc limit 5
-- or
select c.ClientName, sum(e.TotalAmount) from Event e join Client c using (ClientID) where e.EventStatus in ('Completed', 'Confirmed') group by 1 order by 2 desc limit 5

-- answer: How many weddings did we cater in 2024?
select count(*) from Event e where e.EventType = 'Wedding' and year(e.EventDate) = 2024
-- or
select count(*) from Event e where e.EventStatus <> 'Cancelled' and e.EventType = 'Wedding' and year(e.EventDate) = 2024
-- or
select count(*) from Event e where e.EventStatus = 'Completed' and e.EventType = 'Wedding' and year(e.EventDate) = 2024
-- or
select count(*) from Event e where e.EventStatus in ('Completed', 'Confirmed') and e.EventType = 'Wedding' and year(e.EventDate) = 2024

-- then: and birthdays?
select count(*) from Event e where e.EventType = 'Birthday' and year(e.EventDate) = 2024
-- or
select count(*) from Event e where e.EventStatus <> 'Cancelled' and e.EventType = 'Birthday' and year(e.EventDate) = 2024
-- or
select count(*) from Event e where e.EventStatus = 'Completed' and e.EventType = 'Birthday' and year(e.EventDate) = 2024
-- or
select count(*) from Event e where e.EventStatus in ('Completed', 'Confirmed') and e.EventType = 'Birthday' and year(e.EventDate) = 2024

-- answer: Average guest count by event type
select e.EventType, avg(e.GuestCount) from Event e group by 1
-- or
select e.EventType, avg(e.GuestCount) from Event e where e.EventStatus <> 'Cancelled' group by 1
-- or
select e.EventType, avg(e.GuestCount) from Event e where e.EventStatus = 'Completed' group by 1
-- or
select e.EventType, avg(e.GuestCount) from Event e where e.EventStatus in ('Completed', 'Confirmed') group by 1

-- ordered: Number of events per venue, highest first
select v.VenueName, count(*) from Event e join Venue v using (VenueID) group by 1 order by 2 desc
-- or
select v.VenueName, count(*) from Event e join Venue v using (VenueID) where e.EventStatus <> 'Cancelled' group by 1 order by 2 desc
-- or
select v.VenueName, count(*) from Event e join Venue v using (VenueID) where e.EventStatus = 'Completed' group by 1 order by 2 desc
-- or
select v.VenueName, count(*) from Event e join Venue v using (VenueID) where e.EventStatus in ('Completed', 'Confirmed') group by 1 order by 2 desc
-- or
select v.VenueName, count(e.EventID) from Venue v left join Event e on e.VenueID = v.VenueID and true group by 1 order by 2 desc
-- or
select v.VenueName, count(e.EventID) from Venue v left join Event e on e.VenueID = v.VenueID and e.EventStatus <> 'Cancelled' group by 1 order by 2 desc
-- or
select v.VenueName, count(e.EventID) from Venue v left join Event e on e.VenueID = v.VenueID and e.EventStatus = 'Completed' group by 1 order by 2 desc
-- or
select v.VenueName, count(e.EventID) from Venue v left join Event e on e.VenueID = v.VenueID and e.EventStatus in ('Completed', 'Confirmed') group by 1 order by 2 desc

-- answer: Which dishes are vegan?
select DishName from Dish where DietaryType = 'Vegan'

-- answer: Top 10 dishes by portions
select d.DishName, sum(x.Portions) from EventDish x join Dish d using (DishID) join Event e using (EventID) group by 1 order by 2 desc limit 10
-- or
select d.DishName, sum(x.Portions) from EventDish x join Dish d using (DishID) join Event e using (EventID) where e.EventStatus <> 'Cancelled' group by 1 order by 2 desc limit 10
-- or
select d.DishName, sum(x.Portions) from EventDish x join Dish d using (DishID) join Event e using (EventID) where e.EventStatus = 'Completed' group by 1 order by 2 desc limit 10
-- or
select d.DishName, sum(x.Portions) from EventDish x join Dish d using (DishID) join Event e using (EventID) where e.EventStatus in ('Completed', 'Confirmed') group by 1 order by 2 desc limit 10

-- answer: Portions by course
select d.Course, sum(x.Portions) from EventDish x join Dish d using (DishID) join Event e using (EventID) group by 1
-- or
select d.Course, sum(x.Portions) from EventDish x join Dish d using (DishID) join Event e using (EventID) where e.EventStatus <> 'Cancelled' group by 1
-- or
select d.Course, sum(x.Portions) from EventDish x join Dish d using (DishID) join Event e using (EventID) where e.EventStatus = 'Completed' group by 1
-- or
select d.Course, sum(x.Portions) from EventDish x join Dish d using (DishID) join Event e using (EventID) where e.EventStatus in ('Completed', 'Confirmed') group by 1

-- answer: Total food cost by event type
select e.EventType, sum(x.Portions * d.CostPerPortion) from EventDish x join Dish d using (DishID) join Event e using (EventID) group by 1
-- or
select e.EventType, sum(x.Portions * d.CostPerPortion) from EventDish x join Dish d using (DishID) join Event e using (EventID) where e.EventStatus <> 'Cancelled' group by 1
-- or
select e.EventType, sum(x.Portions * d.CostPerPortion) from EventDish x join Dish d using (DishID) join Event e using (EventID) where e.EventStatus = 'Completed' group by 1
-- or
select e.EventType, sum(x.Portions * d.CostPerPortion) from EventDish x join Dish d using (DishID) join Event e using (EventID) where e.EventStatus in ('Completed', 'Confirmed') group by 1

-- answer: Average margin per portion (price minus cost) by course
select Course, avg(PricePerPortion - CostPerPortion) from Dish group by 1
-- or
select Course, avg(PricePerPortion - CostPerPortion) from Dish where IsActive group by 1

-- answer: Which dishes have never been served?
select DishName from Dish where DishID not in (select DishID from EventDish)
-- or
select DishName from Dish where DishID not in (select DishID from EventDish) and IsActive

-- answer: Hours worked by job title in 2025
select m.JobTitle, sum(s.HoursWorked) from StaffShift s join Employee m using (EmployeeID) where year(s.ShiftDate) = 2025 group by 1

-- answer: How many no-shows did we have last year?
select count(*) from StaffShift where ShiftStatus = 'No show' and year(ShiftDate) = 2024

-- answer: Staff cost per month in 2025 (hours times hourly rate)
select date_trunc('month', s.ShiftDate), sum(s.HoursWorked * m.HourlyRate) from StaffShift s join Employee m using (EmployeeID) where year(s.ShiftDate) = 2025 group by 1

-- answer: Number of chefs
select count(*) from Employee where JobTitle = 'Chef'
-- or
select count(*) from Employee where JobTitle = 'Chef' and TerminationDate is null

-- answer: Who has been hired since January 2024?
select m.FirstName, m.LastName from Employee m where m.HireDate >= '2024-01-01'
-- or
select m.FirstName, m.LastName from Employee m where m.HireDate >= '2024-01-01' and m.TerminationDate is null
-- or
select m.FirstName || ' ' || m.LastName from Employee m where m.HireDate >= '2024-01-01'
-- or
select m.FirstName || ' ' || m.LastName from Employee m where m.HireDate >= '2024-01-01' and m.TerminationDate is null
-- or
select m.EmployeeID from Employee m where m.HireDate >= '2024-01-01'
-- or
select m.EmployeeID from Employee m where m.HireDate >= '2024-01-01' and m.TerminationDate is null

-- answer: Average food score and service score
select avg(FoodScore), avg(ServiceScore) from Feedback

-- answer: Average service score per event manager
select m.FirstName, m.LastName, avg(f.ServiceScore) from Feedback f join Event e using (EventID) join Employee m on m.EmployeeID = e.EventManagerID group by m.EmployeeID, m.FirstName, m.LastName
-- or
select m.FirstName || ' ' || m.LastName, avg(f.ServiceScore) from Feedback f join Event e using (EventID) join Employee m on m.EmployeeID = e.EventManagerID group by m.EmployeeID, m.FirstName, m.LastName
-- or
select m.EmployeeID, avg(f.ServiceScore) from Feedback f join Event e using (EventID) join Employee m on m.EmployeeID = e.EventManagerID group by m.EmployeeID, m.FirstName, m.LastName

-- answer: How many events got a food score below 3?
select count(*) from Feedback where FoodScore < 3
-- or
select count(distinct EventID) from Feedback where FoodScore < 3

-- answer: Total deposits received in May 2025
select sum(Amount) from Payment where PaymentType = 'Deposit' and PaymentDate >= '2025-05-01' and PaymentDate < '2025-06-01'

-- answer: Amount received by payment method
select PaymentMethod, sum(Amount) from Payment group by 1

-- answer: Which events are coming up in the next two weeks?
select e.EventID from Event e where e.EventDate >= '2025-06-18' and e.EventDate <= '2025-07-02'
-- or
select e.EventID from Event e where e.EventDate >= '2025-06-18' and e.EventDate <= '2025-07-02' and e.EventStatus <> 'Cancelled'
-- or
select e.EventID from Event e where e.EventDate >= '2025-06-18' and e.EventDate <= '2025-07-02' and e.EventStatus = 'Confirmed'
-- or
select e.EventID from Event e where e.EventDate > '2025-06-18' and e.EventDate <= '2025-07-02'
-- or
select e.EventID from Event e where e.EventDate > '2025-06-18' and e.EventDate <= '2025-07-02' and e.EventStatus <> 'Cancelled'
-- or
select e.EventID from Event e where e.EventDate > '2025-06-18' and e.EventDate <= '2025-07-02' and e.EventStatus = 'Confirmed'

-- answer: How many events are still tentative?
select count(*) from Event where EventStatus = 'Tentative'

-- then: what are they worth?
select sum(TotalAmount) from Event where EventStatus = 'Tentative'

-- answer: Value of events cancelled in 2024
select sum(TotalAmount) from Event where EventStatus = 'Cancelled' and year(CancelledDate) = 2024
-- or
select sum(TotalAmount) from Event where EventStatus = 'Cancelled' and year(EventDate) = 2024

-- answer: How many days ahead are weddings booked on average?
select avg(date_diff('day', e.BookedDate, e.EventDate)) from Event e where e.EventType = 'Wedding'
-- or
select avg(date_diff('day', e.BookedDate, e.EventDate)) from Event e where e.EventStatus <> 'Cancelled' and e.EventType = 'Wedding'
-- or
select avg(date_diff('day', e.BookedDate, e.EventDate)) from Event e where e.EventStatus = 'Completed' and e.EventType = 'Wedding'
-- or
select avg(date_diff('day', e.BookedDate, e.EventDate)) from Event e where e.EventStatus in ('Completed', 'Confirmed') and e.EventType = 'Wedding'

-- answer: Venues without a kitchen
select VenueName from Venue where not HasKitchen
-- or
select count(*) from Venue where not HasKitchen

-- answer: What was our biggest event by number of guests?
select e.EventID, e.GuestCount from Event e order by e.GuestCount desc limit 1
-- or
select e.EventID, e.GuestCount from Event e where e.EventStatus <> 'Cancelled' order by e.GuestCount desc limit 1
-- or
select e.EventID, e.GuestCount from Event e where e.EventStatus = 'Completed' order by e.GuestCount desc limit 1
-- or
select e.EventID, e.GuestCount from Event e where e.EventStatus in ('Completed', 'Confirmed') order by e.GuestCount desc limit 1
-- or
select e.EventID from Event e order by e.GuestCount desc limit 1
-- or
select e.EventID from Event e where e.EventStatus <> 'Cancelled' order by e.GuestCount desc limit 1
-- or
select e.EventID from Event e where e.EventStatus = 'Completed' order by e.GuestCount desc limit 1
-- or
select e.EventID from Event e where e.EventStatus in ('Completed', 'Confirmed') order by e.GuestCount desc limit 1

-- answer: Number of clients by client type
select ClientType, count(*) from Client group by 1

-- answer: Which clients have never had an event with us?
select c.ClientName from Client c where not exists (select 1 from Event e where e.ClientID = c.ClientID and true)
-- or
select c.ClientName from Client c where not exists (select 1 from Event e where e.ClientID = c.ClientID and e.EventStatus <> 'Cancelled')
-- or
select c.ClientName from Client c where not exists (select 1 from Event e where e.ClientID = c.ClientID and e.EventStatus = 'Completed')
-- or
select c.ClientName from Client c where not exists (select 1 from Event e where e.ClientID = c.ClientID and e.EventStatus in ('Completed', 'Confirmed'))
-- or
select c.ClientID from Client c where not exists (select 1 from Event e where e.ClientID = c.ClientID and true)
-- or
select c.ClientID from Client c where not exists (select 1 from Event e where e.ClientID = c.ClientID and e.EventStatus <> 'Cancelled')
-- or
select c.ClientID from Client c where not exists (select 1 from Event e where e.ClientID = c.ClientID and e.EventStatus = 'Completed')
-- or
select c.ClientID from Client c where not exists (select 1 from Event e where e.ClientID = c.ClientID and e.EventStatus in ('Completed', 'Confirmed'))
-- or
select count(*) from Client c where not exists (select 1 from Event e where e.ClientID = c.ClientID and true)
-- or
select count(*) from Client c where not exists (select 1 from Event e where e.ClientID = c.ClientID and e.EventStatus <> 'Cancelled')
-- or
select count(*) from Client c where not exists (select 1 from Event e where e.ClientID = c.ClientID and e.EventStatus = 'Completed')
-- or
select count(*) from Client c where not exists (select 1 from Event e where e.ClientID = c.ClientID and e.EventStatus in ('Completed', 'Confirmed'))

-- answer: Average price per head by year
select date_trunc('year', e.EventDate), avg(e.PricePerHead) from Event e group by 1
-- or
select date_trunc('year', e.EventDate), avg(e.PricePerHead) from Event e where e.EventStatus <> 'Cancelled' group by 1
-- or
select date_trunc('year', e.EventDate), avg(e.PricePerHead) from Event e where e.EventStatus = 'Completed' group by 1
-- or
select date_trunc('year', e.EventDate), avg(e.PricePerHead) from Event e where e.EventStatus in ('Completed', 'Confirmed') group by 1
-- or
select year(e.EventDate), avg(e.PricePerHead) from Event e group by 1
-- or
select year(e.EventDate), avg(e.PricePerHead) from Event e where e.EventStatus <> 'Cancelled' group by 1
-- or
select year(e.EventDate), avg(e.PricePerHead) from Event e where e.EventStatus = 'Completed' group by 1
-- or
select year(e.EventDate), avg(e.PricePerHead) from Event e where e.EventStatus in ('Completed', 'Confirmed') group by 1

-- answer: Which event type gets cancelled most often?
select EventType, count(*) from Event where EventStatus = 'Cancelled' group by 1 order by 2 desc limit 1
-- or
select EventType from Event group by 1 order by avg(case when EventStatus = 'Cancelled' then 1.0 else 0 end) desc limit 1

-- refuse: How much did we spend on glassware hire in 2024?

-- refuse: Which supplier delivers our fish?

-- refuse: Food waste per event type

-- refuse: How many kilometres did the vans drive last month?

-- ask: Revenue by city
