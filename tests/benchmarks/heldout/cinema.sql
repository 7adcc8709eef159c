-- answer: How many films do we have on file?
select count(*) from films

-- answer: number of screens in each cinema
select cinema_name, count(*) from screens join cinemas using (cinema_id) group by 1
-- or
select cinema_name, count(screen_id) from cinemas left join screens using (cinema_id) group by 1

-- answer: Total ticket sales amount in 2024
select sum(amount) from ticket_sales where year(sold_at) = 2024 and true
-- or
select sum(amount) from ticket_sales where year(sold_at) = 2024 and not refunded

-- answer: How many screenings were cancelled?
select count(*) from screenings where is_cancelled

-- answer: films per genre
select genre, count(*) from films group by 1

-- answer: Tickets sold per month this year
select date_trunc('month', sold_at)::date m, sum(quantity) from ticket_sales where year(sold_at) = 2025 and true group by 1
-- or
select date_trunc('month', sold_at)::date m, sum(quantity) from ticket_sales where year(sold_at) = 2025 and not refunded group by 1

-- answer: What are the 5 films with the most tickets sold?
select f.title, sum(t.quantity) from ticket_sales t join screenings s using (screening_id) join films f using (film_id) group by 1 order by 2 desc limit 5
-- or
select f.title, sum(t.quantity) from ticket_sales t join screenings s using (screening_id) join films f using (film_id) where not refunded group by 1 order by 2 desc limit 5

-- answer: Seats per cinema
select cinema_name, sum(seats) from screens join cinemas using (cinema_id) group by 1
-- or
select cinema_name, coalesce(sum(seats), 0) from cinemas left join screens using (cinema_id) group by 1

-- answer: average number of seats by screen type
select screen_type, avg(seats) from screens group by 1

-- ordered: Concession revenue by category, biggest first
select category, sum(amount) from concession_sales group by 1 order by 2 desc

-- answer: how many people work as projectionist
select count(*) from staff where job_role = 'projectionist' and true
-- or
select count(*) from staff where job_role = 'projectionist' and left_on is null

-- answer: How many staff members were hired in 2024?
select count(*) from staff where year(hired_on) = 2024

-- answer: Which film is the longest?
select title, runtime_minutes from films order by runtime_minutes desc limit 1

-- answer: How many films run longer than 120 minutes?
select count(*) from films where runtime_minutes > 120

-- answer: How many popcorns did we sell last month?
select sum(quantity) from concession_sales where item = 'Popcorn' and sold_at >= '2025-05-01' and sold_at < '2025-06-01'

-- answer: What percentage of ticket sales came through the app?
select 100.0 * count(*) filter (where channel = 'app') / count(*) from ticket_sales
-- or
select 100.0 * count(*) filter (where channel = 'app') / count(channel) from ticket_sales
-- or
select 1.0 * count(*) filter (where channel = 'app') / count(*) from ticket_sales
-- or
select 1.0 * count(*) filter (where channel = 'app') / count(channel) from ticket_sales
-- or
select 100.0 * sum(amount) filter (where channel = 'app') / sum(amount) from ticket_sales
-- or
select 100.0 * sum(amount) filter (where channel = 'app') / sum(amount) from ticket_sales where channel is not null
-- or
select 1.0 * sum(amount) filter (where channel = 'app') / sum(amount) from ticket_sales
-- or
select 1.0 * sum(amount) filter (where channel = 'app') / sum(amount) from ticket_sales where channel is not null
-- or
select 100.0 * sum(quantity) filter (where channel = 'app') / sum(quantity) from ticket_sales
-- or
select 100.0 * sum(quantity) filter (where channel = 'app') / sum(quantity) from ticket_sales where channel is not null
-- or
select 1.0 * sum(quantity) filter (where channel = 'app') / sum(quantity) from ticket_sales
-- or
select 1.0 * sum(quantity) filter (where channel = 'app') / sum(quantity) from ticket_sales where channel is not null

-- answer: 3D screenings per quarter in 2024
select date_trunc('quarter', starts_at)::date d, count(*) from screenings where is_3d and year(starts_at) = 2024 and true group by 1
-- or
select date_trunc('quarter', starts_at)::date d, count(*) from screenings where is_3d and year(starts_at) = 2024 and not is_cancelled group by 1

-- answer: How many different films were screened in May 2025?
select count(distinct film_id) from screenings where starts_at >= '2025-05-01' and starts_at < '2025-06-01' and true
-- or
select count(distinct film_id) from screenings where starts_at >= '2025-05-01' and starts_at < '2025-06-01' and not is_cancelled

-- answer: Ticket revenue by city
select c.city, sum(t.amount) from ticket_sales t join screenings s using (screening_id) join screens using (screen_id) join cinemas c using (cinema_id) group by 1
-- or
select c.city, sum(t.amount) from ticket_sales t join screenings s using (screening_id) join screens using (screen_id) join cinemas c using (cinema_id) where not refunded group by 1

-- answer: what do ushers earn per hour on average?
select avg(hourly_wage) from staff where job_role = 'usher' and true
-- or
select avg(hourly_wage) from staff where job_role = 'usher' and left_on is null

