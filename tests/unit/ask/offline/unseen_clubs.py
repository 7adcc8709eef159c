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
