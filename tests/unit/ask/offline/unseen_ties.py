"""A database in which things are tied to others of their kind, and have several things that happened to them in several years."""

SOCIETY = """
create table towns (town_id integer primary key, town_name varchar, county varchar, population integer);
create table twinnings (town_id integer references towns(town_id), twin_id integer references towns(town_id),
  primary key (town_id, twin_id));
create table accounts (account_id integer primary key, handle varchar, plan varchar, country varchar, karma integer);
create table follows (follower_id integer references accounts(account_id),
  followee_id integer references accounts(account_id), followed_on date, primary key (follower_id, followee_id));
create table coaching (mentor_id integer references accounts(account_id), mentee_id integer references accounts(account_id),
  started_on date, primary key (mentor_id, mentee_id));
create table rides (ride_id integer primary key, start_town_id integer references towns(town_id),
  end_town_id integer references towns(town_id), ridden_on date);
create table gyms (gym_id integer primary key, gym_name varchar, opened_year integer, town_id integer references towns(town_id));
create table visits (visit_id integer primary key, account_id integer references accounts(account_id),
  gym_id integer references gyms(gym_id), visited_on date, channel varchar, fee double);
create table purchases (purchase_id integer primary key, account_id integer references accounts(account_id), item varchar,
  purchased_on date, amount double, paid_on date);
create table fairs (fair_id integer primary key, fair_name varchar, town_id integer references towns(town_id), year integer);
insert into towns select i, case i when 1 then 'Ardley' when 2 then 'Burnham' when 3 then 'Castlow' when 4 then 'Denby'
  when 5 then 'Ely' else 'Town ' || i end,
  case i % 3 when 0 then 'Kent' when 1 then 'Essex' else 'Surrey' end, 1000 * i + 31 from range(1, 21) t(i);
insert into twinnings select distinct 1 + i % 9, 1 + (i * 7 + 3) % 20 from range(1, 31) t(i)
  where 1 + i % 9 <> 1 + (i * 7 + 3) % 20;
insert into accounts select i, 'user' || i, case when i % 3 = 0 then 'pro' else 'free' end,
  case i % 4 when 0 then 'France' when 1 then 'Spain' when 2 then 'Italy' else 'Malta' end, i * 17 % 90 from range(1, 31) t(i);
insert into follows select distinct 1 + i % 11, 1 + (i * 3 + 1) % 25, date '2025-01-01' from range(1, 60) t(i)
  where 1 + i % 11 <> 1 + (i * 3 + 1) % 25;
insert into rides select i, 1 + i % 7, 1 + i * 3 % 11, date '2025-01-01' + cast(i as integer) from range(1, 90) t(i);
insert into coaching select 1 + i % 6, 7 + i % 9, date '2024-01-01' + cast(i * 11 as integer) from range(1, 19) t(i);
insert into gyms select i, 'Gym ' || chr(64 + cast(i as integer)), 2003 + i, 1 + i * 3 % 20 from range(1, 13) t(i);
insert into visits select i, 1 + i * 3 % 27, 1 + i * 5 % 9 + i % 3, date '2024-01-01' + cast(i * 11 % 800 as integer),
  case i % 3 when 0 then 'app' when 1 then 'website' else 'desk' end, 5 + i % 9 from range(1, 90) t(i);
insert into purchases select i, 1 + i * 7 % 23, case i % 5 when 0 then 'Gloves' when 1 then 'Helmet' when 2 then 'Towel'
  when 3 then 'Rope' else 'Bottle' end, date '2024-02-01' + cast(i * 13 % 900 as integer), 4.5 * (1 + i % 8),
  case when i % 4 > 0 then date '2024-03-01' + cast(i * 13 % 900 as integer) end from range(1, 80) t(i);
insert into fairs select i, 'Fair ' || i, 1 + i * 5 % 14, 2013 + i % 4 from range(1, 40) t(i);
"""
