-- answer: how many lakes are there in Michigan
select count(*) from lake where state_name = 'Michigan'
-- answer: longest river
select river_name from river order by length desc limit 1
-- answer: which mountains are higher than 6000?
select mountain_name from mountain where mountain_altitude > 6000
-- answer: population of Houston
select population from city where city_name = 'Houston'
-- answer: capital of Texas?
select capital from state where state_name = 'Texas'
-- answer: number of states per country
select country_name, count(*) from state group by 1
-- answer: total lake area by country
select country_name, sum(area) from lake group by 1
-- answer: rivers that are not in Germany
select river_name from river where country_name <> 'Germany'
-- ordered: three biggest cities by population
select city_name, population from city order by population desc limit 3
-- answer: which states border California
select border from border_info where state_name = 'California'
-- answer: average altitude of mountains in Nepal
select avg(mountain_altitude) from mountain where country_name = 'Nepal'
-- answer: states with an area bigger than 10000
select state_name from state where area > 10000
-- answer: countries with more than one river
select country_name from river group by 1 having count(*) > 1
-- answer: smallest lake in the United States
select lake_name from lake where country_name = 'United States' order by area limit 1
-- answer: combined population of cities in the US
select sum(population) from city where country_name = 'United States'
-- answer: highest point in Tokyo
select highest_point from highlow where state_name = 'Tokyo'
-- answer: states without any lake
select state_name from state s where not exists (select 1 from lake l where l.state_name = s.state_name)
-- answer: number of neighbours each state has
select state_name, count(*) from border_info group by 1
-- or
select s.state_name, count(border) from state s left join border_info using (state_name) group by 1
-- answer: lakes between 300 and 800 in area
select lake_name from lake where area between 300 and 800
-- answer: which rivers go through Vienna
select river_name from river where traverse like '%Vienna%'
-- answer: share of each country in the total length of rivers
select country_name, sum(length) * 1.0 / sum(sum(length)) over () from river group by 1
-- answer: shortest river that is longer than 250
select river_name from river where length > 250 order by length limit 1
-- answer: lowest point of states in the United States
select state_name, lowest_point from highlow join state using (state_name) where country_name = 'United States'
-- or
select state_name, lowest_point from highlow right join state using (state_name) where country_name = 'United States'
-- answer: cities with fewer than a million people
select city_name from city where population < 1000000
-- ask: what is the population of New York?
-- ask: biggest state
-- refuse: GDP of Germany
-- refuse: average rainfall per state
-- refuse: population growth of Canada since 2010
-- refuse: deepest lake