-- answer: Show me the titles of all films rated 18
select title from films where age_rating = '18'

-- answer: Number of refunded ticket sales by channel
select channel, count(*) from ticket_sales where refunded group by 1
-- or
select channel, count(*) from ticket_sales where refunded and channel is not null group by 1

-- answer: three films with the highest budget
select title, budget_millions from films order by budget_millions desc nulls last limit 3

-- answer: biggest single concession sale
select max(amount) from concession_sales

-- answer: Which cinemas do we have in Leeds?
select cinema_name from cinemas where city = 'Leeds'

-- ordered: Count of films per distributor, most films first
select distributor, count(*) from films group by 1 order by 2 desc

-- answer: How many tickets were sold for horror films?
select sum(t.quantity) from ticket_sales t join screenings s using (screening_id) join films f using (film_id) where f.genre = 'Horror' and true
-- or
select sum(t.quantity) from ticket_sales t join screenings s using (screening_id) join films f using (film_id) where f.genre = 'Horror' and not refunded

-- answer: Cash vs card: concession takings by payment method
select payment_method, sum(amount) from concession_sales group by 1

-- answer: How many films have never been screened?
select count(*) from films f where not exists (select 1 from screenings s where s.film_id = f.film_id)

-- answer: Which month of 2024 had the highest ticket revenue?
select date_trunc('month', sold_at)::date m, sum(amount) from ticket_sales where year(sold_at) = 2024 and true group by 1 order by 2 desc limit 1
-- or
select date_trunc('month', sold_at)::date m, sum(amount) from ticket_sales where year(sold_at) = 2024 and not refunded group by 1 order by 2 desc limit 1

-- answer: share of cancelled screenings per cinema
select c.cinema_name, 100.0 * count(*) filter (where is_cancelled) / count(*) from screenings join screens using (screen_id) join cinemas c using (cinema_id) group by 1
-- or
select c.cinema_name, 1.0 * count(*) filter (where is_cancelled) / count(*) from screenings join screens using (screen_id) join cinemas c using (cinema_id) group by 1
-- or
select c.cinema_name, 100.0 * count(*) / sum(count(*)) over () from screenings join screens using (screen_id) join cinemas c using (cinema_id) where is_cancelled group by 1
-- or
select c.cinema_name, 1.0 * count(*) / sum(count(*)) over () from screenings join screens using (screen_id) join cinemas c using (cinema_id) where is_cancelled group by 1

-- answer: Directors with more than 10 films
select director, count(*) from films group by 1 having count(*) > 10
-- or
select director from films group by 1 having count(*) > 10

-- refuse: How many loyalty card holders visited us last year?

-- refuse: average age of our audience by genre

-- ask: What was our revenue per city last quarter?

-- answer: What did food and drink bring in yesterday?
select sum(amount) from concession_sales where sold_at::date = '2025-06-17'

-- then: and the day before?
select sum(amount) from concession_sales where sold_at::date = '2025-06-16'

-- answer: how many seats does the Majestic have
select sum(s.seats) from screens s join cinemas c using (cinema_id) where c.cinema_name = 'Majestic'

-- answer: Which films come out next month?
select title from films where release_date >= '2025-07-01' and release_date < '2025-08-01'

-- answer: who works at the Roxy at the moment?
select s.full_name from staff s join cinemas c using (cinema_id) where c.cinema_name = 'Roxy' and s.left_on is null
-- or
select distinct s.full_name from staff s join cinemas c using (cinema_id) where c.cinema_name = 'Roxy' and s.left_on is null

-- then: just the ushers
select s.full_name from staff s join cinemas c using (cinema_id) where c.cinema_name = 'Roxy' and s.left_on is null and s.job_role = 'usher'

-- answer: ticket takings by day of the week
select dayname(sold_at), sum(amount) from ticket_sales group by 1
-- or
select dayname(sold_at), sum(amount) from ticket_sales where not refunded group by 1
-- or
select dayname(s.starts_at), sum(t.amount) from ticket_sales t join screenings s using (screening_id) group by 1
-- or
select dayname(s.starts_at), sum(t.amount) from ticket_sales t join screenings s using (screening_id) where not t.refunded group by 1

-- answer: Which cinema sells the most popcorn?
select c.cinema_name from concession_sales s join cinemas c using (cinema_id) where s.item = 'Popcorn' group by 1 order by sum(s.quantity) desc limit 1

-- answer: how many IMAX screens do we have
select count(*) from screens where screen_type = 'IMAX'

-- then: at which cinemas?
select c.cinema_name from screens s join cinemas c using (cinema_id) where s.screen_type = 'IMAX'
-- or
select distinct c.cinema_name from screens s join cinemas c using (cinema_id) where s.screen_type = 'IMAX'
-- or
select c.cinema_name, count(*) from screens s join cinemas c using (cinema_id) where s.screen_type = 'IMAX' group by 1

-- answer: how many tickets went through each channel last week?
select channel, sum(quantity) from ticket_sales where sold_at >= '2025-06-09' and sold_at < '2025-06-16' and channel is not null group by 1
-- or
select channel, sum(quantity) from ticket_sales where sold_at >= '2025-06-09' and sold_at < '2025-06-16' and channel is not null and not refunded group by 1

