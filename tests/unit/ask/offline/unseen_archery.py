"""A small database of archers whose fields have short names, drafted as it is."""

from __future__ import annotations

ARCHERY = """
create table archers (archer_id integer primary key, name varchar, weight double, village varchar);
create table outings (outing_id integer primary key, archer_id integer references archers(archer_id), longbow integer,
  field_target integer, total integer, gold integer, colour varchar, arrival varchar, bow varchar);
create table halls (h_id integer primary key, hall_name varchar, opening integer, num_of_lamps integer, rating_in_percent double,
  floor integer, fee double, heating_system varchar);
create table sponsors (sponsor_id integer primary key, sponsor_details varchar, joined date);
create table prizes (prize_id integer primary key, motto varchar, price double,
  sponsor_id integer references sponsors(sponsor_id));
create table appeals (appeal_id integer primary key, archer_id integer references archers(archer_id), date_appeal_made date,
  date_appeal_settled date, amount_claimed double, amount_settled double);
create table rulings (ruling_id integer primary key, appeal_id integer references appeals(appeal_id), date_appeal_made date,
  date_appeal_settled date);
create table courses (course_id integer primary key, place varchar, date_of_enrolment date, date_of_completion date);
insert into archers select i, 'Archer ' || i, 55.5 + i * 7 % 40, case i % 3 when 0 then 'Ashby' when 1 then 'Kirby'
  else 'Selby' end from range(1, 31) t(i);
insert into outings select i, i, 100 + i * 37 % 90, 80 + i * 23 % 70, 200 + i * 53 % 160, i * 5 % 11,
  case i % 3 when 0 then 'red' when 1 then 'blue' else 'green' end, '0' || (7 + i % 3) || ':' || (10 + i),
  case i % 2 when 0 then 'Recurve' else 'Compound' end from range(1, 31) t(i);
insert into halls select i, 'Hall ' || chr(64 + cast(i as integer)), 1980 + i * 7 % 40, 4 + i * 3, 40.5 + i * 11 % 55, i % 4,
  10.5 * i, case i % 2 when 0 then 'gas' else 'oil' end from range(1, 9) t(i);
insert into sponsors select i, 'Sponsor ' || chr(64 + cast(i as integer)), date '2020-01-01' + cast(i * 31 as integer)
  from range(1, 9) t(i);
insert into prizes select i, 'Motto ' || i, 5.5 * i, 1 + i % 5 from range(1, 13) t(i);
insert into appeals select i, 1 + i % 30, date '2024-01-05' + cast(i * 3 as integer), date '2024-02-01' + cast(i * 4 as integer),
  100.5 + i * 37 % 400, 50.5 + i * 41 % 200 from range(1, 21) t(i);
insert into rulings select i, i, date '2024-03-05' + cast(i * 3 as integer), date '2024-04-01' + cast(i * 4 as integer)
  from range(1, 11) t(i);
insert into courses select i, 'Place ' || i, date '2023-01-05' + cast(i * 9 as integer),
  date '2023-06-01' + cast(i * 9 as integer) from range(1, 9) t(i);
"""
