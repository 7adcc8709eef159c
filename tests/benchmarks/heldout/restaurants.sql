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
