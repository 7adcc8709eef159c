-- answer: How many films do we have?
select count(*) from film
-- answer: Rentals per month this year
select date_trunc('month', rental_date)::date, count(*) from rental where rental_date >= '2025-01-01' group by 1
-- or
select month(rental_date), count(*) from rental where rental_date >= '2025-01-01' group by 1
-- ordered: What are the 5 most rented films?
select title, count(*) n from rental join inventory using (inventory_id) join film using (film_id) group by film_id, 1 order by n desc, 1 limit 5
-- answer: total payments by staff member
select first_name, last_name, sum(amount) from payment join staff using (staff_id) group by staff_id, 1, 2
-- or
select first_name || ' ' || last_name, sum(amount) from payment join staff using (staff_id) group by staff_id, 1
-- or
select last_name, sum(amount) from payment join staff using (staff_id) group by staff_id, 1
-- or
select username, sum(amount) from payment join staff using (staff_id) group by 1
-- answer: Revenue by film category
select c.name, sum(amount) from payment join rental using (rental_id) join inventory using (inventory_id) join film_category using (film_id) join category c using (category_id) group by 1
-- answer: films that have never been rented
select title from film f where not exists (select 1 from rental join inventory i using (inventory_id) where i.film_id = f.film_id)
-- answer: average rental rate by rating
select rating, avg(rental_rate) from film group by 1
-- answer: How many rentals haven't been returned?
select count(*) from rental where return_date is null
-- answer: number of customers by country
select country, count(*) from customer join address using (address_id) join city using (city_id) join country using (country_id) group by 1
-- or
select country, count(customer_id) from country left join city using (country_id) left join address using (city_id) left join customer using (address_id) group by 1
-- answer: Which actors appeared in more than 8 films?
select first_name, last_name from film_actor join actor using (actor_id) group by actor_id, 1, 2 having count(*) > 8
-- or
select first_name || ' ' || last_name from film_actor join actor using (actor_id) group by actor_id, first_name, last_name having count(*) > 8
-- answer: list the inactive customers
select first_name, last_name from customer where not activebool
-- or
select first_name || ' ' || last_name from customer where not activebool
-- answer: PG-13 films longer than 120 minutes
select title from film where rating = 'PG-13' and length > 120
-- answer: percentage of films by rating
select rating, count(*) * 1.0 / sum(count(*)) over () from film group by 1
-- or
select rating, count(*) * 100.0 / sum(count(*)) over () from film group by 1
-- answer: How much does a customer spend on average?
select sum(amount) / count(distinct customer_id) from payment
-- or
select (select sum(amount) from payment) / (select count(*) from customer)
-- answer: payments received in the last 3 months, by month
select date_trunc('month', payment_date)::date, sum(amount) from payment where payment_date >= '2025-03-01' and payment_date < '2025-06-01' group by 1
-- or
select date_trunc('month', payment_date)::date, count(*) from payment where payment_date >= '2025-03-01' and payment_date < '2025-06-01' group by 1
-- or
select date_trunc('month', payment_date)::date, sum(amount) from payment where payment_date >= '2025-03-18' group by 1
-- or
select date_trunc('month', payment_date)::date, sum(amount) from payment where payment_date >= '2025-04-01' group by 1
-- or
select date_trunc('month', payment_date)::date, sum(amount) from payment where payment_date >= '2025-03-01' group by 1
-- answer: How many rentals did we have in May 2025?
select count(*) from rental where rental_date >= '2025-05-01' and rental_date < '2025-06-01'
-- then: and in May 2024?
select count(*) from rental where rental_date >= '2024-05-01' and rental_date < '2024-06-01'
-- refuse: How much did we spend on marketing last year?
-- refuse: Which films won an Oscar?
-- refuse: How many DVDs were returned damaged?
