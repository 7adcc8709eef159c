"""Two more small databases, drafted as they are: the star schema of a radio network, and a riding club."""

from __future__ import annotations

RADIO = """
create table dim_day (day_key integer primary key, day_date date, day_name varchar, month_name varchar);
create table dim_station (station_key integer primary key, station_name varchar, city varchar);
create table fact_listening (day_key integer references dim_day(day_key), station_key integer references dim_station(station_key),
  listeners integer);
insert into dim_day select 20250000 + i, date '2025-01-01' + cast(i as integer),
  dayname(date '2025-01-01' + cast(i as integer)), monthname(date '2025-01-01' + cast(i as integer)) from range(0, 300) t(i);
insert into dim_station values (1, 'North', 'Leeds'), (2, 'South', 'Bath');
insert into fact_listening select day_key, s, 100 + day_key * 7 % 31 + 40 * s + case day_name when 'Tuesday' then 25 else 0 end
  from dim_day, range(1, 3) r(s);
"""

STABLES = """
create table riders (RiderID integer primary key, FName varchar, LName varchar, Level_of_cover integer, Age integer,
  CityCode varchar);
create table yards (Yard_ID integer primary key, Name varchar, Num_of_Staff integer, Open_Year integer, Capacity integer);
create table horses (HorseID integer primary key, horse_type varchar, horse_age integer, weight double,
  RiderID integer references riders(RiderID), Yard_ID integer references yards(Yard_ID));
create table owns (RiderID integer references riders(RiderID), HorseID integer references horses(HorseID),
  primary key (RiderID, HorseID));
create table lessons (lesson_id integer primary key, HorseID integer references horses(HorseID), taught_by varchar,
  injured integer, state varchar, created timestamp);
create table area_state (area_no integer primary key, state varchar);
insert into riders select i, 'F' || i % 7, 'Smith' || i % 5, 1 + i % 6, 15 + i * 7 % 40, 'C' || i % 3 from range(1, 31) t(i);
insert into yards select i, 'Yard ' || i, 2 + i * 3, 1999 + i * 2, 20 + 5 * i from range(1, 6) t(i);
insert into horses select i, case i % 3 when 0 then 'pony' when 1 then 'cob' else 'hunter' end, 2 + i * 5 % 21,
  300.5 + i * 11 % 200, 1 + i % 30, 1 + i % 5 from range(1, 41) t(i);
insert into owns select 1 + i % 20, 1 + i % 25 from range(1, 21) t(i);
insert into lessons select i, 1 + i % 40, case i % 4 when 0 then 'Ann Low' else 'Bo Hall' end, i % 3,
  case i % 2 when 0 then 'NY' else 'CA' end, timestamp '2025-03-01 10:00:00' + interval (i * 5) hour from range(1, 90) t(i);
insert into area_state values (212, 'NY'), (213, 'CA');
"""
