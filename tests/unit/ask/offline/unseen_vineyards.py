"""Vineyards in their valleys, with numbers that each of them holds, and the tastings of each season."""

from __future__ import annotations

VINEYARDS = """
create table valleys (valley_id integer primary key, valley_name varchar, rainfall integer, side varchar);
create table vineyards (vineyard_id integer primary key, vineyard_name varchar, barrels integer, total_vines integer,
  sugar_rate double, average_yield double, medal varchar, ranking integer,
  valley_id integer references valleys(valley_id));
create table growers (grower_id integer primary key, grower_name varchar, age integer, village varchar,
  vineyard_id integer references vineyards(vineyard_id));
create table tastings (tasting_id integer primary key, season integer, style varchar,
  vineyard_id integer references vineyards(vineyard_id));
insert into valleys values (1, 'Aber', 410, 'East'), (2, 'Brenn', 980, 'West'), (3, 'Cwm', 640, 'East');
insert into vineyards select i, 'Clos ' || chr(64 + i::integer), 100 + (i * 37) % 400, 2000 + i * 450, 10 + (i * 3.7) % 9,
  30 + (i * 7) % 41, 'medal ' || (i % 3), 1 + (i * 5) % 12, 1 + i % 3 from range(1, 13) t(i);
insert into growers select i, 'Grower ' || i, 28 + (i * 11) % 45, case i % 3 when 0 then 'Upton' else 'Downe' end,
  1 + (i * 5) % 12 from range(1, 31) t(i);
insert into tastings select i, 2003 + (i * 7) % 12,
  case when i % 7 < 2 then 'dry' when i % 7 = 2 then 'sweet' else 'sparkling' end, 1 + (i * i) % 12 from range(1, 91) t(i);
"""
