"""A vet's practice for the planner's harder questions: names that repeat, two dates, a bridge, values with signs, a balance."""

from __future__ import annotations

from pathlib import Path

import duckdb

DDL = """
create table owners (owner_id integer primary key, owner_name varchar, town varchar);
create table pets (pet_id integer primary key, owner_id integer, pet_name varchar, species varchar, blood varchar);
create table lodgers (lodger_id integer primary key, full_name varchar, owner_id integer);
create table vets (vet_id integer primary key, vet_name varchar, lead_vet_id integer);
create table visits (visit_id integer primary key, pet_id integer, vet_id integer, booked_on date, cancelled_on date,
  visit_status varchar, fee decimal(10,2));
create table remedies (remedy_id integer primary key, remedy_name varchar, kind varchar, shelf_units integer);
create table visit_remedies (visit_id integer, remedy_id integer, primary key (visit_id, remedy_id));
create table cash_position (till varchar, week_end date, balance decimal(12,2), primary key (till, week_end));
insert into owners select i, 'Owner ' || i, case when i % 2 = 0 then 'Ghent' else 'Bruges' end from range(1, 31) t(i);
insert into lodgers select i, 'Lodger ' || i, i from range(1, 20) t(i);
insert into pets select i, 1 + i % 30, 'Pet ' || (i % 20), case when i % 3 = 0 then 'dog' else 'cat' end,
  case i % 4 when 0 then 'A+' when 1 then 'A-' when 2 then 'B' else 'AB+' end from range(1, 61) t(i);
insert into vets select i, case when i in (2, 3) then 'Kim Low' else 'Vet ' || i end, case when i > 1 then 1 end
  from range(1, 7) t(i);
insert into visits select i, 1 + i % 60, 1 + i % 6, date '2024-01-01' + cast(i as integer),
  case when i % 5 = 0 then date '2024-01-01' + cast(i + 40 as integer) end,
  case when i % 5 = 0 then 'cancelled' else 'done' end, i % 90 + 10 from range(1, 501) t(i);
insert into remedies select i, 'Remedy ' || i, case when i % 2 = 0 then 'drops' else 'pills' end, i * 10
  from range(1, 9) t(i);
insert into visit_remedies select i, 1 + i % 8 from range(1, 300) t(i);
insert into visit_remedies select visit_id, 1 + remedy_id % 8 from visit_remedies where visit_id % 3 = 0;
insert into cash_position select k, date '2025-01-05' + cast(7 * i as integer), i * 10 + length(k)
  from range(0, 20) t(i), (values ('front'), ('back')) v(k);
"""


def make(path: Path) -> Path:
    """Write the database."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(DDL)
    return path
