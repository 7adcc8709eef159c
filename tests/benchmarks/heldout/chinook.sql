-- answer: How many customers do we have in Brazil?
select count(*) from Customer where Country = 'Brazil'
-- answer: total sales by country
select BillingCountry, sum(Total) from Invoice group by 1
-- ordered: Top 10 artists by revenue
select ar.Name, sum(l.UnitPrice * l.Quantity) s from InvoiceLine l join Track using (TrackId) join Album using (AlbumId) join Artist ar using (ArtistId) group by 1 order by s desc, 1 limit 10
-- answer: number of tracks per genre
select g.Name, count(*) from Track t join Genre g using (GenreId) group by 1
-- or
select g.Name, count(TrackId) from Genre g left join Track t using (GenreId) group by 1
-- answer: Sales per year
select date_trunc('year', InvoiceDate)::date, sum(Total) from Invoice group by 1
-- or
select year(InvoiceDate), sum(Total) from Invoice group by 1
-- answer: Which artists don't have any albums?
select Name from Artist where ArtistId not in (select ArtistId from Album)
-- answer: average track length by genre
select g.Name, avg(Milliseconds) from Track t join Genre g using (GenreId) group by 1
-- or
select g.Name, avg(Milliseconds) / 1000 from Track t join Genre g using (GenreId) group by 1
-- or
select g.Name, avg(Milliseconds) / 60000 from Track t join Genre g using (GenreId) group by 1
-- answer: How many customers does each support rep look after?
select e.FirstName, e.LastName, count(*) from Customer c join Employee e on EmployeeId = SupportRepId group by EmployeeId, 1, 2
-- or
select e.FirstName || ' ' || e.LastName, count(*) from Customer c join Employee e on EmployeeId = SupportRepId group by EmployeeId, 1
-- or
select e.LastName, count(*) from Customer c join Employee e on EmployeeId = SupportRepId group by EmployeeId, 1
-- or
select e.FirstName || ' ' || e.LastName, count(CustomerId) from Employee e left join Customer c on EmployeeId = SupportRepId group by EmployeeId, 1
-- answer: How many invoices over 10 dollars did we write this year?
select count(*) from Invoice where Total > 10 and InvoiceDate >= '2025-01-01'
-- answer: customers who spent more than 50 in total
select FirstName, LastName from Invoice join Customer using (CustomerId) group by CustomerId, 1, 2 having sum(Total) > 50
-- or
select FirstName || ' ' || LastName from Invoice join Customer using (CustomerId) group by CustomerId, 1 having sum(Total) > 50
-- answer: share of tracks by media type
select m.Name, count(*) * 1.0 / sum(count(*)) over () from Track t join MediaType m using (MediaTypeId) group by 1
-- or
select m.Name, count(*) * 100.0 / sum(count(*)) over () from Track t join MediaType m using (MediaTypeId) group by 1
-- answer: Which genre sold the most tracks last year?
select g.Name from InvoiceLine l join Invoice using (InvoiceId) join Track t using (TrackId) join Genre g using (GenreId) where year(InvoiceDate) = 2024 group by 1 order by sum(Quantity) desc limit 1
-- answer: How many customers don't have a company?
select count(*) from Customer where Company is null
-- ordered: average invoice total per country, highest first
select BillingCountry, avg(Total) a from Invoice group by 1 order by a desc
-- answer: Which playlist has the most tracks?
select p.Name from PlaylistTrack join Playlist p using (PlaylistId) group by 1 order by count(*) desc limit 1
-- answer: monthly sales in 2024
select date_trunc('month', InvoiceDate)::date, sum(Total) from Invoice where year(InvoiceDate) = 2024 group by 1
-- or
select month(InvoiceDate), sum(Total) from Invoice where year(InvoiceDate) = 2024 group by 1
-- then: just for Germany
select date_trunc('month', InvoiceDate)::date, sum(Total) from Invoice where year(InvoiceDate) = 2024 and BillingCountry = 'Germany' group by 1
-- or
select m::date, sum(Total) from range(date '2024-01-01', date '2025-01-01', interval 1 month) t(m) left join Invoice on date_trunc('month', InvoiceDate) = m and BillingCountry = 'Germany' group by 1
-- or
select m::date, coalesce(sum(Total), 0) from range(date '2024-01-01', date '2025-01-01', interval 1 month) t(m) left join Invoice on date_trunc('month', InvoiceDate) = m and BillingCountry = 'Germany' group by 1
-- or
select month(InvoiceDate), sum(Total) from Invoice where year(InvoiceDate) = 2024 and BillingCountry = 'Germany' group by 1
-- refuse: How many times was each track streamed?
-- refuse: Which customers cancelled their subscription last month?
-- refuse: What is the average rating of our albums?