-- ordered: rank the cinemas by what they take on alcohol
select c.cinema_name, sum(s.amount) from concession_sales s join cinemas c using (cinema_id) where s.category = 'Alcohol' group by 1 order by 2 desc
-- or
select c.cinema_name, coalesce(sum(s.amount), 0) from cinemas c left join concession_sales s on s.cinema_id = c.cinema_id and s.category = 'Alcohol' group by 1 order by 2 desc

-- then: this year only
select c.cinema_name, sum(s.amount) from concession_sales s join cinemas c using (cinema_id) where s.category = 'Alcohol' and year(s.sold_at) = 2025 group by 1
-- or
select c.cinema_name, coalesce(sum(s.amount), 0) from cinemas c left join concession_sales s on s.cinema_id = c.cinema_id and s.category = 'Alcohol' and year(s.sold_at) = 2025 group by 1

-- answer: cinemas without a bar
select cinema_name from cinemas where not has_bar

-- answer: How much did we give away in ticket discounts each month this year?
select date_trunc('month', sold_at), sum(discount) from ticket_sales where year(sold_at) = 2025 group by 1
-- or
select date_trunc('month', sold_at), sum(discount) from ticket_sales where year(sold_at) = 2025 and not refunded group by 1
-- or
select date_trunc('month', s.starts_at), sum(t.discount) from ticket_sales t join screenings s using (screening_id) where year(s.starts_at) = 2025 group by 1
-- or
select date_trunc('month', s.starts_at), sum(t.discount) from ticket_sales t join screenings s using (screening_id) where year(s.starts_at) = 2025 and not t.refunded group by 1

-- answer: number of subtitled screenings in 2024
select count(*) from screenings where language_version = 'subtitled' and year(starts_at) = 2024
-- or
select count(*) from screenings where language_version = 'subtitled' and year(starts_at) = 2024 and not is_cancelled

-- then: and dubbed ones?
select count(*) from screenings where language_version = 'dubbed' and year(starts_at) = 2024
-- or
select count(*) from screenings where language_version = 'dubbed' and year(starts_at) = 2024 and not is_cancelled

-- answer: Lantern films with a budget of over 100 million
select title from films where distributor = 'Lantern' and budget_millions > 100

-- answer: Who of the people still here has been with us the longest?
select full_name from staff where left_on is null order by hired_on limit 1

-- answer: tickets sold in May against April
select date_trunc('month', sold_at), sum(quantity) from ticket_sales where sold_at >= '2025-04-01' and sold_at < '2025-06-01' group by 1
-- or
select date_trunc('month', sold_at), sum(quantity) from ticket_sales where sold_at >= '2025-04-01' and sold_at < '2025-06-01' and not refunded group by 1
-- or
select sum(quantity) filter (month(sold_at) = 5), sum(quantity) filter (month(sold_at) = 4) from ticket_sales where year(sold_at) = 2025
-- or
select sum(quantity) filter (month(sold_at) = 5), sum(quantity) filter (month(sold_at) = 4) from ticket_sales where year(sold_at) = 2025 and not refunded
-- or
select date_trunc('month', s.starts_at), sum(t.quantity) from ticket_sales t join screenings s using (screening_id) where s.starts_at >= '2025-04-01' and s.starts_at < '2025-06-01' group by 1
-- or
select date_trunc('month', s.starts_at), sum(t.quantity) from ticket_sales t join screenings s using (screening_id) where s.starts_at >= '2025-04-01' and s.starts_at < '2025-06-01' and not t.refunded group by 1
-- or
select sum(t.quantity) filter (month(s.starts_at) = 5), sum(t.quantity) filter (month(s.starts_at) = 4) from ticket_sales t join screenings s using (screening_id) where year(s.starts_at) = 2025
-- or
select sum(t.quantity) filter (month(s.starts_at) = 5), sum(t.quantity) filter (month(s.starts_at) = 4) from ticket_sales t join screenings s using (screening_id) where year(s.starts_at) = 2025 and not t.refunded

-- answer: Which genre had the most showings called off?
select f.genre from screenings s join films f using (film_id) where s.is_cancelled group by 1 order by count(*) desc limit 1

-- answer: parking spaces in Bristol
select sum(parking_spaces) from cinemas where city = 'Bristol'

-- answer: average number of tickets per sale, web against box office
select channel, avg(quantity) from ticket_sales where channel in ('web', 'box office') group by 1
-- or
select channel, avg(quantity) from ticket_sales where channel in ('web', 'box office') and not refunded group by 1
-- or
select avg(quantity) filter (channel = 'web'), avg(quantity) filter (channel = 'box office') from ticket_sales
-- or
select avg(quantity) filter (channel = 'web'), avg(quantity) filter (channel = 'box office') from ticket_sales where not refunded

-- refuse: How many boxes of popcorn are left in the store at the Empire?

-- refuse: which showings got complaints about the sound?

-- refuse: What did we spend on cleaning last month?
