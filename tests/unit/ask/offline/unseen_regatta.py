"""A small database, drafted as it is: skippers who are people of another table, and races with the number of their guests."""

from __future__ import annotations

REGATTA = """
create table people (person_id integer primary key, name varchar, height double, weight double);
create table skippers (skipper_id integer primary key, person_id integer references people(person_id), harbour varchar,
  rescued integer, drowned integer, money_requested double);
create table races (race_id integer primary key, race_title varchar, place varchar, number_of_guests integer,
  number_accidents integer);
create table guests (guest_id integer primary key, name varchar, age integer, country varchar, ticket varchar);
create table invited_guests (race_id integer references races(race_id), guest_id integer references guests(guest_id),
  primary key (race_id, guest_id));
insert into people select i, 'Person ' || i, 150.5 + i * 13 % 47, 50.5 + i * 17 % 53 from range(1, 21) t(i);
insert into skippers select i, 1 + i * 7 % 20, case i % 3 when 0 then 'Hull' when 1 then 'Cork' else 'Brest' end, i * 5 % 23,
  i * 11 % 13, 1000.5 * i from range(1, 31) t(i);
insert into races select i, 'Race ' || i, case i % 2 when 0 then 'North' else 'South' end, 10 + i * 7 % 19, i * 3 % 5
  from range(1, 13) t(i);
insert into guests select i, 'Guest ' || i, 20 + i * 7 % 40, case i % 4 when 0 then 'France' else 'Spain' end,
  case i % 4 when 1 then 'gold' else 'plain' end   from range(1, 26) t(i);
insert into invited_guests select 1 + i % 12, 1 + i * 3 % 25 from range(0, 60) t(i);
"""
