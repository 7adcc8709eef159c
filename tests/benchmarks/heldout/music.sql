-- answer: how many tracks are there
select count(*) from track
-- answer: Number of tracks per genre
select g.name, count(*) from track t join genre g using (genre_id) group by 1
-- or
select g.name, count(t.track_id) from genre g left join track t using (genre_id) group by 1
-- answer: Total sales
select sum(total) from invoice
-- or
select sum(unit_price * quantity) from invoice_line
-- ordered: total sales by year
select date_trunc('year', invoice_date)::date, sum(total) from invoice group by 1 order by 1
-- or
select year(invoice_date), sum(total) from invoice group by 1 order by 1
-- answer: sales per billing country
select billing_country, sum(total) from invoice group by 1
-- answer: Top 3 artists by number of albums
select ar.name, count(*) from album al join artist ar using (artist_id) group by ar.artist_id, 1 order by 2 desc limit 3
-- answer: What is the average invoice total?
select avg(total) from invoice
-- answer: average invoice value in Germany
select avg(total) from invoice where billing_country = 'Germany'
-- or
select avg(i.total) from invoice i join customer c using (customer_id) where c.country = 'Germany'
-- answer: How many customers come from Brazil?
select count(*) from customer where country = 'Brazil'
-- answer: customers per country, biggest first
select country, count(*) from customer group by 1
-- answer: Which artists don't have any albums?
select name from artist ar where not exists (select 1 from album al where al.artist_id = ar.artist_id)
-- answer: Which customers never bought anything
select customer_id from customer c where not exists (select 1 from invoice i where i.customer_id = c.customer_id)
-- or
select first_name || ' ' || last_name from customer c where not exists (select 1 from invoice i where i.customer_id = c.customer_id)
-- or
select first_name, last_name from customer c where not exists (select 1 from invoice i where i.customer_id = c.customer_id)
-- answer: number of tracks without a composer
select count(*) from track where composer is null
-- answer: longest track in milliseconds
select max(milliseconds) from track
-- or
select name from track order by milliseconds desc limit 1
-- answer: average track length per media type
select m.name, avg(t.milliseconds) from track t join media_type m using (media_type_id) group by 1
-- or
select m.name, avg(t.milliseconds) / 1000 from track t join media_type m using (media_type_id) group by 1
-- or
select m.name, avg(t.milliseconds) / 60000 from track t join media_type m using (media_type_id) group by 1
-- answer: How many Metal tracks were sold?
select sum(l.quantity) from invoice_line l join track t using (track_id) join genre g using (genre_id) where g.name = 'Metal'
-- answer: quantity sold by genre
select g.name, sum(l.quantity) from invoice_line l join track t using (track_id) join genre g using (genre_id) group by 1
-- answer: top 6 tracks by number of plays
select t.name, count(*) from play p join track t using (track_id) group by t.track_id, 1 order by 2 desc limit 6
-- answer: plays by device
select device, count(*) from play group by 1
-- ordered: Plays per month since January 2025
select date_trunc('month', played_at)::date, count(*) from play where played_at >= '2025-01-01' group by 1 order by 1
-- answer: how many plays yesterday
select count(*) from play where played_at >= '2025-06-17' and played_at < '2025-06-18'
-- answer: Number of plays in offline mode
select count(*) from play where offline_mode
-- answer: how many distinct customers listened on a smart speaker
select count(distinct customer_id) from play where device = 'smart speaker'
-- or
select count(distinct customer_id) from play join customer using (customer_id) where device = 'smart speaker'
-- answer: total seconds played per artist - top three
select ar.name, sum(p.seconds_played) from play p join track t using (track_id) join album al using (album_id) join artist ar using (artist_id) group by ar.artist_id, 1 order by 2 desc limit 3
-- answer: how many tracks are in each playlist?
select pl.name, count(*) from playlist pl join playlist_track pt using (playlist_id) group by 1
-- or
select pl.name, count(pt.track_id) from playlist pl left join playlist_track pt using (playlist_id) group by 1
-- answer: Which playlist is empty?
select name from playlist p where not exists (select 1 from playlist_track pt where pt.playlist_id = p.playlist_id)
-- answer: sales by support rep
select e.last_name, sum(i.total) from invoice i join customer c using (customer_id) join employee e on e.employee_id = c.support_rep_id group by e.employee_id, 1
-- or
select e.employee_id, coalesce(sum(i.total), 0) from employee e left join customer c on e.employee_id = c.support_rep_id left join invoice i using (customer_id) group by 1
-- or
select e.employee_id, sum(i.total) from invoice i join customer c using (customer_id) join employee e on e.employee_id = c.support_rep_id group by 1
-- answer: How many employees report to Jan Kowalski?
select count(*) from employee e join employee m on m.employee_id = e.reports_to where m.last_name = 'Kowalski'
-- answer: employees hired after 2018
select employee_id from employee where hire_date >= '2019-01-01'
-- or
select count(*) from employee where hire_date >= '2019-01-01'
-- or
select last_name, first_name from employee where hire_date >= '2019-01-01'
-- or
select first_name || ' ' || last_name from employee where hire_date >= '2019-01-01'
-- answer: albums released before 1980
select title from album where release_year < 1980
-- or
select count(*) from album where release_year < 1980
-- answer: genres with more than 150 tracks
select g.name from track t join genre g using (genre_id) group by 1 having count(*) > 150
-- answer: How many invoices over $10 did we issue in 2024?
select count(*) from invoice where total > 10 and year(invoice_date) = 2024
-- answer: Compare sales of the first quarter of 2025 with the first quarter of 2024
select year(invoice_date), sum(total) from invoice where quarter(invoice_date) = 1 and year(invoice_date) in (2024, 2025) group by 1
-- or
select sum(total) filter (where year(invoice_date) = 2025), sum(total) filter (where year(invoice_date) = 2024) from invoice where quarter(invoice_date) = 1
-- answer: average number of tracks per album
select 1.0 * count(*) / count(distinct album_id) from track
-- or
select 1.0 * (select count(*) from track) / (select count(*) from album)
-- answer: Average spend per customer by country
select country, avg(s) from (select c.country, c.customer_id, sum(i.total) s from customer c join invoice i using (customer_id) group by 1, 2) group by 1
-- or
select c.country, sum(i.total) / count(distinct c.customer_id) from customer c left join invoice i using (customer_id) group by 1
-- or
select billing_country, sum(total) / count(distinct customer_id) from invoice group by 1
-- answer: plays and revenue per genre
with p as (select g.name, count(*) n from play p join track t using (track_id) join genre g using (genre_id) group by 1), r as (select g.name, sum(l.unit_price * l.quantity) n from invoice_line l join track t using (track_id) join genre g using (genre_id) group by 1) select p.name, p.n, r.n from p join r using (name)
-- answer: best selling track of each genre by quantity
select g, t from (select g.name g, t.name t, row_number() over (partition by g.name order by sum(l.quantity) desc) r from invoice_line l join track t using (track_id) join genre g using (genre_id) group by g.name, t.track_id, t.name) where r = 1
-- or
select g, t from (select g.name g, t.name t, rank() over (partition by g.name order by sum(l.quantity) desc) r from invoice_line l join track t using (track_id) join genre g using (genre_id) group by g.name, t.track_id, t.name) where r = 1
-- answer: what precentage of plays came from the phone in 2025
select 100.0 * count(*) filter (where device = 'phone') / count(*) from play where year(played_at) = 2025
-- or
select 1.0 * count(*) filter (where device = 'phone') / count(*) from play where year(played_at) = 2025
-- answer: revenue by artist excluding Rock, top 5
select ar.name, sum(l.unit_price * l.quantity) from invoice_line l join track t using (track_id) join album al using (album_id) join artist ar using (artist_id) left join genre g using (genre_id) where g.name <> 'Rock' group by ar.artist_id, 1 order by 2 desc limit 5
-- or
select ar.name, sum(l.unit_price * l.quantity) from invoice_line l join track t using (track_id) join album al using (album_id) join artist ar using (artist_id) left join genre g using (genre_id) where g.name is distinct from 'Rock' group by ar.artist_id, 1 order by 2 desc limit 5
-- refuse: What's the average rating of each album?
-- refuse: how many podcasts do we offer
-- refuse: monthly churn of subscribers
-- refuse: Which tracks have explicit lyrics?
-- ask: What's the most popular genre?
-- ask: top 10 customers
