-- answer: how many italian restaurants are there?
select count(*) from restaurant where food_type = 'Italian'
-- answer: best rated restaurant in new york
select name from restaurant where city_name = 'New York' order by rating desc limit 1
-- answer: avg rating by food type
select food_type, avg(rating) from restaurant group by 1
-- answer: restaurants per region
select region, count(*) from restaurant join geographic using (city_name) group by 1
-- answer: which places in San Francisco are rated above 4?
select name from restaurant where city_name = 'San Francisco' and rating > 4
-- answer: restaurants on Pine Ave
select name from restaurant r join location l on l.restaurant_id = r.id where street_name = 'Pine Ave'
-- answer: number of restaurants that are not American
select count(*) from restaurant where food_type <> 'American'
-- answer: cities without a restaurant
select city_name from geographic g where not exists (select 1 from restaurant r where r.city_name = g.city_name)
-- answer: seafood or mexican restaurants - how many are there?
select count(*) from restaurant where food_type in ('Seafood', 'Mexican')
-- answer: lowest rated food type on average
select food_type from restaurant group by 1 order by avg(rating) limit 1
-- answer: which county has the most restaurants
select county from restaurant join geographic using (city_name) group by 1 order by count(*) desc, county limit 1
-- answer: difference in average rating between Los Angeles and Miami
select (select avg(rating) from restaurant where city_name = 'Los Angeles') - (select avg(rating) from restaurant where city_name = 'Miami')
-- or
select city_name, avg(rating) from restaurant where city_name in ('Los Angeles', 'Miami') group by 1
-- refuse: cheapest restaurant in Chicago
-- refuse: how many guests did the Sushi Bar have yesterday
-- refuse: restaurants open on sundays

-- answer: restaurants by city
select city_name, count(*) from restaurant group by 1
-- or
select g.city_name, count(r.id) from geographic g left join restaurant r on r.city_name = g.city_name group by 1

-- answer: How many Italian places do we have?
select count(*) from restaurant where food_type = 'Italian'

-- answer: avg rating by cuisine
select food_type, avg(rating) from restaurant group by 1

-- answer: which restaurant has the highest rating
select name, rating from restaurant order by 2 desc limit 1

-- answer: worst rated restaurant
select name, rating from restaurant order by 2 limit 1

-- answer: top 3 restaurants in Los Angeles by rating
select name, rating from restaurant where city_name = 'Los Angeles' order by 2 desc limit 3

-- answer: Show me restaurants rated above 4.2
select r.name from restaurant r where rating > 4.25
-- or
select r.id from restaurant r where rating > 4.25
-- or
select distinct r.name from restaurant r where rating > 4.25

-- answer: restaurants with a rating of at least 4 in San Francisco
select r.name from restaurant r where rating >= 4 and city_name = 'San Francisco'
-- or
select r.id from restaurant r where rating >= 4 and city_name = 'San Francisco'

-- answer: cities without any restaurants
select city_name from geographic where city_name not in (select city_name from restaurant)

-- answer: cities with more than 2 restaurants
select city_name from restaurant group by 1 having count(*) > 2

-- answer: number of restaurants per region
select g.region, count(*) from restaurant r join geographic g on g.city_name = r.city_name group by 1
-- or
select g.region, count(r.id) from geographic g left join restaurant r on r.city_name = g.city_name group by 1

-- answer: How do American and Japanese restaurants compare on rating?
select food_type, avg(rating) from restaurant where food_type in ('American', 'Japanese') group by 1
-- or
select avg(rating) filter (where food_type = 'American'), avg(rating) filter (where food_type = 'Japanese') from restaurant

-- answer: what share of our restaurants is in California?
select 1 * avg(case when g.region = 'California' then 1.0 else 0 end) from restaurant r join geographic g on g.city_name = r.city_name
-- or
select 100 * avg(case when g.region = 'California' then 1.0 else 0 end) from restaurant r join geographic g on g.city_name = r.city_name

-- answer: List everything that is not American food
select r.name from restaurant r where food_type <> 'American'
-- or
select r.id from restaurant r where food_type <> 'American'
-- or
select distinct r.name from restaurant r where food_type <> 'American'

-- answer: Seafood or Vegan places
select r.name from restaurant r where food_type in ('Seafood', 'Vegan')
-- or
select r.id from restaurant r where food_type in ('Seafood', 'Vegan')
-- or
select distinct r.name from restaurant r where food_type in ('Seafood', 'Vegan')

-- answer: What's the address of The Ramen Shop?
select l.house_number, l.street_name from location l join restaurant r on r.id = l.restaurant_id where r.name = 'The Ramen Shop'
-- or
select l.house_number || ' ' || l.street_name from location l join restaurant r on r.id = l.restaurant_id where r.name = 'The Ramen Shop'

-- answer: restaurants on Pine Ave
select r.name from restaurant r join location l on l.restaurant_id = r.id where l.street_name = 'Pine Ave'

-- answer: Which city has the best average rating?
select city_name, avg(rating) from restaurant group by 1 order by 2 desc limit 1

-- answer: average rating per county
select g.county, avg(r.rating) from restaurant r join geographic g on g.city_name = r.city_name group by 1
-- or
select g.county, avg(r.rating) from geographic g left join restaurant r on r.city_name = g.city_name group by 1

-- answer: how many different cuisines are there in each city
select city_name, count(distinct food_type) from restaurant group by 1
-- or
select g.city_name, count(distinct r.food_type) from geographic g left join restaurant r on r.city_name = g.city_name group by 1

-- answer: most common food type
select food_type, count(*) from restaurant group by 1 order by 2 desc limit 1

-- answer: restaurants with ratings between 3.75 and 4.25
select r.name from restaurant r where rating between 3.75 and 4.25
-- or
select r.id from restaurant r where rating between 3.75 and 4.25

-- answer: split restaurants by city and food type
select city_name, food_type, count(*) from restaurant group by 1, 2

-- answer: Best rated Italian restaurant
select name, rating from restaurant where food_type = 'Italian' order by 2 desc limit 1

-- answer: highest and lowest rating in Miami
select max(rating), min(rating) from restaurant where city_name = 'Miami'
-- or
select min(rating), max(rating) from restaurant where city_name = 'Miami'

-- refuse: Which restaurants are open on Sundays?

-- refuse: sales per restaurant last month
